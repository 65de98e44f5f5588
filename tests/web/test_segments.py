"""Segments in the browser and for programs: saved, looked at, shown on a day, dropped – and by whom."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from starlette.testclient import TestClient

from closeknit.desk.audit import entries
from closeknit.web.api.calls import PREFIX
from closeknit.web.pages.segments import path
from closeknit.web.visits import Served
from tests.web.conftest import entered, form_of, opened
from tests.web.test_guard import OURS

NAME = "big & “silent” <b>"


@pytest.fixture(scope="module")
def shop(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """What requests to a copy of the tiny business share."""
    folder = tmp_path_factory.mktemp("segments") / "shop"
    copytree(tiny, folder)
    with opened(folder) as found:
        yield found


def do(served: Served, client: TestClient, path: str, **fields: str):
    return client.post(path, data={**form_of(served, client), **fields}, headers=OURS)


def settled(client: TestClient, address: str):
    """A page once what it waits for is there."""
    for _ in range(60):
        answer = client.get(address)
        if "data-refresh" not in answer.text and answer.status_code not in (202, 503):
            return answer
    raise AssertionError("it never came")


def test_an_address_holds_any_name():
    assert path("a & b/c.json", ".csv") == "/segment.csv?name=a+%26+b%2Fc.json"


@pytest.mark.slow
def test_a_sentence_is_saved_shown_exported_and_dropped(shop):
    client = entered(shop, "member")
    assert "There is none to choose yet" in settled(client, "/segment").text
    saved = do(shop, client, "/segments/add", name=NAME, q='customers whose name contains "firm1"')
    assert saved.status_code == 303
    settled(client, saved.headers["location"])
    one = settled(client, path(NAME))
    assert "1 is in it" in one.text
    assert "<b>" not in one.text.replace("&lt;b&gt;", "")
    assert re.search(r'href="/who/[^"]*firm1', one.text)
    listed = settled(client, "/segments")
    assert "1 saved question" in listed.text
    unnamed = settled(client, "/segment?name=+")
    assert (unnamed.status_code, "The address names no segment. Choose one:" in unnamed.text) == (200, True)
    assert path(NAME).replace("&", "&amp;") in unnamed.text
    for form in ("json", "csv"):
        program = client.get(f"/segment.{form}")
        assert (program.status_code, f"/segment.{form}?name=" in program.text) == (400, True)
    rows = client.get(path(NAME, ".csv")).text.splitlines()
    assert rows[0] == "name,key,since,or before"
    assert len(rows) == 2
    assert json.loads(client.get("/segments.json").text)["segments"][0]["count"] == 1
    then = settled(client, path(NAME, as_of="2023-02-01"))
    assert "Nobody looked on that day" in then.text
    assert client.get(path(NAME, as_of="soon")).status_code == 400
    assert do(shop, client, "/segments/drop", name=NAME).status_code == 303
    assert "No question is saved yet" in client.get("/segments").text
    done = [(one.who, one.did, one.about) for one in entries(shop.desk())]
    assert ("ana", "saved a segment", NAME) in done or shop.team is None


@pytest.mark.slow
def test_what_is_no_sentence_is_shown_with_the_place_and_what_was_typed(shop):
    client = entered(shop, "member")
    refused = do(shop, client, "/segments/add", name="odd", q="customers whose shoe is red")
    assert refused.status_code == 422
    assert 'value="customers whose shoe is red"' in refused.text
    assert "shoe" in refused.text
    assert do(shop, client, "/segments/add", name="odd", q="customers", enter="x").status_code == 400


@pytest.mark.slow
def test_who_only_looks_sees_segments_and_no_forms(shop):
    client = entered(shop, "viewer")
    assert 'action="/segments/add"' not in settled(client, "/segments").text
    assert do(shop, client, "/segments/add", name="x", q="customers").status_code == 403
    assert 'action="/segments/add"' in settled(entered(shop, "member"), "/segments").text


@pytest.mark.slow
def test_programs_save_ask_for_and_drop_segments(shop):
    client = entered(shop, "analyst")
    told = {**OURS, "x-form": form_of(shop, client)["form"]}
    q = 'customers whose name contains "firm2"'
    begun = client.post(f"{PREFIX}/segments", params={"name": "two/2", "q": q}, headers=told)
    assert begun.status_code == 202
    settled(client, begun.headers["location"])
    (row,) = settled(client, f"{PREFIX}/segments").json()["segments"]
    assert (row["name"], row["count"]) == ("two/2", 1)
    one = settled(client, f"{PREFIX}/segments/two/2").json()
    assert [m["name"] for m in one["members"]]
    assert client.get(f"{PREFIX}/segments/nine").status_code == 404
    twice = client.post(f"{PREFIX}/segments", params={"name": "two/2", "q": q}, headers=told)
    assert twice.status_code == 422
    gone = client.post(f"{PREFIX}/segments/two/2/drop", headers=told)
    assert gone.json() == {"segments": []}
