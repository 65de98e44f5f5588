"""The map of who knows whom, through the lens: what it holds and says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from closeknit.answers import Answer, Picture
from closeknit.lenses.relations import LENS, picture
from closeknit.lenses.relations.known import Person
from tests.lenses.relations.firm import AS_OF, business, mailed

FIRMS = {1: "Halden", 2: "Okafor"}


def drawn(**options: str) -> Picture:
    answer: Answer = LENS.ask(business().question(AS_OF, **LENS.settle(options)))
    (found,) = answer.pictures
    return found


@pytest.fixture(scope="module")
def everybody() -> Picture:
    return drawn()


def test_the_map_says_how_many_are_in_touch_and_what_cools(everybody):
    ends = {*everybody.data["from"].to_pylist(), *everybody.data["to"].to_pylist()}
    assert everybody.title == "7 people in touch with 3 of us; 1 relationship cools"
    assert {"Tom Visser", "Priya Nair", "Ola Vik"} <= ends
    cold = [r for r in everybody.data.to_pylist() if r["part"] == "cooling"]
    assert [(r["from"], r["to"]) for r in cold] == [("Ben Koster", "Ola Vik")]


def test_our_own_people_are_at_no_firm_and_everybody_else_is_at_one(everybody):
    for row in everybody.data.to_pylist():
        for end in ("from", "to"):
            ours = row[end] in {"Tom Visser", "Ina Bakker", "Ben Koster"}
            assert (row[f"{end}_firm"] == "", row[f"{end}_firm_id"] is None) == (ours, ours), row[end]


def test_two_firms_of_one_name_are_told_apart_by_their_numbers():
    made = business()
    twin = made.party("Fjord of Oslo")
    made.rows["parties"][-1]["name"] = "Fjord"
    ivo = made.person("Ivo Lang", at=twin)
    tom = next(p["party_id"] for p in made.rows["parties"] if p["name"] == "Tom Visser")
    mailed(made, twin, 5, tom, ivo)
    (found,) = LENS.ask(made.question(AS_OF, **LENS.settle({}))).pictures
    at: dict[str, set[int]] = {}
    for row in found.data.to_pylist():
        for end in ("from", "to"):
            if row[f"{end}_firm"] == "Fjord":
                at.setdefault(row[end], set()).add(row[f"{end}_firm_id"])
    assert at["Ivo Lang"] == {twin}
    assert at["Ola Vik"].isdisjoint({twin, None})


def test_the_way_asked_for_stands_out_among_whom_its_people_know_best():
    asked = drawn(person="Joris Kok")
    assert asked.title == "The warmest way to Joris Kok: Tom Visser → Priya Nair → Joris Kok"
    way = {frozenset((r["from"], r["to"])) for r in asked.data.to_pylist() if r["part"] == "way"}
    assert way == {frozenset(("Tom Visser", "Priya Nair")), frozenset(("Priya Nair", "Joris Kok"))}


def test_two_of_one_name_are_told_apart():
    tom = Person(1, "Tom Berg", "email:tom@halden.example", 9, ours=False)
    names = picture._names([tom, replace(tom, party_id=2, key="email:t.berg@okafor.example")], FIRMS)
    assert names == {1: "Tom Berg (tom@halden.example)", 2: "Tom Berg (t.berg@okafor.example)"}


@pytest.mark.parametrize(
    ("keys", "hints"),
    [
        (("name:zoë berg", "name:zoe berg"), ("Halden", "one of us")),
        (("name:zoe berg", "crm:zoe berg", "crm:7"), ("Halden", "one of us", "7")),
        (("name:zoe berg", "b:1", "name:zoë berg", "c:2"), ("name:zoe berg", "1", "name:zoë berg", "2")),
        (("a:1", "b:1"), ("a:1", "b:1")),
        (("x:1", "y:2", "z:3", "crm:zoe berg"), ("1", "2", "3", "crm")),
    ],
)
def test_what_tells_namesakes_apart_is_not_the_name_again(keys, hints):
    at = {1: "Halden", 2: "", 3: "Halden", 4: "Zoe Berg"}
    drawn = [Person(n, "Zoë Berg", key, 9, ours=False) for n, key in enumerate(keys, 1)]
    assert picture._names(drawn, at) == {n: f"Zoë Berg ({hint})" for n, hint in enumerate(hints, 1)}
