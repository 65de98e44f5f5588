"""Maps of who knows whom: every name can be read, the way stands out, many people are told by groups."""

from __future__ import annotations

import re
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeknit.reports.maps import labels, letters
from closeknit.reports.maps.drawing import _by_weight, _dot, laid_out
from closeknit.reports.maps.groups import gathered, groups_of, leads_of, part_of
from closeknit.reports.maps.network import Link, Map, Node, map_of
from closeknit.reports.maps.placing import places
from closeknit.reports.palette import PAGE
from closeknit.reports.pictures import svg
from tests.reports.maps.ties_made import picture, scattered

PRIYA = ("Tom Berg", "Priya Nair", 0.9, "way", "", "Halden")
DANA = ("Priya Nair", "Dana Reyes", 0.4, "way", "Halden", "Halden")
COLD = ("Tom Berg", "Joris Kok", 0.2, "cooling", "", "Okafor Foods")


def apart(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


@given(st.integers(2, 40), st.integers(0, 10**6))
def test_no_name_lies_on_another_nor_on_the_dot_of_somebody_else(people, seed):
    draw = np.random.default_rng(seed)
    points, radii = draw.uniform(0, 300, (people, 2)), draw.uniform(3, 9, people)
    names = {n: "x" * draw.integers(0, 30) for n in range(people)}
    found = labels.placed(points, radii, names, (300.0, 300.0))
    assert all(apart(a.box, b.box) for a, b in combinations(found.values(), 2))
    dots = labels.points_boxes(points, radii)
    assert all(apart(label.box, dots[n]) for label in found.values() for n in range(people))
    assert all(label.box[0] >= 0 and label.box[2] <= 300 for label in found.values())


@given(st.integers(3, 80), st.integers(0, 10**6))
def test_whoever_is_on_the_way_is_named_however_crowded_it_is(people, seed):
    draw = np.random.default_rng(seed)
    points, names = draw.uniform((28, 28), (692, 292), (people, 2)), dict.fromkeys(range(people), "x" * 30)
    way = labels.points_boxes(np.linspace(points[0], points[1], 40), 2.0)
    radii = np.full(people, 5.0)
    found = labels.placed(points, radii, names, (720, 320), kept_free=way, needed=range(2))
    assert set(found) >= {0, 1}
    assert all(apart(a.box, b.box) for a, b in combinations(found.values(), 2))


@given(st.integers(2, 60), st.integers(0, 10**6))
def test_no_two_dots_touch_and_all_are_on_the_sheet(people, seed):
    drawn, radii = map_of(scattered(people, seed)), np.full(people, 5.0)
    points = places(drawn, 720, 500, radii[: len(drawn.nodes)])
    gaps = [np.linalg.norm(a - b) for a, b in combinations(points, 2)]
    assert min(gaps, default=99) >= 10
    assert points.min() >= 0
    assert (points <= (720, 500)).all()


@pytest.mark.parametrize("people", [1, 30, 4_000, 100_000])
def test_dots_of_large_groups_stay_on_the_sheet_and_are_the_larger_the_more_they_are(people):
    nodes = tuple(Node(f"group {n}", "Halden", 1 + n * people // 6) for n in range(7))
    points, radii, height = laid_out(Map(nodes, tuple(Link(0, n, 0.5) for n in range(1, 7))), 720)
    assert (points - radii[:, None]).min() >= 0
    assert (points + radii[:, None] <= (720, height)).all()
    assert radii[0] == 5.0
    assert (np.diff(radii) >= 0).all()
    assert radii[-1] > radii[0]


def test_the_same_rows_in_any_order_give_the_same_map():
    assert svg(picture(PRIYA, DANA, COLD)) == svg(picture(COLD, DANA, PRIYA))


def test_the_way_stands_out_and_a_cooling_relationship_is_dashed():
    drawn = svg(picture(PRIYA, DANA, COLD))
    assert drawn.count(f'stroke="{PAGE.accent}" stroke-width="3.0"') == 2
    assert drawn.count("stroke-dasharray") == 1
    bold = re.findall(r'font-weight="600">([^<]+)<', drawn)
    assert sorted(bold) == ["Dana Reyes", "Priya Nair", "Tom Berg"]


def test_a_dot_says_who_it_is_where_and_whom_they_know_best():
    drawn = svg(picture(PRIYA, DANA, COLD))
    assert 'aria-label="Priya Nair, Halden; closest to Tom Berg and Dana Reyes"' in drawn
    assert 'aria-label="Tom Berg, one of us; closest to Priya Nair and Joris Kok"' in drawn


def test_a_name_that_wants_to_be_markup_is_text():
    drawn = svg(picture(("<b>Tom</b>", 'Ann "x" & Co', 0.5, "", "", "Q")))
    assert "<b>" not in drawn
    assert "&lt;b&gt;Tom" in drawn


@pytest.mark.parametrize("people", [0, 1, 2])
def test_hardly_anybody_is_drawn_too(people):
    rows = [("Tom Berg", "Priya Nair", 0.5, "", "", "Halden")] if people == 2 else []
    assert svg(picture(*rows)).count("<circle") == (2 if people == 2 else 0)


def test_a_group_of_many_is_named_before_whoever_has_strong_ties():
    drawn = Map(
        (Node("Ana", "North"), Node("South and others, 90 people", "South", 90), Node("Tom", "")),
        (Link(0, 2, 0.9), Link(1, 2, 0.1)),
    )
    assert _by_weight(drawn)[0] == 1


def test_more_people_than_can_be_drawn_become_groups_and_a_way_stays_people():
    whole = map_of(scattered(60, seed=4))
    drawn = gathered(whole, most=30)
    assert sum(node.people for node in drawn.nodes) == 60
    assert len(drawn.nodes) < 30
    way = {n for k in drawn.links if k.part == "way" for n in (k.one, k.other)}
    assert [drawn.nodes[n].people for n in way] == [1, 1, 1]
    groups = [node.name for node in drawn.nodes if node.people > 1]
    assert all(re.fullmatch(r".+, \d+ people", name) for name in groups)


def test_names_are_measured_once_and_held_against_what_stands_about_them_alone(monkeypatch):
    """A crowd, then four of it, one below the other: a name is held against its own, not against all."""
    held: list[int] = []
    touching = labels._touching
    monkeypatch.setattr(
        labels, "_touching", lambda box, others: held.append(len(others)) or touching(box, others)
    )
    measured: list[str] = []
    letter = letters._wide
    monkeypatch.setattr(letters, "_wide", lambda c: measured.append(c) or letter(c))
    letters.wide.cache_clear()
    crowd = np.random.default_rng(1).uniform((50, 50), (850, 450), (60, 2))
    found = []
    for crowds in (1, 4):
        points = np.vstack([crowd + np.array((0, 1_000 * n)) for n in range(crowds)])
        names = {n: f"{n % 60}".rjust(50, "x") for n in range(len(points))}
        held.clear()
        found.append(
            labels.placed(points, np.full(len(points), 5.0), names, (900, 1_000 * crowds), needed=range(4))
        )
        found.append(max(held))
    assert found[1] == found[3], "as many as in one crowd"
    assert [found[2][n].box for n in found[0]] == [label.box for label in found[0].values()]
    assert len(measured) == 60 * 50


def test_each_group_is_opened_by_one_in_it_and_its_map_has_all_its_ties():
    whole = scattered(60, seed=4)
    drawn, groups = gathered(map_of(whole), most=30), groups_of(whole, most=30)
    assert sorted(node.lead for node in drawn.nodes if node.lead) == sorted(groups)
    assert all(lead in group for lead, group in groups.items())
    alone = [node.name for node in drawn.nodes if not node.lead]
    everybody = [node.name for node in map_of(whole).nodes]
    assert sorted([*alone, *(name for group in groups.values() for name in group)]) == everybody
    rows = whole.data.to_pylist()
    for lead, group in groups.items():
        part = part_of(whole, group)
        assert part.data.to_pylist() == [r for r in rows if r["from"] in group and r["to"] in group]
        (called,) = [node.name for node in drawn.nodes if node.lead == lead]
        assert part.title == f"A finding: {called}"
    assert groups_of(whole, most=60) == {}


def test_those_who_are_tied_by_somebody_on_the_way_only_are_no_group():
    known = [("Ana", f"p{n}", 0.9, "way" if n < 1 else "", "", "Halden") for n in range(4)]
    whole = picture(*known, ("p1", "p2", 0.9, "", "Halden", "Halden"))
    assert groups_of(whole, most=3) == {"p1": ["p1", "p2"]}
    assert [node.people for node in gathered(map_of(whole), most=3).nodes] == [1, 1, 2, 1]


def tied(*pairs):
    """A map on which these know each other, the one as well as the other."""
    return picture(*((f"p{one:04}", f"p{other:04}", 0.5, "", "", "Halden") for one, other in pairs))


def names_on(whole):
    return {node.name for node in map_of(whole).nodes}


def opened(whole, most):
    """Everybody who is seen on a map or on that of a group, opened one after the other.

    Each group has to be drawn one by one or by half of what it was opened from at most.
    """
    groups, people = groups_of(whole, most), names_on(whole)
    if not groups:
        assert len(people) <= most or len(gathered(map_of(whole), most).nodes) == len(people)
        return people
    assert len({tuple(leads_of(part_of(whole, group))) for group in groups.values()}) == len(groups)
    found = {node.name for node in gathered(map_of(whole), most).nodes if not node.lead}
    for lead, group in groups.items():
        assert lead in group
        assert len(group) <= max(most, len(people) / 2)
        part = part_of(whole, group)
        assert names_on(part) == set(group), "all whose group it is are on its map"
        found |= opened(part, most)
    return found


@given(
    st.lists(st.tuples(st.integers(0, 10**4), st.integers(0, 60)), min_size=3, max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=60),
    st.integers(3, 12),
)
def test_everybody_is_seen_by_opening_groups_each_of_which_is_smaller_than_what_it_is_opened_from(
    grown, more, most
):
    """Each is tied to somebody before them, from a chain to a star; and some pairs besides."""
    tree = [(n, back % n if kind % 2 else 0) for n, (back, kind) in enumerate(grown, 1)]
    whole = tied(*{(max(p), min(p)) for p in [*tree, *more] if p[0] != p[1]})
    assert opened(whole, most) == names_on(whole)


def test_those_whom_one_colleague_knows_are_opened_in_parts_with_that_colleague():
    whole = tied(*((0, n) for n in range(1, 150)))
    assert opened(whole, most=100) == names_on(whole)
    groups = groups_of(whole, most=100)
    assert sorted(len(group) for group in groups.values()) == [52, 99]
    assert all("p0000" in group for group in groups.values())
    drawn = gathered(map_of(whole), most=100)
    assert [node.people for node in drawn.nodes if not node.lead] == [1]
    assert sum(node.people for node in drawn.nodes) == 150


def test_a_circle_in_which_all_know_each_other_is_opened_in_parts():
    whole = tied(*((a, b) for a in range(40) for b in range(a)))
    assert opened(whole, most=15) == names_on(whole)
    assert [len(group) for group in groups_of(whole, most=15).values()] == [14, 14, 14]


def leads(label, point, radius):
    """Whether the line of a name goes from the edge of its dot to its box, or there is none."""
    if label.line is None:
        return True
    begin, (x, y), (left, top, right, bottom) = label.line[:2], label.line[2:], label.box
    edge = np.linalg.norm(np.array(begin) - point) == pytest.approx(radius)
    return edge and left <= x <= right and top <= y <= bottom


def test_names_of_large_groups_side_by_side_keep_off_each_others_dots():
    """Three dots of hundreds of people close together, as those who know everybody are, and small ones."""
    points = np.array([(639.0, 419.0), (647.0, 474.0), (703.0, 446.0), (560.0, 400.0), (560.0, 480.0)])
    radii = np.array([26.0, 26.0, 28.0, 7.0, 7.0])
    names = dict(enumerate(["Kjaer Bygg and others, 239 people"] * 3))
    found = labels.placed(points, radii, names, (860, 700), needed=names)
    dots = labels.points_boxes(points, radii)
    assert all(
        gap(found[n].box, dots[m]) >= (8 if m in names else 0) for n in names for m in range(5) if m != n
    )
    assert all(leads(found[n], points[n], radii[n]) for n in names)


def gap(one, other):
    """How many pixels two boxes are apart, to the side or up; below 0 where they lie on each other."""
    return max(one[0] - other[2], other[0] - one[2], one[1] - other[3], other[1] - one[3])


@given(st.integers(2, 14), st.integers(0, 10**6))
def test_a_name_stands_nearer_to_its_own_dot_than_to_others_who_are_named_or_has_a_line_to_it(groups, seed):
    draw = np.random.default_rng(seed)
    points, radii = draw.uniform((300, 300), (600, 600), (groups, 2)), draw.uniform(5, 28, groups)
    names = {n: "x" * draw.integers(5, 25) for n in range(groups)}
    found = labels.placed(points, radii, names, (900, 900), needed=names)
    assert set(found) == set(names)
    dots = labels.points_boxes(points, radii)
    for n, label in found.items():
        others = [gap(label.box, dots[m]) for m in range(groups) if m != n]
        if label.line is None:
            assert gap(label.box, dots[n]) < min(others)
        else:
            begin, end = np.reshape(label.line, (2, 2))
            assert np.linalg.norm(end - begin) <= 120


def test_a_line_is_as_long_as_is_said_where_only_there_is_room():
    """One who is named in the middle of a block of small dots, at more and more of them."""
    lines = []
    for half in (40, 80, 100, 140):
        block = np.array([(x, y) for x in range(-half, half, 9) for y in range(-half, half, 9)], dtype=float)
        points = np.vstack([[300.0, 300.0], block[np.abs(block).max(axis=1) > 8] + 300.0])
        found = labels.placed(points, np.full(len(points), 5.0), {0: "Ana"}, (600, 600), needed={0})
        assert found[0].line is not None
        dots = labels.points_boxes(points[1:], np.full(len(points) - 1, 5.0))
        free = sum(gap(found[0].box, dot) < 0 for dot in dots) == 0
        lines.append((free, float(np.hypot(*np.subtract(found[0].line[2:], found[0].line[:2])))))
    assert [free for free, _ in lines] == [True, True, True, False]
    assert 100 - 5 <= lines[2][1] <= 120


@given(st.integers(2, 14), st.integers(0, 10**6))
def test_no_name_that_must_be_shown_lies_on_a_dot_where_there_is_room_within_reach(groups, seed):
    """Dots of all sizes below a strip that is free, wide enough for all who must be named."""
    draw = np.random.default_rng(seed)
    points, radii = draw.uniform((30, 70), (730, 150), (groups, 2)), draw.uniform(5, 28, groups)
    names = {n: "x" * draw.integers(5, 25) for n in range(groups)}
    found = labels.placed(points, radii, names, (760, 180), needed=range(2))
    dots = labels.points_boxes(points, radii)
    assert set(found) >= {0, 1}
    assert all(apart(a.box, b.box) for a, b in combinations(found.values(), 2))
    assert all(apart(label.box, dots[m]) for n, label in found.items() for m in range(groups) if m != n)
    assert all(leads(label, points[n], radii[n]) for n, label in found.items())
    for n, m in ((n, m) for n in found for m in found if n != m and found[n].line):
        begin, end = np.reshape(found[n].line, (2, 2))
        along = np.linspace(begin, end, 50)[1:-1]
        left, top, right, bottom = found[m].box
        inside = (along > (left, top)).all(axis=1) & (along < (right, bottom)).all(axis=1)
        assert not inside.any() or n > m, "a name was placed on the line of an earlier one"


def test_a_large_group_is_named_on_small_dots_rather_than_on_another_large_group():
    """Two large dots side by side and small ones all about: a name with no free place lies on small ones."""
    ring = [(x, y) for x in range(5, 420, 12) for y in (5, 23, 41, 59, 141, 159, 177, 195)]
    points = np.array([(150.0, 100.0), (230.0, 100.0), *ring])
    radii = np.array([30.0, 30.0, *[5.0] * len(ring)])
    names = {0: "Halden Maritime and others", 1: "Brenner"}
    found = labels.placed(points, radii, names, (420, 200), needed={0, 1})
    assert set(found) == {0, 1}
    assert apart(found[0].box, found[1].box)
    large = labels.points_boxes(points[:2], radii[:2])
    assert all(apart(found[n].box, tuple(large[1 - n])) for n in (0, 1))


def test_of_two_groups_the_strongest_tie_is_drawn():
    whole = map_of(picture(*(
        (f"{side}{i}", f"{side}{j}", 0.9, "", side, side) for side in "ab" for i in range(4) for j in range(i)
    ), ("a0", "b0", 0.1, "", "a", "b"), ("a1", "b1", 0.3, "", "a", "b")))  # fmt: skip
    drawn = gathered(whole, most=5)
    assert [node.name for node in drawn.nodes] == ["a, 4 people", "b, 4 people"]
    assert [k.strength for k in drawn.links] == [0.3]


@pytest.mark.parametrize(
    ("firms", "name", "colour"),
    [
        (("", "", "", ""), "us, 4 people", PAGE.accent),
        (("", "", "", "a"), "us and others, 4 people", PAGE.quiet),
        (("", "", "b", "a"), "a and others, 4 people", PAGE.quiet),
        (("a", "b", "a", "a"), "a and others, 4 people", PAGE.quiet),
    ],
)
def test_a_group_has_our_colour_only_where_all_of_it_are_us(firms, name, colour):
    whole = map_of(picture(*(
        (f"p{i}", f"p{j}", 0.9, "", firms[i], firms[j]) for i in range(4) for j in range(i)
    ), ("q", "r", 0.9, "", "", "")))  # fmt: skip
    node, _ = gathered(whole, most=4).nodes
    assert node.name == name
    assert _dot(node, 0, np.zeros(2), 5.0, [], PAGE).get("fill") == colour


def test_a_firm_called_us_is_not_taken_for_us():
    whole = map_of(picture(*(
        (f"a{i}", f"a{j}", 0.9, "", "us", "us") for i in range(4) for j in range(i)
    ), ("b", "c", 0.9, "", "", "")))  # fmt: skip
    node, _ = gathered(whole, most=4).nodes
    assert (node.name, node.firm) == ("us, 4 people", "us")
