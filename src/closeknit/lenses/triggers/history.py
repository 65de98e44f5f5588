"""What the search for triggers reads of a business: who could buy when, what was bought, what happened.

Three expressions of one engine and the calendar they are counted in. How they are made of book tables,
and how sums are made of them, is in modules of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import ibis.expr.types as ir

from closeknit.methods.cells import Calendar

Sort = Literal["trigger", "signal", "touch"]
"""From outside or of the customer's own life; their behaviour towards us; what we did ourselves."""


@dataclass(frozen=True)
class History:
    """Accounts at risk, buying decisions and events, all known on the day of the question.

    accounts: account_id int64, first_day and last_day int32 (days at risk, both included; where only the
    first purchase counts, `last_day` is its day), segment string ('' where there is none). One row each.
    purchases: account_id int64, day int32, known_day int32, amount_base decimal (null where unknown): every
    buying decision, also those outside the days at risk. A day with several counts as one.
    events: account_id int64, kind string, day int32, known_day int32, activity_id int64 (0 where no single
    activity stands behind it). Rows may repeat.
    """

    accounts: ir.Table
    purchases: ir.Table
    events: ir.Table
    kinds: Mapping[str, Sort]
    """Kinds of events to ask about, sorted by name, each with its sort."""
    calendar: Calendar
