"""Segments of accounts by an attribute such as `industry`, which tells them apart.

An attribute of numbers with many values, such as a number of employees, is cut into thirds.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import numpy as np

from closeknit.engines.portable import look_up
from closeknit.errors import UnknownQuestion, did_you_mean
from closeknit.lenses.seam import Question

MOST = 20
"""Segments of one attribute; the rarer values are one segment, OTHER."""

OTHER = "others"
UNKNOWN = "not known"

SEGMENT = "segment"
"""The attribute that is used where nobody names one."""


@dataclass(frozen=True)
class Segments:
    """account_id and segment of the accounts that have a value, and the attribute."""

    name: str = ""
    values: ir.Table | None = None

    def of(self, accounts: ir.Table) -> ir.Table:
        """The accounts with their segment ('' where nobody asked)."""
        if self.values is None:
            return accounts.mutate(segment=ibis.literal(""))
        rows = look_up(accounts, "account_id", self.values, "account_id", told="segment")
        return rows.mutate(segment=rows.told.fill_null(UNKNOWN)).drop("told")


def segments(question: Question) -> Segments:
    """The segments that the option `segment` asks for.

    Raises:
        UnknownQuestion: no customer has that attribute; the message names the nearest.
    """
    asked = str(question.options.get("segment") or "").strip()
    name = asked or SEGMENT
    rows = _values(question, name)
    counted = question.collect(rows.group_by("value").aggregate(n=rows.count())).to_pylist()
    if not counted and asked:
        _refuse(question, name)
    if not counted:
        return Segments()
    cuts = _thirds({row["value"]: row["n"] for row in counted})
    if cuts is not None:
        return Segments(name, _cut(rows, cuts))
    by_count = sorted(counted, key=lambda row: (-row["n"], row["value"]))
    shown = [row["value"] for row in by_count[:MOST]]
    kept = ibis.ifelse(rows.value.isin(shown), rows.value, OTHER)
    return Segments(name, rows.select("account_id", segment=kept))


def _values(question: Question, name: str) -> ir.Table:
    """account_id and value of the attribute of each account."""
    parties, traits = question.tables["parties"], question.tables["attributes"]
    own = parties.filter(parties.party_id == parties.account_id, parties.standing != "ours")
    mine = traits.filter(traits.newest, traits.name.lower() == name.lower(), traits.value != "")
    mine = mine.semi_join(own.select("party_id"), "party_id")
    return mine.group_by(account_id="party_id").aggregate(value=mine.value.min())


def _refuse(question: Question, name: str) -> None:
    parties, traits = question.tables["parties"], question.tables["attributes"]
    own = parties.filter(parties.party_id == parties.account_id, parties.standing != "ours")
    named = traits.filter(traits.newest).semi_join(own.select("party_id"), "party_id")
    known = question.collect(named.select("name").distinct().order_by("name"))["name"].to_pylist()
    has = f"they have: {', '.join(known[:MOST])}" if known else "no attribute of theirs was loaded"
    raise UnknownQuestion(
        f'no customer has an attribute "{name}" ({has})',
        remedy=did_you_mean(name, known) or "Leave --segment out to ask about all customers.",
        about="segment",
    )


def _thirds(counts: dict[str, int]) -> tuple[float, float] | None:
    """Where numbers with many values are cut; None for all others."""
    if len(counts) <= MOST:
        return None
    try:
        numbers = {float(value.replace(",", "")): n for value, n in counts.items()}
    except ValueError:
        return None
    values = np.repeat(list(numbers), list(numbers.values()))
    low, high = (float(np.quantile(values, share, method="lower")) for share in (1 / 3, 2 / 3))
    return (low, high) if low < high else None


def _cut(rows: ir.Table, cuts: tuple[float, float]) -> ir.Table:
    low, high = cuts
    number = rows.value.replace(",", "").try_cast("float64")
    third = ibis.cases(
        (number <= low, f"up to {low:g}"), (number <= high, f"{low:g} to {high:g}"), else_=f"above {high:g}"
    )
    return rows.select("account_id", segment=third)
