"""What happened, whose custom it was, and what it is worth."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pyarrow as pa
import pytest

from closeknit.book.activities import accounts, role_ranks
from closeknit.engines import Engine
from closeknit.engines.portable import look_up
from closeknit.settings import COUNT_BY, Settings
from tests.book.conftest import Shop


def base(shop: Shop, key: str) -> list[float | None]:
    """Amounts in the base currency of an account, by day."""
    rows = sorted(shop.rows("activities", account_id=shop.account(key)), key=lambda r: r["day"])
    return [None if r["amount_base"] is None else float(r["amount_base"]) for r in rows]


def test_tax_is_taken_off_where_it_is_stated(shop: Shop) -> None:
    assert base(shop, "x:tax") == [100]


def test_several_records_of_one_activity_are_one_row(shop: Shop) -> None:
    order = shop.one("activities", activity_id=9001)
    assert (order["record_id"], order["amount"]) == (12, Decimal(55))
    assert order["amount_base"] == Decimal(44)


def test_revenue_is_invoices_orders_and_refunds(shop: Shop) -> None:
    refund = shop.rows("activities", account_id=shop.account("x:refund"), is_revenue=True)
    assert sorted(float(r["amount_base"]) for r in refund) == [-150, 600]


def test_payments_are_revenue_only_for_those_who_have_nothing_else(shop: Shop) -> None:
    invoiced = shop.rows("activities", account_id=shop.account("x:invoiced"), is_revenue=True)
    assert [r["kind"] for r in invoiced] == ["invoice.issued"]
    card = shop.rows("activities", account_id=shop.account("email:kim@gmail.com"), is_revenue=True)
    assert sorted(float(r["amount_base"]) for r in card) == [-20, 50, 70]


def test_an_activity_without_buyer_is_of_its_case(shop: Shop) -> None:
    opened = shop.one("activities", kind="ticket.opened", account_id=shop.account("x:ticketed"))
    assert opened["amount"] is None


def test_an_activity_without_buyer_or_case_is_of_the_participants_account(shop: Shop) -> None:
    ticket = shop.one("activities", kind="ticket.opened", case_id=None)
    assert ticket["account_id"] == shop.account("xero_contact:halden")


def test_our_people_are_nobodys_account_but_work_for_ourselves_is_ours(shop: Shop) -> None:
    logged = shop.rows("activities", kind="time.logged")
    assert {r["account_id"] for r in logged} == {shop.account("x:client"), shop.account("domain:us.example")}
    mail = [r["account_id"] for r in shop.rows("activities", kind="email.sent")]
    assert sorted(mail) == sorted([shop.account("x:newfirm"), shop.account("email:solo@gmail.com")])


def test_kinds_play_their_parts(shop: Shop) -> None:
    plays = {r["kind"]: r["plays"] for r in shop.tables["activities"]}
    assert plays["order.placed"] == "purchase"
    assert plays["news.funding_closed"] == "trigger"
    assert plays["time.logged"] == "work"


def test_a_survey_has_the_score_it_states_and_nothing_else_has_one(shop: Shop) -> None:
    assert {r["kind"]: r["score"] for r in shop.tables["activities"] if r["score"] is not None} == {
        "survey.answered": 9
    }


def test_cost_is_in_the_base_currency(shop: Shop) -> None:
    costs = sorted(float(r["cost_base"]) for r in shop.tables["activities"] if r["cost_base"] is not None)
    assert costs == [9, 90]


@pytest.mark.parametrize("role", COUNT_BY)
def test_custom_is_counted_on_the_role_the_settings_name(every_engine: Engine, role: str) -> None:
    took_part = pa.Table.from_pylist(
        [
            {"activity_id": 1, "role": r, "party_id": n, "account_id": n, "ours": False}
            for n, r in enumerate(COUNT_BY)
        ]
    )
    facts = pa.table({"activity_id": [1], "case_id": pa.array([None], pa.int64())})
    cases = pa.table({"case_id": pa.array([], pa.int64()), "account_id": pa.array([], pa.int64())})
    with every_engine.scratch():
        bring = every_engine.from_arrow
        ranks = bring(role_ranks(replace(Settings(), count_by=role)), "ranks")
        ranked = look_up(bring(took_part, "took"), "role", ranks, "role", rank="rank")
        found = every_engine.collect(accounts(bring(facts, "facts"), ranked, bring(cases, "cases")))
    assert [r["account_id"] for r in found.to_pylist()] == [COUNT_BY.index(role)]
