"""Mail with one customer: the last conversations, who wrote last in each, and for how long nobody answered.

Mailboxes only; mail that other tools log has no conversation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import ibis.expr.types as ir

from closeknit.answers import Subject
from closeknit.briefings.taking_part import newest
from closeknit.engines.portable import remembered
from closeknit.lenses.people import names
from closeknit.lenses.seam import Question
from closeknit.sources.mail.threads import conversations

RECEIVED, SENT = "email.received", "email.sent"
MESSAGE, THREAD = "mid:", "thread:mail-"
"""What a message's address, and a conversation's key, begin with."""

RECENT = 400
"""Newest mails with a customer that are looked through."""

SHOWN = 5


@dataclass(frozen=True)
class Conversation:
    """A conversation by mail. Days are day numbers; `author` is who wrote last, where it was one of them."""

    subject: str
    mails: int
    last_day: int
    from_them: bool
    author: Subject | None


def mail_with(question: Question, account: int) -> tuple[Conversation, ...]:
    """The last conversations with a customer, the newest first."""
    rows = _mails(question, account)
    first = conversations({row["message"]: row["began"] for row in rows})
    together: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        together[first[row["message"]]].append(row)
    newest = list(together.values())[:SHOWN]
    authors = _authors(question, [mails[0]["activity_id"] for mails in newest])
    return tuple(_conversation(mails, authors) for mails in newest)


def _conversation(mails: Sequence[dict[str, Any]], authors: dict[int, Subject]) -> Conversation:
    last = mails[0]
    from_them = last["kind"] == RECEIVED
    author = authors.get(last["activity_id"]) if from_them else None
    return Conversation(mails[-1]["subject"] or "", len(mails), last["day"], from_them, author)


def _mails(question: Question, account: int) -> list[dict[str, Any]]:
    """The newest mails, newest first, with their own name and that of the one that began it."""
    rows = question.collect(_recent(question.here("activities", account))).to_pylist()
    threads = _threads(question, {row["case_id"] for row in rows} - {None})
    return [
        row
        | {
            "message": row["link"].removeprefix(MESSAGE),
            "began": threads.get(row["case_id"], row["link"].removeprefix(MESSAGE)).removeprefix(THREAD),
        }
        for row in rows
    ]


@remembered
def _recent(acts: ir.Table) -> ir.Table:
    mine = acts.filter(acts.kind.isin([RECEIVED, SENT]), acts.link.startswith(MESSAGE))
    return newest(mine, ("activity_id", "at", "day", "kind", "subject", "link", "case_id"), RECENT)


def _threads(question: Question, ids: Collection[int]) -> dict[int, str]:
    cases = question.having("cases", "case_id", ids).select("case_id", "case_key")
    rows = question.collect(cases).to_pylist() if ids else []
    return {row["case_id"]: row["case_key"] for row in rows}


def _authors(question: Question, activities: Sequence[int]) -> dict[int, Subject]:
    if not activities:
        return {}
    line = question.having("timeline", "activity_id", activities)
    wrote = line.filter(line.role == "sender")
    rows = question.collect(wrote.select("activity_id", "party_id").distinct()).to_pylist()
    named = names(question, {row["party_id"] for row in rows})
    return {row["activity_id"]: named.subject(row["party_id"]) for row in rows}
