"""Revenue that hangs on one person: customers where a year's contact was with nobody else."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from closeknit.answers import Action, Estimate, Evidence, Finding, Subject, Verdict, wording
from closeknit.claims import JOB_CHANGED, LEFT
from closeknit.day_numbers import day_to_date
from closeknit.lenses.behind import behind
from closeknit.lenses.naming import people_at
from closeknit.lenses.parts import Part
from closeknit.lenses.people import People, greeting, people
from closeknit.lenses.relations.known import Known
from closeknit.lenses.relations.steps import StepByStep, asking, warmest
from closeknit.lenses.revenue import YEAR, revenue
from closeknit.lenses.seam import Question
from closeknit.lenses.strengths import WEIGHTS

LARGEST = 10
"""So many of the customers that brought most in 12 months are looked at."""
MOST_STAYING = 3
"""Customers named whose one person is still there; all are named whose one person left."""

MINUTES = 20


@dataclass(frozen=True)
class Hanging:
    """A customer with one person in contact: its share of revenue, and when that person left, if so."""

    account_id: int
    share: float
    brought: float
    person: int
    left_day: int | None


def hanging(known: Known) -> Part:
    """The findings, the customer that brings most first, each with the warmest way to somebody else there."""
    found = _found(known)
    named = people(known.question, {h.account_id for h in found} | {h.person for h in found})
    parts = [_part(known, h, named) for h in found]
    return Part(
        findings=tuple(f for f, _ in parts),
        actions=tuple(a for (_, a), h in zip(parts, found, strict=True) if h.left_day),
    )


def _found(known: Known) -> list[Hanging]:
    question = known.question
    brought = _brought(question)
    total = sum(brought.values())
    large = sorted(brought, key=lambda account: (-brought[account], account))[:LARGEST]
    left = _left(question)
    touched: dict[int, set[int]] = defaultdict(set)
    for tie in known.with_us:
        if tie.last_day is not None and tie.last_day > question.as_of_day - YEAR:
            account, day = left.get(tie.other, (known.persons[tie.other].account_id, None))
            if day is None or tie.first_day is None or tie.first_day < day:
                touched[account].add(tie.other)
    found = []
    for account in large:
        if len(touched[account]) == 1:
            (person,) = touched[account]
            day = left[person][1] if person in left else None
            found.append(Hanging(account, brought[account] / total, brought[account], person, day))
    found.sort(key=lambda h: (h.left_day is None, -h.share, h.account_id))
    gone = sum(h.left_day is not None for h in found)
    return found[: gone + MOST_STAYING]


def _brought(question: Question) -> dict[int, float]:
    """What each customer brought in the last 12 months, where all of it is known."""
    rows = revenue(question)
    found = question.collect(rows.filter(rows.year > 0, rows.unrated_year == 0))
    return dict(zip(found["account_id"].to_pylist(), found["year"].to_pylist(), strict=True))


def _left(question: Question) -> dict[int, tuple[int, int]]:
    """Who was seen to leave a firm in the last 12 months: the firm and the day."""
    line = question.tables["timeline"]
    line = line.filter(line.kind == JOB_CHANGED, line.day > question.as_of_day - YEAR)
    who = line.filter(line.role == "subject").select("activity_id", "day", person="party_id")
    gone = who.inner_join(
        line.filter(line.role == LEFT).select("activity_id", firm="party_id"), "activity_id"
    )
    rows = question.collect(gone.order_by("day")).to_pylist()
    return {r["person"]: (r["firm"], r["day"]) for r in rows}


def _part(known: Known, hung: Hanging, named: People) -> tuple[Finding, Action]:
    question = known.question
    firm, person = named.subject(hung.account_id), named.subject(hung.person)
    way = _way_in(known, hung)
    finding = Finding(
        id=question.finding_id("relations", "hangs_on", hung.account_id),
        kind="hangs_on",
        sentence=_sentence(hung, named, way.sentence(known) if way else ""),
        verdict=Verdict.COUNTED,
        n=1,
        n_what="person in contact",
        estimate=Estimate(hung.brought, question.business.currency, money="at stake"),
        subjects=(firm, person),
        evidence=_evidence(known, hung),
        values={"share": hung.share, "person": person.name, "left": hung.left_day is not None,
                "way": way.sentence(known) if way else None},
        weight=hung.brought if hung.left_day is not None else 0.0,
    )  # fmt: skip
    target = known.persons[way.way.people[-1]] if way else None
    contact = Subject(target.party_id, target.name, target.key) if target else None
    ask = asking(known, way) if way else f"Find out who follows {person.name} at {firm.name}."
    action = Action(
        subject=firm,
        kind="hangs_on",
        reason=f"{person.name}, the only one in touch, changed jobs",
        first_line=f"{ask} {greeting(contact)} with {person.name} gone, I would like to introduce myself …",
        minutes=MINUTES,
        finding_id=finding.id,
        at_stake=finding.estimate,
        owner=named.owners.get(hung.account_id),
        contact=contact,
    )
    return finding, action


def _sentence(hung: Hanging, named: People, way: str) -> str:
    person, firm = named.subject(hung.person).name, named.subject(hung.account_id).name
    alone = "nobody else there has been in touch in the last 12 months."
    if hung.left_day is not None:
        alone = f"{person.split()[0]} changed jobs in {day_to_date(hung.left_day):%B %Y} and {alone}"
    led = f"Your warmest way in: {way}." if way else "No way leads to anybody else there."
    return f"{wording.share(hung.share)} of revenue hangs on {person} at {firm}; {alone} {led}"


def _way_in(known: Known, hung: Hanging) -> StepByStep | None:
    """The warmest way to anybody else who works there, past the person it hangs on."""
    parties = people_at(known.question, hung.account_id)
    found = [
        told for other in parties if other != hung.person
        for told in warmest(known, known.ours, other, most=1)
        if hung.person not in told.way.people
    ]  # fmt: skip
    return max(found, key=lambda t: (t.way.strength, -t.way.people[-1]), default=None)


def _evidence(known: Known, hung: Hanging) -> Evidence:
    line = known.question.tables["timeline"]
    rows = line.filter(line.party_id == hung.person, line.kind.isin([*WEIGHTS, JOB_CHANGED]))
    rows = rows.filter(rows.day > known.question.as_of_day - YEAR).select("activity_id", "day").distinct()
    return behind(known.question, "activities", rows, "contacts with them in 12 months", newest="day")
