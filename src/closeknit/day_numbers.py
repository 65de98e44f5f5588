"""Days as whole numbers: days since 1970-01-01, as the book's tables have them.

Which day a moment falls on is the matter of `book.days`; days as people type them are that of their readers.
"""

from __future__ import annotations

from datetime import date, timedelta

EPOCH = date(1970, 1, 1)
"""Day 0."""

LONG_AGO = -(10**6)
"""Stands for a day that nobody knows where it must come before all that there are."""

FOR_EVER = 2_932_896
"""The last day there is, 9999-12-31: stands for an end that nobody knows of."""


def date_to_day(day: date) -> int:
    """The number of a date: days since EPOCH."""
    return (day - EPOCH).days


def day_to_date(day: int) -> date:
    """The date of a day number."""
    return EPOCH + timedelta(days=int(day))
