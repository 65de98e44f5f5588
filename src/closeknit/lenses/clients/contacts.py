"""Contacts to check again: not heard of for two years, mail came back, or gone to another firm.

A sign of life is something the person did: bought, asked, wrote, met. What we sent them is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from closeknit.answers import Action, AnswerTable, Evidence, Finding, ShownColumn, Subject, Verdict, wording
from closeknit.lenses.clients.known import Known
from closeknit.lenses.parts import Part
from closeknit.lenses.people import greeting
from closeknit.lenses.seam import day_to_date
from closeknit.methods.tenures import still_there

ALWAYS = ("sender", "attendee", "organizer", "author")
"""Roles that are a sign of life in whatever happened."""

BUYING = ("buyer", "payer", "requester", "contact")
"""Roles that are one where it was not us who acted."""

LOGGED = "activity.logged"
"""What a source calls the last activity of a contact, without saying whose it was."""

BOUNCED = ("bounced", "email_bounced", "hard_bounced")
NO = ("", "no", "false", "0", "none")

TWO_YEARS = 730
SHOWN = 200
MINUTES = 5
ACTIONS = 10


@dataclass(frozen=True)
class _Stale:
    """One person to check: why, the last sign, how likely still there, and the money of the customer."""

    person: Subject
    account: int
    account_name: str
    why: str
    last: int | None
    chance: float | None
    year: float | None
    """None where it is not known, for want of an exchange rate."""
    others: int
    """Other people at the customer who were heard of within two years."""

    @property
    def order(self) -> tuple[bool, float, float, int]:
        """Customers where nobody else is heard of first, then the likeliest gone at the largest."""
        gone = 1 - (0.5 if self.chance is None else self.chance)
        paid = self.year or 0.0
        return (self.others > 0 or not self.pays, -gone * paid, -gone, self.person.party_id)

    @property
    def pays(self) -> bool:
        """Whether the customer paid anything in the last twelve months."""
        return self.year is None or self.year > 0


def contacts(known: Known) -> Part:
    """People at customers and prospects whose place is in doubt."""
    stale = sorted(_stale(known), key=lambda s: s.order)
    if not stale:
        return Part()
    finding = _finding(known, stale)
    gone = [s for s in stale if s.pays and not s.others][:ACTIONS]
    return Part(
        findings=(finding,),
        tables=(_table(known, stale),),
        actions=tuple(_action(known, s, finding.id) for s in gone),
    )


def _stale(known: Known) -> list[_Stale]:
    if not known.question.collect(_persons(known).limit(1)).num_rows:
        return []
    rows = known.question.collect(_doubtful(known)).to_pylist()
    found = known.customers
    places = {int(i): at for at, i in enumerate(found.ids)} if rows else {}
    day = known.question.as_of_day
    chances = _chances(rows, day)
    stale = []
    for row, chance in zip(rows, chances, strict=True):
        at = places.get(row["of_account"])
        brought = float(found.year[at]) if at is not None else 0.0
        stale.append(
            _Stale(
                person=Subject(row["party_id"], row["name"], row["key"]),
                account=row["of_account"],
                account_name=row["account_name"] or "",
                why="mail came back" if row["bounced"] else "moved" if row["moved"] else "silent",
                last=row["last_sign"],
                chance=chance,
                year=None if at is not None and found.unrated_year[at] else brought,
                others=int(row["fresh"] or 0),
            )
        )
    return stale


def _chances(rows: list[dict[str, Any]], day: int) -> list[float | None]:
    """P(still there) of each; 0 where mail came back or they moved, None where nothing was ever seen."""
    found: list[float | None] = []
    for row in rows:
        if row["bounced"] or row["moved"]:
            found.append(0.0)
        elif row["last_sign"] is None:
            found.append(None)
        else:
            seen = max(0, row["last_sign"] - (row["first_sign"] or row["last_sign"]))
            silent = max(0, day - row["last_sign"])
            found.append(float(still_there(np.array([float(seen)]), np.array([float(silent)]))[0]))
    return found


def _doubtful(known: Known) -> ir.Table:
    """One row for each person in doubt, with the customer or prospect it is, or was, the contact of."""
    day, parties = known.question.as_of_day, known.question.tables["parties"]
    persons = _persons(known)
    signs = _signs(known)
    people = persons.left_join(signs, "party_id").drop("party_id_right")
    fresh = (
        people.filter(people.last_sign > day - TWO_YEARS)
        .group_by("account_id")
        .aggregate(fresh=ibis._.count())
    )
    people = people.left_join(_bounced(known, signs), "party_id").drop("party_id_right")
    silent = people.filter((people.last_sign <= day - TWO_YEARS) | people.bounced.notnull())
    silent = silent.mutate(of_account=silent.account_id, moved=ibis.literal(False))
    moved = _moved(known, people)
    columns = ["party_id", "name", "key", "first_sign", "last_sign", "of_account", "bounced", "moved"]
    rows = ibis.union(silent.select(columns), moved.select(columns))
    rows = rows.left_join(fresh, rows.of_account == fresh.account_id).drop("account_id")
    accounts = parties.filter(parties.party_id == parties.account_id).select(
        _account="party_id", account_name="name"
    )
    rows = rows.left_join(accounts, rows.of_account == accounts._account).drop("_account")
    return rows.mutate(bounced=rows.bounced.notnull()).order_by("party_id", "of_account")


def _persons(known: Known) -> ir.Table:
    """People at customers and prospects, who are not customers themselves."""
    parties = known.question.tables["parties"]
    at_others = parties.filter(
        parties.kind == "person",
        parties.account_id != parties.party_id,
        parties.standing.isin(["customer", "prospect"]),
    )
    return at_others.select("party_id", "name", "key", "account_id")


def _signs(known: Known) -> ir.Table:
    """First and last sign of each person: what it did, or the last activity a source states."""
    line = known.question.tables["timeline"]
    did = line.role.isin(ALWAYS) | (line.role.isin(BUYING) & (line.plays != "touch"))
    signs = line.filter(did | ((line.kind == LOGGED) & (line.role == "subject")))
    return signs.group_by("party_id").aggregate(first_sign=signs.day.min(), last_sign=signs.day.max())


def _bounced(known: Known, signs: ir.Table) -> ir.Table:
    """People to whom mail came back, but for those who gave a sign of life later."""
    traits = known.question.tables["attributes"]
    came_back = traits.filter(traits.newest, traits.name.isin(BOUNCED), traits.value.lower().notin(NO))
    seen = signs.select(seen_party="party_id", last_seen="last_sign")
    came_back = came_back.left_join(seen, came_back.party_id == seen.seen_party)
    later = (came_back.last_seen > came_back.since_day).fill_null(False)
    return came_back.filter(~later).group_by("party_id").aggregate(bounced=ibis._.count())


def _moved(known: Known, people: ir.Table) -> ir.Table:
    """People whose work at a customer ended: a tie that was closed, or a newer one to another firm."""
    ties = known.question.tables["relationships"]
    works = ties.filter(ties.kind == "works_at").select(
        "from_party", of_account="to_party", until="until_day"
    )
    rows = people.inner_join(works.distinct(), people.party_id == works.from_party).drop("from_party")
    over = rows.until.notnull() & (rows.until <= known.question.as_of_day)
    rows = rows.filter(over | (rows.of_account != rows.account_id))
    customers = known.question.tables["parties"].filter(lambda p: p.standing == "customer").select("party_id")
    rows = rows.semi_join(customers, rows.of_account == customers.party_id)
    return rows.drop("account_id", "until").distinct().mutate(moved=ibis.literal(True))


def _finding(known: Known, stale: list[_Stale]) -> Finding:
    counts = {
        why: len({s.person.party_id for s in stale if s.why == why})
        for why in ("silent", "mail came back", "moved")
    }
    said = []
    if counts["silent"]:
        said.append(f"{wording.count(counts['silent'], 'contact')} gave no sign of life for two years")
    if counts["mail came back"]:
        said.append(f"mail to {counts['mail came back']:,} came back")
    if counts["moved"]:
        said.append(f"{counts['moved']:,} moved to another firm")
    worth = sum(1 for s in stale if s.pays)
    first = stale[0]
    at = f" at {first.account_name}" if first.account_name else ""
    paid = (
        f" {worth:,} of them {'is' if worth == 1 else 'are'} at customers who paid in the last 12 months."
        if worth
        else ""
    )
    ids = tuple(sorted({s.person.party_id for s in stale}))
    return Finding(
        id=known.question.finding_id("clients", "recheck"),
        kind="recheck",
        sentence=f"{wording.listing(said, most=3)}.{paid} Check first: {first.person.name}{at}.",
        verdict=Verdict.COUNTED,
        n=len(ids),
        n_what="contacts",
        subjects=tuple(s.person for s in stale[:20]),
        evidence=Evidence(
            "parties", ids[:2_000], len(ids), "no sign of life for two years, mail came back, or moved"
        ),
        values={"contacts": len(ids), **{k.replace(" ", "_"): v for k, v in counts.items()}},
    )


def _table(known: Known, stale: list[_Stale]) -> AnswerTable:
    shown = stale[:SHOWN]
    data = pa.table(
        {
            "party_id": [s.person.party_id for s in shown],
            "name": [s.person.name for s in shown],
            "organization": [s.account_name for s in shown],
            "why": [s.why for s in shown],
            "last_day": pa.array([s.last for s in shown], pa.int32()),
            "still": pa.array([s.chance for s in shown], pa.float64()),
            "year": [s.year for s in shown],
            "others": [s.others for s in shown],
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
    if len(stale) > SHOWN:
        note = f"The first {SHOWN} of {len(stale):,}. {note}"
    return AnswerTable("recheck", "Contacts to check", columns, data, note)


def _action(known: Known, s: _Stale, finding_id: str) -> Action:
    since = (
        f"no sign of life since {wording.day_text(day_to_date(s.last))}"
        if s.last is not None
        else "no sign of life"
    )
    reason = {"mail came back": "mail came back", "moved": "moved to another firm"}.get(s.why, since)
    account = Subject(s.account, s.account_name)
    if s.account in set(known.customers.ids.tolist()):
        account = known.customers.subject(int(np.searchsorted(known.customers.ids, s.account)))
    line = f"{greeting(s.person)} it has been a while. Are you still the right person to talk to?"
    if s.why != "silent":
        line = f"Hello, {s.person.name} was our contact with you. Who is the right person now?"
    return Action(
        subject=account,
        kind="contact_gone",
        reason=f"{s.person.name}, the only contact known there: {reason}",
        first_line=line,
        minutes=MINUTES,
        finding_id=finding_id,
        at_stake=known.stake(s.year or 0.0),
        owner=known.people.owners.get(s.account),
        contact=s.person if s.why == "silent" else None,
    )
