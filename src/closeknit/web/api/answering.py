"""How a call is answered: who asks, how often, with which parameters; what goes wrong becomes a problem."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from hashlib import sha256
from math import ceil
from typing import Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from closeknit.desk.audit import REFUSED
from closeknit.errors import (
    CloseknitError,
    DecisionsDisagree,
    ImportUnknown,
    UnknownCustomer,
    UnknownFinding,
    WorkspaceBusy,
)
from closeknit.web.api.calls import Call, Refused, StillWorking
from closeknit.web.api.loading import going, problem_form
from closeknit.web.callers import holder_of, note, sends_key, session_of
from closeknit.web.entrance import Session
from closeknit.web.sent import form_of, ours, too_much
from closeknit.web.visits import Served, Visit

PROBLEM = "application/problem+json"

STATUSES: Mapping[type[CloseknitError], int] = {
    UnknownCustomer: 404,
    UnknownFinding: 404,
    ImportUnknown: 404,
    DecisionsDisagree: 409,
    WorkspaceBusy: 409,
}
"""Of errors that are not simply something wrong with what was asked (422)."""

Endpoint = Callable[[Request], Awaitable[Response]]


def call_endpoint(served: Served, call: Call) -> Endpoint:
    """What runs for a call."""

    async def run(request: Request) -> Response:
        try:
            session = await run_in_threadpool(_admitted, served, call, request)
            sent = await _object_of(request) if call.takes_object else {}
            given = call.given(request.query_params, request.path_params, sent)
            if call.method == "GET":
                return await run_in_threadpool(_told, call, Visit(served, request, session), given)
            return await _done(call, Visit(served, request, session), given)
        except StillWorking as working:
            return going(working.job)
        except Refused as refused:
            return problem(refused.form(), refused.headers)
        except CloseknitError as error:
            return problem(problem_form(error, STATUSES.get(type(error), 422)))

    return run


def _told(call: Call, visit: Visit, given: Mapping[str, Any]) -> Response:
    """What a call tells, written out: of a large answer that takes its time, and the loop must not wait."""
    return unless_known(JSONResponse(call.handle(visit, given)), visit.request)


def _admitted(served: Served, call: Call, request: Request) -> Session:
    """Who asks, where they do not ask too often and may."""
    session = _caller(served, request)
    # What is refused counts too: a key that may not must not fill the log.
    if wait := served.pace.wait(session.user):
        raise Refused(
            429,
            f"at most {served.pace.most} calls a minute",
            f"Ask again in {ceil(wait)} seconds.",
            headers={"Retry-After": str(ceil(wait))},
        )
    if not session.may(call.least):
        note(served, session, request, REFUSED, call.route)
        role = f"this takes the role {call.least}; yours is {session.role}"
        raise Refused(403, role, "Ask an admin for a key that may.")
    return session


def _caller(served: Served, request: Request) -> Session:
    by_key = sends_key(request)
    found = holder_of(served, request) if by_key else session_of(served, request)
    if found is not None:
        return found
    raise Refused(
        401,
        "nobody holds this key" if by_key else "no key was sent",
        "Send “Authorization: Bearer KEY”; an admin makes keys: closeknit keys add NAME.",
        headers={"WWW-Authenticate": "Bearer"},
    )


MOST_OF_AN_OBJECT = 1 << 16
"""Bytes of a JSON object that is sent."""


async def _object_of(request: Request) -> dict[str, Any]:
    """The JSON object that is sent.

    Raises:
        Refused: it is too large, or none.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise Refused(415, "this takes a JSON object", "Send it as application/json.")
    if (much := too_much(request, MOST_OF_AN_OBJECT)) is not None:
        raise Refused(much[0], "this was not taken", much[1])
    try:
        found: dict[str, Any] = msgspec.json.decode(await request.body(), type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise Refused(422, f"the object cannot be read: {error}", "Send a JSON object.") from None
    return found


async def _done(call: Call, visit: Visit, given: Mapping[str, Any]) -> Response:
    """What a call did that changes something. Of a browser it takes the secret of its session too."""
    if not call.takes_files:
        _check_ours(visit, FormData())
        return await run_in_threadpool(_noted, call, visit, given)
    request = visit.request
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise Refused(415, "this takes a form with files", "Send it as multipart/form-data.")
    if (much := too_much(request)) is not None:
        raise Refused(much[0], "this was not taken", much[1])
    try:
        form = await form_of(request)
    except HTTPException as error:
        raise Refused(422, f"the form cannot be read: {error.detail}", "Send multipart/form-data.") from None
    try:
        _check_ours(visit, form)
        sent = Visit(visit.served, request, visit.session, form)
        return await run_in_threadpool(_noted, call, sent, given)
    finally:
        await form.close()


def _noted(call: Call, visit: Visit, given: Mapping[str, Any]) -> Response:
    made: Response = call.handle(visit, given)
    note(
        visit.served,
        visit.session,
        visit.request,
        call.did or call.name,
        next((given[name] for name in ("id", "key", "decision") if name in given), ""),
    )
    return made


def _check_ours(visit: Visit, form: FormData) -> None:
    if not sends_key(visit.request) and not ours(visit.session, form, visit.request):
        raise Refused(403, "this was not sent from one of our pages", "Send a key instead of a cookie.")


def unless_known(made: Response, request: Request) -> Response:
    """The answer under a tag of its content, or only that it is the one the asker has."""
    tag = f'"{sha256(made.body).hexdigest()[:32]}"'
    known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    if tag in known or known == ["*"]:
        return Response(status_code=304, headers={"ETag": tag})
    made.headers["ETag"] = tag
    return made


def problem(form: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """A problem, as RFC 9457 has it."""
    return JSONResponse(form, form["status"], headers, media_type=PROBLEM)
