"""Everybody with what they did and the role suggested or said: the table, and how many there are of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import accumulate

import pyarrow as pa

from closeknit.answers import AnswerTable, Evidence, Finding, ShownColumn, Verdict, wording
from closeknit.day_numbers import day_to_date
from closeknit.lenses.behind import behind
from closeknit.lenses.parts import Part, not_enough
from closeknit.lenses.people import People
from closeknit.lenses.seam import Question
from closeknit.lenses.stakeholders.known import Known
from closeknit.lenses.stakeholders.roles import ROLES, STATES, SUGGESTED, UNKNOWN, WORDS
from closeknit.lenses.stakeholders.signs import CONTACT, FIRST
from closeknit.lenses.stakeholders.stakeholder import Stakeholder
from closeknit.lenses.stakeholders.wording import behaviour, by_title, role_said, surety
from closeknit.lenses.states import state_column

MOST_UNKNOWN = 5_000
"""People in a table whose part is not known; those with a part are in it all, so that each can be found."""
PEOPLE_TOLD = 20
"""People of one customer of whom a sentence is made each."""

TOLD_TWICE = (CONTACT, FIRST)
"""What is made of other signs, and no sign more."""

MANY_WORDS = {
    "champion": ("champion", "champions"),
    "decision-maker": ("decision-maker", "decision-makers"),
    "blocker": ("with objections", "with objections"),
    "user": ("user", "users"),
}


def roles(known: Known) -> Finding:
    """How many people have which role, on whose word."""
    counted = Counter(one.role for one in known.people)
    with_role = sum(counted[role] for role in SUGGESTED)
    said = sum(one.confirmed for one in known.people)
    customers = len({one.account for one in known.people if one.role != UNKNOWN})
    each = [
        f"{counted[role]:,} {MANY_WORDS[role][counted[role] != 1]}" for role in SUGGESTED if counted[role]
    ]
    listed = f": {wording.listing(each, 4)}" if each else ""
    unknown = f" Of {counted[UNKNOWN]:,} it is not known." if counted[UNKNOWN] else ""
    by = f"; {wording.count(said, 'role')} by your word" if said else ""
    return Finding(
        id=known.question.finding_id("stakeholders", "roles"),
        kind="roles",
        sentence=f"{wording.count(with_role, 'person', 'people')} of {len(known.people):,} at "
        f"{wording.count(customers, 'customer')} have a part that shows in what they did, "
        "their title or your CRM"
        f"{listed}{by}.{unknown}",
        verdict=Verdict.SUGGESTIVE,
        n=len(known.people),
        n_what="people",
        values={role: counted[role] for role in ROLES} | {"confirmed": said},
    )


def persons(known: Known, shown: Sequence[Stakeholder], named: People) -> Part:
    """A sentence for each of a few people, with what lies behind it."""
    return Part(findings=tuple(_person(known, one, named) for one in shown[:PEOPLE_TOLD]))


def _person(known: Known, one: Stakeholder, named: People) -> Finding:
    who, firm = named.subject(one.person), named.subject(one.account)
    title = f", {one.behaviour.title}" if one.behaviour.title and not by_title(one) else ""
    signs = sum(count.times for what, count in one.behaviour.counts.items() if what not in TOLD_TWICE)
    stake = f" At stake for them: {one.said.stake}." if one.said.stake else ""
    return Finding(
        id=known.question.finding_id("stakeholders", "person", one.account, one.person),
        kind="person",
        sentence=f"{who.name}{title}: {role_said(one)} – {behaviour(one, named)}.{stake}",
        verdict=Verdict.COUNTED if one.confirmed else Verdict.SUGGESTIVE,
        n=signs,
        n_what="sign" if signs == 1 else "signs",
        subjects=(who, firm),
        evidence=acts_of(known, [one], f"what {who.name} did, and what is written down of them"),
        values={"role": one.role, "suggested": one.suggestion.role, "confirmed": one.confirmed},
    )


def acts_of(known: Known, people: Sequence[Stakeholder], rule: str, *what: str) -> Evidence:
    """The activities in which these people gave signs, or these signs, the newest first."""
    accounts, persons = {one.account for one in people}, {one.person for one in people}
    rows = known.acts.filter(
        known.acts.person.isin(sorted(persons)), known.acts.account.isin(sorted(accounts))
    )
    rows = rows.filter(rows.what.isin(list(what))) if what else rows
    return behind(
        known.question, "activities", rows.select("activity_id", "day").distinct(), rule, newest="day"
    )


def left_out(shown: Sequence[Stakeholder], title: str) -> tuple[str, ...]:
    """What to say of those for whom there is no room in the table of this title."""
    more = sum(not _has_part(one) for one in shown) - MOST_UNKNOWN
    if more <= 0:
        return ()
    many = wording.count(more, "more person", "more people")
    return (f"{many} whose part is not known: the table “{title}” holds {MOST_UNKNOWN:,} of them.",)


def _has_part(one: Stakeholder) -> bool:
    return one.role != UNKNOWN or one.confirmed


def table(shown: Sequence[Stakeholder], named: People, name: str, title: str) -> AnswerTable:
    """One row a person at a customer, in the order given: everybody with a part, and some without one."""
    unknown = accumulate(not _has_part(one) for one in shown)
    ordered = [one for one, n in zip(shown, unknown, strict=True) if _has_part(one) or n <= MOST_UNKNOWN]
    data = {
        "party_id": [one.person for one in ordered],
        "account_id": [one.account for one in ordered],
        "name": [named.subject(one.person).name for one in ordered],
        "customer": [named.subject(one.account).name for one in ordered],
        "role": [one.role for one in ordered],
        "by": [surety(one) for one in ordered],
        "behaviour": [behaviour(one, named) for one in ordered],
        "stake": [one.said.stake for one in ordered],
        "last": [None if one.last_day is None else day_to_date(one.last_day) for one in ordered],
        "title": [one.behaviour.title for one in ordered],
        "crm": [", ".join(WORDS[role] for role in one.behaviour.crm) for one in ordered],
        "suggested": [one.suggestion.role for one in ordered],
    }
    role = state_column(STATES, "role")
    columns = (
        ShownColumn("party_id", "", kind="id"),
        ShownColumn("account_id", "", kind="id"),
        ShownColumn("name", "person"),
        ShownColumn("customer", "customer"),
        ShownColumn("role", role.label, kind="state", words=WORDS),
        ShownColumn("by", "on whose word"),
        ShownColumn("behaviour", "what is known of them", below=True),
        ShownColumn("stake", "at stake for them"),
        ShownColumn("last", "last sign of their own", kind="day"),
        ShownColumn("title", "title"),
        ShownColumn("crm", "role in your CRM"),
        ShownColumn("suggested", "suggested", kind="state", words=WORDS),
    )
    return AnswerTable(name, title, columns, pa.table(data, schema=SCHEMA))


SCHEMA = pa.schema(
    [
        ("party_id", pa.int64()),
        ("account_id", pa.int64()),
        *((name, pa.string()) for name in ("name", "customer", "role", "by", "behaviour", "stake")),
        ("last", pa.date32()),
        *((name, pa.string()) for name in ("title", "crm", "suggested")),
    ]
)


def in_order(known: Known, shown: Iterable[Stakeholder]) -> list[Stakeholder]:
    """Your word first, then where a deal is open, by role, then who was heard of last."""

    def place(one: Stakeholder) -> tuple[int, int, int, int, int, int]:
        is_open = one.account in known.open_deals
        order = ROLES.index(one.role), -(one.last_day or 0), one.account, one.person
        return (not one.confirmed, not is_open, *order)

    return sorted(shown, key=place)


def nobody(question: Question, about: str) -> Finding:
    """Nothing is known of what anybody did."""
    where = f" at {about}" if about else ""
    return not_enough(
        question.finding_id("stakeholders", "nobody", about),
        "nobody",
        f"Who plays which part{where} cannot be told: nothing that people did was loaded.",
        n_what="people",
        needed="mails with their texts, a calendar, tickets or notes in which people of customers took part",
    )
