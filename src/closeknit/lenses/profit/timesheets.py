"""How complete the timesheets are: days with an entry over working days.

Who logs how much stays a count of days: nothing here rates a person's work.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from closeknit.answers import (
    AnswerTable,
    Estimate,
    Finding,
    ShownColumn,
    Verdict,
    wording,
)  # fmt: skip
from closeknit.lenses.behind import listed
from closeknit.lenses.parts import Part
from closeknit.lenses.people import People
from closeknit.lenses.profit.period import Period, within
from closeknit.lenses.seam import Question
from closeknit.methods.wilson import wilson

LONGEST_DAY = 24
LEAST_DAYS = 5
"""Working days between a person's first and last entry, below which they say nothing of completeness."""


@dataclass(frozen=True)
class Worker:
    """One person's entries: days with an entry and working days between the first and the last."""

    party_id: int
    days: int
    possible: int


@dataclass(frozen=True)
class Timesheets:
    """How complete the timesheets are; `coverage` None where it is not known who worked."""

    workers: tuple[Worker, ...]
    too_long: int
    """Days on which one person logged more than LONGEST_DAY hours."""

    @property
    def coverage(self) -> float | None:
        """Share of working days that have an entry."""
        possible = sum(w.possible for w in self.workers)
        return sum(w.days for w in self.workers) / possible if possible else None


def timesheets(question: Question, period: Period | None) -> Timesheets:
    """Who logged hours on how many of their working days."""
    if period is None:
        return Timesheets((), 0)
    rows = question.collect(_worker_days(question, period)).to_pylist()
    workers = [
        Worker(r["party_id"], r["days"], possible)
        for r in rows
        if (possible := _working_days(question, r["first"], r["last"])) >= LEAST_DAYS
    ]
    workers.sort(key=lambda w: (w.days / w.possible, w.party_id))
    return Timesheets(tuple(workers), sum(r["too_long"] for r in rows))


def _worker_days(question: Question, period: Period) -> ir.Table:
    """One row for each person who logged hours: first and last day, working days with an entry."""
    acts, line = question.tables["activities"], question.tables["timeline"]
    work = acts.filter(within(acts.day, period), acts.hours > 0)
    work = work.select("activity_id", "hours", worked_on=work.day)
    who = line.filter(line.role == "worker").select("activity_id", "party_id").distinct()
    daily = work.inner_join(who, "activity_id").group_by(["party_id", "worked_on"])
    daily = daily.aggregate(hours=work.hours.sum())
    weekday = (daily.worked_on + 3) % 7
    usual = weekday.isin(list(question.business.office_days))
    if question.business.holidays:
        usual = usual & daily.worked_on.notin(list(question.business.holidays))
    daily = daily.mutate(usual=usual.cast("int64"), long=(daily.hours > LONGEST_DAY).cast("int64"))
    return daily.group_by("party_id").aggregate(
        first=daily.worked_on.min(),
        last=daily.worked_on.max(),
        days=daily.usual.sum(),
        too_long=daily.long.sum(),
    )


def _working_days(question: Question, first: int, last: int) -> int:
    days = np.arange(first, last + 1)
    usual = np.isin((days + 3) % 7, question.business.office_days)
    return int((usual & ~np.isin(days, question.business.holidays)).sum())


def completeness(question: Question, sheets: Timesheets, people: People) -> Part:
    """The finding and table on how complete the timesheets are."""
    coverage = sheets.coverage
    left_out: tuple[str, ...] = ()
    if sheets.too_long:
        said = wording.count(sheets.too_long, "day")
        left_out = (f"{said} with more than {LONGEST_DAY} hours of one person: counted as they stand.",)
    if coverage is None:
        return Part(left_out=left_out)
    days, possible = sum(w.days for w in sheets.workers), sum(w.possible for w in sheets.workers)
    span = wilson(days, possible)
    sentence = (
        f"Timesheets have an entry on {wording.share(coverage)} of the working days of "
        f"{wording.count(len(sheets.workers), 'person', 'people')}."
    )
    found = Finding(
        id=question.finding_id("profit", "timesheets"),
        kind="timesheets",
        sentence=sentence,
        verdict=Verdict.COUNTED,
        n=possible,
        n_what="working days",
        estimate=Estimate(coverage, "share", span.low, span.high),
        evidence=listed(
            "parties",
            [w.party_id for w in sheets.workers],
            "people who logged hours, from their first to their last entry",
        ),
        values={"coverage": coverage, "people": len(sheets.workers)},
    )
    return Part(findings=(found,), tables=(_coverage_table(sheets, people),), left_out=left_out)


def _coverage_table(sheets: Timesheets, people: People) -> AnswerTable:
    workers = sheets.workers
    data = {
        "party_id": [w.party_id for w in workers],
        "name": [people.subject(w.party_id).name for w in workers],
        "days": [w.days for w in workers],
        "possible": [w.possible for w in workers],
        "coverage": [w.days / w.possible for w in workers],
    }
    columns = (
        ShownColumn("party_id", "", kind="id"),
        ShownColumn("name", "who"),
        ShownColumn("days", "days with an entry", kind="number"),
        ShownColumn("possible", "working days", kind="number"),
        ShownColumn("coverage", "share", kind="share"),
    )
    note = "Between each person's first and last entry; days off count as working days."
    return AnswerTable("timesheets", "How complete the timesheets are", columns, pa.table(data), note)
