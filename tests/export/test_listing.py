"""What can be written out: every table, each with a plain line."""

from datetime import date

import pyarrow as pa

from closeknit.book.schema import BOOK
from closeknit.export import EXPORTS, dated
from closeknit.export.tables import as_csv, as_json_lines


def test_every_table_of_the_book_can_be_written_and_says_what_a_row_is():
    assert set(EXPORTS) == {"cards", "fixes", "ocel", *BOOK}
    assert all(EXPORTS.values())


def test_days_go_out_as_dates_and_numbers_as_numbers():
    table = pa.table(
        {"party_id": pa.array([7, 8], pa.int64()), "first_day": pa.array([20_514, None], pa.int32())}
    )
    out = dated(table, "parties")
    assert out.column("first_day").to_pylist() == [date(2026, 3, 2), None]
    assert as_csv(out).splitlines() == ["party_id,first_day", "7,2026-03-02", "8,"]
    assert as_json_lines(out).splitlines()[0] == '{"party_id": 7, "first_day": "2026-03-02"}'
