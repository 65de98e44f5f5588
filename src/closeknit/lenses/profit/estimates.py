"""How the hours compare with what was estimated, only where a source states an estimate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

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

RESCOPE_MINUTES = 15
BEYOND_SHARE = 1.1
"""An open project is brought up once it took this many times its estimate."""

SHOWN = 200


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
        "name",
        "case_key",
        status=stated.status.fill_null("open"),
        estimate=stated.estimate_hours.cast("float64"),
        actual=spent.actual.cast("float64"),
        in_period=within(spent.worked_last, period),
    )
    rows = [_estimated(**r) for r in question.collect(both).to_pylist()]
    return sorted(rows, key=lambda e: (-e.beyond, e.case_id))


def _estimated(*, name: str | None, case_key: str, **known: Any) -> Estimated:
    return Estimated(name=name or wording.case_number(case_key), **known)


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
