"""What needs mending, as files that the programs where it stands import back.

    HubSpot           one row a record, found by its Record ID; empty cells change nothing there
    Mailchimp         one row an address, with tags by which to find them there; a file for each status
    Google Contacts   the contact's own row with what changed, and a label; merge it with the old one there

What is to be said of whom stands in `mends`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from closeknit.errors import UnknownQuestion, did_you_mean
from closeknit.export.files import writing
from closeknit.export.mends import Mend, mends
from closeknit.export.tables import fitting
from closeknit.reports.csvform import csv_text, guarded_for_import

if TYPE_CHECKING:
    from closeknit.asking import AskedFolder

NAME = "Name (do not import)"
NOTE = "Closeknit note"
LABEL = "To check"
BETWEEN = " ::: "
"""Stands between several values in one cell of Google Contacts."""

SUBSCRIBED, UNSUBSCRIBED, NONSUBSCRIBED = "subscribed", "unsubscribed", "nonsubscribed"
"""How an address stands in Mailchimp. An import gives all its rows the one status chosen for it."""

HUBSPOT_COLUMNS = {
    "title": "Job Title", "street": "Street Address", "city": "City", "region": "State/Region",
    "postal_code": "Postal Code", "country": "Country/Region",
}  # fmt: skip
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
            remedy=did_you_mean(program, PROGRAMS) or "For example: closeknit export fixes --for hubspot",
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
            "note": ["; ".join([*mend.notes, *mend.own_notes.values()]) for _, mend in found],
        }
    )


# HubSpot


def _hubspot(key_kind: str) -> Callable[[AskedFolder, Mapping[int, Mend]], Sheet]:
    def sheet(business: AskedFolder, found: Mapping[int, Mend]) -> Sheet:
        keys = business.tables()["keys"]
        own = keys.filter(keys.key_kind == key_kind).select("party_id", "key_value").order_by("key_value")
        rows = business.engine.collect(own).to_pylist()
        known = ((row["key_value"], found.get(row["party_id"])) for row in rows)
        mine = [(number, mend) for number, mend in known if mend and mend.note(key_kind)]
        changed = {name for _, mend in mine for name in mend.instead("hubspot")}
        columns = {name: title for name, title in HUBSPOT_COLUMNS.items() if name in changed}
        names = ["Record ID", NAME, *columns.values(), NOTE]
        return names, [
            [
                number,
                mend.name,
                *(mend.instead("hubspot").get(name, "") for name in columns),
                mend.note(key_kind),
            ]
            for number, mend in mine
        ]

    return sheet


# Programs that know no numbers: by the line they gave us


def _lines(
    business: AskedFolder, streams: Sequence[str], found: Container[int]
) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines of these streams that show these persons, by the names of their columns."""
    from closeknit.ledger.places import origins

    t = business.tables()["attributes"]
    named = t.filter(t.stream_id.isin(list(streams))).select("record_id", "party_id").distinct()
    rows = business.engine.collect(named.order_by(["party_id", "record_id"])).to_pylist()
    whose = {row["record_id"]: row["party_id"] for row in rows if row["party_id"] in found}
    for line in origins(business.ledger, list(whose), lines=False).to_pylist():
        cells = (cell or "" for cell in line["raw"])
        yield whose[line["record_id"]], dict(zip(line["names"], cells, strict=False))


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
    "hubspot": _hubspot("hubspot_contact"),
    "hubspot-companies": _hubspot("hubspot_company"),
    "mailchimp": _mailchimp(SUBSCRIBED),
    "mailchimp-unsubscribed": _mailchimp(UNSUBSCRIBED),
    "mailchimp-nonsubscribed": _mailchimp(NONSUBSCRIBED),
    "google": _google,
}
"""Programs that import what is to be mended, and the columns and rows for each."""
