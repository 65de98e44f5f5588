"""Everything we hold on a customer or person."""

from __future__ import annotations

from starlette.responses import JSONResponse, Response

from closeknit.reports.csvform import csv_text
from closeknit.reports.held import held_json, held_rows
from closeknit.web.pages.pending import nothing_loaded
from closeknit.web.visits import Action, Page, Visit, download

LINES_SHOWN = 100
"""Lines of files that the page shows; its files have all of them."""


def page(visit: Visit) -> Response:
    """Everything we hold on somebody: as a page, as CSV with a row for every line, as JSON."""
    key, ending = visit.key("csv", "json")
    with visit.served.readers.lend() as business:
        if business is None:
            return nothing_loaded(visit, "Data")
        name = ("held", key, business.ledger.version(), business.book.folder.name)
        found = visit.served.readers.memory.get(name, lambda: business.held(key))
        titles = business.titles()
    if ending == "json":
        return JSONResponse(held_json(found))
    if ending == "csv":
        return download(csv_text(*held_rows(found)), "held.csv", "text/csv")
    return visit.page(
        "held.html",
        place="People",
        held=found,
        lines=found.lines if visit.asked("all") == "1" else found.lines[:LINES_SHOWN],
        titles=titles,
    )


PAGES: list[Page | Action] = [Page("/held/{key:path}", page)]
