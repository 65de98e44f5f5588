"""Rows in, claims out: what each part of a mapping says, and which rows are set aside."""

from __future__ import annotations

from decimal import Decimal

import pytest

from closeknit.claims import CLAIMS
from closeknit.settings import Settings
from closeknit.sources.translation.translate import DUCKDB_TYPES
from tests.sources.mapped import Rows, mapping, said

CUSTOMER = '[party.customer]\nkind = "organization"\nkeys = { own = "who" }\nname = "who"\n'
ORDER = (
    CUSTOMER
    + """
[[activity]]
kind = "order.placed"
at = "day"
amount = "sum"
participants = { buyer = "customer" }
"""
)


_THE_REST = """
lines = { product = "who" }
[[tie]]
from = "customer"
to = "customer"
kind = "reseller_of"
[case.deal]
kind = "deal"
key = "who"
stage = "sum"
"""


def test_nothing_is_made_of_claims_that_the_mapping_does_not_speak_of() -> None:
    rows = said(mapping(ORDER), "day|who|sum", "2026-03-02|Halden|5")
    assert {*rows.said().tables} == {"activities", "participants", "traits", "same"}


def test_every_claim_table_has_its_declared_columns_and_types() -> None:
    rows = said(mapping(ORDER + _THE_REST), "day|who|sum", "2026-03-02|Halden|5")
    found = rows.said()
    for name, schema in CLAIMS.items():
        wanted = [
            (c.name, DUCKDB_TYPES[c.type]) for c in schema.columns if c.name not in ("epoch", "import_id")
        ]
        described = rows.con.sql(f'describe from "{found.tables[name]}"').fetchall()
        given = [(d[0], d[1].lower().replace(",", ", ")) for d in described]
        few = {column for column, kind in given if kind.startswith("enum(")}
        assert few == found.repeated[name]
        assert [(column, "varchar" if column in few else kind) for column, kind in given] == wanted
    rows.con.sql(f'from "{found.problems}"')
    found.drop(rows.con)
    left = rows.con.sql("select view_name from duckdb_views() where not internal").fetchall()
    assert not {name for (name,) in left} & set(found.tables.values())


def test_days_are_midnight_of_the_business_and_known_later_when_the_source_is_slow() -> None:
    one = mapping(ORDER + "[record]\nknown_after_days = 1.5\n")
    rows = said(one, "day|who|sum", "2026-03-02|Halden|5", settings=Settings(timezone="Europe/Berlin"))
    assert rows.table("activities", "occurred_at::varchar, known_at::varchar") == [
        ("2026-03-01 23:00:00", "2026-03-03 11:00:00")
    ]


@pytest.mark.parametrize(
    ("row", "code", "field", "value"),
    [
        ("2026-02-30|Halden|5", "date.impossible", "day", "2026-02-30"),
        ("|Halden|5", "date.missing", "day", None),
        ("soon|Halden|5", "date.unreadable", "day", "soon"),
        ("03/04/2026|Halden|5", "date.undecided", "day", "03/04/2026"),
        ("2026-03-02|Halden|five", "number.unreadable", "sum", "five"),
        ("2026-03-02|Halden|1e18", "number.too_large", "sum", "1e18"),
        ("2026-03-02||5", "key.missing", '"who"', ""),
        ("2026-03-02|n/a|5", "key.missing", '"who"', "n/a"),
    ],
)
def test_a_row_that_cannot_be_read_is_set_aside_whole(
    row: str, code: str, field: str, value: str | None
) -> None:
    rows = said(mapping(ORDER), "day|who|sum", row, "2026-03-02|Okafor|7")
    assert rows.table("problems", "severity, code, field, value") == [("row", code, field, value)]
    assert rows.table("activities", "amount") == [(Decimal(7),)]
    assert rows.table("same", "key_a") == [("own:okafor",)]


def test_an_optional_value_that_cannot_be_read_is_left_out() -> None:
    one = mapping(ORDER + 'tax = "tax"\nbillable = "bill"\ncurrency = "cur"\n')
    rows = said(one, "day|who|sum|tax|bill|cur", "2026-03-02|Halden|5|much|perhaps|none")
    assert [p[:2] for p in rows.table("problems", "severity, code")] == [
        ("field", "currency.unknown"), ("field", "flag.unreadable"), ("field", "number.unreadable"),
    ]  # fmt: skip
    assert rows.table("activities", "amount, tax, billable, currency") == [(Decimal(5), None, None, None)]


def test_a_problem_says_what_is_wrong_and_what_to_do() -> None:
    rows = said(mapping(ORDER), "day|who|sum", "03/04/2026|Halden|5")
    ((reason, remedy),) = rows.table("problems", "reason, remedy")
    assert reason == '"03/04/2026" may have the day or the month first, and nothing in its column tells which'
    assert "Set locale in closeknit.toml" in remedy


def test_what_happened_only_on_some_rows_needs_no_date_on_the_others() -> None:
    one = mapping(ORDER + '[[activity]]\nkind = "refund.made"\nat = "back"\noptional = true\n')
    rows = said(
        one, "day|who|sum|back", "2026-03-02|a|5|", "2026-03-02|b|5|2026-03-09", "2026-03-02|c|5|2026-99-09"
    )
    kinds = [k for (k,) in rows.table("activities", "kind")]
    assert (kinds.count("order.placed"), kinds.count("refund.made")) == (3, 1)
    assert rows.table("problems", "severity, code, value") == [("field", "date.impossible", "2026-99-09")]


def test_rows_of_one_invoice_speak_of_one_activity() -> None:
    one = mapping(ORDER + 'one_per = ["no"]\n')
    rows = said(
        one, "no|day|who|sum", "1|2026-03-02|a|5", "1|2026-03-02|a|5", "2|2026-03-02|a|5", "|2026-03-02|a|5"
    )
    assert len(rows.table("activities", "distinct activity_id")) == 3


def test_two_blocks_of_one_kind_are_two_activities() -> None:
    more = '[[activity]]\nkind = "order.placed"\nat = "again"\nparticipants = { buyer = "customer" }\n'
    rows = said(mapping(ORDER + more), "day|who|sum|again", "2026-03-02|a|5|2026-04-02")
    assert len(rows.table("activities", "distinct activity_id")) == 2


def test_rows_that_do_not_count_say_nothing_and_are_no_problem() -> None:
    one = mapping(ORDER + '[record]\nkeep_where = { state = { not = ["draft"] } }\n')
    rows = said(one, "day|who|sum|state", "2026-03-02|a|5|", "soon|b|5|DRAFT")
    assert len(rows.table("activities")) == 1
    assert rows.table("problems") == []


def test_several_parties_in_one_cell_are_each_one() -> None:
    one = mapping(
        ORDER.replace('buyer = "customer"', 'buyer = "customer", contact = "people"')
        + '[party.people]\nkind = "person"\n'
        + 'keys = { email = { column = "mails", split = ";" } }\nseveral = true\n'
        + 'works_at = "customer"\n'
    )
    rows = said(one, "day|who|sum|mails", "2026-03-02|a|5|x@a.example; y@a.example", "2026-03-02|b|5|")
    assert rows.table("participants", "role, key") == [
        ("buyer", "own:a"), ("buyer", "own:b"), 
        ("contact", "email:x@a.example"), ("contact", "email:y@a.example"),
    ]  # fmt: skip
    assert rows.table("ties", "from_key, to_key") == [
        ("email:x@a.example", "own:a"),
        ("email:y@a.example", "own:a"),
    ]


def test_each_of_several_people_takes_the_name_in_its_own_piece_of_the_cell() -> None:
    one = mapping(
        ORDER
        + '[party.people]\nkind = "person"\nseveral = true\n'
        + 'keys = { email = { column = "mails", split = ";" } }\n'
        + 'name = { column = "mails", split = ";", pattern = "^(.+?) *<" }\ntraits = { city = "city" }\n'
    )
    cell = "Ana <x@a.example>; nobody; y@a.example; Bo Berg <z@a.example>"
    rows = said(one, "day|who|sum|mails|city", f"2026-03-02|a|5|{cell}|Porto", "2026-03-02|b|5||Lyon")
    assert [r for r in rows.table("traits", "key, name, value") if r[0].startswith("email")] == [
        ("email:x@a.example", "city", "Porto"), ("email:x@a.example", "name", "Ana"),
        ("email:y@a.example", "city", "Porto"),
        ("email:z@a.example", "city", "Porto"), ("email:z@a.example", "name", "Bo Berg"),
    ]  # fmt: skip


def test_a_case_within_a_firm_is_found_again_whatever_its_source_writes() -> None:
    case = '[case.job]\nkind = "project"\nkey = "job"\nwithin = "customer"\naccount = "customer"\n'
    one = mapping(ORDER + 'case = "job"\n' + case)
    rows = said(
        one, "day|who|sum|job", "2026-03-02|Halden GmbH|5|Re  Launch", "2026-03-02|HALDEN|5|re launch"
    )
    assert rows.table("cases", "distinct case_key") == [("project:re launch@halden",)]
    assert rows.table("activities", "distinct case_key") == [("project:re launch@halden",)]


def test_stages_have_the_time_of_their_column_or_of_the_row() -> None:
    one = mapping(
        CUSTOMER
        + '[case.deal]\nkind = "deal"\nkey = "no"\naccount = "customer"\nstage = "stage"\nseen = "day"\n'
        + '[[case.deal.stages]]\nname = { const = "Proposal" }\nat = "proposed"\n'
    )
    rows = said(one, "who|no|stage|day|proposed", "a|1|Won|2026-03-09|2026-03-02", "b|2|Open|2026-03-03|")
    assert rows.table("stages", 'case_key, stage, "at"::date::varchar') == [
        ("deal:own-1", "Proposal", "2026-03-02"), ("deal:own-1", "Won", "2026-03-09"), 
        ("deal:own-2", "Open", "2026-03-03"),
    ]  # fmt: skip


def test_a_status_that_is_no_status_is_told() -> None:
    one = mapping(CUSTOMER + '[case.deal]\nkind = "deal"\nkey = "no"\nstatus = "state"\n')
    rows = said(one, "who|no|state", "a|1|WON", "b|2|maybe")
    assert rows.table("cases", "status") == [("won",), (None,)]
    assert rows.table("problems", "severity, code, value") == [("field", "status.unknown", "maybe")]


def test_a_status_that_the_map_lacks_is_told() -> None:
    one = mapping(
        CUSTOMER
        + '[case.deal]\nkind = "deal"\nkey = "no"\nstatus = { column = "state", map = { Sold = "won" } }\n'
    )
    rows = said(one, "who|no|state", "a|1|sold", "b|2|Archived", "c|3|")
    assert rows.table("cases", "status") == [("won",), (None,), (None,)]
    assert rows.table("problems", "severity, code, value") == [("field", "status.unknown", "Archived")]


def test_details_are_json_whatever_is_in_the_cells() -> None:
    rows = said(
        mapping(ORDER + 'details = ["note", "x"]\n'), "day|who|sum|note|x", '2026-03-02|a|5|say "hi"\\|'
    )
    ((details,),) = rows.table("activities", "details::json->>'note'")
    assert details == 'say "hi"\\'


def test_an_empty_stream_says_nothing() -> None:
    rows = Rows()
    rows.add(mapping(ORDER), ["day", "who", "sum"], [])
    assert rows.table("activities") == rows.table("problems") == []


def test_a_mapping_without_people_still_tells_of_cases() -> None:
    one = mapping('[case.incident]\nkind = "incident"\nkey = "no"\nopened = "day"\n')
    assert said(one, "no|day", "1|2026-03-02").table("cases", "case_key, account_key") == [
        ("incident:own-1", None)
    ]
