"""Answer pictures as Altair charts, and as SVG for pages and reports.

A notebook user gets a real Altair chart; pages get the SVG that vl-convert renders from the same
chart. Colours on pages are CSS variables, so one SVG serves light and dark. A map is
no chart: `maps` draws it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import lru_cache
from typing import Any, Literal
from xml.sax.saxutils import escape as written

import altair as alt
import pyarrow as pa
import pyarrow.types as types
import vl_convert
from markupsafe import escape

from closeknit.answers import Picture
from closeknit.reports.cells import number_text
from closeknit.reports.maps import NOBODY, Stood, map_svg
from closeknit.reports.palette import PAGE, PLAIN, Palette

Kind = Literal["quantitative", "nominal", "temporal"]
"""What Vega-Lite calls the kinds of columns."""

WIDTH, HEIGHT = 720, 260
POINTED_AT = 400
"""Rows of a line up to which each can be pointed at."""
MARKED = "at"
"""Column of where a mark stands."""
ROW = 22
"""Height of a horizontal bar with its gap."""
PHONE = 300
"""Pixels of a picture for narrow places, with its axes."""
NAME = 18
"""Height of a row's name where it stands above the row."""


def chart(
    picture: Picture, palette: Palette = PLAIN, *, titled: bool = True, width: int = WIDTH
) -> alt.LayerChart:
    """The picture as a chart: its layers, then the marks that the lens asked for. `width` in pixels."""
    layers = LAYERS[picture.kind](picture, palette)
    layers += [_mark(axis, value, label, palette) for axis, value, label in picture.marks]
    drawn = alt.LayerChart(layer=layers, width=width, height=_height(picture))
    if titled:
        drawn.title = _title(picture, palette)
    return _styled(drawn, palette)


def narrow_chart(picture: Picture, palette: Palette = PAGE) -> alt.LayerChart:
    """The same without its title, all of it within `PHONE`: names of rows stand above these, and the names of
    series below each other."""
    drawn = chart(picture, palette, titled=False, width=PHONE)
    drawn = drawn.properties(
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        padding={"left": 8, "right": 8, "top": 4, "bottom": 4},
    )
    drawn.config.legend.columns = 1
    drawn.config.legend.labelLimit = PHONE - 72
    return _names_above(drawn, picture) if _in_rows(picture) else drawn


def _names_above(drawn: alt.LayerChart, picture: Picture) -> alt.LayerChart:
    names = len(set(picture.data.column(picture.x).to_pylist()))
    high = ROW * int(picture.data.num_rows) / max(names, 1)
    gap = NAME / (high + NAME)
    above: alt.LayerChart = (
        drawn.properties(height=names * (high + NAME) + NAME)
        .configure_axisYDiscrete(
            labelAlign="left", labelPadding=0, labelOffset=-(high + NAME) / 2 + 2, labelLimit=PHONE - 48
        )
        .configure_scale(
            barBandPaddingInner=gap,
            bandPaddingOuter=gap,
            bandWithNestedOffsetPaddingInner=gap,
            bandWithNestedOffsetPaddingOuter=gap,
        )
    )
    return above


def svg(picture: Picture, palette: Palette = PAGE, *, width: int = WIDTH, stood: Stood = NOBODY) -> str:
    """The picture as SVG without its title, which pages set in their own type.

    stood: where people stood on the map as it was drawn last.
    """
    if picture.kind == "map":
        return map_svg(picture, palette, width=width, stood=stood)
    spec = chart(picture, palette, titled=False, width=width).to_json(indent=None)
    return _render(spec, _measured(picture))


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
    spec = narrow_chart(picture).to_json(indent=None)
    narrow = _named(_render(spec, _measured(picture)), picture)
    room = "whole" if width >= WIDTH else "half"
    wide = drawn(picture, width=width)
    return f'<div class="wide {room}">{wide}</div><div class="narrow {room}">{narrow}</div>'


def _named(drawn: str, picture: Picture) -> str:
    return drawn.replace("<svg ", f'<svg role="img" aria-label="{escape(picture.title)}" ', 1)


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
    return piece[1] + number_text(float(piece[2].replace("−", "-")))


def _measured(picture: Picture) -> tuple[str, ...]:
    """What the columns of numbers are called where a mark of the picture is described."""
    columns = {picture.x: picture.x_label, picture.y: picture.y_label, picture.high: ""}
    columns |= {picture.low: picture.y_label}
    numbers = {c: title for c, title in columns.items() if c and _kind(picture, c) == "quantitative"}
    return tuple(sorted({MARKED, *(title or column for column, title in numbers.items())}))


def _title(picture: Picture, palette: Palette) -> alt.TitleParams:
    return alt.TitleParams(
        picture.title,
        subtitle=picture.subtitle,
        anchor="start",
        color=palette.ink,
        subtitleColor=palette.quiet,
        fontSize=14,
        subtitleFontSize=12,
        offset=12,
    )


def _styled(layered: alt.LayerChart, palette: Palette) -> alt.LayerChart:
    styled: alt.LayerChart = (
        # Browsers' fonts run wider than the one vl-convert measures with: leave room for row names.
        layered.properties(background="transparent", padding={"left": 28, "right": 12, "top": 4, "bottom": 4})
        .configure(font="system-ui, sans-serif")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=palette.quiet,
            titleColor=palette.quiet,
            titleFontWeight="normal",
            gridColor=palette.line,
            domainColor=palette.line,
            tickColor=palette.line,
            labelFontSize=11.5,
            titleFontSize=11.5,
            labelLimit=240,
            tickCount=6,
        )
        .configure_legend(
            labelColor=palette.quiet,
            labelFontSize=11.5,
            titleColor=palette.quiet,
            orient="top",
            title=None,
            columnPadding=24,
        )
    )
    return styled


def _kind(picture: Picture, column: str) -> Kind:
    arrow = picture.data.schema.field(column).type
    if types.is_temporal(arrow):
        return "temporal"
    return "nominal" if types.is_string(arrow) or types.is_large_string(arrow) else "quantitative"


def _x(picture: Picture) -> alt.X:
    kind = _kind(picture, picture.x)
    axis = alt.Axis(grid=False, labelAngle=0, labelOverlap=True)
    sort: Any = list(picture.order) or None
    return alt.X(picture.x, type=kind, title=picture.x_label or None, axis=axis, sort=sort)


def _y(picture: Picture, column: str = "") -> alt.Y:
    return alt.Y(column or picture.y, type="quantitative", title=picture.y_label or None)


def _colour(picture: Picture, palette: Palette) -> Any:
    if not picture.series:
        return alt.value(palette.accent)
    order: Any = list(picture.order) or None
    return alt.Color(picture.series, type="nominal", sort=order, scale=alt.Scale(range=list(palette.series)))


def _in_rows(picture: Picture) -> bool:
    """Whether each row of the data is one of the picture."""
    return picture.kind == "forest" or (picture.kind == "bars" and _kind(picture, picture.x) == "nominal")


def _height(picture: Picture) -> int:
    return max(60, ROW * int(picture.data.num_rows)) if _in_rows(picture) else HEIGHT


def _values(picture: Picture) -> alt.Chart:
    data = picture.data
    decimals = [f.name for f in data.schema if types.is_decimal(f.type)]
    for name in decimals:
        at = data.schema.get_field_index(name)
        data = data.set_column(at, name, data.column(name).cast(pa.float64()))
    return alt.Chart(alt.InlineData(values=data.to_pylist() if not _dated(data) else _iso(data)))


def _dated(data: pa.Table) -> bool:
    return any(types.is_temporal(f.type) for f in data.schema)


def _iso(data: pa.Table) -> list[dict[str, Any]]:
    dated = {f.name for f in data.schema if types.is_temporal(f.type)}
    return [
        {k: v.isoformat() if k in dated and v is not None else v for k, v in row.items()}
        for row in data.to_pylist()
    ]


def _bars(picture: Picture, palette: Palette) -> list[Any]:
    """Horizontal bars in the order of the data, those of several series below each other; columns over time
    or numbers."""
    base = _values(picture)
    if _kind(picture, picture.x) != "nominal":
        return [base.mark_bar().encode(x=_x(picture), y=_y(picture), color=_colour(picture, palette))]
    row = alt.Y(picture.x, type="nominal", sort=None, title=None, axis=alt.Axis(ticks=False, domain=False))
    length = alt.X(picture.y, type="quantitative", title=picture.y_label or None)
    bars = base.mark_bar(height=12, cornerRadius=2).encode(y=row, x=length, color=_colour(picture, palette))
    if picture.series:
        bars = bars.encode(
            yOffset=alt.YOffset(picture.series, type="nominal", sort=list(picture.order) or None)
        )
    layers: list[Any] = [bars]
    if picture.low:
        span = alt.X(picture.low, type="quantitative", title=picture.y_label or None)
        layers.append(base.mark_rule(color=palette.ink).encode(y=row, x=span, x2=picture.high))
    return layers


def _forest(picture: Picture, palette: Palette) -> list[Any]:
    """A dot with its likely range on each row."""
    base = _values(picture)
    row = alt.Y(picture.x, type="nominal", sort=None, title=None, axis=alt.Axis(ticks=False, domain=False))
    label = picture.y_label or None
    colour = _colour(picture, palette)
    span = alt.X(picture.low, type="quantitative", title=label)
    spot = alt.X(picture.y, type="quantitative", title=label)
    return [
        base.mark_rule(strokeWidth=2).encode(y=row, x=span, x2=picture.high, color=colour),
        base.mark_point(filled=True, size=70, opacity=1).encode(y=row, x=spot, color=colour),
    ]


def _dots(picture: Picture, palette: Palette) -> list[Any]:
    marked = _values(picture).mark_point(filled=True, size=40, opacity=0.75)
    return [marked.encode(x=_x(picture), y=_y(picture), color=_colour(picture, palette))]


def _run(picture: Picture, palette: Palette, *, fill: bool, steps: bool) -> list[Any]:
    """A line over x, with its band where the picture has one, filled or in steps if asked."""
    base = _values(picture)
    curve: Any = "step-after" if steps else "linear"
    colour = _colour(picture, palette)
    layers: list[Any] = []
    if picture.low:
        band = base.mark_area(opacity=0.16, interpolate=curve)
        layers.append(band.encode(x=_x(picture), y=_y(picture, picture.low), y2=picture.high, color=colour))
    if fill:
        area = base.mark_area(opacity=0.12, interpolate=curve)
        layers.append(area.encode(x=_x(picture), y=_y(picture), color=colour))
    line = base.mark_line(strokeWidth=2, interpolate=curve)
    layers.append(line.encode(x=_x(picture), y=_y(picture), color=colour))
    if picture.data.num_rows <= POINTED_AT:
        # Unseen: pages say what stands at each, under the pointer and by arrow keys.
        points = base.mark_point(filled=True, size=40, opacity=1)
        layers.append(points.encode(x=_x(picture), y=_y(picture), color=alt.value("transparent")))
    return layers


def png(picture: Picture, *, width: int = WIDTH) -> bytes:
    """The picture as PNG with fixed colours, twice as many dots as pixels."""
    return bytes(vl_convert.svg_to_png(svg(picture, PLAIN, width=width), scale=2))


def _mark(axis: str, value: float, label: str, palette: Palette) -> Any:
    """A dashed line at a value with its label at its end, outside of what is drawn."""
    base = alt.Chart(alt.InlineData(values=[{MARKED: value, "label": label}]))
    where: dict[str, Any] = {axis: alt.X(f"{MARKED}:Q") if axis == "x" else alt.Y(f"{MARKED}:Q")}
    rule = base.mark_rule(color=palette.warn, strokeDash=[3, 3]).encode(**where)
    above, right = {"baseline": "bottom", "y": -3}, {"align": "left", "x": "width", "dx": 4}
    beside: dict[str, Any] = above if axis == "x" else right
    return rule + base.mark_text(color=palette.warn, fontSize=11, **beside).encode(text="label:N", **where)


LAYERS: dict[str, Callable[[Picture, Palette], list[Any]]] = {
    "bars": _bars,
    "forest": _forest,
    "dots": _dots,
    "line": lambda p, c: _run(p, c, fill=False, steps=False),
    "band": lambda p, c: _run(p, c, fill=False, steps=False),
    "area": lambda p, c: _run(p, c, fill=True, steps=False),
    "whale": lambda p, c: _run(p, c, fill=True, steps=False),
    "curve": lambda p, c: _run(p, c, fill=False, steps=True),
}
"""How each kind of picture is drawn."""
