"""The pages that strangers see where a team works: logging in, and choosing a password by a link."""

from __future__ import annotations

import re
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from closeknit.desk.one_time import LONGEST as LONGEST_CODE
from closeknit.desk.secrets import LONGEST, SHORTEST
from closeknit.errors import CloseknitError, CodeAsked, NotLetIn, TooManyTries
from closeknit.web.callers import give_cookie, secret_of
from closeknit.web.sent import too_often
from closeknit.web.team import Team
from closeknit.web.visits import Door, Served, address_of, asks_file, back_to

LOG_IN, GIVE_CODE, WELCOME = "/log-in", "/log-in/code", "/welcome"

ON_OUR_HOST = re.compile(r"/(?!/)[!-\[\]-~]{0,2000}")
"""An address that leads nowhere else, whatever browsers make of blanks, backslashes and two strokes."""


def page(served: Served, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A page without a menu."""
    lengths = {"shortest": SHORTEST, "longest": LONGEST, "longest_code": LONGEST_CODE}
    given = {**lengths, "problem": None, "name": "", "to": "/", **context}
    return HTMLResponse(served.show(template, given), status)


def ask_name(served: Served, _team: Team, _request: Request) -> Response:
    """The page to log in on."""
    return page(served, "log_in.html")


def log_in(served: Served, team: Team, request: Request, form: FormData) -> Response:
    """Log somebody in, in a new session whatever the browser had before."""
    name, to = _field(form, "name"), _to(form)
    try:
        return _logged_in(served, team, request, (name, _field(form, "password")), to)
    except (NotLetIn, TooManyTries) as error:
        return too_often(page(served, "log_in.html", 401, problem=error, name=name, to=to), error)


def _logged_in(
    served: Served, team: Team, request: Request, name_and_password: tuple[str, str], to: str
) -> Response:
    """Go on to a page, or to the one that asks for a code."""
    try:
        secret = team.log_in(*name_and_password, request)
    except CodeAsked as asked:
        return page(served, "give_code.html", halfway=asked.halfway, to=to)
    return _in_anew(served, team, request, secret, to)


def give_code(served: Served, team: Team, request: Request, form: FormData) -> Response:
    """Log somebody in whose password fitted, by their code."""
    halfway, to = _field(form, "halfway"), _to(form)
    try:
        secret = team.finish(halfway, _field(form, "code"), request)
    except (NotLetIn, TooManyTries) as error:
        template = "give_code.html" if team.waits(halfway) else "log_in.html"
        return too_often(page(served, template, 401, problem=error, halfway=halfway, to=to), error)
    return _in_anew(served, team, request, secret, to)


def _to(form: FormData) -> str:
    """Where somebody wanted to be who had to log in first."""
    to = _field(form, "to")
    return to if ON_OUR_HOST.fullmatch(to) else "/"


def _in_anew(served: Served, team: Team, request: Request, secret: str, to: str) -> Response:
    """Go on to a page in a new session; the one this browser had before, whosever it was, ends."""
    before = secret_of(served, request)
    if before and (whose := team.session(before)) is not None:
        team.leave(before, team.by(whose.user, request))
    return give_cookie(served, back_to(to), secret)


def ask_password(served: Served, team: Team, request: Request) -> Response:
    """The page to choose a password on."""
    code = request.path_params["code"]
    whom = team.welcome(code)
    if whom is None:
        problem = NotLetIn("this link opens nothing any more", remedy="Ask an admin for a new one.")
        return page(served, "log_in.html", 404, problem=problem)
    return page(served, "welcome.html", code=code, whom=whom)


def choose(served: Served, team: Team, request: Request, form: FormData) -> Response:
    """Keep the password chosen, and log in with it."""
    code, password = request.path_params["code"], _field(form, "password")
    try:
        if password != _field(form, "again"):
            raise NotLetIn("the two passwords differ", remedy="Type the same one twice.")
        name = team.choose(code, _field(form, "name"), password, request)
    except CloseknitError as error:
        whom = team.welcome(code)
        if whom is None:
            return page(served, "log_in.html", 404, problem=error)
        return page(
            served, "welcome.html", 422, code=code, whom=whom, problem=error, name=_field(form, "name")
        )
    return _logged_in(served, team, request, (name, password), "/")


def _field(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def stranger(served: Served, request: Request) -> Response:
    """What somebody sees who is not logged in; having logged in, they are where they wanted to be."""
    if asks_file(request):
        return PlainTextResponse("Log in first, or ask by /api/v1 with a key.\n", 401)
    to = address_of(request) if request.method == "GET" else "/"
    return page(served, "log_in.html", 401, to=to)


DOORS = [
    Door(LOG_IN, ask_name, log_in),
    Door(GIVE_CODE, ask_name, give_code),
    Door(WELCOME + "/{code}", ask_password, choose),
]
