"""Recent buyers and comparable non-buyers, for people who were there to look back on.

Each buyer is paired with an account of the same segment that could have bought on the same day and bought
nothing in the half year before or the quarter after. Who is taken among those is decided by a stable lot.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from closeknit.ids import stable_id
from closeknit.lenses.seam import Question
from closeknit.lenses.triggers.history import History
from closeknit.lenses.triggers.segments import segments
from closeknit.methods.cells import LOOK_BACK_DAYS, Ints
from closeknit.methods.panel import HORIZON_DAYS

RECENT_DAYS = 2 * 365
"""Buyers of the last two years can still be remembered."""

MOST = 50


@dataclass(frozen=True)
class Line:
    """One account to look back on from a day; `events` known of the half year before: kind to day."""

    pair: int
    account: int
    segment: str
    bought: bool
    day: int
    events: dict[str, int]


@dataclass(frozen=True)
class _Everybody:
    """Accounts people deal with: number, first day, segment; and all purchases, the newest first."""

    accounts: Ints
    first: Ints
    segments: dict[int, str]
    by: Ints
    on: Ints


def pairs(question: Question, history: History, *, most: int = MOST) -> tuple[Line, ...]:
    """Buyers, the newest first, each followed by its non-buyer; those without a counterpart are left out."""
    known = _everybody(question, history)
    chosen: list[tuple[int, int, int]] = []
    taken: set[int] = set()
    for account, when in zip(known.by.tolist(), known.on.tolist(), strict=True):
        if len(chosen) == most or question.as_of_day - when > RECENT_DAYS:
            break
        if account in taken or account not in known.segments:
            continue
        other = _like(_could(known, when), known.segments, account, taken)
        if other is not None:
            taken |= {account, other}
            chosen.append((account, other, when))
    return _lines(question, history, chosen, known.segments)


def _everybody(question: Question, history: History) -> _Everybody:
    """Customers and prospects: somebody known from outside only is in nobody's memory.

    Not only accounts at risk in the search: this is for businesses too young for one.
    """
    parties = question.tables["parties"]
    known = parties.filter(
        parties.party_id == parties.account_id, parties.standing.isin(["customer", "prospect"])
    )
    # Somebody nobody dates was there all along.
    since = known.select("account_id", first_day=known.first_day.fill_null(0).cast("int64"))
    who = question.collect(segments(question).of(since).order_by("account_id"))
    bought = question.collect(history.purchases.select("account_id", "day").distinct())
    bought = bought.sort_by([("day", "descending"), ("account_id", "ascending")])
    accounts, first = (who[c].to_numpy().astype(np.int64) for c in ("account_id", "first_day"))
    by, on = (bought[c].to_numpy().astype(np.int64) for c in ("account_id", "day"))
    names = dict(zip(accounts.tolist(), who["segment"].to_pylist(), strict=True))
    return _Everybody(accounts, first, names, by, on)


def _could(known: _Everybody, day: int) -> list[int]:
    """Accounts that could have bought on a day, and did not in the half year before or the quarter after."""
    near = known.by[(known.on >= day - LOOK_BACK_DAYS) & (known.on <= day + HORIZON_DAYS)]
    free = (known.first <= day) & ~np.isin(known.accounts, near)
    found: list[int] = known.accounts[free].tolist()
    return found


def _like(could: list[int], segments: dict[int, str], account: int, taken: set[int]) -> int | None:
    """One of the same segment that is not taken, by lot."""
    alike = [c for c in could if c != account and c not in taken and segments[c] == segments[account]]
    return min(alike, key=lambda c: stable_id(f"pair\x1f{account}\x1f{c}"), default=None)


def _lines(
    question: Question, history: History, chosen: list[tuple[int, int, int]], segments: dict[int, str]
) -> tuple[Line, ...]:
    events: dict[int, list[tuple[str, int]]] = {}
    ids = sorted({a for buyer, other, _ in chosen for a in (buyer, other)})
    asked = [kind for kind, sort in history.kinds.items() if sort in ("trigger", "signal")]
    if ids and asked:
        known = history.events.filter(history.events.account_id.isin(ids), history.events.kind.isin(asked))
        for row in question.collect(known.select("account_id", "kind", "day").distinct()).to_pylist():
            events.setdefault(row["account_id"], []).append((row["kind"], row["day"]))
    lines = []
    for pair, (buyer, other, day) in enumerate(chosen, 1):
        for account, bought in ((buyer, True), (other, False)):
            before = sorted(
                (when, kind) for kind, when in events.get(account, []) if day - LOOK_BACK_DAYS <= when < day
            )
            lines.append(
                Line(pair, account, segments[account], bought, day, {kind: when for when, kind in before})
            )
    return tuple(lines)
