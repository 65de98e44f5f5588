"""What a list says of an event beside its day: who tells of it, and whom to turn to."""

from __future__ import annotations

from dataclasses import replace

from closeknit.lenses.triggers.history import History
from closeknit.lenses.triggers.known_by import around, sources
from closeknit.lenses.triggers.open_today import Listed, Row
from closeknit.methods.cells import Calendar
from tests.lenses.handmade import HandmadeBook

AS_OF = "2026-06-30"


def test_each_event_names_the_source_of_the_row_behind_it():
    book = HandmadeBook()
    firm = book.party("Halden")
    ana = book.person("Ana Ruiz", at=firm)
    news = book.activity("news.funding_closed", firm, "2026-06-01")
    done = book.case("project", firm, "relaunch", closed="2026-06-01", stream_id="harvest/time")
    for row, (name, value) in enumerate((("name", "Ana Ruiz"), ("title", "Head of Buying")), start=7):
        book.attribute(ana, name, value)
        book.rows["attributes"][-1] |= {"record_id": row, "stream_id": f"crm/{name}s"}
    behind = {"activities": [news, 0], "cases": [done], "attributes": [8], "parties": [ana]}
    book._add("freshness", stream_id="harvest/time", title="Harvest: detailed time")
    assert sources(book.question(AS_OF), behind) == {
        ("activities", news): "made/by-hand",
        ("cases", done): "Harvest: detailed time",
        ("attributes", 8): "crm/titles",
        ("parties", ana): "crm/names",
    }


def test_whoever_is_new_somewhere_is_the_one_to_turn_to():
    book = HandmadeBook()
    firm = book.party("Halden")
    book.person("Bo Berg", at=firm, last_day="2026-06-01")
    ana = book.person("Ana Ruiz", at=firm)
    question = book.question(AS_OF)
    told = History(question.tables["parties"], question.tables["purchases"], question.tables["timeline"], {},
                   Calendar(0, 7, 0))  # fmt: skip
    near = around(question, told, [firm], [ana])
    found = Listed(question, None, (), (), near, {})  # type: ignore[arg-type]
    row = Row(firm, "person.joined", 20_000, ana, 5, (), 0.1, 1.0, 0)
    assert found.contact(row).name == "Ana Ruiz"
    assert found.contact(replace(row, kind="news.funding_closed")).name == "Bo Berg"
