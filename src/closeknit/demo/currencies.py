"""What a US dollar is worth in euros over the years of the sample; the same figures go to closeknit.toml."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from closeknit.demo.days import add_months

Rates = list[tuple[date, Decimal]]
"""(valid from, euros for a dollar), ascending."""

DOLLAR = ("0.8950", "0.9120", "0.9340", "0.9510", "0.9280", "0.9190", "0.9270", "0.9330", "0.9220", "0.9080",
          "0.9240", "0.9410", "0.9050", "0.8820", "0.8740", "0.8690", "0.8760", "0.8830", "0.8790", "0.8850",
          "0.8810")  # fmt: skip
"""Euros for a dollar, quarter by quarter; invented."""


def dollar_rates(start: date) -> Rates:
    """(valid from, euros for a dollar), the first from well before the story."""
    days = [add_months(start.replace(day=1), 3 * n) for n in range(len(DOLLAR))]
    days[0] = add_months(days[0], -24)
    return [(day, Decimal(rate)) for day, rate in zip(days, DOLLAR, strict=True)]


def in_euros(amount: Decimal, currency: str, day: date, rates: Rates) -> Decimal:
    """The amount at the rate of that day, unrounded."""
    if currency == "EUR":
        return amount
    return amount * next(rate for since, rate in reversed(rates) if since <= day)
