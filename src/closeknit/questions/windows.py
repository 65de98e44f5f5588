"""Times of the question language, as plain values: which days are meant, seen from the day of the question.

Which day numbers these are is the matter of `days`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Unit = Literal["day", "week", "month", "quarter", "year"]


@dataclass(frozen=True)
class Last:
    """The last so many days, weeks … up to the day itself."""

    number: int
    unit: Unit


@dataclass(frozen=True)
class Next:
    """The next so many days, weeks …, from tomorrow."""

    number: int
    unit: Unit


@dataclass(frozen=True)
class Ago:
    """`over` so long ago: before that day; `under`: since that day, up to now."""

    side: Literal["over", "under"]
    number: int
    unit: Unit


@dataclass(frozen=True)
class Between:
    """From so many to so many days, weeks … ago, both included: of an event of then, its 7th to 42nd day."""

    least: int
    most: int
    unit: Unit


@dataclass(frozen=True)
class Since:
    """From a day on."""

    day: date


@dataclass(frozen=True)
class Before:
    """On a day earlier than this one."""

    day: date


@dataclass(frozen=True)
class After:
    """On a day later than this one."""

    day: date


@dataclass(frozen=True)
class On:
    """That very day."""

    day: date


@dataclass(frozen=True)
class Through:
    """From one day to another, both included."""

    first: date
    last: date


@dataclass(frozen=True)
class InYear:
    """A calendar year."""

    year: int


@dataclass(frozen=True)
class This:
    """The week, month, quarter or year that has begun, up to the day itself."""

    unit: Unit


Window = Last | Next | Ago | Between | Since | Before | After | On | Through | InYear | This
