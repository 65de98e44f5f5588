"""What needs mending, as files that the programs where it stands import back.

    HubSpot           one row a record, found by its Record ID; empty cells change nothing there
    Mailchimp         one row an address, with tags by which to find them there
    Google Contacts   the contact's own row with what changed, and a label; merge it with the old one there

What a program should say instead is filled in only where another one says it, and later. Everything else is a
note or a tag: a person decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from closeknit.answers import Answer, AnswerTable
from closeknit.errors import UnknownQuestion, did_you_mean
from closeknit.export.files import writing
from closeknit.export.tables import fitting
from closeknit.lenses.seam import day_to_date
from closeknit.reports.csvform import csv_text, guarded_for_import

if TYPE_CHECKING:
    from closeknit.business import Business

NAME = "Name (do not import)"
NOTE = "Closeknit note"
LABEL = "To check"
BETWEEN = " ::: "
"""Stands between several values in one cell of Google Contacts."""

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


@dataclass
class Mend:
    """What needs mending about one person or organization."""

    name: str
    notes: dict[str, None] = field(default_factory=dict)
    tags: dict[str, None] = field(default_factory=dict)
    """In order, each once."""
    own_notes: dict[str, str] = field(default_factory=dict)
    """By kind of number in a program: what concerns this program alone."""
    values: dict[tuple[str, str], str] = field(default_factory=dict)
    """By program and attribute: what it should say instead."""

    def note(self, key_kind: str = "") -> str:
        """All that is to be said, for one program."""
        return "; ".join([*self.notes, *([self.own_notes[key_kind]] if key_kind in self.own_notes else [])])

    def instead(self, source: str) -> dict[str, str]:
        """Attributes that a program should change, with their values."""
        return {name: value for (program, name), value in self.values.items() if program == source}


def mends(answer: Answer) -> dict[int, Mend]:
    """What the answer on hygiene says of each person and organization, by its number."""
    found: dict[int, Mend] = {}
    for table in answer.tables:
        for row in _rows(table):
            one = found.setdefault(row["party_id"], Mend(row["name"]))
            if table.name == "twice":
                one.own_notes[row["key_kind"]] = f"entered more than once: {row['entries']}"
                continue
            tag, note = _SAID[table.name](row)
            one.notes |= {note: None}
            one.tags |= {tag: None}
            if table.name == "conflicts" and row["newer"] == "yes":
                one.values[row["other_source"], row["attribute"]] = row["value"]
    return found


def _rows(table: AnswerTable) -> Iterator[dict[str, Any]]:
    """Rows of a table, each about one; a pair is told of both."""
    for row in table.data.to_pylist():
        yield row
        if "other_party" in row:
            turned = {"party_id": "other_party", "name": "other", "other_party": "party_id", "other": "name"}
            yield row | {column: row[of_other] for column, of_other in turned.items()}


def _day(day: int | None, before: str) -> str:
    return "" if day is None else f"{before}{day_to_date(day).isoformat()}"


def _recheck(row: Mapping[str, Any]) -> tuple[str, str]:
    if row["why"] == "moved":
        return "works elsewhere", f"works no longer at {row['organization']}"
    if row["why"] == "silent":
        return "silent", f"no sign of life since{_day(row['last_day'], ' ')}"
    return "mail came back", "mail came back"


def _conflict(row: Mapping[str, Any]) -> tuple[str, str]:
    one = f"{row['said_by']} says {row['value']}{_day(row['since'], ' since ')}"
    other = f"{row['other_by']} says {row['other']}{_day(row['other_since'], ' since ')}"
    return "contradicted", f"{row['what']}: {one}, {other}"


def _always(tag: str, note: str) -> Callable[[Mapping[str, Any]], tuple[str, str]]:
    def said(_: Mapping[str, Any]) -> tuple[str, str]:
        return tag, note

    return said


_SAID: dict[str, Callable[[Mapping[str, Any]], tuple[str, str]]] = {
    "no_contact": _always("no contact", "no living contact is known"),
    "recheck": _recheck,
    "likely_twice": lambda row: ("maybe twice", f"may be the same as {row['other']}"),
    "bounced": _always("mail came back", "mail came back"),
    "no_address": _always("no e-mail", "no e-mail address is known"),
    "no_role": _always("no role", "role is not known"),
    "conflicts": _conflict,
}
"""For each table of the answer: the tag and the note that a row gives."""


def write_fixes(business: Business, program: str, to: Path | None) -> str:
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
    text = csv_text(names, rows, guard=guarded_for_import)
    if to is None:
        return text
    fitting(to, "fixes", (".csv",))
    with writing(to) as file:
        file.write_text(text, encoding="utf-8", newline="")
    return f"{len(rows):,} rows for {program} written to {to}\n"


Sheet = tuple[Sequence[str], Sequence[Sequence[str]]]


def fixes_table(business: Business) -> pa.Table:
    """What needs mending in whatever program: one row a person or organization."""
    found = sorted(mends(business.ask("hygiene").answer).items(), key=lambda item: (item[1].name, item[0]))
    notes = ["; ".join([*m.notes, *m.own_notes.values()]) for _, m in found]
    return pa.table({"party_id": [n for n, _ in found], "name": [m.name for _, m in found], "note": notes})


# HubSpot


def _hubspot(key_kind: str) -> Callable[[Business, Mapping[int, Mend]], Sheet]:
    def sheet(business: Business, found: Mapping[int, Mend]) -> Sheet:
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
    business: Business, streams: Sequence[str], found: Iterable[int]
) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines of these streams that show these persons, by the names of their columns."""
    from closeknit.ledger.places import origins

    t = business.tables()["attributes"]
    named = t.filter(t.stream_id.isin(list(streams))).select("record_id", "party_id").distinct()
    rows = business.engine.collect(named.order_by(["party_id", "record_id"])).to_pylist()
    whose = {row["record_id"]: row["party_id"] for row in rows if row["party_id"] in set(found)}
    for line in origins(business.ledger, list(whose), lines=False).to_pylist():
        cells = (cell or "" for cell in line["raw"])
        yield whose[line["record_id"]], dict(zip(line["names"], cells, strict=False))


def _mailchimp(business: Business, found: Mapping[int, Mend]) -> Sheet:
    tags: dict[str, dict[str, None]] = defaultdict(dict)
    for party, line in _lines(business, ("mailchimp/members", "mailchimp/nonsubscribed"), found):
        address = line.get("Email Address", "").strip()
        if address and found[party].tags:
            tags[address] |= dict.fromkeys(f"{LABEL}: {tag}" for tag in found[party].tags)
    quoted = ((address, ",".join(f'"{tag}"' for tag in own)) for address, own in sorted(tags.items()))
    return ["Email Address", "TAGS"], [list(row) for row in quoted]


def _google(business: Business, found: Mapping[int, Mend]) -> Sheet:
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


PROGRAMS: dict[str, Callable[[Business, Mapping[int, Mend]], Sheet]] = {
    "hubspot": _hubspot("hubspot_contact"),
    "hubspot-companies": _hubspot("hubspot_company"),
    "mailchimp": _mailchimp,
    "google": _google,
}
"""Programs that import what is to be mended, and the columns and rows for each."""
