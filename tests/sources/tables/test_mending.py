"""Broken rows cost themselves only, and mending changes nothing else."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from closeknit.errors import Unreadable
from closeknit.sources.tables import delimited, mending, records
from closeknit.sources.tables.dialects import ReadRules
from closeknit.sources.tables.reading import line_of
from tests.sources.files_read import read_text

HEAD = "id,name,city\n"
GOOD = "7,Ana,Porto\n8,Ben,Leeds\n"


@pytest.mark.parametrize(
    "broken",
    [
        '1,"Acme "Corp,Rome\n',
        '1,"Acme,Rome\n',
        '1,"Acme" Corp,Rome\n',
        '"1,Acme,Rome\n',
        '"1","Acme,"Rome"\n',
        '1,Acme,"\n',
        '1,"Acme""\n',
    ],
)
@pytest.mark.parametrize("after", ["", '9,"Eve, Lu",Bonn\n', '9,"say ""hi""",Bonn\n'])
def test_a_broken_quote_costs_one_row_wherever_it_stands(tmp_path: Path, broken: str, after: str) -> None:
    got = read_text(tmp_path, HEAD + GOOD + broken + GOOD + after)
    assert [row[0] for row in got.rows] == ["7", "8", "7", "8", *(["9"] if after else [])]
    assert got.codes == [(4, "quote.broken")]
    assert got.problems[0]["raw"] == broken.rstrip("\n")
    assert got.problems[0]["ordinal"] == 3


def test_a_quote_never_closed_does_not_swallow_the_rest_of_a_long_file(tmp_path: Path) -> None:
    rows = "".join(f"{n},Ana,Porto\n" for n in range(100_000))
    got = read_text(tmp_path, HEAD + '0,"open,x\n' + rows)
    assert len(got.rows) == 100_000
    assert got.codes == [(2, "quote.broken")]


@pytest.mark.parametrize("end", ["\n", ""])
def test_a_line_longer_than_any_row_that_is_read_is_one_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    for module in (mending, records):
        monkeypatch.setattr(module, "LONGEST_RECORD", 200)
    monkeypatch.setattr(records, "_BLOCK", 64)
    # A row that is too short has the file mended.
    got = read_text(tmp_path, HEAD + "0,Ana\n1,x" + "yz" * 2_000 + f",Rome{end}" + (end and "2,Bo,Rome\n"))
    assert got.codes == [(2, "row.ragged"), (3, "row.too_long")]
    assert len(got.rows) == len(end)


def test_many_broken_quotes_are_many_problems(tmp_path: Path) -> None:
    got = read_text(tmp_path, HEAD + '1,"Acme "Corp,Rome\n7,Ana,Porto\n' * 200)
    assert (len(got.rows), len(got.problems)) == (200, 200)
    assert [p["line"] for p in got.problems] == list(range(2, 402, 2))
    assert [p["ordinal"] for p in got.problems] == list(range(1, 400, 2))


def test_rows_with_too_few_or_too_many_cells_are_set_aside_and_counted(tmp_path: Path) -> None:
    got = read_text(tmp_path, HEAD + "1,Acme\n" + GOOD + "2,Beta,Rome,x,y\n" + GOOD)
    assert len(got.rows) == 4
    assert got.codes == [(2, "row.ragged"), (5, "row.ragged")]
    reasons = [p["reason"] for p in got.problems]
    assert reasons == [
        "the row has only 2 cells, the header has 3",
        "the row has 5 cells, the header has 3",
    ]
    assert all(p["remedy"] for p in got.problems)


def test_a_ragged_row_with_a_quoted_line_break_is_one_problem(tmp_path: Path) -> None:
    got = read_text(tmp_path, HEAD + '1,"two\nlines"\n' + GOOD)
    assert (len(got.rows), got.codes) == (2, [(2, "row.ragged")])


def test_empty_cells_beyond_the_header_do_no_harm(tmp_path: Path) -> None:
    got = read_text(tmp_path, HEAD + GOOD + "1,Acme,Rome,,,\n")
    assert got.rows[-1] == ("1", "Acme", "Rome")


def test_rows_that_all_leave_out_the_last_columns_are_filled_up(tmp_path: Path) -> None:
    got = read_text(tmp_path, "id,name,city,note,tag\n1,a,b,c\n2,a,b,c\n3,a,b,c,d\n4,a\n")
    assert got.rows == [("1", "a", "b", "c", None), ("2", "a", "b", "c", None), ("3", "a", "b", "c", "d")]
    assert got.codes == [(5, "row.ragged")]


def test_quotes_inside_a_bare_cell_are_text(tmp_path: Path) -> None:
    got = read_text(tmp_path, HEAD + '1,13" screen,Rome\n2,x\n')
    assert got.rows == [("1", '13" screen', "Rome")]


def test_a_carriage_return_inside_a_cell_stays_there(tmp_path: Path) -> None:
    got = read_text(tmp_path, HEAD + "1,two\rlines,Rome\n" + GOOD)
    assert got.rows[0] == ("1", "two\rlines", "Rome")
    assert len(got.rows) == 3


def test_mixed_line_ends_are_all_line_ends(tmp_path: Path) -> None:
    got = read_text(tmp_path, 'id,name\r\n1,Ana\r\n2,Ben\n3,"x\ny"\r\n4,Eve\n')
    assert got.rows == [("1", "Ana"), ("2", "Ben"), ("3", "x\ny"), ("4", "Eve")]
    assert got.lines == [2, 3, 4, 6]


def test_bare_carriage_returns_end_lines_where_nothing_else_does(tmp_path: Path) -> None:
    got = read_text(tmp_path, 'id,name\r1,Ana\r2,"Ben "x\r3,Eve\r')
    assert [row[0] for row in got.rows] == ["1", "3"]
    assert got.codes == [(3, "quote.broken")]


def test_blank_lines_count_for_nothing(tmp_path: Path) -> None:
    got = read_text(tmp_path, HEAD + "\n  \n,,\n7,Ana,Porto\n \t \n\x1a")
    assert (got.rows, got.staged.received, got.ordinals) == ([("7", "Ana", "Porto")], 1, [1])


def test_backslashes_may_escape_quotes(tmp_path: Path) -> None:
    text = 'Date,Link,Message\n2024,x,"He said \\"hi, you\\" to me"\n2025,y,"a ""b"" c\\\\"\n'
    got = read_text(tmp_path, text)
    assert [row[2] for row in got.rows] == ['He said "hi, you" to me', 'a "b" c\\']
    assert got.staged.dialect.escape == "\\"
    assert read_text(tmp_path, text, ReadRules(escape="\\")).rows == got.rows


def test_rows_in_another_encoding_than_the_rest_are_set_aside(tmp_path: Path) -> None:
    utf8 = "".join(f"{n},Zoë,Köln\n" for n in range(20)).encode()
    got = read_text(tmp_path, HEAD.encode() + utf8 + "99,Müller,Köln\n".encode("cp1252"))
    assert len(got.rows) == 20
    assert got.codes == [(22, "encoding.mixed")]
    assert got.problems[0]["raw"] == "99,Müller,Köln"


def test_a_character_cut_in_half_costs_itself_only(tmp_path: Path) -> None:
    half = "1,nice \U0001f600,Rome\n".encode().replace(b"\x9f\x98\x80", b"\x9f\x98")
    got = read_text(tmp_path, HEAD.encode() + half + "2,Zoë,Köln\n".encode())
    assert got.rows == [("1", "nice \ufffd", "Rome"), ("2", "Zoë", "Köln")]


def test_a_file_in_which_hardly_a_row_fits_is_refused_with_the_first_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mending, "HOPELESS", 20)
    with pytest.raises(Unreadable, match="21 of its first") as raised:
        read_text(tmp_path, "a,b,c\n" + "1,2,3\n" * 120 + "x\n" * 300)
    assert "line 122: the row has only 1 cell" in raised.value.message


cells = st.text(st.sampled_from('ab \t,;"\r\n\\\u00fc\U0001f600'), max_size=6)
tables = st.integers(2, 4).flatmap(lambda w: st.lists(st.lists(cells, min_size=w, max_size=w), max_size=12))


def _trimmed(rows: list[list[str]]) -> list[tuple[str | None, ...]]:
    out = [tuple(cell.strip(" \t\r\n") or None for cell in row) for row in rows]
    return [row for row in out if any(row)]


@given(tables, st.sampled_from([",", ";", "\t", "|"]), st.sampled_from(["\n", "\r\n"]), st.booleans())
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_a_csv_writer_wrote_is_read_back(
    tmp_path: Path, rows: list[list[str]], delimiter: str, end: str, breaks: bool
) -> None:
    """Oracle: Python's csv module; `breaks` adds one broken row so that the mended way is taken too."""
    width = len(rows[0]) if rows else 2
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerow([f"name {n}" for n in range(width)])
    writer.writerows(rows)
    text = out.getvalue() + (f'"x"y{delimiter}z{end}' if breaks else "")
    got = read_text(tmp_path, text.encode(), ReadRules(delimiter=delimiter, encoding="utf-8"))
    assert got.rows == _trimmed(rows)
    assert len(got.problems) == breaks


@given(st.lists(st.sampled_from(["g", "b"]), max_size=40))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_broken_row_is_reported_and_every_good_one_kept(tmp_path: Path, kinds: list[str]) -> None:
    lines = {"g": "{n},Ana,Porto", "b": '{n},"A "n,Porto'}
    text = HEAD + "".join(lines[kind].format(n=n) + "\n" for n, kind in enumerate(kinds))
    got = read_text(tmp_path, text)
    assert [row[0] for row in got.rows] == [str(n) for n, kind in enumerate(kinds) if kind == "g"]
    assert [p["line"] for p in got.problems] == [n + 2 for n, kind in enumerate(kinds) if kind == "b"]
    assert got.lines == [n + 2 for n, kind in enumerate(kinds) if kind == "g"]


SCRAPS = (
    rb'a b1 2 " "" , ; | \ {"a":1} Total'.split()
    + b"\n~\n~,~,~\r\n~\r~\t~ ~\x1a~\0~a,b\n~\xfc~\xc3\xbc~\xef\xbb\xbf~\xf0\x9f".split(b"~")
)
scraps = st.lists(st.sampled_from(SCRAPS), max_size=40).map(b"".join)
rules = st.sampled_from(
    [
        ReadRules(),
        ReadRules(fill_down=("a",)),
        ReadRules(skip=("t*",)),
        ReadRules(header=("x", "y")),
        ReadRules(escape="\\"),
        ReadRules(delimiter="whitespace"),
        ReadRules(encoding="utf-8"),
    ]
)


@given(scraps, rules)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_bytes_every_row_is_accounted_for_with_its_line(
    tmp_path: Path, scrap: bytes, given_rules: ReadRules
) -> None:
    try:
        got = read_text(tmp_path, b"a,b\n" + scrap, given_rules)
    except Unreadable:
        return
    lines = line_of(got.path, got.staged.dialect, range(1, got.staged.received + 2))
    assert len(lines) == got.staged.received
    assert all(lines[problem["ordinal"]] == problem["line"] for problem in got.problems)


@given(scraps)
@example(b",\ra,")
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_mended_copy_says_the_same_as_the_file_itself(tmp_path: Path, scrap: bytes) -> None:
    try:
        got = read_text(tmp_path, b"a,b\n" + scrap)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(delimited, "_read_as_it_is", lambda *_: None)
            mended = read_text(tmp_path, b"a,b\n" + scrap)
    except Unreadable:
        return
    assert (mended.header, mended.rows, mended.ordinals) == (got.header, got.rows, got.ordinals)
    assert mended.problems == got.problems
