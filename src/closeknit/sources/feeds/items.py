"""Feeds - RSS, Atom, JSON Feed - into items, and an item into a row, all of it texts.

A feed is somebody else's file: a giant one is refused, and so is one whose definitions (entities) lead to
files or addresses or are made of each other: a few lines of them grow to gigabytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

import msgspec

from closeknit.sources.broken import BROKEN

COLUMNS: dict[str, str] = {
    "id": "what the item is called; its address where it has no name",
    "at": "when it was published, in UTC; as written where it states no zone",
    "title": "its headline",
    "text": "its text, without tags",
    "link": "its address",
    "feed": "title of the feed",
}
Row = tuple[str | None, ...]

LARGEST = 32 << 20
"""Bytes of the largest feed that is read."""

MOST_ITEMS = 50_000
LONGEST_TEXT = 20_000

_BEFORE_ROOT = re.compile(
    rb"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[[^\]]*\]\s*)?>", re.DOTALL | re.IGNORECASE
)
"""One thing that may stand above the first element of an XML file."""

_ROOT = re.compile(rb"<(?:rss|feed|(?:\w{1,60}:)?RDF)\b")
_JSON_FEED = re.compile(
    rb'\s*\{[^{}\[\]]{0,4000}"version"\s*:\s*"https?:(?:\\?/){2}jsonfeed\.org(?:\\?/)version'
)

# Of a value a character by its number may stand: "&#233;". "&#38;b;" is "&b;" once it is read.
_DEFINED = re.compile(
    rb"""<!ENTITY\s+[^%\s]\S*\s+(?:SYSTEM\b|PUBLIC\b|(?:"[^"]*|'[^']*)&(?!\#(?!0*38;|x0*26;)))""",
    re.IGNORECASE,
)


CUT_SHORT = "Fetch it again; it may have been cut short."


class NoFeed(ValueError):
    """A file that is no feed that can be read: why, to go on after its name, and what to do."""

    def __init__(self, why: str, remedy: str = CUT_SHORT) -> None:
        super().__init__(why)
        self.remedy = remedy


class _JsonFeed(msgspec.Struct):
    # Programs write null, numbers and lists where the format asks for texts: what is no text says nothing.
    items: list[dict[str, object]]
    title: object = ""


def begins_feed(head: bytes) -> bool:
    """Whether a file begins as a feed does."""
    return _ROOT.match(head, _root(head)) is not None or _JSON_FEED.match(head) is not None


def _root(head: bytes) -> int:
    """Where the first element of an XML file begins: each thing above it is looked at once."""
    at = 3 if head.startswith(b"\xef\xbb\xbf") else 0
    while above := _BEFORE_ROOT.match(head, at):
        at = above.end()
    return at


def items_of(data: bytes) -> Iterator[Row]:
    """The items of a feed, in order, each as a row in the order of COLUMNS.

    Raises:
        NoFeed: it cannot be read.
    """
    if len(data) > LARGEST:
        raise NoFeed(
            f"is a feed of more than {LARGEST >> 20} MB", "Load its newest part: most feeds have one."
        )
    rows = _of_json(data) if _JSON_FEED.match(data) else _of_xml(data)
    yield from islice(rows, MOST_ITEMS)


def _of_json(data: bytes) -> Iterator[Row]:
    try:
        feed = msgspec.json.decode(data, type=_JsonFeed)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise NoFeed(f"is no valid JSON feed: {str(error)[:200]}") from error
    for one in feed.items:
        yield _row(
            id=_text(one.get("id")),
            at=_in_utc(_first(one, "date_published", "date_modified")),
            title=_text(one.get("title")),
            text=_first(one, "content_text", "summary", "content_html"),
            link=_text(one.get("url")),
            feed=_text(feed.title),
        )


def _text(value: object) -> str:
    """A text, or a whole number as one; empty for anything else."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if isinstance(value, str) else str(value) if is_number else ""


def _first(item: dict[str, object], *names: str) -> str:
    return next((text for name in names if (text := _text(item.get(name)))), "")


def _in_utc(text: str) -> str:
    """A time of RFC 3339 in UTC; what states no zone, or is no such time, as it is written."""
    try:
        at = datetime.fromisoformat(text.strip().upper())
        there = at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else None
    except (ValueError, OverflowError):
        return text
    return f"{there.isoformat(timespec='seconds')}Z" if there else text


def _of_xml(data: bytes) -> Iterator[Row]:
    # Loaded when there is a feed to read: every start would wait for it.
    import feedparser

    if _DEFINED.search(data.replace(b"\0", b"")):  # as UTF-16 has them
        raise NoFeed(
            "defines marks of its own that lead to files or are made of each other",
            "No feed needs them: leave it, or take out its <!DOCTYPE … > and load it again.",
        )
    try:
        found = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
    except BROKEN as error:
        raise NoFeed("is no feed that can be read: its marks do not fit each other") from error
    if not found.entries and found.bozo:
        raise NoFeed(f"is no feed that can be read: {str(found.get('bozo_exception', ''))[:200]}")
    title = str(found.feed.get("title", ""))
    for one in found.entries:
        yield _row(
            id=str(one.get("id", "")),
            at=_moment(dict.get(one, "published_parsed") or dict.get(one, "updated_parsed")),
            title=str(one.get("title", "")),
            text=str(one.get("summary", "")),
            link=str(one.get("link", "")),
            feed=title,
        )


def _moment(parsed: object) -> str:
    if not isinstance(parsed, tuple) or len(parsed) < 6:
        return ""
    year, month, day, hour, minute, second = (int(part) for part in parsed[:6])
    return f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}Z"


def _row(*, id: str, at: str, title: str, text: str, link: str, feed: str) -> Row:
    cells = {
        "id": id or link,
        "at": at,
        "title": _plain(title),
        "text": _plain(text),
        "link": link if link.startswith(("http://", "https://")) else "",
        "feed": _plain(feed)[:300],
    }
    return tuple(cells[name].replace("\0", "")[:LONGEST_TEXT] or None for name in COLUMNS)


def _plain(text: str) -> str:
    """A text without tags."""
    from html import unescape

    return " ".join(unescape(re.sub(r"<[^<>]{0,2000}>", " ", text[: 2 * LONGEST_TEXT])).split())
