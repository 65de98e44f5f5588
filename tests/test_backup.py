"""A backup stands by itself, says what it holds, and is believed only when it does."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from closeknit import backup as backups
from closeknit.backup import Backup, back_up, find_backup, restore
from closeknit.desk.opening import open_desk
from closeknit.desk.segments import add, segments
from closeknit.errors import BackupError, WorkspaceBusy
from closeknit.ledger.drafts import draft_of
from closeknit.ledger.manifest import MANIFEST, Manifest
from closeknit.ledger.store import Ledger
from closeknit.workspace import Workspace, create_workspace, open_workspace
from tests.ledger.loads import Facts, facts, mapped, order, take, write_rows
from tests.ledger.test_tail import HARM

NOW = datetime(2026, 11, 26, 21, 34, 7)


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A business folder with two files loaded, a decision and a mapping of its own."""
    folder = tmp_path_factory.mktemp("shop")
    workspace = create_workspace(folder / "shop", name="The Shop")
    mapping = mapped(workspace.mappings)
    ledger = Ledger.create(workspace.ledger, workspace.settings)
    for day in (1, 2):
        rows = [order(n, total=str(day * n)) for n in range(1, 4 + day)]
        take(ledger, mapping, write_rows(folder / f"{day}.csv", rows, time=day))
    ledger.decide("same", ["email:c1@firm.example"], ["email:c2@firm.example"], by="ana")
    return workspace


@pytest.fixture(scope="session")
def believed(shop: Workspace) -> Facts:
    return facts(Ledger.open(shop.ledger, shop.settings))


@pytest.fixture(scope="session")
def kept(shop: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Backup:
    """A backup of it."""
    ledger = Ledger.open(shop.ledger, shop.settings)
    return back_up(shop, ledger, tmp_path_factory.mktemp("usb") / "backups", now=NOW)


@pytest.fixture
def own(kept: Backup, tmp_path: Path) -> Path:
    """A copy of the backup that a test may damage."""
    return shutil.copytree(kept.folder, tmp_path / "own")


def whole(folder: Path) -> Facts:
    workspace = open_workspace(folder)
    return facts(Ledger.open(workspace.ledger, workspace.settings))


def test_a_backup_is_named_after_business_and_moment_and_holds_what_its_list_says(kept: Backup) -> None:
    assert kept.folder.name == "the-shop-2026-11-26-213407"
    inside = {str(f.relative_to(kept.folder)) for f in kept.folder.rglob("*") if f.is_file()}
    assert inside == {MANIFEST, *kept.manifest.files}
    assert (kept.manifest.imports, kept.manifest.rows()["decisions"]) == (2, 1)
    assert kept.manifest.lines == 9
    assert {"closeknit.toml", "mappings/orders.toml"} <= inside


def test_what_is_restored_is_what_was_kept_and_takes_more(
    kept: Backup, believed: Facts, tmp_path: Path
) -> None:
    restore(kept.folder, tmp_path / "new")
    assert whole(tmp_path / "new") == believed
    workspace = open_workspace(tmp_path / "new")
    ledger = Ledger.open(workspace.ledger, workspace.settings)
    report = take(ledger, workspace.own_mappings[0], write_rows(tmp_path / "3.csv", [order(77)]))
    assert report.understood[0].import_id == "i-0003"
    assert ledger.read("decisions")["by"].to_pylist() == ["ana"]


def test_a_restored_folder_is_not_mistaken_for_the_one_it_came_from(
    shop: Workspace, kept: Backup, tmp_path: Path
) -> None:
    restore(kept.folder, tmp_path / "new")
    versions = [
        Ledger.open(f / "data" / "ledger", shop.settings).version() for f in (shop.folder, tmp_path / "new")
    ]
    assert versions[0] != versions[1]


def test_of_a_folder_of_backups_the_newest_is_taken(kept: Backup, shop: Workspace) -> None:
    ledger = Ledger.open(shop.ledger, shop.settings)
    later = back_up(shop, ledger, kept.folder.parent, now=datetime(2026, 12, 1))
    assert find_backup(kept.folder.parent).folder == later.folder
    shutil.rmtree(later.folder)


def test_data_kept_elsewhere_is_restored_into_the_folder_itself(shop: Workspace, tmp_path: Path) -> None:
    folder = shutil.copytree(shop.folder, tmp_path / "far")
    (folder / "data").rename(tmp_path / "elsewhere")
    toml = folder / "closeknit.toml"
    toml.write_text(f'storage = "{tmp_path / "elsewhere"}"\n' + toml.read_text())
    far = open_workspace(folder)
    made = back_up(far, Ledger.open(far.ledger, far.settings), tmp_path / "backups", now=NOW)
    shutil.rmtree(tmp_path / "elsewhere")
    restore(made.folder, tmp_path / "new")
    assert open_workspace(tmp_path / "new").ledger == tmp_path / "new" / "data" / "ledger"
    assert "storage" in (made.folder / "closeknit.toml").read_text().splitlines()[0]
    assert whole(tmp_path / "new")["activities"]


@pytest.mark.parametrize("harm", HARM)
def test_a_damaged_file_of_a_backup_is_named_and_nothing_is_restored(
    own: Path, tmp_path: Path, harm: str
) -> None:
    file = next(own.glob("ledger/activities/*/*.parquet"))
    HARM[harm](file)
    with pytest.raises(BackupError, match=f"{file} is (damaged|missing), so nothing was restored"):
        restore(own, tmp_path / "new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["own"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda told: told | {"lines": 8}, "files with 9 lines instead of 2 with 8"),
        (lambda told: told | {"version": 99}, "made by a newer Closeknit"),
        (lambda told: told | {"format": 99}, "format 99, this Closeknit knows formats up to"),
        (lambda told: {"version": 1}, "cannot be read"),
    ],
    ids=["another count", "a newer form", "a newer format", "no list"],
)
def test_a_list_that_cannot_be_believed_is_refused(
    own: Path, tmp_path: Path, change: Callable[[dict[str, object]], object], words: str
) -> None:
    file = own / MANIFEST
    file.write_text(json.dumps(change(json.loads(file.read_text()))))
    with pytest.raises(BackupError, match=words):
        restore(own, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_no_backup_is_made_of_damaged_data(shop: Workspace, tmp_path: Path) -> None:
    folder = shutil.copytree(shop.folder, tmp_path / "bad")
    file = next(folder.glob("data/ledger/records/fresh/*.parquet"))
    text = bytearray(file.read_bytes())
    text[40] ^= 1
    file.write_bytes(text)
    bad = open_workspace(folder)
    with pytest.raises(BackupError, match="is damaged, so no backup was made"):
        back_up(bad, Ledger.open(bad.ledger, bad.settings), tmp_path / "backups", now=NOW)
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_backup_that_cannot_be_restored_is_thrown_away(
    shop: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = backups.copied

    def torn(source: Path, target: Path) -> object:
        said = real(source, target)
        target.write_bytes(target.read_bytes()[:-1])  # as a failing stick does
        return said

    monkeypatch.setattr(backups, "copied", torn)
    with pytest.raises(BackupError, match="is damaged, so nothing was restored"):
        back_up(shop, Ledger.open(shop.ledger, shop.settings), tmp_path / "backups", now=NOW)
    assert list((tmp_path / "backups").iterdir()) == []


@pytest.mark.parametrize("killed_at", ["mkdir", "sync_tree", "sync_folder"])
def test_what_a_killed_backup_left_goes_with_the_next(
    shop: Workspace, tmp_path: Path, killed_at: str
) -> None:
    killed = f"""
import os, pathlib
from closeknit.ledger import drafts
owner = pathlib.Path if "{killed_at}" == "mkdir" else drafts
setattr(owner, "{killed_at}", lambda *_, **__: os._exit(9))
with drafts.draft_of(pathlib.Path("backups/the-shop-2026-01-01-000000")) as draft:
    (draft / "file").touch()
"""
    (tmp_path / "backups").mkdir()
    assert subprocess.run([sys.executable, "-c", killed], cwd=tmp_path).returncode == 9
    assert any((tmp_path / "backups").glob(".*"))
    for whole_one in (tmp_path / "backups").glob("[!.]*"):
        shutil.rmtree(whole_one)
    back_up(shop, Ledger.open(shop.ledger, shop.settings), tmp_path / "backups", now=NOW)
    assert [path.name for path in (tmp_path / "backups").iterdir()] == ["the-shop-2026-11-26-213407"]


def made_twice(target: Path) -> None:
    """A folder that another process makes while we do."""
    with draft_of(target) as draft:
        (draft / "ours").touch()
        target.mkdir()
        (target / "theirs").touch()


def test_what_another_process_put_in_place_meanwhile_stays_and_is_told(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceBusy, match="meanwhile"):
        made_twice(tmp_path / "mine")
    assert [path.name for path in tmp_path.rglob("*")] == ["mine", "theirs"]


def test_a_folder_that_is_taken_is_not_restored_into(kept: Backup, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine")
    with pytest.raises(BackupError, match="is there already"):
        restore(kept.folder, tmp_path / "full")
    (tmp_path / "empty").mkdir()
    restore(kept.folder, tmp_path / "empty")
    assert whole(tmp_path / "empty")


def test_a_folder_without_a_backup_is_told(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match=f"is no backup and holds none: there is no {MANIFEST}"):
        restore(tmp_path, tmp_path / "new")


def test_an_empty_business_can_be_backed_up_too(tmp_path: Path) -> None:
    fresh = create_workspace(tmp_path / "fresh")
    made = back_up(fresh, Ledger.open(fresh.ledger, fresh.settings), tmp_path / "backups", now=NOW)
    restore(made.folder, tmp_path / "new")
    assert Manifest.read(made.folder).imports == 0
    assert open_workspace(tmp_path / "new").settings == fresh.settings


def test_a_backup_inside_what_it_copies_is_refused(shop: Workspace) -> None:
    ledger = Ledger.open(shop.ledger, shop.settings)
    with pytest.raises(BackupError, match="lies in the folder it would be a backup of"):
        back_up(shop, ledger, shop.ledger / "backups", now=NOW)


def test_the_desk_is_backed_up_and_comes_back_into_the_folder(shop: Workspace, tmp_path: Path) -> None:
    ours = Workspace(tmp_path / "ours", shop.settings)
    shutil.copytree(shop.folder, ours.folder)
    add(open_desk(ours.desk), "big", "customers", by="ana", at=NOW)
    ledger = Ledger.open(ours.ledger, ours.settings)
    made = back_up(ours, ledger, tmp_path / "usb", now=NOW)
    assert "desk/desk.sqlite" in made.manifest.files
    restore(made.folder, tmp_path / "new")
    desk = open_desk(open_workspace(tmp_path / "new").desk)
    assert [(one.name, one.question) for one in segments(desk)] == [("big", "customers")]


def test_a_restored_folder_keeps_its_desk_to_itself(tmp_path: Path) -> None:
    folder = create_workspace(tmp_path / "shop").folder
    file = folder / "closeknit.toml"
    text = '[desk]\n# ours\naddress = "postgresql://db/ours"\n\n[office]\nfrom = "08:00"\n'
    file.write_text(text, encoding="utf-8")
    backups._settle_here(folder)
    settings = open_workspace(folder).settings
    assert (settings.desk_address, settings.office_from) == ("", "08:00")
