"""Who of us knows whom at one customer, cut from the whole map."""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from closeknit.answers import Answer, Picture
from closeknit.briefings.who_knows import who_knows

HALDEN, NORTHGATE, ELSEWHERE, SAME_NAME = 7, 8, 9, 10
FIRMS = {None: "", HALDEN: "Halden", NORTHGATE: "Northgate", ELSEWHERE: "Elsewhere", SAME_NAME: "Halden"}
TIES = [
    ("Ana", "Mia", 0.9, "", None, HALDEN),
    ("Ben", "Mia", 0.4, "cooling", None, HALDEN),
    ("Mia", "Tom", 0.95, "", HALDEN, HALDEN),
    ("Ana", "Jo", 0.8, "", None, NORTHGATE),
    ("Jo", "Ira", 0.8, "", NORTHGATE, ELSEWHERE),
    ("Ben", "Eva", 0.7, "", None, SAME_NAME),
]
NAMES = ("from", "to", "strength", "part", "from_firm_id", "to_firm_id")


def answers():
    rows = pa.Table.from_pylist([
        {**dict(zip(NAMES, tie, strict=True)), "from_firm": FIRMS[tie[4]], "to_firm": FIRMS[tie[5]]}
        for tie in TIES
    ])  # fmt: skip
    whole = Picture("map", "All", "…", "map", rows, "from", "to", series="part")
    return [Answer("relations", "?", "!", date(2026, 6, 30), pictures=(whole,))]


def test_the_map_of_a_customer_has_its_people_and_those_of_us_who_know_them():
    found = who_knows(answers(), HALDEN)
    assert found.title == "2 of us know 2 people there; closest: Ana and Mia"
    assert found.data.num_rows == 3
    assert (found.x, found.y, found.series, found.kind) == ("from", "to", "part", "map")
    assert who_knows(answers(), NORTHGATE).title == "1 of us knows 1 person there; closest: Ana and Jo"


def test_of_two_customers_of_one_name_each_has_its_own_people():
    assert who_knows(answers(), SAME_NAME).title == "1 of us knows 1 person there; closest: Ben and Eva"


def test_where_nobody_of_us_knows_anybody_there_is_no_map():
    assert who_knows(answers(), ELSEWHERE) is None
    assert who_knows(answers(), 11) is None
    assert who_knows([], HALDEN) is None
