"""What every request passes before anything else: right host, same origin; and the headers of every answer.

Written against DNS rebinding (a foreign name that leads to this machine), foreign forms and framed pages.
"""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE = ("GET", "HEAD")
METHODS = (*SAFE, "POST")

KEYS_UNDER = "/api/"
"""Where programs ask, by a key that they send, instead of browsers."""

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # With no-referrer a form would come from origin "null".
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
"""On every answer. Pages hold personal data, so nothing keeps them but what says so itself."""


ONLY_HTTPS = {"Strict-Transport-Security": "max-age=63072000"}
"""Where browsers reach us by https: they shall not try it otherwise for two years."""


class Guard:
    """Refuses foreign hosts and origins, and other methods; puts the headers on what goes out."""

    def __init__(self, app: ASGIApp, *, hosts: Collection[str], secure: bool = False) -> None:
        self._app = app
        self._headers = HEADERS | (ONLY_HTTPS if secure else {})
        self._hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        refusal = self._refusal(scope, Headers(scope=scope))
        await (refusal or self._app)(scope, receive, sending)

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        method = scope["method"]
        host = headers.get("host", "").lower()
        if host not in self._hosts:
            return PlainTextResponse("This name does not lead here.", 421)
        if method not in METHODS:
            return PlainTextResponse("Not done here.", 405, {"Allow": ", ".join(METHODS)})
        # No browser sends a key to us of its own: it would ask first, by OPTIONS.
        by_key = scope["path"].startswith(KEYS_UNDER) and "authorization" in headers
        if method not in SAFE and not by_key and not same_origin(headers, host):
            return PlainTextResponse("This form was not sent from here.", 403)
        return None


def same_origin(headers: Headers, host: str) -> bool:
    """Whether a browser says that the request comes from one of our pages; one that says nothing may not."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is None and origin is None:
        return False
    return site in (None, "same-origin") and (origin is None or urlsplit(origin).netloc.lower() == host)
