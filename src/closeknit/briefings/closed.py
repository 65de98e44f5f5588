"""What came to an end between us and one customer: deals, tickets, projects, contracts, the newest first."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from closeknit.answers import wording
from closeknit.engines.portable import remembered
from closeknit.lenses.seam import Question

KINDS = ("deal", "ticket", "project", "contract")
MOST = 40
"""Of one customer; earlier ones stand among what happened."""


@dataclass(frozen=True)
class ClosedMatter:
    """A deal won or lost, a ticket solved, a project or contract ended."""

    case_id: int
    kind: str
    name: str
    status: str
    """won, lost or closed."""
    since_day: int | None
    closed_day: int
    amount: float | None


def closed_matters(question: Question, account: int) -> tuple[ClosedMatter, ...]:
    """What came to an end by the day of the question."""
    newest = _newest(question.here("cases", account), question.as_of_day)
    rows = question.collect(newest).to_pylist()
    return tuple(
        ClosedMatter(
            row["case_id"],
            row["kind"],
            row["name"] or wording.case_number(row["case_key"]),
            row["status"] if row["status"] in ("won", "lost") else "closed",
            row["opened_day"],
            row["closed_day"],
            row["amount"],
        )
        for row in sorted(rows, key=lambda r: (-r["closed_day"], r["case_id"]))
    )


@remembered
def _newest(cases: ir.Table, today: int) -> ir.Table:
    mine = cases.filter(cases.kind.isin(KINDS), cases.closed_day <= today)
    newest = mine.order_by([ibis.desc("closed_day"), "case_id"]).limit(MOST)
    return newest.select(
        "case_id", "kind", "case_key", "name", "status", "opened_day", "closed_day",
        amount=newest.amount_base.cast("float64"),
    )  # fmt: skip
