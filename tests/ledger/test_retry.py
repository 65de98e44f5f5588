"""Reading set-aside rows again, after a mapping was mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeknit.errors import ColumnMissing, MappingError
from closeknit.ledger.load import imports, retry
from closeknit.ledger.problems import problems
from closeknit.ledger.store import Ledger
from closeknit.sources.mappings.library import mapping_from_text
from tests.ledger.loads import ORDERS, column, mapped, order, take, write_rows
from tests.ledger.rows import NOW

ROWS = [order(1, "03/04/2024"), order(2, "2024-04-04"), order(3, total="ten")]
MENDED = ORDERS.replace("[record]", '[read]\ndates = "day first"\n[record]')


def test_a_mended_mapping_lets_rows_in_that_were_set_aside(ledger: Ledger, tmp_path: Path) -> None:
    take(ledger, mapped(tmp_path), write_rows(tmp_path / "o.csv", ROWS))
    assert problems(ledger).num_rows == 2
    mapped(tmp_path, MENDED)
    (one,) = retry(ledger, now=NOW).understood
    assert (one.received, one.stored, one.duplicate, one.set_aside) == (3, 1, 1, 1)
    assert one.anew == "its mapping changed"
    assert [str(at)[:10] for at in column(ledger, "activities", "occurred_at")] == [
        "2024-04-03",
        "2024-04-04",
    ]


def test_a_dry_run_says_the_same_and_keeps_nothing(ledger: Ledger, tmp_path: Path) -> None:
    take(ledger, mapped(tmp_path), write_rows(tmp_path / "o.csv", ROWS))
    mapped(tmp_path, MENDED)
    version = ledger.version()
    said = retry(ledger, dry_run=True, now=NOW)
    assert ledger.version() == version
    assert said.understood == retry(ledger, now=NOW).understood


def test_nothing_changed_is_nothing_done(ledger: Ledger, tmp_path: Path) -> None:
    take(ledger, mapped(tmp_path), write_rows(tmp_path / "o.csv", ROWS))
    version = ledger.version()
    assert retry(ledger, now=NOW).understood == ()
    assert ledger.version() == version


def test_the_mapping_in_the_business_folder_is_taken_when_the_file_used_is_gone(
    ledger: Ledger, tmp_path: Path
) -> None:
    take(ledger, mapped(tmp_path), write_rows(tmp_path / "o.csv", ROWS))
    (tmp_path / "orders.toml").unlink()
    assert retry(ledger, now=NOW).understood == ()
    (one,) = retry(ledger, own=[mapping_from_text(MENDED)], now=NOW).understood
    assert one.set_aside == 1


def test_mended_reading_rules_read_the_file_itself_again(ledger: Ledger, tmp_path: Path) -> None:
    rows = [order(1), ("Total", "", "", "10.50", "", "")]
    take(ledger, mapped(tmp_path), write_rows(tmp_path / "o.csv", rows))
    skipping = ORDERS.replace("[record]", '[read]\nskip = ["Total*"]\n[record]')
    mapped(tmp_path, skipping)
    retry(ledger, now=NOW)
    assert problems(ledger).num_rows == 0
    newest = imports(ledger)[0]
    assert (newest.received, newest.rejected, newest.state) == (2, 1, "complete")


def test_a_mapping_with_a_mistake_in_it_is_told_and_nothing_changes(ledger: Ledger, tmp_path: Path) -> None:
    take(ledger, mapped(tmp_path), write_rows(tmp_path / "o.csv", ROWS))
    mapped(tmp_path, ORDERS.replace("identity", "identiy"))
    version = ledger.version()
    with pytest.raises(MappingError, match='did you mean "identity"'):
        retry(ledger, now=NOW)
    assert ledger.version() == version


SLIPPED = ORDERS.replace('at = "ordered_at"', 'at = "orderd_at"')


def test_a_slip_in_a_mapping_takes_nothing_back_that_is_in(ledger: Ledger, tmp_path: Path) -> None:
    take(ledger, mapped(tmp_path), write_rows(tmp_path / "o.csv", ROWS))
    before = column(ledger, "activities", "occurred_at")
    mapped(tmp_path, SLIPPED)
    with pytest.raises(ColumnMissing, match=r'o\.csv, loaded before \(i-0001\), has no column "orderd_at"'):
        retry(ledger, now=NOW)
    assert column(ledger, "activities", "occurred_at") == before


def test_a_load_refused_for_a_slip_leaves_earlier_loads_as_they_were(ledger: Ledger, tmp_path: Path) -> None:
    take(ledger, mapped(tmp_path), write_rows(tmp_path / "o.csv", ROWS))
    before = column(ledger, "activities", "occurred_at")
    report = take(ledger, mapped(tmp_path, SLIPPED), write_rows(tmp_path / "p.csv", [order(7)]))
    assert [one.file for one in report.not_understood] == ["p.csv"]
    assert report.not_understood[0].reason.startswith('p.csv has no column "orderd_at"')
    assert report.understood == ()
    assert column(ledger, "activities", "occurred_at") == before
    assert problems(ledger).num_rows == 2
    report = take(ledger, mapped(tmp_path), tmp_path / "p.csv")
    assert [one.stored for one in report.understood] == [1]
