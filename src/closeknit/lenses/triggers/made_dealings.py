"""Events made of dealings: projects, contracts, quotes, tickets and invoices with their dates."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from closeknit.engines.portable import look_up, look_up_some
from closeknit.lenses.seam import Question
from closeknit.lenses.triggers.happened import behind, event, some

QUIET_DAYS = 45
"""Days without hours on a project after which it counts as finished, where nobody closes projects."""

AHEAD_DAYS = 90
LEAST_TERM = 180
LATE_DAYS = 7

VOID = ("void",)


def dealings(question: Question) -> list[ir.Table]:
    """The events of this module, each with the columns of events."""
    made = [_yearly_ends_near(question)] if some(question, "purchases") else []
    if some(question, "cases"):
        made += [
            *_projects(question),
            _contract_ends_near(question),
            _paid_late(question),
            _quotes(question),
            _closed_tickets(question),
        ]
    return made


def cases_of(question: Question, *kinds: str) -> ir.Table:
    """Cases of these kinds whose customer is known, but void ones."""
    cases = question.tables["cases"]
    status = cases.status.fill_null("open")
    return cases.filter(cases.kind.isin(kinds), cases.account_id != 0, status.notin(VOID))


def _projects(question: Question) -> list[ir.Table]:
    projects = cases_of(question, "project")
    closed = projects.filter(projects.closed_day.notnull())
    acts = question.tables["activities"]
    worked = acts.filter(acts.hours > 0, acts.case_id.notnull())
    worked = worked.group_by("case_id").aggregate(last_hours=worked.day.max())
    still = projects.filter(projects.closed_day.isnull())
    still = look_up_some(still, "case_id", worked, "case_id", last_hours="last_hours")
    return [
        event(closed, "project.finished", closed.closed_day, closed.case_id),
        event(still, "project.finished", still.last_hours, still.case_id, still.last_hours + QUIET_DAYS),
    ]


def _contract_ends_near(question: Question) -> ir.Table:
    papers = cases_of(question, "contract")
    papers = papers.filter(papers.due_day - papers.opened_day >= LEAST_TERM)
    return event(papers, "contract.end_neared", papers.due_day - AHEAD_DAYS, papers.case_id)


def _yearly_ends_near(question: Question) -> ir.Table:
    """The end of the year of a yearly retainer, which no contract states."""
    bought = question.tables["purchases"]
    yearly = bought.filter(bought["rule"] == "steady", bought.kind != "end", bought.term_days >= LEAST_TERM)
    yearly = behind(question, yearly)
    return event(yearly, "retainer.end_neared", yearly.ends_day - AHEAD_DAYS, yearly.activity_id)


def _paid_late(question: Question) -> ir.Table:
    """By the day the source says it was paid, else by the last payment that names the invoice.

    Known on that day, or once the payments are known, where a source says that this took longer.
    """
    invoices = cases_of(question, "invoice")
    acts = question.tables["activities"]
    paid = acts.filter(acts.plays == "payment", acts.case_id.notnull())
    paid = paid.group_by("case_id").aggregate(last_paid=paid.day.max(), last_known=paid.known_day.max())
    rows = look_up(invoices, "case_id", paid, "case_id", last_paid="last_paid", last_known="last_known")
    rows = rows.mutate(paid_day=ibis.coalesce(rows.closed_day, rows.last_paid))
    rows = rows.filter(rows.status == "paid", rows.paid_day > rows.due_day + LATE_DAYS)
    known = ibis.greatest(rows.paid_day, rows.last_known.fill_null(rows.paid_day))
    return event(rows, "invoice.paid_late", rows.paid_day, rows.case_id, known)


def _quotes(question: Question) -> ir.Table:
    rows = cases_of(question, "quote", "estimate")
    rows = _untold(question, rows.filter(rows.opened_day.notnull()), "proposal.sent")
    return event(rows, "quote.sent", rows.opened_day, rows.case_id)


def _closed_tickets(question: Question) -> ir.Table:
    rows = cases_of(question, "ticket")
    rows = _untold(question, rows.filter(rows.closed_day.notnull()), "ticket.resolved")
    return event(rows, "ticket.closed", rows.closed_day, rows.case_id)


def _untold(question: Question, cases: ir.Table, kind: str) -> ir.Table:
    """Cases without an activity of this kind, which would tell the same."""
    acts = question.tables["activities"]
    told = acts.filter(acts.kind == kind, acts.case_id.notnull()).select("case_id").distinct()
    return cases.anti_join(told, "case_id")
