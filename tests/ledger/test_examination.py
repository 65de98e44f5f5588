"""Reading every byte finds what a quick look cannot."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from pyarrow.parquet import read_table, write_table

from closeknit.ledger.batch import writer
from closeknit.ledger.examination import faults
from closeknit.ledger.store import Ledger
from closeknit.ledger.tail import damages
from tests.ledger.rows import sighting


def test_a_whole_folder_has_no_faults(loaded: Ledger, ledger: Ledger) -> None:
    assert faults(loaded) == faults(ledger) == []


@pytest.mark.parametrize("seed", range(5))
def test_a_single_flipped_bit_is_found(loaded: Ledger, seed: int) -> None:
    chance = random.Random(seed)
    file = Path(chance.choice([file for files in loaded.snapshot().files.values() for file in files]))
    text = bytearray(file.read_bytes())
    text[chance.randrange(4, len(text) - 8)] ^= 1 << chance.randrange(8)
    file.write_bytes(text)
    assert not damages(loaded.folder)
    assert faults(loaded) == [f"{file} is not what was written: its bytes have changed"]


def test_a_file_without_a_hash_in_its_name_is_read_and_counted(loaded: Ledger) -> None:
    home = loaded.folder / "traits"
    for entry in (home / "_delta_log").glob("*.json"):
        text = entry.read_text()
        for file in home.rglob("*.parquet"):
            text = text.replace(file.name, file.name[:20] + ".parquet")
        entry.write_text(text)
    for file in home.rglob("*.parquet"):
        file.rename(file.with_name(file.name[:20] + ".parquet"))
    assert faults(loaded) == []
    shorter = Path(loaded.files("traits")[0])
    write_table(read_table(shorter).slice(1), shorter)
    assert "rows instead of" in faults(loaded)[0]


def test_lines_that_do_not_add_up_are_told(loaded: Ledger) -> None:
    with writer(loaded.folder) as batch:
        batch.add_rows("sightings", [sighting("i-0001", 1, 1)])
        batch.commit()
    assert [fault.split(" ")[0] for fault in faults(loaded)] == ["i-0001", "1"]


def test_a_changed_mapping_is_told(loaded: Ledger) -> None:
    (file,) = (loaded.folder / "mappings").iterdir()
    file.write_text(file.read_text().replace("Shop", "Store"))
    assert faults(loaded) == [f"{file} is not what was written: its text has changed"]
