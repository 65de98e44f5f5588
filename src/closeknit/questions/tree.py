"""What a question of the question language says, as plain values: the syntax tree.

Equal questions have equal trees however they were worded. `at` says where in the text a part stood, for
carets; it is no part of what is said. How a tree reads is the matter of `printing`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from closeknit.questions.windows import Unit, Window

Place = tuple[int, int]
"""From and to within the text."""

NOWHERE: Place = (0, 0)

Value = str | Decimal | date


def _place() -> Place:
    return field(default=NOWHERE, compare=False, repr=False)


# Measures: what can be compared and ordered by.


@dataclass(frozen=True)
class Relative:
    """Before or after another event of the same customer or person, on another day.

    `which`: before any of those, before the first, or before the last.
    """

    side: Literal["before", "after"]
    other: str
    which: Literal["any", "first", "last"] = "any"
    within: tuple[int, Unit] | None = None


@dataclass(frozen=True)
class Event:
    """Something that happens: its name in the vocabulary, the words it must hold, when, and beside what."""

    name: str
    about: str = ""
    window: Window | None = None
    relative: Relative | None = None
    at: Place = _place()


@dataclass(frozen=True)
class Field:
    """A trait: its name in the vocabulary; `on`: as it was on that day; `who`: with the one named so."""

    name: str
    on: date | None = None
    who: str = ""
    at: Place = _place()
    who_at: Place = _place()


@dataclass(frozen=True)
class Edge:
    """The day of the first or the last of some events."""

    which: Literal["first", "last"]
    event: Event


@dataclass(frozen=True)
class Total:
    """How many events there were, or the sum of their amounts in the base currency."""

    what: Literal["number", "sum"]
    event: Event


Measure = Field | Edge | Total


# Conditions.

Sign = Literal["=", "!=", "<", "<=", ">", ">="]
Bound = Literal["=", "<", "<=", ">", ">="]


@dataclass(frozen=True)
class Compare:
    """A measure against a value. What is not known is neither equal nor unequal to anything."""

    measure: Measure
    sign: Sign
    value: Value
    at: Place = _place()


@dataclass(frozen=True)
class Holds:
    """A text that contains or starts with another, whatever its case."""

    measure: Measure
    how: Literal["contains", "starts with"]
    text: str
    at: Place = _place()


@dataclass(frozen=True)
class OneOf:
    """A measure that equals one of several values."""

    measure: Measure
    values: tuple[Value, ...]
    at: Place = _place()


@dataclass(frozen=True)
class Range:
    """A number between two, both included."""

    measure: Measure
    low: Decimal
    high: Decimal
    at: Place = _place()


@dataclass(frozen=True)
class Known:
    """A measure of which something is known."""

    measure: Measure
    at: Place = _place()


@dataclass(frozen=True)
class When:
    """A day that lies in some time."""

    measure: Measure
    window: Window
    at: Place = _place()


@dataclass(frozen=True)
class Amount:
    """How many: at least one unless said otherwise."""

    sign: Bound = ">="
    number: int = 1


@dataclass(frozen=True)
class Happened:
    """So many of these events."""

    event: Event
    amount: Amount = Amount()
    at: Place = _place()


@dataclass(frozen=True)
class Has:
    """So many deals, tickets … or people, of a status and with conditions of their own."""

    things: str
    status: str = ""
    where: Condition | None = None
    amount: Amount = Amount()
    at: Place = _place()


@dataclass(frozen=True)
class BelongsTo:
    """People at, or deals of, customers (organizations) with conditions of their own."""

    things: str
    where: Condition | None = None
    at: Place = _place()


@dataclass(frozen=True)
class Referred:
    """Sent to us by somebody: by the one named, or by any such with conditions of their own."""

    who: str = ""
    things: str = "people"
    where: Condition | None = None
    at: Place = _place()


@dataclass(frozen=True)
class Refers:
    """Sent us so many, with conditions of their own."""

    things: str
    where: Condition | None = None
    amount: Amount = Amount()
    at: Place = _place()


@dataclass(frozen=True)
class Is:
    """What a question says of a customer or person: late, gone silent …"""

    state: str
    at: Place = _place()


@dataclass(frozen=True)
class Said:
    """Took a stance on a topic: likes, asked, concern, complaint, praise, agreed."""

    stance: str
    topic: str
    window: Window | None = None
    at: Place = _place()


@dataclass(frozen=True)
class Near:
    """So few introductions away from somebody; `who` is empty for oneself and one's colleagues."""

    steps: int
    who: str = ""
    at: Place = _place()
    who_at: Place = _place()


@dataclass(frozen=True)
class InSegment:
    """In a segment: among those whom a saved question meant."""

    name: str
    at: Place = _place()


@dataclass(frozen=True)
class Not:
    """What does not hold, be it because nothing is known."""

    part: Condition


@dataclass(frozen=True)
class And:
    """All of these."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Or:
    """At least one of these."""

    parts: tuple[Condition, ...]


Test = Compare | Holds | OneOf | Range | Known | When
Condition = (
    Test | Happened | Has | BelongsTo | Referred | Refers | Is | Said | Near | InSegment | Not | And | Or
)


@dataclass(frozen=True)
class Order:
    """What to sort by; None: texts from A, numbers and days from the highest."""

    measure: Measure
    descending: bool | None = None


@dataclass(frozen=True)
class Question:
    """A whole question."""

    things: str
    where: Condition | None = None
    order: tuple[Order, ...] = ()
    limit: int | None = None
    as_of: date | None = None
    at: Place = _place()


def talked_of(topic: str, window: Window | None = None, at: Place = NOWHERE) -> Happened:
    """Talked of a topic: any activity whose words hold it, theirs or ours."""
    return Happened(Event("activity", topic, window, None, at), Amount(), at)


def inside(condition: Condition | None) -> tuple[Condition, ...]:
    """The condition and all within it that speak of the same customer or person."""
    match condition:
        case None:
            return ()
        case And(parts) | Or(parts):
            return (condition, *(one for part in parts for one in inside(part)))
        case Not(part):
            return (condition, *inside(part))
    return (condition,)


def everywhere(condition: Condition | None) -> Iterator[Condition]:
    """The condition and all within it, of whomever it says so."""
    for one in inside(condition):
        yield one
        match one:
            case Has(_, _, where) | BelongsTo(_, where) | Referred(_, _, where) | Refers(_, where):
                yield from everywhere(where)


def segments_in(condition: Condition | None) -> tuple[str, ...]:
    """The segments that a condition names, of whomever it says so."""
    return tuple(dict.fromkeys(one.name for one in everywhere(condition) if isinstance(one, InSegment)))


def place_of_name(question: Question, name: str) -> Place:
    """Where a question names somebody so; NOWHERE when it does not."""
    for one in (*everywhere(question.where), *question.order):
        match one:
            case Referred(who, at=place) | Near(_, who, who_at=place) if who == name:
                return place
        match getattr(one, "measure", None):
            case Field(_, _, who, who_at=place) if who == name:
                return place
    return NOWHERE


def measures_of(question: Question) -> tuple[Measure, ...]:
    """What a question compares and orders by, each once, in order of the text."""
    found = [order.measure for order in question.order]
    for condition in inside(question.where):
        if isinstance(condition, Test):
            found.append(condition.measure)
    return tuple(dict.fromkeys(found))


def leaves(condition: Condition | None, wanted: bool = True) -> list[tuple[Condition, bool]]:
    """The conditions without and, or, not; and whether each is asked to hold or not to."""
    match condition:
        case None:
            return []
        case And(parts) | Or(parts):
            return [leaf for part in parts for leaf in leaves(part, wanted)]
        case Not(part):
            return leaves(part, not wanted)
    return [(condition, wanted)]
