"""Room for names beside their dots: no name lies on another, and hardly any on a dot of somebody else."""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

SIZE = 11.5
"""Size of the letters, in pixels."""
HIGH = 16.0
"""Height of a line of them."""
GAP = 4.0

Boxes = npt.NDArray[np.float64]
"""Left, top, right and bottom, a row each."""
NOTHING: Boxes = np.empty((0, 4))


@dataclass(frozen=True)
class Label:
    """A name at its place: where its text begins or ends, and the foot of its letters."""

    text: str
    x: float
    y: float
    anchor: str
    """start, middle or end: which point of the text x is."""
    box: tuple[float, float, float, float]


def wide(text: str) -> float:
    """How wide a text may be in pixels, in whichever plain typeface: rather too wide than too narrow."""
    return sum(_letter(c) for c in text) * SIZE


def _letter(c: str) -> float:
    if unicodedata.combining(c):
        return 0.0
    if unicodedata.east_asian_width(c) in "WF" or c in "MWmw@%":
        return 1.05
    if c in "iIjl.,:;'|!· ":
        return 0.38
    return 0.76 if c.isupper() or ord(c) > 0x2000 else 0.66


def placed(
    points: npt.NDArray[np.float64],
    radii: npt.NDArray[np.float64],
    names: Mapping[int, str],
    sheet: tuple[float, float],
    *,
    kept_free: Boxes = NOTHING,
    needed: Container[int] = (),
) -> dict[int, Label]:
    """A label for each node that has room for one on the sheet, tried in the order of `names`.

    None lies on what is kept free. A node's own dot is no obstacle: all places for its name lie beside it.
    Who is needed is named even where that takes a place on the dots of others, on as little of them as may
    be, but never on a name.
    """
    taken = np.vstack([points_boxes(points, radii), kept_free, np.empty((len(names), 4))])
    used = first = len(points) + len(kept_free)
    found: dict[int, Label] = {}
    for n, name in names.items():
        spots = [label for label in _beside(name, points[n], radii[n]) if _on(label.box, sheet)]
        free = [label for label in spots if not _touched(label.box, taken[:used])]
        if not free and n in needed:
            clear = [label for label in spots if not _touched(label.box, taken[first:used])]
            free = sorted(clear, key=lambda label: _covered(label.box, taken[:first]))
        if free:
            found[n], taken[used] = free[0], free[0].box
            used += 1
    return found


def points_boxes(points: npt.NDArray[np.float64], radii: npt.NDArray[np.float64] | float) -> Boxes:
    """A box around each point, as far as its radius."""
    reach = np.broadcast_to(radii, len(points))[:, None]
    return np.column_stack([points - reach, points + reach])


def _beside(text: str, point: npt.NDArray[np.float64], radius: float) -> list[Label]:
    """Places for a name around its dot, the best first."""
    x, y, length = float(point[0]), float(point[1]), wide(text)
    away = radius + GAP
    spots = [
        ("start", x + away, y), ("end", x - away, y), ("middle", x, y - away - HIGH / 2),
        ("middle", x, y + away + HIGH / 2), ("start", x + radius, y - away - HIGH / 3),
        ("start", x + radius, y + away + HIGH / 3), ("end", x - radius, y - away - HIGH / 3),
        ("end", x - radius, y + away + HIGH / 3),
    ]  # fmt: skip
    left = {"start": 0.0, "middle": length / 2, "end": length}
    return [
        Label(text, at, middle + SIZE * 0.35, anchor, (
            at - left[anchor], middle - HIGH / 2, at - left[anchor] + length, middle + HIGH / 2
        ))
        for anchor, at, middle in spots
    ]  # fmt: skip


def _on(box: tuple[float, float, float, float], sheet: tuple[float, float]) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= sheet[0] and box[3] <= sheet[1]


def _touched(box: tuple[float, float, float, float], others: Boxes) -> int:
    """How many of the others a box lies on."""
    left, top, right, bottom = box
    apart = (
        (others[:, 0] >= right) | (others[:, 2] <= left) | (others[:, 1] >= bottom) | (others[:, 3] <= top)
    )
    return len(others) - int(apart.sum())


def _covered(box: tuple[float, float, float, float], others: Boxes) -> float:
    """How much of the others a box lies on, in square pixels."""
    left, top, right, bottom = box
    wide = np.minimum(others[:, 2], right) - np.maximum(others[:, 0], left)
    high = np.minimum(others[:, 3], bottom) - np.maximum(others[:, 1], top)
    return float((wide.clip(0) * high.clip(0)).sum())
