"""The mapping language: what a file of a source means, in our terms.

A mapping is one TOML file; every known export is one (`known/*.toml`), written in the language users
write. The tables here, those of what a row says in `meanings` and values in `values` declare all of it; the
reference page is made from them. Reading such files is in `library`, the checks across tables in `checks`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from closeknit.sources.mappings import values as _values  # noqa: F401  (adds the readers of values)
from closeknit.sources.mappings.column_names import column_name
from closeknit.sources.mappings.language import entry
from closeknit.sources.mappings.meanings import Activity, Case, Party, Tie, values_in
from closeknit.sources.mappings.values import Condition, Test, Value, tested
from closeknit.sources.tables.dialects import ReadRules

STANDINGS = ("tested on real files", "published headers", "our own format", "unconfirmed", "")


@dataclass(frozen=True)
class Recognise:
    """How a file of this kind is known again. All that is given must fit.

    Written several times, as `[[recognise]]`, one of them must: an export that comes with few columns too.
    """

    columns: tuple[str, ...] = entry(
        "texts", "Columns that must all be in the file, under this or another name.", default=()
    )
    without: tuple[str, ...] = entry("texts", "Columns that must not be in it.", default=())
    file: tuple[str, ...] = entry(
        "texts", "Patterns of the file's name, with * for anything; one must fit.", default=()
    )
    values: dict[str, tuple[str, ...]] = entry(
        "text lists",
        "Patterns that the first filled cells of a column must fit, with * for anything.",
        default={},
        example='values = { id = ["in_*"] }',
    )
    headlines: str = entry(
        "text",
        "Column of which one of the first cells must be a headline that tells something (see `[headline]`).",
        default="",
    )

    @property
    def needed(self) -> tuple[str, ...]:
        """Every column that must be there."""
        return (*self.columns, *self.values, *([self.headlines] if self.headlines else []))


@dataclass(frozen=True)
class Reading:
    """How the file is to be read, where that cannot be seen from the file itself."""

    encoding: str = entry("text", "Encoding, such as `cp1252`.", default="")
    delimiter: str = entry("text", "What stands between cells: a character, or `whitespace`.", default="")
    header: bool | tuple[str, ...] = entry(
        "flag or texts",
        "Names of the columns when the file has no header; false: no header, columns are called column1, "
        "column2 …",
        default=True,
    )
    sheet: str = entry("text", "Name of the sheet of a workbook.", default="")
    skip: tuple[str, ...] = entry(
        "texts", "Rows to leave out, by patterns of their first filled cell: `Total*`.", default=()
    )
    labels: float = entry(
        "number",
        "Rows below the header that name the columns further, as surveys do: a question and its choices. "
        "They are joined to the names, `question: choice`; columns that the mapping reads keep theirs.",
        default=0,
    )
    fill_down: tuple[str, ...] = entry(
        "texts",
        "Columns whose empty cells take the value above: rows that continue the row before.",
        default=(),
    )
    escape: str = entry(
        "text", "Character that escapes a quote inside a quoted cell, such as `\\`.", default=""
    )
    null: tuple[str, ...] = entry("texts", "Words that mean nothing is there, such as NULL or ?.", default=())
    dates: str = entry(
        "text",
        "How dates are written: `day first`, `month first`, or a pattern such as `%d-%b-%y`. Without it, "
        "each column is decided over all rows.",
        default="",
    )
    numbers: str = entry(
        "text",
        "How numbers are written: `1,234.56` or `1.234,56`. Without it, each column is decided over all "
        "rows.",
        default="",
        words=("", "1,234.56", "1.234,56"),
    )
    zone: str = entry(
        "text",
        "Time zone of times that do not say theirs, such as UTC. Without it, that of the business.",
        default="",
    )
    optional: bool | tuple[str, ...] = entry(
        "flag or texts",
        "Columns that a file may lack; true: all but those of [recognise], of each where "
        "there are several. A column that is not in the file and not named here is taken for a mistake.",
        default=(),
    )


@dataclass(frozen=True)
class Record:
    """What makes a row the same row when it comes again, and which rows count."""

    identity: tuple[str, ...] = entry(
        "texts",
        "Columns that say which thing a row is. A row with the same values and other content is another "
        "version of it. Without it, a row is its content, and identical rows stay several.",
        default=(),
    )
    version: str = entry(
        "text",
        "Column that grows with every change; the greatest wins. Without it, the newest file wins.",
        default="",
    )
    known_after_days: float = entry("number", "Days until one can know what a row says.", default=0)
    nobody_where: Condition = entry(
        "condition",
        "Rows that need not name anybody: newsletters, notices. Others that name nobody are set aside.",
        default=(),
    )
    keep_where: Condition = entry(
        "condition",
        "Rows that count; others are kept, but say nothing.",
        default=(),
        example='keep_where = { Status = { not = ["DRAFT"] } }',
    )


@dataclass(frozen=True)
class Lookup:
    """A row of another stream that belongs to this row, whichever file comes first.

    Its columns are called `name.Column`. When several rows fit, the newest is taken.
    """

    stream: str = entry("text", "Source and stream to look in, such as `northwind/orders`.")
    on: dict[str, Value] = entry("values", "Columns there, each with the value here that it must equal.")


HEADLINE = ("what", "organization", "other")
"""What is told of a headline, as columns under `headline.`; `Headline` says what they hold."""


@dataclass(frozen=True)
class Headline:
    """What a headline of a row says happened, and to whom, by rules in English and German.

    It is told in columns of its own: `headline.what` is funding, executive change, acquisition or hiring,
    `headline.organization` whom it is about and `headline.other` the other firm of an acquisition. Where no
    rule is sure, all are empty.
    """

    text: Value = entry("value", "The headline.")
    about: Value | None = entry(
        "value",
        "The organization, or the name in its domain, that the row itself says the headline is about. Then "
        "nothing is told of a headline about others, and `headline.organization` is empty.",
        default=None,
    )


@dataclass(frozen=True)
class Mapping:
    """A whole mapping file."""

    format: float = entry("number", "Version of this language: 1.")
    source: str = entry("text", "Where the file comes from, in one word: `xero`.")
    stream: str = entry("text", "Which of its files: `invoices`.")
    title: str = entry("text", "What people call it.", default="")
    get: str = entry("text", "How to get such a file out of the source.", default="")
    standing: str = entry("text", "How sure the column names are.", words=STANDINGS, default="")
    recognise: tuple[Recognise, ...] = entry("tables", "How such a file is known.", of=Recognise, default=())
    read: Reading = entry("table", "How it is read.", of=Reading, default=Reading())
    aliases: dict[str, tuple[str, ...]] = entry(
        "text lists",
        "Other names of columns, such as those of another language or an older version.",
        default={},
        example='ContactName = ["*ContactName", "Kontaktname"]',
    )
    headings: dict[str, str] = entry(
        "patterns",
        "Columns known by a regular expression that their whole name must fit, whatever its case; what its "
        "group finds is the value `heading`.",
        default={},
        example="headings = { Amount = 'Amount \\(([A-Z]{3})?\\)' }",
    )
    record: Record = entry("table", "What a row is.", of=Record, default=Record())
    lookup: dict[str, Lookup] = entry("named tables", "Rows of other streams.", of=Lookup, default={})
    headline: Headline | None = entry(
        "table", "What is told from the headline of a row.", of=Headline, default=None
    )
    party: dict[str, Party] = entry(
        "named tables", "People and organizations on a row.", of=Party, default={}
    )
    tie: tuple[Tie, ...] = entry("tables", "How they are related.", of=Tie, default=())
    activity: tuple[Activity, ...] = entry("tables", "What happened.", of=Activity, default=())
    case: dict[str, Case] = entry("named tables", "Things with a life cycle.", of=Case, default={})
    text: str = field(default="", compare=False)
    hash: str = field(default="", compare=False)

    @property
    def stream_id(self) -> str:
        """Source and stream, such as `xero/invoices`."""
        return f"{self.source}/{self.stream}"

    @property
    def rules(self) -> ReadRules:
        """What the mapping says about reading its file."""
        names = dict.fromkeys(
            [*self.columns(), *(other for others in self.aliases.values() for other in others)]
        )
        r = self.read
        return ReadRules(
            encoding=r.encoding,
            delimiter=r.delimiter,
            header=r.header,
            sheet=r.sheet,
            skip=r.skip,
            fill_down=tuple(other for c in r.fill_down for other in (c, *self.aliases.get(c, ()))),
            labels=int(r.labels),
            escape=r.escape,
            columns=tuple(sorted(names)),
        )

    def columns(self) -> tuple[str, ...]:
        """Every column of the file that the mapping reads, once; looked-up and told ones left out."""
        return self._columns

    @cached_property
    def _columns(self) -> tuple[str, ...]:
        named = [c for signs in self.recognise for c in signs.needed]
        named += self.record.identity
        named += [self.record.version] if self.record.version else []
        named += [c for a in self.activity for c in a.one_per]
        named += [c for v in all_values(self) for c in v.columns()]
        return tuple(dict.fromkeys(c for c in named if not (self.looked_up(c) or self.told(c))))

    @cached_property
    def asks_ours(self) -> bool:
        """Whether it asks what is our own, which the settings say."""
        return any(test.ours is not None for test in all_tests(self))

    @cached_property
    def names(self) -> dict[str, str]:
        """The mapping's name of each column, by every name it may have, as `column_name` writes it."""
        known = {
            column_name(alias): name for name, others in self.aliases.items() for alias in (name, *others)
        }
        return known | {column_name(name): name for name in self.columns()}

    def looked_up(self, column: str) -> tuple[str, str] | None:
        """(name of the lookup, column there) when the column is one that is looked up."""
        name, dot, there = column.partition(".")
        return (name, there) if dot and name in self.lookup else None

    def told(self, column: str) -> str:
        """What is told of the headline in a column, where it is such a column: `what` of `headline.what`."""
        start, dot, what = column.partition(".")
        return what if dot and start == "headline" and self.headline else ""


def all_values(mapping: Mapping) -> Iterator[Value]:
    """Every value of a mapping, those of tests included."""
    yield from tested(mapping.record.keep_where)
    yield from tested(mapping.record.nobody_where)
    for one in mapping.lookup.values():
        yield from one.on.values()
    yield from headline_values(mapping)
    tables: Iterable[object] = (
        *mapping.party.values(),
        *mapping.tie,
        *mapping.activity,
        *mapping.case.values(),
    )
    for table in tables:
        yield from values_in(table)


def headline_values(mapping: Mapping) -> Iterator[Value]:
    """The values from which is told what a headline says."""
    one = mapping.headline
    yield from (value for value in (one and one.text, one and one.about) if value)


def all_tests(mapping: Mapping) -> Iterator[Test]:
    """Every test of a mapping."""
    record = mapping.record
    conditions = [record.keep_where, record.nobody_where]
    conditions += [one.when for one in mapping.party.values()]
    conditions += [one.when for one in mapping.case.values()]
    conditions += [one.when for one in mapping.tie]
    conditions += [one.when for one in mapping.activity]
    conditions += [stage.when for case in mapping.case.values() for stage in case.stages]
    conditions += [part.when for value in all_values(mapping) for part in (value, *value.parts())]
    return (test for condition in conditions for tests in condition for _, test in tests)
