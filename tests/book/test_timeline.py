"""Who took part in what; products sold and texts written."""

from __future__ import annotations

from decimal import Decimal

from tests.book.conftest import Shop


def test_every_activity_of_an_account_counts_exactly_once(shop: Shop) -> None:
    known = {r["activity_id"] for r in shop.tables["activities"] if r["account_id"] != 0}
    counted = [r["activity_id"] for r in shop.rows("timeline", counts=True)]
    assert len(counted) == len(set(counted))
    assert set(counted) == known


def test_the_counted_row_stands_under_the_account_of_the_activity(shop: Shop) -> None:
    account = {r["activity_id"]: r["account_id"] for r in shop.tables["activities"]}
    assert all(r["account_id"] == account[r["activity_id"]] for r in shop.rows("timeline", counts=True))


def test_a_reseller_sees_its_sale_in_its_own_timeline(shop: Shop) -> None:
    rows = shop.rows("timeline", account_id=shop.account("x:reseller"))
    assert sorted((r["role"], r["counts"]) for r in rows) == [("payer", False), ("sold_through", False)]


def test_two_customers_in_one_meeting_both_see_it(shop: Shop) -> None:
    held = shop.rows("timeline", kind="meeting.held")
    assert {(r["account_id"], r["role"]) for r in held} >= {
        (shop.account("domain:one.example"), "attendee"),
        (shop.account("domain:two.example"), "recipient"),
    }


def test_our_people_stand_under_the_account_they_worked_for(shop: Shop) -> None:
    rows = shop.rows("timeline", role="worker", account_id=shop.account("x:client"))
    assert [r["party_id"] for r in rows] == [shop.account("harvest_user:per vik")]


def test_an_account_known_by_the_case_alone_has_a_row(shop: Shop) -> None:
    rows = shop.rows("timeline", account_id=shop.account("x:ticketed"), role="account")
    assert [r["kind"] for r in rows] == ["ticket.opened", "ticket.resolved"]


def test_lines_carry_money_in_the_base_currency(shop: Shop) -> None:
    rows = shop.rows("lines", activity_id=9001)
    assert sorted((r["line_no"], r["amount_base"]) for r in rows) == [
        (1, Decimal(16)), (1, Decimal(24)), (2, Decimal(4)),
    ]  # fmt: skip
    assert {r["account_id"] for r in rows} == {shop.account("x:lines")}


def test_a_product_is_one_however_it_is_written(shop: Shop) -> None:
    rows = shop.rows("lines", activity_id=9001, line_no=1)
    assert {r["product"] for r in rows} == {"Widget", "WIDGET"}
    assert len({r["product_id"] for r in rows}) == 1


def test_texts_hold_what_was_written(shop: Shop) -> None:
    assert len(shop.rows("texts", subject="QU-0007")) == 3
    assert all(r["subject"] or r["body"] for r in shop.tables["texts"])
