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


def places(drawn: Map, width: float, height: float, radii: npt.NDArray[np.float64]) -> Points:
    """Where each node stands, at least the sum of two radii and a little from every other.

    ForceAtlas2 (Jacomy et al. 2014, PLoS ONE 9:e98679, by networkx): its pull to the middle keeps those
    with no tie to the rest on the sheet.
    """
    n = len(drawn.nodes)
    room = np.array([width, height]) - 2 * MARGIN
    if n < 3:
        return np.array([[(i + 1) / (n + 1), 0.5] for i in range(n)]).reshape(n, 2) * (width, height)
    start = np.random.default_rng(SEED).uniform(-1, 1, (n, 2))
    found = nx.forceatlas2_layout(
        drawn.graph(), pos=dict(enumerate(start)), max_iter=ROUNDS, weight="strength", seed=SEED
    )
    points = np.array([found[i] for i in range(n)])
    points = _spread(points) * room + MARGIN
    return _apart(points, radii, MARGIN, room + MARGIN)


def _spread(points: Points) -> Points:
    """Within 0..1 each way, half by distance and half by rank: a crowd gets room, and stays a crowd."""
    low, high = points.min(axis=0), points.max(axis=0)
    by_distance = (points - low) / np.where(high > low, high - low, 1)
    by_rank = points.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable") / (len(points) - 1)
    spread: Points = (by_distance + by_rank) / 2
    return spread


def _apart(points: Points, radii: npt.NDArray[np.float64], low: float, high: Points) -> Points:
    """Move whoever touches another away from them, half the way each."""
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
        np.add.at(points, pairs[near, 0], step)
        np.add.at(points, pairs[near, 1], -step)
        points = np.clip(points, low, high)
    return points
