"""What changed: who spoke for us and left or went silent, and who has objections in an open deal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import closeknit.lenses.stakeholders.signs as signs
from closeknit.answers import Action, Estimate, Finding, Verdict
from closeknit.day_numbers import day_to_date
from closeknit.lenses.parts import Part
from closeknit.lenses.people import People, greeting
from closeknit.lenses.stakeholders.known import Known
from closeknit.lenses.stakeholders.overview import acts_of
from closeknit.lenses.stakeholders.references import Quote, Reference
from closeknit.lenses.stakeholders.roles import BLOCKER, CHAMPION
from closeknit.lenses.stakeholders.stakeholder import Stakeholder
from closeknit.lenses.stakeholders.wording import day_said, often

MOST_NAMED = 5
FRESH_DAYS = 60
"""Days in which an objection is something to turn to now."""
MINUTES = 20


@dataclass(frozen=True)
class Worth:
    """What is there at customers: money of open deals, and what was paid in 12 months; in base currency."""

    deals: Mapping[int, float]
    paid: Mapping[int, float]

    def at(self, account: int) -> float:
        """Open deals, else what they paid in the last 12 months."""
        return self.deals.get(account) or self.paid.get(account) or 0.0


def champions_gone(known: Known, worth: Worth, named: People) -> Part:
    """Champions who left or went silent where a deal is open or money came in the last year."""
    gone = [one for one in (*known.left, *known.people) if one.role == CHAMPION and one.gone]
    gone = [one for one in gone if worth.at(one.account) > 0 or one.account in known.open_deals]
    gone.sort(key=lambda one: (one.left_day is None, -worth.at(one.account), one.account, one.person))
    findings = tuple(_champion(known, one, worth, named) for one in gone[:MOST_NAMED])
    silent = [one for one in gone[:MOST_NAMED] if one.left_day is None and one.account in known.open_deals]
    ids = {one.person: f.id for one, f in zip(gone, findings, strict=False)}
    return Part(
        findings=findings, actions=tuple(_write(one, ids[one.person], worth, named, known) for one in silent)
    )


def _champion(known: Known, one: Stakeholder, worth: Worth, named: People) -> Finding:
    who, firm = named.subject(one.person), named.subject(one.account)
    others = [
        x for x in known.at(one.account) if x.role == CHAMPION and not x.gone and x.person != one.person
    ]
    left = one.left_day is not None
    if one.left_day is not None:
        what = f"changed jobs in {day_to_date(one.left_day):%B %Y}"
    else:
        what = f"has been silent since {day_said(one.last_day or 0)} ({one.silent.partition(',')[0]})"
    instead = (
        f"{named.subject(others[0].person).name} speaks for us there too."
        if others
        else "Nobody else there is known to speak for us."
    )
    return Finding(
        id=known.question.finding_id("stakeholders", "champion_gone", one.account, one.person),
        kind="champion_gone",
        sentence=f"{who.name}, who spoke for us at {firm.name}, {what}. {instead}",
        verdict=Verdict.COUNTED if one.confirmed else Verdict.SUGGESTIVE,
        n=sum(one.behaviour.counts[w].times for w in signs.FOR_US if w in one.behaviour.counts),
        n_what="signs",
        estimate=Estimate(worth.at(one.account), known.question.business.currency, money="at stake"),
        subjects=(firm, who),
        evidence=acts_of(known, [one], f"what {who.name} did, and what is written down of them"),
        values={"left": left, "person": who.name, "others": len(others)},
        weight=worth.at(one.account),
    )


def _write(one: Stakeholder, finding_id: str, worth: Worth, named: People, known: Known) -> Action:
    who = named.subject(one.person)
    deal = known.open_deals[one.account][0]
    return Action(
        subject=named.subject(one.account),
        kind="champion_silent",
        reason=f"{who.name}, who speaks for us, has been silent since {day_said(one.last_day or 0)} "
        f"while {deal.name} is open",
        first_line=f"{greeting(who)} we have not heard from each other since {day_said(one.last_day or 0)}. "
        f"Does {deal.name} still fit your plans?",
        minutes=MINUTES,
        finding_id=finding_id,
        at_stake=Estimate(worth.at(one.account), known.question.business.currency, money="at stake"),
        owner=named.owners.get(one.account),
        contact=who,
    )


def objections(
    known: Known,
    worth: Worth,
    named: People,
    quotes: Mapping[tuple[int, int], Sequence[Quote]],
    references: Mapping[int, Sequence[Reference]],
) -> Part:
    """People with objections where a deal is open, most money first, with whose words could answer them."""
    found = [one for one in known.people if one.role == BLOCKER and one.account in known.open_deals]
    found.sort(key=lambda one: (-worth.at(one.account), one.account, one.person))
    findings, actions = [], []
    for one in found[:MOST_NAMED]:
        said = [q for q in quotes.get((one.account, one.person), ()) if q.what == signs.OBJECTED]
        finding = _objection(known, one, worth, named, said, references.get(one.account, ()))
        findings.append(finding)
        if said and said[0].day > known.question.as_of_day - FRESH_DAYS:
            actions.append(_answer(known, one, worth, named, said[0], finding.id))
    return Part(findings=tuple(findings), actions=tuple(actions))


def _objection(
    known: Known,
    one: Stakeholder,
    worth: Worth,
    named: People,
    said: Sequence[Quote],
    references: Sequence[Reference],
) -> Finding:
    who, firm, deal = named.subject(one.person), named.subject(one.account), known.open_deals[one.account][0]
    count = one.behaviour.counts.get(signs.OBJECTED)
    raised = f"raised objections {often(count)}" if count else "has objections, by your word"
    quote = f": “{said[0].text}”" if said else ""
    helps = f" What could help: {references[0].words(named)}" if references else ""
    return Finding(
        id=known.question.finding_id("stakeholders", "objections", one.account, one.person),
        kind="objections",
        sentence=f"{who.name} at {firm.name} {raised}{quote} – {deal.name} is open.{helps}",
        verdict=Verdict.COUNTED if one.confirmed else Verdict.SUGGESTIVE,
        n=count.times if count else 0,
        n_what="objections",
        estimate=Estimate(worth.at(one.account), known.question.business.currency, money="at stake"),
        subjects=(firm, who),
        evidence=acts_of(known, [one], f"objections of {who.name}", signs.OBJECTED),
        values={"person": who.name, "objections": count.times if count else 0},
        weight=worth.at(one.account),
    )


def _answer(
    known: Known, one: Stakeholder, worth: Worth, named: People, said: Quote, finding_id: str
) -> Action:
    who = named.subject(one.person)
    return Action(
        subject=named.subject(one.account),
        kind="objections",
        reason=f"{who.name} raised objections, the last on {day_said(said.day)}; "
        f"{known.open_deals[one.account][0].name} is open",
        first_line=f"{greeting(who)} on {day_said(said.day)} you wrote “{said.text}” – may I ask what would "
        "have to be different?",
        minutes=MINUTES,
        finding_id=finding_id,
        at_stake=Estimate(worth.at(one.account), known.question.business.currency, money="at stake"),
        owner=named.owners.get(one.account),
        contact=who,
    )
