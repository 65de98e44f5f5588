"""Planted families: nobody is joined with somebody else, and nearly all that belongs together is."""

from collections import defaultdict

import pytest

from tests.identity.claims_made import resolved
from tests.identity.families import plant


def measured(families):
    """Of the true parties: how many stand in one piece; how many resolved parties hold several."""
    claims, truth = plant(families)
    found = resolved(claims)
    party = dict(zip(found.keys["key"].to_pylist(), found.keys["party_id"].to_pylist(), strict=True))
    pieces, holds = defaultdict(set), defaultdict(set)
    for key, who in truth.items():
        pieces[who].add(party[key])
        holds[party[key]].add(who)
    whole = sum(len(parts) == 1 for parts in pieces.values()) / len(pieces)
    return whole, [who for who in holds.values() if len(who) > 1]


@pytest.mark.slow
def test_no_two_are_made_one_and_nearly_everybody_is_in_one_piece():
    whole, mixed = measured(100)
    assert mixed == []
    assert whole >= 0.99


@pytest.mark.slow
def test_so_it_is_among_ten_thousand_families():
    whole, mixed = measured(10_000)
    assert mixed == []
    assert whole >= 0.99
