"""Long lists: every order and filter, and pages by key that show everybody exactly once."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closeknit.briefings.listing import Wanted, page

NAMES = ["Ana", "ben", "Ápple", "zoë", ""]


def people(rows):
    return pa.table(
        {
            "party_id": pa.array(range(len(rows)), pa.int64()),
            "key": pa.array([f"email:{n}@x.example" for n in range(len(rows))]),
            "standing": pa.array(["customer" if n % 2 else "prospect" for n in range(len(rows))]),
            "name": pa.array([name for name, _ in rows]),
            "year": pa.array([year for _, year in rows], pa.float64()),
        }
    )


def all_pages(table, wanted):
    found, after = [], None
    for _ in range(100):
        rows = page(table, Wanted(wanted.sort, wanted.down, wanted.text, wanted.standing, after, 3))
        found += rows.rows
        after = rows.after
        if after is None:
            return found
    raise AssertionError("no last page")


rows = st.lists(st.tuples(st.sampled_from(NAMES), st.none() | st.sampled_from([0.0, 1.5, -2.0])), max_size=14)


@settings(max_examples=15)
@given(rows=rows, sort=st.sampled_from(["name", "year"]), down=st.booleans())
def test_turning_pages_shows_everybody_once_and_in_order(rows, sort, down):
    table = people(rows)
    found = all_pages(table, Wanted(sort, down))
    assert sorted(r["party_id"] for r in found) == list(range(len(rows)))
    places = [r["_place"] for r in found]
    assert places == sorted(places, reverse=down)


def test_unknown_values_come_last_when_the_largest_come_first():
    found = page(people([("Ana", None), ("Ben", -5.0), ("Cy", 7.0)]), Wanted("year", True))
    assert [r["name"] for r in found.rows] == ["Cy", "Ben", "Ana"]
    assert found.total == 3


def test_a_filter_takes_every_word_from_name_or_key_whatever_its_case():
    table = people([("Ana Ruiz", 1.0), ("Ben Ruiz", 2.0), ("Ana Li", 3.0)])
    assert [r["name"] for r in page(table, Wanted("name", False, "RUIZ ana")).rows] == ["Ana Ruiz"]
    assert [r["name"] for r in page(table, Wanted("name", False, "1@x")).rows] == ["Ben Ruiz"]
    assert [r["name"] for r in page(table, Wanted("name", False, "", "customer")).rows] == ["Ben Ruiz"]


@pytest.mark.parametrize("after", [("Ana", 3), (None, 0), (5, 1)])
def test_an_address_that_somebody_changed_still_shows_a_page(after):
    assert page(people([("Ana", 1.0), ("Ben", 2.0)]), Wanted("year", True, after=after)).total == 2
