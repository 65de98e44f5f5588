"""What happened with a customer or person: as a list that goes on and on, as a file, and one event whole."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from starlette.responses import JSONResponse, Response

from closeknit.briefings.story import Wanted, story
from closeknit.lenses.naming import meant
from closeknit.lenses.seam import Question
from closeknit.reports.csvform import csv_text
from closeknit.reports.jsonform import iso
from closeknit.web.pages.paging import after_token
from closeknit.web.pages.pending import nothing_loaded
from closeknit.web.visits import Action, Page, Visit, download

MOST_EVENTS = 100_000
EVENT_COLUMNS = ("id", "day", "kind", "subject", "with", "amount", "hours")


def wanted_of(visit: Visit, question: Question) -> Wanted:
    """Which events an address asks for."""
    person = visit.asked("with")
    after = after_token(visit.asked("after"))
    found = Wanted(
        kind=visit.asked("kind")[:80],
        text=visit.asked("text")[:200],
        person=meant(question, person) if person else None,
    )
    if after is None or not isinstance(after[0], str):
        return found
    with suppress(ValueError):
        return replace(found, after=(datetime.fromisoformat(after[0]).replace(tzinfo=None), after[1]))
    return found


def events(visit: Visit) -> Response:
    """What happened with somebody, as CSV or JSON: all of it, filtered as on the page."""
    key, ending = visit.key("csv", "json")
    with visit.served.readers.lend() as business:
        if business is None:
            return nothing_loaded(visit, "Customers")
        question = business.plain_question(visit.day("as_of"))
        wanted = replace(wanted_of(visit, question), after=None, most=MOST_EVENTS)
        found = story(question, meant(question, key), wanted)
    rows = list(map(event_row, found.events))
    if ending == "json":
        return JSONResponse({"total": found.total, "rows": rows})
    names = list(EVENT_COLUMNS)
    return download(csv_text(names, ([row[n] for n in names] for row in rows)), "events.csv", "text/csv")


def event_row(one: Any) -> dict[str, Any]:
    """An event as plain values."""
    who = "; ".join(subject.name for subject in one.who)
    return dict(
        zip(
            EVENT_COLUMNS,
            (one.activity_id, iso(one.day), one.kind, one.subject, who, one.amount, one.hours),
            strict=True,
        )
    )


def event(visit: Visit) -> Response:
    """One thing that happened: its text, who took part, and the line it was read from."""
    with visit.served.readers.lend() as business:
        if business is None:
            return nothing_loaded(visit, "Customers")
        found = business.event(visit.request.path_params["number"])
        return visit.page("event.html", place="Customers", found=found, currency=business.settings.currency)


PAGES: list[Page | Action] = [
    Page("/events/{key:path}", events),
    Page("/event/{number:int}", event),
]
