"""The analyst's short way: a plain table of tickets as the book tables that this question reads."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from closeknit.ids import PARTS
from closeknit.lenses.filled import Numbers, filled, numbered, parties
from closeknit.lenses.seam import Short

STREAM = "tickets"


def book_of(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """Cases and activities of `tickets`, with their customers and the people who wrote them."""
    rows = tables["tickets"]
    names, ids, accounts = numbered(rows["customer"])
    writers, writer_ids, persons = numbered(rows["person"], "person:")
    people = parties(
        writers,
        writer_ids,
        kind=["person"] * len(writers),
        standing=["possible"] * len(writers),
        key=[f"person:{name}" for name in writers],
    )
    return {
        "cases": _cases(rows, accounts, persons),
        "activities": _replies(rows, accounts),
        "parties": pa.concat_tables([parties(names, ids), people]),
        "freshness": filled("freshness", 1, stream_id=[STREAM], title=["the table"]),
    }


def _cases(rows: pa.Table, accounts: Numbers, persons: Numbers) -> pa.Table:
    count = rows.num_rows
    solved = pc.is_valid(rows["solved"])
    return filled(
        "cases",
        count,
        part=(accounts % PARTS).astype(np.int32),
        case_id=np.arange(1, count + 1),
        case_key=[f"ticket:row-{n}" for n in range(1, count + 1)],
        kind=["ticket"] * count,
        account_id=accounts,
        contact_id=pa.array(persons, mask=persons == 0),
        name=rows["subject"],
        status=pc.if_else(solved, "closed", "open"),
        opened_at=rows["opened"],
        opened_day=_day(rows["opened"]),
        closed_at=rows["solved"],
        closed_day=_day(rows["solved"]),
        stream_id=[STREAM] * count,
    )


def _replies(rows: pa.Table, accounts: Numbers) -> pa.Table:
    """The moment each ticket was opened, and of those that were answered the reply."""
    count = rows.num_rows
    cases = np.arange(1, count + 1)
    answered = pc.is_valid(rows["replied"]).to_numpy()
    moments = pa.concat_arrays([*rows["opened"].chunks, *rows["replied"].filter(answered).chunks])
    whose, which = (np.concatenate([a, a[answered]]) for a in (accounts, cases))
    kinds = ["ticket.opened"] * count + ["ticket.replied"] * int(answered.sum())
    day = _day(pa.chunked_array([moments]))
    return filled(
        "activities",
        len(kinds),
        part=(whose % PARTS).astype(np.int32),
        activity_id=np.arange(1, len(kinds) + 1),
        kind=kinds,
        account_id=whose,
        case_id=which,
        at=moments,
        day=day,
        known_day=day,
        is_revenue=np.zeros(len(kinds), dtype=bool),
        stream_id=[STREAM] * len(kinds),
    )


def _day(moments: pa.ChunkedArray) -> pa.ChunkedArray:
    return moments.cast(pa.date32(), safe=False).cast(pa.int32())


SHORT = Short(
    tables={
        "tickets": {
            "opened": "time", "replied": "time?", "solved": "time?", "customer": "text?", "person": "text?",
            "subject": "text?",
        }
    },
    book=book_of,
)  # fmt: skip
"""Tickets with the moment they were opened and, as far as known, answered and solved (UTC)."""
