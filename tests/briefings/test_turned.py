"""Done, not now, wrong: what it takes off the list, for how long, and what brings it back."""

from dataclasses import replace
from datetime import date

import pytest

from closeknit.answers import Action, Answer, Subject
from closeknit.briefings.today import today
from closeknit.briefings.turned import Said, all_said, remaining, value_of
from closeknit.day_numbers import EPOCH
from closeknit.errors import UnknownQuestion
from closeknit.ledger.decisions import passing

DAY = date(2026, 6, 30)
NUMBER = (DAY - EPOCH).days
ANA, BEN = Subject(1, "Ana", "email:ana@a.example"), Subject(2, "Ben", "email:ben@b.example")


def action(who, kind):
    return Action(who, kind, f"is {kind}", "Hello", 10, f"clients-{kind}")


def answers():
    return [Answer("clients", "Who?", "So", DAY, actions=(action(ANA, "late"), action(BEN, "late"))),
            Answer("profit", "What?", "So", DAY, actions=(action(ANA, "unpaid"),))]  # fmt: skip


def said(what, kinds=("late",), day=NUMBER):
    return Said("d-0001", ANA.key, what, tuple(kinds), day)


def kinds_left(*spoken):
    return [a.kind for answer in remaining(answers(), spoken)[0] for a in answer.actions if a.subject == ANA]


def test_what_was_done_leaves_the_list_for_two_weeks():
    assert kinds_left(said("done")) == ["unpaid"]
    assert kinds_left(said("done", day=NUMBER - 13)) == ["unpaid"]
    assert kinds_left(said("done", day=NUMBER - 14)) == ["late", "unpaid"]


def test_not_now_holds_for_a_week_and_wrong_for_good():
    assert kinds_left(said("not now", day=NUMBER - 7)) == ["late", "unpaid"]
    assert kinds_left(said("wrong", day=NUMBER - 4000)) == ["unpaid"]


def test_nothing_is_hidden_before_it_was_said():
    assert kinds_left(said("done", day=NUMBER + 1)) == ["late", "unpaid"]


def test_a_new_kind_of_reason_brings_the_customer_back_and_the_list_says_what_is_off():
    listed = today(answers(), said=[said("done")])
    assert {row.subject: [r.kind for r in row.reasons] for row in listed.rows} == {
        ANA: ["unpaid"],
        BEN: ["late"],
    }
    assert any("off the list" in note for note in listed.notes)
    assert not any("off the list" in note for note in today(answers()).notes)


def decision(number, kind, **more):
    row = {"decision_id": f"d-{number:04}", "kind": kind, "keys_a": [ANA.key], "keys_b": [], "value": None,
           "by": "ana", "undoes": None}  # fmt: skip
    return row | more


def test_decisions_are_read_but_for_those_taken_back():
    rows = [decision(1, "turned", value=value_of("done", ["late", "late"], NUMBER)), decision(2, "same")]
    assert all_said(rows, ()) == (replace(said("done"), by="ana"),)
    assert all_said(rows, ("d-0001",)) == ()


@pytest.mark.parametrize(("what", "kinds"), [("dont", ["late"]), ("done", [])])
def test_what_cannot_be_said_is_refused(what, kinds):
    with pytest.raises(UnknownQuestion):
        value_of(what, kinds, NUMBER)


def test_tables_do_not_follow_from_what_is_said_of_the_list():
    import pyarrow as pa

    rows = [decision(1, "turned"), decision(2, "same"), decision(3, "undo", undoes="d-0001"),
            decision(4, "undo", undoes="d-0002"), decision(5, "undo", undoes="d-0003")]  # fmt: skip
    assert passing(pa.Table.from_pylist(rows)) == 3
