"""Whom to turn to now: one list over all answers, in order, cut to the minutes there are.

First what is owed (an unanswered customer, in the order of its answer), then what has a deadline this
week, then what is worth most a minute. With limited minutes the choice is the best that fits (0/1
knapsack), first among deadlines that cannot wait for the next working day, then among all else; where
taking the dearest minutes first is within 2 % of it, that is the list, because it explains itself. A
morning is not all tickets: while money is at stake elsewhere, what is owed takes half of the minutes, and
more only when nothing else fits. What was left out is said, with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from closeknit.answers import Answer, Freshness, Subject, wording
from closeknit.briefings.merging import TodayRow, merged
from closeknit.briefings.owners import looked_after
from closeknit.briefings.turned import Said, remaining
from closeknit.day_numbers import EPOCH, date_to_day, day_to_date
from closeknit.lenses.seam import Business
from closeknit.methods.knapsack import best, greedy

DUE_SOON = 7
"""Days within which a deadline moves a row up."""

TWO_WEEKS = 14
"""Longer than public holidays and days off in a row."""

USUAL = Business()
"""An office as most are: open from Monday to Friday."""

TOO_URGENT, LEAST_ROWS = 0.3, 10
"""When more than this share of at least so many rows is due, deadlines say nothing and are ignored."""

OWED_SHARE = 0.5
"""Of limited minutes, what is owed takes at most this share while money at stake could use the others."""

GOOD_ENOUGH = 0.98
"""The simple choice is taken when it is worth at least this share of the best one."""


@dataclass(frozen=True)
class LeftOut:
    """A row that did not fit, and why."""

    row: TodayRow
    why: str


@dataclass(frozen=True)
class Today:
    """The list: whom to turn to, in order; what was left out; and what to know about it."""

    as_of: date
    rows: tuple[TodayRow, ...]
    left_out: tuple[LeftOut, ...] = ()
    minutes: int | None = None
    """Minutes given; None: the whole list."""
    minutes_used: int = 0
    notes: tuple[str, ...] = ()
    owner: Subject | None = None
    currency: str = "EUR"
    as_of_note: str = ""
    freshness: tuple[Freshness, ...] = ()


def today(
    answers: Sequence[Answer],
    *,
    minutes: int | None = None,
    owner: str = "",
    said: Sequence[Said] = (),
    business: Business = USUAL,
) -> Today:
    """The list over these answers, for one of us where `owner` names one, without what people took off it.

    What `business` knows of its office tells which day is the next working day.

    Raises:
        UnknownQuestion: nobody of that name looks after a customer, or several do.
    """
    if not answers:
        return Today(EPOCH, ())
    left_on, off = remaining(answers, said)
    rows, who, notes = looked_after(merged(left_on), owner)
    day = max(a.as_of for a in answers)
    today_day = date_to_day(day)
    soon, urgent_note = _due_soon(rows, today_day)
    ordered = sorted(rows, key=lambda r: _place(r, soon, today_day))
    pressing = _pressing(rows, _next_working_day(today_day, business))
    chosen, left = (ordered, []) if minutes is None else _fitting(ordered, minutes, pressing)
    newest = max(answers, key=lambda a: a.as_of)
    return Today(
        as_of=day,
        rows=tuple(chosen),
        left_out=tuple(left),
        minutes=minutes,
        minutes_used=sum(r.minutes for r in chosen),
        notes=(*notes, *off, *urgent_note, *_said_of_left(left, chosen, minutes or 0)),
        owner=who,
        currency=newest.currency,
        as_of_note=newest.as_of_note,
        freshness=newest.freshness,
    )


def _due_soon(rows: Sequence[TodayRow], today_day: int) -> tuple[set[int], tuple[str, ...]]:
    """Customers whose deadline moves them up; none when nearly everything is due, which is then said."""
    soon = _due_by(rows, today_day + DUE_SOON)
    if not _too_many(soon, rows):
        return soon, ()
    note = f"{len(soon):,} of {len(rows):,} have a deadline this week: too many for it to set the order."
    return set(), (note,)


def _pressing(rows: Sequence[TodayRow], next_day: int) -> set[int]:
    """Customers whose deadline cannot wait for the next working day; none when nearly all are such."""
    found = _due_by(rows, next_day)
    return set() if _too_many(found, rows) else found


def _next_working_day(today_day: int, business: Business) -> int:
    """The first day after today on which the office is open; tomorrow where it is not within two weeks."""
    coming = range(today_day + 1, today_day + TWO_WEEKS + 1)
    is_open = (day for day in coming if _is_open(day, business))
    return next(is_open, today_day + 1)


def _is_open(day: int, business: Business) -> bool:
    return day_to_date(day).weekday() in business.office_days and day not in business.holidays


def _due_by(rows: Sequence[TodayRow], last_day: int) -> set[int]:
    """Customers with a deadline by that day, those apart who are owed something anyway."""
    due = {r.subject.party_id for r in rows if r.due_day is not None and r.due_day <= last_day}
    return due - {r.subject.party_id for r in rows if r.obligation}


def _too_many(due: set[int], rows: Sequence[TodayRow]) -> bool:
    return len(rows) >= LEAST_ROWS and len(due) > TOO_URGENT * len(rows)


def _place(row: TodayRow, soon: set[int], today_day: int) -> tuple[int, int, float]:
    """Sorts obligations first, then deadlines, then worth a minute; equal rows keep their order.

    What else is at stake at somebody who is owed an answer does not move them up: a small bill at a small
    customer would else come before the largest customer.
    """
    if row.obligation:
        return 0, row.due_day or today_day, row.owed_place
    if row.subject.party_id in soon:
        return 1, row.due_day or today_day, -row.worth_a_minute
    return 2, 0, -row.worth_a_minute


def _fitting(
    ordered: Sequence[TodayRow], minutes: int, pressing: set[int]
) -> tuple[list[TodayRow], list[LeftOut]]:
    """The rows that fit, in their order, and the others with the reason."""
    owed = [r for r in ordered if r.obligation]
    due = [r for r in ordered if not r.obligation and r.subject.party_id in pressing]
    taken: set[int] = set()
    kept = _kept_for_money(ordered, owed, minutes)
    room = kept + _take(owed, minutes - kept, taken)
    for rows in (due, ordered):
        free = [r for r in rows if id(r) not in taken]
        room = _take(_worthiest(free, room), room, taken)
        room = _take(rows, room, taken)
    chosen = [r for r in ordered if id(r) in taken]
    return chosen, [LeftOut(r, _why_left(r, room, chosen)) for r in ordered if id(r) not in taken]


def _worthiest(rows: Sequence[TodayRow], room: int) -> list[TodayRow]:
    """The rows that are worth most together and fit, chosen the simple way where that is as good."""
    worth, lengths = [r.worth for r in rows], [r.minutes for r in rows]
    exact, simple = best(worth, lengths, room), greedy(worth, lengths, room)
    enough = sum(worth[i] for i in simple) >= GOOD_ENOUGH * sum(worth[i] for i in exact)
    return [rows[i] for i in (simple if enough else exact)]


def _kept_for_money(ordered: Sequence[TodayRow], owed: Sequence[TodayRow], minutes: int) -> int:
    """Minutes that answers owed may not take: half of them, where other rows with money could use them.

    The first answer owed is never the one to wait for that.
    """
    first = owed[0].minutes if owed else 0
    kept = min(round(minutes * (1 - OWED_SHARE)), max(0, minutes - first))
    others = [r for r in ordered if not r.obligation and r.worth and r.minutes <= kept]
    return kept if owed and others else 0


def _said_of_left(left: Sequence[LeftOut], chosen: Sequence[TodayRow], minutes: int) -> tuple[str, ...]:
    """How many answers owed did not fit, and where waiting costs most."""
    said = []
    waiting = [item.row for item in left if item.row.obligation]
    if waiting:
        longer = sum(r.minutes for r in waiting)
        said.append(
            f"{wording.count(len(waiting), 'more customer')} {'waits' if len(waiting) == 1 else 'wait'} "
            f"for an answer, about {wording.count(longer, 'minute')}: closeknit ask service lists them."
        )
        if any(r.worth and not r.obligation for r in chosen):
            said.append(
                f"Answers take about half of the {wording.count(minutes, 'minute')}, so that money at stake "
                "is seen too."
            )
    stakes = [(item.row.at_stake, item.row) for item in left if item.row.at_stake is not None]
    if stakes:
        stake, row = max(stakes, key=lambda pair: pair[0].value)
        money = wording.money(stake.value, stake.unit)
        said.append(
            f"Of what did not fit, most is at stake at {row.subject.name}: {money}, "
            f"takes {wording.count(row.minutes, 'minute')}."
        )
    return tuple(said)


def _take(rows: Sequence[TodayRow], room: int, taken: set[int]) -> int:
    """Take each row that still fits and is not taken yet; gives the minutes left."""
    for row in rows:
        if id(row) not in taken and row.minutes <= room:
            taken.add(id(row))
            room -= row.minutes
    return room


def _why_left(row: TodayRow, room: int, chosen: Sequence[TodayRow]) -> str:
    """Why a row is not on the list, and so what would bring it there."""
    takes = f"takes {wording.count(row.minutes, 'minute')}, {room:,} left"
    if row.obligation:
        shared = any(r.worth and not r.obligation for r in chosen)
        half = "half of the minutes are kept for money at stake; " if shared else ""
        return f"waits for an answer; {half}{takes}"
    if not row.worth:
        return f"nothing known to be at stake; {takes}"
    least = min((r.worth_a_minute for r in chosen if r.worth and not r.obligation), default=None)
    if least is not None and row.worth_a_minute < least:
        unit = row.at_stake.unit if row.at_stake else ""
        return f"worth less a minute ({wording.money(row.worth_a_minute, unit)}) than what fits; {takes}"
    return takes
