"""The analyst's short way: a plain table of purchases as the book tables that this question reads.

Every row is a purchase of its own; nothing is known of contracts, contacts or products.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from closeknit.book.schema import BOOK
from closeknit.ids import PARTS, stable_id
from closeknit.lenses.seam import Short


def book_of(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """Purchases, their activities and their customers, from `transactions`."""
    rows = tables["transactions"]
    encoded = rows["customer"].combine_chunks().dictionary_encode()
    names = encoded.dictionary.to_pylist()
    ids = np.array([stable_id(name) for name in names], dtype=np.int64)
    accounts = ids[encoded.indices.to_numpy()] if names else ids
    return {
        **_bought(rows, accounts),
        "parties": _filled(
            "parties",
            len(names),
            part=(ids % PARTS).astype(np.int32),
            party_id=ids,
            account_id=ids,
            name=names,
            key=[f"customer:{name}" for name in names],
            kind=["organization"] * len(names),
            standing=["customer"] * len(names),
        ),
    }


def _bought(rows: pa.Table, accounts: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> dict[str, pa.Table]:
    count = rows.num_rows
    numbers = np.arange(1, count + 1)
    day = rows["at"].cast(pa.int32())
    shared = {
        "part": (accounts % PARTS).astype(np.int32),
        "account_id": accounts,
        "at": rows["at"].cast(pa.timestamp("us")),
        "day": day,
        "known_day": day,
        "amount": rows["amount"],
        "amount_base": rows["amount"],
        "purchase_id": numbers,
        "activity_id": numbers,
        "rule": ["order"] * count,
        "activities": np.ones(count, dtype=np.int32),
        "is_revenue": np.ones(count, dtype=bool),
    }
    return {
        "purchases": _filled("purchases", count, kind=["repeat"] * count, **shared),
        "purchase_activities": _filled("purchase_activities", count, **shared),
        "activities": _filled("activities", count, kind=["order.placed"] * count, **shared),
    }


def _filled(table: str, rows: int, **columns: object) -> pa.Table:
    """A book table from the columns that are known; the others are null."""
    schema = BOOK[table].arrow
    arrays = [
        columns[f.name] if isinstance(columns.get(f.name), pa.ChunkedArray)
        else pa.array(columns[f.name], f.type) if f.name in columns
        else pa.nulls(rows, f.type)
        for f in schema
    ]  # fmt: skip
    return pa.table(arrays, schema=schema)


SHORT = Short(tables={"transactions": {"customer": "text", "at": "day", "amount": "money?"}}, book=book_of)
"""Purchases with customer, day and, for money, amount."""
