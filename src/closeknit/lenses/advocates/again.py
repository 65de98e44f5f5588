"""Whether customers who were sent to us come back more than others: bought again within a year, of all."""

from __future__ import annotations

from collections.abc import Sequence

from closeknit.answers import Estimate, Finding, Verdict, wording
from closeknit.engines.portable import look_up, look_up_some
from closeknit.lenses.advocates.sent import Referrals
from closeknit.lenses.behind import listed
from closeknit.lenses.parts import Part, not_enough
from closeknit.lenses.revenue import YEAR
from closeknit.lenses.seam import Question
from closeknit.methods.two_arms import shares

LEAST = 10
"""Customers of either sort with a whole year, below which nothing is compared."""


def again(found: Referrals) -> Part:
    """The finding; nothing where nobody was sent."""
    if not found.sent:
        return Part()
    question, sent = found.question, {one.account for one in found.sent}
    told = _counted(question, sorted(sent))
    (back, n), (others_back, others) = told.get(True, (0, 0)), told.get(False, (0, 0))
    id = question.finding_id("advocates", "come_back", back, n, others_back, others)
    if min(n, others) < LEAST:
        return Part(findings=(_too_few(id, n, others),))
    apart = shares(back, n, others_back, others)
    told_apart = apart.low > 0 or apart.high < 0
    more = "more" if apart.value > 0 else "fewer"
    range_of = sorted((abs(100 * apart.low), abs(100 * apart.high)))
    likely = f"{range_of[0]:.0f} and {range_of[1]:.0f}"
    ending = (
        f"{abs(100 * apart.value):.0f} of 100 {more}, likely between {likely}"
        if told_apart
        else "no more than chance explains"
    )
    return Part(
        findings=(
            Finding(
                id=id,
                kind="come_back",
                sentence=f"Of customers who were sent to you {back:,} of {n:,} bought again within a year, "
                f"of the others {others_back:,} of {others:,}: {ending}.",
                verdict=Verdict.SUGGESTIVE if told_apart else Verdict.NO_EVIDENCE,
                n=n + others,
                n_what="customers",
                estimate=Estimate(apart.value, "share", apart.low, apart.high),
                evidence=listed("parties", sorted(sent), "customers who were sent to you"),
                values={"back": back, "of": n, "others_back": others_back, "others": others},
            ),
        )
    )


def _counted(question: Question, sent: Sequence[int]) -> dict[bool, tuple[int, int]]:
    """Of those sent (true) and the others: how many bought again within a year, of how many."""
    bought = question.tables["purchases"]
    bought = bought.filter(bought.kind != "end")
    first = bought.group_by("account_id").aggregate(first=bought.day.min())
    first = first.filter(first.first <= question.as_of_day - YEAR)
    later = look_up_some(bought, "account_id", first, "account_id", first="first")
    later = later.filter(later.day > later.first, later.day <= later.first + YEAR)
    rows = look_up(
        first, "account_id", later.select("account_id").distinct().mutate(back=1), "account_id", back="back"
    )
    rows = rows.mutate(sent=rows.account_id.isin(sent), back=rows.back.fill_null(0))
    counts = rows.group_by("sent").aggregate(n=rows.count(), back=rows.back.cast("int64").sum())
    return {row["sent"]: (row["back"], row["n"]) for row in question.collect(counts).to_pylist()}


def _too_few(id: str, n: int, others: int) -> Finding:
    return not_enough(
        id,
        "come_back",
        "Whether customers who were sent to you buy again more than others cannot be told: "
        f"{wording.count(n, 'customer')} of them and {others:,} of the others bought first over a year ago.",
        n=n,
        n_what="customers",
        needed=f"{LEAST} of each who bought first over a year ago",
    )
