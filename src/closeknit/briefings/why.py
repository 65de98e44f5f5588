"""What lies behind a finding: the facts it counts, each with the file and line it was read from.

Where lines stand is known to what was loaded; it comes in as a function, so that this stays a pure step
from ids to rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from closeknit.answers import Answer, Finding, wording
from closeknit.answers.happenings import label
from closeknit.errors import UnknownFinding, did_you_mean
from closeknit.lenses.seam import Question

Origins = Callable[[Sequence[int]], pa.Table]
"""From record ids to where they stand: record_id, file, line, ordinal, names and raw of each."""

ROWS = 20


@dataclass(frozen=True)
class Fact:
    """One fact behind a finding, and where it was read."""

    text: str
    who: str
    day: int | None
    amount: float | None
    hours: float | None
    source: str
    """Source and stream, such as xero/invoices."""
    record_id: int | None = None
    file: str = ""
    line: int | None = None
    """Line of the file, from 1; None where the file has gone."""
    row: int | None = None
    """Which row of the file, from 1."""
    cells: tuple[tuple[str, str], ...] = ()
    """The row as it was read: column and text, empty cells left out."""


@dataclass(frozen=True)
class Explanation:
    """A finding with what lies behind it."""

    finding: Finding
    question: str
    rule: str
    """Which facts were counted, in words."""
    facts: tuple[Fact, ...]
    total: int
    assumptions: tuple[str, ...]
    currency: str = "EUR"


def why(
    question: Question,
    answers: Sequence[Answer],
    finding_id: str,
    *,
    origins: Origins | None = None,
    rows: int = ROWS,
) -> Explanation:
    """The first `rows` facts behind a finding of these answers.

    Raises:
        UnknownFinding: none of the answers has a finding of that name.
    """
    answer, finding = finding_named(answers, finding_id)
    evidence = finding.evidence
    found = READERS[evidence.table](question, list(evidence.ids[:rows]))
    return Explanation(
        finding=finding,
        question=answer.question,
        rule=evidence.rule,
        facts=tuple(placed(found, origins)),
        total=max(evidence.total, len(evidence.ids)),
        assumptions=answer.assumptions,
        currency=answer.currency,
    )


def finding_named(answers: Sequence[Answer], finding_id: str) -> tuple[Answer, Finding]:
    """The answer and its finding of that name.

    Raises:
        UnknownFinding: there is none; the message names the nearest.
    """
    known = {f.id: (a, f) for a in answers for f in a.findings}
    if finding_id not in known:
        raise UnknownFinding(
            f'there is no finding "{finding_id}" among the answers kept',
            remedy=did_you_mean(finding_id, known)
            or "Every answer names its findings: closeknit ask clients.",
            about=finding_id,
        )
    return known[finding_id]


def activity_facts(question: Question, ids: list[int]) -> list[Fact]:
    """What these activities say, in the order given."""
    wanted = question.having("activities", "activity_id", ids).select(
        "activity_id",
        "record_id",
        "kind",
        "account_id",
        "day",
        "amount_base",
        "hours",
        "subject",
        "stream_id",
    )
    rows = _in_order(question.collect(wanted).to_pylist(), "activity_id", ids)
    names = _names(question, {r["account_id"] for r in rows})
    return [
        Fact(
            text=f"{label(r['kind'])}: {r['subject']}" if r["subject"] else label(r["kind"]),
            who=names.get(r["account_id"], ""),
            day=r["day"],
            amount=_number(r["amount_base"]),
            hours=_number(r["hours"]),
            source=r["stream_id"],
            record_id=r["record_id"],
        )
        for r in rows
    ]


def _cases(question: Question, ids: list[int]) -> list[Fact]:
    wanted = question.having("cases", "case_id", ids)
    rows = _in_order(question.collect(wanted).to_pylist(), "case_id", ids)
    names = _names(question, {r["account_id"] for r in rows})
    return [
        Fact(
            text=_case_text(r),
            who=names.get(r["account_id"], ""),
            day=r["opened_day"] if r["opened_day"] is not None else r["due_day"],
            amount=_number(r["open_base"] if r["status"] == "open" and r["open_base"] else r["amount_base"]),
            hours=None,
            source=r["stream_id"],
            record_id=r["record_id"],
        )
        for r in rows
    ]


def _case_text(row: dict[str, Any]) -> str:
    """`deal won: Portal`; the number of one without a name."""
    what = f"{row['kind']} {row['status'] or ''}".strip()
    return f"{what}: {row['name'] or wording.case_number(row['case_key'])}"


def _attributes(question: Question, ids: list[int]) -> list[Fact]:
    """Attributes are named by the record that states them."""
    attributes = question.tables["attributes"]
    wanted = attributes.filter(attributes.record_id.isin(ids))
    rows = _in_order(question.collect(wanted).to_pylist(), "record_id", ids)
    names = _names(question, {r["party_id"] for r in rows})
    return [
        Fact(
            text=f"{r['name']}: {r['value']}",
            who=names.get(r["party_id"], ""),
            day=r["since_day"],
            amount=None,
            hours=None,
            source=r["stream_id"],
            record_id=r["record_id"],
        )
        for r in rows
    ]


def _parties(question: Question, ids: list[int]) -> list[Fact]:
    wanted = question.having("parties", "party_id", ids)
    rows = _in_order(question.collect(wanted).to_pylist(), "party_id", ids)
    told = _told_of(question, ids)
    return [
        Fact(r["kind"], r["name"], r["last_day"], None, None, *told.get(r["party_id"], ("", None)))
        for r in rows
    ]


def _told_of(question: Question, ids: list[int]) -> dict[int, tuple[str, int]]:
    """For each party the line that tells of it: source and record of an attribute shown now."""
    attributes = question.tables["attributes"]
    shown = attributes.filter(attributes.party_id.isin(ids) & attributes.newest & (attributes.record_id > 0))
    first = shown.group_by("party_id", "stream_id").agg(record_id=shown.record_id.min())
    rows = sorted(
        question.collect(first).to_pylist(), key=lambda r: (r["stream_id"], r["record_id"]), reverse=True
    )
    return {r["party_id"]: (r["stream_id"], r["record_id"]) for r in rows}


READERS: Mapping[str, Callable[[Question, list[int]], list[Fact]]] = {
    "activities": activity_facts,
    "cases": _cases,
    "attributes": _attributes,
    "parties": _parties,
}
"""How each kind of evidence is read."""


def _in_order(rows: list[dict[str, Any]], column: str, ids: list[int]) -> list[dict[str, Any]]:
    place = {number: n for n, number in enumerate(ids)}
    return sorted(rows, key=lambda r: place[r[column]])


def _names(question: Question, ids: set[int]) -> dict[int, str]:
    found = question.collect(question.having("parties", "party_id", ids).select("party_id", "name"))
    return dict(zip(found["party_id"].to_pylist(), found["name"].to_pylist(), strict=True))


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def placed(facts: list[Fact], origins: Origins | None) -> list[Fact]:
    """The facts with file, line and cells, where somebody knows them."""
    wanted = list(dict.fromkeys(f.record_id for f in facts if f.record_id is not None))
    if origins is None or not wanted:
        return facts
    known = {row["record_id"]: row for row in origins(wanted).to_pylist()}
    return [_place(f, known[f.record_id]) if f.record_id in known else f for f in facts]


def _place(fact: Fact, row: Mapping[str, Any]) -> Fact:
    cells = zip(row.get("names") or (), row.get("raw") or (), strict=False)
    return replace(
        fact,
        file=row.get("file") or "",
        line=row.get("line"),
        row=row.get("ordinal"),
        cells=tuple((name, text) for name, text in cells if text),
    )
