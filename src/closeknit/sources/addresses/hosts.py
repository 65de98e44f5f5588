"""Which computers may be asked for a file, and connections that reach no other.

An address is somebody else's text: it could name this machine or one of its neighbours, outright, in other
digits, by a name, or by a name that is somewhere else a moment later. So a name is looked up once, every
number that it stands for is checked, and the connection goes to one of these very numbers.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from time import monotonic
from typing import Any

import httpcore2

from closeknit.errors import NotFetched

PORTS = (80, 443)
"""Of the web. Others are asked only where our own network may be."""

_TRANSLATED = IPv6Network("64:ff9b::/96")
"""Numbers that a network translates to the old kind, which is their last 32 bits (RFC 6052)."""

_GIVEN_OUT = IPv6Network("2000::/3")
"""All numbers of the new kind that the internet has given out; others are of some network's own."""

Number = IPv4Address | IPv6Address
Lookup = Callable[[str, int], list[str]]


@dataclass(frozen=True)
class Limits:
    """What a fetch may do: whom it may ask, how much it takes (bytes), how long all of it may last."""

    private: bool = False
    """Whether it may ask this machine and the network it is in, on any port."""
    largest: int = 10 << 20
    seconds: float = 10.0


def is_public(number: str) -> bool:
    """Whether a number is that of a computer on the open internet, and hides no other inside.

    >>> is_public("93.184.216.34"), is_public("::ffff:127.0.0.1"), is_public("169.254.169.254")
    (True, False, False)
    """
    at = ip_address(number.partition("%")[0])
    if isinstance(at, IPv6Address) and not (at in _GIVEN_OUT or at in _TRANSLATED or at.ipv4_mapped):
        return False
    return all(one.is_global and not one.is_multicast for one in (at, *_inside(at)))


def _inside(at: Number) -> Iterable[Number]:
    """The old kind of numbers that one of the new kind stands for."""
    if isinstance(at, IPv6Address):
        yield from (one for one in (at.ipv4_mapped, at.sixtofour, *(at.teredo or ())) if one is not None)
        if at in _TRANSLATED:
            yield IPv4Address(int(at) & 0xFFFFFFFF)


def look_up(host: str, port: int) -> list[str]:
    """The numbers of a host, in the order the system would try them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class CheckedBackend(httpcore2.NetworkBackend):
    """Connects to hosts whose every number may be asked, until `until` on the monotonic clock."""

    def __init__(self, limits: Limits, *, until: float, lookup: Lookup = look_up) -> None:
        self._limits, self._until, self._lookup = limits, until, lookup
        self._plain = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """A connection to the first number of the host that answers.

        Raises:
            NotFetched: the name is unknown, or one of its numbers may not be asked.
        """
        failed: httpcore2.ConnectError | httpcore2.ConnectTimeout | None = None
        for number in self._numbers(host, port):
            try:
                left = _left(self._until, timeout)
                stream = self._plain.connect_tcp(number, port, left, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failed = error
                continue
            return _TimedStream(stream, self._until)
        raise failed or httpcore2.ConnectError(f"{host} has no number")

    def _numbers(self, host: str, port: int) -> list[str]:
        try:
            numbers = self._lookup(host, port)
        except (OSError, UnicodeError) as error:
            raise NotFetched(
                f"nothing on the web is called {host}",
                remedy="Check the address for slips, and that this machine is online.",
                about=host,
            ) from error
        if not self._limits.private and not all(map(is_public, numbers)):
            raise NotFetched(
                f"{host} is this machine or one of its own network, which feeds may not ask",
                remedy="If you trust it: private = true under [feeds] in closeknit.toml.",
                about=host,
            )
        return numbers


class _TimedStream(httpcore2.NetworkStream):
    """A connection on which reading and writing end at a time, however slowly the other side drips."""

    def __init__(self, stream: httpcore2.NetworkStream, until: float) -> None:
        self._stream, self._until = stream, until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._until, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._until, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        left = _left(self._until, timeout)
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, left), self._until)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(until: float, timeout: float | None) -> float:
    """Seconds that a step may take."""
    left = until - monotonic()
    if left <= 0:
        raise httpcore2.ReadTimeout("no time is left")
    return left if timeout is None else min(left, timeout)
