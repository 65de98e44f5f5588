"""Who may reach what: hosts, origins, roles, forms, headers – on a folder into which nothing was loaded."""

import re

import pytest
from starlette.datastructures import Headers

from closeknit.web.api.openapi import calls
from closeknit.web.app import declared, make_app
from closeknit.web.entrance import ROLES
from closeknit.web.guard import HEADERS, KEYS_UNDER, same_origin
from closeknit.web.pages.doors import DOORS
from closeknit.web.visits import Action
from tests.web.conftest import HOST, TOLD, entered, form_of, stranger
from tests.web.walked import to_walk, walked

OURS = {"origin": f"http://{HOST}", "sec-fetch-site": "same-origin"}


def address(one):
    """An address of a declared page, its variable parts filled in."""
    filled = {
        "name": "clients",
        "file": "x.svg",
        "table": "x",
        "key": "x",
        "thing": "x",
        "job": "x",
        "id": "i-0001",
        "decision": "d-0001",
        "number": "1",
    }
    path = one.path.replace(":path", "").replace(":int", "")
    for name, value in filled.items():
        path = path.replace("{" + name + "}", value)
    return path


@pytest.mark.parametrize("one", declared(), ids=lambda one: one.path)
def test_every_route_asks_for_its_role_and_nobody_else_gets_in(empty, one):
    method = "POST" if isinstance(one, Action) else "GET"
    assert stranger(empty).request(method, address(one), headers=OURS).status_code == 401
    for role in ROLES:
        client = entered(empty, role)
        sent = {"data": form_of(empty, client)} if method == "POST" else {}
        answer = client.request(method, address(one), headers=OURS, **sent)
        allowed = ROLES.index(role) >= ROLES.index(one.least)
        assert (answer.status_code != 403) == allowed, (role, answer.status_code)
        assert answer.status_code < 500


@pytest.mark.parametrize("one", [o for o in declared() if isinstance(o, Action)], ids=lambda one: one.path)
def test_an_action_needs_a_form_of_our_own_page(empty, one):
    client = entered(empty, "admin")
    form = form_of(empty, client)
    assert client.post(one.path, data={}, headers=OURS).status_code == 403
    assert client.post(one.path, data={"form": "guessed"}, headers=OURS).status_code == 403
    foreign = {"origin": "http://evil.example", "sec-fetch-site": "cross-site"}
    assert client.post(one.path, data=form, headers=foreign).status_code == 403
    assert client.post(one.path, data=form).status_code == 403, "a browser that says nothing"
    assert client.get(one.path).status_code in (404, 405)


def test_every_route_there_is_was_declared_with_a_role_or_as_a_door(empty):
    """A route, or a method of one, that somebody adds beside the declarations fails here."""
    told = {(one.path, "POST" if isinstance(one, Action) else "GET") for one in declared()}
    told |= {(one.route, one.method) for one in calls()}
    told |= {(one.path, method) for one in DOORS for method in ("GET", "POST")}
    routes = make_app(empty, hosts=(HOST,)).routes
    there = [(route.path, method) for route in routes for method in route.methods - {"HEAD"}]
    assert set(there) - told == {("/enter/{secret}", "GET"), ("/static/{version}/{name}", "GET")}
    assert told <= set(there)
    assert len(there) == len(set(there)), "the second of two would never be reached"
    assert {one.least for one in (*declared(), *calls())} == set(ROLES)


SIGNS = ("%00", "a%00b", "%1F", "%00.pdf")


@pytest.mark.parametrize("sign", SIGNS)
def test_an_address_with_a_control_character_is_refused_wherever_it_leads(empty, sign):
    """Each sign in every variable part; of what is asked, which leads nowhere else, each address sees one."""
    client = entered(empty, "admin")
    pages = [one.path for one in declared() if not isinstance(one, Action)]
    paths = [*pages, *(call.route for call in calls() if call.method == "GET")]
    addresses = [(path, re.sub(r"\{[^}]+\}", sign, path)) for path in paths if "{" in path]
    for path in paths[SIGNS.index(sign) :: len(SIGNS)]:
        filled = re.sub(r"\{[^}]+\}", "x", path)
        addresses += [(path, f"{filled}?text={sign}"), (path, f"{filled}?{sign}=x")]
    for path, asked in addresses:
        answer = client.get(asked)
        assert answer.status_code == 400, asked
        assert "address holds a control character (U+00" in answer.text
        assert answer.headers["x-frame-options"] == "DENY"
        if path.startswith(KEYS_UNDER):
            assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("one", [o for o in declared() if isinstance(o, Action)], ids=lambda one: one.path)
def test_no_form_takes_a_control_character(empty, one):
    client = entered(empty, "admin")
    sent = {**form_of(empty, client), "key": "x", "text": "tea \0"}
    for how in ({"data": sent}, {"data": sent, "files": {"files": ("a.csv", b"a\0")}}):
        answer = client.post(one.path, headers=OURS, **how)
        assert (answer.status_code, "“text” holds a control character (U+0000)" in answer.text) == (400, True)


def test_tabs_and_line_ends_are_no_control_characters_here(empty):
    client = entered(empty, "admin")
    assert "control character" not in client.get("/customers?q=customers%09who%0D%0Aare%20late").text


def test_another_name_for_this_machine_is_refused(empty):
    client = entered(empty, "admin")
    assert client.get("/", headers={"host": "evil.example"}).status_code == 421
    assert client.get("/", headers={"host": "here:2"}).status_code == 421


def test_other_methods_are_refused(empty):
    client = entered(empty, "admin")
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "OPTIONS"):
        assert client.request(method, "/").status_code == 405


@pytest.mark.parametrize("path", ["/", "/nowhere", "/data", "/enter/wrong"])
def test_every_answer_has_the_headers(empty, path):
    for client in (stranger(empty), entered(empty, "viewer")):
        answer = client.get(path)
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        assert answer.headers["cache-control"] == "no-store"
        assert "server" not in answer.headers
    assert "unsafe" not in HEADERS["Content-Security-Policy"]


def test_the_link_lets_in_once_and_a_stranger_makes_a_new_one_appear_on_the_console(empty):
    client = stranger(empty)
    secret = empty.entrance.link()
    first = client.get(f"/enter/{secret}")
    assert (first.status_code, first.headers["location"]) == (303, "/")
    cookie = first.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert client.get("/").status_code == 200
    assert stranger(empty).get(f"/enter/{secret}").status_code == 401
    empty.entrance._made -= 60
    TOLD.clear()
    assert stranger(empty).get("/").status_code == 401
    assert "/enter/" in TOLD[0]


def test_leaving_ends_the_session(empty):
    client = entered(empty, "viewer")
    assert client.post("/leave", data=form_of(empty, client), headers=OURS).status_code == 303
    assert client.get("/").status_code == 401


@pytest.mark.parametrize(
    ("site", "origin", "ours"),
    [
        ("same-origin", "http://here:1", True),
        (None, "http://here:1", True),
        ("same-origin", None, True),
        (None, None, False),
        ("same-site", "http://here:1", False),
        ("none", None, False),
        ("cross-site", "http://here:1", False),
        ("same-origin", "null", False),
        (None, "http://here:2", False),
        (None, "http://here:1.evil.example", False),
    ],
)
def test_only_our_own_pages_count_as_the_same_origin(site, origin, ours):
    said = {k: v for k, v in {"sec-fetch-site": site, "origin": origin}.items() if v}
    assert same_origin(Headers(said), "here:1") is ours


def test_templates_never_pass_markup_of_others():
    from importlib.resources import files

    for folder in ("closeknit.web", "closeknit.reports"):
        for file in (files(folder) / "templates").iterdir():
            text = file.read_text(encoding="utf-8")
            assert "|safe" not in text.replace(" ", "")
            assert "style=" not in text
            assert " onclick" not in text
    script = (files("closeknit.web") / "static" / "app.js").read_text(encoding="utf-8")
    for banned in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert banned not in script


def test_browsers_walk_through_every_page_there_is():
    """In every look, see `walked`: a page that somebody adds and no browser looks at fails here."""
    assert to_walk() == walked()
