"""The forms that calls give, as JSON Schema: those of this interface, and those that commands print too.

Forms of our own are declared as structs, from which msgspec makes the schema; the others are documented field
by field in `reports`, and their schema is made from that.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from closeknit.reports.forms import CUSTOMER, TODAY, WHY_CUSTOMER, WHY_FINDING
from closeknit.reports.jsonform import FIELDS

REFERENCE = "#/components/schemas/{name}"

Day = Annotated[str, Meta(description="a day such as 2026-06-30")]
Moment = Annotated[str, Meta(description="a time in UTC such as 2026-06-30T09:15:00+00:00")]


class Problem(Struct):
    """Why something was not done (RFC 9457), sent as application/problem+json."""

    type: Annotated[str, Meta(description="names the sort of problem")]
    title: Annotated[str, Meta(description="what is wrong, with the value that was found")]
    status: Annotated[int, Meta(description="the HTTP status")]
    detail: Annotated[str, Meta(description="what to do; may be empty")]
    where: Annotated[str, Meta(description="the parameter, file or thing it is about; may be empty")]


class State(Struct):
    """Whose data this is, which state it is in, and who asks."""

    business: str
    version: Annotated[str, Meta(description="version of Closeknit")]
    book_version: Annotated[str, Meta(description="state of the loaded data; empty where nothing is loaded")]
    user: Annotated[str, Meta(description="who asks: a person or the name of a key")]
    role: Annotated[str, Meta(description="viewer, member, analyst or admin")]


class OptionOf(Struct):
    """A setting of a question."""

    name: str
    type: str
    help: str
    default: str | int | float | bool | None
    choices: list[str]


class QuestionOf(Struct):
    """A question there is."""

    name: Annotated[str, Meta(description="its address is /answers/NAME")]
    question: Annotated[str, Meta(description="as a person would ask it")]
    place: Annotated[str, Meta(description="place of the menu")]
    minimum: Annotated[str, Meta(description="the least data it needs")]
    options: list[OptionOf]


class Questions(Struct):
    """Every question there is."""

    questions: list[QuestionOf]


class PartyOf(Struct):
    """A customer, prospect, partner or person as lists show them. People have no money, customers no `at`."""

    party_id: Annotated[int, Meta(description="number as in tables; it may change, the key stays")]
    key: Annotated[str, Meta(description="stays the same; its address is /parties/KEY")]
    name: str
    standing: Annotated[str, Meta(description="customer, prospect, possible, partner")]
    last_day: Annotated[Day | None, Meta(description="last day heard of")]
    year: Annotated[float | None, Meta(description="revenue of the last 365 days, in the base currency")] = (
        None
    )
    revenue: Annotated[float | None, Meta(description="revenue in all, in the base currency")] = None
    purchases: Annotated[int | None, Meta(description="how many purchases")] = None
    bought_day: Annotated[Day | None, Meta(description="day of the last purchase")] = None
    owner: Annotated[str | None, Meta(description="who of us looks after it")] = None
    at: Annotated[str | None, Meta(description="where a person works")] = None
    days: Annotated[int | None, Meta(description="on how many days a person was heard of")] = None


class Parties(Struct):
    """A page of the list of customers or people."""

    total: Annotated[int, Meta(description="how many there are in all that match")]
    currency: Annotated[str, Meta(description="of all sums")]
    rows: list[PartyOf]
    next: Annotated[str | None, Meta(description="`after` of the next page; null on the last")]


class ImportOf(Struct):
    """One reading of a file."""

    id: Annotated[str, Meta(description="such as i-0007")]
    at: Moment
    state: Annotated[str, Meta(description="complete, undone, replaced …")]
    file: str | None
    title: Annotated[str, Meta(description="what the file was understood as")]
    stream: Annotated[str, Meta(description="source and stream")]
    received: Annotated[int, Meta(description="lines read")]
    stored: Annotated[int, Meta(description="lines that were new")]
    duplicate: Annotated[int, Meta(description="lines that had been there")]
    set_aside: Annotated[int, Meta(description="lines set aside")]
    rejected: Annotated[int, Meta(description="lines that are no data, such as totals")]
    sha256: Annotated[str | None, Meta(description="of the file")]


class Imports(Struct):
    """What was loaded, the newest first."""

    total: int
    rows: list[ImportOf]
    next: Annotated[str | None, Meta(description="`after` of the next page; null on the last")]


class LineAside(Struct):
    """A line set aside, or one read without one of its values."""

    stream: Annotated[str, Meta(description="source and stream")]
    file: str | None
    line: Annotated[int | None, Meta(description="line of the file, where it is known")]
    record: Annotated[int | None, Meta(description="which record of the file, from 1")]
    whole: Annotated[bool, Meta(description="the whole line is set aside, not only a value")]
    code: Annotated[str, Meta(description="sort of problem, such as date.impossible")]
    field: Annotated[str | None, Meta(description="the column")]
    value: Annotated[str | None, Meta(description="the value that was found")]
    reason: Annotated[str, Meta(description="what is wrong and what was expected")]
    remedy: Annotated[str, Meta(description="what to do")]


class LinesAside(Struct):
    """Lines of an import that are set aside as things stand now."""

    total: int
    rows: list[LineAside]


class ReadFile(Struct):
    """What became of a file that was sent."""

    file: str
    title: Annotated[str, Meta(description="what it was understood as; empty where it was not")]
    import_id: str
    received: int
    stored: int
    duplicate: int
    set_aside: int
    rejected: int


class NotRead(Struct):
    """A file that was not read."""

    file: str
    reason: str
    remedy: str


class JobOf(Struct):
    """Something that takes its time."""

    id: str
    title: str
    state: Annotated[str, Meta(description="waiting, running, done or failed")]
    step: Annotated[str, Meta(description="what is going on")]
    done: int
    total: int
    said: Annotated[str, Meta(description="what was done, in a sentence")] = ""
    read: Annotated[list[ReadFile], Meta(description="files that were read")] = []
    not_read: Annotated[list[NotRead], Meta(description="files that were not, and why")] = []
    problem: Problem | None = None


class SegmentLine(Struct):
    """A saved question, as it was last looked at."""

    name: Annotated[str, Meta(description="its address is /segments/NAME")]
    question: Annotated[str, Meta(description="the sentence")]
    things: Annotated[str, Meta(description="whom it is of: customers, people, deals …")]
    count: Annotated[int, Meta(description="how many are in it")]
    entered_lately: Annotated[int, Meta(description="how many entered within 7 days")]
    left_lately: Annotated[int, Meta(description="how many left within 7 days")]
    looked_at: Annotated[Day | None, Meta(description="the last day on which it was looked at")]


class Segments(Struct):
    """Every saved question."""

    segments: list[SegmentLine]


class MemberOf(Struct):
    """Somebody in a segment, or a deal, ticket … in it."""

    key: str
    name: str
    number: Annotated[int, Meta(description="0 where nothing of it is loaded any more")]
    entered: Annotated[Day | None, Meta(description="the first day in it; null where nobody looked")]
    or_before: Annotated[bool, Meta(description="was in it when it was looked at first")]
    left: Annotated[Day | None, Meta(description="the first day out of it, of those who left")] = None


class FreshnessOf(Struct):
    """How new a source is."""

    source: str
    newest: Annotated[Day | None, Meta(description="the day of its newest fact; null where none has a day")]
    days_old: int | None
    rows: int
    set_aside: int


class SegmentOf(Struct):
    """A saved question on a day: who is in it, and who left within 7 days."""

    name: str
    question: str
    things: str
    as_of: Day
    note: Annotated[str, Meta(description="where the day is not today, why")]
    looked_at: Annotated[bool, Meta(description="whether it was looked at on that day")]
    members: list[MemberOf]
    left: list[MemberOf]
    freshness: list[FreshnessOf]


class NoteOf(Struct):
    """What somebody wrote about a customer or person; a promise where it has a day."""

    id: Annotated[str, Meta(description="such as d-0007; by it, it is taken back")]
    text: str
    due: Annotated[Day | None, Meta(description="the day it is promised for")]
    by: Annotated[str, Meta(description="who wrote it")]
    at: Moment


class CorrectionOf(Struct):
    """What a fact of a customer or person is, whatever files say."""

    id: Annotated[str, Meta(description="such as d-0007; by it, it is taken back")]
    fact: Annotated[str, Meta(description="such as city")]
    value: str
    by: Annotated[str, Meta(description="who corrected it")]
    at: Moment


class Written(Struct):
    """What people wrote about a customer or person, the newest first."""

    notes: list[NoteOf]
    corrections: list[CorrectionOf]


class Kept(Struct):
    """What was written down, or taken back."""

    id: Annotated[str, Meta(description="its number, such as d-0007")]


STRUCTS = (
    Problem, State, Questions, Parties, ImportOf, Imports, LinesAside, JobOf, Segments, SegmentOf, Written,
    Kept,
)  # fmt: skip

DOCUMENTED: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "Answer": ("The answer to a question or sentence.", FIELDS),
    "Today": ("Whom to turn to now, and why.", TODAY),
    "Party": ("Everything to know of one customer.", CUSTOMER),
    "WhyFinding": ("What lies behind a finding.", WHY_FINDING),
    "WhyParty": ("Why entries are one customer or person.", WHY_CUSTOMER),
}
"""Forms that commands print too."""


def schemas() -> dict[str, Any]:
    """The JSON Schema of every form by name."""
    _, ours = msgspec.json.schema_components(STRUCTS, ref_template=REFERENCE)
    return ours | {name: documented(said, fields) for name, (said, fields) in DOCUMENTED.items()}


def documented(said: str, fields: Mapping[str, str]) -> dict[str, Any]:
    """The schema of a form from the names of its fields: `a.b` is within `a`, `a[].b` within each item."""
    found: dict[str, Any] = {"type": "object", "description": said}
    for path, meaning in fields.items():
        at = found
        *outer, last = path.split(".")
        for part in outer:
            at = _into(at, part)
        _into(at, last)["description"] = meaning
    return found


def _into(schema: dict[str, Any], part: str) -> dict[str, Any]:
    """The schema of a property of an object; of the items of a list for a name that ends in []."""
    name = part.removesuffix("[]")
    inside: dict[str, Any] = schema.setdefault("properties", {}).setdefault(name, {})
    if not part.endswith("[]"):
        return inside
    inside["type"] = "array"
    items: dict[str, Any] = inside.setdefault("items", {})
    return items
