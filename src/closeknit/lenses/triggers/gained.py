"""What was gained by acting: those on a campaign's list against those left alone by lot.

Everybody counts in the part the lot put them in, whatever was done (intention to treat), from the day of
their list. Never against last year. Too few are told so, with the number it takes.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis.expr.types as ir
import numpy as np

from closeknit.answers import Estimate, Finding, Verdict, wording
from closeknit.day_numbers import day_to_date
from closeknit.engines.portable import look_up
from closeknit.lenses.behind import listed
from closeknit.lenses.parts import Part
from closeknit.lenses.seam import Question
from closeknit.methods.cells import Bools, Floats, Ints
from closeknit.methods.two_arms import as_drawn, means, needed, shares

LEAST_BUYERS = 5
"""Purchases on both sides together below which nothing is said."""

LEAST_LEFT = 10
"""People left alone below which nothing is said."""

NO_LOT = 0.001
"""Sizes less likely than this were not drawn by lot."""


@dataclass(frozen=True)
class Arms:
    """Everybody of one campaign, once: which part, and what they bought within its days."""

    name: str
    account: Ints
    acted: Bools
    bought: Bools
    spent: Floats
    contacted: Bools
    first_day: int
    within_days: int
    share: float
    in_both: int
    open_still: int
    """People whose days are not over yet."""


def gained(question: Question) -> Part:
    """A finding for each campaign there was."""
    campaigns = question.tables.get("campaigns")
    if campaigns is None:
        return Part()
    names = question.collect(campaigns.select("campaign").distinct())["campaign"].to_pylist()
    return Part(findings=tuple(_finding(question, arms(question, name)) for name in sorted(names)))


def arms(question: Question, name: str) -> Arms:
    """The two parts of a campaign and what became of them."""
    table = question.tables["campaigns"].filter(question.tables["campaigns"].campaign == name)
    people = table.group_by("account_id").aggregate(
        acted=table.acted.cast("int64").max(),
        least=table.acted.cast("int64").min(),
        day=table.day.min(),
        within_days=table.within_days.max(),
        share=table.share.max(),
    )
    rows = question.collect(_with_outcome(question, people)).sort_by("account_id")
    clear = rows["acted"].to_numpy() == rows["least"].to_numpy()
    day = rows["day"].to_numpy().astype(np.int64)
    within = int(rows["within_days"].to_numpy().max())
    return Arms(
        name=name,
        account=rows["account_id"].to_numpy()[clear],
        acted=rows["acted"].to_numpy()[clear] == 1,
        bought=rows["many"].fill_null(0).to_numpy()[clear] > 0,
        spent=np.array([float(v or 0) for v in rows["spent"].to_pylist()])[clear],
        contacted=rows["touches"].fill_null(0).to_numpy()[clear] > 0,
        first_day=int(day.min()),
        within_days=within,
        share=float(rows["share"].to_numpy().max()),
        in_both=int((~clear).sum()),
        open_still=int((day[clear] + within > question.as_of_day).sum()),
    )


def _with_outcome(question: Question, people: ir.Table) -> ir.Table:
    """Purchases and our touches of each after the day of the list and within its days."""
    span = people.select(_account="account_id", _day="day", _within="within_days")

    def after(table: ir.Table) -> ir.Table:
        joined = table.inner_join(span, table.account_id == span._account)
        return joined.filter(joined.day > joined._day, joined.day <= joined._day + joined._within)

    bought = question.tables["purchases"].filter(question.tables["purchases"].kind != "end")
    purchases = after(bought.select("account_id", "day", "amount_base"))
    sums = purchases.group_by("account_id").aggregate(
        many=purchases.count(), spent=purchases.amount_base.sum()
    )
    touches = question.tables["timeline"].filter(question.tables["timeline"].plays == "touch")
    did = after(touches.select("account_id", "day"))
    touched = did.group_by("account_id").aggregate(touches=did.count())
    rows = look_up(people, "account_id", sums, "account_id", many="many", spent="spent")
    return look_up(rows, "account_id", touched, "account_id", touches="touches")


def _finding(question: Question, found: Arms) -> Finding:
    act, left = int(found.acted.sum()), int((~found.acted).sum())
    bought_act, bought_left = int(found.bought[found.acted].sum()), int(found.bought[~found.acted].sum())
    start = (
        f"Campaign “{found.name}” since {wording.day_text(day_to_date(found.first_day))}: "
        f"{bought_act:,} of {act:,} acted on and {bought_left:,} of {left:,} left alone have bought"
    )
    common = {
        "kind": "gained",
        "id": question.finding_id("triggers", "gained", found.name),
        "n": act + left,
        "n_what": "people and firms on the list",
        "evidence": listed("parties", found.account.tolist(), "on the list of the campaign"),
    }
    short = _too_few(found, act, left, bought_act, bought_left)
    if short:
        return Finding(
            sentence=f"{start}. {short[0]}",
            verdict=Verdict.NOT_ENOUGH_DATA,
            needed=short[1],
            **common,  # type: ignore[arg-type]
        )
    return _told(question, found, start, common)


def _too_few(found: Arms, act: int, left: int, bought_act: int, bought_left: int) -> tuple[str, str] | None:
    """Why nothing can be said yet and what it takes; None where something can."""
    if min(act, left) and as_drawn(left, act + left, found.share) < NO_LOT:
        return (
            f"The two parts are not of the sizes that the lot gave them ({found.share:.0%} left alone), so "
            "they are not comparable and nothing is said.",
            "a list whose two parts are both still there",
        )
    if left >= LEAST_LEFT and act >= LEAST_LEFT and bought_act + bought_left >= LEAST_BUYERS:
        return None
    pooled = max((bought_act + bought_left) / max(act + left, 1), 0.02)
    people = needed(min(2 * pooled, 0.99), pooled, left_alone=found.share or 0.2, level=0.9)
    return (
        f"That is too few to tell acting from luck; it takes about {people:,.0f} on the list to see "
        "purchases double.",
        f"about {max(people - act - left, 1):,.0f} more on the list, or more time",
    )


def _told(question: Question, found: Arms, start: str, common: dict[str, object]) -> Finding:
    act, left = found.acted, ~found.acted
    diff = shares(
        int(found.bought[act].sum()), int(act.sum()), int(found.bought[left].sum()), int(left.sum())
    )
    money = means(found.spent[act], found.spent[left])
    many = int(act.sum())
    currency = question.business.currency
    sure = diff.low > 0 or diff.high < 0
    word = "More" if diff.value >= 0 else "Fewer"
    said = (
        f"{start}. {word} of those acted on bought: {_points(diff.value)} percentage points "
        f"(likely {_points(diff.low)} to {_points(diff.high)})"
    )
    if not sure:
        said += "; that may be luck"
    said += f". Gained by acting: {wording.money(money.value * many, currency)} (likely {wording.money(money.low * many, currency)} to {wording.money(money.high * many, currency)})."  # noqa: E501
    return Finding(
        sentence=said + _remarks(found),
        verdict=Verdict.ESTABLISHED if sure else Verdict.NO_EVIDENCE,
        estimate=Estimate(
            money.value * many, currency, money.low * many, money.high * many, money="gained by acting"
        ),
        values={
            "campaign": found.name,
            "acted": many,
            "left_alone": int(left.sum()),
            "difference": round(diff.value, 4),
            "low": round(diff.low, 4),
            "high": round(diff.high, 4),
        },
        **common,  # type: ignore[arg-type]
    )


def _points(share: float) -> str:
    return f"{100 * share:.1f}".replace("-", "−")


def _remarks(found: Arms) -> str:
    """What to know of the comparison."""
    said = ""
    if found.open_still:
        said += f" The {found.within_days} days are not over for {found.open_still:,} of them."
    touched = int(found.contacted[~found.acted].sum())
    if touched:
        said += (
            f" {touched:,} of those left alone were contacted all the same; they still count as left alone."
        )
    if found.in_both:
        said += f" {found.in_both:,} turned out to be one customer on both sides and are left out."
    return said
