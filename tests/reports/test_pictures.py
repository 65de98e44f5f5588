"""Pictures are clean SVG, drawn for wide and for narrow places."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from closeknit.answers import Picture
from closeknit.reports.charts import LAYERS, PHONE, chart, narrow_chart
from closeknit.reports.pictures import drawn, drawn_for_pages, slim, svg

NAMED = pa.table({"x": ["Okafor Foods", "Zed"], "y": [19.0, 8.0], "low": [15.0, 6.0], "high": [25.0, 9.0]})
DATED = NAMED.set_column(0, "x", pa.array([date(2026, 1, 1), date(2026, 2, 1)]))
PICTURE = Picture("p", "A finding", "a measure, n = 2", "bars", NAMED, "x", "y", low="low", high="high")


@pytest.mark.parametrize("kind", sorted(LAYERS))
def test_every_kind_draws_svg_without_inline_style_and_with_page_colours(kind):
    data = NAMED if kind in ("bars", "forest") else DATED
    picture = replace(PICTURE, kind=kind, data=data, marks=(("y", 10.0, "target"),))
    for one in (chart(picture, titled=False), narrow_chart(picture)):
        assert one.to_dict(), "as the schema of Vega-Lite has it, or altair refuses"
    drawn = svg(picture)
    assert drawn.startswith("<svg")
    assert "style=" not in drawn
    assert "var(--" in drawn


def test_places_are_told_to_a_hundredth_of_a_pixel_and_what_people_read_stays():
    drawn = '<g><path transform="translate(152.88888888888889,-1.2e-15)" d="M3.1625,0A3,3" opacity="1"/>'
    drawn += '<text x="0.666666" opacity="0.75" aria-label="share: 1.234567">x d="1.23456"</text></g>'
    slimmer = '<g><path transform="translate(152.89,0)" d="M3.16,0A3,3"/>'
    slimmer += '<text x="0.67" opacity="0.75" aria-label="share: 1.234567">x d="1.23456"</text></g>'
    assert slim(drawn) == slimmer
    assert slim(slimmer) == slimmer


def test_row_names_and_their_values_can_be_heard():
    assert "Okafor Foods" in svg(PICTURE)
    assert "aria-label" in svg(PICTURE)


def test_numbers_are_said_as_they_read_in_tables_and_names_as_they_are():
    rows = {"x": ["2.123456", "Zed"], "y": [34567.123456, -0.0081234567], "high": [40000.0, 0.00912345]}
    picture = replace(PICTURE, data=pa.table(rows | {"low": [1e-7, -1.5]}), marks=(("x", 10.123456, "is"),))
    said = re.findall(r'aria-label="([^"]*)"', svg(replace(picture, y_label='a "share", %')))
    for one in (
        "a &quot;share&quot;, %: 34,567.1; x: 2.123456",
        "a &quot;share&quot;, %: −0.0081; x: Zed",
        "a &quot;share&quot;, %: 0; x: 2.123456; high: 40,000",
        "a &quot;share&quot;, %: −1.50; x: Zed; high: 0.0091",
        "at: 10.1; label: is",
    ):
        assert one in said
    assert not [one for one in said if re.search(r"\d\.\d{5}", one.replace("2.123456", ""))]


def test_decimals_are_drawn_as_numbers():
    data = pa.table({"x": ["a"], "y": pa.array([Decimal("12.5")], pa.decimal128(18, 4))})
    assert "<svg" in svg(Picture("p", "t", "s", "bars", data, "x", "y"))


@pytest.mark.parametrize("kind", sorted(LAYERS))
def test_for_narrow_places_every_kind_is_drawn_within_them_however_long_names_are(kind):
    rows = {
        "x": ["a name so long that nobody could see more than it " * 2, "Zed"],
        "s": ["lately " * 20, "b"],
    }
    long = NAMED.set_column(0, "x", pa.array(rows["x"])).append_column("s", pa.array(rows["s"]))
    data = long if kind in ("bars", "forest") else long.set_column(0, "x", DATED.column("x"))
    picture = replace(PICTURE, kind=kind, data=data, series="s", marks=(("y", 10.0, "target"),))
    wide, _, narrow = drawn_for_pages(picture).partition('<div class="narrow whole">')
    assert int(re.search(r'width="(\d+)"', narrow)[1]) == PHONE
    assert drawn(picture) in wide


def test_in_narrow_places_names_begin_at_the_edge_and_stand_above_their_rows():
    forest = drawn_for_pages(replace(PICTURE, kind="forest"), width=430)
    narrow = forest.partition('<div class="narrow half">')[2]
    place = r'transform="translate\(([-\d.]+),([-\d.]+)\)"'
    dot = re.search('aria-label="y: 19; x: Okafor Foods"[^>]*' + place, narrow)
    name = re.search(place + "[^>]*>Okafor Foods<", narrow)
    assert float(name[1]) == 0
    assert 6 < float(dot[2]) - float(name[2]) < 22


def test_a_map_is_drawn_once_for_wide_and_narrow_places():
    rows = {"one": ["Ana"], "other": ["Tom"], "strength": [0.5], "part": ["way"], "from_firm": [""]}
    ties = pa.table(rows | {"to_firm": ["Halden"]})
    picture = Picture("m", "t", "s", "map", ties, "one", "other", series="part")
    assert drawn_for_pages(picture) == drawn(picture)
