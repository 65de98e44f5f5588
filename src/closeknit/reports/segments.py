"""Segments in the terminal and as JSON: all of them, one with everybody in it, and who came and went."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from closeknit.answers import wording
from closeknit.briefings.segments import LATELY, Line, Member, Moved, Page, since
from closeknit.reports.jsonform import freshness_json, plain
from closeknit.reports.terminal import fresh_lines

BEGIN = 'No segment yet: closeknit segments add silent "customers who are gone silent"'
UNSEEN = "Nobody looked on that day: this is who would have been in it."
SHOWN = 20
"""Who is in a segment, in the terminal; all are in its JSON."""


def segments_view(lines: Sequence[Line]) -> RenderableType:
    """One row a segment."""
    if not lines:
        return Text(BEGIN)
    drawn = Table(box=None, pad_edge=False, header_style="dim")
    drawn.add_column("segment", overflow="fold")
    for label in ("in it", "came", "went"):
        drawn.add_column(label, justify="right", no_wrap=True)
    drawn.add_column("question", overflow="fold")
    for one in lines:
        counts = (f"{one.count:,}", f"{one.entered:,}", f"{one.left:,}")
        drawn.add_row(Text(one.name, "bold"), *counts, Text(one.question))
    return Group(drawn, Text(f"Came and went: within {LATELY} days.", "dim"))


def segment_view(page: Page, most: int = SHOWN) -> Group:
    """Who is in a segment, since when, and who left it lately."""
    count = wording.count(len(page.members), "is in it", "are in it")
    when = page.note or wording.day_text(page.day)
    parts: list[RenderableType] = [
        Text(f"{page.name}: {count}, {when}", "bold"),
        Text(page.question, "dim"),
        *([] if page.looked_at else [Text(UNSEEN, "dim")]),
    ]
    drawn = Table(box=None, pad_edge=False, header_style="dim")
    for label in ("name", "since"):
        drawn.add_column(label, overflow="fold")
    for one in page.members[:most]:
        drawn.add_row(Text(one.name), since_text(one))
    parts += [drawn] if page.members else []
    if len(page.members) > most:
        parts.append(Text(f"and {len(page.members) - most:,} more; --json gives all", "dim"))
    parts += [Text(f"left {wording.day_text(day)}: {one.name}", "dim") for one, day in page.left]
    return Group(*parts, *fresh_lines(page.freshness))


def since_text(member: Member) -> str:
    """Since when somebody is in it, as far as that is known."""
    return "" if member.entered is None else since(member.entered, member.at_start)


def moved_view(moved: Sequence[Moved], hindered: Sequence[str]) -> Group:
    """Who came and went, a line a segment and day."""
    return Group(*(Text(f"· {one.words}") for one in moved), *(Text(f"! {said}") for said in hindered))


def segments_json(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """The list as JSON."""
    return [
        {
            "name": one.name,
            "question": one.question,
            "things": one.things,
            "count": one.count,
            "entered_lately": one.entered,
            "left_lately": one.left,
            "looked_at": plain(one.seen_to),
        }
        for one in lines
    ]


def segment_json(page: Page) -> dict[str, Any]:
    """One segment as JSON."""
    return {
        "name": page.name,
        "question": page.question,
        "things": page.things,
        "as_of": page.day.isoformat(),
        "note": page.note,
        "looked_at": page.looked_at,
        "members": [_member(one) for one in page.members],
        "left": [{**_member(one), "left": day.isoformat()} for one, day in page.left],
        "freshness": [freshness_json(one) for one in page.freshness],
    }


def _member(one: Member) -> dict[str, Any]:
    return {
        "key": one.key,
        "name": one.name,
        "number": one.number,
        "entered": plain(one.entered),
        "or_before": one.at_start,
    }
