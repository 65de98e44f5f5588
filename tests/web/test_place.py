"""Where a folder may be served: never over a network without logging in, never in the clear."""

from __future__ import annotations

import asyncio
import shlex
import socket
import subprocess

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from closeknit.errors import SettingsError
from closeknit.settings_file import settings_from
from closeknit.web.place import BehindProxy, Place, place_of
from closeknit.web.serving import listen

NAMES = ["closeknit.firm.example"]


def place(folder, **serve):
    return place_of(settings_from({"serve": serve}), folder)


def test_without_a_word_it_is_this_machine_alone(tmp_path):
    assert place(tmp_path) == Place()
    assert (Place().url(8600), Place().secure) == ("http://127.0.0.1:8600", False)


@pytest.mark.parametrize(
    ("serve", "about"),
    [
        ({"host": "192.0.2.1"}, "serve.team"),
        ({"proxies": ["127.0.0.1"], "names": NAMES}, "serve.team"),
        ({"host": "192.0.2.1", "team": True}, "serve.host"),
        ({"host": "0.0.0.0", "team": True, "names": NAMES}, "serve.host"),
        ({"host": "firm.example", "team": True}, "serve.host"),
        ({"team": True, "proxies": ["127.0.0.1"]}, "serve.names"),
        ({"host": "0.0.0.0", "team": True, "proxies": ["10.0.0.2"]}, "serve.names"),
        ({"team": True, "proxies": ["*"], "names": NAMES}, "serve.proxies"),
        ({"team": True, "proxies": ["proxy.example"], "names": NAMES}, "serve.proxies"),
        ({"certificate": "cert.pem"}, "serve.key"),
        ({"key": "key.pem"}, "serve.certificate"),
        ({"certificate": "cert.pem", "key": "key.pem"}, "serve.certificate"),
    ],
)
def test_it_does_not_start_where_others_could_come_in_or_read_along(tmp_path, serve, about):
    with pytest.raises(SettingsError) as refused:
        place(tmp_path, **serve)
    assert refused.value.about == about
    assert refused.value.remedy


@pytest.mark.parametrize(
    "serve",
    [
        {"team": True},
        {"team": True, "host": "::1"},
        {"team": True, "proxies": ["127.0.0.1", "10.0.0.0/24"], "names": NAMES},
        {"team": True, "host": "0.0.0.0", "proxies": ["10.0.0.2"], "names": NAMES},
    ],
)
def test_it_starts_where_nobody_can(tmp_path, serve):
    assert place(tmp_path, **serve).host == serve.get("host", "127.0.0.1")


def test_the_end_of_a_page_waits_for_no_receipt_of_what_came_before():
    found = []

    class Answering(asyncio.Protocol):
        def connection_made(self, transport):
            connection = transport.get_extra_info("socket")
            found.append(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            transport.close()

    async def visited():
        listening = listen(None)
        server = await asyncio.get_running_loop().create_server(Answering, sock=listening)
        reader, writer = await asyncio.open_connection(*listening.getsockname())
        await reader.read()
        writer.close()
        server.close()

    asyncio.run(visited())
    assert found != [0]
    assert len(found) == 1


def test_a_certificate_and_its_key_make_it_https(tmp_path):
    made = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=x"
    files = f" -keyout {tmp_path}/key.pem -out {tmp_path}/cert.pem"
    subprocess.run(shlex.split(made + files), check=True, capture_output=True, timeout=30)
    found = place(tmp_path, team=True, host="0.0.0.0", names=NAMES, certificate="cert.pem", key="key.pem")
    assert found.url(443) == "https://closeknit.firm.example"
    assert found.url(8600) == "https://closeknit.firm.example:8600"
    assert found.secure
    (tmp_path / "key.pem").write_text("no key")
    with pytest.raises(SettingsError, match="cannot be used"):
        place(tmp_path, certificate="cert.pem", key="key.pem")


def test_hosts_are_the_names_that_were_said(tmp_path):
    here = Place(names=("crm.firm.example",)).hosts(8600)
    assert {"127.0.0.1:8600", "localhost:8600", "crm.firm.example:8600"} <= set(here)
    assert "0.0.0.0:8600" not in Place(host="0.0.0.0", names=("a.example",)).hosts(8600)
    assert Place(names=("a.example",), proxies=("10.0.0.2",)).hosts(8600) == ("a.example",)
    assert "a.example" in Place(names=("a.example",)).hosts(443)


async def whoami(scope, receive, send):
    await PlainTextResponse(f"{scope['client'][0]} {scope['scheme']}")(scope, receive, send)


@pytest.mark.parametrize(
    ("peer", "told", "status", "seen"),
    [
        ("10.0.0.2", {"x-forwarded-for": "198.51.100.7", "x-forwarded-proto": "https"}, 200,
         "198.51.100.7 https"),
        ("10.0.0.2", {"x-forwarded-for": "6.6.6.6, 198.51.100.7", "x-forwarded-proto": "https"}, 200,
         "198.51.100.7 https"),
        ("10.0.0.2", {"x-forwarded-for": "198.51.100.7"}, 403, "not said"),
        ("10.0.0.2", {"x-forwarded-proto": "http"}, 403, "not https"),
        ("198.51.100.7", {"x-forwarded-for": "10.0.0.2", "x-forwarded-proto": "https"}, 403, "address"),
    ],
)  # fmt: skip
def test_only_the_declared_proxy_is_believed(peer, told, status, seen):
    client = TestClient(BehindProxy(whoami, ("10.0.0.0/24",)), client=(peer, 4000))
    answer = client.get("/", headers=told)
    assert answer.status_code == status
    assert seen in answer.text
