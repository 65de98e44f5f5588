"""What lies behind a finding, and why entries are one, in the terminal and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from closeknit.answers import wording
from closeknit.briefings.why import Explanation as FindingWhy
from closeknit.briefings.why import Fact
from closeknit.day_numbers import day_to_date
from closeknit.identity.why import Doubt, Step
from closeknit.identity.why import Explanation as PartyWhy
from closeknit.reports.pairs import moves_view
from closeknit.reports.terminal import finding_view

KNOWN_SHOWN = 25
CELLS_SHOWN = 5


def why_view(explained: FindingWhy | PartyWhy) -> Group:
    """Draw either kind of explanation."""
    return finding_why(explained) if isinstance(explained, FindingWhy) else party_why(explained)


def finding_why(explained: FindingWhy) -> Group:
    """The finding, which facts were counted, and the first of them with file and line."""
    parts: list[RenderableType] = [finding_view(explained.finding), Text()]
    parts.append(Text(f"Counted: {explained.rule}", "dim"))
    for fact in explained.facts:
        parts += fact_view(fact, explained.currency)
    more = explained.total - len(explained.facts)
    if more > 0:
        parts.append(Text(f"… and {more:,} more (--rows {explained.total} shows all)", "dim"))
    return Group(*parts)


def fact_json(fact: Fact) -> dict[str, Any]:
    """One fact as plain values, its day as people and programs write it."""
    day = None if fact.day is None else day_to_date(fact.day).isoformat()
    return {**asdict(fact), "day": day, "cells": dict(fact.cells)}


def fact_view(fact: Fact, currency: str) -> list[RenderableType]:
    """One fact: when, who, what; under it where it was read."""
    when = wording.day_text(day_to_date(fact.day)) if fact.day is not None else ""
    numbers = wording.money(fact.amount, currency, exact=True) if fact.amount is not None else ""
    numbers += f"{fact.hours:g} hours" if fact.hours is not None else ""
    said = "  ".join(part for part in (when, fact.who, fact.text, numbers) if part)
    place = fact_place(fact)
    parts: list[RenderableType] = [Text(said)]
    if place:
        cells = ", ".join(f"{name} {value}" for name, value in fact.cells[:CELLS_SHOWN])
        parts.append(
            Padding(Text(f"{place}: {cells}", "dim", overflow="ellipsis", no_wrap=True), (0, 0, 0, 2))
        )
    return parts


def fact_place(fact: Fact) -> str:
    """File and line, or row where the file has gone."""
    if not fact.file:
        return fact.source
    if fact.line is not None:
        return f"{fact.file}:{fact.line}"
    return f"{fact.file}, row {fact.row}" if fact.row is not None else fact.file


def party_why(explained: PartyWhy) -> Group:
    """Who it is, what it is known by, the steps that joined these, and how to part them."""
    parts: list[RenderableType] = [Text(explained.name, style="bold")]
    parts.append(Text(f"known by {wording.count(len(explained.known), 'entry', 'entries')}", "dim"))
    for known in explained.known[:KNOWN_SHOWN]:
        name = f"  {known.name}" if known.name and known.name != explained.name else ""
        parts.append(Padding(Text(f"{known.said}{name}"), (0, 0, 0, 2)))
    if len(explained.known) > KNOWN_SHOWN:
        parts.append(Text(f"  … and {len(explained.known) - KNOWN_SHOWN:,} more", "dim"))
    if explained.steps:
        parts += [Text(), Text("Why we think they are the same", "bold")]
        for step in explained.steps[:KNOWN_SHOWN]:
            parts += step_view(step)
    parts += doubts("May be the same, a person should look", explained.open)
    parts += doubts("Looks alike, but is kept apart", explained.apart)
    return Group(*parts)


def step_view(step: Step) -> list[RenderableType]:
    """One join, how sure, and how to take it back."""
    said = Text(f"{step.sentence} ({wording.share(step.confidence)} sure) ")
    said.append(f"not so? closeknit undo {step.id}", "dim")
    drawn = [Padding(moves_view(step.moves), (0, 0, 0, 6))] if step.moves else []
    return [Padding(said, (0, 0, 0, 2)), *drawn]


def doubts(title: str, found: tuple[Doubt, ...]) -> list[RenderableType]:
    """Open questions about who is who."""
    if not found:
        return []
    return [Text(), Text(title, "bold"), *(Padding(Text(d.sentence), (0, 0, 0, 2)) for d in found)]


def why_json(explained: FindingWhy | PartyWhy) -> dict[str, Any]:
    """Either kind of explanation as plain values."""
    if isinstance(explained, PartyWhy):
        steps = [{"id": step.id, **asdict(step)} for step in explained.steps]
        return {"version": 1, **asdict(explained), "steps": steps}
    return {
        "version": 1,
        "finding": explained.finding.id,
        "sentence": explained.finding.sentence,
        "rule": explained.rule,
        "total": explained.total,
        "facts": [fact_json(f) for f in explained.facts],
    }
