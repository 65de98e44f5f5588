"""Whom one may ask: the reasons why not, the weightiest first, and the next step where one may."""

from __future__ import annotations

import pytest

from closeknit.day_numbers import FOR_EVER
from closeknit.lenses.advocates.favours import Budget, best_favour
from closeknit.lenses.advocates.thanks import short_name
from tests.lenses.handmade import day_number

TODAY = day_number("2026-06-30")


@pytest.mark.parametrize(
    ("person", "complained", "owed", "why"),
    [
        (1, None, False, ""),
        (1, None, True, "thank first"),
        (1, TODAY - 3, True, "unhappy on 27 Jun 2026: help first"),
        (2, TODAY - 3, True, "asked already: not before 4 Jul 2026"),
        (3, None, False, "wants no more to be asked"),
        (4, None, False, ""),
        (5, None, True, "must not be contacted"),
    ],
)
def test_why_one_should_not_ask_somebody_now(person, complained, owed, why):
    allowed = Budget(TODAY, {2: TODAY + 4, 3: FOR_EVER, 4: TODAY}, frozenset({5}))
    assert allowed.hindered(person, 10, complained, owed) == why


def test_what_a_firm_refuses_holds_for_its_people():
    assert Budget(TODAY, {}, frozenset({10})).hindered(1, 10, None, False) == "must not be contacted"


def test_one_asks_for_the_next_step_not_for_the_same_again():
    asked = [best_favour(*done) for done in ((1, 1, 1), (0, 1, 1), (0, 0, 2), (0, 0, 0))]
    assert len(set(asked)) == 4
    assert asked[1] == "an introduction to somebody they know"


def test_a_firm_is_called_by_its_first_word_where_that_is_a_name():
    assert [short_name(name) for name in ("Halden Maritime N.V.", "BL Group", "")] == [
        "Halden",
        "BL Group",
        "",
    ]
