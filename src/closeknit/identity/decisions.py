"""What people decided about who is who: which keys are one party, which are not, and what was taken back.

A decision wins over every rule, for ever, until another takes it back. Of two decisions on the very
same keys the newer holds; decisions that contradict each other in a roundabout way cannot both hold,
so they are refused, by name. Keeping decisions is the ledger's matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from closeknit.errors import DecisionsDisagree


@dataclass(frozen=True)
class Verdict:
    """One decision that holds: `one` and `other` are the keys of its two sides."""

    decision_id: str
    same: bool
    one: frozenset[str]
    other: frozenset[str]
    by: str = ""
    at: datetime | None = None
    value: str = ""
    """What was noted of the question that this answers, as JSON; empty where nobody was asked."""

    @property
    def keys(self) -> frozenset[str]:
        """All keys it speaks of."""
        return self.one | self.other


def verdicts(decisions: pa.Table) -> tuple[Verdict, ...]:
    """The decisions `same` and `different` that hold, in order of their keys.

    Raises:
        DecisionsDisagree: some of them contradict each other; the message names all of them.
    """
    # By number, not by the clock, which may have been set back between two of them.
    rows = sorted(decisions.to_pylist(), key=lambda row: (len(row["decision_id"]), row["decision_id"]))
    gone = taken_back(rows)
    newest: dict[frozenset[frozenset[str]], Verdict] = {}
    for row in rows:
        if row["decision_id"] not in gone and row["kind"] in ("same", "different"):
            verdict = _verdict(row)
            newest[frozenset((verdict.one, verdict.other))] = verdict
    holding = sorted(newest.values(), key=lambda v: (sorted(v.one), sorted(v.other)))
    _check(holding)
    return tuple(holding)


def taken_back(rows: Sequence[dict[str, Any]]) -> frozenset[str]:
    """Ids of decisions that were undone. Rows stand oldest first; an undo can be undone in turn."""
    gone: set[str] = set()
    for row in reversed(rows):
        if row["kind"] == "undo" and row["decision_id"] not in gone and row["undoes"]:
            gone.add(row["undoes"])
    return frozenset(gone)


def _verdict(row: dict[str, Any]) -> Verdict:
    one, other = sorted((frozenset(row["keys_a"] or ()), frozenset(row["keys_b"] or ())), key=sorted)
    return Verdict(
        row["decision_id"], row["kind"] == "same", one, other, row["by"] or "", row["at"], row["value"] or ""
    )


def _check(holding: Sequence[Verdict]) -> None:
    """Refuse a `different` whose two sides are one by the `same`s, naming the chain that joins them."""
    joining = [v for v in holding if v.same]
    for verdict in holding:
        if verdict.same:
            continue
        for start in sorted(verdict.one):
            chain = _chain(start, verdict.other, joining)
            if chain is not None:
                raise _disagreement(verdict, start, chain)


def _chain(start: str, goals: frozenset[str], joining: Sequence[Verdict]) -> tuple[Verdict, ...] | None:
    """The shortest chain of `same` from a key to one of the goals; empty when it is one itself."""
    ways: dict[str, tuple[Verdict, ...]] = {start: ()}
    waiting = [start]
    for key in waiting:
        if key in goals:
            return ways[key]
        for verdict in joining:
            if key in verdict.keys:
                fresh = sorted(verdict.keys - ways.keys())
                ways |= dict.fromkeys(fresh, (*ways[key], verdict))
                waiting += fresh
    return None


def _disagreement(verdict: Verdict, start: str, chain: Sequence[Verdict]) -> DecisionsDisagree:
    if not chain:
        return DecisionsDisagree(
            f"{verdict.decision_id} says that {start} is not itself",
            remedy=f"Take it back: closeknit undo {verdict.decision_id}",
            about=verdict.decision_id,
        )
    same = " and ".join(v.decision_id for v in chain)
    newest = max(chain[-1], verdict, key=_newer).decision_id
    return DecisionsDisagree(
        f"decisions contradict each other: by {same}, {', '.join(sorted(verdict.one))} and "
        f"{', '.join(sorted(verdict.other))} are the same; by {verdict.decision_id} they are not",
        remedy=f"Take one of them back, such as: closeknit undo {newest}",
        about=verdict.decision_id,
    )


def _newer(verdict: Verdict) -> tuple[int, str]:
    return len(verdict.decision_id), verdict.decision_id
