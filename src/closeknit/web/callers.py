"""Who asks: the browser that carries a session's secret, or the program that sends a key."""

from __future__ import annotations

import os
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from closeknit.desk.audit import By, noted
from closeknit.ledger.store import utc_now
from closeknit.web.entrance import Session
from closeknit.web.sent import from_where
from closeknit.web.visits import Served

COOKIE, SECURE_COOKIE = "closeknit_{}", "__Host-closeknit_{}"
"""By the folder: browsers send the cookies of a host to all its ports, and each may serve another business.
The second goes over https only, and no other name of our host can set it."""
BEARER = "bearer "


def session_of(served: Served, request: Request) -> Session | None:
    """The session of a browser; None for a stranger."""
    secret = secret_of(served, request)
    return (served.team or served.entrance).session(secret) if secret else None


def secret_of(served: Served, request: Request) -> str:
    """The secret a browser carries; empty without one."""
    return request.cookies.get(cookie_name(served), "")


def give_cookie(served: Served, answer: Response, secret: str) -> Response:
    """Have a browser carry a secret from now on, or none where it is empty."""
    name, secure = cookie_name(served), served.secure
    if secret:
        answer.set_cookie(name, secret, httponly=True, samesite="lax", path="/", secure=secure)
    else:
        answer.delete_cookie(name, httponly=True, samesite="lax", path="/", secure=secure)
    return answer


def cookie_name(served: Served) -> str:
    """What the cookie of this business is called."""
    return (SECURE_COOKIE if served.secure else COOKIE).format(_told_apart_by(served.workspace.folder))


@lru_cache(maxsize=8)
def _told_apart_by(folder: Path) -> str:
    """A few letters of which folder it is, and not where."""
    return sha256(os.fsencode(folder.resolve())).hexdigest()[:8]


def sends_key(request: Request) -> bool:
    """Whether a request says by which key it comes; then nothing else counts."""
    return "authorization" in request.headers


def doer(session: Session, request: Request) -> By:
    """Who does something now, and from where."""
    return By(session.user, from_where(request), utc_now())


def note(served: Served, session: Session, request: Request, did: str, about: str = "") -> None:
    """Keep what somebody did: where a team works, and of programs always."""
    if served.desk is not None and (served.team is not None or sends_key(request)):
        noted(served.desk(), doer(session, request), did, about)


def holder_of(served: Served, request: Request) -> Session | None:
    """Who holds the key that a program sends; None where nobody does."""
    said = request.headers.get("authorization", "")
    if not said.lower().startswith(BEARER):
        return None
    return served.holder(said[len(BEARER) :].strip())
