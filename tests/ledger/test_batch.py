"""What is appended is seen whole or not at all, whenever it stops."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from closeknit.errors import DiskFull
from closeknit.ledger import batch as batches
from closeknit.ledger import datafiles, deltalog, underway
from closeknit.ledger.batch import Batch, sweep, writer
from closeknit.ledger.store import Ledger
from closeknit.ledger.tables import log_version
from tests.ledger.rows import import_row, sighting


def fill(batch: Batch, import_id: str) -> None:
    batch.add_rows("sightings", [sighting(import_id, 1, 1)])
    batch.add_rows("imports", [import_row(import_id, 1)])


def append(ledger: Ledger, import_id: str, *, stop: BaseException | None = None) -> None:
    """One whole batch, or one that stops before its commit."""
    with writer(ledger.folder) as batch:
        fill(batch, import_id)
        if stop:
            raise stop
        batch.commit()


def seen(ledger: Ledger) -> list[str]:
    return sorted(ledger.read("sightings")["import_id"].to_pylist())


def everything(folder: Path) -> set[str]:
    return {
        str(f.relative_to(folder))
        for f in folder.rglob("*")
        if f.is_file() and f.name not in ("lock", "readers")
    }


def test_nothing_is_seen_before_the_commit_and_all_of_it_after(ledger: Ledger) -> None:
    with writer(ledger.folder) as batch:
        fill(batch, "i-1")
        assert seen(ledger) == []
        batch.commit()
    assert seen(ledger) == ["i-1"]


def test_a_batch_reads_its_own_rows_before_the_commit(ledger: Ledger) -> None:
    with writer(ledger.folder) as batch:
        fill(batch, "i-1")
        assert batch.con.execute(f"SELECT count(*) FROM {batch.reading('sightings')}").fetchone() == (1,)


def test_what_is_not_committed_leaves_no_trace(ledger: Ledger) -> None:
    before = everything(ledger.folder)
    with pytest.raises(KeyboardInterrupt):
        append(ledger, "i-1", stop=KeyboardInterrupt())
    assert everything(ledger.folder) == before


@pytest.mark.parametrize("first", [True, False], ids=["the first load", "a later load"])
def test_a_death_between_two_tables_is_swept_by_the_next_writer(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, first: bool
) -> None:
    if not first:
        append(ledger, "i-0")
    kept, real = seen(ledger), batches.replace

    def dies(home: Path, *rest: Any) -> None:
        if home.name == "imports":
            raise SystemExit
        real(home, *rest)

    monkeypatch.setattr(batches, "replace", dies)
    monkeypatch.setattr(Batch, "abandon", lambda self: None)
    with pytest.raises(SystemExit):
        append(ledger, "i-1")
    monkeypatch.undo()
    assert "i-1" in seen(ledger)
    with writer(ledger.folder):
        pass
    assert seen(ledger) == kept


def test_a_death_right_after_the_commit_keeps_everything(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "forget_note", lambda folder: None)
    append(ledger, "i-1")
    monkeypatch.undo()
    assert sweep(ledger.folder)
    assert seen(ledger) == ["i-1"]


def test_a_full_disk_is_told_as_such_and_nothing_is_kept(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    before = everything(ledger.folder)
    monkeypatch.setattr(datafiles, "sync_file", full)
    with pytest.raises(DiskFull, match="is full") as told:
        append(ledger, "i-1")
    assert "Nothing of this was kept" in str(told.value)
    assert everything(ledger.folder) == before


def test_every_file_is_on_the_disk_before_the_log_names_it(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    for module in (datafiles, deltalog):
        monkeypatch.setattr(module, "sync_file", lambda path: order.append(path.suffix))
    for module in (underway, deltalog):
        monkeypatch.setattr(module, "sync_folder", lambda path: order.append(path.name))
    with writer(ledger.folder) as batch:
        batch.add_rows("imports", [import_row("i-1", 1)])
        batch.commit()
    assert order == [".parquet", "fresh", "imports", "ledger", ".json", "_delta_log", "imports", "ledger"]


def test_the_log_holds_no_smallest_and_largest_values(ledger: Ledger) -> None:
    ledger.decide("note", ["email:needle@x.example"], value="needle", by="needle")
    logs = list((ledger.folder / "decisions" / "_delta_log").iterdir())
    assert logs
    assert not any(b"needle" in log.read_bytes() for log in logs)
    assert log_version(ledger.folder, "decisions") == 0


@pytest.mark.parametrize("counts", [False, True])
def test_what_brings_no_import_counts_once_its_versions_are_written_down(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, counts: bool
) -> None:
    def dies(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(batches, "forget_note" if counts else "write_durably", dies)
        patch.setattr(batches.Batch, "abandon", lambda self: None)
        with pytest.raises(SystemExit):
            ledger.decide("note", ["email:a@x.example"], value="call")
    append(ledger, "i-1")
    again = Ledger.open(ledger.folder, ledger.settings)
    assert again.read("decisions")["value"].to_pylist() == (["call"] if counts else [])
