"""Which papers are one buying decision."""

from __future__ import annotations

from tests.book.conftest import Shop, case, day_number


def test_orders_are_purchases_as_they_stand(shop: Shop) -> None:
    assert shop.bought("domain:orders.example") == [
        ("2024-01-10", "first", "order", 300, 1),
        ("2024-02-20", "repeat", "order", 450, 1),
        ("2024-05-02", "repeat", "order", 120, 1),
    ]


def test_instalments_under_one_quote_are_one_purchase(shop: Shop) -> None:
    assert shop.bought("xero_contact:quote") == [
        ("2024-01-15", "first", "case", 10_000, 3),
        ("2024-09-01", "repeat", "single", 2500, 1),
    ]


def test_instalments_that_count_themselves_or_name_a_deal_are_one(shop: Shop) -> None:
    assert shop.bought("x:counter") == [
        ("2024-01-05", "first", "case", 1803, 2),
        ("2024-06-01", "repeat", "case", 1400, 2),
    ]


def test_invoices_of_a_project_are_one_even_when_steady(shop: Shop) -> None:
    assert shop.bought("x:project") == [("2024-01-01", "first", "case", 7000, 7)]


def test_a_reference_that_is_a_habit_joins_nothing(shop: Shop) -> None:
    assert [b[1:3] for b in shop.bought("x:habit")] == [
        ("first", "single"),
        ("repeat", "single"),
        ("repeat", "single"),
    ]


def test_a_retainer_starts_and_ends(shop: Shop) -> None:
    assert shop.bought("x:retainer") == [
        ("2024-01-01", "start", "steady", 4000, 8),
        ("2024-08-31", "end", "steady", None, 0),
    ]


def test_an_end_is_known_only_when_the_time_for_a_renewal_has_passed(shop: Shop) -> None:
    end = shop.one("purchases", account_id=shop.account("x:retainer"), kind="end")
    assert end["known_day"] == end["day"] + 60


def test_a_retainer_that_rises_for_good_is_an_expansion(shop: Shop) -> None:
    assert shop.bought("x:rising") == [
        ("2024-01-01", "start", "steady", 3000, 6),
        ("2024-07-01", "expansion", "steady", 2800, 4),
        ("2024-10-31", "end", "steady", None, 0),
    ]


def test_the_same_sum_each_year_renews_each_year(shop: Shop) -> None:
    assert [b[:3] for b in shop.bought("x:yearly")] == [
        ("2021-04-01", "start", "steady"),
        ("2022-04-01", "renewal", "steady"),
        ("2023-04-01", "renewal", "steady"),
        ("2024-03-31", "end", "steady"),
    ]


def test_a_contract_takes_its_own_invoices_and_no_others(shop: Shop) -> None:
    assert shop.bought("x:contract") == [
        ("2022-01-01", "start", "contract", 4000, 4),
        ("2023-01-01", "renewal", "contract", 4400, 4),
        ("2023-05-17", "repeat", "single", 333, 1),
        ("2023-12-31", "end", "contract", None, 0),
    ]


def test_a_contract_keeps_its_term_and_last_day(shop: Shop) -> None:
    start = shop.one("purchases", account_id=shop.account("x:contract"), kind="start")
    assert (start["term_days"], start["ends_day"]) == (365, day_number("2022-12-31"))


def test_a_price_that_rises_within_the_term_is_an_expansion(shop: Shop) -> None:
    assert shop.bought("x:growing") == [
        ("2024-01-01", "start", "contract", 600, 6),
        ("2024-07-01", "expansion", "contract", 900, 6),
        ("2024-12-31", "end", "contract", None, 0),
    ]
    grown = shop.one("purchases", account_id=shop.account("x:growing"), kind="expansion")
    assert (grown["term_days"], grown["ends_day"]) == (184, day_number("2024-12-31"))


def test_a_contract_without_invoices_is_a_purchase_without_amount(shop: Shop) -> None:
    assert shop.bought("x:unbilled") == [
        ("2024-01-01", "start", "contract", None, 0),
        ("2024-06-01", "expansion", "contract", None, 0),
        ("2025-05-31", "end", "contract", None, 0),
    ]


def test_payments_are_purchases_only_without_invoices(shop: Shop) -> None:
    assert [b[1:] for b in shop.bought("email:kim@gmail.com")] == [
        ("first", "single", 50, 1),
        ("repeat", "single", 70, 1),
    ]
    assert [b[3] for b in shop.bought("x:invoiced")] == [100]


def test_credit_notes_and_void_invoices_are_no_purchases(shop: Shop) -> None:
    assert shop.bought("x:refund") == [("2024-01-01", "first", "single", 600, 1)]


def test_an_order_through_a_reseller_counts_once_for_its_buyer(shop: Shop) -> None:
    assert len(shop.bought("x:end customer")) == 1
    assert shop.bought("x:reseller") == []


def test_every_paper_of_a_purchase_is_listed(shop: Shop) -> None:
    (bought,) = shop.rows("purchases", account_id=shop.account("x:project"))
    papers = shop.rows("purchase_activities", purchase_id=bought["purchase_id"])
    of_case = shop.rows("activities", case_id=case("project:portal"))
    assert {p["activity_id"] for p in papers} == {a["activity_id"] for a in of_case}


def test_purchases_of_an_account_add_up_to_its_papers(shop: Shop) -> None:
    revenue = {a["activity_id"]: a["amount_base"] or 0 for a in shop.tables["activities"] if a["is_revenue"]}
    listed = [p["activity_id"] for p in shop.tables["purchase_activities"]]
    assert len(listed) == len(set(listed))
    total = sum(p["amount_base"] or 0 for p in shop.tables["purchases"])
    assert total == sum(revenue[a] for a in listed)


def test_purchase_numbers_are_unique(shop: Shop) -> None:
    numbers = [p["purchase_id"] for p in shop.tables["purchases"]]
    assert len(numbers) == len(set(numbers))
