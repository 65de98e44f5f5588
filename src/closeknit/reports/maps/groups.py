"""Groups of people who know each other, in whose stead they are drawn where they are too many."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import networkx as nx
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from closeknit.answers import Picture, wording
from closeknit.reports.maps.network import SEED, Link, Map, Node, map_of

MOST = 1_000
"""People that are drawn one by one; more are drawn by groups of who knows each other."""


@dataclass(frozen=True)
class Group:
    """People who are drawn as one, by their numbers."""

    members: tuple[int, ...]
    host: tuple[int, ...] = ()
    """Who ties them, where that is somebody outside: on the map of the group they stand as well."""


def gathered(whole: Map, most: int = MOST) -> Map:
    """The map itself, or of more than `most` people: groups who know each other, tied as their people are."""
    groups = grouped(whole, most)
    if not groups:
        return whole
    of = {n: number for number, group in enumerate(groups) for n in group.members}
    ties = _ties(whole)
    return Map(tuple(_group(whole, group.members, ties) for group in groups), _links(whole, of))


@lru_cache(maxsize=1)
def grouped(whole: Map, most: int = MOST) -> tuple[Group, ...]:
    """Who is in which group, where there are more than `most` people; none where all are drawn one by one.

    Groups by Louvain's method on strengths (Blondel et al. 2008, J. Stat. Mech. P10008, by networkx). A way
    stays whole: whoever is on it stands alone; those of a group who are tied by them only fall apart, so that
    the map of a group has all of it. One of more than `most` and more than half of all, as those are whom one
    colleague knows, would open into itself or nearly so: it stands as parts that are drawn one by one. Kept
    for a moment: a map is drawn after it was asked where everybody stands.
    """
    if len(whole.nodes) <= most:
        return ()
    alone = {n for k in whole.links if k.part == "way" for n in (k.one, k.other)}
    graph = whole.graph()
    found = nx.community.louvain_communities(graph, weight="strength", seed=SEED)
    tied = (part for group in found for part in nx.connected_components(graph.subgraph(group - alone)))
    groups: list[Group] = []
    for part in tied:
        if len(part) > max(most, len(whole.nodes) / 2):
            groups += _parts(graph.subgraph(part), most)
        else:
            groups.append(Group(tuple(sorted(part))))
    return (*(Group((n,)) for n in sorted(alone)), *sorted(groups, key=lambda group: group.members))


def _parts(graph: nx.Graph, most: int) -> Iterator[Group]:
    """People who all hang together in parts of at most `most` with their host, and the best tied one alone.

    Parts are cut from the tree of the strongest ties (maximum spanning tree, by networkx), from its ends on:
    each hangs together by it, so that nobody is missing on the map of one.
    """
    tree = nx.maximum_spanning_tree(graph, weight="strength")
    hub = min(graph, key=lambda n: (-graph.degree(n, weight="strength"), n))
    below: dict[int, list[int]] = defaultdict(list)
    for host, n in reversed(list(nx.bfs_edges(tree, hub))):
        fewer, more = sorted((below[host], [n, *below.pop(n, [])]), key=len)
        # Room for two more: the host, who may come to stand in a part of their own host, and that one.
        fits = len(fewer) + len(more) <= most - 2
        below[host] = fewer + more if fits else fewer
        if not fits:
            yield Group(tuple(sorted(more)), (host,))
    yield Group((hub,))
    if below[hub]:
        yield Group(tuple(sorted(below[hub])), (hub,))


def groups_of(picture: Picture, most: int = MOST) -> dict[str, list[str]]:
    """Who is on the map of each group of several that the picture is drawn as, by the group's lead."""
    whole = map_of(picture)
    ties = _ties(whole)
    several = [group for group in grouped(whole, most) if len(group.members) > 1]
    return {
        _lead(whole, group.members, ties): [whole.nodes[n].name for n in sorted(group.members + group.host)]
        for group in several
    }


def leads_of(picture: Picture) -> list[str]:
    """The two who have the strongest ties on a map: no two groups of a map share more than one."""
    whole = map_of(picture)
    ties = _ties(whole)
    return [whole.nodes[n].name for n in sorted(range(len(whole.nodes)), key=lambda n: (-ties[n], n))[:2]]


def part_of(picture: Picture, members: Collection[str]) -> Picture:
    """The map of a group alone: its people, and the ties among them."""
    those, (x, y) = pa.array(members, pa.string()), (picture.data[picture.x], picture.data[picture.y])
    among = pc.and_(pc.is_in(x, value_set=those), pc.is_in(y, value_set=those))
    drawn = replace(picture, data=picture.data.filter(among))
    whole = map_of(drawn)
    called = _group(whole, range(len(whole.nodes)), _ties(whole)).name
    return replace(drawn, title=f"{picture.title}: {called}")


def _ties(whole: Map) -> npt.NDArray[np.float64]:
    """The strength of all ties of each."""
    found = np.zeros(len(whole.nodes))
    for link in whole.links:
        found[[link.one, link.other]] += link.strength
    return found


def _lead(whole: Map, members: Sequence[int], ties: npt.NDArray[np.float64]) -> str:
    return whole.nodes[min(members, key=lambda n: (-ties[n], n))].name


def _group(whole: Map, members: Sequence[int], ties: npt.NDArray[np.float64]) -> Node:
    if len(members) == 1:
        return whole.nodes[members[0]]
    lead = _lead(whole, members, ties)
    firms = Counter(whole.nodes[n].firm for n in members)
    ours, size = firms.pop("", 0), wording.count(len(members), "person", "people")
    if not firms:
        return Node(f"us, {size}", "", len(members), lead)
    firm = min(firms, key=lambda f: (-firms[f], f))
    named = "us" if 2 * ours > len(members) else firm
    return Node(
        named + (" and others" if firms[firm] < len(members) else "") + f", {size}", firm, len(members), lead
    )


def _links(whole: Map, of: dict[int, int]) -> tuple[Link, ...]:
    """The strongest tie between two groups stands for all of them."""
    best: dict[tuple[int, int], Link] = {}
    for link in whole.links:
        one, other = sorted((of[link.one], of[link.other]))
        before = best.get((one, other))
        if one != other and (before is None or (link.part == "way", link.strength) > (
            before.part == "way", before.strength
        )):  # fmt: skip
            best[one, other] = Link(one, other, link.strength, link.part)
    return tuple(best[pair] for pair in sorted(best))
