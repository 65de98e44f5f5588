"""The application put together: routes made of declared pages, who may see them, and what to say when not."""

from __future__ import annotations

from collections.abc import Callable, Collection

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from closeknit.answers import wording
from closeknit.web import endpoints
from closeknit.web.addresses import Addresses
from closeknit.web.api.answering import call_endpoint, problem
from closeknit.web.api.calls import PREFIX, Refused
from closeknit.web.api.openapi import calls
from closeknit.web.callers import session_of
from closeknit.web.guard import Guard
from closeknit.web.pages import (
    asking,
    building,
    by_hand,
    customers,
    data,
    doors,
    evidence,
    happened,
    held,
    keys,
    mappings,
    me,
    pairs,
    patterns,
    questions,
    search,
    second_step,
    segments,
    team,
    ties,
    today,
    who,
)
from closeknit.web.statics import static
from closeknit.web.visits import Action, Page, Served, Visit


def declared() -> list[Page | Action]:
    """Every page and action there is."""
    return [
        *today.PAGES, *customers.PAGES, *who.PAGES, *happened.PAGES, *by_hand.PAGES, *held.PAGES, *ties.PAGES,
        *questions.PAGES, *evidence.PAGES, *search.PAGES, *data.PAGES, *mappings.PAGES, *pairs.PAGES,
        *asking.PAGES, *building.PAGES, *segments.PAGES, *team.PAGES, *keys.PAGES, *me.PAGES,
        *second_step.PAGES, *patterns.PAGES,
        Action("/leave", endpoints.leave, least="viewer", noted=False, for_setting_up=True),
    ]  # fmt: skip


def make_app(served: Served, *, hosts: Collection[str]) -> Starlette:
    """The application for these host names (with their port)."""
    routes: list[BaseRoute] = [
        Route("/enter/{secret}", endpoints.enter(served)),
        Route("/static/{version}/{name}", static),
        *(Route(one.path, endpoints.door(served, one), methods=["GET", "POST"]) for one in doors.DOORS),
        *(Route(one.path, endpoints.endpoint(served, one), methods=_methods(one)) for one in declared()),
        *(Route(one.route, call_endpoint(served, one), methods=[one.method]) for one in calls()),
    ]
    app = Starlette(
        routes=routes,
        middleware=[
            Middleware(Guard, hosts=hosts, secure=served.secure),
            Middleware(Addresses, refused=_unreadable),
        ],
        exception_handlers={404: _unknown(served), 405: _not_so, Exception: _fault},
    )
    app.state.served = served
    return app


def _methods(one: Page | Action) -> list[str]:
    return ["GET"] if isinstance(one, Page) else ["POST"]


def _unknown(served: Served) -> Callable[[Request, Exception], Response]:
    def unknown(request: Request, error: Exception) -> Response:  # noqa: ARG001
        if _asks_as_program(request):
            where = f"{PREFIX}/openapi.json says what there is."
            return problem(Refused(404, "there is no such call", where).form())
        session = session_of(served, request)
        if session is None:
            return PlainTextResponse("Nothing here.", 404)
        remedy = "The menu leads to every place there is."
        visit = Visit(served, request, session)
        return visit.page("problem.html", status=404, title="There is no such page", remedy=remedy)

    return unknown


def _asks_as_program(request: Request) -> bool:
    return request.url.path.startswith(f"{PREFIX}/")


def _unreadable(request: Request, sign: str) -> Response:
    said, remedy = f"this address holds a control character ({sign})", "Write it without."
    if _asks_as_program(request):
        return problem(Refused(400, said, remedy).form())
    return PlainTextResponse(f"{wording.sentence(said)}. {remedy}", 400)


def _not_so(request: Request, error: Exception) -> Response:
    """A page asked for as an action, or the other way round."""
    headers = getattr(error, "headers", None)
    if _asks_as_program(request):
        where = f"{PREFIX}/openapi.json says what there is."
        return problem(Refused(405, f"{request.method} is not done here", where).form(), headers)
    return PlainTextResponse("Not done here.", 405, headers)


def _fault(request: Request, error: Exception) -> Response:  # noqa: ARG001
    """Our own fault: a sentence for the reader, the details on the console."""
    said = "Something went wrong inside; it is our fault."
    details = "The details are on the console of closeknit serve."
    if _asks_as_program(request):
        return problem(Refused(500, said, details).form())
    return PlainTextResponse(f"{said} {details}", 500)
