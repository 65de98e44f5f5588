"""What may be asked about: buying decisions of one sort, customers lost, tickets escalated - and who is at
risk of it.

Time at risk begins the day after the first sign of an account, so that nothing before we knew of it
counts; what needs an earlier purchase begins the day after that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import ibis
import ibis.expr.types as ir

from closeknit.engines.portable import look_up, look_up_some, stacked
from closeknit.lenses.seam import Question
from closeknit.lenses.triggers.kinds import THE_DECISION

Start = Literal["known", "bought", "contract"]

END_KNOWN_AFTER = 60
"""Days after the end of a contract until it is known that no other follows."""

ESCALATED = "ticket.escalated"

ENDS_NEAR = ("contract.end_neared", "retainer.end_neared")

STEADY = "steady"
"""Rule of purchases that came in instalments, and count once."""

AT_RISK = "at risk"
"""Attribute whose days limit the time at risk of an account, where somebody states it."""


@dataclass(frozen=True)
class Outcome:
    """A sort of decision. begins: when an account comes to be at risk: known to us, has bought, has a
    contract. once: only the first one of an account counts. done: "buy", as a sentence goes on."""

    name: str
    means: str
    who: str
    done: str
    noun: str
    nouns: str
    begins: Start = "known"
    once: bool = False

    @property
    def one(self) -> str:
        """The noun with its article."""
        return f"{'an' if self.noun[0] in 'aeio' else 'a'} {self.noun}"

    @property
    def did(self) -> str:
        """What one of them did, also after "has not": "bought", "had a renewal"."""
        return "bought" if self.name in ("purchase", "first") else f"had {self.one}"

    @property
    def does(self) -> str:
        """What one of them does: "buys", "has a renewal"."""
        return "buys" if self.did == "bought" else f"has {self.one}"

    @property
    def itself(self) -> tuple[str, ...]:
        """Kinds of events that are this decision under another name."""
        same = {"expansion": ("contract.expanded",), "escalation": (ESCALATED,)}
        return (*THE_DECISION, *same.get(self.name, ()))

    @property
    def steps(self) -> tuple[str, ...]:
        """Kinds of events that are steps of this decision: a renewal is due when its contract ends."""
        return ENDS_NEAR if self.name in ("purchase", "repeat", "renewal", "end") else ()


OUTCOMES: dict[str, Outcome] = {
    o.name: o
    for o in (
        Outcome("purchase", "every buying decision", "Customers", "buy", "purchase", "purchases"),
        Outcome(
            "first",
            "the first purchase of an account",
            "Prospects",
            "become customers",
            "first purchase",
            "first purchases",
            once=True,
        ),
        Outcome(
            "repeat",
            "every purchase after the first",
            "Customers",
            "buy again",
            "repeat purchase",
            "repeat purchases",
            begins="bought",
        ),
        Outcome(
            "renewal",
            "contracts and retainers renewed",
            "Customers",
            "renew",
            "renewal",
            "renewals",
            begins="bought",
        ),
        Outcome(
            "expansion",
            "contracts and retainers that grow",
            "Customers",
            "take more",
            "expansion",
            "expansions",
            begins="bought",
        ),
        Outcome(
            "end",
            "customers lost: contracts and retainers that ended without another",
            "Customers",
            "leave",
            "lost customer",
            "lost customers",
            begins="contract",
            once=True,
        ),
        Outcome(
            "escalation", "tickets that were escalated", "Customers", "escalate", "escalation", "escalations"
        ),
    )
}
"""All outcomes by name."""


def decisions(question: Question, outcome: Outcome) -> ir.Table:
    """account_id, day, known_day, amount_base of every decision of this sort; see `History.purchases`."""
    if outcome.name == "escalation":
        return _escalations(question)
    bought = question.tables["purchases"]
    kinds = {"renewal": ("renewal",), "expansion": ("expansion",), "end": ("end",)}.get(outcome.name)
    bought = bought.filter(bought.kind.isin(kinds) if kinds else bought.kind != "end")
    return bought.select("account_id", "day", "known_day", "amount_base")


def _escalations(question: Question) -> ir.Table:
    rows = question.tables["timeline"]
    rows = rows.filter((rows.kind == ESCALATED) & (rows.account_id != 0))
    return rows.select(
        "account_id", "day", "known_day", amount_base=ibis.null().cast("decimal(18, 4)")
    ).distinct()


def first_signs(question: Question, events: ir.Table) -> ir.Table:
    """account_id and first_sign: the day each customer, prospect or possible customer was first heard of."""
    parties = question.tables["parties"]
    own = parties.filter(
        (parties.party_id == parties.account_id) & parties.standing.isin(["customer", "prospect", "possible"])
    ).select("account_id", "first_day")
    bought = question.tables["purchases"].filter(lambda t: t.kind != "end")
    signs = stacked(
        events.select("account_id", day="known_day"),
        bought.select("account_id", "day"),
    )
    signs = signs.group_by("account_id").aggregate(first_sign=signs.day.min())
    rows = look_up(own, "account_id", signs, "account_id", other_sign="first_sign")
    rows = rows.mutate(first_sign=ibis.coalesce(rows.first_day, rows.other_sign))
    return rows.filter(rows.first_sign.notnull()).select("account_id", "first_sign")


def at_risk(
    question: Question, outcome: Outcome, made: ir.Table, signs: ir.Table, days: tuple[int, int]
) -> ir.Table:
    """account_id, first_day and last_day of every account, within the days given (both included)."""
    first, last = days
    rows = look_up(signs, "account_id", _limits(question), "party_id", since="since_day", until="until_day")
    rows = rows.mutate(begins=ibis.coalesce(rows.since, rows.first_sign + 1))
    if outcome.begins != "known":
        rows = look_up_some(rows, "account_id", _begun(question, outcome), "account_id", begun="begun")
        rows = rows.mutate(begins=ibis.greatest(rows.begins, rows.begun + 1))
    known = last - (END_KNOWN_AFTER if outcome.name == "end" else 0)
    rows = rows.mutate(ends=ibis.least(rows.until.fill_null(known), ibis.literal(known)))
    if outcome.once:
        firsts = made.group_by("account_id").aggregate(first_one=made.day.min())
        rows = look_up(rows, "account_id", firsts, "account_id", first_one="first_one")
        rows = rows.mutate(ends=ibis.least(rows.first_one.fill_null(known), rows.ends))
    rows = rows.mutate(
        first_day=ibis.greatest(rows.begins, ibis.literal(first)).cast("int32"),
        last_day=rows.ends.cast("int32"),
    )
    return rows.filter(rows.first_day <= rows.last_day).select("account_id", "first_day", "last_day")


def _limits(question: Question) -> ir.Table:
    """party_id, since_day, until_day where the time at risk is stated."""
    traits = question.tables["attributes"]
    return traits.filter(traits.name == AT_RISK, traits.newest).select("party_id", "since_day", "until_day")


def _begun(question: Question, outcome: Outcome) -> ir.Table:
    """account_id and begun: the day of its first purchase, or of its first one that has an end."""
    bought = question.tables["purchases"]
    wanted = bought.kind != "end"
    if outcome.begins == "contract":
        wanted = wanted & bought.ends_day.notnull()
    rows = bought.filter(wanted)
    return rows.group_by("account_id").aggregate(begun=rows.day.min())
