"""Where a folder is served: the address it listens at, the names people reach it by, certificate and proxies.

Nobody is let in over a network in the clear: an address that others reach takes a team that logs in, and a
certificate or a proxy that speaks https. What a proxy says of a visitor is believed of those declared only.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any, cast

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from closeknit.errors import SettingsError
from closeknit.settings import Settings

LOOPBACK = "127.0.0.1"
ANYWHERE = ("0.0.0.0", "::")
HTTPS = 443


@dataclass(frozen=True)
class Place:
    """Where pages are reached. Without anything said: on this machine, by one person."""

    host: str = LOOPBACK
    names: tuple[str, ...] = ()
    certificate: Path | None = None
    key: Path | None = None
    proxies: tuple[str, ...] = ()

    @property
    def secure(self) -> bool:
        """Whether browsers reach it by https alone."""
        return self.certificate is not None or bool(self.proxies)

    def url(self, port: int) -> str:
        """The beginning of every address, listening at a port."""
        name = self.names[0] if self.names else f"[{self.host}]" if ":" in self.host else self.host
        if self.proxies:
            return f"https://{name}"
        shown = "" if self.secure and port == HTTPS else f":{port}"
        return f"{'https' if self.secure else 'http'}://{name}{shown}"

    def hosts(self, port: int) -> tuple[str, ...]:
        """Host headers that belong here."""
        if self.proxies:
            return self.names
        here = () if self.host in ANYWHERE else (f"[{self.host}]" if ":" in self.host else self.host,)
        names = (*here, *self.names, "localhost", LOOPBACK, "[::1]")
        bare = names if port == HTTPS else ()
        return (*(f"{name}:{port}" for name in names), *bare)


def place_of(settings: Settings, folder: Path) -> Place:
    """Where the settings say that a folder is served.

    Raises:
        SettingsError: others could reach it without logging in, or in the clear; or a file or name is wrong.
    """
    certificate, key = (_file(folder, name) for name in (settings.serve_certificate, settings.serve_key))
    place = Place(settings.serve_host, settings.serve_names, certificate, key, settings.serve_proxies)
    _check_files(place)
    _check_proxies(place)
    if (not _loopback(place.host) or place.proxies) and not settings.serve_team:
        raise SettingsError(
            f"others could reach {place.host}, and nobody has to log in",
            remedy="Write under [serve] of closeknit.toml: team = true",
            about="serve.team",
        )
    if not _loopback(place.host) and not place.secure:
        raise SettingsError(
            f"passwords would go to {place.host} in the clear",
            remedy="Give certificate and key under [serve], or name the proxy that speaks https: "
            'proxies = ["10.0.0.2"]. Or listen on this machine only: host = "127.0.0.1"',
            about="serve.host",
        )
    if not place.names and (place.proxies or place.host in ANYWHERE):
        raise SettingsError(
            "it is not said by which name people reach the pages",
            remedy='Write under [serve]: names = ["closeknit.ourfirm.example"]',
            about="serve.names",
        )
    return place


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _file(folder: Path, name: str) -> Path | None:
    return folder / name if name else None


def _check_files(place: Place) -> None:
    """That certificate and key go together and can be read."""
    if (place.certificate is None) != (place.key is None):
        missing = "key" if place.key is None else "certificate"
        raise SettingsError(
            f"https takes a certificate and its key; serve.{missing} is missing",
            remedy="Give both under [serve] of closeknit.toml, or neither.",
            about=f"serve.{missing}",
        )
    if place.certificate is None:
        return
    try:
        # A key under a passphrase would ask for it on a console that nobody may watch.
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(place.certificate, place.key, password="")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise SettingsError(
            f"{place.certificate} and {place.key} cannot be used: {why}",
            remedy="They take a certificate and its key in PEM form, the key without a passphrase.",
            about="serve.certificate",
        ) from error


def _check_proxies(place: Place) -> None:
    for one in place.proxies:
        try:
            ip_network(one)
        except ValueError as error:
            raise SettingsError(
                f'serve.proxies cannot hold "{one}"',
                remedy="It takes addresses or networks, such as 127.0.0.1 or 10.0.0.0/24.",
                about="serve.proxies",
            ) from error


class BehindProxy:
    """Takes requests of the declared proxies only, and only what reached them by https."""

    def __init__(self, app: ASGIApp, proxies: tuple[str, ...]) -> None:
        self._networks = [ip_network(one) for one in proxies]
        self._app = app
        # The types of uvicorn and of Starlette say the same in other words.
        inner = cast(Any, self._over_https)
        self._told = cast(ASGIApp, ProxyHeadersMiddleware(inner, trusted_hosts=list(proxies)))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] == "http" and not self._by_proxy(scope):
            await PlainTextResponse("Come by the address you were given.", 403)(scope, receive, send)
            return
        await self._told(scope, receive, send)

    def _by_proxy(self, scope: Scope) -> bool:
        client = scope.get("client")
        return client is not None and any(ip_address(client[0]) in network for network in self._networks)

    async def _over_https(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["scheme"] != "https":
            said = "not said" if "x-forwarded-proto" not in Headers(scope=scope) else "not https"
            refusal = f"How you came is {said}: the proxy has to send X-Forwarded-Proto: https."
            await PlainTextResponse(refusal, 403)(scope, receive, send)
            return
        await self._app(scope, receive, send)
