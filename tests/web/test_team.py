"""A team in the browser: who gets in, as whom, for how long – on a folder into which nothing was loaded."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from starlette.testclient import TestClient

from closeknit.desk import api_keys, users
from closeknit.desk.audit import entries
from closeknit.web.api.calls import PREFIX
from closeknit.web.callers import cookie_name
from closeknit.web.pages.me import browser_name
from closeknit.web.serving import tell_way_in
from closeknit.web.visits import Served
from tests.web.conftest import GOOD, HOST, ROOT, entered, stranger
from tests.web.test_guard import OURS

BETTER = "nine lanterns over the quay"


pytestmark = pytest.mark.usefixtures("cheap")


def log_in(served: Served, name: str, password: str = GOOD) -> TestClient:
    client = stranger(served)
    client.post("/log-in", data={"name": name, "password": password}, headers=OURS)
    return client


def form(client: TestClient, path: str = "/data") -> dict[str, str]:
    """The secret that forms of a page carry."""
    return {"form": re.search(r'name="form" value="([^"]+)"', client.get(path).text)[1]}


def act(client: TestClient, path: str, **fields: str) -> int:
    return client.post(path, data={**form(client), **fields}, headers=OURS).status_code


def did(served: Served) -> list[tuple[str, str, str]]:
    return [(one.who, one.did, one.about) for one in reversed(entries(served.desk()))]


def test_the_first_code_lets_the_admin_in_once(firm, told):
    tell_way_in(firm)
    path = re.search(r"\{url\}(/welcome/\S+)", told[0])[1]
    client = stranger(firm)
    assert "There is no admin yet" in client.get(path).text
    weak = client.post(
        path, data={"name": "ana", "password": "password1234", "again": "password1234"}, headers=OURS
    )
    assert (weak.status_code, "easily guessed" in weak.text) == (422, True)
    chosen = {"name": "Ana", "password": GOOD, "again": GOOD}
    assert client.post(path, data={**chosen, "again": BETTER}, headers=OURS).status_code == 422
    assert client.post(path, data=chosen, headers=OURS).status_code == 303
    assert client.get("/team").status_code == 200
    assert stranger(firm).get(path).status_code == 404
    assert stranger(firm).post(path, data=chosen, headers=OURS).status_code == 404
    told.clear()
    tell_way_in(firm)
    assert "welcome" not in told[0]


def test_who_was_let_in_on_the_machine_before_does_not_keep_the_admin_out(firm, told):
    users.add(firm.desk(), "ben", "analyst", ROOT)
    tell_way_in(firm)
    path = re.search(r"\{url\}(/welcome/\S+)", told[0])[1]
    chosen = {"name": "Ana", "password": GOOD, "again": GOOD}
    assert stranger(firm).post(path, data=chosen, headers=OURS).status_code == 303
    assert log_in(firm, "ana").get("/team").status_code == 200
    assert stranger(firm).get(path).status_code == 404


def test_whoever_is_let_in_chooses_a_password_by_the_link_and_looks(team):
    root = log_in(team, "root")
    shown = root.post("/team/add", data={**form(root), "name": "ben", "role": "member"}, headers=OURS)
    path = re.search(rf"http://{HOST}(/welcome/[\w-]+)", shown.text)[1]
    assert path not in root.get("/team").text
    ben = stranger(team)
    assert "Welcome" in ben.get(path).text
    data = {"password": BETTER, "again": BETTER}
    assert ben.post(path, data=data, headers=OURS).status_code == 303
    assert ben.get("/me").status_code == 200
    assert ben.get("/team").status_code == 403
    assert ben.post(path, data=data, headers=OURS).status_code == 404


def test_a_stranger_sees_the_page_to_log_in_on_and_no_link_is_printed(team, told):
    client = stranger(team)
    page = client.get("/customers")
    assert (page.status_code, "Log in to" in page.text) == (401, True)
    assert client.get("/customers.csv").status_code == 401
    assert client.get("/enter/anything").status_code == 401
    assert told == []


@pytest.mark.parametrize("path", ["/customers?sort=name&q=a%26b", "/who/email:ana@firm.example", "/data"])
def test_after_logging_in_one_is_where_one_wanted_to_be(team, path):
    client = stranger(team)
    for shown in (client.get(path), client.post("/log-in", data={"to": path}, headers=OURS)):
        to = unescape(re.search(r'name="to" value="([^"]*)"', shown.text)[1])
        assert to == path
    let_in = client.post("/log-in", data={"name": "ana", "password": GOOD, "to": to}, headers=OURS)
    assert let_in.headers["location"] == path
    assert client.get(path).status_code != 401


@pytest.mark.parametrize(
    "to",
    ["https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example",
     "/\n", "javascript:alert(1)", "evil.example", "", " /data",
     "/" + "x" * 3_000, "/data\r\nset-cookie: a=b"],
)  # fmt: skip
def test_logging_in_leads_nowhere_else(team, to):
    data = {"name": "ana", "password": GOOD, "to": to}
    assert stranger(team).post("/log-in", data=data, headers=OURS).headers["location"] == "/"


def test_what_was_not_done_for_lack_of_a_session_is_not_asked_for_as_a_page(team):
    shown = stranger(team).post("/data/undo", headers=OURS).text
    assert 'name="to" value="/"' in shown


def test_logging_in_makes_a_new_session_and_ends_the_one_before(team):
    planted = stranger(team)
    planted.cookies.set(cookie_name(team), "planted")
    given = planted.post("/log-in", data={"name": "ana", "password": GOOD}, headers=OURS)
    assert "planted" not in given.headers["set-cookie"]
    client = log_in(team, "ana")
    first = client.cookies[cookie_name(team)]
    client.post("/log-in", data={"name": "ana", "password": GOOD}, headers=OURS)
    assert client.cookies[cookie_name(team)] != first
    old = stranger(team)
    old.cookies.set(cookie_name(team), first)
    assert old.get("/me").status_code == 401
    code = users.new_code(team.desk(), "root", ROOT)
    second = client.cookies[cookie_name(team)]
    client.post(f"/welcome/{code}", data={"password": BETTER, "again": BETTER}, headers=OURS)
    old.cookies.set(cookie_name(team), second)
    assert old.get("/me").status_code == 401
    ended = [one for one in did(team) if one[1] == "logged out"]
    assert ended == [("ana", "logged out", ""), ("ana", "logged out", "")], "whose session it was"


def test_logging_out_ends_the_session_and_everywhere_ends_all(team):
    one, other = log_in(team, "ana"), log_in(team, "ana")
    secret = one.cookies[cookie_name(team)]
    assert act(one, "/leave") == 303
    one.cookies.set(cookie_name(team), secret)
    assert one.get("/me").status_code == 401
    third = log_in(team, "ana")
    assert act(third, "/me/leave-everywhere") == 303
    assert other.get("/me").status_code == 401


def test_one_changes_ones_own_password_with_the_old_one(team):
    client = log_in(team, "ana")
    fields = {"old": GOOD, "password": BETTER, "again": BETTER}
    assert act(client, "/me/password", **{**fields, "old": "wrong"}) == 400
    assert act(client, "/me/password", **{**fields, "again": "other"}) == 400
    assert act(client, "/me/password", **fields) == 303
    assert client.get("/me").status_code == 401
    assert log_in(team, "ana").get("/me").status_code == 401
    assert log_in(team, "ana", BETTER).get("/me").status_code == 200


def test_a_role_holds_from_the_next_request_on(team):
    root, ana = log_in(team, "root"), log_in(team, "ana")
    assert act(root, "/team/role", name="ana", role="admin") == 303
    assert ana.get("/team").status_code == 401, "with another role one logs in anew"
    assert log_in(team, "ana").get("/team").status_code == 200
    assert act(root, "/team/active", name="ana", active="0") == 303
    assert log_in(team, "ana").get("/team").status_code == 401
    assert act(root, "/team/active", name="root", active="0") == 400, "the last admin stays"


def test_too_many_tries_are_refused_before_the_password_is_looked_at(team):
    client = stranger(team)
    wrong = {"name": "ana", "password": "wrong"}
    codes = [client.post("/log-in", data=wrong, headers=OURS).status_code for _ in range(12)]
    assert codes == [401] * 10 + [429] * 2
    refused = client.post("/log-in", data={"name": "ana", "password": GOOD}, headers=OURS)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 15 * 60
    assert re.search(r"Wait 1\d minutes, then try again. Until then what is right is refused", refused.text)


def test_too_many_tries_at_ones_own_password_say_how_long_to_wait_too(team):
    client, own = log_in(team, "ana"), {"old": "wrong", "password": BETTER, "again": BETTER}
    sent = {**form(client), **own}
    answers = [client.post("/me/password", data=sent, headers=OURS) for _ in range(11)]
    assert [one.status_code for one in answers] == [400] * 10 + [429]
    assert ["retry-after" in one.headers for one in answers] == [False] * 10 + [True]


def test_logging_in_from_a_foreign_page_is_refused(team):
    foreign = {"origin": "http://evil.example", "sec-fetch-site": "cross-site"}
    data = {"name": "ana", "password": GOOD}
    for path in ("/log-in", "/welcome/x"):
        assert stranger(team).post(path, data=data, headers=foreign).status_code == 403
        assert stranger(team).post(path, data=data).status_code == 403


def test_strangers_send_no_large_forms(team):
    client = stranger(team)
    big = {"name": "ana", "password": "x" * 20_000}
    assert client.post("/log-in", data=big, headers=OURS).status_code == 413
    file = {"files": ("a.csv", b"a")}
    assert client.post("/log-in", files=file, headers=OURS).status_code == 400


def test_two_businesses_of_one_host_keep_a_browser_in_both(team, empty):
    """Browsers send a cookie to every port of the host that gave it."""
    firm, other = log_in(team, "ana"), stranger(empty)
    assert other.get(f"/enter/{empty.entrance.link()}").status_code == 303
    both = {**firm.cookies, **other.cookies}
    for client in (firm, other):
        client.cookies.update(both)
        assert client.get("/data").status_code == 200
    assert act(firm, "/leave") == 303
    assert (firm.get("/data").status_code, other.get("/data").status_code) == (401, 200)


def test_over_https_the_cookie_goes_nowhere_else(team):
    secure = replace(team, secure=True)
    made = stranger(secure).post("/log-in", data={"name": "ana", "password": GOOD}, headers=OURS)
    cookie = made.headers["set-cookie"]
    assert cookie.startswith(f"__Host-{cookie_name(team)}=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= {part.strip() for part in cookie.split(";")}
    assert "max-age" in made.headers["strict-transport-security"]
    client = stranger(secure)
    client.cookies.set(cookie_name(team), log_in(team, "ana").cookies[cookie_name(team)])
    assert client.get("/me").status_code == 401


def test_what_people_do_take_out_and_are_refused_is_in_the_log_without_secrets(team):
    ana, root = log_in(team, "ana"), log_in(team, "root")
    ana.get("/team")
    ana.get("/data/set-aside.csv")
    act(root, "/data/undo", **{"import": "i-0001"})
    act(root, "/team/link", name="ana")
    log_in(team, "ana", "wrong")
    found = did(team)
    assert found[2:] == [
        ("ana", "logged in", "ana"),
        ("root", "logged in", "root"),
        ("ana", "was refused", "/team"),
        ("root", "took an import back", "i-0001"),
        ("root", "gave a code for a password", "ana"),
        ("ana", "log-in failed", "ana"),
    ]
    shown = root.get("/team/log").text
    assert "log-in failed" in shown
    assert "testclient" in shown
    assert root.get("/team/log?who=ana").text.count("<tr><td") == 3
    assert GOOD not in shown


def test_a_key_asks_as_its_role_until_it_is_ended(team):
    root = log_in(team, "root")
    shown = root.post(
        "/keys/add", data={**form(root), "name": "report", "role": "analyst"}, headers=OURS
    ).text
    key = re.search(r"ck_[\w-]+", shown)[0]
    program = stranger(team)
    told = {"authorization": f"Bearer {key}"}
    state = program.get(f"{PREFIX}/state", headers=told).json()
    assert (state["user"], state["role"]) == ("report", "analyst")
    assert program.get(f"{PREFIX}/jobs/0123456789abcdef", headers=told).status_code == 404
    sent = program.post(f"{PREFIX}/imports", headers=told, files={"files": ("a.csv", b"a,b\n")})
    assert sent.status_code == 202
    assert ("report", "loaded files", "") in did(team)
    assert program.get("/data", headers=told).status_code == 401, "a key opens no pages"
    assert act(root, "/keys/end", name="report") == 303
    assert program.get(f"{PREFIX}/state", headers=told).status_code == 401


def test_a_key_works_for_one_person_too(empty):
    key = api_keys.add(empty.desk(), "report", "viewer", ROOT)
    told = {"authorization": f"Bearer {key}"}
    assert stranger(empty).get(f"{PREFIX}/state", headers=told).status_code == 200
    assert stranger(empty).post(f"{PREFIX}/imports", headers=told).status_code == 403


@pytest.mark.parametrize("path", ["/log-in", "/welcome/x"])
def test_one_person_has_no_doors(empty, path):
    assert stranger(empty).get(path).status_code == 404
    assert stranger(empty).post(path, headers=OURS).status_code == 404


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox 145 on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0",
         "Edge 142 on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.1 Safari/605.1.15", "Safari 18 on Mac"),
        ("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36",
         "Chrome 142 on Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) CriOS/142.0 Mobile/15E148 Safari/604.1",
         "Chrome 142 on iPhone"),
        ("curl/8.14.1", "curl/8.14.1"),
        ("", ""),
    ],
)  # fmt: skip
def test_browsers_are_named_in_a_few_words(said, name):
    assert browser_name(said) == name


def test_where_one_person_works_the_page_of_the_team_says_how_to_let_others_in(empty):
    answer = entered(empty, "admin").get("/team")
    assert answer.status_code == 400
    assert "write under [serve] of closeknit.toml: team = true" in answer.text


def test_where_nothing_can_be_kept_the_page_of_keys_says_so(empty):
    answer = entered(replace(empty, desk=None), "admin").get("/keys")
    assert answer.status_code == 400
    assert "Keys cannot be kept here" in answer.text
