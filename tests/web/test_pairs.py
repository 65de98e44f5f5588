"""Who may be the same, on a page: shown with its evidence, answered, taken back."""

import re
from urllib.parse import unquote

import pytest

from closeknit.book.whois import kept_identity
from closeknit.business import Business
from closeknit.identity.parties import Resolution
from tests.briefings.pairs_made import let_wait, pair
from tests.web.conftest import entered, form_of
from tests.web.test_guard import OURS

pytestmark = pytest.mark.slow

TWO = (
    ("email:c1@firm1.example", "email:c2@firm2.example"),
    ("email:c3@firm3.example", "email:c4@firm4.example"),
)


@pytest.fixture(autouse=True)
def two_wait(own):
    """Two pairs wait for an answer."""
    let_wait(kept_identity(own.workspace.book), *(pair(*keys) for keys in TWO))


def test_pairs_are_shown_answered_and_taken_back(own):
    ana = entered(own, "admin")
    assert "2 pairs who may be the same" in ana.get("/data").text
    first = ana.get("/data/pairs").text
    assert "robert / bob" in first
    assert "+▇▇▇▇▇▇▇▇" in first
    fields = dict(re.findall(r'name="(pair|after)" value="([^"]*)"', first))
    said = ana.post(
        "/data/pairs/say", data={**form_of(own, ana), **fields, "kind": "different"}, headers=OURS
    )
    answer = re.fullmatch(r"/data/pairs\?said=(d-\d+)&pair=" + fields["after"], said.headers["location"])
    assert answer, said.headers["location"]
    assert "1 pair who may be the same" in ana.get(said.headers["location"]).text
    again = ana.post("/data/pairs/say", data={**form_of(own, ana), **fields, "kind": "same"}, headers=OURS)
    assert (again.status_code, "waits no more" in again.text) == (400, True)
    assert "Take it back" in ana.get(said.headers["location"]).text
    back = ana.post("/data/pairs/take-back", data={**form_of(own, ana), "decision": answer[1]}, headers=OURS)
    assert back.headers["location"] == "/data/pairs"
    assert len(ana.get("/data/pairs.json").json()["pairs"]) == 2


def test_what_is_told_of_pairs_is_read_of_the_one_that_is_shown(own, monkeypatch):
    told, pairs_of = [], Business.pairs_of
    monkeypatch.setattr(Business, "pairs", lambda _: pytest.fail("all were told for one"))
    monkeypatch.setattr(Business, "pairs_of", lambda of, some: told.append(len(some)) or pairs_of(of, some))
    ana = entered(own, "admin")
    assert "2 pairs who may be the same" in ana.get("/data").text
    assert told == []
    first = ana.get("/data/pairs").text
    later = re.search(r"/data/pairs\?pair=q-[0-9a-f]{8}", first)
    second = ana.get(later[0]).text
    assert told == [1, 1]
    shown = [
        tuple(sorted(unquote(key) for key in re.findall(r'href="/why/([^"]+)"', p))) for p in (first, second)
    ]
    assert sorted(shown) == sorted(TWO)


def test_of_many_pairs_everything_is_read_and_told_as_of_a_few(own, monkeypatch):
    told_of, load = [], Resolution.load

    def reading(folder, names, of):
        if "weights" in names:
            told_of.append(of)
        return load(folder, names, of)

    monkeypatch.setattr(Resolution, "load", reading)
    ana = entered(own, "admin")
    few = ana.get("/data/pairs.json").json()
    monkeypatch.setattr("closeknit.deciding.MANY", 3)
    assert ana.get("/data/pairs.json").json() == few
    assert [one and len(one) for one in told_of] == [4, None]
    assert [len(pair["moves"]) for pair in few["pairs"]] == [3, 3]


def test_only_an_answer_to_a_pair_that_holds_is_taken_back(own):
    ana = entered(own, "admin")
    with own.readers.lend() as business:
        elsewhere = business.ledger.decide("same", *([key] for key in TWO[0]))
        before = business.ledger.version()
    for decision in (elsewhere, "d-0099", ""):
        refused = ana.post(
            "/data/pairs/take-back", data={**form_of(own, ana), "decision": decision}, headers=OURS
        )
        assert (refused.status_code, "no answer that holds" in refused.text) == (400, True)
        assert "Take it back" not in ana.get(f"/data/pairs?said={decision}").text
    with own.readers.lend() as business:
        assert business.ledger.version() == before


def test_who_may_only_look_sees_no_answers_to_give(own):
    page = entered(own, "viewer").get("/data/pairs").text
    assert "Are these the same?" in page
    assert "/data/pairs/say" not in page
