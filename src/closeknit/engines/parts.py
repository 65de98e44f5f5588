"""Writing a sorted stream of rows into Parquet, one file for each part of a table.

Which engine the rows come from does not matter here; Spark writes its own files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from closeknit.columns import TableSchema

WHOLE = "all.parquet"
COMPRESSION = "zstd"


def part_file(part: int) -> str:
    """Name of the file that holds one part of a table."""
    return f"part-{part:02d}.parquet"


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
