"""Windows open today: who had an event that comes before purchases and bought nothing since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from closeknit.engines.portable import first_of_each, look_up
from closeknit.lenses.triggers.history import History


@dataclass(frozen=True)
class Opening:
    """A kind of event, the days after it in which a purchase is likelier, and how many times so."""

    kind: str
    low: int
    high: int
    times: float


def open_windows(history: History, openings: Sequence[Opening], day: int) -> ir.Table:
    """Accounts at risk with a window open on `day`: account_id, kind, event_day, evidence_id, days_left.

    One row an account and kind, of the newest event. Opened on the day the event was known, entered `low`
    days later, left after `high` days, and over once something was bought on the day of the event or later.
    """
    kinds = history.events.kind
    known = history.events.filter(kinds.isin([o.kind for o in openings]), history.events.known_day <= day)
    age = (ibis.literal(day, "int64") - known.known_day).cast("int64")
    low, high = _of_kind(known.kind, openings, "low"), _of_kind(known.kind, openings, "high")
    inside = known.mutate(_left=high - age, _age=age).filter(age >= low, age <= high)
    newest = first_of_each(
        inside, ["account_id", "kind"], [inside.known_day.desc(), inside.day.desc(), inside.evidence_id]
    )
    bought = history.purchases.filter(history.purchases.known_day <= day)
    last = bought.group_by("account_id").aggregate(last_bought=bought.day.max())
    seen = look_up(newest, "account_id", last, "account_id", last_bought="last_bought")
    waiting = seen.filter(seen.last_bought.isnull() | (seen.last_bought < seen.day))
    last_day = min(day, history.calendar.last_day)
    here = history.accounts.filter(history.accounts.first_day <= day, history.accounts.last_day >= last_day)
    return waiting.semi_join(here, "account_id").select(
        "account_id", "kind", "evidence_id",
        event_day=waiting.day.cast("int64"),
        days_left=waiting._left.cast("int64"),
    )  # fmt: skip


def _of_kind(kind: ir.StringColumn, openings: Sequence[Opening], name: str) -> ir.IntegerValue:
    """A number of the opening of each row's kind."""
    pairs = [(o.kind, ibis.literal(int(getattr(o, name)), "int64")) for o in openings]
    return kind.cases(*pairs, else_=ibis.literal(-1, "int64"))
