"""The colours of pictures, by the part they play: fixed ones, and those of pages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """The colours of a chart, by the part they play."""

    ink: str
    quiet: str
    line: str
    accent: str
    warn: str
    series: tuple[str, ...]


PLAIN = Palette(
    ink="#1d2433",
    quiet="#5b6579",
    line="#d9dee8",
    accent="#3a5bd9",
    warn="#b4560b",
    series=("#3a5bd9", "#b4560b", "#1a7f5a", "#7c4fc4", "#b3346c", "#1f7a8c"),
)
"""For notebooks, where no style sheet is at hand."""

PAGE = Palette(
    ink="var(--ink)",
    quiet="var(--quiet)",
    line="var(--line)",
    accent="var(--accent)",
    warn="var(--warn)",
    series=tuple(f"var(--series-{n})" for n in range(1, 7)),
)
"""For pages and reports: `style.css` gives the variables their light and dark values."""
