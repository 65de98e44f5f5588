"""Who of us knows whom at one customer, cut from the whole map."""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from closeknit.answers import Answer, Picture
from closeknit.briefings.who_knows import who_knows

TIES = [
    ("Ana", "Mia", 0.9, "", "", "Halden"),
    ("Ben", "Mia", 0.4, "cooling", "", "Halden"),
    ("Mia", "Tom", 0.95, "", "Halden", "Halden"),
    ("Ana", "Jo", 0.8, "", "", "Northgate"),
    ("Jo", "Ira", 0.8, "", "Northgate", "Elsewhere"),
]
NAMES = ("from", "to", "strength", "part", "from_firm", "to_firm")


def answers(ties=TIES):
    rows = pa.Table.from_pylist([dict(zip(NAMES, tie, strict=True)) for tie in ties])
    whole = Picture("map", "All", "…", "map", rows, "from", "to", series="part")
    return [Answer("relations", "?", "!", date(2026, 6, 30), pictures=(whole,))]


def test_the_map_of_a_customer_has_its_people_and_those_of_us_who_know_them():
    found = who_knows(answers(), "Halden")
    assert found.title == "2 of us know 2 people there; closest: Ana and Mia"
    assert found.data.num_rows == 3
    assert (found.x, found.y, found.series, found.kind) == ("from", "to", "part", "map")
    assert who_knows(answers(), "Northgate").title == "1 of us knows 1 person there; closest: Ana and Jo"


def test_where_nobody_of_us_knows_anybody_there_is_no_map():
    assert who_knows(answers(), "Elsewhere") is None
    assert who_knows(answers(), "Nowhere") is None
    assert who_knows([], "Halden") is None
