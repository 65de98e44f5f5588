"""Who had to come back: another ticket of the same person within a week of a solution."""

from __future__ import annotations

from collections.abc import Sequence

import ibis.expr.types as ir

from closeknit.answers import Estimate, Finding, Verdict, wording
from closeknit.lenses.behind import behind, of_cases
from closeknit.lenses.people import People
from closeknit.lenses.seam import Question
from closeknit.lenses.service.tickets import DAY, Tickets, tickets
from closeknit.methods.wilson import wilson

LEAST_SOLVED = 10


def followed(question: Question, found: Tickets) -> ir.Table:
    """Solved tickets of a known person that were watched long enough, and whether another one followed.

    Columns: case_id, account_id, again.
    """
    wait = int(str(question.options.get("repeat_days", 7))) * DAY
    rows = found.recent
    solved = rows.filter(
        rows.closed.notnull(), rows.person.notnull(), rows.closed + wait <= rows.watched_until
    ).select("case_id", "account_id", "person", "closed")
    later = found.rows.filter(found.rows.person.notnull())
    later = later.select(later_case=later.case_id, later_person=later.person, later_opened=later.opened)
    pairs = solved.inner_join(
        later,
        [
            solved.person == later.later_person,
            later.later_opened > solved.closed,
            later.later_opened <= solved.closed + wait,
            solved.case_id != later.later_case,
        ],
    )
    again = pairs.select(again_case=pairs.case_id).distinct()
    joined = solved.left_join(again, solved.case_id == again.again_case)
    return joined.select("case_id", "account_id", again=joined.again_case.notnull())


def solved_in_vain(question: Question, accounts: Sequence[int]) -> ir.Table:
    """The solutions after which people at these customers came back: party_id, day, activity_id."""
    rows = followed(question, tickets(question))
    return of_cases(
        question, rows.filter(rows.again, rows.account_id.isin(list(accounts))), "ticket.resolved"
    )


def repeats_by_account(question: Question, rows: ir.Table) -> dict[int, tuple[int, int]]:
    """For each customer: solved tickets, and those after which the person came back."""
    grouped = rows.group_by("account_id").aggregate(
        solved=rows.case_id.count(), again=rows.again.cast("int64").sum()
    )
    return {r["account_id"]: (r["solved"], r["again"]) for r in question.collect(grouped).to_pylist()}


def repeat_contacts(
    question: Question, rows: ir.Table, counts: dict[int, tuple[int, int]], people: People
) -> tuple[Finding, ...]:
    """The finding on people who had to come back."""
    solved, again = (sum(c[i] for c in counts.values()) for i in (0, 1))
    if solved < LEAST_SOLVED:
        return ()
    span = wilson(again, solved)
    days = int(str(question.options.get("repeat_days", 7)))
    sentence = (
        f"After {again:,} of {wording.count(solved, 'solved ticket')} ({wording.share(span.value)}) the same "
        f"person came back within {wording.count(days, 'day')}"
    )
    most = max((a for a in counts if a), key=lambda a: (counts[a][1], -a), default=0)
    if most and counts[most][1] >= 3:
        sentence += f"; most often at {people.subject(most).name} ({counts[most][1]:,} times)"
    return (
        Finding(
            id=question.finding_id("service", "repeat_contacts"),
            kind="repeat_contacts",
            sentence=f"{sentence}.",
            verdict=Verdict.COUNTED,
            n=solved,
            n_what="solved tickets",
            estimate=Estimate(span.value, "share", span.low, span.high),
            subjects=(people.subject(most),) if most else (),
            evidence=behind(
                question,
                "cases",
                rows.filter(rows.again),
                f"solved tickets followed by another within {days} days",
            ),
            values={"solved": solved, "again": again},
        ),
    )
