"""Steps of the decision itself stand apart from what may come before it."""

import pytest

import closeknit as ck
from closeknit.lenses.triggers.kinds import BEFORE, SORTS, plain_sort, sort_of
from closeknit.methods.screening import screen
from tests.lenses.triggers.sheets import plain
from tests.methods import summed
from tests.methods.searched import searched
from tests.methods.worlds import made


def test_a_deal_is_a_step_of_the_decision_and_no_signal():
    assert plain_sort("deal.opened") == plain_sort("deal.stage_changed") == plain_sort("deal.lost") == "step"
    assert plain_sort("proposal.accepted") == "step"
    assert sort_of("deal.opened", "signal") == "step"
    assert set(SORTS) - set(BEFORE) == {"step"}


def test_a_kind_of_ones_own_can_be_made_a_step_and_a_deal_something_else():
    assert sort_of("tender.entered", "step") == "step"
    assert sort_of("deal.opened", "touch") == "touch"


def test_a_won_deal_is_the_decision_and_not_asked_about():
    assert sort_of("deal.won", "step") is None


@pytest.mark.slow
def test_the_sure_yes_of_a_step_does_not_lower_the_bar_for_others():
    found = searched(made(190, seed=1003).seen)
    own = summed.within(found.h, found.season)
    alone = {r.kind: r for r in screen(found.cells, found.fitted, own, apart={"true_4"})}
    assert alone["true_4"].q == alone["true_4"].p
    assert all(alone[kind].q >= r.q for kind, r in found.results.items() if kind != "true_4")


@pytest.mark.slow
def test_a_deal_is_told_in_a_table_of_its_own_and_never_heads_the_answer():
    bought, events, _ = plain(made(190, seed=5))
    names = ["deal.opened" if k == "true_4" else k for k in events["kind"].to_pylist()]
    reply = ck.triggers(bought, events.set_column(2, "kind", [names]), shuffles=0)
    answer = reply.answer
    (step,) = answer.table("steps").data.to_pylist()
    assert (step["kind"], step["verdict"]) == ("deal.opened", "established")
    assert "deal" not in reply.headline
    assert not any(
        "deal" in event
        for event in next(p for p in answer.pictures if p.name == "forest").data["event"].to_pylist()
    )
    kinds = [f.kind for f in reply.findings]
    assert kinds.index("planner") < kinds.index("deal.opened")
    told = next(f for f in reply.findings if f.kind == "deal.opened").sentence
    assert "It is a step of the decision itself" in told
    rows = answer.table("who_now").data.to_pylist()
    assert rows
    assert not any("deal" in row["event"] for row in rows)
