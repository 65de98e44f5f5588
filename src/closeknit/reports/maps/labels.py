"""Room for names beside their dots: no name lies on another, and hardly any on a dot of somebody else."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import hypot
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from closeknit.reports.maps.letters import SIZE, wide

HIGH = 16.0
"""Height of a line of them."""
EDGE = 3.0
"""How far letters may reach over their width to the sides."""
GAP = 4.0
APART = 2 * GAP
"""How far names keep from the dot of another who must be named: nearer, they would seem to be its own."""
FAR = 120.0
"""How far from its dot a name may stand that has a line to it."""

Box = tuple[float, float, float, float]
Line = tuple[float, float, float, float]
Boxes = npt.NDArray[np.float64]
"""Left, top, right and bottom, a row each."""
NOTHING: Boxes = np.empty((0, 4))


class Name(NamedTuple):
    """A text, and how wide it may be with its edges."""

    text: str
    length: float


@dataclass(frozen=True)
class Label:
    """A name at its place: where its text begins or ends, and the foot of its letters."""

    text: str
    x: float
    y: float
    anchor: str
    """start, middle or end: which point of the text x is."""
    box: Box
    line: Line | None = None
    """From the dot to the name, where it does not stand beside it: x and y of both ends."""


def placed(
    points: npt.NDArray[np.float64],
    radii: npt.NDArray[np.float64],
    names: Mapping[int, str],
    sheet: tuple[float, float],
    *,
    kept_free: Boxes = NOTHING,
    needed: Collection[int] = (),
    bold: Collection[int] = (),
) -> dict[int, Label]:
    """A label for each node that has room for one on the sheet, tried in the order of `names`.

    Names of those who are `bold` take the room of bold letters.
    None lies on what is kept free, nor so near the dot of another who is needed that it could be taken for
    that one's name. A node's own dot is no obstacle: all places for its name lie beside it.
    Who is needed is named further out where there is no room beside the dot, with a line to it. Where there
    is none either, the name lies on dots, of others who are needed last, on as little of them as may be, but
    never on a name. Each place is held against what stands about it alone, however many are on the sheet.
    """
    dots = points_boxes(points, radii)
    theirs = np.isin(np.arange(len(points)), list(needed))
    around = points_boxes(points, radii + APART * theirs)
    names_at: Boxes = NOTHING
    found: dict[int, Label] = {}
    for n, text in names.items():
        name = Name(text, wide(text, bold=n in bold) + 2 * EDGE)
        about, others_n = _reached(name, points[n], radii[n]), np.arange(len(points)) != n
        named = _among(names_at, about)
        others = np.vstack([_among(around[others_n], about), _among(kept_free, about), named])
        taken = np.vstack([dots[n], others])
        spots = [label for label in _beside(name, points[n], radii[n]) if _on(label.box, sheet)]
        label = next((label for label in spots if not _touched(label.box, taken)), None)
        if label is None and n in needed:
            further = _about(name, points[n], radii[n], sheet)
            clear = _free([*spots, *further], named)
            label = _unhindered(further, dots[n], others) or _least_hindered(
                clear, _among(around[theirs & others_n], about), _among(np.vstack([dots, kept_free]), about)
            )
        if label is not None:
            found[n] = label
            names_at = np.vstack([names_at, label.box, _along(label)])
    return found


def _reached(name: Name, point: npt.NDArray[np.float64], radius: float) -> Boxes:
    """The box that holds all places for a name and the lines to them."""
    reach = radius + FAR + HIGH
    across = np.array([reach + name.length, reach])
    return np.concatenate([point - across, point + across])


def _among(boxes: Boxes, about: Boxes) -> Boxes:
    """Those of the boxes that lie within reach of a name."""
    apart = (boxes[:, :2] >= about[2:]) | (boxes[:, 2:] <= about[:2])
    return boxes[~apart.any(axis=1)]


def _unhindered(places: Sequence[Label], own: Boxes, others: Boxes) -> Label | None:
    """The first free place, by preference one whose line to its dot crosses nothing.

    Its line begins at its `own` dot, and so crosses all but that.
    """
    free = _free(places, np.vstack([own, others]))
    crossed: dict[int, int] = {}
    for place, label in enumerate(free):
        crossed[place] = _touched(_along(label), others)
        if not crossed[place]:
            break
    return free[min(crossed, key=lambda place: crossed[place])] if crossed else None


def _least_hindered(places: Sequence[Label], needed: Boxes, rest: Boxes) -> Label | None:
    """The place that covers least of dots of who is needed, and of these the one that covers least of all."""

    def hindered(label: Label) -> tuple[float, float]:
        return _covered(label.box, needed) + _touched(_along(label), needed), _covered(label.box, rest)

    return min(places, key=hindered, default=None)


def _about(
    name: Name, point: npt.NDArray[np.float64], radius: float, sheet: tuple[float, float]
) -> list[Label]:
    """Places for a name all about its dot, as far as it may stand from it, the nearest first."""
    x, y, length, reach = float(point[0]), float(point[1]), name.length, radius + FAR
    lefts = np.arange(max(0.0, x - reach - length), min(x + reach, sheet[0] - length), HIGH)
    tops = np.arange(max(0.0, y - reach - HIGH), min(y + reach, sheet[1] - HIGH), HIGH / 2)
    found = [_led(name, (float(left), float(top)), (x, y), radius) for left in lefts for top in tops]
    near = [
        (hypot(label.line[2] - x, label.line[3] - y), abs(label.box[0] + length / 2 - x), label)
        for label in found
        if label.line
    ]
    return [label for far, _, label in sorted(near, key=lambda one: one[:2]) if radius < far <= reach]


def _led(name: Name, corner: tuple[float, float], point: tuple[float, float], radius: float) -> Label:
    """A name whose box begins at a corner, with a line to it from the edge of its dot."""
    (left, top), (x, y), length = corner, point, name.length
    right, bottom = left + length, top + HIGH
    # The box is rather too wide for the text: the line goes to a point where there is text for sure.
    anchor, at, to_x = (
        ("end", right - EDGE, right) if right <= x else ("start", left + EDGE, left) if left >= x
        else ("middle", left + length / 2, min(max(x, left + length / 5), right - length / 5))
    )  # fmt: skip
    to_y = min(max(y, top), bottom)
    share = radius / max(hypot(to_x - x, to_y - y), radius)
    line = (x + (to_x - x) * share, y + (to_y - y) * share, to_x, to_y)
    return Label(name.text, at, top + HIGH / 2 + SIZE * 0.35, anchor, (left, top, right, bottom), line)


def _along(label: Label) -> Boxes:
    """Small boxes all along the line of a name, each on the next; none where it has no line."""
    if label.line is None:
        return NOTHING
    begin, end = np.reshape(label.line, (2, 2))
    steps = 2 + int(np.linalg.norm(end - begin))
    return points_boxes(np.linspace(begin, end, steps), 1.0)


def points_boxes(points: npt.NDArray[np.float64], radii: npt.NDArray[np.float64] | float) -> Boxes:
    """A box around each point, as far as its radius."""
    reach = np.broadcast_to(radii, len(points))[:, None]
    return np.column_stack([points - reach, points + reach])


def _beside(name: Name, point: npt.NDArray[np.float64], radius: float) -> list[Label]:
    """Places for a name around its dot, the best first."""
    x, y, length = float(point[0]), float(point[1]), name.length
    away = radius + GAP
    spots = [
        ("start", x + away, y), ("end", x - away, y), ("middle", x, y - away - HIGH / 2),
        ("middle", x, y + away + HIGH / 2), ("start", x + radius, y - away - HIGH / 3),
        ("start", x + radius, y + away + HIGH / 3), ("end", x - radius, y - away - HIGH / 3),
        ("end", x - radius, y + away + HIGH / 3),
    ]  # fmt: skip
    left = {"start": EDGE, "middle": length / 2, "end": length - EDGE}
    return [
        Label(name.text, at, middle + SIZE * 0.35, anchor, (
            at - left[anchor], middle - HIGH / 2, at - left[anchor] + length, middle + HIGH / 2
        ))
        for anchor, at, middle in spots
    ]  # fmt: skip


def _on(box: Box, sheet: tuple[float, float]) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= sheet[0] and box[3] <= sheet[1]


def _free(places: Sequence[Label], others: Boxes) -> list[Label]:
    """Those of the places that lie on none of the others."""
    taken = _touching([label.box for label in places], others).sum(axis=1)
    return [places[int(n)] for n in np.flatnonzero(taken == 0)]


def _touched(boxes: Box | Boxes, others: Boxes) -> int:
    """How often a box, or one of several, lies on one of the others."""
    return int(_touching(boxes, others).sum())


def _touching(boxes: Box | Boxes | Sequence[Box], others: Boxes) -> npt.NDArray[np.bool_]:
    """Which of the boxes, a row each, lies on which of the others."""
    left, top, right, bottom = np.reshape(boxes, (-1, 4, 1)).swapaxes(0, 1)
    on: npt.NDArray[np.bool_] = (
        (others[:, 0] < right) & (others[:, 2] > left) & (others[:, 1] < bottom) & (others[:, 3] > top)
    )
    return on


def _covered(box: Box, others: Boxes) -> float:
    """How much of the others a box lies on, in square pixels."""
    left, top, right, bottom = box
    wide = np.minimum(others[:, 2], right) - np.maximum(others[:, 0], left)
    high = np.minimum(others[:, 3], bottom) - np.maximum(others[:, 1], top)
    return float((wide.clip(0) * high.clip(0)).sum())
