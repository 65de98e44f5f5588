"""How fast customers are answered and helped, who is waiting now, and who had to come back.

Question  How fast do customers get an answer and a solution, and who is waiting now?
Reads     cases and activities of tickets, parties, freshness; revenue of customers who wait
Gives     waits for a first answer and a solution with open tickets counted, the worst ones, customers
          without an answer by what they bring, repeat contacts, one row a customer
Units     minutes by the clock on the wall and in office hours; days are local
Assumes   Being open when the export was made says nothing about how long a ticket will take.
Source    Kaplan & Meier (1958), JASA 53:457–481; see `guide`.
"""

from __future__ import annotations

from dataclasses import replace

from closeknit.answers import Answer, Finding, Verdict, wording
from closeknit.day_numbers import day_to_date
from closeknit.lenses.parts import Part, answered, not_enough, together
from closeknit.lenses.people import READS as PARTY_COLUMNS
from closeknit.lenses.people import people
from closeknit.lenses.seam import Lens, Option, Question
from closeknit.lenses.service import overview
from closeknit.lenses.service.guide import TEXT
from closeknit.lenses.service.overview import STATES
from closeknit.lenses.service.repeats import followed, repeat_contacts, repeats_by_account
from closeknit.lenses.service.short import SHORT
from closeknit.lenses.service.tickets import Tickets, tickets
from closeknit.lenses.service.unanswered import YEAR, waiting_now, without_answer, year_revenue
from closeknit.lenses.service.waiting import (
    FLATTERED,
    LEAST_TICKETS,
    Wait,
    finding,
    first_replies,
    picture,
    resolutions,
)
from closeknit.lenses.service.worst import slowest_answers, worst_waits
from closeknit.lenses.unrated import READS as UNRATED_COLUMNS
from closeknit.lenses.unrated import unrated

QUESTION = "How fast do customers get an answer and a solution, and who is waiting now?"


def service(question: Question) -> Answer:
    """The answer for one business; see the module's docstring."""
    found = tickets(question)
    if not found.streams:
        return _answer(question, found, Part(findings=(_no_tickets(question),)))
    question.progress.step("Timing first answers", 0, 3)
    first = first_replies(question, found)
    question.progress.step("Timing solutions", 1, 3)
    solved = resolutions(question, found)
    question.progress.step("Looking for who waits", 2, 3)
    return _answer(
        question, found, together([_waits(question, found, first, solved), _who(question, found, first)])
    )


def _waits(question: Question, found: Tickets, first: Wait, solved: Wait) -> Part:
    """How long it takes, for all."""
    told = [w for w in (first, solved) if w.wall.n]
    drawn = tuple(picture(found, w) for w in told if w.wall.n >= LEAST_TICKETS)
    months = overview.month_picture(found, overview.by_month(question, found))
    return Part(
        findings=tuple(finding(question, found, w) for w in told),
        pictures=drawn + months,
        assumptions=_flattery(first),
    )


def _who(question: Question, found: Tickets, first: Wait) -> Part:
    """Who waits, who waited longest, who came back."""
    waits, slowest = without_answer(question, found), slowest_answers(question, found)
    rows = followed(question, found)
    again = repeats_by_account(question, rows)
    served = overview.by_customer(question, found)
    accounts = {w.account_id for w in (*waits, *slowest)} | {s.key for s in served}
    persons = {w.person for w in waits if w.person}
    named = people(question, {a for a in accounts if a} | persons)
    waiting = [a for a in {w.account_id for w in waits} if a]
    brought = year_revenue(question, waiting)
    since = question.as_of_day - YEAR + 1
    uncounted = unrated(question, "service", since=since, of=waiting) if waiting else Part()
    return together(
        [
            uncounted,
            waiting_now(question, waits, named, brought),
            worst_waits(question, slowest, first.wall, named),
            Part(
                findings=repeat_contacts(question, rows, again, named),
                tables=(overview.customer_table(served, named, again),) if served else (),
            ),
        ]
    )


def _answer(question: Question, found: Tickets, whole: Part) -> Answer:
    order = ("no_rate", "unanswered", "first_reply", "resolution", "worst", "repeat_contacts", "no_tickets")
    findings = sorted(whole.findings, key=lambda f: order.index(f.kind))
    counted = Part(assumptions=_watched(found), left_out=_left_out(question, found))
    whole = replace(together([counted, whole]), findings=tuple(findings))
    return answered(LENS, question, whole, _headline(findings))


def _headline(findings: list[Finding]) -> str:
    first = next((f for f in findings if f.kind == "first_reply" and f.verdict is Verdict.ESTABLISHED), None)
    said = [f for f in findings if f.kind != "no_rate"]
    return first.sentence if first else said[0].sentence if said else "No tickets in this time."


def _flattery(first: Wait) -> tuple[str, ...]:
    over = first.wall.over(60)
    if over is None or first.flattered < FLATTERED:
        return ()
    alone = wording.share(1 - over.value + first.flattered)
    return (
        f"Counting answered tickets alone would flatter: {alone} within an hour instead of "
        f"{wording.share(1 - over.value)}.",
    )


def _watched(found: Tickets) -> tuple[str, ...]:
    return tuple(
        f"Open tickets of {s.title} count as waiting until "
        f"{wording.day_text(day_to_date(s.until // 86_400))}, the newest day in it."
        for s in found.streams
    )


def _left_out(question: Question, found: Tickets) -> tuple[str, ...]:
    said = [
        f"First answers of {s.title} ({wording.count(s.tickets, 'ticket')}): it does not say when they came."
        for s in found.streams
        if not s.replies
    ]
    rows = found.recent
    counts = question.collect(
        rows.aggregate(
            early=rows.early.cast("int64").sum(),
            undated=(~rows.is_open & rows.closed.isnull()).cast("int64").sum(),
        )
    ).to_pylist()[0]
    if counts["early"]:
        said.append(
            f"Replies dated before their ticket was opened, on {wording.count(counts['early'], 'ticket')}."
        )
    if counts["undated"]:
        said.append(f"{wording.count(counts['undated'], 'solved ticket')} without the time of the solution.")
    return tuple(said)


def _no_tickets(question: Question) -> Finding:
    return not_enough(
        question.finding_id("service", "no_tickets"),
        "no_tickets",
        "How fast customers are answered cannot be told: no tickets were loaded.",
        n_what="tickets",
        needed="a ticket export (Zendesk, or any table with opened, answered and solved times)",
    )


LENS = Lens(
    name="service",
    version="2",
    question=QUESTION,
    place="Service",
    reads={
        "cases": (
            "case_id", "kind", "account_id", "contact_id", "owner_id", "name", "status", "opened_at",
            "opened_day", "closed_at", "stream_id",
        ),
        "activities": (*UNRATED_COLUMNS, "case_id", "at"),
        "parties": PARTY_COLUMNS,
        "freshness": ("stream_id", "title"),
    },
    ask=service,
    minimum="20 tickets with the time they were opened and answered or solved",
    text=TEXT,
    options=(
        Option("months", "int", 12, "Months to look back from the date of the answer; 0: all there is."),
        Option("repeat_days", "int", 7, "Days within which another ticket of the same person counts."),
    ),
    states=STATES,
    findings={
        "no_rate": "amounts in a currency without a rate, which cannot be counted",
        "unanswered": "tickets waiting for a first answer now",
        "first_reply": "how long customers wait for a first answer",
        "resolution": "how long it takes to solve a ticket",
        "worst": "the longest wait for a first answer",
        "repeat_contacts": "how often the same person comes back after a solution",
        "no_tickets": "no tickets were loaded",
    },
    pictures=("first_reply", "resolution", "months"),
    short=SHORT,
)  # fmt: skip
