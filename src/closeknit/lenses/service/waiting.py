"""How long customers wait for a first answer and for a solution, tickets still open counted.

One row comes back for each length of wait in minutes; the curve is fitted here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from closeknit.answers import Estimate, Evidence, Finding, Picture, Scalar, Verdict, wording
from closeknit.lenses.behind import behind
from closeknit.lenses.seam import Question
from closeknit.lenses.service.tickets import Tickets, since_text
from closeknit.methods.kaplan_meier import Curve, curve

MARKS = (("1_hour", 60), ("6_hours", 360), ("1_day", 1_440), ("4_days", 5_760))
"""Waits that are reported, in minutes. In office time a day is as long as the office is open."""

SAID = {"first_reply": ("6_hours", "1_day"), "resolution": ("1_day", "4_days")}
"""The waits that the sentence on each names; the estimate is of the first."""

WORDS = {"1_hour": "an hour", "6_hours": "6 hours", "1_day": "a day", "4_days": "4 days"}
LEAST_TICKETS = 20
"""Below this many tickets, only plain counts are given."""

FLATTERED = 0.05
"""From this difference on, the answer says what looking at finished tickets alone would have shown."""


@dataclass(frozen=True)
class Wait:
    """One kind of wait: its curve by the clock on the wall and, where there is an office, by the office's."""

    kind: str
    """first_reply or resolution."""
    wall: Curve
    office: Curve | None
    office_day: int = 480
    """How long the office is open on a day, in minutes."""

    @property
    def flattered(self) -> float:
        """By how much the share within an hour would look better over finished tickets alone."""
        over = self.wall.over(60)
        ended = self.wall.ended.sum()
        if over is None or not ended:
            return 0.0
        fast = float(self.wall.ended[self.wall.times <= 60].sum() / ended)
        return fast - (1 - over.value)


def first_replies(question: Question, found: Tickets) -> Wait:
    """Waits for a first answer, over sources that say when they answered.

    A ticket closed without an answer counts as waiting until it was closed.
    """
    rows = found.recent.filter(found.recent.tells_replies)
    rows = rows.filter(rows.replied.notnull() | rows.is_open | rows.closed.notnull())
    return _wait(question, "first_reply", rows, ("replied", "closed"))


def resolutions(question: Question, found: Tickets) -> Wait:
    """Waits until a ticket was solved; one solved at a time nobody stated is left out."""
    rows = found.recent
    rows = rows.filter(rows.is_open | rows.closed.notnull())
    return _wait(question, "resolution", rows, ("closed",))


def _wait(question: Question, kind: str, rows: ir.Table, ends: tuple[str, ...]) -> Wait:
    """The wait is over at the first column of `ends`; else it lasts until the others, or until watched."""
    over = rows[ends[0]].notnull()
    wall = ibis.coalesce(*(rows[e] for e in ends), rows.watched_until) - rows.opened
    opens, closes = question.business.office_hours
    if "office_opened" not in rows.columns:
        return Wait(kind, _curve(question, rows, wall, over), None)
    office = ibis.coalesce(*(rows[f"office_{e}"] for e in ends), rows.office_until) - rows.office_opened
    return Wait(
        kind, _curve(question, rows, wall, over), _curve(question, rows, office, over), closes - opens
    )


def _curve(question: Question, rows: ir.Table, seconds: ir.IntegerValue, over: ir.BooleanValue) -> Curve:
    """Counts by minute: ended waits rounded up, so that "within 60 minutes" is exact; open ones down."""
    whole = ibis.greatest(seconds, ibis.literal(0))
    minutes = ibis.ifelse(over, (whole + 59) // 60, whole // 60).cast("int64")
    spans = rows.select(over=over, minutes=minutes)
    counted = spans.group_by("minutes").aggregate(
        ended=spans.over.sum().cast("int64"), still=(~spans.over).sum().cast("int64")
    )
    counts = question.collect(counted).to_pydict()
    return curve(counts["minutes"], counts["ended"], counts["still"])


def finding(question: Question, found: Tickets, wait: Wait) -> Finding:
    """The sentence on one kind of wait; with too few tickets, how many more it takes."""
    n = wait.wall.n
    if n < LEAST_TICKETS:
        return _too_few(question, wait)
    over = wait.wall.over(dict(MARKS)[SAID[wait.kind][0]])
    return Finding(
        id=question.finding_id("service", wait.kind),
        kind=wait.kind,
        sentence=_sentence(wait),
        verdict=Verdict.ESTABLISHED,
        n=n,
        n_what="tickets",
        estimate=None if over is None else Estimate(over.value, "share", over.low, over.high),
        evidence=_evidence(question, found, wait.kind),
        values={"still_open": wait.wall.n_open, "flattered": wait.flattered, **_values(wait)},
    )


def _too_few(question: Question, wait: Wait) -> Finding:
    what = "first answered" if wait.kind == "first_reply" else "solved"
    n = wait.wall.n
    return Finding(
        id=question.finding_id("service", wait.kind),
        kind=wait.kind,
        sentence=f"How fast tickets are {what} cannot be told from {wording.count(n, 'ticket')}.",
        verdict=Verdict.NOT_ENOUGH_DATA,
        n=n,
        n_what="tickets",
        needed=f"about {wording.count(LEAST_TICKETS - n, 'more ticket')}",
        values={"still_open": wait.wall.n_open},
    )


def _sentence(wait: Wait) -> str:
    half = wait.wall.quantile(0.5).value
    first = wait.kind == "first_reply"
    if half is None:
        said = f"Fewer than half of the tickets are {'answered' if first else 'solved'} so far"
    else:
        done = "get a first answer" if first else "are solved"
        said = f"Half of the tickets {done} within {wording.duration(half)}"
    shares = {mark: wait.wall.over(minutes) for mark, minutes in MARKS}
    slow = [
        f"{wording.share(s.value)} wait longer than {WORDS[m]}" for m in SAID[wait.kind] if (s := shares[m])
    ]
    return f"{'; '.join([said, ', '.join(slow)]) if slow else said}."


def _values(wait: Wait) -> Mapping[str, Scalar]:
    values: dict[str, Scalar] = {}
    for clock, survival in (("", wait.wall), ("office_", wait.office)):
        if survival is None:
            continue
        for mark, minutes in MARKS:
            share = survival.over(minutes if not clock else _office_minutes(minutes, wait.office_day))
            if share is not None:
                values |= {
                    f"{clock}over_{mark}": share.value,
                    f"{clock}over_{mark}_low": share.low,
                    f"{clock}over_{mark}_high": share.high,
                }
        for part in (0.5, 0.9, 0.99):
            values[f"{clock}p{100 * part:.0f}_minutes"] = survival.quantile(part).value
    return values


def _office_minutes(minutes: int, office_day: int) -> int:
    """A wait in office minutes: hours stay hours, a day is as long as the office is open."""
    return minutes // 1_440 * office_day if minutes >= 1_440 else minutes


def _evidence(question: Question, found: Tickets, kind: str) -> Evidence:
    rows = found.recent
    if kind == "first_reply":
        rows = rows.filter(rows.tells_replies)
    return behind(question, "cases", rows, since_text(found))


POINTS = 120
LONGEST = 30 * 1_440
"""The picture ends at 30 days."""


def picture(found: Tickets, wait: Wait) -> Picture:
    """The share still waiting by hours since the ticket was opened."""
    curve = wait.wall
    at = _points(curve)
    words = "a first answer" if wait.kind == "first_reply" else "a solution"
    return Picture(
        name=wait.kind,
        title=_sentence(wait).rstrip("."),
        subtitle=f"Share still waiting for {words}, open tickets counted; {since_text(found)}, {curve.n:,}",
        kind="curve",
        data=pa.table(
            {
                "hours": np.concatenate([[0.0], curve.times[at] / 60]),
                "waiting": np.concatenate([[1.0], curve.share[at]]) * 100,
                "low": np.concatenate([[1.0], curve.low[at]]) * 100,
                "high": np.concatenate([[1.0], curve.high[at]]) * 100,
            }
        ),
        x="hours",
        y="waiting",
        x_label="hours since the ticket was opened",
        y_label="% still waiting",
        low="low",
        high="high",
        marks=tuple(("x", minutes / 60, WORDS[m]) for m, minutes in MARKS if m in ("1_day", "4_days")),
    )


def _points(curve: Curve) -> np.ndarray:
    """Positions of at most POINTS times up to the longest wait shown, dense where the curve falls."""
    last = int(np.searchsorted(curve.times, LONGEST, side="right"))
    if last <= POINTS:
        return np.arange(last)
    wanted = np.linspace(curve.share[0], curve.share[last - 1], POINTS)
    positions = np.searchsorted(-curve.share[:last], -wanted)
    return np.unique(np.minimum(positions, last - 1))
