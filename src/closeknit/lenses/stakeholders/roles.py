"""The parts that people play in a purchase: their names, how pages say them, and what CRMs call them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import ibis
import ibis.expr.types as ir

import closeknit.lenses.stakeholders.signs as signs
from closeknit.engines.portable import stacked
from closeknit.lenses.seam import Question, State

CHAMPION, DECIDES, BLOCKER, USER, UNKNOWN = "champion", "decision-maker", "blocker", "user", "unknown"
SUGGESTED = (CHAMPION, DECIDES, BLOCKER, USER)
ROLES = (*SUGGESTED, UNKNOWN)
"""What can be said of somebody; unknown is an answer too."""

TABLES = ("people",)

REASON = ("{behaviour}", "{by}")


def _gave(role: str, *what: str) -> Callable[[Question, Sequence[int]], ir.Table]:
    """How people showed a part: the activities in which they gave these signs that only such people give, and
    those by which the CRM gave it them."""

    def acts(question: Question, people: Sequence[int]) -> ir.Table:
        rows = signs.signs(question.tables)
        if signs.BROUGHT in what:
            led = signs.brought(question.tables).drop("other").mutate(what=ibis.literal(signs.BROUGHT))
            rows = stacked(rows, led)
        rows = rows.filter(rows.person.isin(list(people)))
        by_crm = (rows.what == signs.GIVEN) & rows.activity_id.isin(_given(question, people, role))
        rows = rows.filter(rows.what.isin(list(what)) | by_crm)
        return rows.select("day", "activity_id", party_id="person").distinct()

    return acts


def _given(question: Question, people: Sequence[int], role: str) -> list[int]:
    """The activities by which the CRM gave these people a role in a deal."""
    rows = signs.roles_given(question.tables)
    told = question.collect(rows.filter(rows.person.isin(list(people)))).to_pylist()
    return [row["activity_id"] for row in told if role in of_crm(row["value"])]


STATES = (
    State(
        CHAMPION,
        "champion",
        "speaks for us at their firm: by what they did, or your word",
        TABLES,
        "role",
        "champions",
        ("champion",),
        "a champion",
        REASON,
        _gave(CHAMPION, *signs.FOR_US),
    ),
    State(
        DECIDES,
        "decision-maker",
        "decides: by what they did, their title, or your word",
        TABLES,
        "role",
        "decision-makers",
        ("decision-maker", "decision makers", "decision maker"),
        "a decision-maker",
        REASON,
        _gave(DECIDES, signs.AGREED),
    ),
    State(
        BLOCKER,
        "has objections",
        "raised objections on several days and agreed to nothing, or your word",
        TABLES,
        "role",
        "blockers",
        ("blocker",),
        "a blocker",
        REASON,
        _gave(BLOCKER, signs.OBJECTED),
    ),
    State(
        USER,
        "user",
        "works with what you sell: asked for help with it, or your word",
        TABLES,
        "role",
        "users",
        ("user",),
        "a user",
        REASON,
        _gave(USER, signs.HELPED, signs.ANSWERED),
    ),
)

WORDS: Mapping[str, str] = {state.name: state.words for state in STATES} | {UNKNOWN: "not known"}
"""As pages and reports say them: whoever it is about may read it, so nobody is called a blocker there."""

BY_CRM: Mapping[str, str] = {
    "champion": CHAMPION,
    "coach": CHAMPION,
    "sponsor": CHAMPION,
    "decision maker": DECIDES,
    "budget holder": DECIDES,
    "economic buyer": DECIDES,
    "economic decision maker": DECIDES,
    "executive sponsor": DECIDES,
    "blocker": BLOCKER,
    "detractor": BLOCKER,
    "end user": USER,
    "business user": USER,
    "user": USER,
}
"""Buying roles as HubSpot and Salesforce name them. What is not here (Influencer, Evaluator, Technical Buyer,
Legal and compliance, Other) speaks for none of the four."""

_APART = re.compile(r"[;,|/]")


def of_crm(value: str) -> tuple[str, ...]:
    """The roles that a CRM's field stands for: DECISION_MAKER;CHAMPION gives both."""
    found = (BY_CRM.get(re.sub(r"[\s_-]+", " ", one).strip().lower()) for one in _APART.split(value))
    return tuple(dict.fromkeys(role for role in found if role))
