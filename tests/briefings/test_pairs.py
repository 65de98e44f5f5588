"""Pairs who may be one: in which order they wait, and what is told of each."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from random import Random

import pyarrow as pa
import pytest

from closeknit.briefings.pairs import Waiting, pair_id, pairs, waiting
from closeknit.identity.parties import Resolution
from closeknit.identity.schema import ALIASES, KEPT_APART, KEYS, STEPS
from tests.briefings.nearby_made import with_holding
from tests.briefings.pairs_made import MOVES, pair, to_review, weights
from tests.lenses.handmade import HandmadeBook

NAMES = ("Ana", "Ben", "Cleo", "Dan", "Eve", "Firm")
REVENUE = {"Ana": 100.0, "Ben": 100.0, "Cleo": 0.0, "Dan": 250.0, "Firm": 900.0}


def made() -> tuple[HandmadeBook, Resolution]:
    """Six who may be one, in all pairs; Eve works at the firm, Ana has two keys."""
    book, rng = HandmadeBook(), Random(5)
    numbers = {name: book.party(name, last_day="2026-05-01") for name in NAMES if name != "Eve"}
    numbers["Eve"] = book.person("Eve", at=numbers["Firm"])
    for name, amount in REVENUE.items():
        if amount:
            book.activity("invoice.issued", numbers[name], "2026-03-01", amount=amount)
    keys = [{"key": f"crm:{name}", "party_id": number} for name, number in numbers.items()]
    keys.append({"key": "email:ana@ana.example", "party_id": numbers["Ana"]})
    two = [
        replace(pair(f"crm:{one}", f"crm:{other}", chance=rng.choice([0.2, 0.5, 0.9])), moves=MOVES[:2])
        for one, other in combinations(NAMES, 2)
    ]
    empty = (ALIASES.empty(), to_review(*two), KEPT_APART.empty(), STEPS.empty(), weights(*two))
    return book, Resolution(pa.Table.from_pylist(keys, KEYS.arrow), *empty)


def keys_of(some: Waiting) -> list[tuple[str, str]]:
    return list(zip(*(some.rows[side].to_pylist() for side in ("key_a", "key_b")), strict=True))


def test_what_most_money_and_least_certainty_is_about_waits_first():
    book, found = made()
    wait = waiting(book.question("2026-06-30"), found)

    def worth(row: dict[str, float | str]) -> tuple[float, str, str]:
        one, other = (
            str(row[side]).removeprefix("crm:").replace("Eve", "Firm") for side in ("key_a", "key_b")
        )
        brought = sum(REVENUE[name] for name in {one, other})
        return -(1 + brought) * row["score"] * (1 - row["score"]), row["key_a"], row["key_b"]

    rows = sorted(found.to_review.to_pylist(), key=worth)
    assert keys_of(wait) == [(row["key_a"], row["key_b"]) for row in rows]


def test_those_settled_wait_no_more_in_whatever_order_their_keys_were_named():
    book, found = made()
    wait = waiting(book.question("2026-06-30"), found)
    settled = {frozenset(("crm:Dan", "crm:Ana")), frozenset(("crm:Ben", "crm:Cleo", "crm:Eve"))}
    assert set(keys_of(wait)) - set(keys_of(wait.without(settled))) == {("crm:Ana", "crm:Dan")}
    assert len(wait.without(settled)) == len(wait) - 1


def test_those_left_after_answers_stand_in_order_and_are_no_copy_of_all():
    book, found = made()
    wait = waiting(book.question("2026-06-30"), found)
    answered = [frozenset(keys) for keys in (keys_of(wait)[n] for n in (0, 1, 4, len(wait) - 1))]
    left = wait.without(answered[:2]).without(answered[2:])
    assert left.every is wait.every
    assert left == wait.without(answered)
    assert keys_of(left) == [keys for keys in keys_of(wait) if frozenset(keys) not in answered]
    for place, keys in enumerate(keys_of(left)):
        assert keys_of(left.at(place)) == [keys]
        assert left.id_at(place) == pair_id(*keys)
        assert left.place(pair_id(*keys)) == place
    assert len(left) == place + 1
    assert (left.id_at(len(left)), len(left.at(len(left)))) == ("", 0)
    assert left.place(pair_id(*answered[0])) is None
    assert wait.without([frozenset(keys) for keys in keys_of(wait)]).id_at(0) == ""


def test_a_pair_is_found_by_its_id_and_told_alone_as_among_all():
    book, found = made()
    question = book.question("2026-06-30")
    wait = waiting(question, found)
    told = pairs(question, found, wait)
    for place, one in enumerate(told):
        assert wait.place(one.id) == place
        assert wait.id_at(place) == one.id == pair_id(one.one.key, one.other.key)
        assert pairs(question, found, wait.at(place)) == (one,)
    assert (wait.place("q-00000000"), wait.id_at(len(wait)), len(wait.at(len(wait)))) == (None, "", 0)


def test_of_one_pair_and_of_many_only_their_sides_are_read(monkeypatch):
    book, found = made()
    question, parts = book.question("2026-06-30"), []

    def holding(*asked):
        parts.append(asked)
        return question.tables["parties"]

    near = with_holding(question, holding)
    wait = waiting(question, found)
    (one,) = pairs(near, found, wait.at(2))
    assert parts == [("parties", "party_id", wait.at(2).numbers())]
    monkeypatch.setattr("closeknit.engines.portable.FEW", 1)
    assert pairs(near, found, wait.at(2)) == (one,)
    assert parts == 2 * parts[:1]


def test_where_no_pair_is_asked_for_none_is_looked_for(monkeypatch):
    book, found = made()
    wait = waiting(book.question("2026-06-30"), found)
    monkeypatch.setattr("closeknit.briefings.pairs.pair_id", lambda *_: pytest.fail("looked for"))
    assert wait.place("") is None


def test_each_side_says_what_it_is_known_by_and_brought():
    book, found = made()
    question = book.question("2026-06-30")
    told = {one.id: one for one in pairs(question, found, waiting(question, found))}
    one = told[pair_id("crm:Ana", "crm:Dan")]
    assert (one.one.name, one.one.entries[1:], one.one.more) == ("Ana", ("ana@ana.example",), 0)
    assert (one.one.brought, one.other.brought, one.brought) == (100.0, 250.0, 350.0)
    assert [move.said for move in one.moves] == [move.said for move in MOVES[:2]]
    firm = told[pair_id("crm:Eve", "crm:Firm")]
    assert (firm.one.brought, firm.other.brought, firm.brought) == (900.0, 900.0, 900.0)
