"""Planted families: nobody is joined with somebody else, and nearly all that belongs together is."""

from collections import defaultdict

import pytest

from closeknit.identity import belief, guards, lifelong, phones
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


def nothing_once(evidence):
    """As if nothing were had only once: no number in a system, no domain, no address at a firm."""
    evidence.con.execute("CREATE OR REPLACE TABLE facets (party BIGINT, facet TEXT)")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "rule", "instead", "made_one"),
    [
        (lifelong, "_near", lambda *_: True, "private 19.0 private 19.1"),
        (belief, "find_facets", nothing_once, "firm 0 twin 0, smith 1.1 smith 1.2"),
        (guards, "_contradict", lambda _: False, "daughter 0 firm 0, client 0.0 client 0.1 client 0.2"),
        (phones, "_one_name", lambda *_: True, "Iris Lang 9 Max Stern 9"),
    ],
)
def test_where_a_rule_that_keeps_apart_is_missing_those_it_is_for_are_made_one(
    monkeypatch, module, rule, instead, made_one
):
    monkeypatch.setattr(module, rule, instead)
    _, mixed = measured(20)
    assert {*made_one.split(", ")} <= {" ".join(sorted(who)) for who in mixed}
