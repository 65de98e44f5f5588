"""Names on a map as a browser sets them: none lies on another."""

from __future__ import annotations

import pytest

from closeknit.reports.palette import PLAIN
from closeknit.reports.pictures import svg
from tests.reports.maps.ties_made import scattered

pytestmark = pytest.mark.slow

OVERLAPS = """() => {
  const boxes = [...document.querySelectorAll('text')].map((t) => t.getBoundingClientRect());
  return boxes.flatMap((p, i) => boxes.slice(i + 1).filter((q) =>
    Math.min(p.right, q.right) > Math.max(p.left, q.left) &&
    Math.min(p.bottom, q.bottom) > Math.max(p.top, q.top))).length;
}"""


@pytest.mark.parametrize("people", [8, 40, 120, 400, 1_000])
def test_no_name_overlaps_another(browser, people):
    page = browser.new_page(viewport={"width": 760, "height": 700})
    page.set_content(svg(scattered(people, seed=people), PLAIN))
    assert page.locator("text").count() >= min(people, 8)
    assert page.evaluate(OVERLAPS) == 0
    page.close()
