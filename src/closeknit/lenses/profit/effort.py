"""How well the hours are known, and how they compare with what was estimated.

Estimates are shown only where a source states them. Who logs how much stays a count of days with an
entry: nothing here rates a person's work.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from closeknit.answers import (
    Action,
    AnswerTable,
    Estimate,
    Finding,
    ShownColumn,
    Verdict,
    wording,
)  # fmt: skip
from closeknit.lenses.behind import listed
from closeknit.lenses.parts import Part
from closeknit.lenses.people import People, greeting
from closeknit.lenses.profit.period import Period, within
from closeknit.lenses.seam import Question
from closeknit.methods.wilson import wilson

LONGEST_DAY = 24
LEAST_DAYS = 5
"""Working days between a person's first and last entry, below which they say nothing of completeness."""

RESCOPE_MINUTES = 15
BEYOND_SHARE = 1.1
"""An open project is brought up once it took this many times its estimate."""

SHOWN = 200


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


@dataclass(frozen=True)
class Estimated:
    """A project or task with a stated estimate, and what it took so far."""

    case_id: int
    name: str
    account_id: int
    status: str
    estimate: float
    actual: float
    in_period: bool

    @property
    def beyond(self) -> float:
        """Hours beyond the estimate; 0 within it."""
        return max(0.0, self.actual - self.estimate)


def estimates(question: Question, period: Period) -> list[Estimated]:
    """Every case with an estimate and logged hours, the most hours beyond it first."""
    acts, cases = question.tables["activities"], question.tables["cases"]
    work = acts.filter(acts.hours > 0, acts.case_id.notnull(), acts.day <= question.as_of_day)
    spent = work.group_by("case_id").aggregate(actual=work.hours.sum(), worked_last=work.day.max())
    stated = cases.filter(cases.estimate_hours.notnull())
    stated = stated.select("case_id", "name", "case_key", "account_id", "status", "estimate_hours")
    both = stated.inner_join(spent, "case_id").select(
        "case_id",
        "account_id",
        name=ibis.coalesce(stated.name, stated.case_key),
        status=stated.status.fill_null("open"),
        estimate=stated.estimate_hours.cast("float64"),
        actual=spent.actual.cast("float64"),
        in_period=within(spent.worked_last, period),
    )
    rows = [Estimated(**r) for r in question.collect(both).to_pylist()]
    return sorted(rows, key=lambda e: (-e.beyond, e.case_id))


def beyond_estimate(question: Question, found: list[Estimated], people: People) -> Part:
    """Findings, table and actions on work beyond its estimate; nothing where no source states one."""
    recent = [e for e in found if e.in_period]
    if not recent:
        return Part()
    finding = _estimate_finding(question, recent)
    running = [
        e for e in recent if e.status == "open" and e.account_id and e.actual > e.estimate * BEYOND_SHARE
    ]
    actions = tuple(_rescope(e, people, finding.id) for e in running if e.estimate > 0)
    return Part(findings=(finding,), tables=(_estimate_table(recent, people),), actions=actions)


def _estimate_finding(question: Question, found: list[Estimated]) -> Finding:
    over = sum(e.actual > e.estimate for e in found)
    exact = sum(e.actual == e.estimate for e in found)
    beyond, agreed = sum(e.beyond for e in found), sum(e.estimate for e in found)
    span = wilson(over, len(found))
    sentence = (
        f"{wording.share(over / len(found))} of {wording.count(len(found), 'estimate')} were passed, "
        f"by {wording.count(round(beyond), 'hour')} together; {wording.share(exact / len(found))} were met "
        "exactly."
    )
    return Finding(
        id=question.finding_id("profit", "beyond_estimate"),
        kind="beyond_estimate",
        sentence=sentence,
        verdict=Verdict.COUNTED,
        n=len(found),
        n_what="estimates",
        estimate=Estimate(over / len(found), "share", span.low, span.high),
        evidence=listed("cases", [e.case_id for e in found], "work with an estimate and logged hours"),
        values={
            "passed": over,
            "exact": exact,
            "within": len(found) - over - exact,
            "hours_estimated": agreed,
            "hours_taken": sum(e.actual for e in found),
            "hours_beyond": beyond,
        },
    )


def _rescope(case: Estimated, people: People, finding_id: str) -> Action:
    contact = people.contacts.get(case.account_id)
    took, agreed = wording.count(round(case.actual), "hour"), f"{case.estimate:,.0f}"
    return Action(
        subject=people.subject(case.account_id),
        kind="beyond_estimate",
        reason=f"{case.name}: {took} so far, {agreed} estimated",
        first_line=(
            f"{greeting(contact)} {case.name} has now taken {took}; we had planned {agreed}. Before we go "
            "on I would like to agree with you what is still to come and who pays for it. "
            "Do you have 15 minutes?"
        ),
        minutes=RESCOPE_MINUTES,
        finding_id=finding_id,
        owner=people.owners.get(case.account_id),
        contact=contact,
    )


def _estimate_table(found: list[Estimated], people: People) -> AnswerTable:
    shown = found[:SHOWN]
    data = {
        "case_id": [e.case_id for e in shown],
        "work": [e.name for e in shown],
        "customer": [people.subject(e.account_id).name if e.account_id else None for e in shown],
        "estimate": [e.estimate for e in shown],
        "actual": [e.actual for e in shown],
        "beyond": [e.beyond for e in shown],
    }
    columns = (
        ShownColumn("case_id", "", kind="id"),
        ShownColumn("work", "work"),
        ShownColumn("customer", "customer"),
        ShownColumn("estimate", "estimated", "hours", "number"),
        ShownColumn("actual", "took", "hours", "number"),
        ShownColumn("beyond", "beyond", "hours", "number"),
    )
    note = f"The {SHOWN} with the most hours beyond their estimate." if len(found) > SHOWN else ""
    return AnswerTable("estimates", "Estimated and taken", columns, pa.table(data), note)
