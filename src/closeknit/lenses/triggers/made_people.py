"""Events made of what is known of people at customers: who came, who left, whose title changed."""

from __future__ import annotations

import ibis.expr.types as ir

from closeknit.claims import WORKS_AT
from closeknit.engines.portable import look_up, look_up_some
from closeknit.lenses.seam import Question
from closeknit.lenses.triggers.happened import event, some

NEW_AFTER = 60
"""Days a customer must have been known before another person there is news."""

LOGGED = "activity.logged"
"""What a source calls the last activity of a person, whatever came before it."""

TITLES = ("title", "job_title", "position", "role")


def persons(question: Question) -> list[ir.Table]:
    """The events of this module, each with the columns of events."""
    made = _came(question)
    if some(question, "relationships"):
        made += _left(question)
    return [*made, _title_changed(question)] if some(question, "attributes") else made


def _people(question: Question) -> ir.Table:
    """People at firms: party_id, account_id, and when the firm was first heard of."""
    parties = question.tables["parties"]
    people = parties.filter(
        parties.kind == "person", parties.account_id != parties.party_id, parties.standing != "ours"
    )
    firms = parties.filter(parties.party_id == parties.account_id)
    return look_up(people, "account_id", firms, "party_id", firm_first="first_day")


def _came(question: Question) -> list[ir.Table]:
    """New people: joined where a source states since when, else appeared with what they first did.

    A note of the last contact is no sign of a beginning.
    """
    people, line = _people(question), question.tables["timeline"]
    works = _works(question)
    stated = works.filter(works.since.notnull()).group_by("person").aggregate(first=works.since.min())
    seen = line.filter(line.kind != LOGGED)
    seen = seen.anti_join(stated, seen.party_id == stated.person)
    seen = seen.group_by("party_id").aggregate(first=seen.day.min())
    joined = look_up_some(people, "party_id", stated, "person", day="first")
    appeared = look_up_some(people, "party_id", seen, "party_id", day="first")
    return [
        event(rows.filter(rows.day > rows.firm_first + NEW_AFTER), kind, rows.day, rows.party_id)
        for kind, rows in (("person.joined", joined), ("person.appeared", appeared))
    ]


def _works(question: Question) -> ir.Table:
    """Dated work of people at firms: person, account_id (the firm), since, until."""
    ties = question.tables["relationships"]
    return ties.filter(ties.kind == WORKS_AT).select(
        person="from_party", account_id="to_party", since="since_day", until="until_day"
    )


def _elsewhere(question: Question) -> tuple[ir.Table, ir.Table]:
    """Work of people, and the same people's work at other firms (`_account`, `_since`)."""
    works = _works(question)
    other = works.select(_person="person", _account="account_id", _since="since")
    return works, works.inner_join(other, [works.person == other._person, works.account_id != other._account])


def _left(question: Question) -> list[ir.Table]:
    """On the day the source states, else when work elsewhere began."""
    works, both = _elsewhere(question)
    stated = works.filter(works.until.notnull())
    later = both.filter(both.until.isnull(), both._since > both.since.fill_null(-(10**6)))
    later = later.group_by("person", "account_id").aggregate(until=later._since.min())
    return [
        event(stated, "person.left", stated.until, stated.person),
        event(later, "person.left", later.until, later.person),
    ]


def _title_changed(question: Question) -> ir.Table:
    """A dated title after another one that is older or has no date."""
    traits = question.tables["attributes"]
    titles = traits.filter(traits.name.isin(TITLES)).select(
        "party_id", "name", "value", "since_day", "record_id"
    )
    other = titles.select(_party="party_id", _name="name", _value="value", _since="since_day")
    both = titles.inner_join(
        other,
        [titles.party_id == other._party, titles.name == other._name, titles.value != other._value],
    )
    rows = both.filter(both.since_day.notnull(), both._since.fill_null(-(10**6)) < both.since_day)
    rows = rows.group_by("party_id", "since_day").aggregate(record_id=rows.record_id.min())
    parties = question.tables["parties"].filter(lambda p: p.standing != "ours")
    rows = look_up_some(rows, "party_id", parties, "party_id", account_id="account_id")
    return event(rows, "person.title_changed", rows.since_day, rows.record_id)
