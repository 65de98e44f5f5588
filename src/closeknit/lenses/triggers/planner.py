"""What can be found with this many decisions, and how many it takes for more: said before anybody waits."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from closeknit.answers import AnswerTable, Finding, ShownColumn, Verdict, wording
from closeknit.lenses.parts import Part
from closeknit.lenses.triggers.search import Found
from closeknit.methods.power import CHANCE, MOST, needed, power
from closeknit.methods.screening import FALSE_SHARE

SIZES = (2.0, 2.5, 3.0, 4.0, 6.0)
"""How many times as likely an event makes a decision, as planned for."""

SUREST = 0.99

USUAL_SHARE, USUAL_KINDS = 0.05, 20
"""Share of time within a window, and kinds asked about, where nothing was searched yet."""


def planner(found: Found) -> Part:
    """The chance to find triggers of several strengths, now and with more decisions."""
    if not found.decisions:
        return Part()
    share, level = _share(found), FALSE_SHARE / max(_asked(found), 1)
    rows = [
        {
            "times": size,
            "chance": min(power(found.decisions, share, size, level), SUREST),
            "needed": needed(share, size, level),
        }
        for size in SIZES
    ]
    return Part(findings=(_finding(found, rows, share),), tables=(_table(found, rows),))


def _asked(found: Found) -> int:
    if not found.screened:
        return len(found.history.kinds) or USUAL_KINDS
    return int(found.screened.questions.asks.sum()) or len(found.results)


def _share(found: Found) -> float:
    """The middle share of time that lies within the first window of a kind."""
    if not found.screened:
        return USUAL_SHARE
    shares = found.screened.sums.share[:, 0]
    inside = shares[(shares > 0) & (shares < 1)]
    return float(np.median(inside)) if len(inside) else USUAL_SHARE


def _finding(found: Found, rows: list[dict[str, float]], share: float) -> Finding:
    outcome = found.outcome
    return Finding(
        id=found.question.finding_id("triggers", "planner"),
        kind="planner",
        sentence=f"{_found_now(found, rows)}{_found_with_more(rows)}.",
        verdict=Verdict.COUNTED,
        n=found.decisions,
        n_what=outcome.nouns,
        values={"open_share": share, **{f"needed_for_{row['times']:g}": int(row["needed"]) for row in rows}},
    )


def _found_now(found: Found, rows: list[dict[str, float]]) -> str:
    outcome = found.outcome
    many = wording.count(found.decisions, outcome.noun, outcome.nouns)
    sure = next((row for row in rows if row["chance"] >= CHANCE), None)
    if sure is None:
        return f"With {many} even what makes {outcome.one} {SIZES[-1]:g} times as likely is easily missed"
    return f"With {many} most events are found that make {outcome.one} {sure['times']:g} times as likely"


def _found_with_more(rows: list[dict[str, float]]) -> str:
    """How many it takes for the next weaker ones."""
    weaker = [row for row in rows if row["chance"] < CHANCE and row["needed"] < MOST]
    if not weaker:
        return ""
    return f"; for {weaker[-1]['times']:g} times it takes about {weaker[-1]['needed']:,.0f}"


def _table(found: Found, rows: list[dict[str, float]]) -> AnswerTable:
    outcome = found.outcome
    columns = (
        ShownColumn("times", f"makes {outcome.one} … times as likely", kind="number"),
        ShownColumn("chance", f"found with {found.decisions:,}", kind="share"),
        ShownColumn("needed", f"{outcome.nouns} to find it 4 times in 5", kind="number"),
    )
    data = pa.table({c.name: [row[c.name] for row in rows] for c in columns})
    return AnswerTable("planner", "What can be found", columns, data)
