"""Feeds of all forms give the same items; hostile and broken ones are refused or read without harm."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeknit.sources.feeds import items
from closeknit.sources.feeds.items import COLUMNS, NoFeed, begins_feed, items_of

RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><item>
<title>Halden raises $12M &amp; grows</title><link>https://n.example/1</link><guid>n1</guid>
<description>&lt;p&gt;More &amp;amp; more&lt;/p&gt;</description>
<pubDate>Mon, 02 Mar 2026 10:00:00 +0100</pubDate></item></channel></rss>"""
ATOM = b"""<?xml version="1.0"?><!-- made --><feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><entry>
<title>Halden raises $12M &amp; grows</title><link href="https://n.example/1"/><id>n1</id>
<summary type="html">&lt;p&gt;More &amp;amp; more&lt;/p&gt;</summary>
<updated>2026-03-02T09:00:00Z</updated></entry></feed>"""
JSON_FEED = json.dumps({
    "version": "https://jsonfeed.org/version/1.1", "title": "News", "items": [{
        "id": "n1", "url": "https://n.example/1", "title": "Halden raises $12M & grows",
        "content_html": "<p>More &amp; more</p>", "date_published": "2026-03-02T09:00:00Z"}],
}, indent=1).encode()  # fmt: skip


def rows(data: bytes) -> list[dict[str, str | None]]:
    return [dict(zip(COLUMNS, row, strict=True)) for row in items_of(data)]


@pytest.mark.parametrize("data", [RSS, ATOM, JSON_FEED], ids=["rss", "atom", "json"])
def test_every_form_of_feed_gives_the_same_item(data: bytes) -> None:
    assert begins_feed(data)
    (row,) = rows(data)
    assert row == {
        "id": "n1", "at": "2026-03-02T09:00:00Z", "title": "Halden raises $12M & grows",
        "text": "More & more", "link": "https://n.example/1", "feed": "News",
    }  # fmt: skip


@pytest.mark.parametrize(
    "head", [b"<html><body>", b"<?xml version='1.0'?><orders/>", b'{"a": 1}', b"a,b\n", b""]
)
def test_what_is_no_feed_is_not_taken_for_one(head: bytes) -> None:
    assert not begins_feed(head)


@pytest.mark.parametrize(
    "above",
    [
        b"<!-- a -->" * 1_000,
        b" " * 65_536,
        b"<!--" * 10_000,
        b"<?" * 20_000,
        b"<!DOCTYPE [" * 5_000,
        b"<?x y?>\n<!-- > -->\n" * 2_000,
    ],
    ids=["comments", "spaces", "open comments", "open instructions", "open types", "mixed"],
)
@pytest.mark.parametrize("below", [b"<html>", b"<feed>"])
@pytest.mark.timeout(20)
def test_what_stands_above_a_page_or_feed_costs_no_more_than_its_length(above: bytes, below: bytes) -> None:
    is_whole = above.rstrip().endswith(b">") or not above.strip()
    assert begins_feed(above + below) is (is_whole and below == b"<feed>")


@pytest.mark.parametrize(
    "above",
    [b"\xef\xbb\xbf\n<!DOCTYPE rss>", b'<!doctype rss [<!ENTITY a "ha>">]\n>', b"<?xml version='1.0'?>"],
)
def test_a_feed_is_known_below_whatever_xml_lets_stand_above_it(above: bytes) -> None:
    assert begins_feed(above + b'<rss version="2.0">')


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2026-03-02T10:00:00+01:00", "2026-03-02T09:00:00Z"),
        ("2026-03-02t09:00:00.25z", "2026-03-02T09:00:00Z"),
        ("2026-03-02T10:00:00", "2026-03-02T10:00:00"),
        ("soon", "soon"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+14:00"),
        (None, None),
    ],
)
def test_times_of_json_feeds_are_turned_to_utc(written: str | None, at: str | None) -> None:
    feed = json.loads(JSON_FEED)
    feed["items"][0]["date_published"] = written
    assert rows(json.dumps(feed).encode())[0]["at"] == at


def test_an_item_of_a_json_feed_that_says_nothing_costs_no_other_one() -> None:
    feed = json.loads(JSON_FEED) | {"title": None}
    empty = {"id": 7, "title": None, "summary": ["a"], "url": None, "date_modified": True}
    feed["items"].append(empty)
    whole, bare = rows(json.dumps(feed).encode())
    assert whole["title"] == "Halden raises $12M & grows"
    assert {name: cell for name, cell in bare.items() if cell} == {"id": "7"}


@pytest.mark.parametrize(
    "defined",
    [
        b'<!ENTITY a "ha"><!ENTITY b "&a;&a;">',
        b"<!ENTITY b 'x &#38;a;'>",
        b'<!entity b "&#x026;a;">',
        b'<!ENTITY b SYSTEM "file:///etc/hosts">',
        b'<!ENTITY\nb PUBLIC "x" "https://n.example/1">',
    ],
)
@pytest.mark.parametrize("encoding", ["ascii", "utf-16"])
def test_a_feed_that_defines_marks_of_files_or_of_each_other_is_refused(
    defined: bytes, encoding: str
) -> None:
    feed = b'<?xml version="1.0"?><!DOCTYPE rss [' + defined + b"]>" + RSS.partition(b"?>")[2]
    with pytest.raises(NoFeed, match="defines marks of its own") as refused:
        rows(feed.decode().encode(encoding))
    assert "take out its <!DOCTYPE" in refused.value.remedy


def test_a_feed_may_define_a_letter() -> None:
    feed = RSS.partition(b"?>")[2].replace(b"Halden", b"H&e;lden", 1)
    (row,) = rows(b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e "&#228;">]>' + feed)
    assert row["title"] == "Hälden raises $12M & grows"


def test_addresses_that_run_something_are_left_out() -> None:
    (row,) = rows(RSS.replace(b"https://n.example/1", b"javascript:alert(1)"))
    assert row["link"] is None


CROSSED = b"<rss><channel><item><link>h</item></link></channel></rss>"


@pytest.mark.parametrize("data", [b"<rss", JSON_FEED[:-20], b"<rss><channel>" + b"<a>" * 5_000, CROSSED])
def test_a_feed_that_is_cut_short_says_so(data: bytes) -> None:
    with pytest.raises(NoFeed, match="is no"):
        list(items_of(data))


def test_a_giant_feed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(items, "LARGEST", 100)
    with pytest.raises(NoFeed, match="more than"):
        list(items_of(RSS))


@given(data=st.data())
def test_broken_feeds_are_read_as_far_as_they_go(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([RSS, ATOM, JSON_FEED]))
    at = data.draw(st.integers(0, len(text)))
    put = data.draw(
        st.sampled_from([b"<", b"]]>", b"&x;", b"\0", b"\xff", b"<![CDATA[", b"</item>"])
        | st.binary(max_size=9)
    )
    with suppress(NoFeed):
        found = rows(text[:at] + put + text[at + data.draw(st.integers(0, 40)) :])
        assert all(row.keys() == COLUMNS.keys() for row in found)
