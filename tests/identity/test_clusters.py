from __future__ import annotations

from itertools import permutations

from closeknit.identity.clusters import MOST_MEMBERS, grouped


def test_what_is_sure_is_joined_and_what_is_only_likely_is_not() -> None:
    assert grouped([(1, 2, 0.999), (3, 4, 0.7)], sure=0.99).joined == ((1, 2),)


def test_two_that_one_system_tells_apart_never_end_in_one_group() -> None:
    marks = {1: frozenset({"hubspot"}), 3: frozenset({"hubspot"})}
    found = grouped([(1, 2, 0.999), (2, 3, 0.995), (1, 3, 0.8)], sure=0.99, marks=marks)
    assert found.joined == ((1, 2),)
    assert "one system" in found.refused[2, 3]


def test_what_people_keep_apart_stays_apart_also_through_others() -> None:
    found = grouped([(1, 2, 0.999), (2, 3, 0.995), (1, 3, 0.993)], sure=0.99, apart=[(3, 1)])
    assert found.joined == ((1, 2),)
    assert set(found.refused) == {(2, 3), (1, 3)}


def test_a_weak_bridge_between_two_groups_gives() -> None:
    one = [(a, b, 0.999) for a, b in ((1, 2), (1, 3), (2, 3))]
    other = [(a, b, 0.999) for a, b in ((4, 5), (4, 6), (5, 6))]
    found = grouped([*one, *other, (3, 4, 0.991)], sure=0.99)
    assert list(found.refused) == [(3, 4)]
    assert (3, 4) not in found.joined


def test_the_order_of_pairs_plays_no_part() -> None:
    pairs = [(1, 2, 0.999), (2, 3, 0.995), (3, 4, 0.995), (1, 4, 0.6)]
    marks = {1: frozenset("x"), 4: frozenset("x")}
    assert len({grouped(order, sure=0.99, marks=marks).joined for order in permutations(pairs)}) == 1


def test_no_group_grows_beyond_what_anybody_has() -> None:
    count = MOST_MEMBERS + 10
    pairs = [(a, b, 0.999) for a in range(count) for b in range(a + 1, count)]
    found = grouped(pairs, sure=0.99)
    assert all((a < MOST_MEMBERS) == (b < MOST_MEMBERS) for a, b in found.joined)
    assert any("more than anybody has" in reason for reason in found.refused.values())
