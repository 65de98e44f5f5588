"""How much hangs on few: the largest customers, and those who stand between us and the customer."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

import closeknit.lenses.clients.sums as sums
from closeknit.answers import Finding, Picture, Verdict, wording
from closeknit.lenses.clients.known import LARGEST, Known, best
from closeknit.lenses.parts import Part
from closeknit.lenses.people import people
from closeknit.methods.histories import Floats

LEAST_CUSTOMERS = 5
LEAST_THROUGH = 0.1
"""Resellers are spoken of from this share of the money on."""

SPREAD = 0.1
"""Below this share of the three largest, the money is spread."""

POINTS = 200
"""Points of the curve."""


def concentration(known: Known) -> Part:
    """The share of the last twelve months' money that the largest customers bring."""
    found = known.customers
    paying = best(found.year > 0, found.year, len(found))
    total = float(found.year.sum())
    if len(paying) < LEAST_CUSTOMERS or total <= 0:
        return resellers(known, total)
    year = found.year[paying]
    first = float(year[0] / total)
    top = min(3, len(paying))
    few = float(year[:top].sum() / total)
    biggest, brings = found.names[int(paying[0])], wording.money(float(year[0]), known.currency)
    half = int(np.searchsorted(np.cumsum(year), total / 2)) + 1
    said = f"Your {top} largest customers bring {wording.share(few)} of the money of the last 12 months, "
    said += f"{biggest} alone {wording.share(first)} ({brings})"
    if few < SPREAD:
        said = f"No customer brings more than {wording.share(first)} of the money of the last 12 months "
        said += f"({biggest}, {brings})"
    even = total**2 / float((year**2).sum())
    finding = Finding(
        id=known.question.finding_id("clients", "concentration"),
        kind="concentration",
        sentence=f"{said}; half of it comes from {half:,} of {wording.count(len(paying), 'customer')}.",
        verdict=Verdict.COUNTED,
        n=len(paying),
        n_what="customers with money in the last 12 months",
        subjects=known.subjects(paying[:LARGEST]),
        evidence=known.evidence(paying[:LARGEST], f"orders, invoices and payments of the {LARGEST} largest"),
        values={
            "largest_share": first,
            "top_share": few,
            "half_from": half,
            "as_many_even_ones": round(even, 1),
        },
    )
    through = resellers(known, total)
    return Part(findings=(finding, *through.findings), pictures=(_curve(year, half),))


def _curve(year: Floats, half: int) -> Picture:
    """Money added up from the largest customer down."""
    share = np.cumsum(year) / year.sum()
    at = np.unique(np.linspace(0, len(year) - 1, min(len(year), POINTS)).astype(int))
    data = pa.table({"customers": [0, *(at + 1).tolist()], "share": [0.0, *share[at].tolist()]})
    return Picture(
        "concentration",
        f"{wording.count(half, 'customer')} {'brings' if half == 1 else 'bring'} half of the money",
        f"Money of the last 12 months, added up from the largest of {len(year):,} customers down",
        "whale",
        data,
        "customers",
        "share",
        x_label="customers, the largest first",
        y_label="share of the money",
        marks=(("y", 0.5, "half"),),
    )


def resellers(known: Known, total: float) -> Part:
    """The share of the money that comes through somebody else."""
    rows = known.question.collect(sums.by_reseller(known.question)).to_pylist()
    rows = sorted((r for r in rows if (r["amount"] or 0) > 0), key=lambda r: (-r["amount"], r["reseller"]))
    through = sum(r["amount"] for r in rows)
    if total <= 0 or through < LEAST_THROUGH * total:
        return Part()
    names = people(known.question, {rows[0]["reseller"]})
    first = names.subject(rows[0]["reseller"])
    behind = wording.count(rows[0]["customers"], "customer")
    by = "a reseller" if len(rows) == 1 else f"{len(rows):,} resellers"
    share, worth = wording.share(through / total), wording.money(rows[0]["amount"], known.currency)
    return Part(
        findings=(
            Finding(
                id=known.question.finding_id("clients", "resellers"),
                kind="resellers",
                sentence=f"{share} of the money of the last 12 months comes through {by}; "
                f"{first.name} stands between you and {behind} ({worth}).",
                verdict=Verdict.COUNTED,
                n=sum(r["customers"] for r in rows),
                n_what="customers behind resellers",
                subjects=(first,),
                evidence=known.these(
                    sums.through(known.question, rows[0]["reseller"]), f"what came through {first.name}"
                ),
                values={"share": through / total, "resellers": len(rows)},
            ),
        )
    )
