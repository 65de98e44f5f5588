"""How much each kind does inside every segment: a table, and a finding only where it surely differs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from closeknit.answers import TIMES_COLUMNS, AnswerTable, Finding, ShownColumn, Verdict, wording
from closeknit.answers.happenings import label
from closeknit.lenses.parts import Part
from closeknit.lenses.triggers.sentences import quoted, times
from closeknit.lenses.triggers.sizes import PAIRS_Q, Sized
from closeknit.methods.by_segment import BySegment, Inside
from closeknit.methods.fdr import q_values
from closeknit.methods.screening import FALSE_SHARE

COLUMNS = (
    ShownColumn("kind", "", kind="id"),
    ShownColumn("event", "event"),
    ShownColumn("segment", "segment"),
    ShownColumn("verdict", "what can be said"),
    *TIMES_COLUMNS,
    ShownColumn("n", "purchases then", kind="number"),
    ShownColumn("q_differs", "", kind="id"),
)

NOTE = (
    "In the weeks that count after the event. Sizes are drawn towards the common one by as much as the "
    "scatter among segments advises; where nothing shows that they differ, all are nearly the same."
)


def within_segments(asked: Sequence[Sized]) -> Part:
    """Sizes by segment of the kinds that are sure, and which of them surely differ."""
    split = [(one, by) for one in asked for by in one.sizes.by_segment]
    if not split:
        return Part()
    q = q_values(np.array([by.p for _, by in split]))
    every = [
        (one, by, inside, float(chance))
        for (one, by), chance in zip(split, q, strict=True)
        for inside in by.inside
    ]
    sure = q_values(np.array([inside.p for _, _, inside, _ in every])) <= FALSE_SHARE
    rows = [_row(*each, bool(yes)) for each, yes in zip(every, sure, strict=True)]
    numbers = dict.fromkeys(("lift", "low", "high", "q_differs"), pa.float64())
    data = pa.table({c.name: pa.array([r[c.name] for r in rows], numbers.get(c.name)) for c in COLUMNS})
    differ = tuple(
        _differs(one, by, float(chance))
        for (one, by), chance in zip(split, q, strict=True)
        if chance <= PAIRS_Q
    )
    return Part(findings=differ, tables=(AnswerTable("by_segment", _title(split), COLUMNS, data, NOTE),))


def _title(split: Sequence[tuple[Sized, BySegment]]) -> str:
    asked = str(split[0][0].found.question.options.get("segment") or "segment")
    return f"How much it does by {asked}"


def verdict(inside: Inside, sure: bool) -> Verdict:
    """What may be said of one segment; sure: held against all kinds and segments that are asked about."""
    if np.isnan(inside.times):
        return Verdict.NOT_ENOUGH_DATA
    if sure and inside.low > 1:
        return Verdict.ESTABLISHED
    return Verdict.SUGGESTIVE if inside.times > 1 else Verdict.NO_EVIDENCE


def _row(one: Sized, by: BySegment, inside: Inside, q: float, sure: bool) -> dict[str, object]:
    sizes = {"lift": inside.times, "low": inside.low, "high": inside.high}
    return {
        "kind": by.kind,
        "event": label(by.kind),
        "segment": _name(one, inside),
        "verdict": verdict(inside, sure).value,
        **{name: None if np.isnan(value) else round(value, 2) for name, value in sizes.items()},
        "n": inside.purchases,
        "q_differs": q,
    }


def _name(one: Sized, inside: Inside) -> str:
    return one.sizes.segments[inside.segment]


def _differs(one: Sized, by: BySegment, q: float) -> Finding:
    told = [inside for inside in by.inside if not np.isnan(inside.times)]
    most, least = max(told, key=lambda i: i.times), min(told, key=lambda i: i.times)
    outcome = one.found.outcome
    return Finding(
        id=one.found.question.finding_id("triggers", "by_segment", by.kind),
        kind="by_segment",
        sentence=f"What {quoted(by.kind)} does differs between segments: {_said(one, most)} in "
        f"“{_name(one, most)}”, {_said(one, least)} in “{_name(one, least)}”.",
        verdict=Verdict.ESTABLISHED,
        n=sum(inside.purchases for inside in by.inside),
        n_what=outcome.nouns,
        values={"event": by.kind, "q": q, "segments": wording.listing([_name(one, i) for i in told], 20)},
    )


def _said(one: Sized, inside: Inside) -> str:
    return (
        f"{one.found.outcome.who.lower()} {one.found.outcome.done} {times(inside.times)} times as often "
        f"(likely between {times(inside.low)} and {times(inside.high)})"
    )
