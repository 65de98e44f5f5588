"""The tables and pictures of the answer: events sort by sort, sizes, lag profiles, and what opens when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from closeknit.answers import TIMES_COLUMNS, AnswerTable, Picture, ShownColumn, wording
from closeknit.answers.happenings import after, label
from closeknit.day_numbers import day_to_date
from closeknit.engines.portable import look_up
from closeknit.lenses.parts import Part
from closeknit.lenses.triggers.findings import values
from closeknit.lenses.triggers.kinds import BEFORE, MANY, SORTS, Sort
from closeknit.lenses.triggers.likely import openings
from closeknit.lenses.triggers.search import Found
from closeknit.lenses.triggers.sentences import is_sure, times, weeks
from closeknit.lenses.triggers.sizes import MOST_PROFILES, Sized
from closeknit.lenses.triggers.windows import Opening
from closeknit.methods.profile import Profile
from closeknit.methods.screening import KindResult

TITLES: dict[Sort, str] = {
    "trigger": "What happens to customers: triggers",
    "signal": "What customers do: buying signals",
    "touch": "What we do: touches",
    "step": "Steps of the decision itself, under way already",
}

COLUMNS = (
    ShownColumn("kind", "", kind="id"),
    ShownColumn("event", "event"),
    ShownColumn("verdict", "what can be said"),
    *TIMES_COLUMNS,
    ShownColumn("when", "when"),
    ShownColumn("n", "purchases then", kind="number"),
    ShownColumn("share_following", "of all purchases", kind="share"),
    ShownColumn("lag_from_days", "", kind="id"),
    ShownColumn("lag_to_days", "", kind="id"),
    ShownColumn("exposure", "", kind="id"),
    ShownColumn("q", "", kind="id"),
)

TYPES = {
    "lift": pa.float64(), "low": pa.float64(), "high": pa.float64(), "share_following": pa.float64(),
    "exposure": pa.float64(), "q": pa.float64(),
}  # fmt: skip

SIZED = ("lift", "low", "high")
"""Numbers that the table shows with two decimals; the findings carry all of them."""

FOREST_ROWS = 20

AHEAD_WEEKS = 26
"""How far ahead the calendar of openings looks."""


def tables(asked: Sequence[Sized]) -> Part:
    """One table a sort: outside events, what customers do, what we do."""
    made = []
    for sort in SORTS:
        rows = [_row(one, r) for one, r in _ordered(asked, sort)]
        if rows:
            data = pa.table({c.name: pa.array([r[c.name] for r in rows], TYPES.get(c.name)) for c in COLUMNS})
            made.append(AnswerTable(MANY[sort], TITLES[sort], COLUMNS, data))
    return Part(tables=tuple(made))


def _ordered(asked: Sequence[Sized], sort: Sort) -> list[tuple[Sized, KindResult]]:
    """The kinds of one sort, the surely strongest first."""

    def place(row: tuple[Sized, KindResult]) -> tuple[bool, float, str]:
        one, r = row
        effect = one.sizes.effects.get(r.kind)
        return effect is None, -effect.size.low if effect else r.q, r.kind

    return sorted(((one, r) for one in asked for r in one.found.by_sort()[sort]), key=place)


def _row(one: Sized, result: KindResult) -> dict[str, Any]:
    effect = one.sizes.effects.get(result.kind)
    known = values(one.found, effect, result)
    low, high = int(str(known["lag_from_days"])), int(str(known["lag_to_days"]))
    when = weeks((low, high)).removeprefix("in the ") if effect else ""
    shown = {name: None if known[name] is None else round(float(str(known[name])), 2) for name in SIZED}
    return {**known, **shown, "event": label(result.kind), "when": when}


def pictures(asked: Sequence[Sized]) -> Part:
    """The forest of sizes, a lag profile for each of the largest, and the calendar of openings."""
    profiles = [(one.found, p) for one in asked for p in one.sizes.profiles][:MOST_PROFILES]
    drawn = [_profile(found, one, place) for place, (found, one) in enumerate(profiles, start=1)]
    return Part(pictures=(*_forest(asked), *drawn, *_openings(asked)))


def _forest(asked: Sequence[Sized]) -> tuple[Picture, ...]:
    rows = [row for sort in BEFORE for row in _ordered(asked, sort) if row[1].kind in row[0].sizes.effects]
    rows = rows[:FOREST_ROWS]
    if not rows:
        return ()
    fitted = [one.sizes.effects[r.kind].size for one, r in rows]
    found = rows[0][0].found
    data = pa.table(
        {
            "event": [
                f"{label(s.kind)}, {weeks(s.window).removeprefix('in the ').removesuffix(' after')}"
                for s in fitted
            ],
            "times": [s.times for s in fitted],
            "low": [s.low for s in fitted],
            "high": [s.high for s in fitted],
            "sort": [MANY[one.found.sort(r.kind)] for one, r in rows],
        }
    )
    return (
        Picture(
            name="forest",
            title=_surest(rows),
            subtitle="How many times as often, with the likely range; "
            f"{found.decisions:,} {found.outcome.nouns}",
            kind="forest",
            data=data,
            x="event",
            y="times",
            y_label="times as often as without it",
            series="sort",
            low="low",
            high="high",
            marks=(("x", 1.0, "as often"),),
            order=tuple(MANY[sort] for sort in BEFORE),
        ),
    )


def _surest(rows: Sequence[tuple[Sized, KindResult]]) -> str:
    """What is surely found, the strongest first; where nothing is, that."""
    for one, r in rows:
        effect, outcome = one.sizes.effects[r.kind], one.found.outcome
        if is_sure(r, effect) and not effect.ours:
            size, only = effect.size, "only " if effect.size.times < 1 else ""
            often = f"{only}{times(size.times)} times as often {weeks(size.window)} {after(r.kind)}"
            return f"{outcome.who} {outcome.done} {often}"
    return "Hints only: of none of these is it sure"


def _profile(found: Found, one: Profile, place: int) -> Picture:
    """Each stretch as a step from its first day on; the last one ends where the windows end."""
    ends = one.windows[-1][1] + 1
    days = [*(low for low, _ in one.windows), ends]
    stretched = {
        name: [*values, values[-1]]
        for name, values in (
            ("times", one.times.tolist()), ("low", one.low.tolist()), ("high", one.high.tolist())
        )
    }  # fmt: skip
    peak = one.windows[int(np.argmax(one.low))]
    return Picture(
        name=f"profile_{place}",
        title=f"After {after(one.kind)}: surest in days {peak[0]} to {peak[1]}",
        subtitle=f"How many times as often {found.outcome.who.lower()} {found.outcome.done}, by weeks since; "
        "the band holds for all of it together",
        kind="curve",
        data=pa.table({"weeks": [(d - 1) / 7 for d in days], **stretched}),
        x="weeks",
        y="times",
        x_label="weeks since the event was known",
        y_label="times as often",
        low="low",
        high="high",
        marks=(("y", 1.0, "as often"),),
    )


def _openings(asked: Sequence[Sized]) -> tuple[Picture, ...]:
    """How many customers' windows are open in each week ahead, by what has happened so far.

    Those of the kinds that list who is to be turned to now.
    """
    opened = [row for one in asked for opening in openings(one) for row in _ahead(one.found, opening)]
    if not any(row["customers"] for row in opened):
        return ()
    most = max(opened, key=lambda row: row["customers"])
    return (
        Picture(
            name="openings",
            title=f"Most open: {most['customers']:,} customers in the week of "
            f"{wording.day_text(most['week'])}, after “{most['event']}”",
            subtitle="Customers in the weeks that count after an event, who have not bought since",
            kind="bars",
            data=pa.Table.from_pylist(opened),
            x="week",
            y="customers",
            y_label="customers",
            series="event",
        ),
    )


def _ahead(found: Found, opening: Opening) -> list[dict[str, Any]]:
    """Week by week, for how many customers the window of a kind is open."""
    today, kind, low, high = found.question.as_of_day, opening.kind, opening.low, opening.high
    events, bought = found.history.events, found.history.purchases
    events = events.filter(events.kind == kind, events.known_day > today - high)
    events = events.select("account_id", "day", "known_day").distinct()
    bought = bought.filter(bought.known_day <= today)
    last = bought.group_by("account_id").aggregate(last=bought.day.max())
    events = look_up(events, "account_id", last, "account_id", last="last")
    # A window closes with a purchase as in `open_windows`, so that picture and list say the same.
    rows = found.question.collect(events.filter(events.last.isnull() | (events.last < events.day)))
    account, known = (np.asarray(rows[name].to_numpy()) for name in ("account_id", "known_day"))
    out = []
    for start in range(today + 1, today + 1 + 7 * AHEAD_WEEKS, 7):
        here = (known + low <= start + 6) & (known + high >= start)
        many = len(np.unique(account[here]))
        out.append({"week": day_to_date(start), "customers": many, "event": label(kind)})
    return out
