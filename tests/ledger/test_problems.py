"""What is set aside now: where it stands, until a newer version or an undo ends it."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeknit.ledger.problems import problems
from closeknit.ledger.store import Ledger
from closeknit.ledger.undo import undo
from tests.ledger.loads import HEADER, mapped, order, take, write_rows
from tests.ledger.rows import NOW


def broken(path: Path, *, more: str = "") -> Path:
    """Two good rows; between them one with too many cells."""
    rows = [",".join(HEADER), ",".join(order(1)), "2,2024-05-06,a,b,c,d,e,f,g", ",".join(order(3))]
    path.write_text("\n".join(rows) + "\n" + more)
    return path


def test_a_problem_names_file_line_column_value_and_what_to_do(ledger: Ledger, tmp_path: Path) -> None:
    take(ledger, mapped(tmp_path), write_rows(tmp_path / "o.csv", [order(1), order(2, "31/02/2024")]))
    (one,) = problems(ledger).to_pylist()
    assert (one["file"], one["line"], one["field"], one["value"]) == ("o.csv", 3, "ordered_at", "31/02/2024")
    assert (one["severity"], one["code"]) == ("row", "date.impossible")
    assert one["raw"].startswith("2, 31/02/2024")
    assert one["reason"]
    assert one["remedy"]


def test_a_row_that_cannot_even_be_read_costs_itself_only(ledger: Ledger, tmp_path: Path) -> None:
    report = take(ledger, mapped(tmp_path), broken(tmp_path / "o.csv"))
    assert (report.received, report.stored, report.set_aside) == (3, 2, 1)
    (one,) = problems(ledger).to_pylist()
    assert (one["line"], one["raw"]) == (3, "2,2024-05-06,a,b,c,d,e,f,g")


def test_the_same_broken_row_in_a_longer_copy_of_the_file_counts_once(ledger: Ledger, tmp_path: Path) -> None:
    take(ledger, mapped(tmp_path), broken(tmp_path / "a.csv"))
    take(ledger, mapped(tmp_path), broken(tmp_path / "b.csv", more=",".join(order(4)) + "\n"))
    assert problems(ledger).num_rows == 1


def test_a_newer_version_that_is_right_ends_the_problem(ledger: Ledger, tmp_path: Path) -> None:
    mapping = mapped(tmp_path)
    take(ledger, mapping, write_rows(tmp_path / "a.csv", [order(1, "31/02/2024")], time=1))
    take(ledger, mapping, write_rows(tmp_path / "b.csv", [order(1, "2024-02-28")], time=2))
    assert problems(ledger).num_rows == 0


@pytest.mark.slow
def test_undo_ends_the_problems_of_the_import(ledger: Ledger, tmp_path: Path) -> None:
    take(ledger, mapped(tmp_path), broken(tmp_path / "a.csv"))
    take(ledger, mapped(tmp_path), write_rows(tmp_path / "b.csv", [order(7, "31/02/2024")]))
    undo(ledger, "i-0002", now=NOW)
    assert problems(ledger)["file"].to_pylist() == ["a.csv"]
    undo(ledger, "i-0001", now=NOW)
    assert problems(ledger).num_rows == 0


def test_one_sort_of_problem_can_be_asked_for(ledger: Ledger, tmp_path: Path) -> None:
    rows = [order(1, "31/02/2024"), order(2, total="ten")]
    take(ledger, mapped(tmp_path), write_rows(tmp_path / "o.csv", rows))
    assert problems(ledger, code="number.unreadable")["value"].to_pylist() == ["ten"]


def test_the_line_is_left_open_when_the_file_is_gone(ledger: Ledger, tmp_path: Path) -> None:
    file = write_rows(tmp_path / "o.csv", [order(1, "31/02/2024")])
    take(ledger, mapped(tmp_path), file)
    file.unlink()
    (one,) = problems(ledger).to_pylist()
    assert (one["file"], one["ordinal"], one["line"]) == ("o.csv", 1, None)


def test_nothing_loaded_is_nothing_wrong(ledger: Ledger) -> None:
    assert problems(ledger).num_rows == 0
