"""A place on the sheet for everybody: who knows each other stands near, and no two stand on one spot."""

from __future__ import annotations

import networkx as nx
import numpy as np
import numpy.typing as npt
from scipy.spatial import KDTree

from closeknit.reports.maps.network import SEED, Map

Points = npt.NDArray[np.float64]
"""Shape (nodes, 2), in pixels."""

MARGIN = 28.0
ROUNDS = 60
"""Rounds of pulling and pushing, and at most as many of moving apart."""


Stood = tuple[tuple[str, float, float], ...]
"""Names, and where each stood on an earlier sheet of the same width, in pixels."""
NOBODY: Stood = ()

MOST_NEW = 0.5
"""From this share of new names on, all are placed anew."""


def places(
    drawn: Map, width: float, height: float, radii: npt.NDArray[np.float64], stood: Stood = NOBODY
) -> Points:
    """Where each node stands, at least the sum of two radii and a little from every other.

    Whoever `stood` somewhere stands there again, and new ones beside whom they know, unless half are new.

    ForceAtlas2 (Jacomy et al. 2014, PLoS ONE 9:e98679, by networkx): its pull to the middle keeps those
    with no tie to the rest on the sheet.
    """
    n = len(drawn.nodes)
    room = np.array([width, height]) - 2 * MARGIN
    if n < 3:
        return np.array([[(i + 1) / (n + 1), 0.5] for i in range(n)]).reshape(n, 2) * (width, height)
    before = {name: (x, y) for name, x, y in stood}
    known = np.array([node.name in before for node in drawn.nodes])
    if known.mean() > MOST_NEW:
        return _beside(drawn, before, known, radii, (width, height))
    start = np.random.default_rng(SEED).uniform(-1, 1, (n, 2))
    found = nx.forceatlas2_layout(
        drawn.graph(), pos=dict(enumerate(start)), max_iter=ROUNDS, weight="strength", seed=SEED
    )
    points = np.array([found[i] for i in range(n)])
    points = _spread(points) * room + MARGIN
    return _apart(points, radii, MARGIN, room + MARGIN)


def _beside(
    drawn: Map,
    before: dict[str, tuple[float, float]],
    known: npt.NDArray[np.bool_],
    radii: npt.NDArray[np.float64],
    sheet: tuple[float, float],
) -> Points:
    """Those known where they stood; new ones in the middle of whom they know, moved off everybody else."""
    high = np.array(sheet) - MARGIN
    points = np.array([before.get(node.name, (sheet[0] / 2, sheet[1] / 2)) for node in drawn.nodes])
    graph = drawn.graph()
    for n in np.flatnonzero(~known):
        around = [other for other in graph.neighbors(int(n)) if known[other]]
        if around:
            points[n] = points[around].mean(axis=0)
    return _apart(np.clip(points, MARGIN, high), radii, MARGIN, high, still=known)


def _spread(points: Points) -> Points:
    """Within 0..1 each way, half by distance and half by rank: a crowd gets room, and stays a crowd."""
    low, high = points.min(axis=0), points.max(axis=0)
    by_distance = (points - low) / np.where(high > low, high - low, 1)
    by_rank = points.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable") / (len(points) - 1)
    spread: Points = (by_distance + by_rank) / 2
    return spread


def _apart(
    points: Points,
    radii: npt.NDArray[np.float64],
    low: float,
    high: Points,
    *,
    still: npt.NDArray[np.bool_] | None = None,
) -> Points:
    """Move whoever touches another away from them, half the way each; those `still` stay."""
    moves = np.ones((len(points), 1)) if still is None else 1.0 - still[:, None]
    for _ in range(ROUNDS):
        pairs = KDTree(points).query_pairs(2 * radii.max() + 4, output_type="ndarray")
        between = points[pairs[:, 0]] - points[pairs[:, 1]]
        far = np.linalg.norm(between, axis=1)
        missing = radii[pairs].sum(axis=1) + 4 - far
        near = missing > 0
        if not near.any():
            break
        # Two on one spot part along a direction of their own.
        turned = np.column_stack([np.cos(pairs[near, 0]), np.sin(pairs[near, 0])])
        way = np.where(far[near, None] > 1e-9, between[near] / np.maximum(far[near, None], 1e-9), turned)
        step = way * (missing[near, None] / 2 + 0.01)
        one, other = pairs[near, 0], pairs[near, 1]
        # Beside somebody who stays, the other goes the whole way.
        share = np.maximum(moves[one] + moves[other], 1.0)
        np.add.at(points, one, step * 2 * moves[one] / share)
        np.add.at(points, other, -step * 2 * moves[other] / share)
        points = np.clip(points, low, high)
    return points
