"""Keys of parties: normalised once per text, joined back to rows."""

from __future__ import annotations

import pytest

from closeknit.claims import KEY_COLUMNS
from closeknit.settings import Settings
from closeknit.sources.translation import party_keys
from tests.sources.mapped import mapping, said

PERSON = """
[party.person]
kind = "person"
keys = { email = ["mail", "second"], phone = "phone", own = "no" }
"""
HEADER = "mail|second|phone|no"
_FIRM_OF_MAIL = """
[party.firm]
kind = "organization"
keys = { domain = { column = "mail", rule = "domain" } }
name = "mail"
[[tie]]
from = "person"
to = "firm"
kind = "works_at"
[[activity]]
kind = "note.written"
at = { const = "2026-03-02" }
participants = { subject = ["person", "firm"] }
[case.ticket]
kind = "ticket"
key = "no"
account = "firm"
contact = "person"
"""


def test_all_keys_of_a_row_are_one_party_and_the_first_names_it() -> None:
    rows = said(
        mapping(PERSON),
        HEADER,
        "Ana@Halden.example|ana.ruiz+x@gmail.com|030 2312 5000|7",
        settings=Settings(country="DE"),
    )
    first = "email:ana@halden.example"
    assert rows.table("same", "key_a, key_b") == [
        (first, "email:anaruiz@gmail.com"), (first, "own:7"), (first, "phone:+493023125000"),
    ]  # fmt: skip


def test_a_party_with_one_key_is_told_alone() -> None:
    rows = said(mapping(PERSON), HEADER, "|||7")
    assert rows.table("same", "party_kind, key_a, key_b") == [("person", "own:7", "own:7")]


def test_an_address_that_can_be_nobodys_is_told_and_left_out() -> None:
    rows = said(mapping(PERSON), HEADER, "not an address||000|7")
    assert rows.table("same", "key_a") == [("own:7",)]
    assert ("field", "key.unusable", "mail", "not an address") in rows.table(
        "problems", "severity, code, field, value"
    )


def test_a_required_party_sets_aside_the_rows_that_do_not_name_it() -> None:
    firm = '[party.firm]\nkind = "organization"\nkeys = { firm = "firm" }\nrequired = true\n'
    rows = said(mapping(PERSON + firm), HEADER + "|firm", "a@a.example||||", "b@b.example||||Halden")
    assert rows.table("problems", "severity, code, field") == [("row", "key.missing", '"firm"')]
    assert [k for (k,) in rows.table("same", "key_a")] == ["email:b@b.example", "firm:halden"]


def test_a_party_can_depend_on_a_key_and_on_another_party() -> None:
    one = mapping("""
[party.firm]
kind = "organization"
keys = { stripe = "id", domain = { column = "mail", rule = "domain" } }
with_key = "domain"
[party.person]
kind = "person"
keys = { stripe = "id", email = "mail" }
unless = "firm"
""")
    rows = said(one, "id|mail", "c1|ana@halden.example", "c2|bo@gmail.com")
    assert rows.table("same", "party_kind, key_a, key_b") == [
        ("organization", "stripe:c1", "domain:halden.example"), ("person", "stripe:c2", "email:bo@gmail.com"),
    ]  # fmt: skip


def test_an_attribute_may_have_a_day_of_its_own_which_is_not_known_where_it_is_empty() -> None:
    more = """
since = "made"
traits = { title = "title", bounced = "back" }
since_of = { bounced = "back on" }
"""
    rows = said(
        mapping(PERSON + more),
        HEADER + "|made|title|back|back on",
        "a@a.example||||2025-01-02|CFO|yes|2026-03-02",
        "b@b.example||||2025-01-02||yes|",
    )
    assert rows.table("traits", "name, since::date::text") == [
        ("bounced", "2026-03-02"),
        ("bounced", None),
        ("title", "2025-01-02"),
    ]


def test_our_own_people_are_marked() -> None:
    rows = said(mapping(PERSON + "ours = true\n"), HEADER, "a@a.example|||")
    assert rows.table("traits", "name, value") == [("ours", "yes")]


def test_several_values_of_one_cell_keep_their_order() -> None:
    one = mapping('[party.firm]\nkind = "organization"\nkeys = { domain = { column = "d", split = ";" } }\n')
    rows = said(one, "d", "zed.example; halden.example;;zed.example")
    assert rows.table("same", "distinct key_a") == [("domain:zed.example",)]


def test_keys_that_stand_on_many_rows_are_enumerated_and_say_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = mapping(PERSON + _FIRM_OF_MAIL)
    lines = [f"a{n % 3}@halden.example||{'000' if n % 7 else ''}|{n % 2 or ''}" for n in range(48)]
    told = {}
    for many in (48, 49):
        monkeypatch.setattr(party_keys, "MANY_ROWS", many)
        rows = said(one, HEADER, *lines)
        found = rows.said()
        told[many] = {name: rows.table(name) for name in (*found.tables, "problems")}
        keys = {(name, column) for name, columns in KEY_COLUMNS.items() for column in columns}
        filled = {(name, c) for name, c in keys if any(key for (key,) in rows.table(name, f'"{c}"'))}
        assert {name for name, _ in filled} == {*KEY_COLUMNS}
        enumerated = {(name, c) for name, c in keys if c in found.repeated[name]}
        assert enumerated == (filled if many == 48 else set())
        # To name their type is to go through all of them, for every statement that reads the view.
        views = rows.con.sql("select view_name, sql from duckdb_views() where not internal").fetchall()
        said_by = {name: sql for name, sql in views if name in found.tables.values()}
        assert len(said_by) == len(found.tables)
        assert not any("_keys" in sql for sql in said_by.values())
        found.drop(rows.con)
        assert not rows.con.sql("select * from duckdb_types() where type_name like '%keys'").fetchall()
    assert told[48] == told[49]
    assert len(told[48]["same"]) > 48


def test_keys_that_stand_on_few_rows_each_stay_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(party_keys, "MANY_ROWS", 8)
    one = mapping('[party.firm]\nkind = "organization"\nkeys = { firm = "firm" }\n')
    often = said(one, "firm", *["Halden", "Lind"] * 8)
    seldom = said(one, "firm", *["Halden", "Lind"] * 7)
    assert [("key_a" in rows.said().repeated["same"]) for rows in (often, seldom)] == [True, False]


def test_many_rows_of_which_none_names_anybody_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(party_keys, "MANY_ROWS", 8)
    one = mapping('[party.person]\nkind = "person"\nkeys = { email = "mail" }\n')
    rows = said(one, "mail", *["nobody"] * 8)
    assert rows.table("same") == []
    assert len(rows.table("problems")) == 8
