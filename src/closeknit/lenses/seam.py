"""The one seam by which a question joins the product: declare a Lens, get everything else.

A lens is a pure function from book tables to an Answer. Its command, page, JSON, docs page and tests
grow from this declaration. It is found through the entry point group `closeknit.lenses`, the same one
an outside package would use. Lenses import neither each other nor the web, the clock, the network or a
file: the date, the tables and a way to run expressions come in as a `Question`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from hashlib import md5
from importlib.metadata import entry_points
from typing import Literal, Protocol

import ibis
import pyarrow as pa

from closeknit.answers import Answer, Freshness, Scalar
from closeknit.answers.finding_ids import NAMES, is_name
from closeknit.day_numbers import date_to_day
from closeknit.engines.portable import among
from closeknit.errors import QuestionError, UnknownQuestion, did_you_mean
from closeknit.progress import Progress, Quiet

ENTRY_POINTS = "closeknit.lenses"


def as_it_is(table: ibis.Table, name: str) -> ibis.Table:  # noqa: ARG001
    """The expression unchanged: what `Question.keep` does where an engine is not at hand."""
    return table


def unshown(answer: Answer) -> None:
    """Nothing: what becomes of a first answer where nobody waits for it."""


@dataclass(frozen=True)
class Option:
    """A setting of a question: `--name VALUE` on the command line, a field on the page."""

    name: str
    type: Literal["text", "int", "float", "bool", "date", "choice"]
    default: Scalar
    help: str
    choices: tuple[str, ...] = ()

    def parse(self, value: str) -> Scalar:
        """The option's value from text; UnknownQuestion when it cannot be one."""
        try:
            match self.type:
                case "int":
                    return int(value)
                case "float":
                    return float(value)
                case "bool":
                    return {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}[
                        value.lower()
                    ]
                case "date":
                    return date.fromisoformat(value).isoformat()
        except (ValueError, KeyError):
            raise UnknownQuestion(
                f'option --{self.name} cannot be "{value}": it takes a value of type {self.type}',
                remedy=f"{self.help} Default: {self.default}.",
                about=self.name,
            ) from None
        if self.choices and value not in self.choices:
            hint = did_you_mean(value, self.choices)
            raise UnknownQuestion(
                f'option --{self.name} cannot be "{value}": it is one of {", ".join(self.choices)}',
                remedy=hint,
                about=self.name,
            )
        return value


@dataclass(frozen=True)
class State:
    """Something a lens says of one customer or person, for `find`, `today` and `show`."""

    name: str
    """One word or hyphenated, as data and JSON say it: `late`, `lapsed`."""
    words: str
    """As people read it in a table: "late", "gone silent"."""
    means: str
    tables: tuple[str, ...] = ()
    """The answer's tables in which those in this state are found by `party_id`; none named: any."""
    column: str = "state"
    """The column that holds the state's name, alone or among others, or yes; empty: every row of the table
    is of somebody in this state."""
    said: str = ""
    """As it follows "customers who are": "waiting for an answer"; empty: `words`."""
    also: tuple[str, ...] = ()
    """Other words that people ask for it with."""
    of_one: str = ""
    """As it follows "a customer who is", where that is another word: "a champion"."""
    because: tuple[str, ...] = ()
    """Why somebody is in it, from the cells of their row: "last on {last_day}", "silent for {silent:day}".
    A part of which a cell is empty, or a count or sum of none, is not said."""
    behind: Callable[[Question, Sequence[int]], ibis.Table] | None = None
    """The activities that put these into it: an expression of party_id, day and activity_id."""
    behind_of: str = ""
    """The column of their rows that holds what `behind` is asked for, such as deals; without `behind`, the
    activities themselves. Empty: `behind` is asked for those in the state."""
    even_none: tuple[str, ...] = ()
    """Cells of `because` whose count or sum is said though it be of none: a customer who paid nothing."""


@dataclass(frozen=True)
class Business:
    """The settings that a lens may know."""

    name: str = "this business"
    currency: str = "EUR"
    language: str = "en"
    office_days: tuple[int, ...] = (0, 1, 2, 3, 4)
    """Weekdays, Monday 0."""
    office_hours: tuple[int, int] = (9 * 60, 17 * 60)
    """Local minutes from and to."""
    timezone: str = "UTC"
    holidays: tuple[int, ...] = ()
    """Local day numbers that are free."""
    cost_per_hour: float | None = None
    """What an hour of work costs us where the source does not say."""
    rated: frozenset[str] = frozenset()
    """Currencies with a rate, be it of some days only."""


class Nearby(Protocol):
    """Some rows of the tables of a question, read alone: from few files of many."""

    @property
    def fleeting(self) -> bool:
        """Whether what is opened goes after one look, so that more than parts of accounts may be."""

    def part_of_account(self, table: str, account_id: int) -> ibis.Table:
        """The part of a table that an account's rows are in."""

    def rows_of_account(self, table: str, account_id: int) -> ibis.Table:
        """An account's rows of a table, read once for one look."""

    def parts_holding(self, table: str, column: str, numbers: Collection[int]) -> ibis.Table:
        """The parts of a table that hold any of some numbers in a column."""


@dataclass(frozen=True)
class Question:
    """What a lens gets: tables, date, options, and the engine's way to run an expression.

    `tables` holds Ibis expressions already cut to what was known on `as_of`. `collect` runs an
    expression and gives Arrow; only aggregates of at most about 10⁶ rows should come back.
    """

    tables: Mapping[str, ibis.Table]
    collect: Callable[[ibis.Table], pa.Table]
    as_of: date
    options: Mapping[str, Scalar] = field(default_factory=dict)
    business: Business = field(default_factory=Business)
    freshness: tuple[Freshness, ...] = ()
    progress: Progress = field(default_factory=Quiet)
    salt: str = ""
    """Names book version, lens version, date and options; part of every finding's id."""
    keep: Callable[[ibis.Table, str], ibis.Table] = as_it_is
    """Computes an expression once, under a name, when several others build on it."""
    resting: Mapping[int, int] = field(default_factory=dict)
    """Whoever is on a list of whom to turn to, and the day from which they may be asked again; only where the
    lens says that it `asks`."""
    so_far: Callable[[Answer], None] = unshown
    """Takes what stands of a long answer as soon as it stands, for those who wait; it is not the answer."""
    nearby: Nearby | None = None
    """Some rows of the tables read alone, where that can be."""

    @property
    def as_of_day(self) -> int:
        """`as_of` as a day number."""
        return date_to_day(self.as_of)

    def near(self, table: str, account_id: int) -> ibis.Table:
        """One of the tables with at least all rows of an account: fewer files to read than the whole."""
        return self.tables[table] if self.nearby is None else self.nearby.part_of_account(table, account_id)

    def here(self, table: str, account_id: int) -> ibis.Table:
        """An account's rows of one of the tables that name whose custom a row is."""
        if self._for_one_look is not None:
            return self._for_one_look.rows_of_account(table, account_id)
        rows = self.near(table, account_id)
        return rows.filter(rows.account_id == account_id)

    def once(self, rows: ibis.Table, name: str) -> ibis.Table:
        """The same rows, computed but once where what is kept goes after the look."""
        return rows if self._for_one_look is None else self.keep(rows, name)

    def having(self, table: str, column: str, numbers: Collection[int]) -> ibis.Table:
        """The rows of one of the tables with any of these numbers in a column, read from few files."""
        some = [one for one in sorted(numbers) if -(2**63) <= one < 2**63]
        look = self._for_one_look
        rows = self.tables[table] if look is None else look.parts_holding(table, column, some)
        return among(rows, column, some)

    @property
    def _for_one_look(self) -> Nearby | None:
        return self.nearby if self.nearby is not None and self.nearby.fleeting else None

    def within(self, tables: Mapping[str, ibis.Table]) -> Question:
        """The same question of some of the rows: no part of a table is read past these."""
        return replace(self, tables=tables, nearby=None)

    def finding_id(self, lens: str, kind: str, *about: object) -> str:
        """A short stable id for a finding: equal data and options give equal ids in any process.

        Raises:
            QuestionError: no question or kind may be called so.
        """
        _called("question", lens)
        _called("kind of findings", kind)
        text = "\x1f".join([self.salt, lens, kind, *map(str, about)])
        return f"{lens}-{kind}-{md5(text.encode(), usedforsecurity=False).hexdigest()[:6]}"


def _called(what: str, name: str) -> None:
    """Refuse a name that could not be told from its neighbours in the id of a finding."""
    if not is_name(name):
        raise QuestionError(
            f'no {what} can be called "{name}"',
            remedy=f"Name it in {NAMES}, as in late_again: ids of findings are made of such names.",
            about=name,
        )


def day_given(day: date | str | None) -> date | None:
    """A day as people give one: a date, or text such as 2026-06-30.

    Raises:
        UnknownQuestion: the text is no day.
    """
    if not isinstance(day, str):
        return day
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise UnknownQuestion(
            f'"{day}" is no day', remedy="Write it as year-month-day: 2026-06-30.", about=day
        ) from None


@dataclass(frozen=True)
class Short:
    """The analyst's way to ask on plain tables: what columns they need, and what they become.

    `tables` names the plain tables in order, each with its columns and their kind: text, day, time (UTC),
    money, number or yes/no; a "?" behind a column's kind or a table's name says that it may be missing (the
    table then has no rows). `book` makes book tables
    of them (those it leaves out are empty): it gets Arrow tables with exactly these columns, of type
    string, date32, timestamp, decimal and bool.
    """

    tables: Mapping[str, Mapping[str, str]]
    book: Callable[[Mapping[str, pa.Table]], Mapping[str, pa.Table]]


@dataclass(frozen=True)
class Lens:
    """One question, declared. Everything the product shows of it grows from here.

    Raises:
        QuestionError: no question may be called so.
    """

    name: str
    """Small letters, digits and `_`: also the name of its command and page, and part of its findings' ids."""
    question: str
    """As a person would ask it."""
    place: Literal["Today", "Customers", "People", "When they buy", "Money", "Service", "Ask", "Data"]
    reads: Mapping[str, tuple[str, ...]]
    """Book tables and the least columns of each that it needs."""
    ask: Callable[[Question], Answer]
    minimum: str
    """The least data it needs, in words."""
    text: str
    """Docs page: method, assumptions, limits, sources. Markdown."""
    options: tuple[Option, ...] = ()
    states: tuple[State, ...] = ()
    findings: Mapping[str, str] = field(default_factory=dict)
    """Kinds of findings it can give, and what each means."""
    pictures: tuple[str, ...] = ()
    short: Short | None = None
    """The analyst's way on plain tables; becomes `closeknit.<name>` (see `closeknit.plain`)."""
    asks: bool = False
    """Whether it says whom one may ask for a favour: it is then told who is on lists of whom to turn to."""
    version: str = "1"

    def __post_init__(self) -> None:
        _called("question", self.name)

    def settle(self, given: Mapping[str, Scalar]) -> dict[str, Scalar]:
        """All options with defaults filled in; texts are parsed; unknown names are refused."""
        known = {o.name: o for o in self.options}
        for name in given:
            if name not in known:
                hint = did_you_mean(name, known)
                raise UnknownQuestion(
                    f'"{self.name}" has no option "{name}" (it has: {", ".join(sorted(known)) or "none"})',
                    remedy=hint,
                    about=name,
                )
        settled: dict[str, Scalar] = {o.name: o.default for o in self.options}
        for name, value in given.items():
            settled[name] = known[name].parse(value) if isinstance(value, str) else value
        return settled


@cache
def lenses() -> Mapping[str, Lens]:
    """All lenses installed here, by name, in the order of the menu then the name."""
    found = [point.load() for point in entry_points(group=ENTRY_POINTS)]
    places = ("Today", "Customers", "People", "When they buy", "Money", "Service", "Ask", "Data")
    return {lens.name: lens for lens in sorted(found, key=lambda x: (places.index(x.place), x.name))}


def lens_named(name: str) -> Lens:
    """The lens of that name; UnknownQuestion, with the nearest name, when there is none."""
    # Whoever asks one question does not wait for the methods of all others to be imported.
    for point in entry_points(group=ENTRY_POINTS, name=name):
        lens: Lens = point.load()
        if lens.name == name:
            return lens
    known = lenses()
    if name not in known:
        hint = did_you_mean(name, known)
        raise UnknownQuestion(
            f'there is no question "{name}" (there are: {", ".join(known)})',
            remedy=hint,
            about=name,
        )
    return known[name]


def each_lens() -> Iterator[Lens]:
    """Every lens installed here."""
    yield from lenses().values()
