"""What programs write down: notes, promises, corrections, parts; it is read again, shown, and taken back."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from closeknit.web.api.calls import PREFIX
from tests.web.conftest import entered, form_of
from tests.web.test_guard import OURS

pytestmark = pytest.mark.slow

WHO = "email:c1@firm1.example"
NASTY = '<img src=x onerror="alert(1)"> \'); DROP TABLE'


class Program:
    """Somebody who calls."""

    def __init__(self, own) -> None:
        self.client: TestClient = entered(own, "analyst")
        self.headers = {**OURS, "x-form": form_of(own, self.client)["form"]}

    def put(self, path, **said):
        return self.client.post(PREFIX + path, headers=self.headers, json=said or None)

    def written(self):
        return self.client.get(f"{PREFIX}/parties/{WHO}/notes").json()


def test_a_note_and_a_promise_are_there_at_once_and_can_be_taken_back(own):
    program = Program(own)
    note = program.put(f"/parties/{WHO}/notes", text=NASTY)
    assert note.status_code == 200, note.text
    promise = program.put(f"/parties/{WHO}/notes", text="send the offer", due="2026-01-15").json()["id"]
    told = program.written()["notes"]
    assert [(n["id"], n["text"], n["due"], n["by"]) for n in told] == [
        (promise, "send the offer", "2026-01-15", "ana"),
        (note.json()["id"], NASTY, None, "ana"),
    ]
    page = program.client.get(f"/who/{WHO}").text
    assert "send the offer" in page
    assert "<img src=x" not in page
    assert program.put(f"/notes/{promise}/take-back").json() == {"id": promise}
    assert [n["text"] for n in program.written()["notes"]] == [NASTY]
    again = program.put(f"/notes/{promise}/take-back")
    assert (again.status_code, "nothing that holds" in again.json()["title"]) == (422, True)


def test_a_correction_holds_until_it_is_taken_back_by_its_own_call(own):
    program = Program(own)
    number = program.put(f"/parties/{WHO}/corrections", fact="city", value="Porto").json()["id"]
    assert own.worker.work_out().ended.wait(120)
    corrected = program.written()["corrections"]
    assert [(c["id"], c["fact"], c["value"]) for c in corrected] == [(number, "city", "Porto")]
    assert "Porto" in program.client.get(f"/who/{WHO}").text
    assert program.put(f"/notes/{number}/take-back").status_code == 422
    assert program.put(f"/corrections/{number}/take-back").status_code == 200
    assert own.worker.work_out().ended.wait(120)
    assert "Porto" not in program.client.get(f"/who/{WHO}").text


def test_a_part_holds_until_it_is_taken_back_by_its_own_call(own):
    program = Program(own)

    def played():
        assert own.worker.work_out().ended.wait(120)
        return program.client.get("/who/firm1.example").text

    assert "At stake for them: " not in played()
    said = {"role": "champion", "stake": NASTY, "at": "firm1.example"}
    kept = program.put(f"/parties/{WHO}/part", **said)
    assert kept.status_code == 200, kept.text
    number = kept.json()["id"]
    page = played()
    assert "champion (your word (" in page
    assert "At stake for them: <bdi>" in page
    assert "<img src=x" not in page
    assert program.put(f"/notes/{number}/take-back").status_code == 422
    assert program.put(f"/parts/{number}/take-back").json() == {"id": number}
    assert "At stake for them: " not in played()
    assert program.put(f"/parts/{number}/take-back").status_code == 422


@pytest.mark.parametrize(
    ("path", "said", "where"),
    [
        (f"/parties/{WHO}/notes", {}, "text"),
        (f"/parties/{WHO}/notes", {"text": ""}, "text"),
        (f"/parties/{WHO}/notes", {"text": 7}, "text"),
        (f"/parties/{WHO}/notes", {"text": "x", "due": "soon"}, "due"),
        (f"/parties/{WHO}/notes", {"text": "x", "due": "1066-10-14"}, "due"),
        (f"/parties/{WHO}/notes", {"text": "x", "color": "red"}, "color"),
        (f"/parties/{WHO}/notes?text=x", {"text": "x"}, "text"),
        (f"/parties/{WHO}/part", {"role": "king"}, "role"),
    ],
)
def test_what_cannot_be_kept_says_which_field_and_why(served, path, said, where):
    program = Program(served)
    refused = program.client.post(PREFIX + path, headers=program.headers, json=said)
    assert (refused.status_code, refused.json()["where"]) == (422, where), refused.text


def test_of_nobody_nothing_is_kept(served):
    assert Program(served).put("/parties/email:no@body.example/notes", text="x").status_code == 404


@pytest.mark.parametrize("sent", [b"[1]", b"{", b"[" * 100_000, b'{"text": "\xff"}', b'{"text": NaN}'])
def test_what_is_no_object_is_refused_as_such(served, sent):
    program = Program(served)
    headers = {**program.headers, "content-type": "application/json"}
    refused = program.client.post(f"{PREFIX}/parties/{WHO}/notes", headers=headers, content=sent)
    assert refused.status_code in (413, 422)
    assert refused.headers["content-type"] == "application/problem+json"
