"""What a power cut or a failing disk leaves is found before anything is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeknit.ledger import deltalog
from closeknit.ledger.batch import VERSIONS
from closeknit.ledger.deltalog import LOG, bound, entries, named_now, newest
from closeknit.ledger.store import Ledger
from closeknit.ledger.tables import TABLES
from closeknit.ledger.tail import damages

HARM = {
    "empty": lambda file: file.write_bytes(b""),
    "half": lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size // 2]),
    "one byte short": lambda file: file.write_bytes(file.read_bytes()[:-1]),
    "zeros": lambda file: file.write_bytes(bytes(file.stat().st_size)),
    "gone": lambda file: file.unlink(),
}
"""Ways in which a file is damaged."""


def newest_entry(ledger: Ledger, table: str) -> Path:
    home = ledger.folder / table
    return entries(home)[newest(home)]


def found(ledger: Ledger) -> set[Path]:
    return {one.file for one in damages(ledger.folder)}


def test_a_whole_folder_shows_no_damage(loaded: Ledger, ledger: Ledger) -> None:
    assert found(loaded) == found(ledger) == set()


@pytest.mark.parametrize("harm", HARM)
@pytest.mark.parametrize("table", ["imports", "records", "participants"])
def test_a_damaged_log_entry_is_found(loaded: Ledger, table: str, harm: str) -> None:
    entry = newest_entry(loaded, table)
    HARM[harm](entry)
    assert found(loaded) == {entry}


@pytest.mark.parametrize("harm", HARM)
@pytest.mark.parametrize("table", ["imports", "records", "participants"])
def test_a_damaged_data_file_is_found(loaded: Ledger, table: str, harm: str) -> None:
    file = Path(loaded.files(table)[0])
    HARM[harm](file)
    assert found(loaded) == {file}


@pytest.mark.parametrize("harm", ["empty", "half", "zeros", "gone"])
def test_a_damaged_checkpoint_is_found_or_not_needed(
    loaded: Ledger, harm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deltalog, "CHECKPOINT_EVERY", 1)
    home = loaded.folder / "activities"
    bound(home)
    checkpoint = next((home / LOG).glob("*.checkpoint.parquet"))
    HARM[harm](checkpoint)
    assert checkpoint in found(loaded) or harm == "gone"


def test_a_log_that_is_gone_altogether_is_found(loaded: Ledger) -> None:
    log = loaded.folder / "traits" / LOG
    for file in log.iterdir():
        file.unlink()
    assert found(loaded) == {log}
    (loaded.folder / VERSIONS).unlink()  # as in a folder of an earlier version
    assert found(loaded) == {log}


def test_an_entry_missing_from_the_middle_is_found(loaded: Ledger) -> None:
    entry = entries(loaded.folder / "sightings")[1]
    entry.unlink()
    assert found(loaded) == {entry}


def test_every_table_is_looked_at(loaded: Ledger) -> None:
    there = [table for table in TABLES if loaded.files(table)]
    for table in there:
        newest_entry(loaded, table).write_bytes(b"")
    assert len(found(loaded)) == len(there)


def test_what_a_log_names_is_read_anew_when_any_of_its_files_changed(loaded: Ledger) -> None:
    home = loaded.folder / "sightings"
    before = named_now(home)
    assert named_now(home) is before
    entry = newest_entry(loaded, "sightings")
    text = entry.read_text(encoding="utf-8")
    entry.unlink()
    earlier = named_now(home)
    assert len(earlier) < len(before)
    entry.write_text(text, encoding="utf-8")
    assert named_now(home) == before
