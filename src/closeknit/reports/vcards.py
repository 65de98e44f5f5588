"""The mailing list as an address book that phones and mail programs import: vCard 3.0 (RFC 2426).

Each card carries a name of its own (UID), so that importing it again changes a card rather than doubling it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from icalendar import vText
from icalendar.parser import Contentline

ADDRESS = ("street", "city", "region", "postal_code", "country")
"""Parts of an address in the order of a card, behind box and addition."""

NEVER_WRITE = "do not contact"


def vcard_text(people: Iterable[Mapping[str, object]]) -> str:
    """A card for each row of the mailing list."""
    return "".join(_folded(line) for person in people for line in _card(person))


def _folded(line: str) -> str:
    """A line with its end, broken where programs want it broken."""
    written: bytes = Contentline(line).to_ical()  # type: ignore[no-untyped-call]
    return written.decode() + "\r\n"


def _card(person: Mapping[str, object]) -> list[str]:
    cell = {name: _escaped(value) for name, value in person.items()}
    name = cell["name"] or cell["email"] or cell["organization"]
    given, _, family = name.rpartition(" ")
    firm = not cell["organization"]
    groups = [cell["standing"], *([NEVER_WRITE] if cell["do_not_contact"] else [])]
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"UID:closeknit-{cell['party_id']}",
        f"FN:{name}",
        f"N:{name};;;;" if firm else f"N:{family};{given};;;",
        f"ORG:{name if firm else cell['organization']}",
        f"EMAIL;TYPE=INTERNET:{cell['email']}" if cell["email"] else "",
        f"ADR;TYPE=WORK:;;{';'.join(cell[part] for part in ADDRESS)}"
        if any(cell[p] for p in ADDRESS)
        else "",
        f"NOTE:{cell['note']}" if cell.get("note") else "",
        "X-ABShowAs:COMPANY" if firm and not cell["email"] else "",
        f"CATEGORIES:{','.join(group for group in groups if group)}",
        "END:VCARD",
    ]
    return [line for line in lines if line]


def _escaped(value: object) -> str:
    return "" if value is None else vText(str(value).strip()).to_ical().decode()
