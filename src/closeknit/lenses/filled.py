"""Book tables from plain columns: what is given, typed; what is not, null.

For the short ways, where a few columns of a data frame stand for a business.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from closeknit.book.schema import BOOK
from closeknit.ids import PARTS, stable_id

Numbers = NDArray[np.int64]


def filled(table: str, rows: int, **columns: object) -> pa.Table:
    """A book table of so many rows from the columns that are known; the others are null."""
    schema = BOOK[table].arrow
    arrays = [
        columns[f.name] if isinstance(columns.get(f.name), pa.ChunkedArray)
        else pa.array(columns[f.name], f.type) if f.name in columns
        else pa.nulls(rows, f.type)
        for f in schema
    ]  # fmt: skip
    return pa.table(arrays, schema=schema)


def numbered(names: pa.ChunkedArray, kind: str = "") -> tuple[list[str], Numbers, Numbers]:
    """Distinct names, their ids, and the id of each row; rows without a name get 0.

    `kind` keeps equal names of different things apart.
    """
    encoded = names.combine_chunks().dictionary_encode()
    known: list[str] = encoded.dictionary.to_pylist()
    ids = np.array([stable_id(f"{kind}{name}") for name in known], dtype=np.int64)
    places = encoded.indices.fill_null(-1).to_numpy()
    return known, ids, np.where(places < 0, 0, np.append(ids, 0)[places])


def parties(names: Sequence[str], ids: Numbers, **more: object) -> pa.Table:
    """One party for each name: a customer and organization unless `more` says otherwise."""
    count = len(names)
    given: dict[str, object] = {
        "part": (ids % PARTS).astype(np.int32),
        "party_id": ids,
        "account_id": ids,
        "name": list(names),
        "key": [f"customer:{name}" for name in names],
        "kind": ["organization"] * count,
        "standing": ["customer"] * count,
    }
    return filled("parties", count, **given | more)
