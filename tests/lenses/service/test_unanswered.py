"""Who waits now, the customers who bring most first, and the longest waits."""

from __future__ import annotations

import pytest

from closeknit.lenses.service import LENS
from tests.lenses.handmade import HandmadeBook, put_there
from tests.lenses.service.desk import AS_OF, ask, desk


def waiting() -> HandmadeBook:
    """Okafor waits longest; Halden brings more and waits for two answers; one ticket is long forgotten."""
    book = HandmadeBook()
    ana = book.colleague("Ana Ruiz")
    halden, okafor = book.party("Halden", owner=ana), book.party("Okafor")
    mia = book.person("Mia Halden", at=halden)
    book.activity("invoice.issued", halden, "2026-02-02", amount=84_000)
    book.activity("invoice.issued", okafor, "2026-02-02", amount=5_000)
    book.ticket(okafor, "2026-06-01 09:00", name="Where is my order?")
    book.ticket(halden, "2026-06-20 09:00", name="Cannot log in", contact_id=mia)
    book.ticket(halden, "2026-06-25 09:00", name="Invoice wrong", contact_id=mia)
    book.ticket(halden, "2025-09-01 09:00", name="Forgotten", contact_id=mia)
    for n in range(30):
        book.ticket(okafor, "2026-06-02 09:00", reply=f"2026-06-02 10:{n:02d}", solved="2026-06-29 10:00")
    return book


@pytest.fixture(scope="module")
def answer():
    return ask(waiting())


def test_the_finding_counts_who_waits_and_starts_with_the_most_valuable(answer):
    assert answer.finding("unanswered").sentence == (
        "3 tickets are waiting for a first answer, the oldest since 1 Jun 2026. Start with Halden "
        "(€84,000 in the last year)."
    )


def test_each_customer_gets_one_action_that_is_owed(answer):
    assert [(a.subject.name, a.obligation) for a in answer.actions] == [("Halden", True), ("Okafor", True)]
    first = answer.actions[0]
    assert first.reason == (
        'has waited 10 days for an answer to "Cannot log in", and to 1 more ticket'
        " · brought €84,000 last year"
    )
    assert first.first_line == (
        'Hello Mia, I am sorry that your message "Cannot log in" of 20 Jun 2026 has gone without an answer '
        "until now. I have it in front of me and you will hear from me today."
    )
    assert (first.contact.name, first.owner.name) == ("Mia Halden", "Ana Ruiz")


def test_a_ticket_from_a_firms_own_mailbox_is_answered_to_the_person_known_there():
    book = HandmadeBook()
    halden = book.party("Halden")
    book.person("Mia Halden", at=halden)
    book.ticket(halden, "2026-06-19 09:00", reply="2026-06-19 10:00", solved="2026-06-19 11:00")
    book.ticket(halden, "2026-06-20 09:00", name="Cannot log in", contact_id=halden)
    (action,) = ask(book).actions
    assert action.first_line.startswith("Hello Mia, ")
    assert action.contact.name == "Mia Halden"


def test_tickets_open_for_half_a_year_are_forgotten_rather_than_waiting(answer):
    assert any(s.startswith("1 ticket without an answer for more than 180 days") for s in answer.left_out)
    assert answer.table("unanswered").data["ticket"].to_pylist() == [
        "Cannot log in", "Invoice wrong", "Where is my order?",
    ]  # fmt: skip


def test_the_longest_wait_is_said_with_how_many_were_quicker():
    book = desk([10.0] * 300 + [4 * 1_440.0])
    found = ask(book).finding("worst")
    assert found.sentence == (
        'The longest wait for a first answer was 4 days (Halden, "ticket 300"), slower than 99.7 % of '
        "tickets."
    )


def test_the_worst_waits_include_those_still_waiting(answer):
    table = answer.table("worst").data.to_pylist()
    assert table[0]["ticket"] == "Forgotten"
    assert table[0]["hours"] > 24 * 250


def test_customers_have_a_row_with_their_state(answer):
    rows = {r["name"]: r for r in answer.table("customers").data.to_pylist()}
    assert rows["Halden"]["state"] == "waiting"
    assert (rows["Okafor"]["tickets"], rows["Okafor"]["slow"]) == (31, pytest.approx(1 / 31))


def test_a_ticket_without_a_subject_or_customer_reads_well():
    book = desk([30.0] * 20)
    book.ticket(0, "2026-06-20 09:00", name=None)
    client = book.rows["parties"][0]["party_id"]
    book.ticket(client, "2026-06-21 09:00", name=None)
    answer = ask(book)
    assert "I am sorry that your message of 21 Jun 2026 has gone" in answer.actions[0].first_line
    assert len(answer.actions) == 1
    assert answer.as_of.isoformat() == AS_OF


def test_behind_who_waits_are_the_tickets_without_an_answer_as_they_came_in():
    book = waiting()
    halden, okafor = (p["party_id"] for p in book.rows["parties"] if p["name"] in ("Halden", "Okafor"))
    came_in = {
        a["subject"]: a["activity_id"] for a in book.rows["activities"] if a["kind"] == "ticket.opened"
    }
    assert put_there(LENS, "waiting", book.question(AS_OF), halden, okafor) == {
        halden: {came_in[name] for name in ("Cannot log in", "Invoice wrong", "Forgotten")},
        okafor: {came_in["Where is my order?"]},
    }
