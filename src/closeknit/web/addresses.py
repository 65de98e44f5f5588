"""Addresses that can be read: no name, key or sentence of ours has a control character in it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote_plus

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from closeknit.typed import control_in


class Addresses:
    """Refuses addresses that hold a control character; `refused` says so, given which."""

    def __init__(self, app: ASGIApp, *, refused: Callable[[Request, str], Response]) -> None:
        self._app, self._refused = app, refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        sign = _control_in_address(scope) if scope["type"] == "http" else ""
        answer = self._refused(Request(scope), sign) if sign else self._app
        await answer(scope, receive, send)


def _control_in_address(scope: Scope) -> str:
    return control_in(scope["path"]) or control_in(unquote_plus(scope["query_string"].decode("latin-1")))
