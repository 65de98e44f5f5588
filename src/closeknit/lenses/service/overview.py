"""Service by customer and by month: plain counts of tickets whose time to an answer has passed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import ibis.expr.types as ir
import pyarrow as pa

from closeknit.answers import STATES_BETWEEN, AnswerTable, Picture, ShownColumn
from closeknit.day_numbers import day_to_date
from closeknit.lenses.people import People
from closeknit.lenses.seam import Question, State
from closeknit.lenses.service.repeats import solved_in_vain
from closeknit.lenses.service.tickets import DAY, Tickets, since_text, waits
from closeknit.lenses.service.unanswered import opened_in_vain
from closeknit.lenses.states import state_column
from closeknit.methods.wilson import wilson

STATES = (
    State(
        "waiting",
        "waits for an answer",
        "has a ticket without an answer",
        said="waiting for an answer",
        because=("{unanswered:ticket} without an answer",),
        behind=opened_in_vain,
    ),
    State(
        "came-back",
        "had to come back",
        "had to come back within days of a solution",
        said="back after a solution",
        because=("had to come back after {came_back:solution}",),
        behind=solved_in_vain,
    ),
)

MONTHS_SHOWN = 24
LEAST_MONTHS = 3


@dataclass(frozen=True)
class Served:
    """Tickets of one customer, or of one day."""

    key: int
    tickets: int
    open: int
    unanswered: int
    decided: int
    """Tickets of which it is known whether they were answered within a day."""
    slow: int
    """Those of them that were not."""


def _sums(question: Question, rows: ir.Table, by: str) -> list[Served]:
    """Counts by one column.

    Whether a ticket was answered within a day is known once a day has passed or an answer has come; a
    ticket closed within a day without an answer tells nothing.
    """
    day_over = rows.opened + DAY < rows.watched_until
    gone = (rows.closed - rows.opened <= DAY).fill_null(False) & rows.replied.isnull()
    decided = rows.tells_replies & (rows.replied.notnull() | (day_over & ~gone))
    slow = decided & (rows.replied.isnull() | (rows.replied - rows.opened > DAY))
    flags = rows.select(
        key=rows[by],
        open=rows.is_open.cast("int64"),
        unanswered=waits(rows).cast("int64"),
        decided=decided.cast("int64"),
        slow=slow.fill_null(False).cast("int64"),
    )
    summed = flags.filter(flags.key.notnull()).group_by("key").aggregate(
        tickets=flags.open.count(),
        **{name: flags[name].sum() for name in ("open", "unanswered", "decided", "slow")},
    )  # fmt: skip
    return [Served(**r) for r in question.collect(summed).to_pylist()]


def by_customer(question: Question, found: Tickets) -> list[Served]:
    """Tickets by customer, the most first."""
    rows = [s for s in _sums(question, found.recent, "account_id") if s.key]
    return sorted(rows, key=lambda s: (-s.tickets, s.key))


def by_month(question: Question, found: Tickets) -> list[tuple[date, Served]]:
    """Tickets by month of opening, oldest first, at most MONTHS_SHOWN."""
    months: dict[date, list[Served]] = {}
    for day in _sums(question, found.recent, "opened_day"):
        months.setdefault(day_to_date(day.key).replace(day=1), []).append(day)
    summed = [(month, _together(days)) for month, days in sorted(months.items())]
    return summed[-MONTHS_SHOWN:]


def _together(days: Sequence[Served]) -> Served:
    names = ("tickets", "open", "unanswered", "decided", "slow")
    return Served(0, **{n: sum(getattr(d, n) for d in days) for n in names})


def customer_table(
    rows: Sequence[Served], people: People, again: Mapping[int, tuple[int, int]]
) -> AnswerTable:
    """One row a customer with tickets in the time."""
    data = {
        "party_id": [s.key for s in rows],
        "name": [people.subject(s.key).name for s in rows],
        "tickets": [s.tickets for s in rows],
        "open": [s.open for s in rows],
        "unanswered": [s.unanswered for s in rows],
        "slow": [s.slow / s.decided if s.decided else None for s in rows],
        "came_back": [again.get(s.key, (0, 0))[1] for s in rows],
        "state": [_state(s, again.get(s.key, (0, 0))[1]) for s in rows],
    }
    columns = (
        ShownColumn("party_id", "", kind="id"),
        ShownColumn("name", "customer"),
        ShownColumn("tickets", "tickets", kind="number"),
        ShownColumn("open", "open", kind="number"),
        ShownColumn("unanswered", "unanswered", kind="number"),
        ShownColumn("slow", "waited over a day", kind="share"),
        ShownColumn("came_back", "came back", kind="number"),
        state_column(STATES, "to look at"),
    )
    typed = pa.schema(
        [
            *((n, pa.int64()) for n in ("party_id",)), ("name", pa.string()),
            *((n, pa.int64()) for n in ("tickets", "open", "unanswered")),
            ("slow", pa.float64()), ("came_back", pa.int64()), ("state", pa.string()),
        ]
    )  # fmt: skip
    return AnswerTable("customers", "Service by customer", columns, pa.table(data, schema=typed))


def _state(served: Served, again: int) -> str | None:
    found = ["waiting"] if served.unanswered else []
    return STATES_BETWEEN.join([*found, "came-back"] if again else found) or None


def month_picture(found: Tickets, months: Sequence[tuple[date, Served]]) -> tuple[Picture, ...]:
    """The share that waited over a day, by month; nothing for fewer than LEAST_MONTHS months."""
    decided = [(m, s) for m, s in months if s.decided]
    if len(decided) < LEAST_MONTHS:
        return ()
    spans = [wilson(s.slow, s.decided) for _, s in decided]
    data = {
        "month": [m for m, _ in decided],
        "share": [100 * s.value for s in spans],
        "low": [100 * s.low for s in spans],
        "high": [100 * s.high for s in spans],
    }
    first, last = spans[0].value, spans[-1].value
    title = f"{100 * last:.0f} % waited over a day in the last month, {100 * first:.0f} % in the first"
    return (
        Picture(
            name="months",
            title=title,
            subtitle=f"Share of tickets without an answer after a day, by month; {since_text(found)}",
            kind="band",
            data=pa.table(data),
            x="month",
            y="share",
            y_label="% not answered within a day",
            low="low",
            high="high",
        ),
    )
