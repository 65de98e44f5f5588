"""Customers and people: the lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from starlette.responses import JSONResponse, Response

from closeknit.answers import wording
from closeknit.answers.cells import cell_text
from closeknit.briefings import listing
from closeknit.business import Business
from closeknit.errors import QuestionError, UnknownQuestion, did_you_mean
from closeknit.finding import Understood, matching_on, naming_segments, understood
from closeknit.lenses.seam import each_lens
from closeknit.questions.printing import counted
from closeknit.reports.cells import is_number
from closeknit.reports.csvform import csv_text
from closeknit.reports.jsonform import iso, plain
from closeknit.web.pages.paging import after_token, token
from closeknit.web.pages.pending import nothing_loaded, on_its_way
from closeknit.web.visits import Action, Page, Visit, download

PLACES: Mapping[listing.Of, str] = {"customers": "Customers", "people": "People"}
STANDINGS = ("customer", "prospect", "possible", "partner")
MOST_EXPORTED = 1_000_000
MOST_TYPED = 1_000
"""Characters of a filter."""


def customers(visit: Visit) -> Response:
    """The list of customers."""
    return _list(visit, "customers")


def people(visit: Visit) -> Response:
    """The list of people."""
    return _list(visit, "people")


def _list(visit: Visit, of: listing.Of) -> Response:
    with visit.served.readers.lend() as business:
        if business is None:
            return nothing_loaded(visit, PLACES[of])
        wanted = _wanted(visit, of)
        if is_sentence(wanted.text) and visit.served.readers.answers(business) is None:
            return on_its_way(visit, PLACES[of], visit.served.worker.work_out())
        found, heading, problem = _found(visit, business, of, wanted)
        currency = business.settings.currency
    if visit.file:
        if problem is not None:
            raise problem
        # It may be large: no page that reads tables waits until it is made.
        return _as_file(visit, of, found)
    return visit.page(
        "list.html",
        place=PLACES[of],
        of=of,
        heading=heading,
        columns=listing.COLUMNS[of],
        found=found,
        wanted=wanted,
        problem=problem,
        numeric=is_number,
        cell=lambda value, column: cell_text(value, column, currency),
        standings=STANDINGS if of == "customers" else (),
        beside=[lens for lens in each_lens() if lens.place == PLACES[of]],
        first=visit.asked("after") == "",
        after=token(found.after) if found.after else "",
    )


def _found(
    visit: Visit, business: Business, of: listing.Of, wanted: listing.Wanted
) -> tuple[listing.Rows, str, QuestionError | None]:
    """The rows that are wanted and how many they are; none, and what is wrong, where a sentence is none."""
    everyone = everybody(visit, business, of)
    if not is_sentence(wanted.text):
        found = listing.page(everyone, wanted)
        return found, heading_of(of, found.total, wanted), None
    unfiltered = replace(wanted, text="")
    try:
        asked = sentence_of(business, of, wanted.text)
        found = listing.page(matching(visit, business, of, asked), unfiltered)
    except QuestionError as error:
        return listing.page(everyone.slice(0, 0), unfiltered), "The sentence was not understood", error
    if wanted.standing:
        return found, f"{heading_of(of, found.total, unfiltered)} among {asked.sentence}", None
    said = counted(found.total, asked.tree, naming_segments(business))
    return found, wording.sentence(said), None


def _as_file(visit: Visit, of: listing.Of, found: listing.Rows) -> Response:
    if visit.request.url.path.endswith(".json"):
        return JSONResponse({"total": found.total, "rows": [row_json(row) for row in found.rows]})
    names = ["key", *(c.name for c in listing.COLUMNS[of] if c.name != "key")]
    return download(csv_text(names, ([row[n] for n in names] for row in found.rows)), f"{of}.csv", "text/csv")


def heading_of(of: listing.Of, total: int, wanted: listing.Wanted) -> str:
    """How many there are, of what, and how they were looked for."""
    if of == "people":
        said = wording.count(total, "person", "people")
    elif wanted.standing:
        said = wording.count(total, wording.standing(wanted.standing))
    else:
        said = wording.count(total, "customer, prospect or partner", "customers, prospects and partners")
    return f"{said} with “{wanted.text}” in name or address" if wanted.text else said


def everybody(visit: Visit, business: Business, of: listing.Of) -> pa.Table:
    """All rows of a list, computed once for each version of the tables."""
    key = ("list", of, business.book.folder.name, business.today_here())
    return visit.served.readers.memory.get(key, lambda: listing.everybody(business.plain_question(None), of))


def is_sentence(text: str) -> bool:
    """Whether a filter is a sentence of the question language: "who are late", "customers whose …"."""
    return not {"who", "whose"}.isdisjoint(text.lower().split()[:3])


def sentence_of(business: Business, of: listing.Of, text: str) -> Understood:
    """What a filter asks; whom it looks for may be left out.

    Raises:
        NotUnderstood, UnknownQuestion: it is no sentence, or cannot be answered.
    """
    begins = text.lower().split()[0] in ("who", "whose")
    return understood(business, f"{of if of == 'people' else 'organizations'} {text}" if begins else text)


def matching(visit: Visit, business: Business, of: listing.Of, asked: Understood) -> pa.Table:
    """The rows of a list that a sentence is true of."""
    everyone = everybody(visit, business, of)

    def found() -> pa.Table:
        ids = pa.array([row["who"] for row in matching_on(business, asked)], pa.int64())
        return everyone.filter(pc.is_in(everyone["party_id"], value_set=ids))

    return visit.served.readers.memory.get(("matching", of, asked.key), found)


DAYS = {c.name for columns in listing.COLUMNS.values() for c in columns if c.kind == "day"}


def row_json(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a list as plain values, its days as people and programs write them."""
    shown = {name: value for name, value in row.items() if not name.startswith("_")}
    return {name: iso(value) if name in DAYS else plain(value) for name, value in shown.items()}


def _wanted(visit: Visit, of: listing.Of) -> listing.Wanted:
    names = [c.name for c in listing.COLUMNS[of]]
    sort, down = listing.FIRST[of]
    if given := visit.asked("sort"):
        if given not in names:
            raise UnknownQuestion(f'the list has no column "{given}"', remedy=did_you_mean(given, names))
        sort, down = given, visit.asked("down") == "1"
    standing = visit.asked("is")
    if standing and standing not in STANDINGS:
        raise UnknownQuestion(f'nobody is a "{standing}"', remedy=f"There are: {', '.join(STANDINGS)}.")
    found = listing.Wanted(sort, down, visit.asked("q")[:MOST_TYPED], standing)
    if visit.file:
        return replace(found, most=MOST_EXPORTED)
    return replace(found, after=after_token(visit.asked("after")))


PAGES: list[Page | Action] = [
    Page("/customers", customers),
    Page("/customers.json", customers),
    Page("/customers.csv", customers),
    Page("/people", people),
    Page("/people.json", people),
    Page("/people.csv", people),
]
