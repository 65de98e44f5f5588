"""What people decided: the row that a decision becomes, checked. It wins for ever, until another undoes it.

What a decision does to who is who stands in `identity`; keeping the row, in `writing`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from closeknit.errors import LedgerError, did_you_mean

DECISION_KINDS = (
    "same", "different", "undo", "role", "correction", "note", "campaign", "review", "one purchase",
    "own purchases", "turned",
)  # fmt: skip


TURNED = "turned"
"""What somebody said of a customer on today's list."""
NOTE = "note"
"""What somebody wrote about a customer or person."""
PASSING = (TURNED, NOTE)
"""Kinds that no table follows from."""
CORRECTION = "correction"
"""What somebody says is true of a customer or person, whatever files say."""


@dataclass(frozen=True)
class Decision:
    """A decision to be kept. `keys_a` and `keys_b` are texts `kind:value`."""

    kind: str
    keys_a: tuple[str, ...] = ()
    keys_b: tuple[str, ...] = ()
    value: str | None = None
    by: str = ""
    undoes: str | None = None


def decision_row(decision: Decision, kept: pa.Table, *, now: datetime) -> dict[str, object]:
    """The row of a new decision, numbered after those kept; LedgerError when it cannot stand."""
    _check_kind(decision)
    if decision.kind == "undo":
        _check_undo(decision, kept)
    number = 1 + max((int(name[2:]) for name in kept["decision_id"].to_pylist()), default=0)
    return {
        "decision_id": f"d-{number:04}",
        "kind": decision.kind,
        "keys_a": list(decision.keys_a),
        "keys_b": list(decision.keys_b),
        "value": decision.value,
        "by": decision.by,
        "at": now,
        "undoes": decision.undoes,
    }


def _check_kind(decision: Decision) -> None:
    if decision.kind not in DECISION_KINDS:
        raise LedgerError(
            f'there is no decision "{decision.kind}" (there are: {", ".join(DECISION_KINDS)})',
            remedy=did_you_mean(decision.kind, DECISION_KINDS),
            about=decision.kind,
        )
    if decision.kind in ("same", "different") and not (decision.keys_a and decision.keys_b):
        raise LedgerError(
            f'"{decision.kind}" needs two sides, each with at least one e-mail, number or name',
            about=decision.kind,
        )
    if decision.kind == "one purchase" and len(decision.keys_a) < 2:
        raise LedgerError("one purchase takes at least two invoices or orders", about=decision.kind)
    if decision.kind == "own purchases" and not decision.keys_a:
        raise LedgerError("own purchases takes at least one invoice or order", about=decision.kind)
    whom = decision.keys_a or (decision.kind == "campaign" and decision.keys_b)
    about = ("role", CORRECTION, NOTE, "campaign", "review", TURNED)
    if decision.kind in about and not (whom and decision.value):
        raise LedgerError(f'"{decision.kind}" needs whom it is about, and what', about=decision.kind)


def _check_undo(decision: Decision, kept: pa.Table) -> None:
    names: Sequence[str] = kept["decision_id"].to_pylist()
    if decision.undoes not in names:
        raise LedgerError(
            f'there is no decision "{decision.undoes}" to take back',
            remedy=f"The newest ones: {', '.join(names[-5:])}" if names else "Nothing was decided yet.",
            about=str(decision.undoes),
        )
    if decision.undoes in kept["undoes"].to_pylist():
        raise LedgerError(f"{decision.undoes} was taken back already", about=str(decision.undoes))


def passing(kept: pa.Table) -> int:
    """How many decisions, and undoings of such, no table follows from."""
    rows = kept.to_pylist()
    said = {row["decision_id"] for row in rows if row["kind"] in PASSING}
    for row in rows:
        if row["undoes"] in said:
            said.add(row["decision_id"])
    return len(said)
