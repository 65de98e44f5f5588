"""What needs mending, by person and organization: the answer on hygiene turned round, with notes and tags.

What a program should say instead is filled in only where another one says it, and later. Everything else is a
note or a tag: a person decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from closeknit.answers import Answer, AnswerTable
from closeknit.day_numbers import day_to_date


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
    "no_contact": _always("no contact", "nobody is left to talk to"),
    "recheck": _recheck,
    "likely_twice": lambda row: ("maybe twice", f"may be the same as {row['other']}"),
    "bounced": _always("mail came back", "mail came back"),
    "no_address": _always("no e-mail", "no e-mail address is known"),
    "no_role": _always("no role", "role is not known"),
    "conflicts": _conflict,
}
"""For each table of the answer: the tag and the note that a row gives."""
