"""What was known of each account on each of many days, and whether it bought in the quarter after.

A look is an account on an origin. Everything in it was known on that day or earlier; what the account
did afterwards stands apart in `next_day`. The engine says who is looked at and what they bought; events are
drawn part by part and summed in memory (`look_sums`): a join of each with all days that it counts on takes
many times as long. `panel` turns the sums into predictors. The same rows come out of every engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from closeknit.lenses.triggers.drawn import AT_ONCE, in_places
from closeknit.lenses.triggers.history import History
from closeknit.methods.cells import YEAR_DAYS
from closeknit.methods.look_sums import LookSums, Seen
from closeknit.methods.panel import HORIZON_DAYS, NEVER, Looks

Clock = Literal["known_day", "day"]


@dataclass(frozen=True)
class Origins:
    """Days to look on: `first`, then every `step` days, `count` in all.

    today: the last of them is the day of the question, of which nobody knows the morrow yet.
    """

    first: int
    step: int
    count: int
    today: bool = False

    @property
    def days(self) -> tuple[int, ...]:
        """The day numbers."""
        return tuple(self.first + self.step * i for i in range(self.count))


def looks(
    history: History,
    collect: Callable[[ir.Table], pa.Table],
    origins: Origins,
    *,
    one_in: int = 1,
    clock: Clock = "known_day",
) -> Looks:
    """Looks at one in so many accounts (by number) that are at risk the day after each origin.

    `clock` is there for the test that proves it matters: with `day`, what happened counts before anybody
    could know, and `Looks.too_early` tells so.
    """
    table = collect(_look_rows(_some(history, one_in), origins, clock))
    table = table.sort_by([("origin", "ascending"), ("account_id", "ascending")])
    who = {NUMBERS[name]: _whole(table, name) for name in NUMBERS}
    sums = LookSums.nothing(origins.days, who["origin"], who["account"], len(history.kinds))
    for events in _parts(history, collect, origins, one_in, clock):
        sums.add(events)
    segments = table["segment"].combine_chunks().dictionary_encode()
    return Looks(
        kinds=tuple(history.kinds),
        segments=tuple(segments.dictionary.to_pylist()),
        segment=segments.indices.to_numpy(zero_copy_only=False).astype(np.int64),
        spent=table["spent"].to_numpy().astype(float),
        last_event=sums.last_event,
        newest_event=sums.newest_event,
        lags=sums.lags,
        year=sums.year,
        **who,
    )


def _look_rows(some: History, origins: Origins, clock: Clock) -> ir.Table:
    """Who is looked at when, and what they bought until then and afterwards."""
    rows = _at_risk(some.accounts, origins)
    for part in (_past(some, origins, clock), _ahead(some, origins)):
        named = part.rename(_account="account_id", _at="at")
        joined = rows.left_join(named, (rows.account_id == named._account) & (rows.at == named._at))
        rows = joined.drop("_account", "_at")
    return rows.mutate(**{c: rows[c].fill_null(0) for c in ("bought", "bought_year", "spent")}).drop("at")


def _some(history: History, one_in: int) -> History:
    """The history of one in so many accounts, with the events of all."""
    if one_in <= 1:
        return history

    def cut(table: ir.Table) -> ir.Table:
        return table.filter(table.account_id % one_in == 0)

    return replace(history, accounts=cut(history.accounts), purchases=cut(history.purchases))


def _at_risk(accounts: ir.Table, origins: Origins) -> ir.Table:
    """Accounts x origins, where the account could buy on the next day."""
    rows = accounts.mutate(at=ibis.range(0, origins.count).unnest())
    rows = rows.mutate(at=rows.at.cast("int64"))
    rows = rows.mutate(origin=rows.at * origins.step + origins.first)
    morrow = rows.origin if origins.today else rows.origin + 1
    return rows.filter(rows.first_day <= rows.origin + 1, rows.last_day >= morrow).select(
        "account_id", "at", "origin", "segment",
        first_day=rows.first_day.cast("int64"), last_day=rows.last_day.cast("int64"),
    )  # fmt: skip


def _from(table: ir.Table, day: ir.IntegerValue, origins: Origins, within: int) -> ir.Table:
    """Rows once for each origin from `day` to `within` days later: `at` its place, `age` the days between."""
    first = ibis.greatest(((day - origins.first) / origins.step).ceil().cast("int64"), 0)
    most = min(within // origins.step + 1, origins.count)
    rows = table.mutate(_first=first, _day=day, _more=ibis.range(0, most).unnest())
    rows = rows.mutate(at=rows._first + rows._more.cast("int64"))
    rows = rows.mutate(age=rows.at * origins.step + origins.first - rows._day)
    return rows.filter(rows.at < origins.count, rows.age >= 0, rows.age <= within)


def _bought(purchases: ir.Table) -> ir.Table:
    """Days of purchase, each once."""
    return purchases.group_by("account_id", day=purchases.day.cast("int64")).aggregate(
        known_day=purchases.known_day.min().cast("int64"), amount=purchases.amount_base.sum()
    )


def _past(history: History, origins: Origins, clock: Clock) -> ir.Table:
    """Of each account and origin: purchases known by then."""
    bought = _bought(history.purchases)
    known = _from(bought, bought[clock], origins, FOR_EVER)
    last_year = known.at * origins.step + origins.first - known.day < YEAR_DAYS
    return known.group_by("account_id", "at").aggregate(
        bought=known.count(),
        bought_year=last_year.cast("int64").sum(),
        spent=known.amount.sum().cast("float64"),
        last_bought=known.day.max(),
        newest_bought=known.known_day.max(),
    )


def _ahead(history: History, origins: Origins) -> ir.Table:
    """Of each account and origin: the first purchase within the horizon, and when it became known."""
    bought = _bought(history.purchases)
    ahead = _from(bought, bought.day - HORIZON_DAYS, origins, HORIZON_DAYS - 1)
    return ahead.group_by("account_id", "at").aggregate(
        next_day=ahead.day.min(), next_known=ahead.known_day.min()
    )


def _parts(
    history: History, collect: Callable[[ir.Table], pa.Table], origins: Origins, one_in: int, clock: Clock
) -> Iterator[Seen]:
    """The events that tell something on any of these days, some accounts after the others."""
    kinds = tuple(history.kinds)
    events = history.events.mutate(seen=history.events[clock])
    days = (origins.first - YEAR_DAYS, origins.days[-1])
    events = events.filter(events.account_id % one_in == 0, events.seen > days[0], events.seen <= days[1])
    many = int(collect(events.aggregate(n=events.count()))["n"][0].as_py())
    parts = -(-many // AT_ONCE)
    placed = in_places(events, "kind", kinds).select("account_id", "kind", "seen", "known_day")
    for part in range(parts):
        rows = collect(placed.filter(placed.account_id % (one_in * parts) == one_in * part))
        yield Seen(*(rows[name].to_numpy().astype(np.int64) for name in placed.columns))


FOR_EVER = 1 << 16
"""More days than any history spans."""


NUMBERS: Mapping[str, str] = {
    "account_id": "account", "origin": "origin", "first_day": "first_day", "last_day": "last_day",
    "bought": "bought", "bought_year": "bought_year", "last_bought": "last_bought",
    "newest_bought": "newest_bought", "next_day": "next_day", "next_known": "next_known",
}  # fmt: skip
"""Columns of whole numbers, and what they are called in `Looks`."""


def _whole(table: pa.Table, name: str) -> np.ndarray:
    """A column of whole numbers; NEVER where there is none."""
    return np.asarray(table[name].fill_null(NEVER).to_numpy(), dtype=np.int64)
