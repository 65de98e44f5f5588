"""What may be fetched is, within limits; what may not is refused with a sentence, whatever leads there."""

from __future__ import annotations

import gzip
import socket
import threading
from urllib.parse import urlsplit

import pytest

from closeknit.errors import NotFetched
from closeknit.sources.addresses import fetching, hosts
from closeknit.sources.addresses.fetching import Validators, fetch_feed
from closeknit.sources.addresses.hosts import Limits, is_public
from tests.sources.addresses.hosts import RSS, host

OURS = Limits(private=True, seconds=5)


def test_a_feed_comes_with_what_its_host_calls_this_version() -> None:
    with host() as there:
        there.answer = lambda path, _: (200, {"Content-Type": "text/xml; charset=utf-8", "ETag": '"7"'}, RSS)
        got = fetch_feed(f"{there.address}/feed.xml", limits=OURS)
    assert got.content == RSS
    assert got.validators.etag == '"7"'


def test_a_host_is_asked_for_what_is_new_only() -> None:
    with host() as there:
        there.answer = lambda path, headers: (304, {}, b"")
        known = Validators('"7"', "Mon, 02 Mar 2026 09:00:00 GMT", there.address.removeprefix("http://"))
        got = fetch_feed(there.address, known=known, limits=OURS)
    assert got.content is None
    assert there.asked[0]["if-none-match"] == '"7"'
    assert there.asked[0]["if-modified-since"] == "Mon, 02 Mar 2026 09:00:00 GMT"
    assert "cookie" not in there.asked[0]


def test_what_one_host_called_its_version_is_told_to_no_other() -> None:
    with host() as there:
        there.answer = lambda path, _: (200, {"Content-Type": "text/xml"}, RSS)
        fetch_feed(there.address, known=Validators('"7"', "", "elsewhere.example"), limits=OURS)
        assert "if-none-match" not in there.asked[0]
        there.answer = lambda path, _: (304, {}, b"")
        with pytest.raises(NotFetched, match="nothing is here of it"):
            fetch_feed(there.address, limits=OURS)


def test_what_may_be_secret_in_an_address_is_not_repeated() -> None:
    with pytest.raises(NotFetched) as refused:
        fetch_feed("ftp://n.example/feed?key=secret")
    assert "secret" not in f"{refused.value} {refused.value.about}"


def test_what_is_sent_packed_is_unpacked() -> None:
    with host() as there:
        packed = {"Content-Type": "text/xml", "Content-Encoding": "gzip"}
        there.answer = lambda path, _: (200, packed, gzip.compress(RSS))
        assert fetch_feed(there.address, limits=OURS).content == RSS


def test_redirects_are_followed_and_each_is_looked_at_again() -> None:
    with host() as there:
        leads = {"/a": "/b", "/b": "/feed", "/file": "file:///etc/passwd", "/round": "/round"}
        there.answer = lambda path, _: (
            (302, {"Location": leads[path]}, b"")
            if path in leads
            else (200, {"Content-Type": "text/xml"}, RSS)
        )
        assert fetch_feed(f"{there.address}/a", limits=OURS).content == RSS
        with pytest.raises(NotFetched, match='begins with "file:"'):
            fetch_feed(f"{there.address}/file", limits=OURS)
        with pytest.raises(NotFetched, match="leads on and on, more than 5 times"):
            fetch_feed(f"{there.address}/round", limits=OURS)


def test_a_secure_address_leads_to_no_open_one() -> None:
    with pytest.raises(NotFetched, match="anybody on the way could change"):
        fetching._onward(urlsplit("https://n.example/a"), "http://n.example/b", OURS)


def test_a_host_that_says_nothing_is_new_of_what_nobody_has_is_not_believed() -> None:
    with host() as there:
        there.answer = lambda path, _: (304, {}, b"")
        with pytest.raises(NotFetched, match="though nothing is here of it"):
            fetch_feed(f"{there.address}/feed", limits=OURS)


def test_a_public_host_cannot_lead_into_our_own_network(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = {"news.example": ["127.0.0.1"], "router.example": ["127.0.0.1", "127.0.0.2"]}
    monkeypatch.setattr(hosts, "is_public", lambda number: number == "127.0.0.1")
    with host() as there:
        port = int(there.address.rpartition(":")[2])
        monkeypatch.setattr(fetching, "PORTS", (port,))
        there.answer = lambda path, _: (302, {"Location": f"http://router.example:{port}/feed"}, b"")
        with pytest.raises(NotFetched, match=r"router\.example is this machine or one of its own network"):
            fetch_feed(f"http://news.example:{port}/", lookup=lambda name, _: numbers[name])
    assert len(there.asked) == 1


@pytest.mark.parametrize(
    ("number", "public"),
    [
        ("93.184.216.34", True), ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False), ("10.1.2.3", False), ("172.16.0.1", False), ("192.168.1.1", False),
        ("169.254.169.254", False), ("0.0.0.0", False), ("100.64.0.1", False), ("224.0.0.1", False),
        ("::1", False), ("::", False), ("fe80::1%eth0", False), ("fc00::1", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b:1::7f00:1", False), ("fec0::1", False), ("::127.0.0.1", False), ("::ffff:0:7f00:1", False),
        ("64:ff9b::7f00:1", False), ("64:ff9b::5db8:d822", True), ("2002:7f00:1::", False),
    ],
)  # fmt: skip
def test_only_numbers_of_the_open_internet_are_public(number: str, public: bool) -> None:
    assert is_public(number) is public


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/", "http://localhost/", "http://0x7f.1/", "http://2130706433/", "http://[::1]/",
        "http://[::ffff:127.0.0.1]/", "http://0/",
    ],
)  # fmt: skip
def test_this_machine_is_not_asked_however_it_is_written(address: str) -> None:
    with pytest.raises(NotFetched, match=r"own network|is called"):
        fetch_feed(address)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("ftp://n.example/feed", 'begins with "ftp:"'),
        ("https://ana:secret@n.example/feed", "name or password"),
        ("https://n.example:8080/feed", "port 8080"),
        ("https://n.example:99999/feed", "is no address"),
        ("https:///feed", "names no host"),
        (f"https://{'n' * 64}.example/feed", "is no name that a host can have"),
        ("http://[::1/feed", "is no address"),
    ],
)
def test_an_address_that_may_not_be_asked_is_refused_before_anything_is_looked_up(
    address: str, why: str
) -> None:
    def lookup(name: str, port: int) -> list[str]:
        raise AssertionError(name)

    with pytest.raises(NotFetched, match=why) as refused:
        fetch_feed(address, lookup=lookup)
    assert "secret" not in str(refused.value)


def test_giants_are_left_also_when_they_come_packed() -> None:
    few = Limits(private=True, largest=2_000)
    with host() as there:
        there.answer = lambda path, _: (
            (200, {"Content-Encoding": "gzip"}, gzip.compress(RSS + b" " * 5_000_000))
            if path == "/packed"
            else (200, {}, RSS + b" " * 2_000)
        )
        for path in ("/plain", "/packed"):
            with pytest.raises(NotFetched, match=r"sends more than 0\.00191 MB"):
                fetch_feed(there.address + path, limits=few)


@pytest.mark.parametrize(
    ("status", "headers", "body", "why"),
    [
        (200, {"Content-Type": "text/html"}, b"<html>News</html>", r'sends no feed \("text/html"\)'),
        (200, {"Content-Type": "text/xml"}, b"<svg/>", "sends no feed"),
        (404, {}, b"", "is not there"),
        (503, {"Retry-After": "120"}, b"", "out of order(.|\n)*120 seconds"),
        (500, {}, b"", "status 500"),
        (200, {"Content-Encoding": "br"}, b"x", 'packs as "br"'),
        (200, {"Content-Encoding": "gzip"}, b"no gzip", "does not answer as it should"),
        (200, {"Content-Encoding": "gzip"}, gzip.compress(RSS)[:-20], "stops in the middle"),
    ],
)
def test_what_is_no_feed_is_told_as_what_it_is(
    status: int, headers: dict[str, str], body: bytes, why: str
) -> None:
    with host() as there:
        there.answer = lambda path, _: (status, headers, body)
        with pytest.raises(NotFetched, match=why):
            fetch_feed(f"{there.address}/feed", limits=OURS)


def test_a_host_that_drips_is_left_when_the_time_is_over() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        stop = threading.Event()

        def drip() -> None:
            connection, _ = server.accept()
            with connection:
                while not stop.wait(0.02):
                    try:
                        connection.sendall(b"H")
                    except OSError:
                        return

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        port = server.getsockname()[1]
        try:
            with pytest.raises(NotFetched, match="does not answer within"):
                fetch_feed(f"http://127.0.0.1:{port}/", limits=Limits(private=True, seconds=0.1))
        finally:
            stop.set()
            thread.join()
