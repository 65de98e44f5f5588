"""One feed, fetched from its address, within limits and by redirects that are each looked at again.

Nothing is asked but http and https, nothing is sent but the address, and what comes back has to be a feed:
a page of the web, an image or a giant is left where it is. Where the host remembers what it sent before
(`ETag`, `Last-Modified`), it is asked for what is new only. No proxy is asked: it would look names up itself.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import httpcore2

from closeknit.errors import NotFetched
from closeknit.sources.addresses.hosts import PORTS, CheckedBackend, Limits, Lookup, look_up
from closeknit.sources.feeds.items import begins_feed

HOPS = 5
"""Redirects that are followed."""

ACCEPTED = (
    "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml",
    "application/feed+json", "application/json", "text/plain", "application/octet-stream", "",
)  # fmt: skip
"""What a host may call a feed; what it is, its first bytes say."""

_HEADERS = {
    "User-Agent": "Closeknit (feed reader)",
    "Accept": "application/rss+xml, application/atom+xml, application/feed+json, */*;q=0.1",
    "Accept-Encoding": "gzip",
}
_NOTHING_NEW = 304
_REDIRECTS = (301, 302, 303, 307, 308)
_PLAIN, _SECURE = "http", "https"
_SAFE = "/%:@!$&'()*+,;=-._~?[]"
"""Signs that an address may hold as they are."""


@dataclass(frozen=True)
class Validators:
    """What a host said of the version it sent, by which it knows whether there is a newer one."""

    etag: str = ""
    last_modified: str = ""
    host: str = ""
    """Who said so, and who alone is told of it again."""


NONE_YET = Validators()
USUAL = Limits()


@dataclass(frozen=True)
class Fetched:
    """What a host sent; `content` is None where nothing is new since the version that was named."""

    content: bytes | None
    validators: Validators


@dataclass(frozen=True)
class _Answer:
    """A response: its status, its headers by lower-case name, its bytes as the sender meant them."""

    status: int
    headers: dict[str, str]
    body: bytes


def fetch_feed(
    address: str, *, known: Validators = NONE_YET, limits: Limits = USUAL, lookup: Lookup = look_up
) -> Fetched:
    """The feed at an address, or that nothing is new since `known`.

    Raises:
        NotFetched: the address may not be asked, does not answer in time, or sends no feed.
    """
    until = monotonic() + limits.seconds
    backend = CheckedBackend(limits, until=until, lookup=lookup)
    at = checked(address, limits)
    with httpcore2.ConnectionPool(network_backend=backend) as pool:
        for _ in range(HOPS + 1):
            named = known if known.host == at.netloc else NONE_YET
            answer = _asked(pool, at, named, limits)
            if answer.status == _NOTHING_NEW and named == NONE_YET:
                raise _unanswered(at, "says that nothing is new, though nothing is here of it")
            if answer.status not in _REDIRECTS or not answer.headers.get("location"):
                return _feed_of(at, answer)
            at = _onward(at, answer.headers["location"], limits)
    raise NotFetched(
        f"{shown(at)} leads on and on, more than {HOPS} times",
        remedy="Open it in a browser and take the address it ends at.",
        about=shown(at),
    )


def checked(address: str, limits: Limits) -> SplitResult:
    """An address in its parts, if it is one of the web that may be asked.

    Raises:
        NotFetched: it is none; the message says what is wrong.
    """
    try:
        at = urlsplit(address.strip())
        port = at.port
    except ValueError as error:
        raise _refused(address, f"is no address: {error}") from error
    if at.scheme not in (_PLAIN, _SECURE):
        raise _refused(address, f'begins with "{at.scheme}:"; only http and https are fetched')
    if not at.hostname:
        raise _refused(address, "names no host")
    if at.username is not None or at.password is not None:
        raise _refused(at.hostname, "comes with a name or password in its address, which would be kept")
    if port is not None and port not in PORTS and not limits.private:
        raise _refused(at.hostname, f"is asked on port {port}; feeds may ask ports 80 and 443 only")
    return at


def _refused(about: str, why: str) -> NotFetched:
    told = about.partition("?")[0][:200]  # behind it there may be a secret
    return NotFetched(
        f"{told} {why}", remedy="Give the address of a feed, such as https://…/feed.xml.", about=told
    )


def shown(at: SplitResult) -> str:
    """An address without what may be secret in it."""
    return f"{at.scheme}://{at.netloc}{at.path}"


def _onward(at: SplitResult, location: str, limits: Limits) -> SplitResult:
    """Where a redirect leads, if one may go there."""
    to = checked(urljoin(at.geturl(), location), limits)
    if at.scheme == _SECURE and to.scheme == _PLAIN:
        raise _refused(shown(at), "leads on to an address that anybody on the way could change (http)")
    return to


def _asked(pool: httpcore2.ConnectionPool, at: SplitResult, known: Validators, limits: Limits) -> _Answer:
    since = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    headers = [*_HEADERS.items(), *((name, value) for name, value in since.items() if value)]
    try:
        with pool.stream("GET", _as_url(at), headers=headers) as response:
            told = {name.decode().lower(): value.decode("latin-1") for name, value in response.headers}
            body = _body(response.iter_stream(), told, at, limits) if response.status == 200 else b""
            return _Answer(response.status, told, body)
    except httpcore2.TimeoutException as error:
        raise _unanswered(at, f"does not answer within {limits.seconds:.0f} seconds") from error
    except (
        httpcore2.NetworkError,
        httpcore2.ProtocolError,
        httpcore2.UnsupportedProtocol,
        OSError,
        zlib.error,
    ) as error:
        raise _unanswered(at, f"does not answer as it should: {str(error)[:200]}") from error


def _unanswered(at: SplitResult, why: str) -> NotFetched:
    return NotFetched(
        f"{shown(at)} {why}", remedy="Try again later; what was loaded before stays.", about=at.netloc
    )


def _as_url(at: SplitResult) -> httpcore2.URL:
    """The address in the signs that go over the wire; a host's name in its own letters as IDNA."""
    try:
        host = (at.hostname or "").encode("idna").decode("ascii")
    except UnicodeError as error:
        raise _refused(at.netloc, "is no name that a host can have") from error
    target = quote(at.path or "/", safe=_SAFE) + (f"?{quote(at.query, safe=_SAFE)}" if at.query else "")
    return httpcore2.URL(scheme=at.scheme, host=host, port=at.port, target=target)


def _body(chunks: Iterator[bytes], headers: dict[str, str], at: SplitResult, limits: Limits) -> bytes:
    """All that is sent, unpacked; refused as soon as it is more than may come."""
    coding = headers.get("content-encoding", "").strip().lower()
    if coding not in ("", "identity", "gzip", "x-gzip"):
        raise _unanswered(at, f'sends what it packs as "{coding}", which was not asked for')
    unpack = zlib.decompressobj(wbits=31) if coding.endswith("gzip") else None
    body, taken = bytearray(), 0
    for chunk in chunks:
        taken += len(chunk)
        body += unpack.decompress(chunk, limits.largest + 1 - len(body)) if unpack else chunk
        if max(len(body), taken) > limits.largest:
            most = f"{limits.largest / (1 << 20):.3g} MB"
            raise NotFetched(
                f"{shown(at)} sends more than {most}, the most that is fetched",
                remedy="Save it as a file yourself and load that.",
                about=at.netloc,
            )
    if unpack and not unpack.eof:
        raise _unanswered(at, "stops in the middle")
    return bytes(body)


def _feed_of(at: SplitResult, answer: _Answer) -> Fetched:
    """What an answer holds, if it is a feed or says that nothing is new."""
    said = answer.headers
    validators = Validators(said.get("etag", ""), said.get("last-modified", ""), at.netloc)
    if answer.status == _NOTHING_NEW:
        return Fetched(None, validators)
    if answer.status != 200:
        why = _STATUS.get(answer.status, "sends nothing")
        raise NotFetched(
            f"{shown(at)} {why} (status {answer.status})", remedy=_remedy(answer), about=at.netloc
        )
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ACCEPTED or not begins_feed(answer.body):
        sent = f' ("{kind}")' if kind else ""
        raise NotFetched(
            f"{shown(at)} sends no feed{sent}",
            remedy="Pages often name their feed as RSS or Atom, at the bottom or in their source text.",
            about=at.netloc,
        )
    return Fetched(answer.body, validators)


_STATUS = {
    401: "asks for a password",
    403: "does not let programs in",
    404: "is not there",
    410: "is not there any more",
    429: "has been asked too often",
    503: "is out of order",
}


def _remedy(answer: _Answer) -> str:
    wait = answer.headers.get("retry-after", "")
    if wait.isdigit():
        return f"It asks to be left alone for {wait[:9]} seconds."
    return "Open it in a browser to see what it says; what was loaded before stays."
