"""How long contracts are kept: the Kaplan–Meier curve over customers' times under contract.

A time under contract begins with a first contract or retainer and goes on as long as the next one begins by
RENEWED_WITHIN days after the end; those that still run, or ended so lately that a new one may still come,
count as not over yet. Retainers that already ran when the data begins are left out: nobody knows since when.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

import closeknit.lenses.clients.sums as sums
from closeknit.answers import Estimate, Finding, Picture, Verdict, wording
from closeknit.lenses.clients.columns import NEVER, days, ints, texts
from closeknit.lenses.clients.customers import Mask
from closeknit.lenses.clients.known import Known
from closeknit.lenses.parts import Part
from closeknit.methods.histories import Ints
from closeknit.methods.kaplan_meier import Curve, curve

RENEWED_WITHIN = 60
"""Days after the end within which the next contract continues the last, as in the book."""

LEAST_TIMES = 5
"""Below so many times under contract nothing is said."""

LEAST_OVER, SURE_OVER = 5, 10
"""Times that must be over before the curve is told, and before it is well supported."""

LEAST_AT_RISK = 10
"""A share is told only up to where so many are still watched."""

CUT_DAYS = 45
"""Retainers whose first invoice lies so near the first day of the data had begun before."""

YEAR = 365.25


@dataclass(frozen=True)
class Times:
    """Times under contract, in days, and which of them are over; cut: left out, begun before the data."""

    lasted: Ints
    over: Mask
    cut: int = 0

    def curve(self) -> Curve:
        """The share of contracts still kept after any time."""
        return curve(self.lasted, self.over.astype(float), (~self.over).astype(float))


def lasting(known: Known) -> Part:
    """How long contracts are kept, or how many more must end before it can be told."""
    found = times_under_contract(known)
    if len(found.lasted) < LEAST_TIMES:
        return Part()
    over = int(found.over.sum())
    finding = _told(known, found) if over >= LEAST_OVER else _refused(known, found)
    retainers = wording.count(found.cut, "retainer")
    said = f"{retainers} had begun before your data does: left out of how long contracts are kept."
    return Part(
        findings=(finding,),
        pictures=(_picture(found),) if over >= LEAST_OVER else (),
        left_out=(said,) if found.cut else (),
    )


def times_under_contract(known: Known) -> Times:
    """Each customer's times under contract without a break."""
    rows = known.question.collect(sums.all_terms(known.question))
    order = [(name, "ascending") for name in ("account_id", "day", "ends_day", "purchase_id")]
    rows = rows.sort_by(order)
    accounts, begun, ends = ints(rows, "account_id"), days(rows, "day"), days(rows, "ends_day")
    today = known.question.as_of_day
    ends = np.where(ends == NEVER, today, ends)
    if not len(accounts):
        return Times(begun, np.zeros(0, dtype=bool))
    latest = _latest_so_far(accounts, ends)
    fresh = np.ones(len(accounts), dtype=bool)
    fresh[1:] = (accounts[1:] != accounts[:-1]) | (begun[1:] > latest[:-1] + RENEWED_WITHIN)
    starts = np.flatnonzero(fresh)
    last = latest[np.append(starts[1:], len(accounts)) - 1]
    steady = np.array([rule == "steady" for rule in texts(rows, "rule")], dtype=bool)[starts]
    cut = steady & (begun[starts] < _first_day(known) + CUT_DAYS)
    over = last + RENEWED_WITHIN < today
    lasted = np.minimum(last, today) - begun[starts] + 1
    return Times(lasted[~cut], over[~cut], int(cut.sum()))


def _latest_so_far(accounts: Ints, ends: Ints) -> Ints:
    """The latest end of each customer's contracts up to each row; rows stand by customer and day."""
    _, place = np.unique(accounts, return_inverse=True)
    low, width = int(ends.min()), int(ends.max() - ends.min()) + 1
    packed = np.maximum.accumulate(place.astype(np.int64) * width + (ends - low))
    return np.asarray(packed - place * width + low)


def _first_day(known: Known) -> int:
    acts = known.question.tables["activities"]
    acts = acts.filter(acts.is_revenue)
    return int(known.question.collect(acts.aggregate(day=acts.day.min()))["day"][0].as_py() or 0)


def _told(known: Known, found: Times) -> Finding:
    curve = found.curve()
    half = curve.quantile(0.5)
    sentence, estimate = _share_words(curve)
    if half.value is not None and half.low is not None:
        high = f"–{half.high / 30.44:.0f}" if half.high is not None else " or more"
        sentence = (
            f"Half of your contracts and retainers are kept for longer than {wording.span(half.value)} "
            f"(likely {half.low / 30.44:.0f}{high} months, renewals counted in). {sentence}"
        )
        estimate = Estimate(half.value, "days", half.low, half.high)
    over = int(found.over.sum())
    return Finding(
        id=known.question.finding_id("clients", "lasting"),
        kind="lasting",
        sentence=f"{sentence} {over:,} of {len(found.lasted):,} have ended.",
        verdict=Verdict.ESTABLISHED if over >= SURE_OVER else Verdict.SUGGESTIVE,
        n=len(found.lasted),
        n_what="times under contract",
        estimate=estimate,
        evidence=known.behind(sums.all_terms(known.question), "all invoices of contracts and retainers"),
        values={"ended": over, "running": len(found.lasted) - over, "left_out": found.cut},
    )


def _share_words(curve: Curve) -> tuple[str, Estimate | None]:
    """The share still kept after a year, or after the most whole years that enough are watched for."""
    watched = curve.times[curve.at_risk >= LEAST_AT_RISK]
    years = int(watched[-1] // YEAR) if len(watched) else 0
    share = curve.over(max(1, years) * YEAR) if len(watched) else None
    if share is None or not years:
        return "Few have been watched for a whole year.", None
    after = "a year" if years == 1 else wording.count(years, "year")
    likely = f"likely {100 * share.low:.0f}–{100 * share.high:.0f} %"
    words = f"Of your contracts {wording.share(share.value)} are still kept after {after} ({likely})."
    return words, Estimate(share.value, "share", share.low, share.high)


def _refused(known: Known, found: Times) -> Finding:
    over = int(found.over.sum())
    return Finding(
        id=known.question.finding_id("clients", "lasting"),
        kind="lasting",
        sentence=f"How long contracts are kept cannot be told yet: {over:,} of "
        f"{wording.count(len(found.lasted), 'time')} under contract "
        f"{'has' if over == 1 else 'have'} ended.",
        verdict=Verdict.NOT_ENOUGH_DATA,
        n=len(found.lasted),
        n_what="times under contract",
        needed=f"about {wording.count(LEAST_OVER - over, 'more that ended', 'more that ended')}",
        evidence=known.behind(sums.all_terms(known.question), "all invoices of contracts and retainers"),
        values={"ended": over, "running": len(found.lasted) - over, "left_out": found.cut},
    )


def _picture(found: Times) -> Picture:
    curve = found.curve()
    shown = curve.at_risk >= LEAST_AT_RISK
    shown[0] = True
    data = pa.table(
        {
            "months": np.concatenate([[0.0], curve.times[shown] / 30.44]),
            "kept": np.concatenate([[100.0], 100 * curve.share[shown]]),
            "low": np.concatenate([[100.0], 100 * curve.low[shown]]),
            "high": np.concatenate([[100.0], 100 * curve.high[shown]]),
        }
    )
    return Picture(
        "lasting",
        f"Of contracts, {data['kept'][-1].as_py():.0f} % are kept for {wording.span(curve.times[shown][-1])}",
        f"Share of {len(found.lasted):,} times under contract not over yet, by months; band: likely range",
        "band",
        data,
        "months",
        "kept",
        x_label="months since the contract began",
        y_label="% still kept",
        low="low",
        high="high",
    )
