"""Mapping files: what is read from them, and how a mistake is named."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from closeknit.errors import MappingError
from closeknit.sources.mappings import library
from closeknit.sources.mappings.library import known_mappings, mapping_from_text, read_mapping, read_mappings
from closeknit.sources.mappings.mapping import Mapping
from tests.sources.mapped import MAPPINGS, mapping

PARTY = '[party.customer]\nkind = "organization"\nkeys = { own = "Name" }\n'


def refused(body: str) -> str:
    """The message and remedy about a mapping."""
    with pytest.raises(MappingError) as caught:
        mapping(body)
    return str(caught.value)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ('titel = "x"', 'test.toml: there is no key "titel" here\n  did you mean "title"?'),
        ("[recognize]\ncolumns = []", 'there is no key "recognize" here\n  did you mean "recognise"?'),
        ('[read]\ndats = "x"', 'read: there is no key "dats" here\n  did you mean "dates"?'),
        (
            '[[activity]]\nkind = "order.placed"\nat = "Day"\namout = "Sum"',
            'activity[1]: there is no key "amout"',
        ),
        ('[[activity]]\nkind = "order.placed"', 'activity[1]: the key "at" is missing'),
        ('[[activity]]\nkind = "order"\nat = "Day"', 'activity[1].kind: "order" is no kind'),
        ('[[activity]]\nkind = { column = "k" }\nat = "Day"', "a kind from a column needs a map"),
        (
            '[[activity]]\nkind = "order.placed"\nat = { colum = "Day" }',
            'activity[1].at: there is no key "colum"',
        ),
        ('[[activity]]\nkind = "order.placed"\nat = { rule = "lower" }', "not from none"),
        (
            '[[activity]]\nkind = "order.placed"\nat = { column = "a", const = "b" }',
            "not from column and const",
        ),
        ('[party.x]\nkind = "firm"\nkeys = { own = "a" }', 'party.x.kind: cannot be "firm"'),
        ('[party.x]\nkind = "person"\nkeys = {}', "a party needs at least one key"),
        (
            '[party.x]\nkind = "person"\nkeys = { own = "a" }\nworks_at = "y"',
            "there is no [party.y] in this mapping",
        ),
        (
            PARTY + '[party.x]\nkind = "person"\nkeys = { own = "a" }\nworks_at = "custmer"',
            'did you mean "customer"?',
        ),
        (PARTY + "several = true", 'the first key needs a "split"'),
        (PARTY + 'unless = "customer"', "there is no [party.customer]"),
        (PARTY + 'with_key = "domain"', 'it has no key "domain"'),
        (PARTY + 'traits = { title = "t" }\nsince_of = { titel = "d" }', 'did you mean "title"?'),
        (
            '[case.x]\nkind = "deal"\nkey = "id"\nstatus = { column = "s", map = { a = "wonn" } }',
            'did you mean "won"?',
        ),
        ('[case.x]\nkind = "deal"\nkey = "id"\nstage_at = "d"', 'needs a "stage" beside it'),
        (
            '[lookup.o]\nstream = "orders"\non = { a = "b" }',
            'takes source and stream, such as "northwind/orders"',
        ),
        ('[lookup.o]\nstream = "own/rows"\non = { a = "b" }', "a stream cannot look things up in itself"),
        ('[read]\ndates = "day frist"', "it is day first, month first, or a pattern"),
        ('[read]\ndates = "%Q"', '"%Q" is no part of a date here'),
        ('[aliases]\na = ["x"]\nb = ["X"]', 'aliases.b: "X" is a name of "a" too'),
        ('[read]\nzone = "Europe/Berln"', 'did you mean "Europe/Berlin"?'),
        ('[read]\nnumbers = "1 234,5"', 'did you mean "1.234,56"?'),
        ("[record]\nidentity = 3", "record.identity: takes a text or a list of texts, not 3"),
        ('[record]\nkeep_where = "x"', "takes a table such as"),
        (PARTY + '[party.customer.traits]\nx = { column = "a", pattern = "(" }', "is no regular expression"),
        (PARTY + '[party.customer.traits]\nx = { formula = "a * 2" }', '"a" is no column: write {a}'),
        (
            PARTY + '[party.customer.traits]\nx = { column = "a", else = "b" }',
            '"else" needs a "map" beside it',
        ),
        (PARTY + '[party.customer.traits]\nx = { column = "a", rule = "lowr" }', 'did you mean "lower"?'),
    ],
)
def test_a_mistake_is_named_with_its_place_and_a_way_out(body: str, says: str) -> None:
    assert says in refused(body)


def test_a_source_is_a_simple_word() -> None:
    with pytest.raises(MappingError, match="is no simple word"):
        mapping_from_text('format = 1\nsource = "My Shop"\nstream = "x"')


def test_another_format_is_refused() -> None:
    with pytest.raises(MappingError, match="format = 1, this file says 2"):
        mapping_from_text('format = 2\nsource = "a"\nstream = "b"')


def test_what_is_no_toml_or_no_text_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("source = ")
    (tmp_path / "b.toml").write_bytes(b"\xff\xfe\x00")
    for name, says in (
        ("a.toml", "is not valid TOML"),
        ("b.toml", "is not UTF-8"),
        ("c.toml", "cannot be read"),
    ):
        with pytest.raises(MappingError, match=says):
            read_mapping(tmp_path / name)


def test_two_files_for_one_stream_are_refused(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text('format = 1\nsource = "own"\nstream = "orders"\n')
    with pytest.raises(MappingError, match=r"a\.toml and .*b\.toml both describe own/orders"):
        read_mappings(sorted(tmp_path.iterdir()))


def test_comments_do_not_change_a_mapping_but_its_order_does() -> None:
    one = mapping('title = "x"\n# a comment\n[party.a]\nkind = "person"\nkeys = { email = "m", own = "i" }')
    same = mapping('title="x"\n[party.a]\nkind="person"\nkeys = { email = "m", own = "i" }')
    other = mapping('title="x"\n[party.a]\nkind="person"\nkeys = { own = "i", email = "m" }')
    assert one.hash == same.hash != other.hash


def test_a_text_is_a_column_a_number_is_itself_and_a_kind_is_itself() -> None:
    one = mapping('[[activity]]\nkind = "order.placed"\nat = "Day"\nhours = 1.5\nbillable = true')
    assert one.activity[0].at.column == "Day"
    assert one.activity[0].hours is not None
    assert (one.activity[0].hours.const, one.activity[0].kind.const) == ("1.5", "order.placed")


def test_known_mappings_are_named_by_source_and_stream() -> None:
    known = known_mappings()
    assert {
        "harvest/time", "hubspot/companies", "hubspot/contacts", "hubspot/deals", "stripe/payments",
        "xero/invoices", "zendesk/tickets",
    } <= set(known)  # fmt: skip
    assert all(
        m.title and m.get and m.standing and all(r.columns for r in m.recognise) for m in known.values()
    )


def test_the_mappings_of_the_tests_are_good_mappings() -> None:
    files = sorted(MAPPINGS.glob("*.toml"))
    assert len({read_mapping(path).stream_id for path in files}) == len(files) > 10


@pytest.mark.parametrize("stream_id", known_mappings())
def test_every_mapping_that_comes_along_goes_by_its_name_and_its_parts_fit_together(stream_id: str) -> None:
    known = known_mappings()[stream_id]
    assert known.stream_id == stream_id
    assert mapping_from_text(known.text, file="known") == known


def test_every_file_that_comes_along_is_a_mapping_that_can_be_named() -> None:
    folder = files("closeknit.sources") / "known"
    assert len(known_mappings()) == sum(one.name.endswith(".toml") for one in folder.iterdir())


def test_only_the_mapping_that_is_asked_for_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read, build = [], library._built

    def built(text: str, file: str) -> Mapping:
        read.append(file)
        return build(text, file)

    monkeypatch.setattr(library, "_built", built)
    library._known.cache_clear()
    try:
        known = known_mappings()
        assert "xero/invoices" in known
        assert "my/own" not in known
        assert known.get("my/own") is None
        assert known["xero/invoices"] is known["xero/invoices"]
    finally:
        library._known.cache_clear()
    assert read == ["xero-invoices.toml"]
