"""Taking imports back, one at a time, in every case that differs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from closeknit.errors import ImportUnknown, LedgerError
from closeknit.ledger.load import imports
from closeknit.ledger.store import Ledger
from closeknit.ledger.undo import undo
from tests.ledger.loads import (
    LINES,
    LINES_HEADER,
    ORDERS,
    column,
    facts,
    mapped,
    new_ledger,
    order,
    take,
    write_rows,
)
from tests.ledger.rows import NOW


def test_undo_says_what_went_and_what_other_files_keep(ledger: Ledger, tmp_path: Path) -> None:
    mapping = mapped(tmp_path)
    take(ledger, mapping, write_rows(tmp_path / "a.csv", [order(1), order(2)]))
    take(ledger, mapping, write_rows(tmp_path / "b.csv", [order(2), order(3)]))
    report = undo(ledger, "i-0001", now=NOW)
    assert (report.file, report.removed, report.kept) == ("a.csv", 1, 1)
    assert sorted(map(str, column(ledger, "cases", "case_key"))) == ["deal:shop-2", "deal:shop-3"]


@pytest.mark.parametrize("with_another", [False, True])
def test_a_file_loaded_again_after_its_undo_tells_its_days(
    ledger: Ledger, tmp_path: Path, with_another: bool
) -> None:
    file = write_rows(tmp_path / "a.csv", [order(1, "2024-05-06"), order(2, "2024-07-08")])
    take(ledger, mapped(tmp_path), file)
    undo(ledger, "i-0001", now=NOW)
    other = [write_rows(tmp_path / "b.csv", [order(3, "2024-09-01")])] if with_another else []
    one, *others = take(ledger, mapped(tmp_path), file, *other).understood
    assert (one.stored, one.first, one.last) == (2, date(2024, 5, 6), date(2024, 7, 8))
    assert [b.last for b in others] == [date(2024, 9, 1)] * len(other)


def test_undoing_the_newer_version_brings_the_older_back(ledger: Ledger, tmp_path: Path) -> None:
    mapping = mapped(tmp_path)
    take(ledger, mapping, write_rows(tmp_path / "a.csv", [order(1, total="10")], time=1))
    take(ledger, mapping, write_rows(tmp_path / "b.csv", [order(1, total="12")], time=2))
    undo(ledger, "i-0002", now=NOW)
    assert [str(a) for a in column(ledger, "activities", "amount")] == ["10.0000"]


def test_undoing_the_file_that_decided_the_dates_takes_the_decision_back(
    ledger: Ledger, tmp_path: Path
) -> None:
    mapping, ambiguous = mapped(tmp_path), write_rows(tmp_path / "a.csv", [order(1, "03/04/2024")])
    take(ledger, mapping, ambiguous)
    take(ledger, mapping, write_rows(tmp_path / "b.csv", [order(2, "13/04/2024")]))
    assert undo(ledger, "i-0002", now=NOW).anew == ("Shop: orders",)
    assert column(ledger, "activities", "occurred_at") == []


def test_undoing_a_stream_silences_what_was_looked_up_in_it(ledger: Ledger, tmp_path: Path) -> None:
    take(ledger, mapped(tmp_path), write_rows(tmp_path / "orders.csv", [order(1)]))
    lines = write_rows(tmp_path / "lines.csv", [("7", "1", "Tea", "2")], header=LINES_HEADER)
    take(ledger, mapped(tmp_path, LINES, "lines.toml"), lines)
    undo(ledger, "i-0001", now=NOW)
    alone = new_ledger(tmp_path / "alone")
    take(alone, mapped(tmp_path, LINES, "lines.toml"), lines)
    assert facts(ledger) == facts(alone)


def test_undoing_the_import_that_brought_a_changed_mapping_restores_the_one_before(
    ledger: Ledger, tmp_path: Path
) -> None:
    changed = mapped(tmp_path, ORDERS.replace('"order.placed"', '"invoice.issued"'), "changed.toml")
    take(ledger, mapped(tmp_path), write_rows(tmp_path / "a.csv", [order(1)]))
    take(ledger, changed, write_rows(tmp_path / "b.csv", [order(2)]))
    undo(ledger, "i-0002", now=NOW)
    assert column(ledger, "activities", "kind") == ["order.placed"]


def test_loading_an_undone_file_brings_it_back_with_the_same_counts(ledger: Ledger, tmp_path: Path) -> None:
    mapping, file = mapped(tmp_path), write_rows(tmp_path / "a.csv", [order(1), order(2, total="ten")])
    first = take(ledger, mapping, file)
    before = facts(ledger)
    undo(ledger, "i-0001", now=NOW)
    assert not any(facts(ledger).values())
    again = take(ledger, mapping, file)
    assert facts(ledger) == before
    assert (again.stored, again.set_aside) == (first.stored, first.set_aside) == (1, 1)


def test_an_unknown_import_is_refused_with_the_ones_there_are(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(ImportUnknown, match="Nothing was loaded yet"):
        undo(ledger, "i-0099", now=NOW)
    take(ledger, mapped(tmp_path), write_rows(tmp_path / "a.csv", [order(1)]))
    with pytest.raises(ImportUnknown, match="i-0001"):
        undo(ledger, "i-0099", now=NOW)


def test_an_import_is_undone_only_once(ledger: Ledger, tmp_path: Path) -> None:
    take(ledger, mapped(tmp_path), write_rows(tmp_path / "a.csv", [order(1)]))
    undo(ledger, "i-0001", now=NOW)
    with pytest.raises(LedgerError, match="undone already, on 2026-03-01"):
        undo(ledger, "i-0001", now=NOW)
    assert [(one.import_id, one.state, one.ended_at) for one in imports(ledger)] == [
        ("i-0001", "undone", NOW)
    ]
