"""What hangs together."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from closeknit.identity.components import Apart, Joins, components, tree

SIZE = 12
PAIRS = st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)).filter(lambda p: p[0] < p[1])
SCORED = st.lists(st.tuples(PAIRS, st.sampled_from([0.9, 0.95, 1.0])), max_size=20)


def joins_of(scored):
    return Joins(
        np.array([a for (a, _), _ in scored], np.int64),
        np.array([b for (_, b), _ in scored], np.int64),
        np.array([score for _, score in scored], np.float64),
    )


def naive(scored):
    """Smallest member of each component, by brute force."""
    labels = list(range(SIZE))
    for _ in range(SIZE):
        for (a, b), _ in scored:
            labels[a] = labels[b] = min(labels[a], labels[b])
    return labels


@given(SCORED)
def test_components_agree_with_brute_force(scored):
    assert components(SIZE, joins_of(scored)).tolist() == naive(scored)


@given(SCORED, st.randoms(use_true_random=False), PAIRS)
def test_the_order_of_joins_plays_no_part(scored, random, pair):
    apart = (Apart(frozenset(pair[:1]), frozenset(pair[1:])),)
    shuffled = random.sample(scored, len(scored))
    one, other = (components(SIZE, joins_of(s), apart).tolist() for s in (scored, shuffled))
    assert one == other


@given(SCORED, st.lists(PAIRS, max_size=3))
def test_what_is_held_apart_is_never_together(scored, pairs):
    labels = components(SIZE, joins_of(scored), [Apart(frozenset({a}), frozenset({b})) for a, b in pairs])
    assert all(labels[a] != labels[b] for a, b in pairs)


@given(SCORED, PAIRS)
def test_holding_apart_only_splits(scored, pair):
    free = components(SIZE, joins_of(scored))
    held = components(SIZE, joins_of(scored), [Apart(frozenset(pair[:1]), frozenset(pair[1:]))])
    assert all(free[held[key]] == free[key] for key in range(SIZE))


def test_the_weakest_link_between_the_two_gives():
    chain = [((0, 1), 1.0), ((1, 2), 0.9), ((2, 3), 1.0)]
    assert components(4, joins_of(chain), [Apart(frozenset({0}), frozenset({3}))]).tolist() == [0, 0, 2, 2]


def test_one_decision_between_several_keys_parts_all_of_them():
    star = [((0, n), 1.0) for n in range(1, 5)]
    labels = components(5, joins_of(star), [Apart(frozenset({1, 2}), frozenset({3, 4}))])
    assert len({labels[1], labels[2]} & {labels[3], labels[4]}) == 0


def test_no_keys_have_no_components():
    assert components(0, joins_of([])).tolist() == []


@given(SCORED)
def test_a_tree_leads_every_key_to_its_anchor_by_its_joins(scored):
    joins = joins_of(scored)
    labels = components(SIZE, joins)
    grown = tree(labels, joins, np.unique(labels))
    for key in range(SIZE):
        walked, confidence = key, 1.0
        while grown.parent[walked] >= 0:
            row = grown.join[walked]
            assert {joins.a[row], joins.b[row]} == {walked, grown.parent[walked]}
            confidence = min(confidence, joins.score[row])
            walked = grown.parent[walked]
        assert walked == labels[key]
        assert grown.confidence[key] == confidence


def test_a_tree_takes_the_surest_way():
    joins = joins_of([((0, 1), 0.9), ((0, 2), 1.0), ((1, 2), 0.95)])
    grown = tree(components(3, joins), joins, np.array([0]))
    assert grown.parent.tolist() == [-1, 2, 0]
    assert grown.confidence.tolist() == [1.0, 0.95, 1.0]


def test_a_long_chain_is_walked_in_few_steps():
    count = 5_000
    chain = Joins(np.arange(count - 1), np.arange(1, count), np.full(count - 1, 0.95))
    grown = tree(components(count, chain), chain, np.array([0]))
    assert set(grown.confidence[1:].tolist()) == {0.95}
