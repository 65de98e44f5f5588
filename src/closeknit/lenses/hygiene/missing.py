"""What is needed and is not there: addresses that work, roles, somebody to talk to at a customer who pays."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pyarrow as pa

from closeknit.answers import AnswerTable, ShownColumn, wording
from closeknit.lenses.hygiene.known import Account, Contact, Known
from closeknit.lenses.parts import Part


def bounced(known: Known) -> Part:
    """Contacts an address of whom sent mail back, those who were heard of since told apart."""
    found = [c for c in known.contacts if c.bounced and not c.moved]
    there = [c for c in found if not c.unreachable]
    since = _heard_of([c for c in there if c.bounced_day is not None], found, "since")
    lately = _heard_of(
        [c for c in there if c.bounced_day is None],
        found,
        "in the last two years; no file says when the mail came back",
    )
    return _part(
        known,
        ("bounced", "Mail came back", "a program or a mail that came back says so"),
        found,
        lambda n, names: f"Mail to {wording.count(n, 'contact')} came back: {names}.{since}{lately}",
    )


def _heard_of(some: Sequence[Contact], found: Sequence[Contact], when: str) -> str:
    if not some:
        return ""
    if len(found) == 1:
        return f" They were heard of {when}."
    many = "All" if len(some) == len(found) else f"{len(some):,}"
    return f" {many} of them {'was' if len(some) == 1 else 'were'} heard of {when}."


def addresses(known: Known) -> Part:
    """People at customers and prospects without an e-mail address."""
    found = [c for c in known.contacts if not c.moved and not c.emails]
    lost = sum(1 for c in found if not c.phones)
    neither = f", {lost:,} of them without a phone number either" if lost else ""
    return _part(
        known,
        ("no_address", "Without an e-mail address", "no file says an e-mail address of them"),
        found,
        lambda n, names: (
            f"{wording.count(n, 'contact')} {'has' if n == 1 else 'have'} no e-mail address"
            f"{neither}: {names}."
        ),
    )


def roles(known: Known) -> Part:
    """People at customers of whom no file says what they do there."""
    at_customers = (c for c in known.contacts if not c.moved and not c.title)
    return _part(
        known,
        ("no_role", "Without a role", "no file says a title or role of them"),
        [c for c in at_customers if (a := known.accounts.get(c.account)) and a.standing == "customer"],
        lambda n, names: (
            f"It is not known what {wording.count(n, 'contact')} at customers "
            f"{'does' if n == 1 else 'do'} there: {names}."
        ),
    )


def _part(
    known: Known,
    about: tuple[str, str, str],
    found: Sequence[Contact],
    sentence: Callable[[int, str], str],
) -> Part:
    """Finding and table of contacts who lack something, those at the customers that pay most first.

    about: kind, title of the table, and rule; sentence: from how many there are and the first names.
    """
    if not found:
        return Part()
    kind, title, rule = about
    found = sorted(found, key=lambda c: (-(known.year(c.account) or 0.0), c.person.name, c.person.party_id))
    names = wording.listing([c.person.name for c in found])
    said = sentence(len(found), names)
    finding = known.counted(kind, said, [c.person for c in found], ("contact", "contacts"), rule)
    return Part(findings=(finding,), tables=(_table(known, kind, title, found),))


def _table(known: Known, name: str, title: str, found: Sequence[Contact]) -> AnswerTable:
    data = pa.table(
        {
            "party_id": [c.person.party_id for c in found],
            "name": [c.person.name for c in found],
            "organization": [known.account_name(c.account) for c in found],
            "phone": ["yes" if c.phones else "no" for c in found],
            "bounced_day": pa.array([c.bounced_day for c in found], pa.int32()),
            "last_day": pa.array([c.last_sign for c in found], pa.int32()),
            "year": [known.year(c.account) for c in found],
        }
    )
    came_back = ShownColumn("bounced_day", "came back", kind="day")
    columns = (
        ShownColumn("party_id", "", kind="id"),
        ShownColumn("name", "person"),
        ShownColumn("organization", "at"),
        ShownColumn("phone", "phone known"),
        *([came_back] if name == "bounced" else []),
        ShownColumn("last_day", "last sign", kind="day"),
        ShownColumn("year", "last 12 months", known.currency, "money"),
    )
    return AnswerTable(name, title, columns, data)


def alone(known: Known) -> Part:
    """Organizations that paid in the last twelve months and where nobody is left to talk to."""
    paying = (a for a in known.accounts.values() if a.kind == "organization" and a.standing == "customer")
    found = [a for a in paying if a.pays and a.people == a.doubtful]
    if not found:
        return Part()
    found.sort(key=lambda a: (-(a.year or 0.0), a.subject.name, a.subject.party_id))
    nobody = sum(1 for a in found if not a.people)
    said = [f"{nobody:,} where nobody is known"] if nobody else []
    if len(found) > nobody:
        said.append(f"{len(found) - nobody:,} where all are silent or unreachable")
    verb = "has" if len(found) == 1 else "have"
    finding = known.counted(
        "no_contact",
        f"{wording.count(len(found), 'customer')} who paid in the last 12 months {verb} nobody left to talk "
        f"to ({wording.listing(said)}): {wording.listing([a.subject.name for a in found])}.",
        [a.subject for a in found],
        ("customer", "customers"),
        "organizations that paid within 365 days; nobody there, or all silent for two years or unreachable",
    )
    return Part(findings=(finding,), tables=(_alone_table(known, found),))


def _alone_table(known: Known, found: Sequence[Account]) -> AnswerTable:
    data = pa.table(
        {
            "party_id": [a.subject.party_id for a in found],
            "name": [a.subject.name for a in found],
            "people": [a.people for a in found],
            "owner": [a.owner.name if a.owner else "" for a in found],
            "year": [a.year for a in found],
        }
    )
    columns = (
        ShownColumn("party_id", "", kind="id"),
        ShownColumn("name", "customer"),
        ShownColumn("people", "contacts in doubt", kind="number"),
        ShownColumn("owner", "looked after by"),
        ShownColumn("year", "last 12 months", known.currency, "money"),
    )
    return AnswerTable("no_contact", "Customers with nobody left to talk to", columns, data)
