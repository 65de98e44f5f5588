"""A join can be taken back, and the taking back too; contradictions are refused before they are kept."""

import json
import shutil

import pytest

from closeknit.business import Business
from closeknit.workspace import open_workspace


@pytest.fixture
def own(sample, tmp_path):
    """A copy of the sample business that a test may change."""
    shutil.copytree(sample, tmp_path / "own")
    return tmp_path / "own"


def entries(typed, folder, name):
    return {k["key"] for k in json.loads(typed(folder, "why", name, "--json").stdout)["known"]}


@pytest.mark.slow
def test_a_join_taken_back_and_taken_back_again_gives_the_same_firm(own, typed):
    before = entries(typed, own, "BL Group")
    steps = json.loads(typed(own, "why", "BL Group", "--json").stdout)["steps"]
    join = next(s for s in steps if "brenner logistik gmbh" in s["key"] + s["joined_to"])
    undone = typed(own, "undo", join["id"])
    assert undone.returncode == 0
    assert "Xero contact" in undone.stdout
    assert "xero_contact" not in undone.stdout
    parted = entries(typed, own, "domain:brenner-logistik.example")
    assert parted < before
    assert typed(own, "undo", "d-0001").returncode == 0
    assert entries(typed, own, "BL Group") == before


def test_merging_what_is_one_already_says_so(own, typed):
    done = typed(own, "merge", "BL Group", "domain:brenner-logistik.example")
    assert done.returncode == 2
    assert "are one already" in done.stderr


def test_parting_one_from_itself_is_told_to_name_two_entries(own, typed):
    done = typed(own, "split", "BL Group", "domain:brenner-logistik.example")
    assert done.returncode == 2
    assert "are one\n  To part them, name two entries" in done.stderr


@pytest.mark.slow
def test_a_decision_that_contradicts_others_is_refused_and_not_kept(own, typed):
    firms = ("Okafor Foods", "BL Group", "Halden Maritime")
    one, two, three = (min(entries(typed, own, name)) for name in firms)
    assert typed(own, "merge", one, two).returncode == 0
    assert typed(own, "split", one, three).returncode == 0
    refused = typed(own, "merge", two, three)
    assert refused.returncode == 2
    assert "d-0001" in refused.stderr
    assert typed(own, "undo", "d-0003").returncode == 2


@pytest.mark.slow
def test_merging_two_and_taking_it_back_gives_the_very_same_tables(own):
    def tables(business):
        found = {name: business.engine.collect(table) for name, table in business.tables().items()}
        return {name: sorted(map(repr, table.to_pylist())) for name, table in found.items()}

    with Business(open_workspace(own)) as business:
        before = tables(business)
        said = business.decide("same", "Okafor Foods", "Halden Maritime")
        merged = tables(business)
        business.undo(said.rsplit(" ", 1)[1])
        after = tables(business)
    assert len(merged["parties"]) < len(before["parties"])
    assert {name for name in before if before[name] != after[name]} == set()
