"""A proposed mapping is one that can be used at once, and says what it guessed from."""

from __future__ import annotations

import pytest

from closeknit.sources.mappings.library import mapping_from_text
from closeknit.sources.propose import propose, stream_word
from closeknit.sources.tables.dialects import Dialect
from closeknit.sources.tables.looking import Glimpse
from tests.sources.mapped import Rows

SHOP = (
    ("Order ID", "Ordered on", "Customer name", "E-mail", "Article", "Qty", "Total", "Currency"),
    (("A-1", "2026-03-02", "Halden", "ana@halden.example", "Disk", "2", "19.80", "EUR"),
     ("A-2", "2026-03-03", "Okafor Foods", "bo@okafor.example", "Tape", "1", "5.00", "EUR")),
)  # fmt: skip


def proposed(header: tuple[str, ...], rows: tuple[tuple[str | None, ...], ...], file: str = "") -> str:
    return propose(Glimpse("", header, rows, Dialect()), file=file)


def test_a_shop_list_is_understood_without_a_change() -> None:
    one = mapping_from_text(proposed(*SHOP, file="Web shop 2026.csv"))
    assert (one.stream_id, one.record.identity) == ("own/web-shop", ("Order ID",))
    rows = Rows()
    rows.add(one, *SHOP)
    assert rows.table("problems", stream=one.stream_id) == []
    assert rows.table("activities", "kind, amount::text, currency", one.stream_id) == [
        ("order.placed", "19.8000", "EUR"),
        ("order.placed", "5.0000", "EUR"),
    ]
    assert ("own_customer:halden", "domain:halden.example") in rows.table(
        "same", "key_a, key_b", one.stream_id
    )
    assert rows.table("lines", "product_key", one.stream_id) == [("Disk",), ("Tape",)]


def test_invoices_are_not_taken_for_orders() -> None:
    header = ("Invoice No", "Invoice date", "Due date", "Customer", "Net amount", "VAT")
    row = ("R-2026-001", "2026-03-02", "2026-04-01", "Halden", "100.00", "19.00")
    text = proposed(header, (row,), "bills.csv")
    assert 'kind = "invoice.issued"     # clear, from “Invoice No”' in text
    rows = Rows()
    rows.add(one := mapping_from_text(text), header, [row])
    assert rows.table("activities", "kind, amount::text", one.stream_id) == [("invoice.issued", "100.0000")]


def test_where_no_column_is_a_customers_the_proposal_asks_for_one() -> None:
    header, row = ("Invoice No", "ContactName", "Date", "Total"), ("R-1", "Halden", "2026-03-02", "9.00")
    text = proposed(header, (row,), "bills.csv")
    assert "# No column was taken for the customer: say which one it is" in text
    rows = Rows()
    for line in ("[party.customer]", "kind =", "keys =", "participants ="):
        text = text.replace(f"# {line}", line)
    rows.add(one := mapping_from_text(text.replace("…", "ContactName")), header, [row])
    assert rows.table("participants", "role, key", one.stream_id) == [("buyer", "own_customer:halden")]


def test_of_deals_only_those_won_count() -> None:
    header = ("opportunity_id", "account", "deal_stage", "close_date", "close_value")
    deals = (("O-1", "Halden", "Won", "2026-03-02", "100"), ("O-2", "Okafor", "Lost", "2026-03-02", "70"))
    text = proposed(header, deals, "pipeline.csv")
    rows = Rows()
    rows.add(one := mapping_from_text(text), header, deals)
    assert rows.table("activities", "kind, amount::text", one.stream_id) == [("deal.won", "100.0000")]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (("a", "b"), ("1", "2")),
        (("name",), (None,)),
        (("when", "who"), ("02.03.2026", "ana@halden.example")),
        (("created", "account"), ("1481176800000", "Halden")),
        (('say "hi"', "x = [y]"), ("1", "2026-03-02")),
        (("first name", "last name", "mail"), ("Ana", "Ruiz", "ana@halden.example")),
        (("id", "id__2", "column3"), ("1", "1", None)),
    ],
)
def test_whatever_the_columns_are_the_proposal_is_a_good_mapping(
    header: tuple[str, ...], row: tuple[str, ...]
) -> None:
    one = mapping_from_text(proposed(header, (row,), "x.csv"))
    rows = Rows()
    rows.add(one, header, [row])
    rows.said(one.stream_id)


@pytest.mark.parametrize("at", ["Wed Oct 11 06:55:44 +0000 2017", "Mar 12, 2026 9:00 AM", "12 Mar 2026"])
def test_a_day_with_the_name_of_its_month_is_known_for_one(at: str) -> None:
    one = mapping_from_text(proposed(("no", "created", "text"), (("1", at, "Room 12, 2nd floor"),), "x.csv"))
    rows = Rows()
    rows.add(one, ("no", "created", "text"), [("1", at, "Room 12, 2nd floor")])
    assert rows.table("problems", stream=one.stream_id) == []
    assert len(rows.table("activities", stream=one.stream_id)) == 1


def test_every_column_is_listed_with_a_value_from_it() -> None:
    text = proposed(*SHOP)
    assert all(f"#   {name}: " in text for name in SHOP[0])


@pytest.mark.parametrize(
    ("file", "word"),
    [
        ("orders.csv", "orders"),
        ("Bestellungen_2026-05-04.csv", "bestellungen"),
        ("exports/2026 orders (3).xlsx", "orders"),
        ("book.xlsx!Deals", "deals"),
        ("Kunden.xlsx!Tabelle1", "kunden"),
        ("all.zip!a/b/time.csv", "time"),
        ("all.zip!2026.xlsx!Sheet1", "all"),
        ("2026-05.csv", "rows"),
    ],
)
def test_the_stream_is_called_by_what_stays_the_same_from_export_to_export(file: str, word: str) -> None:
    assert stream_word(file) == word


def test_signs_that_nobody_sees_do_not_spoil_the_mapping() -> None:
    header = ("when\x1b[2J", "who\u202e", "a\x7fb")
    text = proposed(header, (("2026-03-02", "Hal\x1bden\u2066", "x"),), "x.csv")
    assert text.replace("\n", "").isprintable()
    assert mapping_from_text(text).recognise[0].columns == header
