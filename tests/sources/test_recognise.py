"""Known exports are recognised by their columns; two never claim one file."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from closeknit.errors import Unrecognised
from closeknit.sources.mappings.checks import may_lack
from closeknit.sources.mappings.library import known_mappings, read_mapping
from closeknit.sources.recognise import fit, recognise
from closeknit.sources.tables.dialects import Dialect
from closeknit.sources.tables.looking import Glimpse
from tests.sources.headers import ACCOUNT, HEADERS
from tests.sources.mapped import MAPPINGS, mapping

KNOWN = known_mappings()
OWN = [read_mapping(path) for path in sorted(Path(MAPPINGS).glob("*.toml"))]


def glimpse(header: str, *rows: str) -> Glimpse:
    cells = tuple(tuple(cell or None for cell in row.split(",")) for row in rows)
    return Glimpse("", tuple(header.split(",")), cells, Dialect())


@pytest.mark.parametrize(("stream", "header", "row"), HEADERS, ids=lambda v: v[:20])
def test_every_published_header_is_recognised_as_what_it_is(stream: str, header: str, row: str) -> None:
    found = recognise(glimpse(header, row), KNOWN.values())
    assert found is not None
    assert found.stream_id == stream


@pytest.mark.parametrize(("stream", "header", "row"), HEADERS, ids=lambda v: v[:20])
def test_no_two_known_formats_fit_a_header_equally(stream: str, header: str, row: str) -> None:
    scores = [fit(glimpse(header, row), one) for one in [*KNOWN.values(), *OWN]]
    assert scores.count(max(scores)) == 1


def test_no_known_format_is_a_part_of_another() -> None:
    for one, other in itertools.permutations([*KNOWN.values(), *OWN], 2):
        for signs in one.recognise:
            if signs.values or signs.file or signs.headlines:
                continue
            header = ",".join(signs.columns)
            assert fit(glimpse(header), other) < fit(glimpse(header), one), (one.stream_id, other.stream_id)


def test_an_unknown_table_is_nothing() -> None:
    assert recognise(glimpse("a,b,c"), KNOWN.values()) is None


def test_a_tie_is_refused_and_both_are_named() -> None:
    one = mapping('title = "One"\n[recognise]\ncolumns = ["a"]')
    other = mapping('title = "Other"\n[recognise]\ncolumns = ["A"]')
    with pytest.raises(Unrecognised, match=r"can be read as One \([a-z/]+\) and Other"):
        recognise(glimpse("a,b"), [one, other], file="x.csv")


def test_cells_names_and_missing_columns_are_signs_too() -> None:
    one = mapping(
        '[recognise]\ncolumns = ["id"]\nvalues = { id = ["ch_*"] }\nfile = "pay*"\nwithout = ["no"]'
    )
    assert recognise(glimpse("id", "ch_1", ""), [one], file="/x/Payments.csv") is one
    assert recognise(glimpse("id", "in_1"), [one], file="payments.csv") is None
    assert recognise(glimpse("id", "ch_1"), [one], file="other.csv") is None
    assert recognise(glimpse("id,no", "ch_1,2"), [one], file="payments.csv") is None


def test_the_total_of_a_short_file_hides_no_sign() -> None:
    header, row = "Account ID,Account Name,Type,Industry", f"{ACCOUNT},Halden GmbH,Customer,Retail"
    found = recognise(glimpse(header, row, "Total,,,"), KNOWN.values())
    assert found is not None
    assert found.stream_id == "salesforce/accounts"
    assert recognise(glimpse(header, row, "Total,Halden GmbH,Customer,Retail"), KNOWN.values()) is None


def test_a_mapping_without_signs_is_known_by_all_its_columns_and_only_where_asked() -> None:
    one = mapping('[[activity]]\nkind = "order.placed"\nat = "Day"\namount = "Sum"')
    assert recognise(glimpse("Day,Sum,More"), [one]) is None
    assert recognise(glimpse("day,Sum,More"), [one], by_columns=True) is one
    assert recognise(glimpse("Day,More"), [one], by_columns=True) is None


def test_one_of_several_ways_to_be_known_is_enough_and_no_column_of_the_others_is_missed() -> None:
    one = mapping(
        '[[recognise]]\ncolumns = ["id", "name", "kind"]\n[[recognise]]\ncolumns = ["id", "name"]\n'
        'values = { id = ["a-*"] }\n[read]\noptional = true'
    )
    assert fit(glimpse("id,name,kind", "1,x,y"), one) == 3
    assert fit(glimpse("id,name", "a-1,x"), one) == 4
    assert fit(glimpse("id,name", "b-1,x"), one) == 0
    assert [c for c in one.columns() if not may_lack(one, c)] == ["id", "name"]


def test_numbers_that_are_none_of_salesforce_are_no_account_of_it() -> None:
    assert (
        recognise(glimpse("Id,Name,Type,Industry", "17,Halden GmbH,Customer,Retail"), KNOWN.values()) is None
    )
