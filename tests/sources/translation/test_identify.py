"""Which thing each row is: numbers that do not depend on columns' order, and what sorts versions."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closeknit.errors import ColumnMissing
from closeknit.ids import stable_id
from closeknit.sources.mappings.mapping import Mapping
from closeknit.sources.translation import identify
from closeknit.sources.translation.identify import Identified
from tests.sources.mapped import Rows, mapping

PARTY = '[party.x]\nkind = "person"\nkeys = { own = "who" }\n'
PLAIN = mapping(PARTY)
NAMED = mapping(PARTY + '[record]\nidentity = ["no"]\n[aliases]\nno = ["Nummer"]\n')
VERSIONED = mapping(PARTY + '[record]\nidentity = ["no"]\nversion = "changed"\n')


def records(one: Mapping, header: str, *rows: str) -> list[tuple[int, int, str]]:
    """record_id, version and rank of each row, in the file's order."""
    made = Rows()
    found: Identified = made.add(one, header.split("|"), [row.split("|") for row in rows])
    return made.con.sql(f"select record_id, version, rank from {found.relation} order by ordinal").fetchall()


def test_without_identity_equal_rows_stay_several_and_are_found_again() -> None:
    first = records(PLAIN, "who|sum", "a|1", "a|1", "b|1")
    again = records(PLAIN, "who|sum", "b|1", "a|1", "a|1")
    assert len({r for r, _, _ in first}) == 3
    assert {r for r, _, _ in first} == {r for r, _, _ in again}
    assert len({v for _, v, _ in first}) == 2


def test_numbers_of_records_are_those_of_what_names_them_and_never_change() -> None:
    def number(*parts: str) -> int:
        return stable_id("\x1f".join(parts))

    found = records(PLAIN, "who|sum", "a|1", "b|1", "a|1", "a|1")
    one, other = ("sum=1", "who=a"), ("sum=1", "who=b")
    said = [(one, "1"), (other, "1"), (one, "2"), (one, "3")]
    assert [r for r, _, _ in found] == [number(PLAIN.stream_id, "c", *row, nth) for row, nth in said]
    assert [v for _, v, _ in found] == [number(*row) for row, _ in said]
    named = records(NAMED, "no|who", "7|a", "7|b", "|c")
    things = [("i", "7", "1"), ("i", "7", "2"), ("c", "who=c", "1")]
    assert [r for r, _, _ in named] == [number(NAMED.stream_id, *thing) for thing in things]


def test_a_thing_keeps_its_number_when_its_content_changes() -> None:
    (before,), (after,) = records(NAMED, "no|who|sum", "7|a|1"), records(NAMED, "no|who|sum", "7|a|2")
    assert before[0] == after[0]
    assert before[1] != after[1]


def test_columns_may_come_in_any_order_under_any_name_and_empty_ones_do_not_count() -> None:
    one = records(NAMED, "no|who|sum", "7|a|1")
    assert one == records(NAMED, "sum|WHO|Nummer", "1|a|7")
    assert one == records(NAMED, "no|who|sum|note", "7|a|1|")


def test_a_part_of_the_identity_may_be_missing_from_a_file() -> None:
    one = mapping(PARTY + '[record]\nidentity = ["no", "line"]\n[read]\noptional = ["line"]\n')
    (short,), (full,) = records(one, "no|who", "7|a"), records(one, "no|line|who", "7||a")
    assert short == full


def test_the_same_number_twice_in_a_file_is_two_things() -> None:
    rows = records(NAMED, "no|who|sum", "7|a|1", "7|a|2")
    assert rows[0][0] != rows[1][0]


def test_equal_rows_far_apart_in_a_long_file_stay_several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identify, "AT_ONCE", 7)
    rows = records(NAMED, "no|who|sum", *(f"{n % 99}|a|{n}" for n in range(100)))
    assert len({record for record, _, _ in rows}) == 100


def test_with_a_version_column_it_is_one_thing_in_two_versions() -> None:
    rows = records(VERSIONED, "no|who|changed", "7|a|2026-03-02", "7|b|2026-02-03")
    assert rows[0][0] == rows[1][0]
    assert max(rows, key=lambda r: r[2]) == rows[0]


def test_a_row_without_its_number_is_its_content() -> None:
    rows = records(NAMED, "no|who|sum", "|a|1", "|a|2")
    assert rows[0][0] != rows[1][0]


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("9", "10"),
        ("2", "10.5"),
        ("25/02/2026 09:00", "03/03/2026 08:00"),
        ("2026-02-28T10:00:00Z", "2026-03-01"),
        ("", "1"),
    ],
)
def test_versions_sort_as_numbers_and_times_do(older: str, newer: str) -> None:
    rows = records(VERSIONED, "no|who|changed", f"7|a|{older}", f"8|b|{newer}")
    assert rows[0][2] < rows[1][2]


def test_without_a_version_column_the_time_of_the_file_sorts() -> None:
    made = Rows()
    header, cells = ["no", "who"], [["7", "a"]]
    ranks = []
    for time in (datetime(2026, 1, 2), datetime(2025, 12, 31, 23)):
        found = made.add(NAMED, header, cells, time=time)
        ranks += made.con.sql(f"select rank from {found.relation}").fetchall()
    assert ranks[0] > ranks[1]


def test_a_file_without_a_needed_column_is_refused() -> None:
    with pytest.raises(ColumnMissing, match='has no column "no"'):
        records(NAMED, "who|sum", "a|1")


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("12")), max_size=8), st.randoms())
def test_the_records_of_a_file_do_not_depend_on_the_order_of_its_rows(rows: list, random: object) -> None:
    mixed = list(rows)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    one = records(PLAIN, "who|sum", *("|".join(r) for r in rows))
    other = records(PLAIN, "who|sum", *("|".join(r) for r in mixed))
    assert sorted(one) == sorted(other)
