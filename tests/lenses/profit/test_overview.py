"""The whale curve, products sold below cost, and public figures."""

from __future__ import annotations

import pytest

from closeknit.lenses.profit import LENS
from tests.lenses.handmade import HandmadeBook
from tests.lenses.profit.agency import agency, ask, row


def margins() -> HandmadeBook:
    book = HandmadeBook()
    for name, profit in (("A", 60), ("B", 50), ("C", 40), ("D", 0), ("E", -20), ("F", -30)):
        book.line(book.party(name), "2026-05-01", "Copier" if profit > 0 else "Table", 500, profit)
    return book


@pytest.fixture(scope="module")
def answer():
    return ask(margins())


def test_the_best_bring_more_than_all_and_two_take_it_back(answer):
    assert answer.finding("whale").sentence == (
        "3 customers bring 150 % of your profit of €100; 2 take back €50 of it."
    )
    assert answer.pictures[0].data["share"].to_pylist()[-1] == pytest.approx(100)


def test_goods_cost_what_is_left_of_the_price_after_the_margin(answer):
    found = row(answer, "E")
    assert (found["revenue"], found["cost"], found["profit"], found["state"]) == (
        500,
        520,
        -20,
        "loss-making",
    )


def test_products_sold_below_cost_are_named_with_their_loss(answer):
    assert answer.finding("losing_product").sentence == ("Table sold below cost: €50 lost.")
    assert answer.table("products").data.to_pylist()[0]["profit"] == -50


def test_without_known_costs_there_is_no_curve_of_profit():
    assert ask(agency()).pictures == ()


def test_the_declaration_names_all_findings_and_states_that_come_out(answer):
    answers = [ask(agency(cost_per_hour=50)), answer, ask(HandmadeBook())]
    assert {f.kind for a in answers for f in a.findings} <= set(LENS.findings)
    names = {s.name for s in LENS.states}
    found = {s for a in answers for s in a.table("clients").data.to_pydict().get("state", []) if s}
    assert {word for states in found for word in states.split(", ")} <= names


def test_two_runs_give_the_same_answer():
    book = agency(cost_per_hour=50)
    one, two = ask(book), ask(book)
    assert one.findings == two.findings
    assert one.actions == two.actions
