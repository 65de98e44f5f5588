"""Whom to turn to at a customer."""

from __future__ import annotations

from dataclasses import replace

from closeknit.engines import portable
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


def test_of_many_the_same_is_told_as_of_few_and_nobody_else_is_read(monkeypatch):
    book = HandmadeBook()
    firms = [book.party(name, owner=book.colleague("Ana Ruiz")) for name in ("Halden", "Northgate", "Tarn")]
    for firm in firms:
        book.person(f"Bo at {firm}", at=firm, last_day="2026-06-01")
    question = book.question("2026-06-30")
    few = people(question, set(firms[:2]))
    monkeypatch.setattr(portable, "FEW", 1)
    assert people(question, set(firms[:2])) == few
    assert set(few.subjects) == set(few.contacts) == set(few.owners) == set(firms[:2])


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
