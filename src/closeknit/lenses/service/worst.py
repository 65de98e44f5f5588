"""The longest waits for a first answer, each with how many tickets were quicker."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import pyarrow as pa

from closeknit.answers import AnswerTable, Finding, ShownColumn, Verdict, wording
from closeknit.day_numbers import day_to_date
from closeknit.lenses.behind import listed
from closeknit.lenses.parts import Part
from closeknit.lenses.people import People
from closeknit.lenses.seam import Question
from closeknit.lenses.service.tickets import Tickets
from closeknit.lenses.service.unanswered import Waiting, ticket_rows
from closeknit.methods.kaplan_meier import Curve

WORST = 10


def slowest_answers(question: Question, found: Tickets) -> list[Waiting]:
    """The longest waits for a first answer among recent tickets, answered or not."""
    rows = found.recent
    rows = rows.filter(rows.tells_replies, rows.is_open | rows.replied.notnull())
    until = ibis.coalesce(rows.replied, rows.watched_until)
    rows = rows.select(
        "case_id", "name", "account_id", "person", "opened_day",
        minutes=(until - rows.opened).cast("float64") / 60.0, answered=rows.replied.notnull(),
    )  # fmt: skip
    slowest = rows.order_by([rows.minutes.desc(), rows.case_id]).limit(WORST)
    return ticket_rows(question, slowest)


def worst_waits(question: Question, slowest: Sequence[Waiting], curve: Curve, people: People) -> Part:
    """The sentence and table on the longest waits: each with how many tickets were quicker."""
    if not slowest or not curve.n:
        return Part()
    worst_one = slowest[0]
    who = people.subject(worst_one.account_id).name if worst_one.account_id else "a customer nobody knows"
    long, whose = wording.duration(worst_one.minutes), ", ".join(filter(None, [who, worst_one.quoted]))
    begins, than = "The longest wait for a first answer was", "slower than"
    if not worst_one.answered:
        begins, than = "The longest wait for a first answer goes on, so far", "already slower than"
    sentence = f"{begins} {long} ({whose}), {than} {wording.share(_quicker(curve, worst_one))} of tickets."
    finding = Finding(
        id=question.finding_id("service", "worst"),
        kind="worst",
        sentence=sentence,
        verdict=Verdict.COUNTED,
        n=curve.n,
        n_what="tickets",
        subjects=(people.subject(worst_one.account_id),) if worst_one.account_id else (),
        evidence=listed("cases", [w.case_id for w in slowest], "the longest waits"),
        values={"minutes": worst_one.minutes, "slower_than": _quicker(curve, worst_one)},
    )
    return Part(findings=(finding,), tables=(_worst_table(slowest, curve, people),))


def _quicker(curve: Curve, ticket: Waiting) -> float:
    """The share of tickets answered sooner."""
    sooner = curve.ended[curve.times < ticket.minutes].sum()
    share = curve.over(ticket.minutes)
    return 1 - share.value if share is not None and share.value else float(sooner) / curve.n


def _worst_table(slowest: Sequence[Waiting], curve: Curve, people: People) -> AnswerTable:
    data = {
        "case_id": [w.case_id for w in slowest],
        "customer": [people.subject(w.account_id).name if w.account_id else None for w in slowest],
        "ticket": [w.name or None for w in slowest],
        "opened": [day_to_date(w.opened_day) for w in slowest],
        "hours": [w.minutes / 60 for w in slowest],
        "waiting": [None if w.answered else "still waiting" for w in slowest],
        "slower_than": [_quicker(curve, w) for w in slowest],
    }
    columns = (
        ShownColumn("case_id", "", kind="id"),
        ShownColumn("customer", "customer"),
        ShownColumn("ticket", "ticket"),
        ShownColumn("opened", "opened", kind="day"),
        ShownColumn("hours", "hours to a first answer, or so far", "hours", "number"),
        ShownColumn("waiting", "answered?"),
        ShownColumn("slower_than", "slower than", kind="share"),
    )
    return AnswerTable("worst", "The longest waits", columns, pa.table(data))
