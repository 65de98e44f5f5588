"""Where the search finds something too often in data that cannot hold anything, nothing is established."""

from dataclasses import replace

import pytest

import closeknit as ck
from closeknit.answers import Finding
from closeknit.lenses.triggers.calibration import calibration, too_often
from closeknit.lenses.triggers.search import Found, Screened
from closeknit.lenses.triggers.sizes import Sized, Sizes
from closeknit.methods.placebo import Placebo
from closeknit.methods.screening import KindResult, Verdict
from closeknit.methods.wilson import wilson
from tests.lenses.handmade import HandmadeBook
from tests.lenses.triggers.sheets import plain
from tests.methods.worlds import in_bursts, made


def shown(alarms: int, runs: int = 200) -> Placebo:
    return Placebo(runs, wilson(alarms, runs), {})


def told(found: Found, placebo: Placebo) -> Finding:
    (finding,) = calibration(found, placebo).findings
    return finding


def result(kind: str, verdict: Verdict) -> KindResult:
    return KindResult(kind, verdict, "raises", 0.001, 0.001, 0.001, 0.01, (1, 28), (), 12, 900.0, 0, False)


@pytest.fixture
def found():
    kinds = (result("sure", Verdict.ESTABLISHED), result("after", Verdict.AFTER_EFFECT))
    book = HandmadeBook()
    screened = Screened(None, False, None, None, kinds)  # type: ignore[arg-type]
    return Found(book.question("2026-06-30"), None, None, 100, screened)  # type: ignore[arg-type]


def test_what_was_tried_on_a_part_says_so(found):
    part = replace(shown(14), accounts=1_500, of=50_000)
    assert "on your data (tried on 1,500 of 50,000 customers): with" in told(found, part).sentence
    assert "tried on" not in told(found, replace(part, accounts=50_000)).sentence


def test_more_alarms_than_chance_allows_are_too_many():
    assert not too_often(None)
    assert not too_often(shown(28))
    assert too_often(shown(30))


def test_what_was_established_is_a_hint_then_and_the_rest_stays(found):
    doubted = Sized(found, Sizes()).doubted()
    assert [r.verdict for r in doubted.found.results] == [Verdict.SUGGESTIVE, Verdict.AFTER_EFFECT]


def test_the_sentence_says_so(found):
    assert "nothing it finds here is called more than a hint" in told(found, shown(40)).sentence
    assert told(found, shown(40)).values["too_often"] is True
    assert "it should be no more than about 10" in told(found, shown(12)).sentence


@pytest.mark.slow
def test_bursts_of_bursts_do_not_make_it_cry_wolf():
    """Taken to fall one by one, purchases here show something in a fifth of the rounds."""
    world = made(300, seed=20_002)
    for seed in (1, 2, 3, 4):
        world = in_bursts(world, share=0.5, seed=seed)
    reply = ck.triggers(*plain(world), shuffles=200)
    wolf = next(f for f in reply.findings if f.kind == "cries_wolf")
    sure = {f.kind for f in reply.findings if "sort" in f.values and f.verdict == "established"}
    assert wolf.values["runs"] == 200
    assert not wolf.values["too_often"]
    assert len(sure - world.true) <= 1


@pytest.mark.slow
def test_the_whole_answer_is_downgraded(monkeypatch):
    monkeypatch.setattr("closeknit.lenses.triggers.calibrated", lambda *_, **__: shown(40))
    reply = ck.triggers(*plain(made(190, seed=5)))
    verdicts = {f.verdict for f in reply.findings if "sort" in f.values}
    assert "suggestive" in verdicts
    assert "established" not in verdicts
    assert "may buy" in reply.headline
    assert "nothing it finds here is called more than a hint" in str(reply).replace("\n", " ")
