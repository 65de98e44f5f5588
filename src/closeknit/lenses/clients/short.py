"""The analyst's short way: a plain table of purchases as the book tables that this question reads.

Every row is a purchase of its own; nothing is known of contracts, contacts or products.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from closeknit.ids import PARTS
from closeknit.lenses.filled import Numbers, filled, numbered, parties
from closeknit.lenses.seam import Short


def book_of(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """Purchases, their activities and their customers, from `transactions`."""
    rows = tables["transactions"]
    names, ids, accounts = numbered(rows["customer"])
    return {**_bought(rows, accounts), "parties": parties(names, ids)}


def _bought(rows: pa.Table, accounts: Numbers) -> dict[str, pa.Table]:
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
        "purchases": filled("purchases", count, kind=["repeat"] * count, **shared),
        "purchase_activities": filled("purchase_activities", count, **shared),
        "activities": filled("activities", count, kind=["order.placed"] * count, **shared),
    }


SHORT = Short(tables={"transactions": {"customer": "text", "at": "day", "amount": "money?"}}, book=book_of)
"""Purchases with customer, day and, for money, amount."""
