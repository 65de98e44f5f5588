"""The kinds of events that may come before a purchase: their sorts, and what is behind them.

Kinds that sources record come as they are; those listed in `MADE` are made of other facts by `made_*`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from closeknit.claims import KINDS

Sort = Literal["trigger", "signal", "touch", "step"]
"""From outside or of the customer's own life; their behaviour towards us; what we did ourselves; and a part
of the decision itself, such as a deal that is opened, which tells of a purchase already under way."""

SORTS: tuple[Sort, ...] = ("trigger", "signal", "touch", "step")

BEFORE: tuple[Sort, ...] = ("trigger", "signal", "touch")
"""The sorts of what may come before a decision; steps are told apart, and never ranked with these."""

MANY: dict[Sort, str] = {"trigger": "triggers", "signal": "signals", "touch": "touches", "step": "steps"}

Table = Literal["activities", "cases", "attributes", "parties"]


@dataclass(frozen=True)
class Made:
    """A kind that is made of other facts: its sort, what is behind it, its rule."""

    sort: Sort
    evidence: Table
    rule: str
    reckoned: bool = False
    """Whether its day is reckoned from another of the case: what was done in it before tells nothing."""


MADE: dict[str, Made] = {
    "project.finished": Made(
        "trigger",
        "cases",
        "a project was closed; where nobody closes projects, its last hours, known after 45 days without any",
    ),
    "contract.end_neared": Made(
        "trigger",
        "cases",
        "90 days before the end of a contract of at least 180 days",
        reckoned=True,
    ),
    "retainer.end_neared": Made(
        "trigger",
        "activities",
        "90 days before the end of a year that is paid in advance each year, where no contract says so",
    ),
    "person.joined": Made(
        "trigger",
        "parties",
        "a source states since when a person is there, or a newer list shows them there; the customer was "
        "known for 60 days",
    ),
    "person.appeared": Made(
        "trigger",
        "parties",
        "what a person first took part in, where no source states since when; the customer was known for 60 "
        "days",
    ),
    "person.left": Made("trigger", "parties", "a person stopped working there, or began elsewhere"),
    "person.title_changed": Made(
        "trigger",
        "attributes",
        "a source states another job title of a person there than before: on the day it states, else that of "
        "the list that shows the new one; known from that list on",
    ),
    "neighbour.bought": Made(
        "trigger",
        "activities",
        "another customer of the same industry and city bought (groups of 2 to 30)",
    ),
    "partner.bought": Made(
        "trigger",
        "activities",
        "a firm bought that is its parent, subsidiary, referrer, or has the same parent or reseller",
    ),
    "invoice.paid_late": Made("signal", "cases", "an invoice was paid more than 7 days after it was due"),
    "contract.expanded": Made(
        "signal",
        "activities",
        "a purchase that raises the price within a running contract or retainer",
    ),
    "order.grown": Made(
        "signal",
        "activities",
        "at least half as many again of a product as the customer ever ordered at once",
    ),
    "quote.sent": Made("touch", "cases", "a quote or estimate was opened"),
    "ticket.closed": Made("touch", "cases", "a ticket was closed, where no source says it was solved"),
}
"""Kinds made of other facts, each with what it is made of."""

THE_DECISION = ("deal.won",)
"""Kinds that are the buying decision itself, under another name: not asked about."""


def sort_of(kind: str, plays: str) -> Sort | None:
    """The sort of a kind that plays this part; None for kinds that are no event to ask about.

    A deal is a step of the decision, also where a list of what plays what takes it for a signal.
    """
    if kind in THE_DECISION:
        return None
    if plays == "signal" and KINDS.get(kind) == "step":
        return "step"
    if kind in MADE:
        return MADE[kind].sort
    return next((sort for sort in SORTS if sort == plays), None)


def plain_sort(kind: str) -> Sort:
    """The sort of a kind in a plain table: as known by default; anything unknown comes from outside."""
    return sort_of(kind, KINDS.get(kind, "trigger")) or "signal"


def evidence_table(kind: str) -> Table:
    """The table that `evidence_id` of the events of a kind is a row of."""
    return MADE[kind].evidence if kind in MADE else "activities"
