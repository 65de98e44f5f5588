"""From when one could know of what a file tells by showing it instead of something else.

A list that shows another title than the one before it says that the title changed, and at the latest when the
list was made; the day the change itself bears may be far earlier, such as the day the contact was entered.
"""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir


def with_known_day(rows: ir.Table, of: Sequence[str], order: Sequence[str]) -> ir.Table:
    """`rows` with `known_day`: the day the row before it ended, where `since_day` is no later; else that.

    of: the columns that tell what rows follow one another. order: further columns that put them in order.
    """
    before = ibis.window(
        group_by=of,
        order_by=[
            rows.until_day.asc(nulls_first=False),
            rows.since_day.asc(nulls_first=True),
            *(rows[c] for c in order),
        ],
        preceding=(None, 1),
    )
    told = rows.mutate(_ended=rows.until_day.max().over(before))
    later = told._ended.notnull() & (told.since_day.isnull() | (told.since_day <= told._ended))
    return told.mutate(known_day=ibis.ifelse(later, told._ended, told.since_day).cast("int32")).drop("_ended")
