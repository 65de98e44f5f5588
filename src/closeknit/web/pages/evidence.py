"""What lies behind: the lines that a finding counts, the papers of a purchase, and how a customer's entries
came together."""

from __future__ import annotations

from starlette.responses import JSONResponse, Response

from closeknit.briefings.purchases import is_purchase_name
from closeknit.briefings.why import Explanation as FindingWhy
from closeknit.business import Business
from closeknit.errors import UnknownFinding, UnknownQuestion
from closeknit.reports.evidence import why_json
from closeknit.reports.purchases import opened_json
from closeknit.web.loads import taking_back
from closeknit.web.pages.pending import nothing_loaded, on_its_way
from closeknit.web.visits import Action, Page, Visit, back_to

ROWS, MOST_ROWS = 20, 500


def why(visit: Visit) -> Response:
    """The evidence of a finding; for a purchase, its papers; for a key, why its entries are one."""
    thing = visit.request.path_params["thing"]
    as_json = thing.endswith(".json")
    thing = thing.removesuffix(".json")
    rows = min(MOST_ROWS, visit.number("rows") or ROWS)
    with visit.served.readers.lend() as business:
        if business is None:
            return nothing_loaded(visit, "Data")
        if is_purchase_name(thing):
            return _purchase(visit, business, thing, as_json=as_json)
        try:
            name = ("why", thing, rows, business.ledger.version(), business.book.folder.name)
            found = visit.served.readers.memory.get(
                name, lambda: business.why(thing, rows=rows, asking=False)
            )
        except UnknownFinding:
            # Asking again takes its time, and only where answers are missing can it find more.
            if visit.served.readers.answers(business) is not None:
                raise
            return on_its_way(visit, "Data", visit.served.worker.work_out())
    if as_json:
        return JSONResponse(why_json(found))
    if isinstance(found, FindingWhy):
        return visit.page("why_finding.html", found=found, rows=rows, most=MOST_ROWS)
    return visit.page("why_party.html", place="People", found=found)


def _purchase(visit: Visit, business: Business, name: str, *, as_json: bool) -> Response:
    """A purchase with the papers that it is made of."""
    found = business.purchase(name)
    if as_json:
        return JSONResponse(opened_json(found))
    return visit.page("why_purchase.html", place="Customers", found=found)


def part_again(visit: Visit) -> Response:
    """Say that a join was wrong: the two sides are two from now on."""
    join = visit.given("join")
    if not join.startswith("j-"):
        raise UnknownQuestion(f'"{join}" is no join', about=join)

    job = visit.served.worker.submit("Taking apart", taking_back(join))
    visit.served.worker.work_out()
    return back_to(f"/data/jobs/{job.id}")


PAGES: list[Page | Action] = [
    Page("/why/{thing:path}", why),
    Action("/apart", part_again, least="analyst", did="took a join apart", about="join"),
]
