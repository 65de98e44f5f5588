"""The application put together: routes made of declared pages, who may see them, and what to say when not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from closeknit.errors import CloseknitError, UnknownCustomer, UnknownFinding
from closeknit.web.api.answering import endpoint, problem
from closeknit.web.api.calls import PREFIX, Refused
from closeknit.web.api.openapi import calls
from closeknit.web.callers import COOKIE, session_of
from closeknit.web.guard import Guard
from closeknit.web.pages import asking, customers, data, evidence, pairs, questions, search, today
from closeknit.web.sent import form_of, ours, too_much
from closeknit.web.statics import static
from closeknit.web.visits import Action, Page, Served, Visit, back_to

NOT_FOUND = (UnknownCustomer, UnknownFinding)

Endpoint = Callable[[Request], Awaitable[Response]]


def declared() -> list[Page | Action]:
    """Every page and action there is."""
    return [
        *today.PAGES, *customers.PAGES, *questions.PAGES, *evidence.PAGES, *search.PAGES, *data.PAGES,
        *pairs.PAGES, *asking.PAGES,
        Action("/leave", leave, least="viewer"),
    ]  # fmt: skip


def make_app(served: Served, *, hosts: Collection[str]) -> Starlette:
    """The application for these host names (with their port)."""
    routes: list[BaseRoute] = [
        Route("/enter/{secret}", _enter(served)),
        Route("/static/{version}/{name}", static),
        *(Route(one.path, _endpoint(served, one), methods=_methods(one)) for one in declared()),
        *(Route(one.route, endpoint(served, one), methods=[one.method]) for one in calls()),
    ]
    app = Starlette(
        routes=routes,
        middleware=[Middleware(Guard, hosts=hosts)],
        exception_handlers={404: _unknown(served), 405: _not_so, Exception: _fault},
    )
    app.state.served = served
    return app


def _methods(one: Page | Action) -> list[str]:
    return ["GET"] if isinstance(one, Page) else ["POST"]


def _endpoint(served: Served, one: Page | Action) -> Endpoint:
    """What runs for a page or action: who may, the form where there is one, then the handler off the loop."""

    async def run(request: Request) -> Response:
        session = session_of(served, request)
        if session is None:
            return await run_in_threadpool(_outside, served)
        visit = Visit(served, request, session)
        if not session.may(one.least):
            return _refused(visit, f"This takes the role “{one.least}”; yours is “{session.role}”.")
        if isinstance(one, Page):
            return await run_in_threadpool(_answered, one, visit)
        if (much := too_much(request)) is not None:
            return PlainTextResponse(much[1], much[0])
        form = await form_of(request)
        try:
            if not ours(session, form, request):
                return _refused(visit, "This form is out of date. Go back, reload the page and try again.")
            return await run_in_threadpool(_answered, one, Visit(served, request, session, form))
        finally:
            await form.close()

    return run


def _answered(one: Page | Action, visit: Visit) -> Response:
    """The handler's answer; an error a user can meet becomes a page that says what to do."""
    try:
        return one.handle(visit)
    except CloseknitError as error:
        named = error.about and error.about in visit.request.path_params.values()
        status = 404 if named or isinstance(error, NOT_FOUND) else 400
        if visit.file:
            return PlainTextResponse(f"{error}\n", status)
        return visit.page("problem.html", status=status, title=error.message, remedy=error.remedy)


def _refused(visit: Visit, why: str) -> Response:
    return visit.page("problem.html", status=403, title="Not done", remedy=why)


def _outside(served: Served) -> Response:
    """What a stranger sees; a new link is printed where the server runs, not shown here."""
    from closeknit.web.serving import tell_link

    tell_link(served, served.entrance.knock())
    return HTMLResponse(served.show("outside.html", {"business": served.workspace.settings.name}), 401)


def _enter(served: Served) -> Endpoint:
    async def enter(request: Request) -> Response:
        if session_of(served, request) is not None:
            return back_to("/")
        secret = served.entrance.enter(request.path_params["secret"])
        if not secret:
            return await run_in_threadpool(_outside, served)
        answer = back_to("/")
        answer.set_cookie(COOKIE, secret, httponly=True, samesite="lax", path="/")
        return answer

    return enter


def leave(visit: Visit) -> Response:
    """End the session."""
    if secret := visit.request.cookies.get(COOKIE):
        visit.served.entrance.leave(secret)
    answer = back_to("/")
    answer.delete_cookie(COOKIE)
    return answer


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
