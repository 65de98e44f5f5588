"""The lines on which records start, seen at a glance or by the grammar: the same ones."""

import io

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from closeknit.sources.tables import lines, records
from closeknit.sources.tables.dialects import Dialect
from closeknit.sources.tables.lines import plain_end, record_lines
from tests.how_many import examples

CELLS = (
    *("a", "7", "", " ", "é", "\u00a0", "-1", "\r", "\\"),
    *('"a"', '""', '"a,b"', '"a""b"', '"""a"', '5" pipe', '"', '"a\nb"', ' "a"', '"a"b'),
)
row = st.lists(st.sampled_from(CELLS), min_size=1, max_size=4)
texts = st.lists(st.tuples(row, st.sampled_from(["\n", "\n", "\r\n"])), max_size=12)


def starts(text, dialect):
    return [int(line) for some in record_lines(io.BytesIO(text), dialect) for line in some]


@pytest.mark.parametrize("block", [1 << 23, 16])
@settings(max_examples=examples(120, quick=20), deadline=None)
@given(rows=texts, ended=st.booleans(), end=st.sampled_from(["\n", "\r\n", "\r"]))
@example(rows=[(["a", '"a\nb"'], "\n"), (["", ""], "\n"), (["a", "7"], "\n")], ended=True, end="\n")
@example(rows=[(['"a', "b"], "\n"), (["a", 'b"'], "\n")], ended=True, end="\n")
def test_what_is_seen_at_a_glance_is_what_the_grammar_says(block, rows, ended, end):
    text = "".join(",".join(cells) + after for cells, after in rows).encode()
    text = text if ended else text.rstrip(b"\r\n")
    dialect = Dialect(delimiter=",", width=2, line_end=end, data_line=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(records, "_BLOCK", block)
        seen = starts(text, dialect)
        patch.setattr(lines, "plain_end", lambda _, text, at: at)
        assert seen == starts(text, dialect)


def test_a_file_whose_records_are_lines_is_not_gone_through_record_by_record(monkeypatch):
    monkeypatch.setattr(records.Grammar, "run", property(lambda _: pytest.fail("the grammar was asked")))
    text = b'id,name\n1,"Smith, ""Jo"""\n\n,,\n2,Ana\r\n"3",""\n'
    dialect = Dialect(delimiter=",", width=2, data_line=2)
    assert starts(text, dialect) == [2, 5, 6]


@pytest.mark.parametrize(
    "text", [b'1,"a\nb"\n', b'1,5" pipe\n', b'1,"a"b"\n', b'1,"a\n', b"1,a", b'1,"a" ,"b"\n']
)
def test_where_a_line_may_be_no_record_the_grammar_is_asked(text):
    assert plain_end(Dialect(delimiter=",", width=2), text, 0) == 0


def test_a_file_is_read_up_to_the_line_that_is_asked_for(monkeypatch):
    monkeypatch.setattr(records, "_BLOCK", 64)
    file = io.BytesIO(b"1,a\n" * 1_000)
    first = next(record_lines(file, Dialect(delimiter=",", width=2, data_line=1)))
    assert np.array_equal(first, range(1, 17))
    assert file.tell() == 64
