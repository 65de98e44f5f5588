"""Feeds - RSS, Atom, JSON Feed - into items, and an item into a row, all of it texts.

A feed is somebody else's file: of a giant one nothing is read, and definitions inside it (entities) are not
followed, neither to files nor to addresses nor into each other: feedparser drops them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import feedparser
import msgspec

from closeknit.sources.feeds.headlines import told

COLUMNS: dict[str, str] = {
    "id": "what the item is called; its address where it has no name",
    "at": "when it was published, in UTC",
    "title": "its headline",
    "text": "its text, without tags",
    "link": "its address",
    "feed": "title of the feed",
    "what": "funding, executive change, acquisition or hiring; empty where no rule is sure",
    "organization": "whom the headline is about; empty where no rule is sure",
    "other": "the firm that buys it or that it buys",
}
Row = tuple[str | None, ...]

LARGEST = 32 << 20
"""Bytes of the largest feed that is read."""

MOST_ITEMS = 50_000
LONGEST_TEXT = 20_000

_FEED = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,300}\?>|<!--.{0,2000}?-->|<\?[^>]{0,500}\?>|<!DOCTYPE.{0,4000}?\]?>|\s)*"
    rb"<(?:rss|feed|(?:\w+:)?RDF)\b",
    re.DOTALL,
)
_JSON_FEED = re.compile(
    rb'\s*\{[^{}\[\]]{0,4000}"version"\s*:\s*"https?:(?:\\?/){2}jsonfeed\.org(?:\\?/)version'
)


class NoFeed(ValueError):
    """A file that is no feed that can be read; the message says why, to go on after its name."""


@dataclass(frozen=True)
class Item:
    """One piece of news: its place in the feed from 1, and what it says."""

    place: int
    row: Row


class _JsonItem(msgspec.Struct):
    id: str | int = ""
    url: str = ""
    title: str = ""
    content_text: str = ""
    content_html: str = ""
    summary: str = ""
    date_published: str = ""
    date_modified: str = ""


class _JsonFeed(msgspec.Struct):
    items: list[_JsonItem]
    title: str = ""


def begins_feed(head: bytes) -> bool:
    """Whether a file begins as a feed does."""
    return _FEED.match(head[:8192]) is not None or _JSON_FEED.match(head[:8192]) is not None


def items_of(data: bytes) -> Iterator[Item]:
    """The items of a feed, in order.

    Raises:
        NoFeed: it cannot be read.
    """
    if len(data) > LARGEST:
        raise NoFeed(f"is a feed of more than {LARGEST >> 20} MB")
    rows = _of_json(data) if _JSON_FEED.match(data[:8192]) else _of_xml(data)
    for place, row in enumerate(rows[:MOST_ITEMS], 1):
        yield Item(place, row)


def _of_json(data: bytes) -> list[Row]:
    try:
        feed = msgspec.json.decode(data, type=_JsonFeed)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise NoFeed(f"is no valid JSON feed: {str(error)[:200]}") from error
    return [
        _row(
            id=str(one.id),
            at=one.date_published or one.date_modified,
            title=one.title,
            text=one.content_text or one.summary or one.content_html,
            link=one.url,
            feed=feed.title,
        )
        for one in feed.items
    ]


def _of_xml(data: bytes) -> list[Row]:
    found = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
    if not found.entries and found.bozo:
        raise NoFeed(f"is no feed that can be read: {str(found.get('bozo_exception', ''))[:200]}")
    title = str(found.feed.get("title", ""))
    return [
        _row(
            id=str(one.get("id", "")),
            at=_moment(dict.get(one, "published_parsed") or dict.get(one, "updated_parsed")),
            title=str(one.get("title", "")),
            text=str(one.get("summary", "")),
            link=str(one.get("link", "")),
            feed=title,
        )
        for one in found.entries
    ]


def _moment(parsed: object) -> str:
    if not isinstance(parsed, tuple) or len(parsed) < 6:
        return ""
    year, month, day, hour, minute, second = (int(part) for part in parsed[:6])
    return f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}Z"


def _row(*, id: str, at: str, title: str, text: str, link: str, feed: str) -> Row:
    plain, found = _plain(title), told(_plain(title))
    cells = {
        "id": id or link,
        "at": at,
        "title": plain,
        "text": _plain(text),
        "link": link if link.startswith(("http://", "https://")) else "",
        "feed": _plain(feed)[:300],
        "what": found.what if found else "",
        "organization": found.organization if found else "",
        "other": found.other if found else "",
    }
    return tuple(cells[name].replace("\0", "")[:LONGEST_TEXT] or None for name in COLUMNS)


def _plain(text: str) -> str:
    """A text without tags."""
    from html import unescape

    return " ".join(unescape(re.sub(r"<[^<>]{0,2000}>", " ", text[: 2 * LONGEST_TEXT])).split())
