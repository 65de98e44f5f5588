"""Local days: which day of the business's own calendar a moment in UTC falls on.

Casting a timestamp to a time zone gives the UTC date on both engines, so offsets are looked up in a
table: for stretches of 28 days, which offset from UTC holds from when to when.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import ibis.expr.types as ir
import pyarrow as pa

from closeknit.engines.portable import epoch_seconds

STRETCH = 28 * 86_400
DAY = 86_400
FIRST = datetime(1880, 1, 1)
LAST = datetime(2220, 1, 1)
EPOCH = datetime(1970, 1, 1)
EPOCH_UTC = EPOCH.replace(tzinfo=UTC)
OFFSETS = ("stretch", "from_second", "to_second", "offset")


def local_days(table: ir.Table, offsets: ir.Table, **days: str) -> ir.Table:
    """`table` with a day number for each time column: `day="occurred_at"`; null stays null.

    Times before 1880 or after 2219 count as UTC.
    """
    seconds = {f"_second_{name}": epoch_seconds(table[column]) for name, column in days.items()}
    joined = table.mutate(**seconds)
    for name in days:
        pieces = offsets.rename({f"_{column}_{name}": column for column in OFFSETS})
        second = joined[f"_second_{name}"]
        joined = joined.left_join(
            pieces,
            [
                (second // STRETCH).cast("int64") == pieces[f"_stretch_{name}"],
                second >= pieces[f"_from_second_{name}"],
                second < pieces[f"_to_second_{name}"],
            ],
        )
    local = {name: joined[f"_second_{name}"] + joined[f"_offset_{name}"].fill_null(0) for name in days}
    numbers = {name: (second // DAY).cast("int32") for name, second in local.items()}
    return joined.select(*(c for c in table.columns if c not in days), **numbers)


@lru_cache(maxsize=8)
def offsets_of(zone: ZoneInfo) -> pa.Table:
    """Offsets from UTC of a zone: stretch, from_second, to_second (exclusive), offset, all in seconds.

    A stretch is 28 days since 1970; one in which the clocks change has several rows.
    """
    stretches = range(_second(FIRST) // STRETCH, _second(LAST) // STRETCH)
    rows = [(s, *piece) for s in stretches for piece in _pieces(zone, s * STRETCH, (s + 1) * STRETCH)]
    columns = zip(*rows, strict=True)
    return pa.table({name: pa.array(c, pa.int64()) for name, c in zip(OFFSETS, columns, strict=True)})


def _pieces(zone: ZoneInfo, start: int, end: int) -> list[tuple[int, int, int]]:
    """The stretch from `start` to `end` cut where the offset changes."""
    pieces = []
    # Looking every four days misses no pair of changes: no zone changed twice within so few.
    steps = [*range(start, end, 4 * DAY), end]
    since, offset = start, _offset(zone, start)
    for low, high in pairwise(steps):
        if _offset(zone, high) != offset:
            change = _change(zone, low, high)
            pieces.append((since, change, offset))
            since, offset = change, _offset(zone, high)
    if since < end:
        pieces.append((since, end, offset))
    return pieces


def _change(zone: ZoneInfo, low: int, high: int) -> int:
    """The second at which the offset after `low` becomes that of `high`."""
    before = _offset(zone, low)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
    return high


def _offset(zone: ZoneInfo, second: int) -> int:
    offset = (EPOCH_UTC + timedelta(0, second)).astimezone(zone).utcoffset()
    return 0 if offset is None else offset.days * DAY + offset.seconds


def _second(moment: datetime) -> int:
    return int((moment - EPOCH).total_seconds())
