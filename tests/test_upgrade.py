"""A folder of an earlier format is brought up to this one, or left as it was."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from closeknit import upgrade as upgrades
from closeknit.answered import cache_key
from closeknit.errors import WorkspaceError
from closeknit.ledger.schema import FORMAT
from closeknit.ledger.store import Ledger
from closeknit.lenses.seam import lenses
from closeknit.upgrade import upgraded
from closeknit.workspace import Workspace, create_workspace
from tests.ledger.loads import facts

FIXTURE = Path(__file__).parent / "fixtures" / f"format-{FORMAT}"


@pytest.fixture
def older(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A folder that calls itself one format older; in the next, `by` of decisions is in capitals."""
    workspace = create_workspace(tmp_path / "shop")
    shutil.copytree(FIXTURE / "ledger", workspace.ledger)
    (workspace.ledger / "format").write_text(json.dumps({"format": FORMAT - 1, "name": "old"}))
    monkeypatch.setitem(
        upgrades.STEPS, FORMAT - 1, {"decisions": 'SELECT * REPLACE (upper("by") AS "by") FROM {rows}'}
    )
    return workspace


def opened(workspace: Workspace) -> Ledger:
    return Ledger.open(workspace.ledger, workspace.settings)


@pytest.mark.slow
def test_an_older_folder_is_backed_up_and_upgraded_once(older: Workspace) -> None:
    made = upgraded(older)
    assert made is not None
    assert made.manifest.format == FORMAT - 1
    ledger = opened(older)
    assert ledger.format == FORMAT
    assert facts(ledger) == json.loads((FIXTURE / "expected.json").read_text())["facts"]
    assert ledger.read("decisions")["by"].to_pylist() == ["ANA"]
    assert upgraded(older) is None
    assert (older.data / f"ledger-format-{FORMAT - 1}").is_dir()


def test_an_upgrade_that_would_lose_rows_changes_nothing(
    older: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(upgrades.STEPS, FORMAT - 1, {"records": "SELECT * FROM {rows} LIMIT 1"})
    with pytest.raises(WorkspaceError, match="records would have 1 rows instead of 5"):
        upgraded(older)
    assert opened(older).format == FORMAT - 1
    assert sorted(path.name for path in older.data.iterdir()) == ["backups", "last-backup", "ledger"]


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["before", "between"])
def test_an_upgrade_that_dies_while_folders_change_places_is_finished(
    older: Workspace, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    def dies(folder: Path, number: int) -> Any:
        if moment == "between":
            folder.rename(folder.with_name("ledger-format-0"))
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(upgrades, "_switch", dies)
        with pytest.raises(SystemExit):
            upgraded(older)
    upgraded(older)
    assert opened(older).format == FORMAT
    assert opened(older).read("decisions")["by"].to_pylist() == ["ANA"]


def test_a_folder_of_this_format_is_left_alone(tmp_path: Path) -> None:
    workspace = create_workspace(tmp_path / "shop")
    assert upgraded(workspace) is None
    shutil.copytree(FIXTURE / "ledger", workspace.ledger)
    assert upgraded(workspace) is None
    assert [path.name for path in workspace.data.iterdir()] == ["ledger"]


def test_answers_kept_in_the_form_before_go_when_a_folder_is_opened_and_nothing_else(tmp_path: Path) -> None:
    workspace = create_workspace(tmp_path / "shop")
    workspace.answers.mkdir(parents=True)
    answers = [cache_key(lens, "v1", date(2026, 3, 1), {}, {}) for lens in lenses().values()]
    before = [f"{name}.json" for name in answers]
    others = [f"{answers[0]}.msgpack", "notes-2026.json", f"copy of {before[0]}", f"{before[0]}.json"]
    for name in (*before, *others):
        (workspace.answers / name).write_text("{}")
    upgraded(workspace)
    assert {file.name for file in workspace.answers.iterdir()} == set(others)
