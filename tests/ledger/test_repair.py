"""What is damaged is put right where something else tells it, and named where nothing does."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from closeknit.errors import LedgerError, WorkspaceError
from closeknit.ledger import batch as batches
from closeknit.ledger import deltalog
from closeknit.ledger.deltalog import LOG, bound
from closeknit.ledger.load import catch_up
from closeknit.ledger.repair import ASIDE
from closeknit.ledger.store import Ledger
from closeknit.ledger.tables import TABLES
from closeknit.ledger.underway import NOTE
from closeknit.settings import Settings
from tests.ledger.loads import Facts, facts
from tests.ledger.rows import NOW, import_row, sighting
from tests.ledger.test_tail import HARM, newest_entry

pytestmark = pytest.mark.slow


def again(ledger: Ledger) -> Ledger:
    """The folder opened anew, as the next command does."""
    return Ledger.open(ledger.folder, Settings())


def files(ledger: Ledger) -> dict[str, list[str]]:
    return {table: ledger.files(table) for table in TABLES}


def die_after(table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a batch die when its rows of that table are committed."""
    real = batches.replace

    def dies(home: Path, *rest: Any) -> None:
        real(home, *rest)
        if home.name == table:
            raise SystemExit

    monkeypatch.setattr(batches, "replace", dies)
    monkeypatch.setattr(batches.Batch, "abandon", lambda self: None)


def load_one_row(ledger: Ledger) -> None:
    with batches.writer(ledger.folder) as batch:
        batch.add_rows("sightings", [sighting("i-9999", 1, 1)])
        batch.add_rows("imports", [import_row("i-9999", 99)])
        batch.commit()


def load_and_die(ledger: Ledger, table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        die_after(table, patch)
        with pytest.raises(SystemExit):
            load_one_row(ledger)


@pytest.mark.parametrize("harm", ["empty", "half", "one byte short", "zeros"])
@pytest.mark.parametrize("table", ["sightings", "imports"])
def test_a_torn_entry_of_a_load_that_never_counted_is_moved_aside(
    loaded: Ledger, monkeypatch: pytest.MonkeyPatch, table: str, harm: str
) -> None:
    before = files(loaded)
    load_and_die(loaded, table, monkeypatch)
    HARM[harm](newest_entry(loaded, table))
    assert files(again(loaded)) == before
    assert not (loaded.folder / NOTE).exists()
    assert [file.name.partition("-")[0] for file in (loaded.folder / ASIDE).iterdir()] == [table]


@pytest.mark.parametrize("harm", HARM)
def test_a_torn_data_file_of_a_load_that_never_counted_goes_with_it(
    loaded: Ledger, monkeypatch: pytest.MonkeyPatch, harm: str
) -> None:
    before = files(loaded)
    load_and_die(loaded, "sightings", monkeypatch)
    (new,) = set(loaded.files("sightings")) - set(before["sightings"])
    HARM[harm](Path(new))
    assert files(again(loaded)) == before


@pytest.mark.parametrize("table", ["imports", "records", "participants"])
def test_a_torn_entry_of_a_load_that_counts_is_named_with_what_to_do(loaded: Ledger, table: str) -> None:
    entry = newest_entry(loaded, table)
    entry.write_bytes(b"")
    with pytest.raises(LedgerError, match=f"{entry} is empty, so part of what you loaded") as told:
        again(loaded)
    assert "closeknit restore" in told.value.remedy
    assert entry.exists()


@pytest.mark.parametrize("table", ["imports", "records", "sightings"])
def test_a_lost_file_that_nothing_else_tells_is_named(loaded: Ledger, table: str) -> None:
    file = Path(loaded.files(table)[0])
    file.unlink()
    with pytest.raises(LedgerError, match=f"{file} is gone, so part"):
        again(loaded)


@pytest.mark.parametrize("table", ["activities", "traits"])
def test_lost_facts_are_read_again_from_the_lines_kept(loaded: Ledger, before: Facts, table: str) -> None:
    Path(loaded.files(table)[-1]).write_bytes(b"")
    opened = again(loaded)
    assert [one.table for one in opened.lost] == [table]
    assert catch_up(opened, now=NOW)
    assert facts(opened) == before
    assert again(loaded).lost == ()


@pytest.mark.parametrize("harm", [*list(HARM.values())[:4]], ids=["empty", "half", "one byte short", "zeros"])
def test_a_torn_checkpoint_is_done_without(
    loaded: Ledger, monkeypatch: pytest.MonkeyPatch, harm: Callable[[Path], object]
) -> None:
    monkeypatch.setattr(deltalog, "CHECKPOINT_EVERY", 1)
    before = files(loaded)
    assert bound(loaded.folder / "records")
    harm(next((loaded.folder / "records" / LOG).glob("*.checkpoint.parquet")))
    assert files(again(loaded)) == before


@pytest.mark.parametrize("says", ['{"vers', "[]", '{"size": 1}', '{"version": 77, "size": 1}'])
def test_a_pointer_to_the_checkpoint_that_is_torn_or_leads_nowhere_is_done_without(
    loaded: Ledger, monkeypatch: pytest.MonkeyPatch, says: str
) -> None:
    monkeypatch.setattr(deltalog, "CHECKPOINT_EVERY", 1)
    before = files(loaded)
    bound(loaded.folder / "records")
    (loaded.folder / "records" / LOG / "_last_checkpoint").write_text(says)
    assert files(again(loaded)) == before


def test_a_folder_whose_format_is_gone_is_not_taken_for_a_new_one(loaded: Ledger) -> None:
    (loaded.folder / "format").unlink()
    with pytest.raises(WorkspaceError, match="cannot be read"):
        again(loaded)


def test_a_note_nobody_can_read_is_named(loaded: Ledger) -> None:
    (loaded.folder / NOTE).write_text("{")
    newest_entry(loaded, "records").write_bytes(b"")
    with pytest.raises(LedgerError, match="what the last load had begun"):
        again(loaded)


def test_folders_of_earlier_versions_have_no_note_of_versions_and_open(loaded: Ledger) -> None:
    (loaded.folder / batches.VERSIONS).unlink()
    assert files(again(loaded)) == files(loaded)
    assert json.loads((loaded.folder / "format").read_text())["format"] == 1
