"""A relationship map as SVG: ties under dots under names, the way that was asked for above all."""

from __future__ import annotations

from functools import lru_cache
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt

from closeknit.answers import Picture, wording
from closeknit.reports.maps.groups import gathered
from closeknit.reports.maps.labels import Boxes, Label, placed, points_boxes
from closeknit.reports.maps.letters import SIZE, held, wide
from closeknit.reports.maps.network import Link, Map, Node, map_of
from closeknit.reports.maps.placing import MARGIN, NOBODY, Points, Stood, places
from closeknit.reports.palette import Palette

LOWEST, DENSE = 320.0, 4_500.0
"""Height of a small map, and the pixels of sheet that a person takes on a larger one."""
LARGE = 0.05
"""Share of all people from which a group is named even on the dots of others."""
FEW = 12
"""So many people and groups are all named: a dot without a name says nothing where there is room for one."""
DOT, GROWS = 5.0, 1.5
"""Radius of one person's dot, and how much larger that of a group is for each further root of its people."""


def map_svg(picture: Picture, palette: Palette, *, width: int, stood: Stood = NOBODY) -> str:
    """The map that a picture of kind `map` describes, `width` pixels wide; the same for the same rows.

    Whoever `stood` somewhere stands there again. Where there are few people, all are named; else everybody on
    the way and each large group. Other names that find no room are not drawn: they are said when a dot is
    pointed at, and stand in the table.
    """
    graph = gathered(map_of(picture))
    points, radii, height = laid_out(graph, width, stood)
    names = {n: graph.nodes[n].name for n in _by_weight(graph)}
    bold, way = _on_the_way(graph), _way_boxes(graph, points)
    needed = names if len(names) <= FEW else bold | _large(graph)
    labels = placed(points, radii, names, (width, height), kept_free=way, needed=needed, bold=bold)
    root = ElementTree.Element(
        "svg",
        {"xmlns": "http://www.w3.org/2000/svg", "width": str(width), "height": f"{height:.0f}",
         "viewBox": f"0 0 {width} {height:.0f}", "class": "map",
         # Else some browsers round the width of each letter up to whole pixels.
         "text-rendering": "geometricPrecision"},
    )  # fmt: skip
    # For the script of pages `data-` says who is whom, and which ends a tie has.
    for link in sorted(graph.links, key=lambda k: (k.part == "way", k.strength)):
        root.append(_line(link, points, palette))
    for n, node in enumerate(graph.nodes):
        dot = _dot(node, n, points[n], radii[n], _of(graph, n), palette)
        root.append(_opened_by(dot, node) if node.lead else dot)
    for n, label in labels.items():
        if label.line:
            root.append(_lead(label.line, n, palette))
        root.append(_name(label, n, palette, bold=n in bold))
    return ElementTree.tostring(root, encoding="unicode")


def standing(picture: Picture, *, width: int, stood: Stood = NOBODY) -> Stood:
    """Where everybody stands on that map, for the next time it is drawn."""
    graph = gathered(map_of(picture))
    points = laid_out(graph, width, stood)[0]
    named = zip(graph.nodes, points.tolist(), strict=True)
    return tuple((node.name, x, y) for node, (x, y) in named)


@lru_cache(maxsize=16)
def laid_out(graph: Map, width: int, stood: Stood = NOBODY) -> tuple[Points, npt.NDArray[np.float64], float]:
    """Places, sizes of dots, and the height of the sheet. Finding places takes seconds for a thousand people,
    and a page asks for the same map again and again."""
    height = max(LOWEST, len(graph.nodes) * DENSE / width)
    radii = _radii(graph)
    return np.round(places(graph, width, height, radii, stood), 1), radii, height


def _radii(graph: Map) -> npt.NDArray[np.float64]:
    """Sizes of dots: none reaches over the margin, within which their middles stay."""
    roots = np.sqrt(np.array([node.people for node in graph.nodes], dtype=float)) - 1
    grows = min(GROWS, (MARGIN - DOT) / max(roots.max(initial=0.0), 1.0))
    radii: npt.NDArray[np.float64] = DOT + grows * roots
    return radii


def _by_weight(graph: Map) -> list[int]:
    """Whose name is placed first: on the way, large groups, what cools, then who has the strongest ties."""
    weight, told = np.zeros(len(graph.nodes)), np.zeros(len(graph.nodes))
    for link in graph.links:
        ends = [link.one, link.other]
        weight[ends] += link.strength
        told[ends] = np.maximum(told[ends], {"way": 3, "cooling": 1}.get(link.part, 0))
    large = list(_large(graph))
    told[large] = np.maximum(told[large], 2)
    return [int(n) for n in np.lexsort((-weight, -told))]


def _way_boxes(graph: Map, points: Points) -> Boxes:
    """What a name must leave free so that the way can be followed: the middle of each of its ties."""
    along = np.linspace(0.1, 0.9, 40)[:, None]
    ways = [k for k in graph.links if k.part == "way"]
    spots = [points[k.one] * (1 - along) + points[k.other] * along for k in ways]
    return points_boxes(np.concatenate(spots) if spots else np.empty((0, 2)), 2.0)


def _on_the_way(graph: Map) -> set[int]:
    return {n for link in graph.links if link.part == "way" for n in (link.one, link.other)}


def _large(graph: Map) -> set[int]:
    """Groups that stand for a good part of all people."""
    everybody = sum(node.people for node in graph.nodes)
    return {n for n, node in enumerate(graph.nodes) if node.people > 1 and node.people >= LARGE * everybody}


def _of(graph: Map, n: int) -> list[str]:
    """The three whom somebody knows best."""
    ties = sorted(
        ((k.strength, k.other if k.one == n else k.one) for k in graph.links if n in (k.one, k.other)),
        key=lambda t: (-t[0], t[1]),
    )
    return [graph.nodes[other].name for _, other in ties[:3]]


def _line(link: Link, points: Points, palette: Palette) -> ElementTree.Element:
    (x1, y1), (x2, y2) = points[link.one], points[link.other]
    colour = {"way": palette.accent, "cooling": palette.warn}.get(link.part, palette.line)
    wide = 3.0 if link.part == "way" else 0.8 + 1.8 * link.strength
    line = {
        "data-ends": f"{link.one} {link.other}",
        "x1": f"{x1:.1f}",
        "y1": f"{y1:.1f}",
        "x2": f"{x2:.1f}",
        "y2": f"{y2:.1f}",
    }
    return ElementTree.Element(
        "line",
        line | {"stroke": colour, "stroke-width": f"{wide:.1f}"}
        | ({"stroke-dasharray": "5 4"} if link.part == "cooling" else {}),
    )  # fmt: skip


def _lead(line: tuple[float, float, float, float], n: int, palette: Palette) -> ElementTree.Element:
    """From a dot to its name, where that stands further out."""
    # As a tie of the dot to itself it is in focus with it.
    ends = dict(zip(("x1", "y1", "x2", "y2"), (f"{at:.1f}" for at in line), strict=True))
    return ElementTree.Element(
        "line", {"data-ends": f"{n} {n}", **ends, "stroke": palette.quiet, "stroke-width": "0.8"}
    )


def _dot(
    node: Node, n: int, point: npt.NDArray[np.float64], radius: float, knows: list[str], palette: Palette
) -> ElementTree.Element:
    where = node.firm or "one of us"
    said = f"{node.name}, {where}" if node.people == 1 else node.name
    return ElementTree.Element(
        "circle",
        {
            "cx": f"{point[0]:.1f}",
            "cy": f"{point[1]:.1f}",
            "r": f"{radius:.1f}",
            "fill": palette.quiet if node.firm else palette.accent,
            "data-n": str(n),
            "data-name": node.name if node.people == 1 else "",
            "role": "graphics-symbol",
            "aria-roledescription": "point",
            "aria-label": f"{said}; closest to {wording.listing(knows)}" if knows else said,
        },
    )


def _opened_by(dot: ElementTree.Element, group: Node) -> ElementTree.Element:
    """The dot of a group within a link, to which a page that has a map of the group gives its address."""
    link = ElementTree.Element("a", {"data-group": group.lead, "aria-label": f"Open {group.name}"})
    link.append(dot)
    return link


def _name(label: Label, n: int, palette: Palette, *, bold: bool) -> ElementTree.Element:
    # Where nobody knows how wide the letters are, the name is made as wide as the room kept for it.
    held_to = {"textLength": f"{wide(label.text, bold=bold):.1f}", "lengthAdjust": "spacingAndGlyphs"}
    element = ElementTree.Element(
        "text",
        {"data-n": str(n), "x": f"{label.x:.1f}", "y": f"{label.y:.1f}", "text-anchor": label.anchor,
         "fill": palette.ink, "font-size": str(SIZE), "font-family": "system-ui, sans-serif",
         **({"font-weight": "600"} if bold else {}), **(held_to if held(label.text) else {})},
    )  # fmt: skip
    element.text = label.text
    return element
