"""Whom to turn to at a customer."""

from __future__ import annotations

from dataclasses import replace

from closeknit.lenses.people import names, people
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


def test_names_are_asked_for_once_and_nothing_beside_them():
    book = HandmadeBook()
    firm = book.party("Halden")
    ana = book.person("Ana Ruiz", at=firm)
    question, asked = book.question("2026-06-30"), []
    once = replace(question, collect=lambda table: asked.append(table) or question.collect(table))
    found = names(once, {firm, ana})
    assert (found.subject(ana).name, found.subject(7).name) == ("Ana Ruiz", "someone unknown")
    assert found.firms == {firm}
    assert len(asked) == 1
    assert names(once, ()).subjects == {}
    assert len(asked) == 1
