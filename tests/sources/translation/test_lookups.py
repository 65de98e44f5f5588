"""Rows of other streams, whichever file comes first."""

from __future__ import annotations

import pytest

from closeknit.sources.mappings.library import mapping_from_text
from tests.sources.mapped import Rows, mapping

ORDERS = mapping_from_text('format = 1\nsource = "own"\nstream = "orders"\n[record]\nidentity = ["no"]\n')
LINES = mapping(
    """
[lookup.order]
stream = "own/orders"
on = { no = "order no" }
[party.customer]
kind = "organization"
keys = { own = "order.who" }
[[activity]]
kind = "order.placed"
at = "order.day"
one_per = ["order no"]
participants = { buyer = "customer" }
lines = { product = "item", amount = "sum" }
"""
)
LINE = ["order no", "item", "sum"]


def loaded(*orders: list[str]) -> Rows:
    rows = Rows()
    rows.add(LINES, LINE, [["1", "disk", "5"], ["2", "tape", "7"]])
    if orders:
        rows.add(ORDERS, ["no", "who", "day"], orders)
    return rows


def test_a_line_takes_date_and_customer_from_its_order() -> None:
    rows = loaded(["1", "Halden", "2026-03-02"], ["2", "Okafor", "2026-03-03"])
    assert rows.table("participants", "key") == [("own:halden",), ("own:okafor",)]
    assert rows.table("activities", "occurred_at::date::varchar") == [("2026-03-02",), ("2026-03-03",)]


def test_what_is_not_loaded_yet_sets_the_row_aside_until_it_comes() -> None:
    rows = loaded()
    assert rows.table("problems", "severity, code, field, value") == [
        ("row", "lookup.missing", "own/orders", "1"),
        ("row", "lookup.missing", "own/orders", "2"),
    ]
    assert rows.table("activities") == []


def test_one_missing_order_sets_aside_its_lines_only() -> None:
    rows = loaded(["1", "Halden", "2026-03-02"])
    assert len(rows.table("activities")) == 1
    assert rows.table("problems", "code, value") == [("lookup.missing", "2")]


def test_an_order_that_is_there_but_names_nobody_is_told_so() -> None:
    rows = loaded(["1", "", "2026-03-02"], ["2", "Okafor", "2026-03-03"])
    assert rows.table("problems", "code, field") == [("key.missing", '"order.who"')]


def test_of_several_rows_that_fit_one_is_taken_so_that_nothing_is_counted_twice() -> None:
    rows = loaded(["1", "Halden", "2026-03-02"], ["1", "Halden Ltd", "2026-03-02"], ["2", "b", "2026-03-03"])
    assert len(rows.table("lines")) == 2


@pytest.mark.parametrize(("other", "day"), [("25/04/2026", "2026-04-03"), ("04/25/2026", "2026-03-04")])
def test_dates_over_there_are_decided_by_their_own_column(other: str, day: str) -> None:
    rows = loaded(["1", "Halden", "03/04/2026"], ["9", "Nobody", other])
    assert rows.table("activities", "occurred_at::date::varchar") == [(day,)]


def test_a_lookup_may_start_from_another_one() -> None:
    firms = mapping_from_text('format = 1\nsource = "own"\nstream = "firms"\n')
    one = mapping_from_text(
        LINES.text.replace(
            "[party.customer]",
            '[lookup.firm]\nstream = "own/firms"\non = { id = "order.who" }\n[party.customer]',
        ).replace('own = "order.who"', 'own = "firm.name"')
    )
    rows = Rows()
    rows.add(one, LINE, [["1", "disk", "5"]])
    rows.add(ORDERS, ["no", "who", "day"], [["1", "F7", "2026-03-02"]])
    rows.add(firms, ["id", "name"], [["F7", "Halden"]])
    assert rows.table("participants", "key") == [("own:halden",)]


def test_a_lookup_that_only_adds_something_is_a_small_problem() -> None:
    one = mapping(
        """
[lookup.product]
stream = "own/products"
on = { id = "item" }
[party.customer]
kind = "organization"
keys = { own = "who" }
[[activity]]
kind = "order.placed"
at = "day"
participants = { buyer = "customer" }
lines = { product = { first = ["product.name", "item"] } }
"""
    )
    rows = Rows()
    rows.add(one, ["day", "who", "item"], [["2026-03-02", "Halden", "d1"], ["2026-03-02", "Halden", ""]])
    assert rows.table("lines", "product_key") == [("d1",)]
    assert rows.table("problems", "severity, code, value") == [("field", "lookup.missing", "d1")]
