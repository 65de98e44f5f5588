"""What is written in a question, as it is meant: numbers, days, spans of time, each with its place in it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from lark import Token

from closeknit.questions import tree, windows

MULTIPLES = {"k": 1_000, "m": 1_000_000}

LARGEST = Decimal(10**15)
MOST_DAYS = 100_000
DAYS_OF = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}


class NoSuchValue(Exception):
    """A part that no tree can be made of: a day there is none of, a number too large."""

    def __init__(self, message: str, place: tree.Place, remedy: str = "") -> None:
        super().__init__(message)
        self.message, self.place, self.remedy = message, place, remedy


def place_of(*parts: Any) -> tree.Place:
    """From the first token to the last of these."""
    places = [_place_of(part) for part in parts]
    known = [place for place in places if place != tree.NOWHERE]
    return (min(start for start, _ in known), max(end for _, end in known)) if known else tree.NOWHERE


def _place_of(part: Any) -> tree.Place:
    match part:
        case Token():
            return part.start_pos or 0, part.end_pos or 0
        case tree.Edge() | tree.Total():
            return part.event.at
    place: tree.Place = getattr(part, "at", tree.NOWHERE)
    return place


def number(token: Token) -> Decimal:
    """12, 10,000, 2.5k, 1m."""
    text = token.replace(",", "").lower()
    size = MULTIPLES.get(text[-1], 1)
    found = Decimal(text.rstrip("km")) * size
    if found >= LARGEST:
        raise NoSuchValue(f"{token} is too large a number", place_of(token), "Numbers go up to 15 digits.")
    return found.normalize() if found != found.to_integral() else found.quantize(Decimal(1))


def whole(token: Token) -> int:
    """A whole number."""
    found = number(token)
    if found != found.to_integral():
        raise NoSuchValue(f"{token} is no whole number", place_of(token), "Write a whole number here.")
    return int(found)


def day(token: Token) -> date:
    """2026-06-30."""
    try:
        found = date.fromisoformat(token)
    except ValueError:
        raise NoSuchValue(
            f"there is no day {token}", place_of(token), "Days are year-month-day: 2026-06-30."
        ) from None
    if not 1800 <= found.year <= 2199:
        raise NoSuchValue(f"{token} is too far away", place_of(token), "Days go from 1800 to 2199.")
    return found


def value(token: Token) -> tree.Value:
    """A text, number or day as it is meant."""
    match token.type:
        case "NUMBER":
            return number(token)
        case "DATE":
            return day(token)
    return str(token)


def span(count: Token | None, unit: Token) -> tuple[int, windows.Unit]:
    """So many days, weeks …; one without a number."""
    many = whole(count) if count is not None and count.type == "NUMBER" else 1
    if many < 1 or many * DAYS_OF[unit] > MOST_DAYS:
        raise NoSuchValue(
            f"{count} {unit}s is no time to look through",
            place_of(count, unit),
            f"Write from 1 to {MOST_DAYS // DAYS_OF[unit]:,} {unit}s.",
        )
    return many, str(unit)  # type: ignore[return-value]


def in_order(low: Any, high: Any, place: tree.Place) -> None:
    """NoSuchValue where the first of two comes after the second."""
    if low > high:
        raise NoSuchValue(f"{low} comes after {high}", place, f"Write between {high} and {low}.")
