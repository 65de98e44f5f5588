"""What a row says, in a mapping: who is on it, how they are related, what happened, what has a life cycle.

The tables are part of the mapping language (see `mapping`); what values can do is said in `values`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from closeknit.claims import PARTY_KINDS
from closeknit.sources.mappings.language import entry
from closeknit.sources.mappings.values import Condition, Value

CASE_STATUSES = ("open", "won", "lost", "closed", "paid", "void")
"""The words for how a case stands."""


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


def values_in(table: object) -> Iterator[Value]:
    """Every value inside a table of the language, a list or a test, in order."""
    if isinstance(table, Value):
        yield table
    elif isinstance(table, dict | tuple):
        for item in table.values() if isinstance(table, dict) else table:
            yield from values_in(item)
    elif isinstance(table, Party | Tie | Activity | Line | Case | Stage):
        yield from values_in(tuple(vars(table).values()))
