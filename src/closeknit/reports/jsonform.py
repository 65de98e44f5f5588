"""An Answer as JSON: a documented form with a version, the same for commands, pages and programs.

Fields are only ever added within a version. `FIELDS` is the reference; a test holds output to it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from closeknit.answers import Action, Answer, AnswerTable, Estimate, Finding, Freshness, Picture, Subject
from closeknit.day_numbers import day_to_date

VERSION = 1

FIELDS: dict[str, str] = {
    "version": "version of this form, now 1",
    "question": "short name of the question, as typed after `ask`",
    "asked": "the question as a person would ask it",
    "headline": "the answer in one sentence",
    "as_of": "the day the answer is for",
    "as_of_note": "said when that is not today",
    "business": "name of the business, or empty for plain tables",
    "currency": "base currency of all sums",
    "options": "the options used, defaults included",
    "book_version": "state of the loaded data",
    "question_version": "version of the method",
    "findings[].id": "stable name; `closeknit why ID` shows what lies behind it",
    "findings[].kind": "what sort of finding it is",
    "findings[].sentence": "the finding in one sentence",
    "findings[].verdict": "established, suggestive, no evidence, not enough data or counted; on events also "
    "we may be the cause, after-effect, same day, known late, always on, recorded after the purchase, "
    "recorded for buyers only, recorded for customers only, one import day",
    "findings[].n": "how many things it rests on",
    "findings[].n_what": "which things",
    "findings[].estimate": "a number with its likely range, or null",
    "findings[].estimate.value": "the number",
    "findings[].estimate.unit": "currency code, days, customers, share, hours …",
    "findings[].estimate.low": "lower end of the likely range",
    "findings[].estimate.high": "upper end of the likely range",
    "findings[].estimate.level": "how likely the range holds the truth, 0..1",
    "findings[].estimate.money": "at stake, gained by acting, or empty",
    "findings[].subjects[]": "who it is about: name and key",
    "findings[].needed": "how much more data it takes, when there is not enough",
    "findings[].values": "further named numbers of the finding",
    "findings[].evidence": "how many rows lie behind it and the rule that chose them",
    "tables[].name": "short name of the table",
    "tables[].title": "title",
    "tables[].note": "what to know when reading it",
    "tables[].columns[]": "name, label, unit and kind of each column; words: for states, how each reads",
    "tables[].rows[]": "one object a row, by column name",
    "pictures[]": "name, title, subtitle and kind of each picture with its rows",
    "actions[].subject": "who to turn to: name and key",
    "actions[].kind": "late, lapsed, unpaid, unanswered …",
    "actions[].reason": "why",
    "actions[].first_line": "a suggested first line",
    "actions[].minutes": "how long it takes",
    "actions[].at_stake": "money at stake with its range, or null",
    "actions[].owner": "who of us looks after it, or null",
    "actions[].contact": "whom to speak with, or null",
    "actions[].finding_id": "the finding it comes from",
    "actions[].obligation": "true when it is owed rather than chosen",
    "assumptions[]": "what was assumed",
    "left_out[]": "what was left out, and why",
    "freshness[]": "source, newest day, its age in days, rows read and set aside",
}
"""Every field of the form, with its meaning."""


def answer_json(answer: Answer, *, most: int | None = None) -> dict[str, Any]:
    """The answer as plain Python values, ready for `json.dumps`; `most`: rows of each table and picture."""
    return {
        "version": VERSION,
        "question": answer.lens,
        "asked": answer.question,
        "headline": answer.headline,
        "as_of": answer.as_of.isoformat(),
        "as_of_note": answer.as_of_note,
        "business": answer.business,
        "currency": answer.currency,
        "options": {k: plain(v) for k, v in answer.options.items()},
        "book_version": answer.book_version,
        "question_version": answer.lens_version,
        "findings": [_finding(f) for f in answer.findings],
        "tables": [_table(t, most) for t in answer.tables],
        "pictures": [picture_json(p, most) for p in answer.pictures],
        "actions": [action_json(a) for a in answer.actions],
        "assumptions": list(answer.assumptions),
        "left_out": list(answer.left_out),
        "freshness": [freshness_json(f) for f in answer.freshness],
    }


def dumps(value: Any) -> str:
    """JSON text, indented, with the characters people write."""
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)


def iso(number: int | None) -> str | None:
    """A day number as ISO text."""
    return None if number is None else day_to_date(number).isoformat()


def plain(value: Any) -> Any:
    """A cell as a JSON value: days as ISO text, decimals as numbers, NaN and infinity as null."""
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value


def rows(table: AnswerTable, most: int | None = None) -> Iterator[dict[str, Any]]:
    """The first rows of an answer's table, or all, as plain values, in the order of its shown columns."""
    names = [c.name for c in table.columns]
    for row in table.data.select(names).slice(0, most).to_pylist():
        yield {name: plain(row[name]) for name in names}


def action_json(action: Action) -> dict[str, Any]:
    """One action as plain values."""
    return {
        "subject": subject_json(action.subject),
        "kind": action.kind,
        "reason": action.reason,
        "first_line": action.first_line,
        "minutes": action.minutes,
        "at_stake": estimate_json(action.at_stake),
        "owner": subject_json(action.owner),
        "contact": subject_json(action.contact),
        "finding_id": action.finding_id,
        "obligation": action.obligation,
    }


def subject_json(subject: Subject | None) -> dict[str, Any] | None:
    """Who, as plain values."""
    return None if subject is None else {"name": subject.name, "key": subject.key}


def estimate_json(estimate: Estimate | None) -> dict[str, Any] | None:
    """A number with its range, as plain values."""
    if estimate is None:
        return None
    return {
        "value": plain(estimate.value),
        "unit": estimate.unit,
        "low": plain(estimate.low),
        "high": plain(estimate.high),
        "level": estimate.level,
        "money": estimate.money,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.id,
        "kind": finding.kind,
        "sentence": finding.sentence,
        "verdict": finding.verdict.value,
        "n": finding.n,
        "n_what": finding.n_what,
        "estimate": estimate_json(finding.estimate),
        "subjects": [subject_json(s) for s in finding.subjects],
        "needed": finding.needed,
        "values": {k: plain(v) for k, v in finding.values.items()},
        "evidence": {"rows": finding.evidence.total, "rule": finding.evidence.rule},
    }


def _table(table: AnswerTable, most: int | None) -> dict[str, Any]:
    return {
        "name": table.name,
        "title": table.title,
        "note": table.note,
        "columns": [
            {"name": c.name, "label": c.label, "unit": c.unit, "kind": c.kind, "words": dict(c.words)}
            for c in table.columns
        ],
        "rows": list(rows(table, most)),
    }


def picture_json(picture: Picture, most: int | None = None) -> dict[str, Any]:
    """One picture as plain values, with the first rows it is drawn from, or all."""
    return {
        "name": picture.name,
        "title": picture.title,
        "subtitle": picture.subtitle,
        "kind": picture.kind,
        "rows": [{k: plain(v) for k, v in row.items()} for row in picture.data.slice(0, most).to_pylist()],
    }


def freshness_json(fresh: Freshness) -> dict[str, Any]:
    """How new a source is."""
    return {
        "source": fresh.source,
        "newest": plain(fresh.newest),
        "days_old": fresh.days_old,
        "rows": fresh.rows,
        "set_aside": fresh.set_aside,
    }
