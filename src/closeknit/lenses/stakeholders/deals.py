"""Deals that are open or were won lately, with the days that belong to each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis.expr.types as ir

from closeknit.answers import wording
from closeknit.engines.portable import whole_numbers
from closeknit.errors import UnknownCustomer, did_you_mean
from closeknit.lenses.seam import Question
from closeknit.lenses.stakeholders.stakeholder import Stakeholder

WON_WITHIN = 3 * 365
"""Won deals that old are still compared with."""
BEFORE_DEAL, UNDATED_DEAL = 30, 180
"""Days before a deal was opened that belong to it; days it took where nobody says when it was opened."""


@dataclass(frozen=True)
class Deal:
    """A deal, open or won lately, with who took part in it."""

    case_id: int
    key: str
    account: int
    name: str
    type: str
    open: bool
    from_day: int
    to_day: int
    amount: float | None
    people: tuple[Stakeholder, ...] = ()


def deals_of(question: Question) -> list[Deal]:
    """Deals that are open, or were won in the last three years, with the days that belong to each."""
    today, cases = question.as_of_day, question.tables["cases"]
    mine = cases.filter(cases.kind == "deal", cases.account_id != 0)
    is_open = (mine.status == "open") & mine.closed_day.isnull()
    wanted = mine.filter(is_open | ((mine.status == "won") & (mine.closed_day > today - WON_WITHIN)))
    columns = ("case_id", "case_key", "account_id", "name", "type", "status", "opened_day", "closed_day")
    rows = question.collect(
        wanted.select(*columns, amount=wanted.amount_base.cast("float64")).order_by("case_id")
    ).to_pylist()
    return [_deal(row, today) for row in rows]


def spans_of(deals: Sequence[Deal]) -> ir.Table:
    """The days that belong to each of these deals: deal, deal_of, from_day, to_day."""
    return whole_numbers(
        deal=[d.case_id for d in deals],
        deal_of=[d.account for d in deals],
        from_day=[d.from_day for d in deals],
        to_day=[d.to_day for d in deals],
    )


def deal_named(deals: Sequence[Deal], words: str) -> Deal:
    """The deal of that name, or number in its system; open ones before won ones.

    Raises:
        UnknownCustomer: there is none.
    """
    wanted = words.strip().casefold()
    by_name = [d for d in deals if wanted in (d.name.casefold(), d.key.casefold())]
    by_part = [d for d in deals if wanted in d.name.casefold() or d.key.casefold().endswith(wanted)]
    found = sorted(by_name or by_part, key=lambda d: (not d.open, -d.from_day, d.case_id))
    if wanted and found:
        return found[0]
    raise UnknownCustomer(
        f'no deal that is open, or was won in the last three years, goes by "{words}"',
        remedy=did_you_mean(words, [d.name for d in deals]),
        about=words,
    )


def _deal(row: Mapping[str, Any], today: int) -> Deal:
    end = today if row["closed_day"] is None else min(today, row["closed_day"])
    begun = row["opened_day"]
    first = end - UNDATED_DEAL if begun is None else min(begun, end) - BEFORE_DEAL
    return Deal(
        case_id=row["case_id"],
        key=row["case_key"],
        account=row["account_id"],
        name=row["name"] or wording.case_number(row["case_key"]),
        type=row["type"] or "",
        open=row["status"] == "open",
        from_day=first,
        to_day=end,
        amount=row["amount"],
    )
