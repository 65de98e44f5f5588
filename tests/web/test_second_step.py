"""Codes at log-in in the browser: set up, asked for, switched off, and taken from whose role has them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from pyotp import TOTP, parse_uri
from starlette.testclient import TestClient

from closeknit.desk import second_steps
from closeknit.errors import SettingsError
from closeknit.settings_file import settings_from
from closeknit.web.app import declared
from closeknit.web.team import team_of
from closeknit.web.visits import Action, Served
from tests.web.conftest import GOOD, stranger
from tests.web.test_guard import OURS, address
from tests.web.test_team import BETTER, act, did, form, log_in

NOW = datetime(2026, 11, 27, 12, 0)


class Ana:
    """Somebody at a browser, with an app for codes and a clock that only she sets."""

    def __init__(self, served: Served, name: str = "ana") -> None:
        self.now, self.served, self.name = NOW, served, name
        served.team.clock = lambda: self.now
        self.client = log_in(served, name)
        self.totp: TOTP | None = None

    def code(self) -> str:
        """The next code of the app, half a minute later than the last."""
        self.now += timedelta(seconds=30)
        return self.totp.at(self.now.replace(tzinfo=UTC))

    def do(self, what: str, code: str = "", password: str = GOOD):
        data = {**form(self.client, "/me/codes"), "code": code, "password": password}
        return self.client.post(f"/me/codes/{what}", data=data, headers=OURS)

    def set_up(self) -> list[str]:
        """Put the secret into the app and switch codes on; gives the recovery codes."""
        assert self.do("prepare").status_code == 303
        shown = unescape(re.search(r'href="(otpauth:[^"]+)"', self.client.get("/me/codes").text)[1])
        self.totp = parse_uri(shown)
        return re.findall(r"<li><code>([^<]+)", self.do("on", self.code()).text)

    def half_in(self) -> tuple[TestClient, dict[str, str]]:
        """Another browser where her password fitted, and what its page carries."""
        client = stranger(self.served)
        fields = {"name": self.name, "password": GOOD, "to": "/team/log"}
        asked = client.post("/log-in", data=fields, headers=OURS)
        assert (asked.status_code, "set-cookie" in asked.headers) == (200, False)
        return client, dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', asked.text))


@pytest.fixture
def ana(team: Served) -> Ana:
    """Ana, logged in by her password alone."""
    return Ana(team)


def give(client: TestClient, carried: dict[str, str], code: str):
    return client.post("/log-in/code", data={**carried, "code": code}, headers=OURS)


def test_set_up_with_an_app_a_code_is_asked_for_after_the_password(ana):
    assert "You log in without a code" in ana.client.get("/me/codes").text
    paper = ana.set_up()
    assert len(paper) == 10
    assert paper[0] not in ana.client.get("/me/codes").text, "shown once"
    assert "10 recovery codes are left" in ana.client.get("/me/codes").text
    assert (ana.totp.name, ana.totp.issuer) == ("ana", "Firm")
    client, carried = ana.half_in()
    assert client.get("/me").status_code == 401
    assert client.get("/log-in/code").status_code == 200
    wrong = give(client, carried, "000")
    assert (wrong.status_code, "This code does not fit" in wrong.text) == (401, True)
    assert carried["halfway"] in wrong.text, "one types again, not logs in again"
    right = give(client, carried, ana.code())
    assert (right.status_code, right.headers["location"]) == (303, "/team/log"), "where she wanted to be"
    assert "You log in with a code" in client.get("/me").text
    assert [what for _, what, _ in did(ana.served)][-3:] == [
        "switched codes at log-in on", "gave a wrong code", "logged in",
    ]  # fmt: skip


@pytest.mark.slow
def test_the_secret_is_shown_as_word_and_square_until_the_first_code_and_no_more(ana):
    ana.do("prepare")
    secret = second_steps.state(ana.served.desk(), "ana").secret
    shown = ana.client.get("/me/codes")
    assert " ".join(re.findall("....", secret)) in shown.text
    assert 'src="data:image/svg+xml' in shown.text
    assert shown.headers["cache-control"] == "no-store"
    assert ana.do("on", "000").status_code == 400
    ana.set_up()
    assert ana.totp.secret not in ana.client.get("/me/codes").text
    assert 'src="data:' not in ana.client.get("/me/codes").text


def test_a_code_seen_over_the_shoulder_opens_nothing_and_a_recovery_code_only_once(ana):
    paper = ana.set_up()
    client, carried = ana.half_in()
    code = ana.code()
    assert give(client, carried, code).status_code == 303
    assert give(*ana.half_in(), code).status_code == 401
    assert give(client, carried, ana.code()).status_code == 401, "what was carried opened once"
    assert give(*ana.half_in(), paper[3]).status_code == 303
    assert give(*ana.half_in(), paper[3]).status_code == 401


@pytest.mark.slow
def test_too_many_codes_are_refused_and_after_five_minutes_one_logs_in_again(ana):
    ana.set_up()
    client, carried = ana.half_in()
    assert [give(client, carried, f"{n}").status_code for n in range(12)] == [401] * 10 + [429] * 2
    assert give(client, carried, ana.code()).status_code == 429
    ana.now += timedelta(minutes=5)
    late = give(client, carried, ana.code())
    assert (late.status_code, 'name="password"' in late.text) == (401, True)


@pytest.mark.slow
def test_codes_change_by_password_and_code_only(ana):
    ana.do("prepare")
    assert ana.do("on", "000", "wrong").status_code == 400
    paper = ana.set_up()
    for what in ("new", "off"):
        assert ana.do(what, ana.code(), "wrong").status_code == 400
        assert ana.do(what, "000").status_code == 400
    ana.now += timedelta(minutes=16)
    again = re.findall(r"<li><code>([^<]+)", ana.do("new", ana.code()).text)
    assert (len(again), set(again) & set(paper)) == (10, set())
    assert ana.do("prepare").status_code == 400
    assert ana.do("off", again[0]).status_code == 303
    assert log_in(ana.served, "ana").get("/me").status_code == 200


@pytest.mark.slow
def test_a_link_for_the_password_asks_for_the_code_as_well(ana):
    ana.set_up()
    root = log_in(ana.served, "root")
    shown = root.post("/team/link", data={**form(root), "name": "ana"}, headers=OURS).text
    path = re.search(r"/welcome/[\w-]+", shown)[0]
    client = stranger(ana.served)
    chosen = client.post(path, data={"password": BETTER, "again": BETTER}, headers=OURS)
    assert (chosen.status_code, "The code of your app" in chosen.text) == (200, True)
    assert client.get("/me").status_code == 401
    halfway = re.search(r'name="halfway" value="([^"]+)"', chosen.text)[1]
    assert give(client, {"halfway": halfway}, ana.code()).headers["location"] == "/"


@pytest.mark.slow
def test_an_admin_sees_who_gives_codes_and_switches_them_off(ana):
    ana.set_up()
    root = log_in(ana.served, "root")
    assert root.get("/team").text.count("may log in, with a code") == 1
    assert act(ana.client, "/team/no-code", name="root") == 403
    assert act(root, "/team/no-code", name="ana") == 303
    assert ana.client.get("/me").status_code == 401
    assert log_in(ana.served, "ana").get("/me").status_code == 200
    assert ("root", "switched codes at log-in off", "ana") in did(ana.served)


def test_whose_role_takes_codes_does_nothing_else_before_setting_them_up(team):
    team.team.give_codes = ("admin",)
    assert log_in(team, "ana").get("/me").status_code == 200
    root = Ana(team, "root")
    sent = form(root.client, "/me/codes")
    for one in declared():
        action = isinstance(one, Action)
        if not one.for_setting_up:
            answer = root.client.request(
                "POST" if action else "GET", address(one), headers=OURS, data=sent if action else None
            )
            assert answer.headers.get("location") == (None if action else "/me/codes"), one.path
            assert answer.status_code == (403 if action else 303), one.path
    root.set_up()
    assert root.client.get("/team").status_code == 200
    assert root.do("off", root.code()).status_code == 303
    assert root.client.get("/team").headers["location"] == "/me/codes", "switched off, they are owed again"


def test_only_what_sets_codes_up_and_leaves_is_there_for_whoever_owes_them():
    there = {one.path for one in declared() if one.for_setting_up}
    assert there == {
        "/leave",
        "/me/codes",
        *(f"/me/codes/{what}" for what in ("prepare", "on", "new", "off")),
    }


def test_a_role_that_is_none_is_refused_with_the_nearest(team):
    settings = settings_from({"serve": {"team": True, "codes": ["admn"]}})
    with pytest.raises(SettingsError, match=r"serve\.codes") as refused:
        team_of(settings, team.desk)
    assert 'did you mean "admin"' in refused.value.remedy


@pytest.mark.parametrize("halfway", ["", "x", "\ud800"])
def test_a_code_without_a_password_before_opens_nothing(ana, halfway):
    ana.set_up()
    client = stranger(ana.served)
    data = {"halfway": halfway.encode("utf-8", "surrogatepass"), "code": ana.code()}
    assert client.post("/log-in/code", data=data, headers=OURS).status_code == 401
    foreign = {"origin": "http://evil.example", "sec-fetch-site": "cross-site"}
    assert client.post("/log-in/code", data=data, headers=foreign).status_code == 403
    assert client.get("/me").status_code == 401
