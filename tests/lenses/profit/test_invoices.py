"""Who pays late, with invoices still open counted."""

from __future__ import annotations

import pytest

from closeknit.answers import Verdict
from closeknit.lenses.profit import LENS
from tests.lenses.handmade import HandmadeBook, put_there
from tests.lenses.profit.agency import AS_OF, ask, row


def owing() -> HandmadeBook:
    """Halden owes two invoices, Okafor one; a third of Halden is not due yet, one is void."""
    book = HandmadeBook()
    halden, okafor = book.party("Halden"), book.party("Okafor")
    mia = book.person("Mia Halden", at=halden)
    due = {"opened": "2026-04-01", "contact_id": mia}
    book.case("invoice", halden, "INV-1", due="2026-05-01", amount_base=1200, open_base=1200, **due)
    book.case("invoice", halden, "INV-2", due="2026-06-01", amount_base=900, open_base=400, **due)
    book.case("invoice", halden, "INV-3", due="2026-07-15", amount_base=900, open_base=900, **due)
    book.case("invoice", halden, "INV-4", due="2026-05-01", amount_base=900, status="void", **due)
    book.case("invoice", okafor, "INV-5", due="2026-03-01", opened="2026-02-01", amount_base=250)
    return book


@pytest.fixture(scope="module")
def answer():
    return ask(owing())


def test_what_is_past_due_is_said_with_its_oldest_invoice(answer):
    assert answer.finding("unpaid").sentence == (
        "€1,850 is past its due date at 2 customers; the oldest since 1 Mar 2026 (Okafor, €250)."
    )


def test_a_reminder_names_invoices_amount_and_day_and_greets_the_person(answer):
    actions = [a for a in answer.actions if a.kind == "unpaid"]
    assert [a.subject.name for a in actions] == ["Halden", "Okafor"]
    assert actions[0].first_line == (
        "Hello Mia, 2 invoices (INV-1 and INV-2), together €1,600, are still open here; the first was due on "
        "1 May 2026. Could you tell me when to expect them, or whether something is in the way?"
    )
    assert actions[1].first_line.startswith("Hello, invoice INV-5 over €250 was due on 1 Mar 2026 and is")


def test_a_reminder_to_a_firms_own_mailbox_greets_no_firm_by_its_first_word():
    book = HandmadeBook()
    bouw = book.party("De Wit Bouw")
    book.case("invoice", bouw, "INV-1", due="2026-05-01", amount_base=70, contact_id=bouw)
    (action,) = ask(book).actions
    assert action.first_line.startswith("Hello, invoice INV-1 over €70")
    assert action.contact is None


def test_a_reminder_waits_a_week_for_money_on_its_way():
    book = HandmadeBook()
    book.case("invoice", book.party("Halden"), "INV-1", due="2026-06-26", amount_base=70)
    answer = ask(book)
    assert answer.finding("unpaid").values["amount"] == 70
    assert answer.actions == ()


def test_an_invoice_paid_after_the_date_of_the_answer_was_open_then():
    book = HandmadeBook()
    client = book.party("Halden")
    book.case(
        "invoice", client, "INV-1", due="2026-05-01", closed="2026-07-09", status="paid", amount_base=70
    )
    assert ask(book).finding("unpaid").values["amount"] == 70


def paying(open_ones: int) -> HandmadeBook:
    """30 invoices paid on the due day, 10 paid 20 days late, some open for 40 days."""
    book = HandmadeBook()
    client = book.party("Halden")
    for n in range(40):
        paid = "2026-05-01" if n < 30 else "2026-05-21"
        book.case("invoice", client, f"P{n}", due="2026-05-01", closed=paid, status="paid", amount_base=1)
    for n in range(open_ones):
        book.case("invoice", client, f"O{n}", due="2026-05-21", amount_base=1)
    return book


def test_how_late_customers_pay_counts_the_open_invoices():
    found = ask(paying(10)).finding("paid_late")
    assert found.sentence == "40 % of invoices are paid after their due date, 40 % more than 14 days."
    assert found.values["over_30_days"] == pytest.approx(0.2)
    assert (found.n, found.verdict) == (50, Verdict.ESTABLISHED)


def test_the_share_paid_late_stands_beside_each_customer():
    assert row(with_revenue(paying(10)), "Halden")["paid_late"] == pytest.approx(20 / 50)


def with_revenue(book: HandmadeBook):
    book.activity("invoice.issued", book.rows["parties"][0]["party_id"], "2026-05-01", amount=50)
    return ask(book)


def test_paid_invoices_without_a_day_of_payment_are_left_out_and_counted():
    book = HandmadeBook()
    client = book.party("Halden")
    for n in range(25):
        book.case("invoice", client, f"P{n}", due="2026-05-01", status="paid", amount_base=1)
    answer = ask(book)
    assert all(f.kind != "paid_late" for f in answer.findings)
    assert "25 paid invoices without the day of payment" in answer.left_out[0]


def test_overdue_invoices_stand_in_a_table_with_the_days(answer):
    table = answer.table("overdue").data.to_pylist()
    assert [(r["invoice"], r["days"], r["amount"]) for r in table] == [
        ("INV-5", 121, 250.0), ("INV-1", 60, 1200.0), ("INV-2", 29, 400.0),
    ]  # fmt: skip


def test_behind_who_has_not_paid_are_the_invoices_past_their_due_date():
    book = owing()
    halden = next(p["party_id"] for p in book.rows["parties"] if p["name"] == "Halden")
    issued = {
        case["name"]: book.activity("invoice.issued", halden, "2026-04-01", case_id=case["case_id"])
        for case in book.rows["cases"]
        if case["account_id"] == halden
    }
    found = put_there(LENS, "overdue", book.question(AS_OF), halden)
    assert found == {halden: {issued["INV-1"], issued["INV-2"]}}
