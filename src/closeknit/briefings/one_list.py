"""One list of customers: how many there truly are, how many the files would have you count, and the
weightiest firm that stands there under two names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from closeknit.identity.two_names import TwoNames
from closeknit.keys import HUBS
from closeknit.lenses.seam import Question

YEAR = 365


@dataclass(frozen=True)
class JoinedFirm:
    """A customer that the files know under two names; `rank` by revenue of the last year, 1 the largest."""

    names: tuple[str, str]
    rank: int
    party_id: int


@dataclass(frozen=True)
class OneList:
    """How many customers there are, under how many names, and the largest one with two."""

    customers: int
    names: int
    joined: JoinedFirm | None


def one_list(question: Question, steps: pa.Table, two_names: Sequence[TwoNames]) -> OneList:
    """The list, from the book, the names each key goes by (identity's `steps`) and firms of two names."""
    parties = question.tables["parties"]
    accounts = parties.filter((parties.standing == "customer") & (parties.account_id == parties.party_id))
    numbers = question.collect(accounts.select("party_id", "kind"))
    ids = set(numbers["party_id"].to_pylist())
    return OneList(
        customers=len(ids),
        names=_names(question, steps, ids),
        joined=_largest(question, [two for two in two_names if two.party_id in ids]),
    )


def _names(question: Question, steps: pa.Table, customers: set[int]) -> int:
    """Names that customers stand under in your own systems; upper and lower case are one."""
    keys = question.collect(question.tables["keys"].select("key", "key_kind", "party_id")).to_pylist()
    news = tuple(f"{source}_" for source in _news(question))
    party = {
        row["key"]: row["party_id"]
        for row in keys
        # What an address is called comes from the systems that have it.
        if row["key_kind"] not in HUBS and not row["key_kind"].startswith(news)
    }
    firms = steps.filter(pc.equal(steps["party_kind"], "organization")).select(["key", "name"])
    named = ((party.get(row["key"]), row["name"]) for row in firms.to_pylist() if row["name"])
    return len({(number, " ".join(name.casefold().split())) for number, name in named if number in customers})


def _news(question: Question) -> list[str]:
    """Sources that tell of outside events only: whom they name is not in a list of yours."""
    activities = question.tables["activities"]
    plays = question.collect(activities.select("stream_id", "plays").distinct()).to_pylist()
    told: dict[str, set[str]] = {}
    for row in plays:
        told.setdefault(row["stream_id"].split("/")[0], set()).add(row["plays"])
    return sorted(source for source, parts in told.items() if parts == {"trigger"})


def _largest(question: Question, two_names: Sequence[TwoNames]) -> JoinedFirm | None:
    """The firm of two names that brought most in the last year, with its rank among all customers."""
    activities = question.tables["activities"]
    year = activities.filter(activities.is_revenue & (activities.day > question.as_of_day - YEAR))
    sums = question.collect(
        year.group_by("account_id").agg(amount=year.amount_base.sum()).order_by(ibis.desc("amount"))
    )
    ranks = {account: place for place, account in enumerate(sums["account_id"].to_pylist(), start=1)}
    best = min(two_names, key=lambda two: ranks.get(two.party_id, len(ranks) + 1), default=None)
    if best is None or best.party_id not in ranks:
        return None
    return JoinedFirm(best.names, ranks[best.party_id], best.party_id)
