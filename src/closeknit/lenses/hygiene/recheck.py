"""Contacts to check again: not heard of for two years, mail came back, or gone to another firm."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from closeknit.answers import Action, AnswerTable, Finding, ShownColumn, Subject, wording
from closeknit.day_numbers import day_to_date
from closeknit.lenses.hygiene.known import Account, Contact, Known
from closeknit.lenses.parts import Part
from closeknit.lenses.people import greeting
from closeknit.methods.tenures import still_there

MINUTES = 5
ACTIONS = 10

BOUNCED, MOVED, SILENT = "mail came back", "moved", "silent"


@dataclass(frozen=True)
class _Stale:
    """One person to check: why, how likely still there, and the money of the customer."""

    contact: Contact
    why: str
    chance: float
    account: Account | None
    """The customer or prospect; None where it is none of ours to keep."""

    @property
    def person(self) -> Subject:
        """Who it is."""
        return self.contact.person

    @property
    def pays(self) -> bool:
        """Whether the customer paid anything in the last twelve months."""
        return self.account is not None and self.account.pays

    @property
    def year(self) -> float | None:
        """What it paid in them; None where it is not known, for want of an exchange rate."""
        return self.account.year if self.account else 0.0

    @property
    def others(self) -> int:
        """Other people at the customer who were heard of within two years."""
        return self.account.living if self.account else 0

    @property
    def order(self) -> tuple[bool, float, float, int]:
        """Customers where nobody else is heard of first, then the likeliest gone at the largest."""
        gone = 1 - self.chance
        return (self.others > 0 or not self.pays, -gone * (self.year or 0.0), -gone, self.person.party_id)


def recheck(known: Known) -> Part:
    """People at customers and prospects whose place is in doubt."""
    doubtful = (c for c in known.contacts if c.unreachable or c.moved or c.silent)
    stale = sorted((_stale(known, c) for c in doubtful), key=lambda s: s.order)
    if not stale:
        return Part()
    finding = _finding(known, stale)
    gone = [s for s in stale if s.pays and not s.others][:ACTIONS]
    return Part(
        findings=(finding,),
        tables=(_table(known, stale),),
        actions=tuple(_action(known, s, finding.id) for s in gone),
    )


def _stale(known: Known, contact: Contact) -> _Stale:
    why = MOVED if contact.moved else BOUNCED if contact.unreachable else SILENT
    chance = _chance(contact, known.question.as_of_day)
    return _Stale(contact, why, chance, known.accounts.get(contact.account))


def _chance(contact: Contact, day: int) -> float:
    """P(still there); 0 where mail came back or they moved."""
    if contact.unreachable or contact.moved or contact.last_sign is None:
        return 0.0
    seen = max(0, contact.last_sign - (contact.first_sign or contact.last_sign))
    silent = max(0, day - contact.last_sign)
    return float(still_there(np.array([float(seen)]), np.array([float(silent)]))[0])


def _finding(known: Known, stale: list[_Stale]) -> Finding:
    counts = {why: len({s.person for s in stale if s.why == why}) for why in (SILENT, BOUNCED, MOVED)}
    said = []
    if counts[SILENT]:
        said.append(f"{wording.count(counts[SILENT], 'contact')} gave no sign of life for two years")
    if counts[BOUNCED]:
        said.append(f"mail to {counts[BOUNCED]:,} came back")
    if counts[MOVED]:
        said.append(f"{counts[MOVED]:,} moved to another firm")
    worth, first = sum(1 for s in stale if s.pays), stale[0]
    name = known.account_name(first.contact.account)
    at = f" at {name}" if name else ""
    paid = (
        f" {worth:,} of them {'is' if worth == 1 else 'are'} at customers who paid in the last 12 months."
        if worth
        else ""
    )
    found = known.counted(
        "recheck",
        f"{wording.listing(said, most=3)}.{paid} Check first: {first.person.name}{at}.",
        [s.person for s in stale],
        ("contact", "contacts"),
        "no sign of life for two years, mail came back, or moved",
    )
    return replace(found, values={**found.values, **{k.replace(" ", "_"): v for k, v in counts.items()}})


def _table(known: Known, stale: list[_Stale]) -> AnswerTable:
    data = pa.table(
        {
            "party_id": [s.person.party_id for s in stale],
            "name": [s.person.name for s in stale],
            "organization": [known.account_name(s.contact.account) for s in stale],
            "why": [s.why for s in stale],
            "last_day": pa.array([s.contact.last_sign for s in stale], pa.int32()),
            "still": [s.chance for s in stale],
            "year": [s.year for s in stale],
            "others": [s.others for s in stale],
        }
    )
    columns = (
        ShownColumn("party_id", "", kind="id"),
        ShownColumn("name", "person"),
        ShownColumn("organization", "at"),
        ShownColumn("why", "why"),
        ShownColumn("last_day", "last sign", kind="day"),
        ShownColumn("still", "likely still there", kind="share"),
        ShownColumn("year", "last 12 months", known.currency, "money"),
        ShownColumn("others", "others heard of there", kind="number"),
    )
    note = "Likely still there: half of people are taken to stay two and a half years in a role."
    return AnswerTable("recheck", "Contacts to check", columns, data, note)


def _action(known: Known, s: _Stale, finding_id: str) -> Action:
    last = s.contact.last_sign
    since = f" since {wording.day_text(day_to_date(last))}" if last is not None else ""
    reason = {BOUNCED: "mail came back", MOVED: "moved to another firm"}.get(s.why, f"no sign of life{since}")
    line = f"{greeting(s.person)} it has been a while. Are you still the right person to talk to?"
    if s.why != SILENT:
        line = f"Hello, {s.person.name} was our contact with you. Who is the right person now?"
    account = known.accounts[s.contact.account]
    only = known.ever_there(s.contact.account) == 1
    alone = "the only contact known there" if only else "nobody else there was heard of for two years"
    return Action(
        subject=account.subject,
        kind="contact_gone",
        reason=f"{s.person.name}: {reason}; {alone}",
        first_line=line,
        minutes=MINUTES,
        finding_id=finding_id,
        at_stake=known.stake(s.year or 0.0),
        owner=account.owner,
        contact=s.person if s.why == SILENT else None,
    )
