"""Public lists whose truth is known, beside plain Splink in the same run; the same settings for all.

Pairs are compared at the same probabilities. Groups hold back who states a wholly different date of birth,
which plain Splink does not: there it is shown that nobody is joined wrongly, and that a person is asked of
all who are held back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.identity.plain_splink import Listed, best_groups, organizations_of, people_of
from tests.identity.public_lists import Found, Known, Pairs, asked, in_groups, linked, sure, within

Data = Callable[[str], Path]

LEAST = (0.5, 0.99)
"""Probabilities from which pairs are taken for one: where a person is asked, and where nobody is."""

pytestmark = pytest.mark.slow


def _found(lists: Listed) -> tuple[Known, Found, Found]:
    """What is known of a list, what is found in it, and what plain Splink finds."""
    return lists.known, linked(lists.known, lists.model), lists.found()


def _f1(known: Known, found: Found) -> list[float]:
    return [known.score(sure(found, least))[2] for least in LEAST]


def _at_least_as_good(known: Known, found: Found, plain: Found) -> bool:
    return all(ours >= its for ours, its in zip(_f1(known, found), _f1(known, plain), strict=True))


def _lost(known: Known, found: Found) -> Pairs:
    """Pairs that are one, stand in no group together, and of which nobody is asked either."""
    entries = defaultdict(list)
    for code, who in enumerate(known.truth):
        entries[who].append(code)
    return within(entries.values()) - in_groups(known, found) - asked(known, found)


def test_two_lists_of_people_are_linked_without_a_mistake_in_a_thousand(public_data: Data) -> None:
    known, found, plain = _found(people_of(public_data("febrl4"), "dataset4a", "dataset4b"))
    assert min(_f1(known, found)) >= 0.9991
    assert _at_least_as_good(known, found, plain)
    precision, _, f1 = known.score(in_groups(known, found))
    assert precision == 1
    assert f1 >= 0.9991
    assert _lost(known, found) == set()


def test_names_and_addresses_alone_link_nearly_everybody(public_data: Data) -> None:
    lists = people_of(public_data("febrl4"), "dataset4a", "dataset4b", full=False)
    known, found, plain = _found(lists)
    for pairs in (*(sure(found, least) for least in LEAST), in_groups(known, found)):
        precision, _, f1 = known.score(pairs)
        assert precision >= 0.995
        assert f1 >= 0.98
    assert _at_least_as_good(known, found, plain)
    assert min(_f1(known, found)) > max(_f1(known, plain))
    best = known.score(best_groups(known, plain))[2]
    assert known.score(in_groups(known, found))[2] > best


def test_every_duplicate_within_one_list_is_found(public_data: Data) -> None:
    known, found, plain = _found(people_of(public_data("febrl4"), "dataset1"))
    assert known.true_pairs == 500
    assert _f1(known, found) == [1, 1]
    assert _at_least_as_good(known, found, plain)
    precision, recall, _ = known.score(in_groups(known, found))
    assert precision == 1
    assert recall >= 0.998, "one pair is of other surnames and born 31 years apart"
    assert _lost(known, found) == set()


def test_organizations_of_ten_lists_are_told_apart(public_data: Data) -> None:
    known, found, plain = _found(organizations_of(public_data("chicago-orgs")))
    assert known.true_pairs == 6608
    assert len(set(known.truth)) == 1162
    assert _at_least_as_good(known, found, plain)
    together = known.score(in_groups(known, found))[2]
    assert together > 0.92
    assert together > known.score(best_groups(known, plain))[2]
