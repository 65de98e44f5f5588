"""Whatever the order, however often and in however many pieces: the same rows are the same belief."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from closeknit.ledger.load import imports
from closeknit.ledger.undo import undo
from tests.ledger.loads import (
    HEADER,
    ORDERS,
    PLAIN,
    VERSIONED,
    Rows,
    assert_balanced,
    facts,
    mapped,
    new_ledger,
    order,
    take,
    write_rows,
)
from tests.ledger.rows import NOW

pytestmark = pytest.mark.slow
"""Chosen histories stand in `test_load`, `test_undo` and `test_copies`."""

some = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))

days = st.sampled_from(["03/04/2024", "13/04/2024", "04/25/2024", "2024-05-06", "31/02/2024", ""])
totals = st.sampled_from(["10.50", "1.234,50", "1,234.50", "1.234", "ten"])
rows = st.builds(order, st.integers(1, 4), days, totals, state=st.sampled_from(["Proposal", "Won"]))
files = st.lists(st.tuples(st.lists(rows, max_size=5), st.integers(0, 3)), min_size=2, max_size=2)
"""Files as (rows, day of their last change): the dates of one may decide how those of another are read."""


@contextmanager
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def written(home: Path, given_files: list[tuple[Rows, int]], header: tuple[str, ...] = HEADER) -> list[Path]:
    return [
        write_rows(home / f"f{n}.csv", one, time=time, header=header)
        for n, (one, time) in enumerate(given_files)
    ]


@some
@given(files, st.sampled_from([ORDERS, PLAIN]), st.booleans())
def test_the_order_of_files_does_not_matter_nor_whether_they_come_together(
    given_files: list[tuple[Rows, int]], text: str, together: bool
) -> None:
    with folder() as home:
        paths, mapping = written(home, given_files), mapped(home, text)
        one, other = new_ledger(home / "one"), new_ledger(home / "other")
        for path in paths:
            assert_balanced(take(one, mapping, path))
        for batch in [paths[::-1]] if together else [[path] for path in paths[::-1]]:
            assert_balanced(take(other, mapping, *batch))
        assert facts(one) == facts(other)


@some
@given(files)
def test_loading_twice_is_loading_once(given_files: list[tuple[Rows, int]]) -> None:
    with folder() as home:
        paths, mapping, ledger = written(home, given_files), mapped(home), new_ledger(home / "l")
        take(ledger, mapping, *paths)
        before, version = facts(ledger), ledger.version()
        again = take(ledger, mapping, *paths)
        assert_balanced(again)
        assert (facts(ledger), ledger.version()) == (before, version)
        assert all(one.already and one.stored == 0 for one in again.understood)


@some
@given(
    st.lists(rows, min_size=2, max_size=6, unique_by=lambda row: row[0]),
    st.sampled_from([ORDERS, PLAIN]),
    st.data(),
)
def test_a_file_cut_in_pieces_is_the_whole_file(given_rows: Rows, text: str, data: st.DataObject) -> None:
    with folder() as home:
        mapping, cut = mapped(home, text), data.draw(st.integers(1, len(given_rows) - 1))
        whole, pieces = new_ledger(home / "whole"), new_ledger(home / "pieces")
        take(whole, mapping, write_rows(home / "all.csv", given_rows))
        for n, part in enumerate((given_rows[cut:], given_rows[:cut])):
            take(pieces, mapping, write_rows(home / f"part{n}.csv", part))
        assert facts(whole) == facts(pieces)


@some
@given(files, st.data())
def test_undo_leaves_what_would_be_without_the_import(
    given_files: list[tuple[Rows, int]], data: st.DataObject
) -> None:
    with folder() as home:
        paths, mapping = written(home, given_files), mapped(home)
        undone = data.draw(st.integers(0, len(paths) - 1))
        ledger, without = new_ledger(home / "l"), new_ledger(home / "without")
        ids = [take(ledger, mapping, path).understood[0].import_id for path in paths]
        undo(ledger, ids[undone], now=NOW)
        take(without, mapping, *(p for n, p in enumerate(paths) if ids[n] != ids[undone]))
        assert facts(ledger) == facts(without)


@some
@given(st.lists(st.tuples(rows, st.integers(1, 3)), min_size=2, max_size=4))
def test_the_greatest_version_wins_in_any_order(changes: list[tuple[tuple[str, ...], int]]) -> None:
    header = (*HEADER, "changed")
    given_rows = [(*row, f"2024-0{month}-01") for row, month in changes]
    with folder() as home:
        mapping = mapped(home, VERSIONED)
        whole, reverse = new_ledger(home / "whole"), new_ledger(home / "reverse")
        assert_balanced(take(whole, mapping, write_rows(home / "all.csv", given_rows, header=header)))
        for n, row in enumerate(reversed(given_rows)):
            take(reverse, mapping, write_rows(home / f"{n}.csv", [row], header=header))
        assert facts(whole) == facts(reverse)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(["load", "undo"]), st.integers(0, 2)), max_size=6), files)
def test_any_history_ends_in_what_its_counting_imports_say(
    steps: list[tuple[str, int]], given_files: list[tuple[Rows, int]]
) -> None:
    with folder() as home:
        paths, mapping, ledger = written(home, given_files), mapped(home), new_ledger(home / "l")
        for what, which in steps:
            live = [one for one in imports(ledger) if one.state == "complete"]
            if what == "load":
                take(ledger, mapping, paths[which % len(paths)])
            elif live:
                undo(ledger, live[which % len(live)].import_id, now=NOW)
        fresh = new_ledger(home / "fresh")
        left = {str(one.path) for one in imports(ledger) if one.state == "complete"}
        take(fresh, mapping, *(path for path in paths if str(path.resolve()) in left))
        assert facts(ledger) == facts(fresh)
