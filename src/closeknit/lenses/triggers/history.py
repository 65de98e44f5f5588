"""What the search for triggers reads of a business: who could buy when, what was bought, what happened.

Three expressions of one engine and the calendar they are counted in. How they are made of book tables,
and how sums are made of them, is in modules of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import ibis.expr.types as ir

from closeknit.lenses.triggers.kinds import Sort
from closeknit.methods.cells import Calendar


@dataclass(frozen=True)
class History:
    """Accounts at risk, buying decisions and events, all known on the day of the question.

    accounts: account_id int64, first_day and last_day int32 (days at risk, both included; where only the
    first purchase counts, `last_day` is its day), segment string ('' where there is none). One row each.
    purchases: account_id int64, day int32, known_day int32, amount_base decimal (null where unknown): every
    buying decision, also those outside the days at risk. A day with several counts as one.
    events: account_id int64, kind string, day int32, known_day int32, evidence_id int64 (the row behind it
    in the table that `kinds.evidence_table` names; 0 where none is known). Rows may repeat.
    """

    accounts: ir.Table
    purchases: ir.Table
    events: ir.Table
    kinds: Mapping[str, Sort]
    """Kinds of events to ask about, sorted by name, each with its sort."""
    calendar: Calendar
    notes: tuple[str, ...] = field(default=())
    """What to say of how the data was read: its first day, what was left out."""
