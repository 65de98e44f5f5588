"""What people decided, which holds and which was taken back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeknit.errors import DecisionsDisagree
from closeknit.identity.decisions import taken_back, verdicts
from tests.identity.claims_made import decisions

A, B, C = "email:a@x.example", "email:b@x.example", "email:c@x.example"


def holding(*rows):
    return {(v.decision_id, v.same) for v in verdicts(decisions(*rows))}


def test_decisions_hold_until_they_are_taken_back():
    assert holding(("same", A, B), ("different", A, C)) == {("d-0001", True), ("d-0002", False)}
    assert holding(("same", A, B), ("undo", "d-0001", None)) == set()


def test_taking_back_what_was_taken_back_restores_it():
    assert holding(("same", A, B), ("undo", "d-0001", None), ("undo", "d-0002", None)) == {("d-0001", True)}


def test_of_two_decisions_on_the_same_keys_the_newer_holds():
    assert holding(("same", A, B), ("different", B, A)) == {("d-0002", False)}


def test_the_older_holds_again_when_the_newer_is_taken_back():
    assert holding(("same", A, B), ("different", A, B), ("undo", "d-0002", None)) == {("d-0001", True)}


def test_other_kinds_of_decisions_are_not_about_who_is_who():
    assert holding(("role", A, []), ("note", A, [])) == set()


def test_a_roundabout_contradiction_is_refused_and_names_every_decision():
    with pytest.raises(DecisionsDisagree) as caught:
        verdicts(decisions(("same", A, B), ("same", B, C), ("different", A, C)))
    assert all(f"d-000{n}" in caught.value.message for n in (1, 2, 3))
    assert "closeknit undo d-0003" in caught.value.remedy


def test_the_contradiction_is_gone_when_one_of_them_is():
    rows = (("same", A, B), ("same", B, C), ("different", A, C), ("undo", "d-0002", None))
    assert holding(*rows) == {("d-0001", True), ("d-0003", False)}


def test_nobody_can_differ_from_themselves():
    with pytest.raises(DecisionsDisagree, match="not itself"):
        verdicts(decisions(("different", [A, B], [B, C])))


def test_a_merge_of_several_keys_joins_all_of_them():
    with pytest.raises(DecisionsDisagree):
        verdicts(decisions(("same", [A, B], [C]), ("different", A, B)))


KINDS = st.lists(st.sampled_from(["same", "undo"]), min_size=1, max_size=12)


@given(KINDS, st.data())
def test_a_decision_is_gone_when_a_holding_undo_names_it(kinds, data):
    rows = [
        {"decision_id": str(n), "kind": kind if n else "same",
         "undoes": str(data.draw(st.integers(0, n - 1))) if n and kind == "undo" else None}
        for n, kind in enumerate(kinds)
    ]  # fmt: skip
    gone = taken_back(rows)
    for row in rows:
        undone = any(
            r["undoes"] == row["decision_id"] and r["decision_id"] not in gone for r in rows if r["undoes"]
        )
        assert undone == (row["decision_id"] in gone)
