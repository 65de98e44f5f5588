"""Many files become few, a person's rows lie together, and nothing anybody reads changes."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest
from pyarrow.parquet import ParquetFile

from closeknit.claims import KEY_COLUMNS
from closeknit.errors import DiskFull
from closeknit.ids import part_of, stable_id
from closeknit.ledger import batch as batches
from closeknit.ledger import compaction, deltalog
from closeknit.ledger.batch import writer
from closeknit.ledger.buckets import BUCKETED, files_naming
from closeknit.ledger.compaction import due, tidy, vacuum
from closeknit.ledger.datafiles import bucket_of
from closeknit.ledger.deltalog import Named, bound, checkpoints, entries
from closeknit.ledger.store import Ledger
from closeknit.ledger.tables import TABLES, connect
from closeknit.ledger.undo import undo
from closeknit.locks import writing
from tests.ledger.loads import Facts, facts, mapped, order, take, write_rows
from tests.ledger.rows import NOW

pytestmark = pytest.mark.slow


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sizes at which a few rows are many."""
    monkeypatch.setattr(compaction, "FRESH_ROWS", 6)
    monkeypatch.setattr(compaction, "BUCKET_FILES", 3)


def take_more(ledger: Ledger, folder: Path, *orders: tuple[str, ...]) -> None:
    """Load one more, newer file."""
    take(ledger, mapped(folder), write_rows(folder / "9.csv", orders, time=9))


@pytest.mark.slow
def test_what_counts_and_the_version_stay_the_same(loaded: Ledger, small: None, before: Facts) -> None:
    version = loaded.version()
    assert tidy(loaded.folder)
    assert (facts(loaded), loaded.version()) == (before, version)


@pytest.mark.slow
def test_an_import_is_taken_back_from_buckets_as_from_fresh_files(
    loaded: Ledger, tmp_path: Path, small: None, before: Facts
) -> None:
    tidy(loaded.folder)
    take_more(loaded, tmp_path, *(order(n, total="99") for n in range(9)))
    tidy(loaded.folder)
    undo(loaded, "i-0004", now=NOW)
    assert facts(loaded) == before


@pytest.mark.slow
def test_a_record_and_everything_it_says_lie_in_one_bucket_for_ever(
    loaded: Ledger, tmp_path: Path, small: None
) -> None:
    tidy(loaded.folder)
    take_more(loaded, tmp_path, *(order(n, email=f"new{n}@firm.example") for n in range(8)))
    tidy(loaded.folder)
    keyless = f"SELECT record_id, version FROM {loaded.snapshot().reading('records')}"
    with writer(loaded.folder) as batch:
        more = {"stream_id": "shop/orders", "epoch": 9, "import_id": "i-9", "activity_id": 1, "kind": "x"}
        for record, version in batch.con.execute(keyless).fetchall():
            batch.add_rows("activities", [more | {"record_id": record, "version": version}])
        batch.commit()
    tidy(loaded.folder)
    buckets: dict[int, set[int | None]] = {}
    for table in BUCKETED:
        with connect(loaded.folder) as con:
            for file in loaded.files(table):
                for (record,) in con.execute(f"SELECT record_id FROM read_parquet('{file}')").fetchall():
                    buckets.setdefault(record, set()).add(bucket_of(file))
    assert len(buckets) == 8
    assert all(len(found) == 1 and None not in found for found in buckets.values())


def test_all_that_names_a_key_is_in_the_files_told_for_it(
    loaded: Ledger, tmp_path: Path, small: None
) -> None:
    tidy(loaded.folder)
    take_more(loaded, tmp_path, order(70, email="c1@firm.example"))
    snapshot = loaded.snapshot()
    with connect(loaded.folder) as con:
        told = files_naming(con, snapshot, ["email:c1@firm.example"])
        assert any(len(told[table]) < len(snapshot.files[table]) for table in BUCKETED)
        records: set[int] = set()
        for table, columns in KEY_COLUMNS.items():
            for column in columns:
                named = f"SELECT record_id FROM {snapshot.reading(table)} WHERE {column} LIKE 'email:c1@%'"
                records |= {record for (record,) in con.execute(named).fetchall()}
        assert len(records) == 3
        for table in BUCKETED:
            for file in set(snapshot.files[table]) - set(told[table]):
                here = con.execute(f"SELECT record_id FROM read_parquet('{file}')").fetchall()
                assert not records & {record for (record,) in here}, (table, file)


def test_all_records_of_a_person_lie_in_one_bucket(ledger: Ledger, tmp_path: Path, small: None) -> None:
    take_more(ledger, tmp_path, *(order(n, email="ana@firm.example") for n in range(40)))
    tidy(ledger.folder)
    buckets = {bucket_of(file) for table in BUCKETED for file in ledger.files(table)}
    assert buckets == {part_of(stable_id("email:ana@firm.example"))}


def test_small_files_of_a_small_table_become_one_and_stay_fresh(
    loaded: Ledger, monkeypatch: pytest.MonkeyPatch, before: Facts
) -> None:
    monkeypatch.setattr(compaction, "FRESH_FILES", 3)
    version = loaded.version()
    tidy(loaded.folder)
    assert [len(loaded.files(table)) for table in ("imports", "activities")] == [1, 1]
    assert bucket_of(loaded.files("activities")[0]) is None
    assert (facts(loaded), loaded.version()) == (before, version)


@pytest.mark.slow
def test_files_of_a_bucket_become_one(ledger: Ledger, tmp_path: Path, small: None) -> None:
    mapping = mapped(tmp_path)
    for n in range(5):
        rows = [order(10 * n + m, email="ana@firm.example") for m in range(7)]
        take(ledger, mapping, write_rows(tmp_path / f"{n}.csv", rows, time=n))
        tidy(ledger.folder)
        assert len(ledger.files("activities")) < compaction.BUCKET_FILES
    assert sum(ParquetFile(file).metadata.num_rows for file in ledger.files("activities")) == 35


def test_nothing_is_due_for_few_rows_in_few_files(loaded: Ledger) -> None:
    assert not tidy(loaded.folder)


def test_a_big_table_is_due_for_buckets_and_many_files_for_one() -> None:
    none: dict[str, list[Named]] = {table: [] for table in TABLES}
    big = [Named("fresh/a.parquet", 1, 1_000_000)]
    moving = due({**none, "records": big, "traits": [Named("fresh/a.parquet", 1, 1)]}).moving
    assert moving == ("records", "traits")
    many = [Named(f"fresh/{n}.parquet", 1, 1) for n in range(64)]
    assert due({**none, "imports": many}).merging == (("imports", None),)
    split = [Named(f"bucket-07/{n}.parquet", 1, 1) for n in range(8)]
    assert due({**none, "ties": split}).merging == (("ties", 7),)
    assert not due({**none, "imports": many[:63], "records": split[:7]})


@pytest.mark.parametrize("last", ["key_places", "participants", "traits"])
def test_a_death_while_rows_move_is_swept(
    loaded: Ledger, small: None, monkeypatch: pytest.MonkeyPatch, last: str
) -> None:
    held = {table: loaded.files(table) for table in TABLES}
    real = batches.replace

    def dies(home: Path, *rest: Any) -> None:
        real(home, *rest)
        if home.name == last:
            raise SystemExit

    monkeypatch.setattr(batches, "replace", dies)
    monkeypatch.setattr(batches.Batch, "abandon", lambda self: None)
    with pytest.raises(SystemExit):
        tidy(loaded.folder)
    assert loaded.files("key_places")
    with writing(loaded.folder):
        batches.sweep(loaded.folder)
    assert {table: loaded.files(table) for table in TABLES} == held


def test_no_room_for_tidying_costs_nothing(
    loaded: Ledger, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = {table: loaded.files(table) for table in TABLES}

    def full(file: Path) -> Path:
        raise OSError(28, os.strerror(28), str(file))

    monkeypatch.setattr(compaction, "seal", full)
    with pytest.raises(DiskFull, match="is full"):
        tidy(loaded.folder)
    assert {table: loaded.files(table) for table in TABLES} == held


def test_files_replaced_go_only_when_nobody_reads(loaded: Ledger, small: None) -> None:
    reader = loaded.snapshot()
    tidy(loaded.folder)
    old = {file for table in BUCKETED for file in reader.files[table]}
    with writing(loaded.folder):
        assert vacuum(loaded.folder, kept_hours=0) == []
        assert all(Path(file).exists() for file in old)
        del reader
        assert {str(file) for file in vacuum(loaded.folder, kept_hours=0)} == old


def test_files_replaced_stay_an_hour_for_readers_elsewhere(loaded: Ledger, small: None) -> None:
    tidy(loaded.folder)
    with writing(loaded.folder):
        assert vacuum(loaded.folder) == []


def test_leftovers_of_the_dead_go_too(loaded: Ledger) -> None:
    left = loaded.folder / "activities" / "fresh" / "b0123-000.parquet"
    left.write_bytes(b"half")
    os.utime(left, (time.time() - 9_000,) * 2)
    with writing(loaded.folder):
        assert vacuum(loaded.folder) == [left]


def test_the_log_stays_short_however_many_entries_come(
    loaded: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deltalog, "CHECKPOINT_EVERY", 2)
    home = loaded.folder / "decisions"
    for n in range(8):
        loaded.decide("note", [f"email:a{n}@x.example"], value="x", by="ana")
        bound(home)
    assert len(entries(home)) <= 5
    assert len(checkpoints(home)) == 2
    assert min(entries(home)) == min(checkpoints(home))
    assert loaded.read("decisions").num_rows == 8
