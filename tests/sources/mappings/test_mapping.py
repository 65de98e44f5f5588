"""The mapping as a value: its columns, other names of columns, and what it says about reading."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from closeknit.sources.mappings.canonical import canonical_columns
from closeknit.sources.mappings.column_names import column_name
from tests.sources.mapped import mapping

ONE = mapping(
    """
[aliases]
Client = ["*Client", "Kunde"]
[read]
skip = ["Total*"]
delimiter = ";"
[lookup.order]
stream = "own/orders"
on = { no = "No" }
[party.client]
kind = "organization"
keys = { own = "Client" }
[[activity]]
kind = "order.placed"
at = "order.Day"
amount = { formula = "{Price} * {Pieces}" }
when = { State = "paid" }
"""
)


def test_every_column_is_known_and_looked_up_ones_are_not_ours() -> None:
    assert set(ONE.columns()) == {"Client", "No", "Price", "Pieces", "State"}


def test_other_names_of_a_column_lead_to_its_own() -> None:
    assert canonical_columns(ONE, ["Kunde", " PRICE ", "state", "Extra  column"]) == (
        "Client", "Price", "State", "Extra column",
    )  # fmt: skip


def test_names_are_made_different_as_the_engine_tells_them_apart() -> None:
    assert canonical_columns(ONE, ["Client", "*Client", "x", "X"]) == ("Client", "Client__2", "x", "X__2")


@given(st.lists(st.text(min_size=1, max_size=8), max_size=12))
def test_no_two_columns_ever_share_a_name(header: list[str]) -> None:
    names = canonical_columns(ONE, header)
    assert len(names) == len(header)
    assert len({column_name(n) for n in names}) == len(names)


def test_what_is_said_about_reading_reaches_the_reader() -> None:
    rules = ONE.rules
    assert (rules.delimiter, rules.skip, rules.header) == (";", ("Total*",), True)
    assert {"Client", "Kunde", "Price"} <= set(rules.columns)
