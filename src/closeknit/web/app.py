"""The application put together: routes made of declared pages, who may see them, and what to say when not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from closeknit.errors import CloseknitError, UnknownCustomer, UnknownFinding
from closeknit.web.entrance import Session
from closeknit.web.guard import Guard
from closeknit.web.pages import asking, customers, data, evidence, pairs, questions, search, today
from closeknit.web.statics import static
from closeknit.web.uploads import MOST_BYTES
from closeknit.web.visits import Action, Page, Served, Visit, back_to

COOKIE = "closeknit"
FIELD = "form"
"""Field of every form that holds the session's secret for forms."""

MOST_FILES, MOST_FIELDS = 1_000, 200

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
    ]
    app = Starlette(
        routes=routes,
        middleware=[Middleware(Guard, hosts=hosts)],
        exception_handlers={404: _unknown(served), Exception: _fault},
    )
    app.state.served = served
    return app


def _methods(one: Page | Action) -> list[str]:
    return ["GET"] if isinstance(one, Page) else ["POST"]


def session_of(served: Served, request: Request) -> Session | None:
    """Who asks; None for a stranger."""
    secret = request.cookies.get(COOKIE)
    return served.entrance.session(secret) if secret else None


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
        if (why := _too_long(request)) is not None:
            return why
        form = await request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS)
        try:
            if not _ours(session, form, request):
                return _refused(visit, "This form is out of date. Go back, reload the page and try again.")
            return await run_in_threadpool(_answered, one, Visit(served, request, session, form))
        finally:
            await form.close()

    return run


def _too_long(request: Request) -> Response | None:
    """A refusal of what is larger than we take, or does not say how large it is."""
    length = request.headers.get("content-length", "")
    if not length.isdecimal():
        return PlainTextResponse("Say how long it is (Content-Length).", 411)
    if int(length) > MOST_BYTES:
        most = f"At most {MOST_BYTES >> 30} GB at once. Send the files one after the other."
        return PlainTextResponse(most, 413)
    return None


def _ours(session: Session, form: FormData, request: Request) -> bool:
    given = form.get(FIELD) or request.headers.get("x-form") or ""
    return isinstance(given, str) and session.sent_by(given)


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
        session = session_of(served, request)
        if session is None:
            return PlainTextResponse("Nothing here.", 404)
        remedy = "The menu leads to every place there is."
        visit = Visit(served, request, session)
        return visit.page("problem.html", status=404, title="There is no such page", remedy=remedy)

    return unknown


def _fault(request: Request, error: Exception) -> Response:  # noqa: ARG001
    """Our own fault: a sentence for the reader, the details on the console."""
    return PlainTextResponse(
        "Something went wrong inside; it is our fault. The details are on the console of closeknit serve.",
        500,
    )
