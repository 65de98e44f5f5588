"""Whom to turn to at a customer."""

from __future__ import annotations

from closeknit.lenses.people import people
from closeknit.lenses.refusals import refusals
from tests.lenses.handmade import HandmadeBook


def test_who_does_not_want_to_be_written_to_is_no_contact_and_keeps_their_name():
    book = HandmadeBook()
    firm = book.party("Halden")
    book.person("Ana Ruiz", at=firm, last_day="2026-01-01")
    bo = book.person("Bo Berg", at=firm, last_day="2026-06-01")
    book.attribute(bo, "unsubscribed", "yes")
    question = book.question("2026-06-30")
    found = people(question, {firm, bo}, refused=refusals(question))
    assert found.contacts[firm].name == "Ana Ruiz"
    assert found.subject(bo).name == "Bo Berg"
    assert people(question, {firm}).contacts[firm].name == "Bo Berg"
