"""Mail with one customer: the last conversations, who wrote last in each, and for how long nobody answered.

Mailboxes only; mail that other tools log has no conversation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from closeknit.answers import Subject
from closeknit.lenses.people import people
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
    acts, cases = question.tables["activities"], question.tables["cases"]
    mine = acts.filter(
        acts.account_id == account, acts.kind.isin([RECEIVED, SENT]), acts.link.startswith(MESSAGE)
    )
    threads = cases.select(of_case="case_id", thread="case_key")
    named = mine.left_join(threads, mine.case_id == threads.of_case)
    wanted = named.select("activity_id", "at", "day", "kind", "subject", "link", "thread")
    newest = wanted.order_by([wanted["at"].desc(), wanted.activity_id]).limit(RECENT)
    return [
        row
        | {
            "message": row["link"].removeprefix(MESSAGE),
            "began": (row["thread"] or row["link"].removeprefix(MESSAGE)).removeprefix(THREAD),
        }
        for row in question.collect(newest).to_pylist()
    ]


def _authors(question: Question, activities: Sequence[int]) -> dict[int, Subject]:
    if not activities:
        return {}
    line = question.tables["timeline"]
    wrote = line.filter(line.activity_id.isin(sorted(activities)), line.role == "sender")
    rows = question.collect(wrote.select("activity_id", "party_id").distinct()).to_pylist()
    named = people(question, {row["party_id"] for row in rows})
    return {row["activity_id"]: named.subject(row["party_id"]) for row in rows}
