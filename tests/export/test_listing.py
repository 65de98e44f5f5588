"""What can be written out: every table, each with a plain line."""

from closeknit.book.schema import BOOK
from closeknit.export import EXPORTS


def test_every_table_of_the_book_can_be_written_and_says_what_a_row_is():
    assert set(EXPORTS) == {"cards", "fixes", "ocel", *BOOK}
    assert all(EXPORTS.values())
