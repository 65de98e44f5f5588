"""Who speaks up for us: recommendations, praise and mentions of people outside; and who complained lately."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import ibis
import ibis.expr.types as ir

from closeknit.engines.portable import look_up, stacked
from closeknit.lenses.referrals import stand_ins
from closeknit.lenses.revenue import YEAR
from closeknit.lenses.seam import Question
from closeknit.texts.stances import BAD, COMPLAINT, PRAISE

RECOMMENDED, MENTIONED = "recommendation.written", "mention.posted"
LASTS = {RECOMMENDED: 3 * YEAR, MENTIONED: YEAR, PRAISE: YEAR, COMPLAINT: 91}
"""Days for which each counts: a recommendation stands for years, a good word fades, a complaint sooner."""


@dataclass
class Voice:
    """What one person did: days of each sort, the activities, and their newest praise in words."""

    days: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    activities: set[int] = field(default_factory=set)
    quote: str = ""
    quote_day: int | None = None

    def times(self, sort: str) -> int:
        """On how many days."""
        return len(self.days[sort])

    @property
    def last_day(self) -> int | None:
        """When they last spoke up."""
        return max((d for sort, days in self.days.items() if sort != COMPLAINT for d in days), default=None)

    @property
    def complained(self) -> int | None:
        """When they last complained or worried, of late."""
        return max(self.days[COMPLAINT], default=None)


def voices(question: Question) -> dict[int, Voice]:
    """By person; of words that may be of several people at a customer, by the customer."""
    found: dict[int, Voice] = defaultdict(Voice)
    for row in question.collect(_rows(question)).to_pylist():
        voice = found[row["who"]]
        voice.days[row["sort"]].add(row["day"])
        if row["sort"] != COMPLAINT:
            voice.activities.add(row["activity_id"])
        if row["sort"] == PRAISE and row["quote"]:
            voice.quote, voice.quote_day = row["quote"], row["day"]
    return dict(found)


def _rows(question: Question) -> ir.Table:
    """who, sort, day, activity_id, quote; the oldest first."""
    rows = stacked(_spoken_up(question), _said(question)).distinct()
    return rows.order_by(["day", "activity_id", "sort", "quote", "who"])


def _spoken_up(question: Question) -> ir.Table:
    """Recommendations and mentions by people outside, once each; who is known by name alone, in full."""
    line, parties, said = (question.tables[name] for name in ("timeline", "parties", "mentions"))
    bad = said.filter(said.stance.isin(list(BAD))).select("activity_id").distinct()
    today = question.as_of_day
    rows = line.filter(
        line.role == "author",
        ((line.kind == RECOMMENDED) & (line.day > today - LASTS[RECOMMENDED]))
        | ((line.kind == MENTIONED) & (line.day > today - LASTS[MENTIONED])),
    )
    outside = parties.filter(parties.standing != "ours").select("party_id")
    rows = rows.semi_join(outside, "party_id").anti_join(bad, "activity_id")
    rows = look_up(rows, "party_id", stand_ins(question.tables), "party_id", meant="meant")
    return rows.select(
        who=ibis.coalesce(rows.meant, rows.party_id), sort="kind", day="day", activity_id="activity_id",
        quote=ibis.literal(""),
    )  # fmt: skip


def _said(question: Question) -> ir.Table:
    """Praise of a year, and complaints and worries of late, sentence by sentence."""
    said, today = question.tables["mentions"], question.as_of_day
    good = said.filter(said.stance == PRAISE, said.kind != RECOMMENDED, said.day > today - LASTS[PRAISE])
    bad = said.filter(said.stance.isin(list(BAD)), said.day > today - LASTS[COMPLAINT])
    rows = stacked(_sorted_as(good, PRAISE), _sorted_as(bad, COMPLAINT))
    parties = question.tables["parties"]
    outside = parties.filter(parties.standing != "ours").select("party_id")
    return rows.semi_join(outside, rows.who == outside.party_id)


def _sorted_as(rows: ir.Table, sort: str) -> ir.Table:
    return rows.select(
        who="party_id", sort=ibis.literal(sort), day="day", activity_id="activity_id", quote="quote"
    )
