"""Answer pictures as SVG for pages and reports, and as PNG.

vl-convert renders the chart that a notebook shows. Colours on pages are CSS variables, so one SVG serves
light and dark.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from xml.sax.saxutils import escape as written

import altair as alt
import vl_convert
from markupsafe import escape

from closeknit.answers import Picture, wording
from closeknit.reports.charts import MARKED, WIDTH, chart, kind_of, narrow_chart
from closeknit.reports.maps import NOBODY, Stood, map_svg
from closeknit.reports.palette import PAGE, PLAIN, Palette


def svg(picture: Picture, palette: Palette = PAGE, *, width: int = WIDTH, stood: Stood = NOBODY) -> str:
    """The picture as SVG without its title, which pages set in their own type.

    stood: where people stood on the map as it was drawn last.
    """
    if picture.kind == "map":
        return map_svg(picture, palette, width=width, stood=stood)
    return _render(_spec(chart(picture, palette, titled=False, width=width)), _measured(picture))


def drawn(picture: Picture, palette: Palette = PAGE, *, width: int = WIDTH, stood: Stood = NOBODY) -> str:
    """The picture as SVG with a text that screen readers say; as `svg`."""
    return _named(svg(picture, palette, width=width, stood=stood), picture)


def drawn_for_pages(picture: Picture, *, width: int = WIDTH) -> str:
    """The picture twice, of which the style sheet shows the one that its place has room for.

    Made smaller, the wide one could not be read, and moved sideways it begins with names, not with what was
    found. A map is drawn once: it is there to be moved.
    """
    if picture.kind == "map":
        return drawn(picture, width=width)
    narrow = _named(_render(_spec(narrow_chart(picture)), _measured(picture)), picture)
    room = "whole" if width >= WIDTH else "half"
    wide = drawn(picture, width=width)
    return f'<div class="wide {room}">{wide}</div><div class="narrow {room}">{narrow}</div>'


def png(picture: Picture, *, width: int = WIDTH) -> bytes:
    """The picture as PNG with fixed colours, twice as many dots as pixels."""
    return bytes(vl_convert.svg_to_png(svg(picture, PLAIN, width=width), scale=2))


def _named(drawn: str, picture: Picture) -> str:
    return drawn.replace("<svg ", f'<svg role="img" aria-label="{escape(picture.title)}" ', 1)


def _spec(drawn: alt.LayerChart) -> str:
    """What a chart is in Vega-Lite's words. Charts of ours are as its schema has them, which tests hold; to
    look again each time takes as long as to draw."""
    return str(drawn.to_json(indent=None, validate=False))


@lru_cache(maxsize=256)
def _render(spec: str, measured: tuple[str, ...]) -> str:
    return heard(slim(str(vl_convert.vegalite_to_svg(spec))), measured)


TAG = re.compile(r"<[a-z][^>]*>")
PLACE = re.compile(r' (?:transform|d|x|y|x2|y2|width|height)="[^"]*"')
SAID = re.compile(r'aria-label="[^"]*"')
LONG_NUMBER = re.compile(r"-?\d+(?:\.\d{3,}(?:e[-+]?\d+)?|(?:\.\d+)?e[-+]?\d+)")


def slim(drawn: str) -> str:
    """The same picture in fewer bytes: places to a hundredth of a pixel, nothing said that holds anyway."""
    return TAG.sub(lambda tag: PLACE.sub(_rounded, tag[0].replace(' opacity="1"', "")), drawn)


def _rounded(place: re.Match[str]) -> str:
    return LONG_NUMBER.sub(lambda one: f"{round(float(one[0]), 2) + 0.0:g}", place[0])


def heard(drawn: str, measured: Collection[str]) -> str:
    """The same picture with numbers said as they read in tables, where Vega says twelve digits of each.

    measured: what numbers are said of, as axes name it; a name that looks like a number is none.
    """
    names = "|".join(re.escape(written(name, {'"': "&quot;"})) for name in measured)
    number = r"[-−]?\d+(?:\.\d+)?(?:e[-+−]?\d+)?"
    piece = re.compile(rf'((?:"|; )(?:{names}): )({number})(?=[";])')
    return SAID.sub(lambda said: piece.sub(_read_out, said[0]), drawn)


def _read_out(piece: re.Match[str]) -> str:
    return piece[1] + wording.number(float(piece[2].replace("−", "-")))


def _measured(picture: Picture) -> tuple[str, ...]:
    """What the columns of numbers are called where a mark of the picture is described."""
    columns = {picture.x: picture.x_label, picture.y: picture.y_label, picture.high: ""}
    columns |= {picture.low: picture.y_label}
    numbers = {c: title for c, title in columns.items() if c and kind_of(picture, c) == "quantitative"}
    return tuple(sorted({MARKED, *(title or column for column, title in numbers.items())}))
