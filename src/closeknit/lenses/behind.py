"""The rows behind a finding: their ids, how many there are, and the rule that chose them, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import ibis.expr.types as ir

from closeknit.answers import EVIDENCE_LIMIT, Evidence
from closeknit.lenses.seam import Question

Kind = Literal["activities", "cases", "parties"]
NUMBERS: dict[str, str] = {"activities": "activity_id", "cases": "case_id", "parties": "party_id"}


def behind(question: Question, table: Kind, rows: ir.Table, rule: str, *, newest: str = "") -> Evidence:
    """Evidence from an expression; by number, or the newest first where `newest` names a day column.

    The engine is asked once; a second time only to count what goes beyond EVIDENCE_LIMIT.
    """
    number = NUMBERS[table]
    order = [rows[newest].desc(), rows[number]] if newest else [rows[number]]
    cut = rows.order_by(order).limit(EVIDENCE_LIMIT + 1).select(number)
    ids = question.collect(cut)[number].to_pylist()
    total = len(ids)
    if total > EVIDENCE_LIMIT:
        total = question.collect(rows.aggregate(n=rows.count()))["n"][0].as_py()
    return Evidence(table, tuple(ids[:EVIDENCE_LIMIT]), total, rule)


def listed(table: Kind, ids: Sequence[int], rule: str) -> Evidence:
    """Evidence from ids that are here already."""
    return Evidence(table, tuple(ids[:EVIDENCE_LIMIT]), len(ids), rule)


def of_cases(question: Question, cases: ir.Table, kind: str) -> ir.Table:
    """Activities of one kind that belong to cases, such as their opening: party_id, day, activity_id."""
    acts = question.tables["activities"]
    acts = acts.filter(acts.kind == kind).select("case_id", "day", "activity_id")
    rows = cases.select("case_id", party_id="account_id").inner_join(acts, "case_id")
    return rows.select("party_id", "day", "activity_id").distinct()
