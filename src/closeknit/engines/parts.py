"""Writing a sorted stream of rows into Parquet, one file for each part of a table.

Which engine the rows come from does not matter here; Spark writes its own files.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from closeknit.columns import TableSchema

WHOLE = "all.parquet"
CHANGES = "-changes.parquet"
"""How the names of files end that hold accounts written anew since their part was."""
COMPRESSION = "zstd"


def part_file(part: int) -> str:
    """Name of the file that holds one part of a table."""
    return f"part-{part:02d}.parquet"


def changes_file(part: int) -> str:
    """Name of the file with the rows of those accounts of a part that were written anew since it was."""
    return f"part-{part:02d}{CHANGES}"


def part_in(file: str) -> int:
    """The part that a file of either kind holds rows of, by its name or path."""
    return int(Path(file).name[len("part-") :][:2])


def whole_and_changes(files: Sequence[str], replaced: Collection[int]) -> tuple[list[str], list[str]]:
    """Files to be read without the accounts that are replaced, and those of changes. Where none is, all are
    read alike."""
    if not replaced:
        return list(files), []
    changes = [file for file in files if file.endswith(CHANGES)]
    return [file for file in files if not file.endswith(CHANGES)], changes


def accounts_table(numbers: Collection[int]) -> pa.Table:
    """Accounts as a table for engines: account_id."""
    return pa.table({"account_id": pa.array(sorted(numbers), pa.int64())})


def is_parted(schema: TableSchema) -> bool:
    """Whether rows of the table are spread over parts."""
    return "part" in schema.names


def write_parts(batches: Iterable[pa.RecordBatch], folder: Path, schema: TableSchema) -> dict[str, int]:
    """Write rows that come sorted by part; gives the files written with their number of rows."""
    folder.mkdir(parents=True, exist_ok=True)
    # Numbers hardly repeat: to look for a dictionary of them takes as long as all else of writing them.
    texts = [field.name for field in schema.arrow if pa.types.is_string(field.type)]
    written: dict[str, int] = {}
    writer: pq.ParquetWriter | None = None
    try:
        for name, rows in _runs(batches, schema):
            if name not in written:
                if writer is not None:
                    writer.close()
                writer = pq.ParquetWriter(
                    folder / name, schema.arrow, compression=COMPRESSION, use_dictionary=texts
                )
            if writer is not None:
                writer.write_batch(rows)
            written[name] = written.get(name, 0) + rows.num_rows
    finally:
        if writer is not None:
            writer.close()
    return written


def _runs(batches: Iterable[pa.RecordBatch], schema: TableSchema) -> Iterator[tuple[str, pa.RecordBatch]]:
    """Each batch cut where the part changes, with the file each piece goes to."""
    for batch in batches:
        if not batch.num_rows:
            continue
        rows = batch.cast(schema.arrow)
        if not is_parted(schema):
            yield WHOLE, rows
            continue
        part = rows.column("part").to_numpy(zero_copy_only=False)
        cuts = [0, *(np.flatnonzero(np.diff(part)) + 1).tolist(), len(part)]
        for start, end in pairwise(cuts):
            yield part_file(int(part[start])), rows.slice(start, end - start)
