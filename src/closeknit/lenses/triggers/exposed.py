"""Days at risk near events, and what was bought on them, by kind, window and stratum.

An event's span of days ends where the next one's begins, so no day counts twice. A span is cut where the
level of its account changes; of each piece only its two ends are counted, by bin: the days between follow
from running sums over bins, which are made here in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from closeknit.engines.portable import look_up_some, stacked
from closeknit.lenses.seam import Question
from closeknit.lenses.triggers.levels import BUCKETS, Levels, bin_of, start_of
from closeknit.lenses.triggers.numbered import Numbered
from closeknit.methods.cells import Calendar, Exposed, Ints, Strata, Window


def spans(numbers: Numbered, window: Window) -> ir.Table:
    """account, kind, start, end: the exposed days at risk of one window as spans that do not overlap."""
    low, high = window
    days = {name: name for name in ("first_day", "last_day")}
    rows = look_up_some(numbers.seen(window), "account", numbers.accounts, "account", **days)
    start = ibis.greatest(rows.day + low, rows.first_day)
    end = ibis.least(rows.day + high, rows.next_day + (low - 1), rows.last_day)
    rows = rows.select("account", "kind", start=start.cast("int32"), end=end.cast("int32"))
    return rows.filter(rows.start <= rows.end)


def hits(numbers: Numbered, levels: Levels, windows: Sequence[Window]) -> ir.Table:
    """account, kind, bin, level, hit_0 …: purchases at risk on exposed days of each window, by its place.

    All windows look at the same day of an event: known, or happened.
    """
    bought = numbers.purchases.filter(numbers.purchases.at_risk)
    bought = bought.select("account", on="day", bin=bin_of(bought.day, numbers.calendar))
    bought = bought.inner_join(levels.grid.select("account", "bin", "level"), ["account", "bin"])
    low, high = min(w[0] for w in windows), max(w[1] for w in windows)
    events = numbers.seen(windows[0])
    since = bought.on - events.day
    near = bought.inner_join(events, [bought.account == events.account, since >= low, since <= high])
    lag = near.on - near.day
    # A day lies in the span of one event at most: the last one that is early enough.
    counts = {
        f"hit_{place}": ibis.ifelse((lag >= low) & (lag <= high) & (near.on - near.next_day < low), 1, 0)
        for place, (low, high) in enumerate(windows)
    }
    near = near.select("account", "kind", "bin", "level", **counts)
    return near.group_by("account", "kind", "bin", "level").agg(
        **{name: near[name].sum().cast("int32") for name in counts}
    )


def exposures(
    question: Question,
    numbers: Numbered,
    levels: Levels,
    strata: Strata,
    windows: Sequence[Window],
    hit: ir.Table,
) -> Iterator[Exposed]:
    """For each window, in order, each kind with an exposed day in it; `hit` is what `hits` gives."""
    names = [f"hit_{place}" for place in range(len(windows))]
    by_cell = hit.group_by("kind", "level", "bin").agg(**{name: hit[name].sum() for name in names})
    bought = question.collect(by_cell)
    for name, window in zip(names, windows, strict=True):
        ends = question.collect(_ends(spans(numbers, window), levels, numbers.calendar))
        yield from _exposed(
            numbers.kinds, strata, window, ends, bought.select(["kind", "level", "bin", name])
        )


def _ends(parts: ir.Table, levels: Levels, calendar: Calendar) -> ir.Table:
    """kind, level, bin: pieces begun there less those that ended, and days to take off for them."""
    same = levels.stretches
    cut = parts.inner_join(
        same, [parts.account == same.account, parts.start <= same.to_day, parts.end >= same.from_day]
    )
    start, after = ibis.greatest(cut.start, cut.from_day), ibis.least(cut.end, cut.to_day) + 1

    def ends(day: ir.IntegerValue, sign: int) -> ir.Table:
        bin = bin_of(day, calendar)
        return cut.select(
            "kind", "level", bin=bin, open=ibis.literal(sign), gone=(day - start_of(bin, calendar)) * sign
        )

    both = stacked(ends(start, 1), ends(after, -1))
    return both.group_by("kind", "level", "bin").agg(open=both.open.sum(), gone=both.gone.sum())


def _exposed(
    kinds: Sequence[str], strata: Strata, window: Window, ends: pa.Table, bought: pa.Table
) -> Iterator[Exposed]:
    level = ((strata.segment * BUCKETS + strata.activity) * BUCKETS + strata.pace) * BUCKETS + strata.past
    known, place = np.unique(level, return_inverse=True)
    shape = len(known), strata.calendar.bins + 1
    for kind, name in enumerate(kinds):
        open, gone = (_dense(ends, kind, known, shape, column) for column in ("open", "gone"))
        days = np.cumsum(open, axis=1) * strata.calendar.bin_days - gone
        exposure = days[place, strata.bin]
        rows = np.flatnonzero(exposure)
        if len(rows):
            purchases = _dense(bought, kind, known, shape, bought.column_names[-1])[place, strata.bin][rows]
            yield Exposed(name, window, rows, exposure[rows].astype(float), purchases.astype(float))


def _dense(table: pa.Table, kind: int, known: Ints, shape: tuple[int, int], column: str) -> Ints:
    """A column of one kind as levels x bins."""
    own = table.filter(pa.compute.equal(table["kind"], kind))
    out = np.zeros(shape, dtype=np.int64)
    at = np.searchsorted(known, own["level"].to_numpy()), own["bin"].to_numpy()
    out[at] = own[column].to_numpy()
    return out
