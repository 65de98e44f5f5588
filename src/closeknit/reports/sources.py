"""What the list of sources looks like in the terminal and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from closeknit.answers import wording

if TYPE_CHECKING:
    from closeknit.briefings.sources import KnownFile, LoadedFile, Sources

VERSION = 1
"""Grows when a key of the JSON changes its meaning or goes."""


def sources_view(sources: Sources) -> Group:
    """What this folder has, below what can be read."""
    tools = len({one.tool for one in sources.known})
    count = f"{wording.count(len(sources.known), 'export')} of {wording.count(tools, 'tool')} are known."
    return Group(
        known_view(sources.known),
        Text(f"\n{count} Any other table goes in by a mapping of your own: closeknit load FILE", "dim"),
        Text(),
        *loaded_view(sources.loaded),
    )


def known_view(files: Sequence[KnownFile]) -> Table:
    """One row an export; a tool is named once."""
    drawn = Table(box=None, pad_edge=False, header_style="dim")
    drawn.add_column("tool", no_wrap=True)
    drawn.add_column("file", overflow="fold", min_width=14)
    drawn.add_column("how to get it", overflow="fold")
    drawn.add_column("how sure", overflow="fold", min_width=14)
    before = ""
    for one in files:
        drawn.add_row(*map(Text, ("" if one.tool == before else one.tool, one.file, one.get, one.standing)))
        before = one.tool
    return drawn


def loaded_view(files: Sequence[LoadedFile]) -> list[RenderableType]:
    """What this folder has and how fresh it is."""
    if not files:
        return [Text("Nothing is loaded here yet. Load a folder of exports: closeknit load ~/exports")]
    drawn = Table(box=None, pad_edge=False, header_style="dim")
    drawn.add_column("in this folder", overflow="fold", min_width=20)
    for label in ("files", "lines", "aside"):
        drawn.add_column(label, justify="right", no_wrap=True)
    for label in ("loaded", "newest in it", "age"):
        drawn.add_column(label, no_wrap=True)
    for one in files:
        newest = str(one.newest) if one.newest else "no dates"
        cells = (one.title, f"{one.files:,}", f"{one.rows:,}", f"{one.set_aside:,}", str(one.loaded), newest)
        drawn.add_row(*map(Text, (*cells, age(one.days_old))))
    return [drawn]


def age(days: int | None) -> str:
    """How old the newest line is, in words."""
    if days is None:
        return ""
    if days <= 0:
        return "today" if days == 0 else "ahead of today"
    return wording.span(days)


def sources_json(sources: Sources) -> str:
    """The same as JSON, dates as texts."""
    return json.dumps({"version": VERSION, **asdict(sources)}, ensure_ascii=False, indent=2, default=str)
