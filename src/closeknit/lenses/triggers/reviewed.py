"""What people remember who were there: events before purchases against events before none, matched.

Memory is kinder to purchases than to days on which nothing happened, so nothing here is ever more than
suggestive, and every sentence says where it is from.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isinf

import numpy as np
import pyarrow as pa

from closeknit.answers import AnswerTable, Estimate, Finding, ShownColumn, Verdict, wording
from closeknit.lenses.behind import listed
from closeknit.lenses.parts import Part, not_enough
from closeknit.lenses.seam import Question
from closeknit.methods.fdr import q_values
from closeknit.methods.matched import Matched, matched_odds

LEAST_TELLING = 6
"""Pairs that differ, below which no odds could be more than luck."""

Q = 0.10

RECALL = (
    "Looking back, people find reasons for what did happen more easily than for what did not. What is from "
    "memory is a hint where to look, not a proof; keep writing such events down from now on."
)


@dataclass(frozen=True)
class Remembered:
    """One event: how often buyers and the others had it, the matched odds, and how long before, in days."""

    event: str
    buyers: int
    others: int
    pairs: int
    odds: Matched
    q: float
    lags: tuple[int, ...]


def reviewed(question: Question) -> Part:
    """Matched odds of every event that a filled-in sheet speaks of."""
    table = question.tables.get("reviews")
    if table is None:
        return Part()
    rows = question.collect(table.order_by(["decision_id", "pair", "account_id", "event"])).to_pylist()
    if not rows:
        return Part()
    found = remembered(rows)
    if not found:
        return Part(findings=(_nothing(question, len({(r["decision_id"], r["pair"]) for r in rows})),))
    people = sorted({r["account_id"] for r in rows})
    return Part(
        findings=tuple(_finding(question, one, people) for one in found),
        tables=(_table(found),),
        assumptions=(RECALL,),
    )


def remembered(rows: list[dict[str, object]]) -> list[Remembered]:
    """Of each event, over pairs in which both sides are known; the surest first."""
    sides: dict[str, dict[tuple[object, object], list[dict[str, object]]]] = {}
    for row in _told_last(rows):
        if row["happened"] is not None:
            pair = (row["decision_id"], row["pair"])
            sides.setdefault(str(row["event"]), {}).setdefault(pair, []).append(row)
    made = []
    for event, pairs in sides.items():
        whole = [p for p in pairs.values() if {bool(r["bought"]) for r in p} == {True, False}]
        if whole:
            made.append(_one(event, whole))
    q = q_values(np.array([m.odds.p for m in made]))
    ranked = [Remembered(m.event, m.buyers, m.others, m.pairs, m.odds, float(each), m.lags)
              for m, each in zip(made, q, strict=True)]  # fmt: skip
    return sorted(ranked, key=lambda m: (m.odds.p, -m.odds.telling, m.event))


def _told_last(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """Each answer once: a sheet filled in further and read again tells of the same accounts and days.

    The newest reading counts, with its own pairs.
    """
    newest: dict[tuple[object, ...], int] = {}
    for row in rows:
        newest[_about(row)] = max(_reading(row), newest.get(_about(row), 0))
    return [row for row in rows if _reading(row) == newest[_about(row)]]


def _about(row: dict[str, object]) -> tuple[object, ...]:
    return row["event"], row["account_id"], row["day"], row["bought"]


def _reading(row: dict[str, object]) -> int:
    return int(str(row["decision_id"]).removeprefix("d-"))


def _one(event: str, pairs: list[list[dict[str, object]]]) -> Remembered:
    sets, buyers, others, lags = [], 0, 0, []
    for rows in pairs:
        buyer = next(r for r in rows if r["bought"])
        rest = [bool(r["happened"]) for r in rows if not r["bought"]]
        sets.append((bool(buyer["happened"]), rest))
        buyers += int(bool(buyer["happened"]))
        others += sum(rest)
        if buyer["happened"] and buyer["happened_day"] is not None:
            lags.append(int(str(buyer["day"])) - int(str(buyer["happened_day"])))
    return Remembered(event, buyers, others, len(pairs), matched_odds(sets), 1.0, tuple(lags))


def _nothing(question: Question, pairs: int) -> Finding:
    return not_enough(
        question.finding_id("triggers", "remembered"),
        "remembered",
        f"The sheet that was read has no pair with both sides filled in ({wording.count(pairs, 'pair')}).",
        n_what="pairs",
        needed="the other side of the pairs that are half filled in",
    )


def _finding(question: Question, one: Remembered, people: list[int]) -> Finding:
    enough = one.odds.telling >= LEAST_TELLING
    hint = enough and one.q <= Q
    return Finding(
        id=question.finding_id("triggers", "remembered", one.event),
        kind="remembered",
        sentence=_sentence(one, enough=enough, hint=hint),
        verdict=Verdict.SUGGESTIVE if hint else Verdict.NO_EVIDENCE if enough else Verdict.NOT_ENOUGH_DATA,
        n=one.pairs,
        n_what="pairs",
        estimate=Estimate(
            _shown(one.odds.odds), "times the odds", round(one.odds.low, 2), _shown(one.odds.high)
        )
        if enough and not isinf(one.odds.odds)
        else None,
        evidence=listed("parties", people, "on the sheet that was filled in"),
        needed=""
        if enough
        else f"about {LEAST_TELLING - one.odds.telling} more pairs in which only one side had it",
        values={
            "event": one.event,
            "odds": None if isinf(one.odds.odds) else round(one.odds.odds, 3),
            "low": round(one.odds.low, 3),
            "high": None if isinf(one.odds.high) else round(one.odds.high, 3),
            "q": round(one.q, 4),
            "pairs": one.pairs,
        },
    )


def _shown(value: float) -> float:
    return inf if isinf(value) else round(value, 2)


def _sentence(one: Remembered, *, enough: bool, hint: bool) -> str:
    start = (
        f"From memory: “{one.event}” within half a year before {one.buyers:,} of {one.pairs:,} purchases, "
        f"and before {one.others:,} of {one.pairs:,} comparable days without one"
    )
    if not enough:
        return f"{start}: too few to tell from luck."
    size = "far oftener" if isinf(one.odds.odds) else f"{one.odds.odds:.1f} times the odds"
    top = "upwards" if isinf(one.odds.high) else f"to {one.odds.high:.1f}"
    said = f"{start}: {size} (likely {one.odds.low:.1f} {top})"
    said += f", usually {wording.span(float(np.median(one.lags)))} before" if hint and one.lags else ""
    return f"{said}." if hint else f"{said}; that may be luck."


def _table(found: list[Remembered]) -> AnswerTable:
    data = pa.table(
        {
            "event": [f.event for f in found],
            "buyers": pa.array([f.buyers for f in found], pa.int64()),
            "others": pa.array([f.others for f in found], pa.int64()),
            "pairs": pa.array([f.pairs for f in found], pa.int64()),
            "odds": pa.array([None if isinf(f.odds.odds) else f.odds.odds for f in found], pa.float64()),
            "low": [f.odds.low for f in found],
            "high": pa.array([None if isinf(f.odds.high) else f.odds.high for f in found], pa.float64()),
        }
    )
    columns = (
        ShownColumn("event", "remembered"),
        ShownColumn("buyers", "before purchases", kind="number"),
        ShownColumn("others", "before none", kind="number"),
        ShownColumn("pairs", "pairs", kind="number"),
        ShownColumn("odds", "times the odds", kind="number"),
        ShownColumn("low", "likely from", kind="number"),
        ShownColumn("high", "to", kind="number"),
    )
    return AnswerTable("remembered", "What people remember", columns, data, RECALL)
