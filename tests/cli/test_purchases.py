"""What is one purchase can be seen, changed by a command, and taken back."""

import json
import re
import shutil

import pytest


@pytest.fixture
def own(sample, tmp_path):
    """A copy of the sample business that a test may change."""
    shutil.copytree(sample, tmp_path / "own")
    return tmp_path / "own"


def bought(typed, folder):
    return json.loads(typed(folder, "purchases", "Okafor Foods", "--json").stdout)["purchases"]


@pytest.mark.slow
def test_two_purchases_made_one_and_taken_back_give_the_same_list(own, typed):
    before = bought(typed, own)
    newest, second = before[0]["name"], before[1]["name"]
    done = typed(own, "group", newest, second)
    assert done.returncode == 0, done.stderr
    after = bought(typed, own)
    (one,) = (p for p in after if p["rule"] == "decided")
    assert (len(after), one["why"]) == (len(before) - 1, "because you said so")
    assert one["papers"] == before[0]["papers"] + before[1]["papers"]
    opened = typed(own, "why", one["name"])
    papers = re.findall(r"\ba-[0-9a-f]{8}\b", opened.stdout)
    assert len(set(papers)) == one["papers"]
    assert ".csv:" in opened.stdout
    assert typed(own, "ungroup", papers[0]).returncode == 0
    assert len(bought(typed, own)) == len(before)
    assert typed(own, "undo", "d-0002").returncode == 0
    assert bought(typed, own) == after
    assert typed(own, "undo", "d-0001").returncode == 0
    assert bought(typed, own) == before


@pytest.mark.slow
def test_a_name_that_means_nothing_or_two_customers_is_refused(sample, typed):
    for word in ("p-00000000", "a-zz", "halden"):
        refused = typed(sample, "group", word, "p-00000001")
        assert refused.returncode == 2
        assert "closeknit purchases" in refused.stderr
    other = json.loads(typed(sample, "purchases", "BL Group", "--json").stdout)["purchases"][0]["name"]
    refused = typed(sample, "group", bought(typed, sample)[0]["name"], other)
    assert refused.returncode == 2
    assert "different customers" in refused.stderr


@pytest.mark.slow
def test_an_exception_that_names_nobody_is_told_by_the_doctor(own, typed):
    settings = own / "closeknit.toml"
    settings.write_text(
        settings.read_text("utf-8") + '\n[purchases.customers."Okafor Fods"]\nsteady = false\n', "utf-8"
    )
    assert "Okafor Fods" in typed(own, "doctor").stdout
