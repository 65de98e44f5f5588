"""Events made of what is known of people at customers: who came, who left, whose title changed."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from closeknit.claims import JOB_CHANGED, LEFT, TITLES, WORKS_AT
from closeknit.day_numbers import FOR_EVER, LONG_AGO
from closeknit.engines.portable import first_of_each, look_up, look_up_some, stacked
from closeknit.lenses.seam import Question
from closeknit.lenses.triggers.happened import event, some

NEW_AFTER = 60
"""Days a customer must have been known before another person there is news."""

LOGGED = "activity.logged"
"""What a source calls the last activity of a person, whatever came before it."""


def persons(question: Question) -> list[ir.Table]:
    """The events of this module, each with the columns of events."""
    made = [*_came(question), *_left(question)]
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

    A note of the last contact is no sign of a beginning; nor are the first things somebody did at a firm that
    they have left since, as they stand under the present one.
    """
    people, line = _people(question), question.tables["timeline"]
    stated = _stated(question)
    seen = line.filter(line.kind != LOGGED)
    seen = seen.anti_join(stated, "party_id").anti_join(_at_several(question), "party_id")
    seen = seen.group_by("party_id").aggregate(day=seen.day.min(), known=seen.known_day.min())
    appeared = look_up_some(people, "party_id", seen, "party_id", day="day", known="known")
    return [
        event(rows.filter(rows.day > rows.firm_first + NEW_AFTER), kind, rows.day, rows.party_id, rows.known)
        for kind, rows in (("person.joined", stated), ("person.appeared", appeared))
    ]


def _stated(question: Question) -> ir.Table:
    """Beginnings at firms that sources state: party_id, account_id, firm_first, day, known."""
    parties, works = question.tables["parties"], _works(question)
    people = parties.filter(parties.kind == "person", parties.standing != "ours").select("party_id")
    firms = parties.filter(parties.party_id == parties.account_id)
    rows = works.filter(works.since.notnull()).semi_join(people, works.person == people.party_id)
    rows = rows.group_by("account_id", party_id="person").aggregate(
        day=rows.since.min(), known=rows.known.min()
    )
    return look_up_some(rows, "account_id", firms, "party_id", firm_first="first_day")


def _works(question: Question) -> ir.Table:
    """Dated work of people at firms: person, account_id (the firm), since, until, known (when it began)."""
    ties = question.tables["relationships"]
    return ties.filter(ties.kind == WORKS_AT).select(
        person="from_party", account_id="to_party", since="since_day", until="until_day",
        known=ibis.coalesce(ties.known_day, ties.since_day),
    )  # fmt: skip


def _at_several(question: Question) -> ir.Table:
    """party_id of people who work, or worked, at several firms."""
    works = _works(question)
    firms = works.group_by(party_id="person").aggregate(firms=works.account_id.nunique())
    return firms.filter(firms.firms > 1).select("party_id")


def _elsewhere(question: Question) -> tuple[ir.Table, ir.Table]:
    """Work of people, and the same people's work at other firms (`_account`, `_since`, `_known`)."""
    works = _works(question)
    other = works.select(_person="person", _account="account_id", _since="since", _known="known")
    return works, works.inner_join(other, [works.person == other._person, works.account_id != other._account])


def _left(question: Question) -> list[ir.Table]:
    """On the day the source states, else when work elsewhere began, as lists or their mail show."""
    works, both = _elsewhere(question)
    stated = works.filter(works.until.notnull())
    later = both.filter(both.until.isnull(), both._since > both.since.fill_null(LONG_AGO))
    later = later.group_by("person", "account_id").aggregate(
        until=later._since.min(), known=later._known.min()
    )
    told = stacked(stated.select("person", "account_id"), later.select("person", "account_id"))
    shown = _changed(question).anti_join(told.distinct(), ["person", "account_id"])
    return [
        event(stated, "person.left", stated.until, stated.person),
        event(later, "person.left", later.until, later.person, later.known),
        event(shown, "person.left", shown.day, shown.person, shown.known_day),
    ]


def _changed(question: Question) -> ir.Table:
    """Changes of jobs at the firms that were left: person, account_id, day, known_day."""
    line = question.tables["timeline"]
    line = line.filter(line.kind == JOB_CHANGED)
    firms = line.filter(line.role == LEFT).select("activity_id", "account_id", "day", "known_day")
    who = line.filter(line.role == "subject").select("activity_id", person="party_id")
    return firms.inner_join(who, "activity_id")


def _title_changed(question: Question) -> ir.Table:
    """A title that one source states after another: dated later by it, or shown instead by a newer file.

    Two sources that word a title differently tell of no change.
    """
    rows = _titles_after_others(question)
    dated = rows.since.notnull() & (rows._since.fill_null(LONG_AGO) < rows.since)
    shown = rows._until.notnull() & (rows.until.isnull() | (rows.until > rows._until))
    rows = rows.mutate(day=ibis.cases((dated, rows.since), (shown, rows._until)))
    rows = rows.filter(rows.day.notnull())
    rows = rows.mutate(known=ibis.greatest(rows.day, rows.known_day.fill_null(rows.day)))
    rows = rows.group_by("party_id", "day").aggregate(known=rows.known.min(), record_id=rows.record_id.min())
    rows = _where_they_were(question, rows)
    return event(rows, "person.title_changed", rows.day, rows.record_id, rows.known)


def _where_they_were(question: Question, rows: ir.Table) -> ir.Table:
    """The rows (party_id, day) with account_id: the firm they were at on that day, else the present one."""
    parties = question.tables["parties"].filter(lambda p: p.standing != "ours")
    rows = look_up_some(rows, "party_id", parties, "party_id", present="account_id")
    works = _works(question).select("since", "until", _person="person", _firm="account_id")
    both = rows.inner_join(works, rows.party_id == works._person)
    there = both.filter(both.since.fill_null(LONG_AGO) <= both.day, both.until.fill_null(FOR_EVER) > both.day)
    last = first_of_each(there, ["party_id", "day"], [there.since.fill_null(LONG_AGO).desc(), there._firm])
    last = last.select(_party="party_id", _on="day", _firm="_firm")
    rows = rows.left_join(last, (rows.party_id == last._party) & (rows.day == last._on))
    return rows.mutate(account_id=ibis.coalesce(rows._firm, rows.present))


def _titles_after_others(question: Question) -> ir.Table:
    """Every title beside each other one of the same person and source (`_value`, `_since`, `_until`)."""
    traits = question.tables["attributes"]
    titles = traits.filter(traits.name.isin(TITLES)).select(
        "party_id", "name", "stream_id", "value", "known_day", "record_id", since="since_day",
        until="until_day",
    )  # fmt: skip
    same = ("party_id", "name", "stream_id")
    other = titles.select(*same, _value="value", _since="since", _until="until")
    both = titles.inner_join(other, same)
    return both.filter(both.value != both._value)
