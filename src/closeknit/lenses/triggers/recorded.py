"""How events were recorded and who was at risk: facts of each kind, buyers' time, and everybody's.

Sums of whole numbers in the engine; what is a mean or a comparison with one is made here in memory.
"""

from __future__ import annotations

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from closeknit.engines.portable import look_up_some
from closeknit.lenses.seam import Question
from closeknit.lenses.triggers.numbered import Numbered
from closeknit.methods.cells import LOOK_BACK_DAYS, Facts, Ints, Population, Spells


def buyers(numbers: Numbered) -> ir.Table:
    """account, bought, last_bought: accounts with purchases on days at risk."""
    counted = numbers.purchases.filter(numbers.purchases.at_risk)
    return counted.group_by("account").agg(bought=counted.count(), last_bought=counted.day.max())


def population(question: Question, numbers: Numbered) -> Population:
    """Everybody at risk."""
    rows = numbers.accounts.left_join(buyers(numbers), "account").select(
        "first_day", "last_day", "bought", days=numbers.accounts.last_day - numbers.accounts.first_day + 1
    )
    rows = rows.filter(rows.days > 0)
    buys = rows.bought.notnull()
    sums = rows.agg(
        accounts=rows.count(),
        days=rows.days.sum(),
        purchases=rows.bought.sum(),
        buyers=buys.sum(),
        buyer_days=rows.days.sum(where=buys),
    )
    total = {name: int(value or 0) for name, value in question.collect(sums).to_pylist()[0].items()}
    counted = numbers.purchases.filter(numbers.purchases.at_risk)
    a_day = counted.group_by("day").agg(n=counted.count())
    busiest = question.collect(a_day.agg(most=a_day.n.max()))["most"][0].as_py()
    return Population(
        accounts=total["accounts"],
        days=float(total["days"]),
        purchases=total["purchases"],
        busiest_day=int(busiest or 0),
        buyers=total["buyers"],
        buyer_days=float(total["buyer_days"]),
    )


def spells(question: Question, numbers: Numbered) -> Spells:
    """Days at risk of the accounts that bought, those of equal days together."""
    rows = look_up_some(
        buyers(numbers), "account", numbers.accounts, "account", first_day="first_day", last_day="last_day"
    )
    ends = (rows.bought == 1) & (rows.last_bought == rows.last_day)
    sums = rows.group_by("first_day", "last_day").agg(
        purchases=rows.bought.sum(), others=(~ends).cast("int64").sum()
    )
    found = question.collect(sums.order_by("first_day", "last_day"))
    first, last, purchases, others = (
        found[name].to_numpy().astype(np.int64) for name in ("first_day", "last_day", "purchases", "others")
    )
    until = len(first) > 0 and not others.any()
    return Spells(first, last, purchases.astype(float), until)


def facts(question: Question, numbers: Numbered) -> tuple[Facts, ...]:
    """What else counts of each kind."""
    kinds = len(numbers.kinds)
    rows = numbers.happened
    delay = (rows.known_day - rows.day).cast("int64")
    total = question.collect(rows.group_by("kind").agg(n=rows.count(), delay=delay.sum()))
    at_risk = _by_kind(question.collect(_at_risk(numbers)), kinds)
    busiest = [_by_kind(question.collect(_busiest(t)), kinds) for t in (numbers.known, numbers.seen((0, 0)))]
    close = question.collect(_close(numbers))
    out = []
    for k, name in enumerate(numbers.kinds):
        mine = close.filter(pa.compute.equal(close["kind"], k))
        delays, n, late = (mine[c].to_numpy().astype(np.int64) for c in ("delay", "n", "late"))
        limit = 7 + 2 * _usual(total.filter(pa.compute.equal(total["kind"], k)), delays, n)
        out.append(
            Facts(
                name,
                events=int(at_risk["events"][k]),
                accounts=int(at_risk["accounts"][k]),
                busiest_day=int(max(days["most"][k] for days in busiest)),
                before=int(n.sum()),
                late=int(late.sum()),
                late_unusually=int(late[delays > limit].sum()),
                by_buyers=int(at_risk["by_buyers"][k]),
            )
        )
    return tuple(out)


def _usual(total: pa.Table, delays: Ints, n: Ints) -> float:
    """Mean delay of a kind's events that no purchase followed soon; 0 where there are none."""
    every, summed = (int(total[c][0].as_py()) if len(total) else 0 for c in ("n", "delay"))
    others = every - int(n.sum())
    return (summed - int(delays @ n)) / others if others else 0.0


def _by_kind(table: pa.Table, kinds: int) -> dict[str, Ints]:
    """Columns by kind, 0 where a kind has no row."""
    out = {name: np.zeros(kinds, dtype=np.int64) for name in table.column_names if name != "kind"}
    for name, column in out.items():
        column[table["kind"].to_numpy()] = table[name].to_numpy()
    return out


def _at_risk(numbers: Numbered) -> ir.Table:
    """Of each kind: distinct days with an event while at risk, accounts that had one, days of buyers."""
    days = numbers.seen((0, 0))
    rows = look_up_some(days, "account", numbers.accounts, "account", first="first_day", last="last_day")
    rows = rows.filter((rows.day >= rows.first) & (rows.day <= rows.last))
    each = rows.group_by("kind", "account").agg(n=rows.count())
    bought = buyers(numbers).select("account", "bought")
    each = each.left_join(bought, "account").select("kind", "n", "bought")
    return each.group_by("kind").agg(
        events=each.n.sum(),
        accounts=each.count(),
        by_buyers=each.n.sum(where=each.bought.notnull()).fill_null(0),
    )


def _busiest(days: ir.Table) -> ir.Table:
    each = days.group_by("kind", "day").agg(n=days.count())
    return each.group_by("kind").agg(most=each.n.max())


def _close(numbers: Numbered) -> ir.Table:
    """Events 0 to `LOOK_BACK_DAYS` before their account's next purchase at risk, by kind and delay.

    late: those of them known only after it.
    """
    bought = numbers.purchases.filter(numbers.purchases.at_risk).select("account", "before", bought="day")
    events = numbers.happened
    ahead = bought.bought - events.day
    near = events.inner_join(
        bought,
        [events.account == bought.account, ahead >= 0, ahead <= LOOK_BACK_DAYS, events.day > bought.before],
    )
    rows = near.select(
        "kind", delay=near.known_day - near.day, late=(near.known_day > near.bought).cast("int64")
    )
    return rows.group_by("kind", "delay").agg(n=rows.count(), late=rows.late.sum())
