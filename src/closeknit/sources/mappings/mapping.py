"""The mapping language: what a file of a source means, in our terms.

A mapping is one TOML file; every known export is one (`known/*.toml`), written in the language users
write. The tables below declare all of it; the reference page is made from them. Reading such files is
in `library`, the checks across tables in `checks`, what values can do in `values`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from closeknit.claims import PARTY_KINDS
from closeknit.sources.mappings import values as _values  # noqa: F401  (adds the readers of values)
from closeknit.sources.mappings.column_names import column_name
from closeknit.sources.mappings.language import entry
from closeknit.sources.mappings.values import Condition, Test, Value, tested
from closeknit.sources.tables.dialects import ReadRules

STANDINGS = ("tested on real files", "published headers", "our own format", "unconfirmed", "")
CASE_STATUSES = ("open", "won", "lost", "closed", "paid", "void")
"""The words for how a case stands."""


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


@dataclass(frozen=True)
class Party:
    """A person or an organization that a row names."""

    kind: str = entry("text", "person or organization.", words=PARTY_KINDS)
    keys: dict[str, tuple[Value, ...]] = entry(
        "keys",
        "What identifies it, the best first: `email`, `domain`, `phone`, `profile` (the address of a "
        "page of theirs), or a number or name inside one "
        "system, such as `xero_contact`. Several keys on one row are one party; a key may have several "
        "values. A further number in one system is an entry that was merged into this one there: "
        '`crm_contact = ["Id", { column = "Merged ids", split = ";" }]`.',
        example='keys = { email = ["Email", "Second email"], phone = "Mobile" }',
    )
    name: Value | None = entry("value", "Its name.", default=None)
    traits: dict[str, Value] = entry("values", "Attributes, such as city or industry.", default={})
    since: Value | None = entry("value", "From when its attributes and `works_at` hold.", default=None)
    since_of: dict[str, Value] = entry(
        "values",
        "From when single attributes hold, where not from `since` on; not known where it is empty.",
        default={},
        example='since_of = { bounced = "Bounced on" }',
    )
    ours: bool = entry("flag", "true: one of our own people, not a customer.", default=False)
    works_at: str = entry("text", "The organization of this row where the person works.", default="")
    several: bool = entry(
        "flag",
        "true: each value of its first key, cut by `split`, is a party of its own. A name or attribute of "
        "the same column and `split` is taken from the piece that names each: `Ana Ruiz <ana@x.example>; …`.",
        default=False,
    )
    required: bool = entry("flag", "true: a row that does not name it is set aside.", default=False)
    with_key: str = entry("text", "Only rows on which it has this key, such as domain.", default="")
    unless: str = entry("text", "Only rows that do not name this other party.", default="")
    when: Condition = entry("condition", "Rows that name it.", default=())


@dataclass(frozen=True)
class Tie:
    """Two parties of a row are related."""

    from_: str = entry("text", "The one.")
    to: str = entry("text", "The other.")
    kind: str = entry("text", "works_at, reports_to, reseller_of, parent_of, referred_by, owns_account …")
    since: Value | None = entry("value", "From when.", default=None)
    until: Value | None = entry("value", "Until when.", default=None)
    when: Condition = entry("condition", "Rows that say so.", default=())


@dataclass(frozen=True)
class Line:
    """A product on an order or invoice."""

    product: Value | None = entry("value", "The product, as the source names it.", default=None)
    description: Value | None = entry("value", "Text of the line.", default=None)
    quantity: Value | None = entry("value", "How many.", default=None)
    amount: Value | None = entry("value", "Money of the line.", default=None)
    profit: Value | None = entry("value", "Margin of the line, where the source states it.", default=None)


@dataclass(frozen=True)
class Activity:
    """Something happened at a time."""

    kind: Value = entry(
        "kind",
        "What happened, as noun.verb_ed, such as `invoice.issued`; or a value with a `map`.",
        example='kind = { column = "event", map = { paid = "payment.received" } }',
    )
    at: Value = entry("value", "When it happened.")
    known: Value | None = entry(
        "value", "When one could know of it. Without it: `at` plus `known_after_days`.", default=None
    )
    optional: bool = entry(
        "flag", "true: a row without `at` simply has none. Otherwise it is set aside.", default=False
    )
    one_per: tuple[str, ...] = entry(
        "texts",
        "Columns that say which activity it is, where several rows speak of one: one per invoice.",
        default=(),
    )
    shared: str = entry(
        "text",
        "A word that several streams of the source use: where `kind` and `one_per` are equal, their rows "
        "speak of one activity, so that an invoice in two reports counts once.",
        default="",
    )
    when: Condition = entry("condition", "Rows that say so.", default=())
    participants: dict[str, tuple[str, ...]] = entry(
        "text lists",
        "Roles, each with the party (or parties) of this row that had it.",
        default={},
        example='participants = { buyer = "client", owner = "seller" }',
    )
    amount: Value | None = entry(
        "value",
        "Money that changed hands or was asked for, with tax. Without it, the sum of the lines.",
        default=None,
    )
    tax: Value | None = entry("value", "Part of `amount` that is tax.", default=None)
    currency: Value | None = entry(
        "value", "Currency of amounts. Without it, the base currency.", default=None
    )
    hours: Value | None = entry("value", "Effort in hours: `1.5` or `01:30`.", default=None)
    cost: Value | None = entry("value", "What it cost us.", default=None)
    billable: Value | None = entry("value", "Yes when it may be charged.", default=None)
    invoiced: Value | None = entry("value", "Yes when it has been charged.", default=None)
    case: str = entry("text", "The [case.…] of this row it belongs to.", default="")
    subject: Value | None = entry("value", "One line of text.", default=None)
    body: Value | None = entry("value", "The whole text.", default=None)
    link: Value | None = entry("value", "Address of the thing in its own system.", default=None)
    details: dict[str, Value] = entry("columns or values", "Anything else, for reading only.", default={})
    lines: tuple[Line, ...] = entry("tables", "Products on this row.", of=Line, default=())


@dataclass(frozen=True)
class Stage:
    """A case was in a stage at a time."""

    name: Value = entry("value", "Name of the stage.")
    at: Value = entry("value", "When it came into it.")
    when: Condition = entry("condition", "Rows that say so.", default=())


@dataclass(frozen=True)
class Case:
    """Something with a life cycle. The newest row that speaks of it wins."""

    kind: str = entry("text", "deal, ticket, project, contract, invoice, survey, campaign, incident …")
    key: Value = entry("value", "What identifies it inside its source.")
    within: str = entry(
        "text",
        "Identify it by name within this organization, whatever the source: projects of a client.",
        default="",
    )
    account: str = entry("text", "The party whose case it is.", default="")
    contact: str = entry("text", "The person it is with.", default="")
    owner: str = entry("text", "Who of us looks after it.", default="")
    name: Value | None = entry("value", "Its title.", default=None)
    type: Value | None = entry("value", "As the source sorts them.", default=None)
    status: Value | None = entry("value", "How it stands: " + ", ".join(CASE_STATUSES) + ".", default=None)
    opened: Value | None = entry("value", "When it began.", default=None)
    due: Value | None = entry(
        "value", "When it should end: due date, end of contract, expected close.", default=None
    )
    closed: Value | None = entry("value", "When it ended.", default=None)
    amount: Value | None = entry("value", "What it is worth; never counted as revenue.", default=None)
    amount_open: Value | None = entry("value", "What is still to be paid.", default=None)
    currency: Value | None = entry("value", "Currency of its amounts.", default=None)
    estimate_hours: Value | None = entry("value", "Effort estimated or agreed, in hours.", default=None)
    seen: Value | None = entry(
        "value", "When the row was true; the newest wins. Without it, the time of the file.", default=None
    )
    stage: Value | None = entry("value", "The stage it is in.", default=None)
    stage_at: Value | None = entry(
        "value", "Since when it is in that stage. Without it, `seen`.", default=None
    )
    stages: tuple[Stage, ...] = entry("tables", "Stages with their own times.", of=Stage, default=())
    details: dict[str, Value] = entry("columns or values", "Anything else, for reading only.", default={})
    when: Condition = entry("condition", "Rows that speak of it.", default=())


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
        """Every column of the file that the mapping reads, once, looked-up ones left out."""
        return self._columns

    @cached_property
    def _columns(self) -> tuple[str, ...]:
        named = [c for signs in self.recognise for c in (*signs.columns, *signs.values)]
        named += self.record.identity
        named += [self.record.version] if self.record.version else []
        named += [c for a in self.activity for c in a.one_per]
        named += [c for v in all_values(self) for c in v.columns()]
        return tuple(dict.fromkeys(c for c in named if not self.looked_up(c)))

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


def all_values(mapping: Mapping) -> Iterator[Value]:
    """Every value of a mapping, those of tests included."""
    yield from tested(mapping.record.keep_where)
    yield from tested(mapping.record.nobody_where)
    for one in mapping.lookup.values():
        yield from one.on.values()
    tables: Iterable[object] = (
        *mapping.party.values(),
        *mapping.tie,
        *mapping.activity,
        *mapping.case.values(),
    )
    for table in tables:
        yield from values_in(table)


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


def values_in(table: object) -> Iterator[Value]:
    """Every value inside a table of the language, a list or a test, in order."""
    if isinstance(table, Value):
        yield table
    elif isinstance(table, dict | tuple):
        for item in table.values() if isinstance(table, dict) else table:
            yield from values_in(item)
    elif isinstance(table, Party | Tie | Activity | Line | Case | Stage):
        yield from values_in(tuple(vars(table).values()))
