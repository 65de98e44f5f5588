"""Calls: who may, what is given back, what goes wrong – over a tiny business and over an empty folder."""

import asyncio
import json
import re
import sys
from dataclasses import replace
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from closeknit.desk import api_keys
from closeknit.desk.audit import By, entries
from closeknit.ledger.store import utc_now
from closeknit.lenses.seam import each_lens
from closeknit.web.api import answering
from closeknit.web.api.calls import PREFIX
from closeknit.web.api.openapi import calls, document
from closeknit.web.app import make_app
from closeknit.web.entrance import ROLES, Session
from closeknit.web.pace import Pace
from closeknit.web.serving import close_served, open_served
from closeknit.workspace import create_workspace
from tests.desks import new_desk
from tests.docs.test_docs import ROOT
from tests.web.conftest import HOST, entered, form_of, stranger
from tests.web.test_guard import OURS, address

WHO = "email:c1@firm1.example"
IN_EARNEST = {"load": 422, "undo": 404}
"""What a call of somebody who may is answered with where nothing was loaded, but for 409."""
GIVEN = {"add_segment": "?name=silent&q=customers"}
"""What calls that change something take in their address."""
SENT = {
    "add_note": {"text": "likes to be called in the morning"},
    "correct": {"fact": "city", "value": "Porto"},
    "give_part": {"role": "champion"},
}
"""The objects that they take."""
FOREIGN = {"origin": "http://evil.example", "sec-fetch-site": "cross-site"}


def get(client, path, **more):
    return client.get(PREFIX + path, **more)


def test_what_a_call_tells_is_written_out_off_the_loop(empty, monkeypatch):
    loops, tag = [], answering.unless_known

    def told(made, request):
        loops.append(asyncio._get_running_loop())
        return tag(made, request)

    monkeypatch.setattr(answering, "unless_known", told)
    assert get(entered(empty, "viewer"), "/questions").status_code == 200
    assert loops == [None]


@pytest.mark.parametrize("call", calls(), ids=lambda call: call.name)
def test_every_call_asks_for_its_role_and_nobody_else_is_answered(empty, call):
    path = PREFIX + address(call)
    headers = OURS if call.method == "POST" else {}
    refused = stranger(empty).request(call.method, path, headers=headers)
    assert refused.status_code == 401
    assert refused.headers["content-type"] == "application/problem+json"
    for role in ROLES:
        client = entered(empty, role)
        told = {**headers, "x-form": form_of(empty, client)["form"]}
        allowed = ROLES.index(role) >= ROLES.index(call.least)
        keyed = replace(empty, holder=lambda key: Session("a program", key, 0, 0), desk=None)
        by_key = stranger(keyed).request(call.method, path, headers={"authorization": f"Bearer {role}"})
        for answer in (client.request(call.method, path, headers=told), by_key):
            assert (answer.status_code != 403) == allowed, (role, answer.text)
            assert answer.status_code < 500


def sent_with(call, file):
    """What a call takes beside its address."""
    if call.takes_files:
        return {"files": {"files": (file, b"a,b\n")}}
    return {"json": SENT[call.name]} if call.takes_object else {}


@pytest.mark.parametrize("call", [c for c in calls() if c.method == "POST"], ids=lambda call: call.name)
def test_a_browser_that_changes_something_sends_the_secret_of_its_session(empty, call):
    client, path = entered(empty, "admin"), PREFIX + address(call) + GIVEN.get(call.name, "")
    files = sent_with(call, "a.csv")
    assert client.post(path, headers=OURS, **files).status_code == 403
    secret = {"x-form": form_of(empty, client)["form"]}
    assert client.post(path, headers={**FOREIGN, **secret}, **files).status_code == 403


@pytest.fixture
def keyed(tmp_path):
    """What requests to a new folder share for which keys of a viewer and of an analyst were made."""
    workspace = create_workspace(tmp_path / "new")
    new_desk(workspace.desk)
    opened = open_served(workspace, working=False)
    by = By("root", "console", utc_now())
    keys = {role: api_keys.add(opened.desk(), f"a-{role}", role, by) for role in ("viewer", "analyst")}
    yield opened, keys
    close_served(opened)


@pytest.mark.parametrize("call", [c for c in calls() if c.method == "POST"], ids=lambda call: call.name)
def test_only_a_key_that_may_changes_something_wherever_it_is_sent_from(keyed, call):
    """A page elsewhere sends no key: it does not have it, and its browser would ask first, by OPTIONS."""
    served, keys = keyed
    path = PREFIX + address(call) + GIVEN.get(call.name, "")
    sent = sent_with(call, "../a.csv")

    def status(key, **headers):
        told = {"authorization": f"Bearer {key}"} if key else {}
        return stranger(served).post(path, headers={**told, **headers}, **sent).status_code

    assert status("", **FOREIGN) == 403
    assert status("", **OURS) == 401
    assert status("ck_guessed", **FOREIGN) == 401
    for origin in ({}, OURS, FOREIGN):
        assert status(keys["viewer"], **origin) == 403
        assert status(keys["analyst"], **origin) == IN_EARNEST.get(call.name, 409), "asked for in earnest"
    ours_alone = stranger(served).post(
        "/data/undo", headers={**FOREIGN, "authorization": f"Bearer {keys['analyst']}"}
    )
    assert ours_alone.status_code == 403, "a key counts for calls alone"
    asked = stranger(served).options(path, headers={**FOREIGN, "access-control-request-method": "POST"})
    assert asked.status_code == 405
    assert not [name for name in asked.headers if name.startswith("access-control")]
    noted = [(one.who, one.did, one.about) for one in entries(served.desk(), who="a-viewer")]
    assert noted == [("a-viewer", "was refused", call.route)] * 3
    assert not list((served.workspace.data / "incoming").rglob("*.csv"))


def test_a_wrong_key_is_refused_even_where_a_session_would_do(empty):
    client = entered(empty, "admin")
    for said in ("Bearer ck_guessed", "Basic YTpi", "", "Bearer"):
        refused = get(client, "/state", headers={"authorization": said})
        assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize(
    ("path", "status", "where"),
    [
        ("/parties?of=dogs", 422, "of"),
        ("/parties?limit=0", 422, "limit"),
        ("/parties?limit=5&limit=6", 422, "limit"),
        ("/parties?limt=5", 422, "limt"),
        ("/parties?sort=shoe_size", 422, "sort"),
        ("/parties?after=torn", 422, "after"),
        ("/parties/nobody.example", 404, "nobody.example"),
        ("/find", 422, "q"),
        ("/find?q=customers+who+sing", 422, None),
        ("/findings/x", 422, "id"),
        ("/findings/clients-late-000000", 404, None),
        ("/answers/clients?as_of=yesterday", 422, "as_of"),
        ("/answers/clients?as_of=0001-01-01", 422, "as_of"),
        ("/answers/clients?as_of=2100-01-01", 422, "2100-01-01"),
        ("/find?q=customers+as+of+2100-01-01", 422, "2100-01-01"),
        ("/answers/shoes", 404, ""),
        ("/imports/i-9999", 404, "id"),
        ("/imports/i-0001/undo", 405, ""),
        ("/jobs/0123456789abcdef", 404, "id"),
        ("/nowhere", 404, ""),
    ],
)
def test_a_problem_says_what_is_wrong_where_and_what_to_do(visitor, path, status, where):
    refused = get(visitor, path)
    told = refused.json()
    assert (refused.status_code, told["status"]) == (status, status)
    assert refused.headers["content-type"] == "application/problem+json"
    assert told["title"]
    if where is not None:
        assert told["where"] == where
    assert told["detail"] or status == 404


def schema_of(call):
    at = document()
    name = at["components"]["schemas"][call.gives]
    return Draft202012Validator({**name, "components": at["components"]})


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("state", "/state"),
        ("questions", "/questions"),
        ("answer_clients", "/answers/clients?rows=2"),
        ("parties", "/parties?limit=2"),
        ("parties", "/parties?of=people"),
        ("party", f"/parties/{WHO}"),
        ("party_why", f"/parties/{WHO}/why"),
        ("today", "/today?minutes=45"),
        ("imports", "/imports"),
        ("import", "/imports/i-0001"),
        ("import_problems", "/imports/i-0001/problems"),
    ],
)
def test_what_is_given_has_the_form_that_the_document_says(visitor, name, path):
    call = next(one for one in calls() if one.name == name)
    answer = get(visitor, path)
    assert answer.status_code == 200, answer.text
    schema_of(call).validate(answer.json())


def test_a_finding_opens_by_its_id(visitor):
    found = get(visitor, "/answers/clients").json()["findings"][0]
    behind = get(visitor, f"/findings/{found['id']}?rows=3").json()
    assert behind["sentence"] == found["sentence"]
    assert len(behind["facts"]) <= 3


def test_pages_of_the_list_end_and_name_everybody_once(visitor):
    names, after = [], ""
    for _ in range(10):
        page = get(visitor, f"/parties?limit=1&sort=name{after}").json()
        names += [row["name"] for row in page["rows"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert names == sorted(names)
    assert len(set(names)) == len(names) == page["total"] == 4


def test_what_did_not_change_is_not_sent_again(visitor):
    first = get(visitor, "/answers/clients")
    again = get(visitor, "/answers/clients", headers={"if-none-match": f'"x", W/{first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert get(visitor, "/answers/clients", headers={"if-none-match": '"x"'}).status_code == 200


def test_whoever_asks_too_often_is_told_when_to_ask_again(empty):
    slow = replace(empty, pace=Pace(3, 60))
    client = entered(slow, "viewer", user="hasty")
    assert [get(client, "/state").status_code for _ in range(4)] == [200, 200, 200, 429]
    late = get(client, "/state")
    assert 1 <= int(late.headers["retry-after"]) <= 20
    assert get(entered(slow, "viewer", user="patient"), "/state").status_code == 200


def test_a_key_that_may_not_does_not_fill_the_log(keyed):
    served, keys = keyed
    program = stranger(replace(served, pace=Pace(3, 60)))
    told = {"authorization": f"Bearer {keys['viewer']}"}
    codes = [program.post(f"{PREFIX}/imports", headers=told).status_code for _ in range(6)]
    assert codes == [403] * 3 + [429] * 3
    assert len(entries(served.desk(), who="a-viewer")) == 3


def test_nothing_loaded_is_said_so(empty):
    refused = get(entered(empty, "viewer"), "/answers/clients")
    assert (refused.status_code, refused.json()["title"]) == (409, "nothing is loaded yet")


def test_every_question_and_option_is_a_call_and_a_parameter():
    paths = document()["paths"]
    for lens in each_lens():
        named = {one["name"] for one in paths[f"/answers/{lens.name}"]["get"]["parameters"]}
        assert {o.name for o in lens.options} <= named


def test_the_document_is_whole():
    text = json.dumps(document())
    names = set(document()["components"]["schemas"])
    for part in text.split('"#/components/schemas/')[1:]:
        assert part.partition('"')[0] in names
    ids = [one.name for one in calls()]
    assert len(set(ids)) == len(ids)


def test_files_are_loaded_and_the_job_tells_what_came_of_it(empty):
    client = entered(empty, "analyst")
    told = {**OURS, "x-form": form_of(empty, client)["form"]}
    begun = client.post(f"{PREFIX}/imports", headers=told, files={"files": ("x.csv", b"a,b\n1,2\n")})
    assert begun.status_code == 202
    job = client.get(begun.headers["location"])
    assert job.json()["state"] == "waiting"
    schema_of(next(c for c in calls() if c.name == "job")).validate(job.json())
    for name in ("../x.csv", "CON.csv"):
        refused = client.post(f"{PREFIX}/imports", headers=told, files={"files": (name, b"a")})
        assert (refused.status_code, refused.json()["where"]) == (422, "files")
        assert "was not taken" in refused.json()["title"]
    none = client.post(f"{PREFIX}/imports", headers=told, files={"file": ("x.csv", b"a")}).json()
    assert (none["status"], none["title"], none["where"]) == (422, "no file was sent", "files")
    assert client.post(f"{PREFIX}/imports", headers=told, data={"a": "b"}).status_code == 415


def test_the_example_of_the_how_to_runs(served, monkeypatch, capsys):
    key = "ck_of_the_example"
    app = make_app(replace(served, holder=lambda given: Session("x", "viewer", 0, 0)), hosts=(HOST,))

    def client(base_url, headers):
        assert headers == {"Authorization": f"Bearer {key}"}
        return TestClient(app, base_url=f"http://{HOST}{urlsplit(base_url).path}", headers=headers)

    monkeypatch.setitem(sys.modules, "httpx", SimpleNamespace(Client=client))
    monkeypatch.setenv("CLOSEKNIT_KEY", key)
    text = (ROOT / "docs" / "how-to" / "use-the-api.md").read_text("utf-8")
    example = re.search(r"```python\n(.*?)```", text, re.S)[1]
    exec(compile(example, "how-to", "exec"), {})
    said = capsys.readouterr().out
    assert "firm4.example 9600.0" in said
