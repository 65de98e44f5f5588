"""What a question gives back: an Answer, made of plain values that every surface renders.

Nothing here computes or draws. A lens fills these; `reports` turns them into text, JSON, CSV, HTML and
pictures; `briefings` merges the actions of all answers into one list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal

import pyarrow as pa

import closeknit.answers.wording as wording

Scalar = str | int | float | bool | None
"""What an option or a named number can be; days are ISO texts."""


class Verdict(StrEnum):
    """How far a finding can be trusted."""

    ESTABLISHED = "established"
    SUGGESTIVE = "suggestive"
    NO_EVIDENCE = "no evidence"
    NOT_ENOUGH_DATA = "not enough data"
    COUNTED = "counted"
    """A plain count of what was loaded: nothing is estimated."""
    OURS = "we may be the cause"
    """The effect is gone once what we did ourselves is counted too."""
    AFTER_EFFECT = "after-effect"
    """It follows what it was thought to announce."""
    SAME_DAY = "same day"
    KNOWN_LATE = "known late"
    ALWAYS_ON = "always on"
    """Nothing is left to compare it with."""
    RECORDED_AFTER = "recorded after the purchase"
    BUYERS_ONLY = "recorded for buyers only"
    CUSTOMERS_ONLY = "recorded for customers only"
    ONE_DAY = "one import day"
    """From here up: the way it was recorded forbids to say more."""


@dataclass(frozen=True)
class Estimate:
    """A number with its likely range. `unit` is a currency code, or days, customers, share, hours …"""

    value: float
    unit: str
    low: float | None = None
    high: float | None = None
    level: float = 0.9
    money: Literal["", "at stake", "gained by acting"] = ""
    """Which of the two words for money it is; they are never mixed or summed."""


@dataclass(frozen=True)
class Subject:
    """A party that a finding or action is about: what to show, and the key that stays valid."""

    party_id: int
    name: str
    key: str = ""


@dataclass(frozen=True)
class Evidence:
    """What lies behind a finding: ids of book rows, and the rule that chose them.

    `total` counts all of them; `ids` may be cut at EVIDENCE_LIMIT.
    """

    table: Literal["activities", "cases", "attributes", "parties"] = "activities"
    ids: tuple[int, ...] = ()
    total: int = 0
    rule: str = ""


EVIDENCE_LIMIT = 2_000
"""Most ids that one finding carries."""


@dataclass(frozen=True)
class Finding:
    """One sentence with its estimate, how sure it is, and what lies behind it."""

    id: str
    """Stable: lens, kind and a hash of subject, date, options and book; see `finding_id`."""
    kind: str
    """One of the lens's verdicts or states, e.g. `late`."""
    sentence: str
    verdict: Verdict
    n: int
    """How many purchases, tickets, hours … it rests on; `n_what` says which."""
    n_what: str = ""
    estimate: Estimate | None = None
    subjects: tuple[Subject, ...] = ()
    evidence: Evidence = field(default_factory=Evidence)
    needed: str = ""
    """For `not enough data`: how much more, in words ("about 12 more purchases")."""
    values: Mapping[str, Scalar] = field(default_factory=dict)
    """Named numbers for JSON and tests: lift, low, high, q …"""
    weight: float = 0.0
    """Sorts findings of all lenses for the front page; money at stake in base currency."""


@dataclass(frozen=True)
class Action:
    """Something to do about one customer or person: who, why, what is at stake, and a first line."""

    subject: Subject
    kind: str
    """late, lapsed, contact_gone, unpaid, unanswered, never_invoiced …"""
    reason: str
    first_line: str
    minutes: int
    finding_id: str
    at_stake: Estimate | None = None
    owner: Subject | None = None
    contact: Subject | None = None
    due_day: int | None = None
    obligation: bool = False
    """Owed, not chosen: a promise, a legal deadline, an unanswered customer."""
    order_share: float = 1.0
    """The part of what is at stake that counts for the order: winning back seldom succeeds."""


STATES_BETWEEN = ", "
"""Stands between the names of several states in one cell."""


@dataclass(frozen=True)
class ShownColumn:
    """How a column of an answer's table is shown."""

    name: str
    label: str
    unit: str = ""
    kind: Literal["text", "number", "money", "share", "day", "id", "state"] = "text"
    words: Mapping[str, str] = field(default_factory=dict)
    """For states: each name that data and JSON use, as people read it. A cell may hold several names."""
    below: bool = False
    """A sentence: terminal and pages show it below its row, however narrow they are."""


TIMES_COLUMNS = (
    ShownColumn("lift", "times as often", kind="number"),
    ShownColumn("low", "likely from", kind="number"),
    ShownColumn("high", "to", kind="number"),
)
"""How many times as often something is, with its likely range."""


@dataclass(frozen=True)
class AnswerTable:
    """A table of an answer: data as Arrow, columns with the labels people read."""

    name: str
    title: str
    columns: tuple[ShownColumn, ...]
    data: pa.Table
    note: str = ""


@dataclass(frozen=True)
class Picture:
    """A picture: what it shows and the rows it is drawn from. `reports` draws it by `kind`.

    kind: bars, line, area, band, dots, forest, whale, curve, map. `x`, `y`, `low`, `high`, `series` name
    columns of `data`; `marks` are horizontal or vertical lines with a label. A map has a row for each tie:
    `x` and `y` name the columns of who (a name is one person's), `series` what the tie is (way: it stands
    out, cooling: it is dashed); beside them `strength`, 0..1, `from_firm`, `to_firm`, empty for our people.
    Columns that end in `_id` tell apart what bears one name; they are neither drawn nor shown.
    """

    name: str
    title: str
    """States the finding."""
    subtitle: str
    """Measure, period, n."""
    kind: str
    data: pa.Table
    x: str
    y: str
    x_label: str = ""
    y_label: str = ""
    series: str = ""
    low: str = ""
    high: str = ""
    marks: tuple[tuple[str, float, str], ...] = ()
    """(axis, value, label)."""
    order: tuple[str, ...] = ()


@dataclass(frozen=True)
class Freshness:
    """How new the data behind an answer is."""

    source: str
    newest: date | None
    days_old: int | None
    """Below nothing where its newest fact, such as a meeting, is still to come."""
    rows: int
    set_aside: int = 0

    @property
    def age(self) -> str:
        """How old its newest fact is, in words; empty where none has a day, or that is not known."""
        if self.days_old is None:
            return ""
        if self.days_old < 0:
            return "ahead of today"
        return "today" if self.days_old == 0 else f"{wording.count(self.days_old, 'day')} old"

    @property
    def words(self) -> str:
        """The source, the day of its newest fact and, where that is another than it is seen from, its age."""
        if self.newest is None:
            return f"{self.source}: undated"
        said = f"{self.source}: {wording.day_text(self.newest)}"
        return f"{said}, {self.age}" if self.days_old else said


@dataclass(frozen=True)
class Answer:
    """The answer to one question, with all that is needed to show and to doubt it."""

    lens: str
    question: str
    headline: str
    as_of: date
    findings: tuple[Finding, ...] = ()
    tables: tuple[AnswerTable, ...] = ()
    pictures: tuple[Picture, ...] = ()
    actions: tuple[Action, ...] = ()
    assumptions: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    options: Mapping[str, Scalar] = field(default_factory=dict)
    freshness: tuple[Freshness, ...] = ()
    currency: str = "EUR"
    business: str = ""
    """Name of the business it was asked of; empty for plain tables."""
    as_of_note: str = ""
    """Said when the date is not today: "up to 2026-06-30, the last day with data"."""
    book_version: str = ""
    lens_version: str = ""
    cache_key: str = ""

    def table(self, name: str) -> AnswerTable:
        """The table of that name; KeyError when there is none."""
        for t in self.tables:
            if t.name == name:
                return t
        raise KeyError(name)

    def finding(self, kind: str) -> Finding:
        """The first finding of that kind; KeyError when there is none."""
        for f in self.findings:
            if f.kind == kind:
                return f
        raise KeyError(kind)
