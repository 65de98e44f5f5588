"""Who of us knows whom at a customer: the map on its page, and the same as a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup
from starlette.responses import Response

from closeknit.answers import Answer, Picture, Subject
from closeknit.briefings.who_knows import who_knows
from closeknit.business import Business
from closeknit.errors import UnknownQuestion
from closeknit.lenses.naming import meant
from closeknit.reports.pictures import drawn
from closeknit.web.pages.pending import nothing_loaded, on_its_way
from closeknit.web.pages.pictures import FORMS, as_file, under
from closeknit.web.showing import map_path
from closeknit.web.visits import Action, Page, Visit

WIDTH = 360
"""Pixels of the map, beside what else is told."""
WHOLE = Markup('<p class="small"><a href="/questions/relations">the whole map</a></p>')


def map_of(visit: Visit, business: Business, answers: Sequence[Answer], firm: Subject) -> dict[str, Any]:
    """What a customer's page needs to show today's map; its `ties` is None where nobody knows anybody."""

    def made() -> tuple[Picture | None, str]:
        found = who_knows(answers, firm.party_id)
        return found, drawn(found, width=WIDTH) if found is not None else ""

    named = ("ties", firm.key, business.book.folder.name, business.today_here())
    found, svg = visit.served.readers.memory.get(named, made)
    return {
        "ties": found,
        "svg": lambda _: Markup(svg),
        "over_picture": lambda _: "",
        "under_picture": lambda picture: under(picture, lambda form: map_path(firm.key, form)) + WHOLE,
    }


def file(visit: Visit) -> Response:
    """The map of a customer as SVG or PNG, or its rows as CSV or JSON."""
    key, form = visit.key(*FORMS)
    with visit.served.readers.lend() as business:
        if business is None:
            return nothing_loaded(visit, "Customers")
        answers = visit.served.readers.answers(business)
        if answers is None:
            return on_its_way(visit, "Customers", visit.served.worker.work_out())
        found = who_knows(answers, meant(business.plain_question(None), key).account_id)
    if found is None or not form:
        raise UnknownQuestion("nobody of us is known to know anybody there", about=key)
    return as_file(found, form, "who-knows-whom")


PAGES: list[Page | Action] = [Page("/map/{key:path}", file)]
