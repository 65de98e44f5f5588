"""Who asks: the browser that carries a session's secret, or the program that sends a key."""

from __future__ import annotations

from starlette.requests import Request

from closeknit.web.entrance import Session
from closeknit.web.visits import Served

COOKIE = "closeknit"
BEARER = "bearer "


def session_of(served: Served, request: Request) -> Session | None:
    """The session of a browser; None for a stranger."""
    secret = request.cookies.get(COOKIE)
    return served.entrance.session(secret) if secret else None


def sends_key(request: Request) -> bool:
    """Whether a request says by which key it comes; then nothing else counts."""
    return "authorization" in request.headers


def holder_of(served: Served, request: Request) -> Session | None:
    """Who holds the key that a program sends; None where nobody does."""
    said = request.headers.get("authorization", "")
    if not said.lower().startswith(BEARER):
        return None
    return served.holder(said[len(BEARER) :].strip())
