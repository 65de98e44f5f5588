"""Who can introduce you to somebody, and whom you could introduce to them."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from closeknit.answers import AnswerTable, Finding, ShownColumn, Subject, Verdict, wording
from closeknit.day_numbers import day_to_date
from closeknit.errors import UnknownQuestion, did_you_mean
from closeknit.lenses.behind import listed
from closeknit.lenses.naming import meant, people_of
from closeknit.lenses.parts import Part
from closeknit.lenses.relations.cooling import Relation
from closeknit.lenses.relations.known import Known, Person
from closeknit.lenses.relations.picture import around
from closeknit.lenses.relations.steps import WARM, StepByStep, asking, warmest, warmth

MOST_WAYS, MOST_OFFERED = 3, 10


def introductions(known: Known, relations: Sequence[Relation], person: str, by: str) -> Part:
    """The warmest ways to a person, or to anybody at a firm; `by`: only from this colleague."""
    starters = (_colleague(known, by),) if by else known.ours
    who = meant(known.question, person)
    sought = people_of(known.question, who)
    found = [
        told for one in sought for told in warmest(known, starters, one, MOST_WAYS if len(sought) == 1 else 1)
    ]
    found.sort(key=lambda t: (-t.way.strength, t.way.people))
    found = found[:MOST_WAYS]
    offers = _offers(known, relations, sought) if len(sought) == 1 else []
    return Part(
        findings=(_finding(known, who.subject.name, sought, found),),
        tables=(
            *((_ways_table(known, found),) if found else ()),
            *((_offered_table(known, offers),) if offers else ()),
        ),
        pictures=tuple(p for p in (around(known, found, who.subject.name),) if p),
    )


def _colleague(known: Known, text: str) -> int:
    """Which of us goes by that name, or beginning of a name, or address."""
    words = text.strip().casefold()
    fit = [
        p for p in known.persons.values()
        if p.ours and (p.name.casefold().startswith(words) or p.key.casefold().endswith(f":{words}"))
    ]  # fmt: skip
    if len(fit) != 1:
        names = [p.name for p in known.persons.values() if p.ours]
        said = "is nobody of us" if not fit else f"could be {wording.listing([p.name for p in fit])}"
        raise UnknownQuestion(f'"{text}" {said}', remedy=did_you_mean(text, names), about="by")
    return fit[0].party_id


def _finding(known: Known, name: str, sought: Sequence[int], found: Sequence[StepByStep]) -> Finding:
    question = known.question
    subjects = tuple(_subject(known.persons[p]) for p in sought if p in known.persons)
    if not found:
        return Finding(
            id=question.finding_id("relations", "no_way", *sought),
            kind="no_way",
            sentence=f"No way of at most three steps leads from us to {name} in what you loaded.",
            verdict=Verdict.NOT_ENOUGH_DATA,
            n=0,
            n_what="ways",
            subjects=subjects,
            needed="more mailboxes, calendars or LinkedIn connection lists of your colleagues",
        )
    best = found[0]
    acts = [s.activity_id for s in best.steps if s.activity_id is not None]
    return Finding(
        id=question.finding_id("relations", "introduction", *best.way.people),
        kind="introduction",
        sentence=f"Your warmest way to {name}: {best.sentence(known)}. {asking(known, best)}",
        verdict=Verdict.COUNTED,
        n=len(found),
        n_what="ways",
        subjects=subjects,
        evidence=listed("activities", acts, "the last contact of each step"),
        values={"strength": best.way.strength, "steps": best.way.steps, "ways": len(found)},
    )


def _ways_table(known: Known, found: Sequence[StepByStep]) -> AnswerTable:
    steps = [(n, told, step) for n, told in enumerate(found, 1) for step in told.steps]
    data = {
        "way": [n for n, _, _ in steps],
        "from": [known.persons[s.one].name for _, _, s in steps],
        "to": [known.persons[s.other].name for _, _, s in steps],
        "how": [warmth(s.strength) for _, _, s in steps],
        "rests_on": [s.rests_on for _, _, s in steps],
        "last": [None if s.last_day is None else day_to_date(s.last_day) for _, _, s in steps],
        "ask": [asking(known, told) if step is told.steps[0] else None for _, told, step in steps],
    }
    columns = (
        ShownColumn("way", "way", kind="number"),
        ShownColumn("from", "from"),
        ShownColumn("to", "to"),
        ShownColumn("how", "how well"),
        ShownColumn("rests_on", "last contact"),
        ShownColumn("last", "on", kind="day"),
        ShownColumn("ask", "how to ask", below=True),
    )
    return AnswerTable("ways", "Ways, the warmest first", columns, pa.table(data))


def _offers(known: Known, relations: Sequence[Relation], sought: Sequence[int]) -> list[Relation]:
    """People we know well, elsewhere, who do not know this person yet; of the same industry first."""
    person = known.persons.get(sought[0])
    friends = known.friends(sought[0])
    if person is None or not friends:
        return []
    fit = [
        r for r in relations
        if r.strength >= WARM and r.person not in friends and r.person != person.party_id
        and known.persons[r.person].account_id != person.account_id
    ]  # fmt: skip
    industries = _industries(known, {person.account_id, *(known.persons[r.person].account_id for r in fit)})
    mine = industries.get(person.account_id)
    same = {
        r.person: mine is not None and industries.get(known.persons[r.person].account_id) == mine for r in fit
    }
    return sorted(fit, key=lambda r: (not same[r.person], -r.strength, r.person))[:MOST_OFFERED]


def _industries(known: Known, accounts: set[int]) -> dict[int, str]:
    table = known.question.tables["attributes"]
    rows = table.filter((table.name == "industry") & table.newest & table.party_id.isin(sorted(accounts)))
    found = known.question.collect(rows.select("party_id", "value"))
    return dict(zip(*(c.to_pylist() for c in found.columns), strict=True))


def _offered_table(known: Known, offers: Sequence[Relation]) -> AnswerTable:
    data = {
        "party_id": [r.person for r in offers],
        "name": [known.persons[r.person].name for r in offers],
        "ours": [known.persons[r.closest].name for r in offers],
        "last": [None if r.last_day is None else day_to_date(r.last_day) for r in offers],
    }
    columns = (
        ShownColumn("party_id", "", kind="id"),
        ShownColumn("name", "person"),
        ShownColumn("ours", "who of us knows them best"),
        ShownColumn("last", "last contact", kind="day"),
    )
    return AnswerTable("offers", "Whom you could introduce them to", columns, pa.table(data))


def _subject(person: Person) -> Subject:
    return Subject(person.party_id, person.name, person.key)
