"""The warmest way equals Dijkstra of another library, held to three steps, on every pair."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pytest

from closeknit.methods.warmest import Network, Start, ways


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
