"""What needs mending, as files that the programs where it stands import back.

    HubSpot           one row a record, found by its Record ID; empty cells change nothing there
    Salesforce        the same, found by its Id, with columns by the names of its programs' interface
    Zendesk           one row a user or organization, found by address or name; only our own field is filled
    Mailchimp         one row an address, with tags by which to find them there; a file for each status
    Google Contacts   the contact's own row with what changed, and a label; merge it with the old one there

What is to be said of whom stands in `mends`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from closeknit.errors import UnknownQuestion, did_you_mean
from closeknit.export.files import writing
from closeknit.export.mends import Mend, mends
from closeknit.export.tables import fitting
from closeknit.reports.csvform import csv_text, guarded_for_import
from closeknit.sources.mappings.canonical import canonical_columns
from closeknit.sources.mappings.library import known_mappings

if TYPE_CHECKING:
    from closeknit.asking import AskedFolder

NAME = "Name (do not import)"
NOTE = "Closeknit note"
LABEL = "To check"
ZENDESK = "zendesk/tickets"
BETWEEN = " ::: "
"""Stands between several values in one cell of Google Contacts."""

SUBSCRIBED, UNSUBSCRIBED, NONSUBSCRIBED = "subscribed", "unsubscribed", "nonsubscribed"
"""How an address stands in Mailchimp. An import gives all its rows the one status chosen for it."""

HUBSPOT_COLUMNS = {
    "title": "Job Title", "street": "Street Address", "city": "City", "region": "State/Region",
    "postal_code": "Postal Code", "country": "Country/Region",
}  # fmt: skip
SALESFORCE_NOTE = "Closeknit_note__c"
"""What Salesforce calls a field labelled “Closeknit note”, and finds it by."""
SALESFORCE_WORK = {
    "salesforce_contact": {"title": "Title", "department": "Department"},
    "salesforce_lead": {"title": "Title"},
}
SALESFORCE_ADDRESS = {
    "street": "Street", "city": "City", "region": "State", "postal_code": "PostalCode", "country": "Country",
}  # fmt: skip
"""Behind the kind of address: MailingCity of a contact, BillingCity of an account, City of a lead."""
ZENDESK_NOTE = "custom_fields.closeknit_note"
GOOGLE_COLUMNS = {
    "title": ("Organization Title", "Organization 1 - Title"),
    "department": ("Organization Department", "Organization 1 - Department"),
    "city": ("Address 1 - City",),
    "country": ("Address 1 - Country",),
    "birthday": ("Birthday",),
}
"""Attributes and the columns they stand in, by vintage."""


def write_fixes(business: AskedFolder, program: str, to: Path | None) -> str:
    """Write the file that a program imports; without a file gives it as text.

    Raises:
        UnknownQuestion: no such program, or nothing of it was loaded.
    """
    if program not in PROGRAMS:
        raise UnknownQuestion(
            f'there are no files to import for "{program}" (there are: {", ".join(PROGRAMS)})',
            remedy=did_you_mean(program, PROGRAMS)
            or "What to mend in any program, one row each: closeknit export fixes --to all.csv",
            about=program,
        )
    found = mends(business.ask("hygiene").answer)
    names, rows = PROGRAMS[program](business, found)
    if not rows:
        _refuse_unloaded(business, program)
    text = csv_text(names, rows, guard=guarded_for_import)
    if to is None:
        return text
    fitting(to, "fixes", (".csv",))
    with writing(to) as file:
        file.write_text(text, encoding="utf-8", newline="")
    return f"{len(rows):,} rows for {program} written to {to}\n"


def _refuse_unloaded(business: AskedFolder, program: str) -> None:
    """UnknownQuestion when there is nothing to mend there because nothing of it was loaded."""
    source = program.partition("-")[0]
    fresh = business.tables()["freshness"]
    loaded = fresh.filter(fresh.stream_id.startswith(f"{source}/")).select("stream_id").limit(1)
    if not business.engine.collect(loaded).num_rows:
        raise UnknownQuestion(
            f"nothing of {source} was loaded, so nothing can be mended there",
            remedy="closeknit sources says how to get an export of it; load that first.",
            about=program,
        )


Sheet = tuple[Sequence[str], Sequence[Sequence[str]]]
"""Names of the columns, and rows."""


def fixes_table(business: AskedFolder) -> pa.Table:
    """What needs mending in whatever program: one row a person or organization."""
    found = sorted(mends(business.ask("hygiene").answer).items(), key=lambda item: (item[1].name, item[0]))
    return pa.table(
        {
            "party_id": [number for number, _ in found],
            "name": [mend.name for _, mend in found],
            "note": ["; ".join([*mend.notes, *_by_program(mend)]) for _, mend in found],
        }
    )


def _by_program(mend: Mend) -> Iterator[str]:
    return (f"{kind.partition('_')[0]}: {note}" for kind, note in mend.own_notes.items())


# Programs that find records by their number


@dataclass(frozen=True)
class Numbered:
    """What a program that finds records by their number calls the columns of its file."""

    key_kind: str
    number: str
    columns: Mapping[str, str]
    """By attribute."""
    note: str
    unless: str = ""
    """A kind of number: whoever has one stands in the file of that kind."""

    def sheet(self, business: AskedFolder, found: Mapping[int, Mend]) -> Sheet:
        """A row for each record that needs mending."""
        source = self.key_kind.partition("_")[0]
        keys = business.tables()["keys"]
        own = keys.filter(keys.key_kind == self.key_kind).select("party_id", "key_value")
        if self.unless:
            own = own.anti_join(keys.filter(keys.key_kind == self.unless), "party_id")
        rows = business.engine.collect(own.order_by("key_value")).to_pylist()
        known = ((row["key_value"], found.get(row["party_id"])) for row in rows)
        mine = [(number, mend) for number, mend in known if mend and mend.note(self.key_kind)]
        changed = {name for _, mend in mine for name in mend.instead(source)}
        columns = {name: title for name, title in self.columns.items() if name in changed}
        return [self.number, NAME, *columns.values(), self.note], [
            [
                number,
                mend.name,
                *(mend.instead(source).get(name, "") for name in columns),
                mend.note(self.key_kind),
            ]
            for number, mend in mine
        ]


def _salesforce(key_kind: str, address: str, unless: str = "") -> Numbered:
    place = {name: f"{address}{title}" for name, title in SALESFORCE_ADDRESS.items()}
    return Numbered(key_kind, "Id", SALESFORCE_WORK.get(key_kind, {}) | place, SALESFORCE_NOTE, unless)


# Programs that know no numbers, or whose imports do not go by them: by the line they gave us


def _lines(
    business: AskedFolder, streams: Sequence[str], found: Container[int], kind: str = "person"
) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines of these streams that show these persons, or organizations, by the names of their columns.

    A line may show one of each: what is to be said of a firm is nothing to write on each of its people.
    """
    from closeknit.ledger.places import origins

    t, parties = business.tables()["attributes"], business.tables()["parties"]
    t = t.filter(t.stream_id.isin(list(streams)))
    named = t.semi_join(parties.filter(parties.kind == kind), "party_id")
    named = named.select("record_id", "party_id").distinct()
    rows = business.engine.collect(named.order_by(["party_id", "record_id"])).to_pylist()
    whose: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        if row["party_id"] in found:
            whose[row["record_id"]].append(row["party_id"])
    for line in origins(business.ledger, list(whose), lines=False).to_pylist():
        cells = [cell or "" for cell in line["raw"]]
        for party in whose[line["record_id"]]:
            yield party, dict(zip(line["names"], cells, strict=False))


def _mailchimp(status: str) -> Callable[[AskedFolder, Mapping[int, Mend]], Sheet]:
    def sheet(business: AskedFolder, found: Mapping[int, Mend]) -> Sheet:
        tags: dict[str, dict[str, None]] = defaultdict(dict)
        stand: dict[str, set[str]] = defaultdict(set)
        for party, address, stands in _addresses(business, found):
            stand[address].add(stands)
            tags[address] |= dict.fromkeys(f"{LABEL}: {tag}" for tag in found[party].tags)
        mine = {address: own for address, own in tags.items() if own and status == _first(stand[address])}
        # In quotes no comma parts one tag from the next.
        quoted = ((address, ",".join(f'"{tag}"' for tag in own)) for address, own in sorted(mine.items()))
        return ["Email Address", "TAGS"], [list(row) for row in quoted]

    return sheet


def _addresses(business: AskedFolder, found: Container[int]) -> Iterator[tuple[int, str, str]]:
    """Whose lines of Mailchimp these are, their address there, and how it stands with the newsletter."""
    for stream, stands in (("mailchimp/members", SUBSCRIBED), ("mailchimp/nonsubscribed", NONSUBSCRIBED)):
        for party, line in _lines(business, (stream,), found):
            if address := line.get("Email Address", "").strip().lower():
                yield party, address, UNSUBSCRIBED if line.get("UNSUB_TIME", "").strip() else stands


def _first(stands: Container[str]) -> str:
    """How an address stands of which files say several things: nobody is made to get mail they stopped."""
    return next(one for one in (UNSUBSCRIBED, SUBSCRIBED, NONSUBSCRIBED) if one in stands)


def _zendesk(kind: str, key_kind: str, columns: Mapping[str, str]) -> Callable[..., Sheet]:
    """Rows of one kind of party; `columns` of its file, the one it is found by last, by those of tickets.

    An empty cell would empty a field there, and a list of tickets knows few: nothing else is sent along.
    """

    def sheet(business: AskedFolder, found: Mapping[int, Mend]) -> Sheet:
        mine = {party: mend for party, mend in found.items() if mend.note(key_kind)}
        # By the mapping's names of columns, whichever list or interface a ticket came from.
        canonical = cache(partial(canonical_columns, known_mappings()[ZENDESK]))
        rows: dict[str, list[str]] = {}
        for party, line in _lines(business, (ZENDESK,), mine, kind):
            ticket = dict(zip(canonical(tuple(line)), line.values(), strict=True))
            cells = [ticket.get(column, "").strip() for column in columns]
            if all(cells):
                rows.setdefault(cells[-1].casefold(), [*cells, mine[party].note(key_kind)])
        return [*columns.values(), ZENDESK_NOTE], [rows[one] for one in sorted(rows)]

    return sheet


def _google(business: AskedFolder, found: Mapping[int, Mend]) -> Sheet:
    # What concerns another program's numbers alone is nothing to do here.
    mine = {party: mend for party, mend in found.items() if mend.note() or mend.instead("google")}
    lines = [_google_line(line, mine[party]) for party, line in _lines(business, ("google/contacts",), mine)]
    names = list(dict.fromkeys(name for line in lines for name in line))
    return names, [[line.get(name, "") for name in names] for line in lines]


def _google_line(line: Mapping[str, str], mend: Mend) -> dict[str, str]:
    """A contact's own line with what it should say instead, a label, and the note."""
    changed = dict(line)
    for name, value in mend.instead("google").items():
        column = next((c for c in GOOGLE_COLUMNS.get(name, ()) if c in line), "")
        if column:
            changed[column] = value
    labels = "Group Membership" if "Group Membership" in line else "Labels"
    changed[labels] = BETWEEN.join(filter(None, [line.get(labels, ""), LABEL]))
    changed["Notes"] = "\n".join(filter(None, [line.get("Notes", ""), f"{LABEL}: {mend.note()}"]))
    return changed


PROGRAMS: dict[str, Callable[[AskedFolder, Mapping[int, Mend]], Sheet]] = {
    "hubspot": Numbered("hubspot_contact", "Record ID", HUBSPOT_COLUMNS, NOTE).sheet,
    "hubspot-companies": Numbered("hubspot_company", "Record ID", HUBSPOT_COLUMNS, NOTE).sheet,
    "salesforce": _salesforce("salesforce_contact", "Mailing").sheet,
    "salesforce-accounts": _salesforce("salesforce_account", "Billing").sheet,
    # One that was converted cannot be changed any more; the contact it became can.
    "salesforce-leads": _salesforce("salesforce_lead", "", unless="salesforce_contact").sheet,
    "zendesk": _zendesk("person", "zendesk_user", {"Requester": "name", "Requester email": "email"}),
    "zendesk-organizations": _zendesk("organization", "zendesk_organization", {"Organization": "name"}),
    "mailchimp": _mailchimp(SUBSCRIBED),
    "mailchimp-unsubscribed": _mailchimp(UNSUBSCRIBED),
    "mailchimp-nonsubscribed": _mailchimp(NONSUBSCRIBED),
    "google": _google,
}
"""Programs that import what is to be mended, and the columns and rows for each."""
