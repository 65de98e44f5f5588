"""The people and ties of a map, read from the rows of its picture."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx

from closeknit.answers import Picture

SEED = 1
"""Groups and places are the same whenever the same map is drawn."""


@dataclass(frozen=True)
class Node:
    """Somebody, or a group of people."""

    name: str
    firm: str
    """Where they are; of a group, where most of those are who are not us. Empty: all of them are us."""
    people: int = 1
    lead: str = ""
    """Of a group, by name who has the strongest ties: the group that they are in is opened by it."""


@dataclass(frozen=True)
class Link:
    """A tie of two nodes, by their numbers; part: way, cooling or nothing."""

    one: int
    other: int
    strength: float
    part: str = ""


@dataclass(frozen=True)
class Map:
    """What is drawn."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]

    def graph(self) -> nx.Graph:
        """The same as a graph of networkx, with strengths as weights."""
        graph = nx.Graph()
        graph.add_nodes_from(range(len(self.nodes)))
        graph.add_weighted_edges_from(((k.one, k.other, k.strength) for k in self.links), weight="strength")
        return graph


def map_of(picture: Picture) -> Map:
    """The map that a picture of kind `map` describes; people in the order of their names."""
    rows = picture.data.to_pylist()
    firms: dict[str, str] = {}
    for row in rows:
        firms[row[picture.x]] = row["from_firm"]
        firms[row[picture.y]] = row["to_firm"]
    place = {name: n for n, name in enumerate(sorted(firms))}
    links = sorted(
        (*sorted((place[r[picture.x]], place[r[picture.y]])), r["strength"], r[picture.series]) for r in rows
    )
    return Map(tuple(Node(name, firms[name]) for name in place), tuple(Link(*link) for link in links))
