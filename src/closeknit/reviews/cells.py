"""What people write into a cell of a sheet: a day in many spellings, a tick, no, or that they cannot tell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from closeknit.day_numbers import date_to_day

YES = frozenset(("x", "xx", "yes", "y", "true", "1", "✓", "✔", "ok", "ja", "j", "si", "sí", "oui", "sim"))
NO = frozenset(("", "no", "n", "false", "0", "-", "–", "—", "none", "nein", "non", "não", "never"))
UNKNOWN = frozenset({"?", "??", "unknown", "dk", "don't know", "dont know", "not sure", "n/a", "na"})

MONTHS: dict[str, int] = {
    name: at
    for at, names in enumerate(
        (
            ("jan", "january", "januar"),
            ("feb", "february", "februar"),
            ("mar", "march", "märz"),
            ("apr", "april"),
            ("may", "mai"),
            ("jun", "june", "juni"),
            ("jul", "july", "juli"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("oct", "okt", "october", "oktober"),
            ("nov", "november"),
            ("dec", "dez", "december", "dezember"),
        ),
        1,
    )
    for name in names
}
"""Months by name."""

MIDDLE = 15
"""The day taken where only a month is remembered."""


@dataclass(frozen=True)
class Cell:
    """What a cell says: whether it happened (None: not known), on which day, or that it cannot be read."""

    happened: bool | None
    day: int | None = None
    odd: bool = False


def read_cell(text: str) -> Cell:
    """What one cell says."""
    word = text.strip().strip(".!").casefold()
    if word in NO:
        return Cell(False)
    if word in YES:
        return Cell(True)
    if word in UNKNOWN:
        return Cell(None)
    try:
        day = _day(word)
    except ValueError:
        day = None
    return Cell(None, odd=True) if day is None else Cell(True, date_to_day(day))


def _day(word: str) -> date | None:
    """A day in one of the usual spellings; a month alone is its middle. ValueError: no such day."""
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[ t]\d.*)?", word):
        return date(int(found[1]), int(found[2]), int(found[3] or MIDDLE))
    if found := re.fullmatch(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})", word):
        return date(int(found[3]), int(found[2]), int(found[1]))
    if found := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", word):
        return _slashed(*(int(part) for part in found.groups()))
    if found := re.fullmatch(r"(\d{1,2})/(\d{4})", word):
        return date(int(found[2]), int(found[1]), MIDDLE)
    if found := re.fullmatch(r"(?:(\d{1,2})(?:st|nd|rd|th|\.)?\s+)?([^\W\d]+)\.?,?\s+(\d{4})", word):
        return date(int(found[3]), MONTHS.get(found[2], 0), int(found[1] or MIDDLE))
    if found := re.fullmatch(r"([^\W\d]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", word):
        return date(int(found[3]), MONTHS.get(found[1], 0), int(found[2]))
    return None


def _slashed(one: int, other: int, year: int) -> date:
    """A day written with slashes, where the order can be told; ValueError where it cannot."""
    if one > 12:
        return date(year, other, one)
    if other > 12 or one == other:
        return date(year, one, other)
    raise ValueError("day and month cannot be told apart")
