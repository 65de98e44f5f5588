"""Saying on a page which part somebody plays: kept, shown, taken back."""

from __future__ import annotations

import shutil

import pytest

from closeknit.business import Business
from tests.conftest import SAMPLE_END
from tests.web.conftest import entered, form_of, opened
from tests.web.test_guard import OURS

pytestmark = pytest.mark.slow

FIRM = "domain:brenner-logistik.example"


@pytest.fixture
def own(loaded_sample, tmp_path, monkeypatch):
    """The sample business, which one test may change, asked on its last day."""
    shutil.copytree(loaded_sample, tmp_path / "veldhaven")
    monkeypatch.setattr("closeknit.opened.OpenFolder.today_here", lambda _: SAMPLE_END)
    with opened(tmp_path / "veldhaven") as found:
        assert found.worker.work_out().ended.wait(300)
        yield found


def test_what_one_says_of_a_part_is_kept_shown_and_taken_back(own):
    client = entered(own, "member")
    with Business(own.workspace) as business:
        page = business.show(FIRM, as_of=SAMPLE_END)
        objector = next(one for one in page.parts if one.suggested == "blocker")
        key, at = objector.who.key, page.subject.key
    shown = client.get(f"/who/{at}").text
    assert "<h2>Who plays which part</h2>" in shown
    assert "has objections (suggested" in shown
    form = {**form_of(own, client), "key": key, "at": at, "page": at, "stake_before": ""}
    answer = client.post("/role", data={**form, "role": "champion", "stake": "a calm season"}, headers=OURS)
    assert answer.status_code == 303, answer.text
    number = answer.headers["location"].rpartition("=")[2]
    assert own.worker.work_out().ended.wait(300)
    shown = client.get(f"/who/{at}?role={number}").text
    assert "champion (your word (" in shown
    assert "At stake for them: <bdi>a calm season</bdi>" in shown
    assert "Kept." in shown
    client.post("/role/take-back", data={**form_of(own, client), "key": at, "decision": number}, headers=OURS)
    assert own.worker.work_out().ended.wait(300)
    assert "has objections (suggested" in client.get(f"/who/{at}").text


def test_what_is_no_role_is_refused_and_nothing_is_kept(own):
    client = entered(own, "member")
    form = {**form_of(own, client), "key": FIRM, "at": FIRM, "page": FIRM, "stake_before": "", "stake": ""}
    for role in ("king", "", "champion"):
        assert client.post("/role", data={**form, "role": role}, headers=OURS).status_code in (400, 404)
    with Business(own.workspace) as business:
        assert not [r for r in business.ledger.read("decisions").to_pylist() if r["kind"] == "role"]
