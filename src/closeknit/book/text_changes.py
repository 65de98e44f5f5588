"""Which texts read otherwise in one version of the book than in another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import ibis.expr.types as ir
import pyarrow as pa

from closeknit.book.schema import TEXTS
from closeknit.book.versions import Book
from closeknit.engines.engine import Engine
from closeknit.engines.portable import part_of, stacked

AT_ONCE = 50_000
"""Texts in memory at a time, unless one part of the book has more of them."""
COLUMNS = ("account_id", "activity_id", "subject", "body")


def differing_texts(
    engine: Engine, then: Book, now: Book, accounts: pa.ChunkedArray
) -> Iterator[tuple[pa.Table, pa.Table]]:
    """All texts then, and all now, of each account and subject of which one came, went or changed.

    COLUMNS, in order of account, day and activity; some parts at a time, and none but these `accounts`.
    """
    wanted = engine.from_arrow(pa.table({"account_id": accounts}), "accounts_of_texts")
    old = engine.keep(_texts(_where(engine, then, accounts), wanted), "texts_then")
    new = engine.keep(_texts(_where(engine, now, accounts), wanted), "texts_now")
    found = stacked(old.difference(new), new.difference(old)).select("account_id", "subject").distinct()
    subjects = engine.keep(found, "subjects")
    both = [rows.semi_join(subjects, ["account_id", "subject"]) for rows in (old, new)]
    every = stacked(*both)
    counts = engine.collect(every.group_by("part").agg(n=every.count()).order_by("part")).to_pylist()
    for parts in _together((row["part"], row["n"]) for row in counts):
        was, are = (_collected(engine, rows.filter(rows.part.isin(parts))) for rows in both)
        yield was, are


def _where(engine: Engine, book: Book, accounts: pa.ChunkedArray) -> ir.Table:
    """The texts in those files that hold any of these accounts."""
    files = {file for account in accounts.to_pylist() for file in book.part(TEXTS.name, account)}
    return book.table(engine, TEXTS.name, sorted(files))


def _texts(texts: ir.Table, accounts: ir.Table) -> ir.Table:
    rows = texts.semi_join(accounts, "account_id").select("day", *COLUMNS)
    return rows.mutate(
        subject=rows.subject.fill_null(""), body=rows.body.fill_null(""), part=part_of(rows.account_id)
    )


def _collected(engine: Engine, rows: ir.Table) -> pa.Table:
    return engine.collect(rows.order_by(["account_id", "day", "activity_id"]).select(*COLUMNS))


def _together(counts: Iterable[tuple[int, int]]) -> Iterator[list[int]]:
    """Parts one after the other, as many as have no more than AT_ONCE texts together."""
    parts: list[int] = []
    texts = 0
    for part, many in counts:
        if parts and texts + many > AT_ONCE:
            yield parts
            parts, texts = [], 0
        parts.append(part)
        texts += many
    if parts:
        yield parts
