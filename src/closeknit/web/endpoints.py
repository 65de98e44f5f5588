"""What runs for a page, an action and a door: who may, the form where there is one, then the handler.

Handlers run off the loop. What somebody does, takes out or is refused is noted where a team works.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from closeknit.desk.audit import REFUSED
from closeknit.errors import CloseknitError, UnknownCustomer, UnknownFinding
from closeknit.web.callers import give_cookie, note, secret_of, session_of
from closeknit.web.pages.doors import stranger
from closeknit.web.pages.second_step import SET_UP
from closeknit.web.sent import form_of, ours, too_much
from closeknit.web.visits import Action, Door, Page, Served, Visit, back_to

NOT_FOUND = (UnknownCustomer, UnknownFinding)

SMALL = 16_384
"""Bytes of a form that strangers may send."""

Endpoint = Callable[[Request], Awaitable[Response]]


def endpoint(served: Served, one: Page | Action) -> Endpoint:
    """What runs for a page or an action."""

    async def run(request: Request) -> Response:
        session = await run_in_threadpool(session_of, served, request)
        if session is None:
            return await run_in_threadpool(outside, served, request)
        visit = Visit(served, request, session)
        if session.owes_codes and not one.for_setting_up:
            return back_to(SET_UP) if isinstance(one, Page) else _refused(visit, "Set up codes first.")
        if not session.may(one.least):
            await run_in_threadpool(note, served, session, request, REFUSED, one.path)
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
        made = one.handle(visit)
        _note(one, visit, made)
        return made
    except CloseknitError as error:
        named = error.about and error.about in visit.request.path_params.values()
        status = 404 if named or isinstance(error, NOT_FOUND) else 400
        if visit.file:
            return PlainTextResponse(f"{error}\n", status)
        return visit.page("problem.html", status=status, title=error.message, remedy=error.remedy)


def _note(one: Page | Action, visit: Visit, made: Response) -> None:
    """Keep that something was done, or taken out as a file."""
    if isinstance(one, Action):
        if one.noted:
            note(visit.served, visit.session, visit.request, one.did or one.path, visit.given(one.about))
    elif visit.file and made.status_code == 200:
        note(visit.served, visit.session, visit.request, "took out", visit.request.url.path)


def _refused(visit: Visit, why: str) -> Response:
    return visit.page("problem.html", status=403, title="Not done", remedy=why)


def outside(served: Served, request: Request) -> Response:
    """What a stranger sees: the page to log in on; for one person, that a link is printed on the console."""
    if served.team is not None:
        return stranger(served, request)
    served.tell_link(served.entrance.knock())
    return HTMLResponse(served.show("outside.html", {"business": served.workspace.settings.name}), 401)


def enter(served: Served) -> Endpoint:
    """What runs for a link that opens once; where a team works, there is none."""

    async def run(request: Request) -> Response:
        if await run_in_threadpool(session_of, served, request) is not None:
            return back_to("/")
        secret = "" if served.team else served.entrance.enter(request.path_params["secret"])
        if not secret:
            return await run_in_threadpool(outside, served, request)
        return give_cookie(served, back_to("/"), secret)

    return run


def leave(visit: Visit) -> Response:
    """End the session."""
    secret = secret_of(visit.served, visit.request)
    if visit.served.team is not None:
        visit.served.team.leave(secret, visit.served.team.by(visit.session.user, visit.request))
    else:
        visit.served.entrance.leave(secret)
    return give_cookie(visit.served, back_to("/"), "")


def door(served: Served, one: Door) -> Endpoint:
    """What runs for a page that strangers see; there is none where one person works."""

    async def run(request: Request) -> Response:
        team = served.team
        if team is None:
            return PlainTextResponse("Nothing here.", 404)
        if request.method != "POST":
            return await run_in_threadpool(one.show, served, team, request)
        if (much := too_much(request, SMALL)) is not None:
            return PlainTextResponse(much[1], much[0])
        form = await form_of(request, files=0, fields=10)
        return await run_in_threadpool(one.act, served, team, request, form)

    return run
