"""Names on a map as a browser sets them: none is wider than the room kept for it, none lies on another."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from closeknit.reports.maps.drawing import _name
from closeknit.reports.maps.labels import EDGE, Label
from closeknit.reports.maps.letters import SCRIPTS, SINGLE, held, wide
from closeknit.reports.palette import PLAIN
from closeknit.reports.pictures import svg
from tests.reports.maps.ties_made import NAMES, of_all_scripts, scattered

pytestmark = pytest.mark.slow

OVERLAPS = """() => {
  const boxes = [...document.querySelectorAll('text')].map((t) => t.getBoundingClientRect());
  return boxes.flatMap((p, i) => boxes.slice(i + 1).filter((q) =>
    Math.min(p.right, q.right) > Math.max(p.left, q.left) &&
    Math.min(p.bottom, q.bottom) > Math.max(p.top, q.top))).length;
}"""
LETTERS = sorted(
    {*SINGLE, *(chr(n) for first, last, *_ in SCRIPTS for n in range(ord(first), ord(last) + 1))}
    - set(" \t\n\r")
)


def measured(browser, texts, *, bold):
    """Of these texts as names on a map, in pixels: how wide they are, and where they begin and end."""
    root = ElementTree.Element("svg", xmlns="http://www.w3.org/2000/svg")
    for text in texts:
        label = Label(text, 0.0, 12.0, "start", (0.0, 0.0, 0.0, 16.0))
        root.append(_name(label, 0, PLAIN, bold=bold))
    page = browser.new_page()
    page.set_content(ElementTree.tostring(root, encoding="unicode"))
    found = page.evaluate(
        """[...document.querySelectorAll('text')].map((t) => [t, t.getBBox()]).map(([t, box]) =>
          [t.getComputedTextLength(), box.x, box.x + box.width])"""
    )
    page.close()
    return dict(zip(texts, found, strict=True))


def over(found, *, bold):
    """What is wider than the room kept for it, or reaches over its edges."""
    rooms = {text: wide(text, bold=bold) for text in found}
    return {
        text: (rooms[text], is_wide, left, right)
        for text, (is_wide, left, right) in found.items()
        if is_wide > rooms[text] + 0.1 or left < -EDGE or right > rooms[text] + EDGE
    }


@pytest.mark.parametrize("bold", [False, True])
def test_no_name_of_any_script_is_wider_than_the_room_kept_for_it(browser, bold):
    found = measured(browser, NAMES, bold=bold)
    assert over(found, bold=bold) == {}
    filled = {text for text, (is_wide, *_) in found.items() if abs(is_wide - wide(text, bold=bold)) < 0.1}
    assert filled >= set(filter(held, NAMES))
    assert 10 < len(filled) < len(NAMES) / 2


@pytest.mark.parametrize("bold", [False, True])
def test_no_letter_whose_width_is_told_is_wider(browser, bold):
    found = measured(browser, LETTERS, bold=bold)
    assert len(found) > 1_000
    assert over(found, bold=bold) == {}


def test_room_kept_for_plain_names_is_not_half_as_much_again_as_they_take(browser):
    names = ["Wilhelmina Abernathy-Johnson", "Søren Kjær", "Екатерина Щукина", "Dana Reyes"]
    found = measured(browser, names, bold=False)
    assert {text: w for text, (w, *_) in found.items() if wide(text) > 1.5 * w} == {}


@pytest.mark.parametrize("made", [scattered, of_all_scripts])
@pytest.mark.parametrize("people", [8, 40, 120, 400, 1_000, 1_200])
def test_no_name_overlaps_another(browser, people, made):
    page = browser.new_page(viewport={"width": 760, "height": 700})
    page.set_content(svg(made(people, seed=people), PLAIN))
    assert page.locator("text").count() >= min(people, 8)
    assert page.evaluate(OVERLAPS) == 0
    page.close()
