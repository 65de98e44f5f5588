"""Going through pairs by keys: each answer is kept at once, and can be taken back."""

import json
import shutil
from dataclasses import replace

import pytest
from rich.console import Console

from closeknit.briefings.pairs import pair_id
from closeknit.cli.reviewing import PairWalk
from closeknit.errors import DecisionsDisagree
from closeknit.reports.pairs import likely_text
from closeknit.settings import Settings
from tests.briefings.pairs_made import pair


class Kept:
    """Stands for an open folder: it keeps what was said, and refuses one pair."""

    settings = Settings()

    def __init__(self, refuses=""):
        self.said, self.refuses = [], refuses
        self.ledger = self

    def answer_pair(self, of, kind):
        if of.one.key == self.refuses:
            raise DecisionsDisagree("decisions contradict each other: by d-0001 …")
        self.said.append((of.one.key, kind))
        return f"d-{len(self.said):04}"

    def decide(self, kind, *, undoes):
        self.said.append((kind, undoes))


def walked(keys, *pairs, refuses=""):
    out, pressed = Console(record=True, width=100, file=open("/dev/null", "w")), iter(keys)  # noqa: SIM115
    walk = PairWalk(Kept(refuses), pairs, out, lambda: next(pressed))
    walk.run()
    return walk, out.export_text()


def test_each_key_says_what_it_stands_for():
    walk, text = walked("sdl", pair("a:1"), pair("a:2"), pair("a:3"))
    assert walk.opened.said == [("a:1", "same"), ("a:2", "different")]
    assert "1 put off; they wait for the next time." in text
    assert walk.summary().startswith("2 answered: 1 the same, 1 not. ")
    assert walk.summary().endswith("closeknit undo d-0002")


def test_an_answer_taken_back_is_asked_again():
    walk, _ = walked("sudq", pair("a:1"), pair("a:2"))
    assert walk.opened.said == [("a:1", "same"), ("undo", "d-0001"), ("a:1", "different")]
    assert [kind for _, kind, _ in walk.said] == ["different"]


@pytest.mark.parametrize("key", ["q", "\x1b", "\x03"])
def test_quitting_leaves_the_rest_for_another_time(key):
    walk, _ = walked(["s", key], pair("a:1"), pair("a:2"))
    assert walk.opened.said == [("a:1", "same")]


def test_other_keys_do_nothing_and_taking_back_nothing_says_so():
    walk, text = walked("x?uq", pair("a:1"))
    assert walk.opened.said == []
    assert "Nothing was answered yet." in text


def test_an_answer_that_contradicts_earlier_ones_is_refused_with_the_reason():
    walk, text = walked("sd", pair("a:1"), pair("a:2"), refuses="a:1")
    assert walk.opened.said == [("a:2", "different")]
    assert "Not kept: decisions contradict each other" in text


def test_the_evidence_is_drawn_step_by_step():
    _, text = walked("q", pair())
    assert "50 % likely the same" in text
    assert "two picked at random" in text
    assert "1 in 256" in text
    assert "robert / bob" in text
    assert "+▇▇▇▇▇▇▇▇" in text
    assert "porto / graz" in text
    assert "−▇" in text


def test_what_is_alike_and_contradicted_is_at_most_so_likely():
    held = replace(pair(chance=0.7), likeness=0.999)
    assert likely_text(held) == "at most 70 % likely the same"
    assert likely_text(pair(chance=0.7)) == "70 % likely the same"


@pytest.mark.slow
def test_pairs_are_listed_decided_and_gone_and_come_back_with_undo(sample, tmp_path, typed):
    own = tmp_path / "own"
    shutil.copytree(sample, own)
    (found,) = json.loads(typed(own, "review", "--json").stdout)["pairs"]
    one, other = found["one"]["key"], found["other"]["key"]
    assert found["id"] == pair_id(one, other)
    assert {found["one"]["name"], found["other"]["name"]} == {
        "Meridian Instruments Ltd", "Meridian Instruments Inc."
    }  # fmt: skip
    assert f"closeknit merge {one} {other}\n" in typed(own, "review").stdout
    assert typed(own, "split", one, other).returncode == 0
    assert json.loads(typed(own, "review", "--json").stdout)["pairs"] == []
    assert "Nobody waits" in typed(own, "review").stdout
    assert typed(own, "undo", "d-0001").returncode == 0
    assert typed(own, "review", "--csv").stdout.count(found["id"]) == 1
