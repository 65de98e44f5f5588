"""The Delta log of one table: data files named in it or taken out, a version taken back, its length bounded.

delta-rs links a log entry without a single fsync, and would make checkpoints and drop old entries on the
way. Both are done here instead, in an order that outlives a power cut at any moment. Entries are dropped by
their number, never by the clock: from the last checkpoint but one on everything stays, which is enough for
whoever began to read before the last one was there, and to do without it should it be damaged.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
from deltalake import DeltaTable, Schema
from deltalake.transaction import (
    AddAction,
    PostCommitHookProperties,
    RemoveAction,
    create_table_with_add_actions,
)

from closeknit.columns import TableSchema
from closeknit.ledger.datafiles import DataFile
from closeknit.ledger.durable import sync_file, sync_folder

LOG = "_delta_log"
CHECKPOINT_EVERY = 25
"""Entries after which a table's state is written down as a whole."""
_BY_HAND = PostCommitHookProperties(create_checkpoint=False, cleanup_expired_logs=False)


@dataclass(frozen=True)
class Named:
    """A data file as the log names it: `path` is relative to the table's folder, `size` in bytes."""

    path: str
    size: int
    rows: int


def newest(home: Path) -> int:
    """The newest version in a table's log; -1 when there is no table yet."""
    return max(entries(home), default=-1)


def entries(home: Path) -> dict[int, Path]:
    """The log's entries by version."""
    return {int(f.name[:20]): f for f in (home / LOG).glob("*.json") if f.name[:20].isdigit()}


def checkpoints(home: Path) -> dict[int, Path]:
    """The log's checkpoints by version."""
    return {int(f.name[:20]): f for f in (home / LOG).glob("*.checkpoint.parquet") if f.name[:20].isdigit()}


def wrong_entry(file: Path, *, parse: bool = True) -> str:
    """What is wrong with a log entry; without `parse` only whether it is there and not empty is looked at."""
    try:
        if not file.stat().st_size:
            return "is empty"
        if parse:
            for line in file.read_text(encoding="utf-8").splitlines():
                json.loads(line)
    except FileNotFoundError:
        return "is gone"
    except OSError as error:
        return f"cannot be read: {error.strerror or error}"
    except ValueError:
        return "is only half written"
    return ""


def named(table: DeltaTable) -> list[Named]:
    """The data files of a table at the version it was opened at, sorted by path."""
    # Given anything it does not know, pa.table would load pandas to ask whether it is a table of that.
    actions = pa.RecordBatchReader.from_stream(table.get_add_actions()).read_all()
    actions = actions.select(["path", "size_bytes", "num_records"])
    return sorted(
        (Named(row["path"], row["size_bytes"], row["num_records"] or 0) for row in actions.to_pylist()),
        key=lambda one: one.path,
    )


def named_now(home: Path) -> tuple[Named, ...]:
    """The data files of a table as its log has them now.

    Opening a table costs milliseconds, and every command asks many times: what the log says is kept while
    all its files stay as they are.
    """
    return _named_at(home, tuple(sorted(_log_files(home))))


def _log_files(home: Path) -> Iterator[tuple[str, int, int]]:
    """Name, size and time of each file of a log; old ones may go while one looks."""
    with os.scandir(home / LOG) as found:
        for one in found:
            with suppress(FileNotFoundError):
                state = one.stat()
                yield one.name, state.st_size, state.st_mtime_ns


@lru_cache(maxsize=256)
def _named_at(home: Path, _log: tuple[tuple[str, int, int], ...]) -> tuple[Named, ...]:
    return tuple(named(DeltaTable(home)))


def replace(
    home: Path,
    schema: TableSchema,
    table: DeltaTable | None,
    gone: Sequence[Named],
    added: Sequence[DataFile],
) -> None:
    """Name new data files in a table's log and take others out, in one entry that is on the disk after it.

    The table is made where there is none. The files taken out stay where they are until nobody can be
    reading them (`compaction.vacuum`).
    """
    for folder in sorted({file.path.parent for file in added} | {home}, reverse=True):
        sync_folder(folder)
    adds = [_add(home, file, moved=bool(gone)) for file in added]
    shape = Schema.from_arrow(schema.arrow)
    if table is None:
        create_table_with_add_actions(
            str(home),
            shape,
            adds,
            configuration={"delta.dataSkippingStatsColumns": ",".join(_plain(schema))},
            post_commithook_properties=_BY_HAND,
        )
        sync_folder(home.parent)
    else:
        actions: list[AddAction | RemoveAction] = [*(_remove(one) for one in gone), *adds]
        table.create_write_transaction(
            actions, mode="append", schema=shape, post_commithook_properties=_BY_HAND
        )
    _sync_newest(home)


def take_back(home: Path, version: int, batch: str) -> None:
    """Bring a table back to a version. Files a log ever named stay: a reader may hold their list."""
    now = newest(home)
    if now > version and version < 0:
        shutil.rmtree(home)
        return
    for draft in [path for path in home.rglob(f"{batch}-*") if path.is_dir()]:
        shutil.rmtree(draft)
    if now > version:
        DeltaTable(home).restore(version, post_commithook_properties=_BY_HAND)
        _sync_newest(home)
        return
    for file in home.rglob(f"{batch}-*.parquet"):
        file.unlink()
    for folder in (*home.glob("*/"), home):
        if not any(folder.iterdir()):
            folder.rmdir()


def bound(home: Path) -> bool:
    """Write a checkpoint when enough entries came since the last; drop what no reader needs any more."""
    made = sorted(checkpoints(home))
    if newest(home) - (made[-1] if made else -1) < CHECKPOINT_EVERY:
        return False
    DeltaTable(home).create_checkpoint()
    log = home / LOG
    made = sorted(checkpoints(home))
    sync_file(checkpoints(home)[made[-1]])
    sync_file(log / "_last_checkpoint")
    sync_folder(log)
    kept_from = made[-2] if len(made) > 1 else 0
    for version, file in [*entries(home).items(), *checkpoints(home).items()]:
        if version < kept_from:
            file.unlink()
    return True


def _plain(schema: TableSchema) -> list[str]:
    """Columns that other programs may put into file statistics: nothing that can name or reach a person."""
    return [c.name for c in schema.columns if not c.personal and not c.type.startswith("list")]


def _add(home: Path, file: DataFile, *, moved: bool) -> AddAction:
    about = file.path.stat()
    return AddAction(
        path=file.path.relative_to(home).as_posix(),
        size=about.st_size,
        partition_values={},
        modification_time=int(about.st_mtime * 1000),
        data_change=not moved,
        # No smallest and largest values: they would write people's data into the log, where it stays.
        stats=json.dumps({"numRecords": file.rows}),
    )


def _remove(one: Named) -> RemoveAction:
    return RemoveAction(
        path=one.path,
        data_change=False,
        deletion_timestamp=int(time.time() * 1000),
        size=one.size,
        partition_values={},
    )


def _sync_newest(home: Path) -> None:
    sync_file(entries(home)[newest(home)])
    sync_folder(home / LOG)
    sync_folder(home)
