"""What customers buy, and in which months."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

import closeknit.lenses.clients.sums as sums
from closeknit.answers import AnswerTable, Finding, Picture, ShownColumn, Verdict, wording
from closeknit.day_numbers import day_to_date
from closeknit.lenses.clients.columns import ints
from closeknit.lenses.clients.known import Known
from closeknit.lenses.parts import Part
from closeknit.methods.histories import Floats
from closeknit.methods.tails import chi_square_above

MONTHS_SHOWN = 36
LEAST_PURCHASES = 60
SURE = 0.01
LEAST_TIMES = 1.25
"""A month is called strong from so many times the purchases of an average one on."""

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip


def bought(known: Known) -> Part:
    """Products by money, and purchases by month."""
    products, months = _products(known), _months(known)
    return Part(
        findings=(*products.findings, *months.findings), tables=products.tables, pictures=months.pictures
    )


def _products(known: Known) -> Part:
    rows = known.question.collect(sums.by_product(known.question)).to_pylist()
    rows = sorted((r for r in rows if r["amount"] is not None), key=lambda r: (-r["amount"], r["product"]))
    total = sum(r["amount"] for r in rows if r["amount"] > 0)
    if len(rows) < 2 or total <= 0:
        return Part()
    return Part(
        findings=(_product_finding(known, rows, total),), tables=(_product_table(known, rows, total),)
    )


def _product_table(known: Known, rows: list[dict[str, Any]], total: float) -> AnswerTable:
    data = pa.table(
        {
            "product": [r["product"] for r in rows],
            "amount": [r["amount"] for r in rows],
            "share": [r["amount"] / total for r in rows],
            "customers": [r["customers"] for r in rows],
            "lines": [r["lines"] for r in rows],
        }
    )
    columns = (
        ShownColumn("product", "product"),
        ShownColumn("amount", "last 12 months", known.currency, "money"),
        ShownColumn("share", "share", kind="share"),
        ShownColumn("customers", "customers", kind="number"),
        ShownColumn("lines", "lines", kind="number"),
    )
    return AnswerTable("products", "What they buy", columns, data)


def _product_finding(known: Known, rows: list[dict[str, Any]], total: float) -> Finding:
    """What brings most, and how few products bring half."""
    best, half = rows[0], _half_from(rows, total)
    evidence = known.these(
        sums.of_product(known.question, best["product"]), f"orders and invoices with {best['product']}"
    )
    share, money = wording.share(best["amount"] / total), wording.money(best["amount"], known.currency)
    return Finding(
        id=known.question.finding_id("clients", "products"),
        kind="products",
        sentence=f"{share} of what was sold by product in the last 12 months is {best['product']} "
        f"({money} from {wording.count(best['customers'], 'customer')}); "
        f"half is {half:,} of {len(rows):,} products.",
        verdict=Verdict.COUNTED,
        n=sum(r["lines"] for r in rows),
        n_what="lines of orders and invoices",
        evidence=evidence,
        values={"products": len(rows), "half_from": half},
    )


def _half_from(rows: list[dict[str, Any]], total: float) -> int:
    """How many of these rows, the largest first, bring half of a total."""
    half, summed = 0, 0.0
    while summed < total / 2:
        summed += rows[half]["amount"]
        half += 1
    return half


def _months(known: Known) -> Part:
    """Purchases by month, and whether some month of the year is stronger than chance."""
    rows = known.question.collect(sums.by_day(known.question))
    days, counts = ints(rows, "day"), ints(rows, "purchases")
    if not len(days):
        return Part()
    end = known.question.as_of
    by_month: Counter[tuple[int, int]] = Counter()
    for day, count in zip(days.tolist(), counts.tolist(), strict=True):
        at = day_to_date(day)
        by_month[at.year, at.month] += count
    first = min(by_month)
    span = (end.year - first[0]) * 12 + end.month - first[1] + 1
    every = [_month_back(end, back) for back in range(min(span, MONTHS_SHOWN) - 1, -1, -1)]
    numbers = [by_month[m] for m in every]
    picture = Picture(
        "months",
        f"{wording.count(sum(numbers), 'purchase')} in {wording.count(len(every), 'month')}",
        "Purchases by the month they were decided; instalments and renewed contracts count once",
        "bars",
        pa.table({"month": [date(y, m, 1) for y, m in every], "purchases": numbers}),
        "month",
        "purchases",
        y_label="purchases",
    )
    return Part(findings=_season(known, by_month), pictures=(picture,) if len(every) > 2 else ())


def _month_back(end: date, back: int) -> tuple[int, int]:
    months = end.year * 12 + end.month - 1 - back
    return months // 12, months % 12 + 1


def _season(known: Known, by_month: Counter[tuple[int, int]]) -> tuple[Finding, ...]:
    """The strongest month over whole years, where purchases are uneven beyond growth and chance."""
    end = known.question.as_of
    whole = ((end.year - min(by_month)[0]) * 12 + end.month - min(by_month)[1]) // 12 * 12
    months = [_month_back(end, back) for back in range(whole, 0, -1)]
    numbers = np.array([float(by_month[m]) for m in months])
    if whole < 24 or numbers.sum() < LEAST_PURCHASES:
        return ()
    seen, even = _by_calendar(months, numbers), _by_calendar(months, _trend(numbers))
    expected = even * seen.sum() / even.sum()
    if chi_square_above(((seen - expected) ** 2 / expected).sum(), len(seen) - 1) > SURE:
        return ()
    times = seen / even
    top, low = int(np.argmax(times)), int(np.argmin(times))
    if times[top] < LEAST_TIMES:
        return ()
    strong = sums.bought_in(known.question, [m for m in months if m[1] == top + 1])
    return (
        Finding(
            id=known.question.finding_id("clients", "season"),
            kind="season",
            sentence=f"{MONTHS[top]} is your strongest month: {times[top]:.1f} times the purchases of an "
            f"average one over {wording.count(whole // 12, 'year')}; the weakest is {MONTHS[low]} "
            f"({times[low]:.1f} times).",
            verdict=Verdict.ESTABLISHED if whole >= 36 else Verdict.SUGGESTIVE,
            n=int(numbers.sum()),
            n_what="purchases",
            evidence=known.behind(strong, f"all purchases of {MONTHS[top]}"),
            values={"month": top + 1, "times": float(times[top]), "years": whole // 12},
        ),
    )


def _by_calendar(months: list[tuple[int, int]], numbers: Floats) -> Floats:
    """Sums by month of the year."""
    return np.asarray(np.bincount([m - 1 for _, m in months], numbers, 12), dtype=float)


def _trend(numbers: Floats) -> Floats:
    """What even growth would give: a straight line through the months, never near nothing."""
    at = np.arange(len(numbers))
    line = np.polyval(np.polyfit(at, numbers, 1), at)
    return np.asarray(np.maximum(line, 0.2 * numbers.mean()))
