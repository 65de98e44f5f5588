"""Every format that was ever released still opens, reads the same and can be added to."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from closeknit.errors import WorkspaceError
from closeknit.ledger.schema import FORMAT
from closeknit.ledger.store import Ledger
from closeknit.settings import Settings
from tests.ledger.loads import ORDERS, column, facts, mapped, order, take, write_rows

FIXTURES = Path(__file__).parents[1] / "fixtures"


@pytest.fixture(params=range(1, FORMAT + 1))
def released(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Ledger, dict[str, list[str]]]:
    """A copy of a released folder, and the facts that it holds."""
    folder = FIXTURES / f"format-{request.param}"
    shutil.copytree(folder / "ledger", tmp_path / "ledger")
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return Ledger.open(tmp_path / "ledger", Settings()), expected["facts"]


def test_a_released_folder_holds_the_facts_it_held(released: tuple[Ledger, dict[str, list[str]]]) -> None:
    ledger, expected = released
    assert facts(ledger) == expected
    assert ledger.read("decisions")["by"].to_pylist() == ["ana"]


def test_a_released_folder_takes_more_files(
    released: tuple[Ledger, dict[str, list[str]]], tmp_path: Path
) -> None:
    ledger, _ = released
    report = take(
        ledger, mapped(tmp_path, ORDERS), write_rows(tmp_path / "d.csv", [order(1, total="12"), order(4)])
    )
    assert (report.understood[0].duplicate, report.understood[0].stored) == (1, 1)
    assert len(column(ledger, "activities", "activity_id")) == 3


def test_a_folder_of_a_newer_format_is_refused(released: tuple[Ledger, dict[str, list[str]]]) -> None:
    ledger, _ = released
    (ledger.folder / "format").write_text(json.dumps({"format": FORMAT + 1, "name": "later"}))
    with pytest.raises(
        WorkspaceError, match=f"is of format {FORMAT + 1}, this Closeknit knows .* up to {FORMAT}"
    ):
        Ledger.open(ledger.folder, Settings())
