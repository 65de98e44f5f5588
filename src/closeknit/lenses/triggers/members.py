"""Who belongs to a time-based group today: a window open, and nothing that speaks against acting.

Opened by the event, entered at its lag, left at its end. Left out, and counted: who has an open deal, who
was contacted by us within some days, who must not be contacted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import ibis.expr.types as ir

from closeknit.lenses.refusals import refusals
from closeknit.lenses.seam import Question
from closeknit.lenses.triggers.history import History
from closeknit.lenses.triggers.known_by import around
from closeknit.lenses.triggers.windows import Opening, open_windows


@dataclass(frozen=True)
class Member:
    """One of the group: the account with its key, the event, and how long the window is open."""

    account: int
    key: str
    name: str
    event_day: int
    days_left: int
    contact: str = ""
    ours: str = ""


@dataclass(frozen=True)
class Group:
    """Everybody in the group, and how many were left out, by reason."""

    members: tuple[Member, ...]
    left_out: dict[str, int]


def group(question: Question, history: History, opening: Opening, *, quiet_days: int = 14) -> Group:
    """The group of one event on the day of the question. quiet_days: not contacted by us for so long."""
    rows = question.collect(open_windows(history, [opening], question.as_of_day)).to_pylist()
    rows.sort(key=lambda row: (row["days_left"], row["account_id"]))
    left: dict[str, int] = {}
    for reason, accounts in _against(question, quiet_days).items():
        out = {row["account_id"] for row in question.collect(accounts.distinct()).to_pylist()}
        before = len(rows)
        rows = [row for row in rows if row["account_id"] not in out]
        left[reason] = before - len(rows)
    near = around(question, history, [row["account_id"] for row in rows])
    members = []
    for row in rows:
        subject, ours = near.people.subject(row["account_id"]), near.ours(row["account_id"])
        contact = near.people.contact_at(row["account_id"])
        if subject.key:
            members.append(
                Member(
                    row["account_id"], subject.key, subject.name, row["event_day"], row["days_left"],
                    contact.name if contact else "", ours.name if ours else "",
                )
            )  # fmt: skip
    return Group(tuple(members), {reason: n for reason, n in left.items() if n})


def _against(question: Question, quiet_days: int) -> dict[str, ir.Table]:
    """What speaks against acting, with the accounts it is true of."""
    make: Sequence[tuple[str, Callable[[], ir.Table]]] = (
        ("must not be contacted", lambda: refused(question)),
        ("an open deal", lambda: _open_deals(question)),
        (f"contacted in the last {quiet_days} days", lambda: _contacted(question, quiet_days)),
    )
    return {reason: table() for reason, table in make}


def refused(question: Question) -> ir.Table:
    """Accounts that said so themselves; one person's refusal does not speak for the whole firm."""
    parties = question.tables["parties"]
    own = parties.filter(parties.party_id == parties.account_id)
    return refusals(question).semi_join(own, "party_id").select(account_id="party_id")


def _open_deals(question: Question) -> ir.Table:
    cases = question.tables["cases"]
    return cases.filter(cases.kind == "deal", cases.status == "open").select("account_id")


def _contacted(question: Question, quiet_days: int) -> ir.Table:
    timeline = question.tables["timeline"]
    return timeline.filter(timeline.plays == "touch", timeline.day > question.as_of_day - quiet_days).select(
        "account_id"
    )
