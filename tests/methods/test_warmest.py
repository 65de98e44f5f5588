"""The warmest way equals Dijkstra of another library, held to three steps, on every pair."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pytest

from closeknit.methods.warmest import Network, Start, best_to_each, ways


def made(seed: int, people: int = 12, ties: int = 20) -> tuple[Network, nx.Graph]:
    """A network at random, in both libraries."""
    rng = np.random.default_rng(seed)
    pairs = {tuple(sorted(p)) for p in rng.integers(0, people, (ties, 2)).tolist() if p[0] != p[1]}
    one, other = (np.array(end, np.int64) * 10 for end in zip(*sorted(pairs), strict=True))
    strength = rng.uniform(0.05, 0.99, len(one)).astype(np.float32)
    graph = nx.Graph()
    graph.add_weighted_edges_from(zip(one.tolist(), other.tolist(), strength.tolist(), strict=True))
    return Network.of(one, other, strength), graph


def by_dijkstra(graph: nx.Graph, source: int, target: int) -> float:
    """The product of the best way of at most three steps, by Dijkstra over (person, steps taken)."""
    steps = nx.DiGraph()
    steps.add_nodes_from([(source, 0)])
    for taken in range(3):
        for a, b, strength in graph.edges(data="weight"):
            for one, other in ((a, b), (b, a)):
                steps.add_edge((one, taken), (other, taken + 1), weight=-math.log(strength))
    far = nx.single_source_dijkstra_path_length(steps, (source, 0))
    return math.exp(-min(far.get((target, taken), math.inf) for taken in range(1, 4)))


@pytest.mark.parametrize("seed", range(4))
def test_the_warmest_way_equals_dijkstra_on_every_pair(seed: int) -> None:
    network, graph = made(seed)
    for source in graph.nodes:
        start = Start(network, (network.place(source),))
        for target in graph.nodes:
            if source != target:
                way = start.way_to(network.place(target))
                assert (way.strength if way else 0) == pytest.approx(
                    by_dijkstra(graph, source, target), rel=1e-5
                )


def best_of(graph: nx.Graph, starters: set[int], sought: int) -> float:
    """The best product from any of several. A way through another of them is never the best: the other's own
    part of it is warmer."""
    return max((by_dijkstra(graph, s, sought) for s in starters & set(graph)), default=0.0)


@pytest.mark.parametrize("seed", range(6))
def test_the_best_of_several_starts_and_all_further_ways_equal_dijkstra(seed: int) -> None:
    """Each further way is the best of what is left without the people that are on those before."""
    network, graph = made(seed, people=14, ties=34)
    several = 0
    for starters in ({0}, {10, 20}, {0, 30, 50}):
        for sought in set(graph) - starters:
            left, ours = graph.copy(), set(starters)
            found = ways(network, starters, sought)
            for way in found:
                assert way.strength == pytest.approx(best_of(left, ours, sought), rel=1e-5)
                left.remove_nodes_from(
                    set(way.people[1:-1]) | ({way.people[0]} if len(starters) > 1 else set())
                )
            several += len(found) > 1
            known = len(starters) == 1 and found and found[-1].steps == 1
            if len(found) < 3 and not known:
                assert best_of(left, ours, sought) == 0
    assert several > 10


def test_the_best_way_to_each_of_many_through_nobody_barred_equals_dijkstra() -> None:
    starters, barred, around = {0, 10}, {20, 40}, 0
    for network, graph in (made(seed, people=14, ties=34) for seed in range(6)):
        found = best_to_each(network, starters, list(graph), without=barred)
        for sought in set(graph) - starters:
            left = graph.subgraph(set(graph) - (barred - {sought}))
            best = best_of(left, starters, sought)
            assert (found[sought].strength if sought in found else 0) == pytest.approx(best, rel=1e-5)
            around += best < best_of(graph, starters, sought)
    assert around > 5, "hardly anybody barred was on a best way"


def test_a_way_is_made_of_ties_and_its_warmth_is_their_product() -> None:
    network, graph = made(9)
    for target in graph.nodes:
        for way in ways(network, [0, 10], target) if target > 10 else []:
            strengths = [
                graph.edges[a, b]["weight"] for a, b in zip(way.people, way.people[1:], strict=False)
            ]
            assert way.strength == pytest.approx(math.prod(strengths), rel=1e-5)
            assert way.people[0] in (0, 10)
            assert (way.people[-1], way.steps <= 3) == (target, True)


@pytest.mark.parametrize("seed", range(3))
def test_the_part_around_one_person_gives_the_same_ways_as_the_whole(seed: int) -> None:
    network, graph = made(seed)
    ends = np.array([(a, b) for a, b in graph.edges], np.int64)
    strength = np.array([s for _, _, s in graph.edges(data="weight")], np.float32)
    for sought in range(20, 120, 10):
        part = Network.around(ends[:, 0], ends[:, 1], strength, [0, 10], sought)
        assert ways(part, [0, 10], sought) == ways(network, [0, 10], sought)


def line(*ties: tuple[int, int, float]) -> Network:
    """A network of these ties."""
    one, other, strength = zip(*ties, strict=True)
    return Network.of(np.array(one), np.array(other), np.array(strength))


def test_a_warm_way_over_two_people_comes_before_a_cold_direct_tie() -> None:
    network = line((1, 4, 0.1), (1, 2, 0.9), (2, 3, 0.9), (3, 4, 0.9))
    (first, second) = ways(network, [1], 4)
    assert (first.people, second.people) == ((1, 2, 3, 4), (1, 4))


def test_four_steps_are_too_many() -> None:
    assert ways(line((1, 2, 0.9), (2, 3, 0.9), (3, 4, 0.9), (4, 5, 0.9)), [1], 5) == []


def test_further_ways_have_nobody_in_common_with_the_first() -> None:
    network = line((1, 5, 0.9), (5, 9, 0.9), (2, 5, 0.8), (2, 6, 0.5), (6, 9, 0.5))
    assert [w.people for w in ways(network, [1, 2], 9)] == [(1, 5, 9), (2, 6, 9)]


def test_somebody_nobody_knows_is_reached_by_no_way() -> None:
    assert ways(line((1, 2, 0.9)), [1], 7) == []
    assert ways(line((1, 2, 0.9)), [8], 2) == []
