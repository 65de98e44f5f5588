"""Answer pictures as Altair charts: what a notebook shows, and what pages and reports are rendered from.

A chart for narrow places is laid out anew, not made smaller. A map is no chart: `maps` draws it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import altair as alt
import pyarrow as pa
import pyarrow.types as types

from closeknit.answers import Picture
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
    drawn.autosize = alt.AutoSizeParams(type="fit-x", contains="padding")
    drawn.padding = {"left": 8, "right": 8, "top": 4, "bottom": 4}
    drawn.config.legend.columns = 1
    drawn.config.legend.labelLimit = PHONE - 72
    return _names_above(drawn, picture) if _in_rows(picture) else drawn


def _names_above(drawn: alt.LayerChart, picture: Picture) -> alt.LayerChart:
    names = len(set(picture.data.column(picture.x).to_pylist()))
    high = ROW * int(picture.data.num_rows) / max(names, 1)
    gap = NAME / (high + NAME)
    drawn.height = names * (high + NAME) + NAME
    drawn.config.axisYDiscrete = alt.AxisConfig(
        labelAlign="left", labelPadding=0, labelOffset=-(high + NAME) / 2 + 2, labelLimit=PHONE - 48
    )
    drawn.config.scale = alt.ScaleConfig(
        barBandPaddingInner=gap,
        bandPaddingOuter=gap,
        bandWithNestedOffsetPaddingInner=gap,
        bandWithNestedOffsetPaddingOuter=gap,
    )
    return drawn


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
    # What configure_… of Altair gives is a copy of all layers and their data each time.
    layered.background = "transparent"
    # Browsers' fonts run wider than the one vl-convert measures with: leave room for row names.
    layered.padding = {"left": 28, "right": 12, "top": 4, "bottom": 4}
    layered.config = alt.Config(
        font="system-ui, sans-serif",
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(
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
        ),
        legend=alt.LegendConfig(
            labelColor=palette.quiet,
            labelFontSize=11.5,
            titleColor=palette.quiet,
            orient="top",
            title=None,
            columnPadding=24,
        ),
    )
    return layered


def kind_of(picture: Picture, column: str) -> Kind:
    """What a column is to Vega-Lite."""
    arrow = picture.data.schema.field(column).type
    if types.is_temporal(arrow):
        return "temporal"
    return "nominal" if types.is_string(arrow) or types.is_large_string(arrow) else "quantitative"


def _x(picture: Picture) -> alt.X:
    kind = kind_of(picture, picture.x)
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
    return picture.kind == "forest" or (picture.kind == "bars" and kind_of(picture, picture.x) == "nominal")


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
    if kind_of(picture, picture.x) != "nominal":
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
