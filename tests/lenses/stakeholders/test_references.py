"""Whose words answer a doubt: as found by holding every doubt against every praise, one by one."""

from __future__ import annotations

import tracemalloc

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from closeknit.lenses.stakeholders import signs
from closeknit.lenses.stakeholders.references import MOST_FOR_ONE, Praise, Quote, Reference

QUOTES = st.builds(
    Quote,
    account=st.integers(1, 5),
    person=st.integers(10, 12),
    day=st.integers(1, 3),
    text=st.sampled_from(("It works.", "It saved 20 hours.", "It is fast.")),
    words=st.frozensets(st.sampled_from(("price", "portal", "support", "churn")), max_size=3),
    what=st.just(signs.PRAISED),
    activity=st.integers(1, 10**6),
)
INDUSTRIES = st.dictionaries(st.integers(1, 5), st.sampled_from(("Logistics", "logistics", "Trade")))


@given(st.lists(QUOTES, max_size=12), st.lists(QUOTES, min_size=1, max_size=4), INDUSTRIES)
def test_the_best_answers_to_doubts_are_those_of_holding_each_against_each(praise, doubts, industries):
    found = Praise(praise, industries).answering(1, doubts)
    assert found == one_by_one(praise, doubts, industries)


@given(st.lists(QUOTES, min_size=1, max_size=12), st.lists(QUOTES, min_size=1, max_size=6))
def test_the_closest_doubt_kept_so_far_is_the_first_closest_of_all_side_by_side(praise, doubts):
    held = Praise(praise, {})
    shared = np.stack([held._shared(one.words) for one in doubts])
    most, closest = held._closest(doubts)
    assert most.tolist() == shared.max(axis=0).tolist()
    assert closest.tolist() == shared.argmax(axis=0).tolist()


def test_many_doubts_are_held_against_much_praise_in_the_memory_of_a_few_rows():
    praise, doubts = ([quote(n, frozenset({f"w{n % 7}", "price"})) for n in range(2_000)] for _ in range(2))
    held = Praise(praise, {})
    tracemalloc.start()
    try:
        held._closest(doubts)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 50 * 8 * len(praise)


def quote(day, words):
    return Quote(2, 10, day, "It works.", words, signs.PRAISED, day)


def one_by_one(praise, doubts, industries):
    best = {}
    fitting = [reference(one, doubts, industries) for one in praise if one.account != 1]
    for one in sorted(filter(None, fitting), key=Reference.order):
        best.setdefault(one.quote.account, one)
    return list(best.values())[:MOST_FOR_ONE]


def reference(praised, doubts, industries):
    closest = min(doubts, key=lambda one: (-len(one.words & praised.words), -one.day, one.text))
    shared = tuple(sorted(closest.words & praised.words))
    mine, theirs = industries.get(closest.account, ""), industries.get(praised.account, "")
    industry = theirs if mine.casefold() == theirs.casefold() else ""
    return Reference(praised, closest, industry, shared) if shared or industry else None
