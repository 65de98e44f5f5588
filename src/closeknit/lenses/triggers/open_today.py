"""Who has a window open today: everybody who just had an event that comes before purchases, in order.

Whoever a campaign leaves alone, or who must not be contacted, is counted and left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import ibis.expr.types as ir
import numpy as np

from closeknit.answers import Subject, wording
from closeknit.lenses.seam import Question
from closeknit.lenses.triggers.forecast import Forecast
from closeknit.lenses.triggers.history import History
from closeknit.lenses.triggers.kinds import Table, evidence_table
from closeknit.lenses.triggers.known_by import Around, around, sources
from closeknit.lenses.triggers.members import refused
from closeknit.lenses.triggers.outcomes import Outcome
from closeknit.lenses.triggers.reading import outcome_of
from closeknit.lenses.triggers.windows import Opening, open_windows

Window = Mapping[str, int | str]
"""An open one: account_id, kind, event_day, evidence_id, days_left."""

NEWCOMERS = ("person.joined", "person.appeared")
"""Kinds whose event is a person who is new at the customer."""


@dataclass(frozen=True)
class Row:
    """One on the list."""

    account: int
    kind: str
    event_day: int
    evidence_id: int
    days_left: int
    others: tuple[str, ...]
    chance: float
    score: float
    place: int
    """Among all that were scored."""

    @property
    def newcomer(self) -> int | None:
        """The person whose arrival the event is."""
        return self.evidence_id if self.kind in NEWCOMERS else None


@dataclass(frozen=True)
class Listed:
    """The whole list, in order, with what is around it."""

    question: Question
    forecast: Forecast
    rows: tuple[Row, ...]
    spared: tuple[str, ...]
    """Who has a window open and is not listed."""
    around: Around
    sources: dict[tuple[Table, int], str]

    def value(self, row: Row) -> float | None:
        """What is at stake: the chance of an order within the quarter x the usual order."""
        worth = self.around.order(row.account)
        return None if np.isnan(row.chance) or worth <= 0 else row.chance * worth

    @property
    def outcome(self) -> Outcome:
        """What is asked about."""
        return outcome_of(self.question)

    def source(self, row: Row) -> str | None:
        """Who tells of the event."""
        return self.sources.get((evidence_table(row.kind), row.evidence_id))

    def contact(self, row: Row) -> Subject | None:
        """Whom to turn to: who is new there, where that is the event, else who was last heard of."""
        return self.around.people.contact_at(row.account, row.newcomer)


def the_list(question: Question, history: History, forecast: Forecast, openings: Sequence[Opening]) -> Listed:
    """Everybody with a window open today, in order."""
    windows = question.collect(open_windows(history, openings, question.as_of_day)).to_pylist()
    alone, refusing = _left_alone(question), _accounts(question, refused(question))
    not_asked = {w["account_id"] for w in windows} & (alone | refusing)
    rows = _rows(forecast, [w for w in windows if w["account_id"] not in not_asked], openings)
    behind: dict[Table, set[int]] = {}
    for row in rows:
        behind.setdefault(evidence_table(row.kind), set()).add(row.evidence_id)
    new = [row.newcomer for row in rows if row.newcomer]
    return Listed(
        question, forecast, tuple(rows), _spared(len(not_asked & alone), len(not_asked - alone)),
        around(question, history, [r.account for r in rows], new),
        sources(question, behind),
    )  # fmt: skip


def _rows(forecast: Forecast, windows: Iterable[Window], openings: Sequence[Opening]) -> list[Row]:
    """One row an account that was scored, the best first; of its windows the one that raises most."""
    times, place_of = {o.kind: o.times for o in openings}, forecast.place_of
    by_account: dict[int, list[Window]] = defaultdict(list)
    for window in windows:
        by_account[int(window["account_id"])].append(window)
    rows = []
    for account, mine in by_account.items():
        if account in place_of:
            mine.sort(key=lambda w: (-times[str(w["kind"])], -int(w["event_day"]), str(w["kind"])))
            rows.append(_row(forecast, place_of[account], account, mine))
    return sorted(rows, key=lambda r: (-r.score, -times[r.kind], r.account))


def _left_alone(question: Question) -> set[int]:
    """Accounts that a campaign still leaves alone: whoever turns to them spoils the comparison."""
    campaigns = question.tables.get("campaigns")
    if campaigns is None:
        return set()
    running = campaigns.day + campaigns.within_days >= question.as_of_day
    return _accounts(question, campaigns.filter(~campaigns.acted, running))


def _accounts(question: Question, table: ir.Table) -> set[int]:
    return set(question.collect(table.select("account_id").distinct())["account_id"].to_pylist())


def _spared(alone: int, refusing: int) -> tuple[str, ...]:
    said = (
        (alone, "left alone by a campaign, to compare with"),
        (refusing, "not to be contacted"),
    )
    who = [
        (wording.count(n, "more has", "more have"), "is" if n == 1 else "are", why) for n, why in said if n
    ]
    return tuple(f"{many} a window open and {verb} {why}." for many, verb, why in who)


def _row(forecast: Forecast, place: int, account: int, windows: Sequence[Window]) -> Row:
    first = windows[0]
    return Row(
        account=account,
        kind=str(first["kind"]),
        event_day=int(first["event_day"]),
        evidence_id=int(first["evidence_id"]),
        days_left=int(first["days_left"]),
        others=tuple(str(w["kind"]) for w in windows[1:]),
        chance=float(forecast.chance[place]),
        score=float(forecast.score[place]),
        place=place,
    )
