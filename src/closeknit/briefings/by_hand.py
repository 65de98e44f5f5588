"""What people wrote about customers and people: notes, promises, and corrections of what files say.

All three are decisions, kept as long as what was loaded, named by key, and taken back like any other.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from closeknit.day_numbers import date_to_day
from closeknit.errors import UnknownQuestion
from closeknit.ledger.decisions import CORRECTION, NOTE
from closeknit.typed import check_signs

LONGEST = 4_000
"""Characters of a note."""


@dataclass(frozen=True)
class Note:
    """Something written about somebody; with a day it is a promise of ours."""

    decision_id: str
    key: str
    text: str
    due_day: int | None
    by: str
    at: datetime


@dataclass(frozen=True)
class Correction:
    """What somebody says an attribute is, whatever files say."""

    decision_id: str
    key: str
    name: str
    value: str
    by: str
    at: datetime


def note_value(text: str, due: date | None) -> str:
    """The value of the decision.

    Raises:
        UnknownQuestion: there is nothing in it, too much, or a control character.
    """
    check_signs(text, "the note")
    text = text.strip()
    if not text:
        raise UnknownQuestion("the note is empty", remedy="Write what is to be remembered.")
    if len(text) > LONGEST:
        raise UnknownQuestion(
            f"the note has {len(text):,} characters", remedy=f"It takes {LONGEST:,} at most."
        )
    return json.dumps({"text": text, "due": date_to_day(due) if due else None})


def correction_value(name: str, value: str, party_kind: str, since: date | None) -> str:
    """The value of the decision.

    Raises:
        UnknownQuestion: what is corrected, or what it is, is not said, or holds a control character.
    """
    check_signs(name, "the name of the fact")
    check_signs(value, "the fact")
    name = "_".join(name.split()).lower()
    value = " ".join(value.split())
    if not name or not value:
        missing = "which fact it is" if not name else "what is right"
        raise UnknownQuestion(
            f"it is not said {missing}", remedy="Give the fact, such as city, and its value."
        )
    if max(len(name), len(value)) > LONGEST:
        raise UnknownQuestion("that is too long for a fact", remedy="Write it as a note.")
    since_text = since.isoformat() if since else None
    return json.dumps({"name": name, "value": value, "party_kind": party_kind, "since": since_text})


def notes_of(decisions: Iterable[Mapping[str, Any]], gone: Collection[str]) -> tuple[Note, ...]:
    """The notes of the decisions (rows of the ledger) but for those taken back, the newest first."""
    found = [
        Note(row["decision_id"], row["keys_a"][0], said["text"], said["due"], row["by"] or "", row["at"])
        for row, said in _said(decisions, gone, NOTE)
    ]
    return tuple(reversed(found))


def corrections_of(decisions: Iterable[Mapping[str, Any]], gone: Collection[str]) -> tuple[Correction, ...]:
    """The corrections of the decisions but for those taken back, the newest first."""
    found = [
        Correction(
            row["decision_id"], row["keys_a"][0], said["name"], said["value"], row["by"] or "", row["at"]
        )
        for row, said in _said(decisions, gone, CORRECTION)
    ]
    return tuple(reversed(found))


def _said(
    decisions: Iterable[Mapping[str, Any]], gone: Collection[str], kind: str
) -> Iterator[tuple[Mapping[str, Any], dict[str, Any]]]:
    for row in decisions:
        if row["kind"] == kind and row["decision_id"] not in gone:
            yield row, json.loads(row["value"])
