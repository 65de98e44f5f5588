"""Few files instead of many, each person's rows together, and no more history than is needed.

    fresh files of a table ──┬─ fewer than 1 M rows: 64 small files become one, still fresh
                             └─ 1 M rows or more: they move to 32 buckets (`buckets`)

Small tables stay whole: 32 files of a hundred rows each would cost every reader more than they save the one
who forgets a person. Rows stay what they are: no version, answer or book changes. Whatever stops it, the next
writer takes it back (`batch.sweep`); files it replaced are removed once no reader can hold them.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyarrow.parquet import ParquetFile

from closeknit.ids import PARTS
from closeknit.ledger import shared
from closeknit.ledger.batch import Batch, writer
from closeknit.ledger.buckets import BUCKETED, bucket_sql, place_records
from closeknit.ledger.datafiles import WRITTEN, DataFile, bucket_folder, bucket_of, fresh_folder, seal
from closeknit.ledger.deltalog import Named, bound
from closeknit.ledger.durable import disk_of
from closeknit.ledger.tables import READERS, TABLES, named_files, open_table, quoted, reading
from closeknit.locks import alone, writing
from closeknit.progress import Progress, Quiet

FRESH_ROWS = 1_000_000
"""Rows of a table from which on its fresh files move to buckets."""
FRESH_FILES = 64
"""Fresh files of a table from which on they become one."""
BUCKET_FILES = 8
"""Files of a bucket from which on they become one."""
KEPT_HOURS = 1
"""How long a replaced file stays even when no reader of this machine holds it: others may read it too."""


@dataclass(frozen=True)
class Due:
    """What is to be done: tables whose fresh rows move to buckets, and sets of files that become one."""

    moving: tuple[str, ...]
    merging: tuple[tuple[str, int | None], ...]
    """Tables, each with a bucket, or None for its fresh files."""

    def __bool__(self) -> bool:
        return bool(self.moving or self.merging)


def tidy(folder: Path, *, progress: Progress | None = None) -> bool:
    """Compact what is due, bound the history and remove files nobody reads; True when rows moved.

    Raises:
        WorkspaceBusy, DiskFull: as for `load`; nothing is lost, it is due again next time.
    """
    moved = False
    while work := due({table: named_files(folder, table) for table in TABLES}):
        (progress or Quiet()).step("Tidying up")
        with writer(folder) as batch:
            compact(batch, due({table: batch.named(table) for table in TABLES}))
        moved = True
        if not work.moving:
            break
    with writing(folder), disk_of(folder, kept="What was loaded is kept."):
        for home in (folder / table for table in TABLES):
            if home.is_dir():
                bound(home)
        vacuum(folder)
    shared.tidy(folder)
    return moved


def due(files: Mapping[str, Sequence[Named]]) -> Due:
    """What is due, told from the files that every table has."""
    fresh = {table: [one for one in files[table] if bucket_of(one.path) is None] for table in files}
    if any(sum(one.rows for one in fresh[table]) >= FRESH_ROWS for table in BUCKETED):
        return Due(tuple(table for table in BUCKETED if fresh[table]), ())
    merging: list[tuple[str, int | None]] = [
        (t, None) for t, all_ in fresh.items() if len(all_) >= FRESH_FILES
    ]
    for table in BUCKETED:
        held = [bucket_of(one.path) for one in files[table]]
        merging += [(table, bucket) for bucket in range(PARTS) if held.count(bucket) >= BUCKET_FILES]
    return Due((), tuple(merging))


def compact(batch: Batch, work: Due) -> None:
    """Do what is due and commit it."""
    with disk_of(batch.folder, kept="What was loaded is kept."):
        if work.moving:
            _move(batch, work.moving)
        for table, bucket in work.merging:
            _merge(batch, table, bucket)
        batch.commit()


def _move(batch: Batch, tables: Iterable[str]) -> None:
    """Move the fresh rows of tables to their buckets, and note where keys are."""
    kept: dict[int, list[str]] = {}
    for one in batch.named("records"):
        if (bucket := bucket_of(one.path)) is not None:
            kept.setdefault(bucket, []).append(str(batch.folder / "records" / one.path))
    place_records(batch.con, lambda table: _fresh(batch, table), kept)
    batch.add(
        "key_places",
        f"FROM key_places_now ANTI JOIN {reading('key_places', batch.before('key_places'))} "
        "USING (key_hash, bucket)",
    )
    # Rows of a bucket are gathered until there are so many: all of them at once would fill the memory.
    batch.con.execute("SET partitioned_write_flush_threshold = 20000")
    for table in tables:
        batch.replace(table, _fresh_files(batch, table), _spread(batch, table))


def _spread(batch: Batch, table: str) -> list[DataFile]:
    """Write the fresh rows of a table into a file for each bucket."""
    home = batch.folder / table
    draft = batch.new_file(fresh_folder(home), 0).with_suffix("")
    batch.con.execute(
        f"COPY ({bucket_sql(_fresh(batch, table))}) TO {quoted(str(draft))} "
        + WRITTEN.format(more=", PARTITION_BY (bucket)")
    )
    written: list[DataFile] = []
    for file in sorted(draft.rglob("*.parquet")):
        bucket = int(file.parent.name.partition("=")[2])
        placed = batch.new_file(bucket_folder(home, bucket), len(written))
        written.append(_sealed(file.rename(placed)))
    shutil.rmtree(draft)
    return written


def _merge(batch: Batch, table: str, bucket: int | None) -> None:
    """Write files of a table, those of a bucket or the fresh ones, as one."""
    gone = [one for one in batch.named(table) if bucket_of(one.path) == bucket]
    home = batch.folder / table
    folder = fresh_folder(home) if bucket is None else bucket_folder(home, bucket)
    target = batch.new_file(folder, 0)
    source = reading(table, [str(home / one.path) for one in gone])
    batch.con.execute(f"COPY (FROM {source}) TO {quoted(str(target))} " + WRITTEN.format(more=""))
    batch.replace(table, gone, [_sealed(target)])


def _sealed(file: Path) -> DataFile:
    with ParquetFile(file) as opened:
        rows = opened.metadata.num_rows
    return DataFile(seal(file), rows)


def _fresh_files(batch: Batch, table: str) -> list[Named]:
    return [one for one in batch.named(table) if bucket_of(one.path) is None]


def _fresh(batch: Batch, table: str) -> str:
    """SQL of the fresh rows of a table."""
    return reading(table, [str(batch.folder / table / one.path) for one in _fresh_files(batch, table)])


def vacuum(folder: Path, *, kept_hours: int = KEPT_HOURS) -> list[Path]:
    """Remove data files that no log names any more, unless somebody reads; gives their paths.

    The caller holds the folder's lock, and no batch is under way.
    """
    removed: list[Path] = []
    with alone(folder / READERS) as unread:
        for table in TABLES if unread else ():
            opened = open_table(folder, table)
            stale = (
                []
                if opened is None
                else opened.vacuum(
                    retention_hours=kept_hours, dry_run=True, enforce_retention_duration=False, full=True
                )
            )
            removed += [folder / table / path for path in stale]
        for file in removed:
            file.unlink(missing_ok=True)
    return removed
