from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeknit.identity.clusters import grouped
from closeknit.identity.comparing import MODELS, ORGANIZATION, PERSON
from closeknit.identity.lifelong import READERS, opposed
from closeknit.identity.linkage import probabilities
from tests.identity.public_lists import Found, Known, chicago, febrl, linked

Unlike = Callable[[int, int], str] | None


def _opposed_in(known: Known) -> Unlike:
    """Why two of a list cannot be one, by what they state that one has once for life."""
    stated = [
        {fact: frozenset({said}) for fact, read in READERS.items() if (said := read(row[fact] or ""))}
        for row in known.facts.to_pylist()
    ]
    return lambda one, other: opposed(stated[one], stated[other])


def _sure(found: Found, least: float) -> list[tuple[int, int]]:
    return [(a, b) for a, b, chance in found if chance >= least]


def _in_one_group(found: Found, unlike: Unlike = None) -> set[tuple[int, int]]:
    """All pairs of entries that the groups bring together."""
    group: dict[int, set[int]] = {}
    for a, b in grouped(found, sure=0.99, unlike=unlike).joined:
        both = group.get(a, {a}) | group.get(b, {b})
        group |= dict.fromkeys(both, both)
    return {pair for members in group.values() for pair in combinations(sorted(members), 2)}


@given(st.lists(st.floats(0, 40), max_size=30), st.integers(100, 10**9))
def test_probabilities_rise_with_the_weight_and_stay_between_0_and_1(
    weights: list[float], total: int
) -> None:
    _, found = probabilities(np.array(sorted(weights)), total)
    assert ((found >= 0) & (found <= 1)).all()
    assert (np.diff(found) >= 0).all()


def test_without_strong_evidence_nobody_is_likely_one_with_anybody() -> None:
    assert probabilities(np.full(1000, 5.0), 10**6)[1].max() < 0.5


def test_expected_shares_of_every_comparison_are_shares() -> None:
    for model in MODELS:
        for comparison in model.comparisons:
            assert min(comparison.expected) > 0, comparison.name
            assert sum(comparison.expected) == pytest.approx(1)


def test_an_empty_list_and_a_list_of_names_only_show_no_pairs() -> None:
    columns = (
        "given",
        "surname",
        "firm",
        "street",
        "city",
        "postcode",
        "birthday",
        "number",
        "tax_number",
        "mailbox",
    )
    none = pa.array([], pa.string())
    empty = pa.table({"code": pa.array([], pa.int64()), "key": none, **dict.fromkeys(columns, none)})
    assert linked(Known(empty, []), PERSON) == []
    named = {"given": ["john"] * 3, "surname": ["smith"] * 3}
    data = {c: pa.array(named.get(c, [None] * 3), pa.string()) for c in columns}
    assert (
        linked(Known(pa.table({"code": [0, 1, 2], "key": ["a", "b", "c"], **data}), ["a", "b", "c"]), PERSON)
        == []
    )


@pytest.mark.slow
def test_two_lists_of_people_are_linked_without_a_mistake_in_a_thousand(
    public_data: Callable[[str], Path],
) -> None:
    """FEBRL4, all fields, in one list: Splink with its documented settings reaches F1 .9991 to .9998."""
    known = febrl(public_data("febrl4"), "dataset4a", "dataset4b")
    found = linked(known, PERSON)
    for least in (0.5, 0.99):
        assert known.score(_sure(found, least))[2] >= 0.9991
    precision, _, f1 = known.score(_in_one_group(found, _opposed_in(known)))
    assert precision == 1
    assert f1 >= 0.9991


@pytest.mark.slow
def test_names_and_addresses_alone_link_nearly_everybody(public_data: Callable[[str], Path]) -> None:
    """Without birth date and number plain Splink reaches F1 .962 to .975."""
    known = febrl(public_data("febrl4"), "dataset4a", "dataset4b", names_and_addresses=True)
    found = linked(known, PERSON)
    for least in (0.5, 0.99):
        precision, _, f1 = known.score(_sure(found, least))
        assert precision >= 0.995
        assert f1 >= 0.98


@pytest.mark.slow
def test_duplicates_within_one_list_are_found(public_data: Callable[[str], Path]) -> None:
    known = febrl(public_data("febrl4"), "dataset1")
    assert known.score(_in_one_group(linked(known, PERSON)))[2] == 1.0


@pytest.mark.slow
def test_organizations_of_ten_lists_are_told_apart(public_data: Callable[[str], Path]) -> None:
    """Plain Splink's clusters reach F1 .86 in this measure, at the threshold best for it."""
    known = chicago(public_data("chicago-orgs"))
    assert known.true_pairs == 6608
    assert known.score(_in_one_group(linked(known, ORGANIZATION)))[2] > 0.90
