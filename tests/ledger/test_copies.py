"""A file that was mended where it lies: what stood aside is mended too, and nothing counts twice unsaid."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeknit.ledger.places import origins
from closeknit.ledger.problems import problems
from closeknit.ledger.store import Ledger
from tests.ledger.loads import PLAIN, column, mapped, order, take, write_rows

pytestmark = pytest.mark.slow

BROKEN = "3,2024-05-06,a,b,c,d,e,f,g"


def write(path: Path, *lines: str, time: int = 0) -> Path:
    """A file of lines as they are."""
    return write_rows(path, [line.split(",") for line in lines], time=time)


def line(number: int) -> str:
    return ",".join(order(number))


def test_a_row_that_was_mended_in_its_file_is_no_problem_any_more(ledger: Ledger, tmp_path: Path) -> None:
    take(ledger, mapped(tmp_path), write(tmp_path / "o.csv", line(1), line(2), BROKEN))
    report = take(ledger, mapped(tmp_path), write(tmp_path / "o.csv", line(1), line(2), line(3), time=1))
    assert problems(ledger).num_rows == 0
    assert report.notes == ()


def test_one_that_is_still_broken_is_told_where_it_stands_now(ledger: Ledger, tmp_path: Path) -> None:
    take(ledger, mapped(tmp_path), write(tmp_path / "o.csv", line(1), line(2), BROKEN))
    take(ledger, mapped(tmp_path), write(tmp_path / "o.csv", line(1), line(2), line(3), BROKEN, time=1))
    (one,) = problems(ledger).to_pylist()
    assert (one["import_id"], one["line"]) == ("i-0002", 5)


def test_another_export_under_the_same_name_mends_nothing(ledger: Ledger, tmp_path: Path) -> None:
    take(ledger, mapped(tmp_path), write(tmp_path / "o.csv", line(1), line(2), BROKEN))
    take(ledger, mapped(tmp_path), write(tmp_path / "o.csv", line(7), line(8), time=1))
    assert problems(ledger)["import_id"].to_pylist() == ["i-0001"]


def test_a_row_is_found_in_the_newest_copy_of_its_file(ledger: Ledger, tmp_path: Path) -> None:
    take(ledger, mapped(tmp_path), write(tmp_path / "o.csv", line(1)))
    (record,) = column(ledger, "activities", "record_id")
    take(ledger, mapped(tmp_path), write(tmp_path / "o.csv", line(2), line(1), time=1))
    (one,) = origins(ledger, [record]).to_pylist()  # type: ignore[list-item]
    assert (one["import_id"], one["line"]) == ("i-0002", 3)


def test_without_an_identity_changed_lines_that_still_count_are_said(ledger: Ledger, tmp_path: Path) -> None:
    mapping = mapped(tmp_path, PLAIN)
    take(ledger, mapping, write(tmp_path / "o.csv", line(1), line(2)))
    again = take(ledger, mapping, write(tmp_path / "o.csv", line(1), line(2), line(3), time=1))
    assert again.notes == ()
    (note,) = take(ledger, mapping, write(tmp_path / "o.csv", line(1), line(4), time=2)).notes
    assert "2 rows are gone from it and still count" in note
    assert "closeknit undo i-0002" in note
