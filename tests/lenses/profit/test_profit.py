"""Which customers pay, on books small enough to add up by hand."""

from __future__ import annotations

import pytest

from closeknit.answers import Verdict
from closeknit.lenses.profit import LENS
from tests.lenses.handmade import HandmadeBook, put_there
from tests.lenses.profit.agency import AS_OF, agency, ask, row


@pytest.fixture(scope="module")
def answer():
    return ask(agency())


def test_the_loss_maker_is_the_sentence_an_owner_reads(answer):
    assert answer.headline == (
        "Your 4th largest client, Marlow, brings €30 an hour, your average is €75; "
        "212 hours were never invoiced."
    )


def test_beyond_the_largest_a_customer_is_not_told_by_its_place():
    book = agency()
    for n in range(20):
        book.activity("invoice.issued", book.party(f"Middle {n}"), "2026-03-02", amount=5_000)
    cheap = book.party("Cheap")
    book.activity("invoice.issued", cheap, "2026-03-02", amount=900)
    book.hours(cheap, "2026-03-04", 30, book.colleague("Ana Ruiz"))
    said = [f.sentence for f in ask(book).findings if f.kind == "low_rate"]
    assert said[0].startswith("Your 4th largest client, Marlow, brings €30 an hour")
    assert said[1].startswith("Cheap, one of your smaller clients, brings €30 an hour")


def test_what_is_about_most_money_stands_before_less():
    book = agency()
    halden = book.party("Halden")
    book.case("invoice", halden, "INV-1", opened="2026-03-01", due="2026-04-01", amount_base=90_000)
    answer = ask(book)
    weights = [f.weight for f in answer.findings[1:]]
    assert answer.findings[0].sentence == answer.headline
    assert weights == sorted(weights, reverse=True)


def test_a_finding_carries_the_rate_its_hours_and_the_rows_behind_it(answer):
    found = answer.finding("low_rate")
    assert found.values["rank"] == 4
    assert found.values["rate"] == pytest.approx(30, rel=1e-5)
    assert found.values["average_rate"] == pytest.approx(181_000 / 2410, rel=1e-4)
    assert (found.verdict, found.n) == (Verdict.COUNTED, 1_000)
    assert found.evidence.total == len(found.evidence.ids) == 54


def test_with_a_cost_an_hour_the_loss_is_said_in_money():
    found = ask(agency(cost_per_hour=50)).finding("loss_maker")
    assert found.sentence.endswith("It costs €20,000 more than it pays.")
    assert found.values["profit"] == pytest.approx(-20_000, rel=1e-4)


def test_without_any_cost_no_profit_is_shown(answer):
    table = answer.table("clients")
    assert {"cost", "profit"} & {c.name for c in table.columns} == set()


def test_stated_costs_win_over_the_setting_and_a_cost_of_nothing_means_not_entered():
    book = agency(cost_per_hour=50)
    client = book.party("Stated")
    book.hours(client, "2026-03-02", 10, cost_base=300)
    book.hours(client, "2026-03-03", 10, cost_base=0)
    assert row(ask(book), "Stated")["cost"] == pytest.approx(300 + 500)


def test_where_few_hours_have_a_cost_none_is_shown():
    book = agency()
    book.hours(book.party("Stated"), "2026-03-02", 10, cost_base=300)
    table = ask(book).table("clients").data.to_pylist()
    assert [r["name"] for r in table if r["profit"] is not None] == ["Stated"]


def test_hours_younger_than_45_days_may_still_be_invoiced():
    book = agency()
    client = book.party("Fresh")
    book.hours(client, "2026-06-01", 40, invoiced=False)
    book.hours(client, "2026-01-05", 40, invoiced=False, billable=False)
    assert row(ask(book), "Fresh")["never_invoiced"] is None


def test_hours_never_invoiced_are_worth_what_invoiced_ones_bring(answer):
    action = next(a for a in answer.actions if a.kind == "never_invoiced")
    assert action.at_stake.value == pytest.approx(212 * 30_000 / 788, rel=1e-4)
    assert action.at_stake.high == pytest.approx(212 * 181_000 / 2410, rel=1e-4)
    assert (action.contact.name, action.owner.name) == ("Tom Marlow", "Ana Ruiz")
    assert action.first_line.startswith("Hello Tom, while closing our books I found 212 hours of work")


def test_a_refund_lowers_revenue_and_our_own_time_counts_for_no_customer():
    book = agency()
    us = book.party("Tidewater", standing="ours")
    book.hours(us, "2026-03-02", 100)
    halden = next(p["party_id"] for p in book.rows["parties"] if p["name"] == "Halden")
    book.activity("refund.made", halden, "2026-04-01", amount=-10_000)
    answer = ask(book)
    assert row(answer, "Halden")["revenue"] == 50_000
    assert "100 hours (4 %) went to no customer" in " ".join(answer.assumptions)
    assert "Tidewater" not in answer.table("clients").data["name"].to_pylist()


def test_revenue_of_all_rows_equals_the_sum_of_activities(answer):
    assert sum(answer.table("clients").data["revenue"].to_pylist()) == 181_000


def test_without_hours_the_rate_is_refused_and_the_rest_still_answers():
    book = HandmadeBook()
    book.activity("invoice.issued", book.party("Halden"), "2026-02-02", amount=900)
    answer = ask(book)
    found = answer.finding("no_hours")
    assert found.verdict is Verdict.NOT_ENOUGH_DATA
    assert "time export" in found.needed
    assert row(answer, "Halden")["revenue"] == 900


def test_an_empty_book_gives_an_answer_not_an_error():
    answer = ask(HandmadeBook())
    assert answer.headline == "Nothing was sold or worked on in this time."
    assert answer.actions == ()


def test_timesheets_that_begin_late_cut_the_revenue_too():
    book = HandmadeBook()
    client = book.party("Halden")
    book.activity("invoice.issued", client, "2025-08-01", amount=50_000)
    book.activity("invoice.issued", client, "2026-05-15", amount=1_000)
    book.hours(client, "2026-05-11", 4)
    book.hours(client, "2026-06-11", 6)
    answer = ask(book)
    assert row(answer, "Halden")["rate"] == pytest.approx(100)
    assert "Timesheets cover 11 May 2026" in " ".join(answer.assumptions)


def test_months_0_looks_at_all_there_is():
    book = HandmadeBook()
    client = book.party("Halden")
    book.activity("invoice.issued", client, "2019-08-01", amount=700)
    assert row(ask(book, months=0), "Halden")["revenue"] == 700
    assert ask(book).table("clients").data.num_rows == 0


def test_revenue_without_a_rate_is_said_first():
    book = HandmadeBook()
    book.activity("invoice.issued", book.party("Halden"), "2026-02-02", amount=900, amount_base=None)
    assert ask(book).findings[0].kind == "no_rate"


def test_nothing_is_said_of_invoicing_where_no_source_tells():
    book = HandmadeBook()
    client = book.party("Halden")
    book.hours(client, "2026-03-02", 60, billable=None, invoiced=None)
    answer = ask(book)
    assert all(f.kind != "never_invoiced" for f in answer.findings)
    assert any("Which hours were invoiced is not in your files" in said for said in answer.left_out)


def test_time_for_no_customer_is_said_with_its_cost():
    book = agency(cost_per_hour=50)
    book.hours(book.party("Tidewater", standing="ours"), "2026-03-02", 100)
    said = " ".join(ask(book).assumptions)
    assert "100 hours (4 %) went to no customer, at a cost of €5,000: they are not spread" in said


def test_who_neither_paid_nor_took_time_has_no_row():
    book = agency()
    book.activity("email.sent", book.party("Quiet"), "2026-03-02")
    assert "Quiet" not in ask(book).table("clients").data["name"].to_pylist()


def test_behind_who_brings_little_are_hours_and_invoices_of_the_time_and_behind_hours_owed_those_alone():
    book = agency()
    (marlow,) = (p["party_id"] for p in book.rows["parties"] if p["name"] == "Marlow")
    theirs = [a for a in book.rows["activities"] if a["account_id"] == marlow]
    book.activity("invoice.issued", marlow, "2024-02-02", amount=900)
    book.activity("email.sent", marlow, "2026-02-02")
    asked = book.question(AS_OF)
    for state in ("low-rate", "loss-making"):
        assert put_there(LENS, state, asked, marlow) == {marlow: {a["activity_id"] for a in theirs}}
    owed = {a["activity_id"] for a in theirs if a["invoiced"] is False}
    assert put_there(LENS, "never-invoiced", asked, marlow) == {marlow: owed}
    assert len(owed) == 1
