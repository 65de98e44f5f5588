"""The analyst's short way: money and hours of customers as the book tables that this question reads."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from closeknit.ids import PARTS
from closeknit.lenses.filled import Numbers, filled, numbered, parties
from closeknit.lenses.seam import Short


def book_of(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """Activities of `revenue` and `work`, who worked, and the customers of both."""
    revenue, work = tables["revenue"], tables["work"]
    both = pa.chunked_array([*revenue["customer"].chunks, *work["customer"].chunks], pa.string())
    names, ids, accounts = numbered(both)
    workers, worker_ids, who = numbered(work["worker"], "worker:")
    people = parties(
        workers,
        worker_ids,
        kind=["person"] * len(workers),
        standing=["ours"] * len(workers),
        key=[f"worker:{name}" for name in workers],
    )
    paid, hours = accounts[: revenue.num_rows], accounts[revenue.num_rows :]
    logged = _logged(work, hours, revenue.num_rows)
    return {
        "activities": pa.concat_tables([_paid(revenue, paid), logged]),
        "timeline": _worked(logged, who),
        "parties": pa.concat_tables([parties(names, ids), people]),
    }


def _paid(rows: pa.Table, accounts: Numbers) -> pa.Table:
    count = rows.num_rows
    return filled(
        "activities",
        count,
        **_shared(rows, accounts, 1),
        kind=["invoice.issued"] * count,
        plays=["money"] * count,
        amount=rows["amount"],
        amount_base=rows["amount"],
        is_revenue=np.ones(count, dtype=bool),
    )


def _logged(rows: pa.Table, accounts: Numbers, before: int) -> pa.Table:
    count = rows.num_rows
    return filled(
        "activities",
        count,
        **_shared(rows, accounts, before + 1),
        kind=["time.logged"] * count,
        plays=["work"] * count,
        is_revenue=np.zeros(count, dtype=bool),
        hours=rows["hours"],
        cost_base=rows["cost"],
        billable=rows["billable"],
        invoiced=rows["invoiced"],
    )


def _shared(rows: pa.Table, accounts: Numbers, first: int) -> dict[str, object]:
    day = rows["at"].cast(pa.int32())
    return {
        "part": (accounts % PARTS).astype(np.int32),
        "account_id": accounts,
        "activity_id": np.arange(first, first + rows.num_rows),
        "at": rows["at"].cast(pa.timestamp("us")),
        "day": day,
        "known_day": day,
    }


def _worked(logged: pa.Table, who: Numbers) -> pa.Table:
    known = pa.array(who != 0)
    shared = {
        name: logged[name].filter(known) for name in ("account_id", "at", "day", "known_day", "activity_id")
    }
    count = len(shared["day"])
    return filled("timeline", count, **shared, party_id=who[who != 0], role=["worker"] * count)


SHORT = Short(
    tables={
        "revenue": {"customer": "text", "at": "day", "amount": "money"},
        "work": {
            "customer": "text", "at": "day", "hours": "number", "worker": "text?", "cost": "money?",
            "billable": "yes/no?", "invoiced": "yes/no?",
        },
    },
    book=book_of,
)  # fmt: skip
"""Revenue by customer and day; hours by customer and day, and what is known of them."""
