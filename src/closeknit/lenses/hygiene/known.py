"""What the sides of the question share: customers with what they pay, and everybody there with what is wrong.

A sign of life is something the person did: bought, asked, wrote, met. What we sent them is none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir

from closeknit.answers import Estimate, Finding, Subject, Verdict
from closeknit.claims import TITLES, WORKS_AT
from closeknit.engines.portable import among, look_up
from closeknit.lenses.behind import listed
from closeknit.lenses.refusals import NO
from closeknit.lenses.revenue import revenue
from closeknit.lenses.seam import Question

ALWAYS = ("sender", "attendee", "organizer", "author")
"""Roles that are a sign of life in whatever happened."""

BUYING = ("buyer", "payer", "requester", "contact")
"""Roles that are one where it was not us who acted."""

LOGGED = "activity.logged"
"""What a source calls the last activity of a contact, without saying whose it was."""

BOUNCED = ("bounced", "email_bounced", "hard_bounced")

PARTIES = ("person or organization", "people and organizations")
"""What one of them is called, and many."""

OURS_TO_KEEP = ("customer", "prospect")
"""Whose data are worth keeping clean: those we deal with, not possible customers out of the news."""

TWO_YEARS = 730


@dataclass(frozen=True)
class Account:
    """A customer or prospect: who it is, what it paid in twelve months, who of us looks after it."""

    subject: Subject
    kind: str
    standing: str
    year: float | None
    """None where it is not known, for want of an exchange rate."""
    owner: Subject | None
    people: int
    """Persons there now."""
    doubtful: int
    """Those of them who were silent for two years, or unreachable."""
    living: int
    """Those of them who gave a sign of life within two years."""

    @property
    def pays(self) -> bool:
        """Whether it paid anything in the last twelve months."""
        return self.year is None or self.year > 0


@dataclass(frozen=True)
class Contact:
    """A person at a customer or prospect of whom something is wrong. Days are day numbers."""

    person: Subject
    account: int
    first_sign: int | None
    last_sign: int | None
    bounced: bool
    """Mail to them came back, be it that they wrote since."""
    unreachable: bool
    """Mail came back and there was no sign of life since."""
    bounced_day: int | None
    silent: bool
    moved: bool
    """Works elsewhere now; `account` is the former place, and the rest says nothing of it."""
    emails: int
    phones: int
    title: str


@dataclass(frozen=True)
class Known:
    """Accounts by number, contacts with something wrong, and the names of sources."""

    question: Question
    accounts: Mapping[int, Account]
    contacts: tuple[Contact, ...]
    titles: Mapping[str, str]
    """Streams by the names people know them by: "hubspot/contacts" → "HubSpot: contacts"."""

    @property
    def currency(self) -> str:
        """Base currency."""
        return self.question.business.currency

    def account_name(self, account: int) -> str:
        """The name of a customer; empty where it is none of ours to keep."""
        found = self.accounts.get(account)
        return found.subject.name if found else ""

    def year(self, account: int) -> float | None:
        """What it paid in twelve months; None: not known."""
        found = self.accounts.get(account)
        return found.year if found else 0.0

    def ever_there(self, account: int) -> int:
        """How many people are known there, those who moved away included."""
        found = self.accounts.get(account)
        gone = sum(1 for c in self.contacts if c.moved and c.account == account)
        return gone + (found.people if found else 0)

    def stake(self, value: float) -> Estimate | None:
        """Money at stake; None where there is none."""
        return Estimate(value, self.currency, money="at stake") if value > 0 else None

    def system(self, stream: str) -> str:
        """The program a stream comes from, as people call it: "HubSpot"."""
        source = stream.partition("/")[0]
        titles = (title for name, title in self.titles.items() if name.partition("/")[0] == source)
        return next(titles, source.replace("_", " ").capitalize()).partition(":")[0]

    def counted(
        self, kind: str, sentence: str, subjects: Sequence[Subject], what: tuple[str, str], rule: str
    ) -> Finding:
        """A finding that counts parties: its sentence, whom it is about, what one and many of them are
        called, and the rule that chose them."""
        ids = sorted({s.party_id for s in subjects})
        one, many = what
        return Finding(
            id=self.question.finding_id("hygiene", kind),
            kind=kind,
            sentence=sentence,
            verdict=Verdict.COUNTED,
            n=len(ids),
            n_what=one if len(ids) == 1 else many,
            subjects=tuple(subjects[:20]),
            evidence=listed("parties", ids, rule),
            values={many: len(ids)},
        )


def known(question: Question) -> Known:
    """Work everything out."""
    question.progress.step("Looking for signs of life", 0, 2)
    everybody = question.keep(_everybody(question), "everybody_there")
    question.progress.step("Adding up what customers paid", 1, 2)
    fresh = question.collect(question.tables["freshness"].select("stream_id", "title")).to_pylist()
    return Known(
        question=question,
        accounts=_accounts(question, _to_keep(everybody)),
        contacts=_contacts(question, everybody),
        titles={row["stream_id"]: row["title"] for row in sorted(fresh, key=lambda r: str(r["stream_id"]))},
    )


# People


def persons(question: Question) -> ir.Table:
    """People at other firms, be those known from the news alone, who are not customers themselves."""
    parties = question.tables["parties"]
    at_others = parties.filter(
        parties.kind == "person", parties.account_id != parties.party_id, parties.standing != "ours"
    )
    return at_others.select("party_id", "name", "key", "account_id", "standing")


def _everybody(question: Question) -> ir.Table:
    """One row for each person at another firm, with signs of life, bounces and what is known."""
    rows, seen = persons(question), {"first_sign": "first_sign", "last_sign": "last_sign"}
    rows = look_up(rows, "party_id", _signs(question), "party_id", **seen)
    rows = look_up(rows, "party_id", _bounced(question), "party_id", bounces="bounces", bounced_day="day")
    rows = look_up(rows, "party_id", _titles(question), "party_id", title="title")
    for column, kind in (("emails", "email"), ("phones", "phone")):
        rows = look_up(rows, "party_id", _keys(question, kind), "party_id", **{column: "n"})
    lately = (rows.last_sign > question.as_of_day - TWO_YEARS).fill_null(False)
    # Who gave a sign after mail came back is there; where the day is not known, who gave one lately.
    there = ibis.ifelse(rows.bounced_day.isnull(), lately, rows.last_sign > rows.bounced_day).fill_null(False)
    bounced = rows.bounces.notnull()
    return rows.mutate(
        emails=rows.emails.fill_null(0),
        phones=rows.phones.fill_null(0),
        bounced=bounced,
        unreachable=bounced & ~there,
        silent=rows.last_sign.notnull() & ~lately,
        living=lately & ~(bounced & ~there),
    ).drop("bounces")


def _to_keep(everybody: ir.Table) -> ir.Table:
    """Those of them at customers and prospects."""
    return everybody.filter(everybody.standing.isin(OURS_TO_KEEP))


def _signs(question: Question) -> ir.Table:
    """First and last sign of each person."""
    signs = _of_life(question)
    return signs.group_by("party_id").aggregate(first_sign=signs.day.min(), last_sign=signs.day.max())


def signs_of(question: Question, people: Sequence[int]) -> ir.Table:
    """Signs of life of these people: party_id, day, activity_id."""
    return among(_of_life(question), "party_id", people).select("party_id", "day", "activity_id").distinct()


def _of_life(question: Question) -> ir.Table:
    """What people did, or the last activity a source states."""
    line = question.tables["timeline"]
    did = line.role.isin(ALWAYS) | (line.role.isin(BUYING) & (line.plays != "touch"))
    return line.filter(did | ((line.kind == LOGGED) & (line.role == "subject")))


def _bounced(question: Question) -> ir.Table:
    """People to whom mail came back, and on which day, where a source says it."""
    traits = question.tables["attributes"]
    rows = traits.filter(traits.newest, traits.name.isin(BOUNCED), traits.value.lower().notin(NO))
    return rows.group_by("party_id").aggregate(bounces=rows.count(), day=rows.since_day.max())


def _titles(question: Question) -> ir.Table:
    traits = question.tables["attributes"]
    named = traits.filter(traits.newest, traits.name.isin(TITLES), traits.value != "")
    return named.group_by("party_id").aggregate(title=named.value.min())


def _keys(question: Question, kind: str) -> ir.Table:
    keys = question.tables["keys"]
    of_kind = keys.filter(keys.key_kind == kind)
    return of_kind.group_by("party_id").aggregate(n=of_kind.count())


def _contacts(question: Question, everybody: ir.Table) -> tuple[Contact, ...]:
    """Everybody of whom something is wrong, and where those who moved, to whatever firm, are missed."""
    e = _to_keep(everybody)
    wrong = e.filter(e.silent | e.bounced | (e.emails == 0) | e.title.isnull())
    columns = [*_COLUMNS, "account_id"]
    here = wrong.select(*columns).mutate(moved=ibis.literal(False))
    gone = _moved(question, everybody).select(*columns).mutate(moved=ibis.literal(True))
    rows = ibis.union(here, gone).order_by("party_id", "account_id", "moved")
    return tuple(_contact(row) for row in question.collect(rows).to_pylist())


_COLUMNS = (
    *("party_id", "name", "key", "first_sign", "last_sign", "bounced", "unreachable"),
    *("bounced_day", "silent", "emails", "phones", "title"),
)


def _contact(row: Mapping[str, Any]) -> Contact:
    person = Subject(row["party_id"], row["name"], row["key"])
    return Contact(
        person, row["account_id"], row["first_sign"], row["last_sign"], row["bounced"], row["unreachable"],
        row["bounced_day"], row["silent"], row["moved"], row["emails"], row["phones"], row["title"] or "",
    )  # fmt: skip


def _moved(question: Question, everybody: ir.Table) -> ir.Table:
    """People whose work at a customer ended: the tie was closed, or one to their present firm began later."""
    spells = _spells(question)
    joined = spells.select(_person="from_party", _firm="to_party", joined="began").view()
    rows = everybody.inner_join(spells, everybody.party_id == spells.from_party).drop("from_party")
    rows = rows.left_join(joined, [rows.party_id == joined._person, rows.account_id == joined._firm])
    back = (rows.back >= rows.ended).fill_null(False)
    later = (rows.to_party != rows.account_id) & (rows.joined > rows.began)
    rows = rows.filter((rows.ended.notnull() & ~back) | later)
    customers = question.tables["parties"].filter(lambda p: p.standing == "customer").select("party_id")
    rows = rows.semi_join(customers, rows.to_party == customers.party_id)
    return rows.drop("account_id").rename(account_id="to_party")


def _spells(question: Question) -> ir.Table:
    """from_party, to_party, and days: last `began`, last `ended`, and `back`, the start of what holds."""
    ties = question.tables["relationships"]
    works = ties.filter(ties.kind == WORKS_AT)
    over = works.until_day.notnull() & (works.until_day <= question.as_of_day)
    return works.group_by("from_party", "to_party").aggregate(
        began=works.since_day.max(),
        ended=works.until_day.max(where=over),
        back=works.since_day.max(where=~over),
    )


# Accounts


def _accounts(question: Question, everybody: ir.Table) -> dict[int, Account]:
    parties = question.tables["parties"]
    own = parties.filter(parties.party_id == parties.account_id, parties.standing.isin(OURS_TO_KEEP))
    there = everybody.group_by("account_id").aggregate(
        people=everybody.count(),
        doubtful=(everybody.silent | everybody.unreachable).cast("int64").sum(),
        living=everybody.living.cast("int64").sum(),
    )
    money = revenue(question).select("account_id", "year", "unrated_year")
    rows = own.select("party_id", "name", "key", "kind", "standing", "owner_id")
    rows = look_up(rows, "party_id", money, "account_id", year="year", unrated="unrated_year")
    rows = look_up(
        rows, "party_id", there, "account_id", people="people", doubtful="doubtful", living="living"
    )
    rows = look_up(rows, "owner_id", parties, "party_id", owner_name="name", owner_key="key")
    return {row["party_id"]: _account(row) for row in question.collect(rows.order_by("party_id")).to_pylist()}


def _account(row: Mapping[str, Any]) -> Account:
    named = row["owner_name"]
    return Account(
        subject=Subject(row["party_id"], row["name"], row["key"]),
        kind=row["kind"],
        standing=row["standing"],
        year=None if row["unrated"] else float(row["year"] or 0.0),
        owner=Subject(row["owner_id"], named, row["owner_key"]) if named else None,
        people=row["people"] or 0,
        doubtful=row["doubtful"] or 0,
        living=row["living"] or 0,
    )
