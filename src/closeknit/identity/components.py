"""Which keys hang together: connected components of joins, held apart where people said so.

Keys are numbers 0 … count-1 in the order of their texts, so whatever is decided by number is decided
by text and never by the order of loading. What the numbers mean stands in `evidence`.

This is the one step of the book that does not run on an engine but here, in memory: about 100 bytes a
key and join. With the evidence beside it a million keys take about a minute and 2 GB.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import breadth_first_order, connected_components, minimum_spanning_tree

Numbers = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Joins:
    """Joins between keys `a` and `b` (a < b), each with how sure it is."""

    a: Numbers
    b: Numbers
    score: Scores

    def order(self) -> Numbers:
        """Row numbers, surest first; equals by their keys."""
        return np.lexsort((self.b, self.a, -self.score)).astype(np.int64)


@dataclass(frozen=True)
class Apart:
    """A decision that no key of `one` is the party of any key of `other`."""

    one: frozenset[int]
    other: frozenset[int]


def components(count: int, joins: Joins, apart: Sequence[Apart] = ()) -> Numbers:
    """For every key the smallest key number of its component.

    Where a component holds both sides of an `apart`, it is grown anew from its surest joins, leaving
    out every join that would bring the two sides together: so the weakest link between them gives.
    """
    ones = np.ones(len(joins.a), dtype=np.int8)
    graph = coo_matrix((ones, (joins.a, joins.b)), shape=(count, count))
    _, labels = connected_components(graph, directed=False)
    labels = _smallest_member(labels.astype(np.int64))
    torn = {int(labels[k]) for d in apart for k in d.one} & {int(labels[k]) for d in apart for k in d.other}
    return _regrown(labels, joins, apart, torn) if torn else labels


def _smallest_member(labels: Numbers) -> Numbers:
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    return first[inverse].astype(np.int64)


def _regrown(labels: Numbers, joins: Joins, apart: Sequence[Apart], torn: set[int]) -> Numbers:
    """Labels with the torn components grown anew under the constraints."""
    wanted = np.isin(labels, np.fromiter(torn, dtype=np.int64))
    groups = _Groups(np.flatnonzero(wanted).tolist(), apart)
    order = joins.order()
    for row in order[wanted[joins.a[order]]].tolist():
        groups.join(int(joins.a[row]), int(joins.b[row]))
    result = labels.copy()
    for key in groups.parent:
        result[key] = groups.root(key)
    return _smallest_member(result)


class _Groups:
    """Disjoint sets that refuse to hold both sides of a decision."""

    def __init__(self, keys: Sequence[int], apart: Sequence[Apart]) -> None:
        self.parent = {key: key for key in keys}
        self.sides: dict[int, set[tuple[int, bool]]] = {key: set() for key in keys}
        for n, decision in enumerate(apart):
            for side, members in ((False, decision.one), (True, decision.other)):
                for key in members & self.parent.keys():
                    self.sides[key].add((n, side))

    def root(self, key: int) -> int:
        while self.parent[key] != key:
            self.parent[key] = self.parent[self.parent[key]]
            key = self.parent[key]
        return key

    def join(self, a: int, b: int) -> None:
        one, other = sorted((self.root(a), self.root(b)))
        if one == other or any((n, not side) in self.sides[other] for n, side in self.sides[one]):
            return
        self.parent[other] = one
        self.sides[one] |= self.sides[other]


@dataclass(frozen=True)
class Tree:
    """How each key hangs on the anchor of its component, by the surest joins.

    `parent` is the key it was joined to and `join` the row of that join; both -1 for anchors.
    `confidence` is the weakest join on the way to the anchor.
    """

    parent: Numbers
    join: Numbers
    confidence: Scores


def tree(labels: Numbers, joins: Joins, anchors: Numbers) -> Tree:
    """The surest way from every key to its anchor. `anchors`: one key of every component."""
    count, order = len(labels), joins.order()
    order = order[labels[joins.a[order]] == labels[joins.b[order]]]
    # Ranks, not scores, are the lengths: all different, so that there is just one shortest tree.
    lengths = np.arange(1, len(order) + 1, dtype=np.float64)
    _, first = np.unique(joins.a[order] * count + joins.b[order], return_index=True)
    a, b = joins.a[order][first], joins.b[order][first]
    forest = minimum_spanning_tree(coo_matrix((lengths[first], (a, b)), shape=(count, count))).tocoo()
    above = _above(count, forest.row, forest.col, anchors)
    parent, join = np.full(count, -1, dtype=np.int64), np.full(count, -1, dtype=np.int64)
    rows = order[forest.data.astype(np.int64) - 1]
    for child, other in ((forest.row, forest.col), (forest.col, forest.row)):
        hangs = above[child] == other
        parent[child[hangs]], join[child[hangs]] = other[hangs], rows[hangs]
    own = np.where(join >= 0, joins.score[join] if len(joins.score) else 1.0, 1.0)
    return Tree(parent, join, _weakest(parent, np.minimum(own, 1.0)))


def _above(count: int, row: Numbers, col: Numbers, anchors: Numbers) -> Numbers:
    """The next key on the way to the anchor: all anchors hang on one more key, and we walk from there."""
    top = np.full(len(anchors), count)
    ones = np.ones(len(row) + len(anchors), dtype=np.int8)
    rows, cols = np.concatenate([row, top]), np.concatenate([col, anchors])
    graph = coo_matrix((ones, (rows, cols)), shape=(count + 1, count + 1)).tocsr()
    _, above = breadth_first_order(graph, count, directed=False)
    result: Numbers = above[:count].astype(np.int64)
    return result


def _weakest(parent: Numbers, own: Scores) -> Scores:
    """The smallest of `own` on the way up. The stride doubles, so deep chains take few steps."""
    up, confidence = np.where(parent >= 0, parent, np.arange(len(parent))), own
    while True:
        further = up[up]
        confidence = np.minimum(confidence, confidence[up])
        if np.array_equal(further, up):
            return confidence
        up = further
