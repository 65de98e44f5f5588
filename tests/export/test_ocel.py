"""What was loaded as an object-centric event log: what it holds, and both forms as the standard has them."""

import json
import sqlite3
from contextlib import closing
from datetime import datetime

import apsw
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeknit.errors import UnknownQuestion, Unreadable
from closeknit.export import ocel_files
from closeknit.export.ocel import Link, Stated, event_log
from closeknit.export.ocel_files import _told_apart, write_event_log
from closeknit.ids import stable_id
from tests.lenses.handmade import HandmadeBook, moment

NAMED = {"name": {"type": "string"}}
LINKS = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"objectId": {"type": "string"}, "qualifier": {"type": "string"}},
        "required": ["objectId", "qualifier"],
    },
}


def kinds():
    types = {"type": {"enum": ["string", "time", "integer", "float", "boolean"]}}
    attribute = {"type": "object", "properties": NAMED | types, "required": ["name", "type"]}
    kind = {"type": "object", "properties": NAMED | {"attributes": {"type": "array", "items": attribute}}}
    return {"type": "array", "items": kind | {"required": ["name", "attributes"]}}


def things(*needed, dated):
    time = {"type": "string", "format": "date-time"}
    value = {"properties": NAMED | {"value": {"type": ["string", "number", "boolean"]}, "time": time}}
    value |= {"type": "object", "required": ["name", "value", *(["time"] if dated else [])]}
    own = {"id": {"type": "string"}, "type": {"type": "string"}, "time": time, "relationships": LINKS}
    thing = {"type": "object", "properties": own | {"attributes": {"type": "array", "items": value}}}
    return {"type": "array", "items": thing | {"required": list(needed)}}


SCHEMA = {
    "type": "object",
    "properties": {
        "eventTypes": kinds(),
        "objectTypes": kinds(),
        "events": things("id", "type", "time", dated=False),
        "objects": things("id", "type", dated=True),
    },
    "required": ["eventTypes", "objectTypes", "events", "objects"],
}
"""The structure that the specification of OCEL 2.0 (arXiv 2403.01975, section 8) asks for, with the types of
values that ocel-standard.org shows."""


def shop():
    book = HandmadeBook()
    halden = book.party("Halden")
    ana = book.person("Ana Ruiz", at=halden)
    kim = book.colleague("Kim")
    book.attribute(ana, "title", "Buyer")
    book.attribute(ana, "title", "Head of buying", since="2026-02-01")
    book.attribute(ana, "Title", "with a capital")
    book.tie(ana, halden, "works_at")
    book.tie(ana, 999, "reseller_of")
    deal = book.case(
        "deal", halden, "Racks", opened="2026-01-05", contact_id=ana, owner_id=kim, amount_base=90
    )
    book._add("stages", case_id=deal, stage="offer", entered_at=moment("2026-01-09"))
    book.activity("deal.won", halden, "2026-01-20 10:30", case_id=deal, by={"contact": ana}, subject="=Racks")
    book.line(halden, "2026-03-01", "Rack", 900.5)
    book.purchase(halden, "2026-03-01", 900.5)
    return book


def log_of(book):
    question = book.question("2026-06-30")
    return event_log(question.tables, question.collect)


def name_of(text, sort="party"):
    return f"{sort}-{stable_id(text)}"


@pytest.fixture(scope="module")
def log():
    return log_of(shop())


def written(log, tmp_path, ending):
    file = tmp_path / f"log{ending}"
    said = write_event_log(log, "ocel", file)
    assert said == f"2 events and 6 objects written to {file}\n"
    return file


def test_an_event_names_who_took_part_its_customer_its_case_and_its_products(log):
    won, order = log.events()
    halden, ana = name_of("Halden"), name_of("Ana Ruiz")
    assert (won.kind, won.at) == ("deal.won", datetime(2026, 1, 20, 10, 30))
    assert set(won.links) == {
        Link(halden, "buyer"), Link(halden, "account"), Link(ana, "contact"),
        Link(name_of("deal:Racks", "case"), "case"),
    }  # fmt: skip
    assert order.attributes["amount"] == 900.5
    assert Link(name_of("Rack", "product"), "product") in order.links


def test_an_object_has_dated_values_and_names_only_objects_that_are_there(log):
    by_name = {one.id: one for one in log.objects}
    ana, deal = by_name[name_of("Ana Ruiz")], by_name[name_of("deal:Racks", "case")]
    assert Stated("title", "Buyer") in ana.values
    assert ana.values[-1] == Stated("title", "Head of buying", datetime(2026, 2, 1))
    assert ana.links == (Link(name_of("Halden"), "account"), Link(name_of("Halden"), "works_at"))
    assert deal.values[-1] == Stated("stage", "offer", datetime(2026, 1, 9))
    assert {link.qualifier for link in deal.links} == {"account", "contact", "owner"}


def test_a_kind_declares_the_attributes_that_occur_and_no_others(log):
    by_name = {kind.name: kind.attributes for kind in (*log.event_kinds, *log.object_kinds)}
    assert by_name["deal.won"] == {"subject": "string", "stream_id": "string"}
    assert by_name["order.placed"]["amount"] == "float"
    assert by_name["purchase"] == {"amount_base": "float", "at": "time", "kind": "string"}


@pytest.mark.parametrize("ending", [".json", ".jsonocel"])
def test_the_json_has_the_structure_of_the_standard(log, tmp_path, ending):
    log = json.loads(written(log, tmp_path, ending).read_text(encoding="utf-8"))
    jsonschema.validate(log, SCHEMA, format_checker=jsonschema.FormatChecker())
    ids = {one["id"] for one in log["objects"]}
    links = [link for one in (*log["events"], *log["objects"]) for link in one["relationships"]]
    assert links
    assert {link["objectId"] for link in links} <= ids
    declared = {(k["name"], a["name"]) for k in log["objectTypes"] for a in k["attributes"]}
    assert {(o["type"], a["name"]) for o in log["objects"] for a in o["attributes"]} == declared


def test_the_sqlite_file_has_the_tables_of_the_standard(log, tmp_path):
    with closing(sqlite3.connect(written(log, tmp_path, ".sqlite"))) as con:
        assert con.execute("PRAGMA foreign_key_check").fetchall() == []
        for sort in ("event", "object"):
            for kind, name in con.execute(f"SELECT * FROM {sort}_map_type").fetchall():
                ids = f"SELECT DISTINCT ocel_id FROM {sort}_{name} ORDER BY 1"
                own = f"SELECT ocel_id FROM {sort} WHERE ocel_type = ? ORDER BY 1"
                assert con.execute(ids).fetchall() == con.execute(own, (kind,)).fetchall() != []
        changes = con.execute("""
            SELECT ocel_time, ocel_changed_field, Title, title_2, name FROM object_Person
            WHERE title_2 IS NOT NULL ORDER BY ocel_time""").fetchall()
        assert changes == [
            ("1970-01-01T00:00:00Z", None, "with a capital", "Buyer", "Ana Ruiz"),
            ("2026-02-01T00:00:00Z", "title_2", None, "Head of buying", None),
        ]
        assert con.execute("SELECT ocel_time, subject FROM event_DealWon").fetchall() == [
            ("2026-01-20T10:30:00Z", "=Racks")
        ]


def test_both_forms_say_the_same(log, tmp_path):
    text = json.loads(written(log, tmp_path, ".json").read_text(encoding="utf-8"))
    with closing(sqlite3.connect(written(log, tmp_path, ".sqlite"))) as con:
        pairs = set(con.execute("SELECT * FROM event_object").fetchall())
        ties = set(con.execute("SELECT * FROM object_object").fetchall())
    for rows, links in ((text["events"], pairs), (text["objects"], ties)):
        assert {(o["id"], k["objectId"], k["qualifier"]) for o in rows for k in o["relationships"]} == links


@given(st.lists(st.text(alphabet="aAbB_2", min_size=1), unique=True))
def test_columns_are_told_apart_where_sqlite_would_take_them_for_one(names):
    found = _told_apart({name: name for name in names}, taken=("a",))
    assert list(found) == names
    assert len({name.lower() for name in found.values()} | {"a"}) == len(names) + 1


def test_an_empty_book_is_an_empty_log(tmp_path):
    write_event_log(log_of(HandmadeBook()), "ocel", tmp_path / "log.json")
    log = json.loads((tmp_path / "log.json").read_text(encoding="utf-8"))
    assert log == {"eventTypes": [], "objectTypes": [], "events": [], "objects": []}


def test_a_file_is_there_whole_or_not_at_all(tmp_path):
    with pytest.raises(UnknownQuestion, match=r"\.jsonocel"):
        write_event_log(log_of(HandmadeBook()), "ocel", tmp_path / "log.csv")
    for name in ("log.json", "log.sqlite"):
        with pytest.raises(Unreadable, match=rf"{name} cannot be written: No such file or directory"):
            write_event_log(log_of(HandmadeBook()), "ocel", tmp_path / "nowhere" / name)
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_finds_no_room_is_said_and_leaves_nothing(log, tmp_path, monkeypatch):
    def full(*_):
        raise apsw.FullError("database or disk is full")

    monkeypatch.setattr(ocel_files, "_insert_event", full)
    with pytest.raises(Unreadable, match=r"log\.sqlite cannot be written: database or disk is full"):
        write_event_log(log, "ocel", tmp_path / "log.sqlite")
    assert list(tmp_path.iterdir()) == []
