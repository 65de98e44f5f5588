"""Saying which part somebody plays, from the command line: it wins, and can be taken back."""

from __future__ import annotations

import json
import re
import shutil

import pytest

pytestmark = pytest.mark.slow

DAY = ("--as-of", "2026-06-30")


@pytest.fixture
def own(sample, tmp_path):
    """A copy of the sample business that a test may change."""
    return shutil.copytree(sample, tmp_path / "own")


def parts(typed, folder):
    found = json.loads(typed(folder, "show", "BL Group", "--json", *DAY).stdout)["parts"]
    return {one["who"]["name"]: one for one in found}


def test_your_word_wins_in_the_page_and_in_sentences_and_is_taken_back(own, typed):
    objector = next(name for name, one in parts(typed, own).items() if one["role"] == "blocker")
    told = typed(own, "role", objector)
    assert "has objections (suggested" in told.stdout
    done = typed(own, "role", objector, "champion", "--stake", "a calm season")
    assert done.returncode == 0, done.stderr
    assert f"{objector} at BL Group: champion, at stake for them: a calm season" in done.stdout
    now = parts(typed, own)[objector]
    assert (now["role"], now["suggested"], now["stake"]) == ("champion", "blocker", "a calm season")
    assert objector in typed(own, "find", 'people who are champions at "BL Group"').stdout
    number = re.search(r"closeknit undo (d-\d+)", done.stdout)[1]
    assert typed(own, "undo", number).returncode == 0
    assert parts(typed, own)[objector]["role"] == "blocker"


def test_what_cannot_be_said_is_refused_with_what_can(own, typed):
    nobody = typed(own, "role", "Okafor Foods", "champion")
    assert nobody.returncode == 2
    assert "is not somebody at a customer" in nobody.stderr
    name = next(iter(parts(typed, own)))
    assert 'did you mean "champion"?' in typed(own, "role", name, "champoin").stderr
    assert "no deal" in typed(own, "role", name, "user", "--deal", "zeppelin").stderr
