"""Who speaks up for us: recommendations, praise, mentions, good scores in surveys; and who is unhappy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import ibis
import ibis.expr.types as ir

from closeknit.claims import SURVEY_ANSWERED
from closeknit.engines.portable import among, first_of_each, look_up, look_up_some, stacked
from closeknit.lenses.referrals import stand_ins
from closeknit.lenses.revenue import YEAR
from closeknit.lenses.seam import Question
from closeknit.texts.stances import BAD, COMPLAINT, PRAISE

RECOMMENDED, MENTIONED = "recommendation.written", "mention.posted"
WOULD_RECOMMEND = "would recommend"
LASTS = {RECOMMENDED: 3 * YEAR, MENTIONED: YEAR, PRAISE: YEAR, WOULD_RECOMMEND: YEAR, COMPLAINT: 91}
"""Days for which each counts: a recommendation stands for years, a good word fades, a complaint sooner."""


PROMOTES, DETRACTS = 9, 6
"""Answers of 0 to 10 from which on, and up to which, somebody counts as promoter and as detractor.
Reichheld (2003), Harvard Business Review 81(12):46–54."""


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
    def good_words(self) -> int:
        """On how many days they praised, or would have recommended."""
        return len(self.days[PRAISE] | self.days[WOULD_RECOMMEND])

    @property
    def unhappy(self) -> int | None:
        """When they last complained, worried or gave a low score, of late."""
        return max(self.days[COMPLAINT], default=None)


def voices(question: Question) -> dict[int, Voice]:
    """By person; of words that may be of several people at a customer, by the customer."""
    found: dict[int, Voice] = defaultdict(Voice)
    oldest_first = _rows(question).order_by(["day", "activity_id", "sort", "quote", "who"])
    for row in question.collect(oldest_first).to_pylist():
        voice = found[row["who"]]
        voice.days[row["sort"]].add(row["day"])
        if row["sort"] != COMPLAINT:
            voice.activities.add(row["activity_id"])
        if row["sort"] == PRAISE and row["quote"]:
            voice.quote, voice.quote_day = row["quote"], row["day"]
    return dict(found)


def good_words(question: Question, people: Sequence[int]) -> ir.Table:
    """Recommendations, mentions, praise and high scores of these: party_id, day, activity_id."""
    rows = _rows(question)
    rows = among(rows.filter(rows.sort != COMPLAINT), "who", people)
    return rows.select("day", "activity_id", party_id="who").distinct()


def _rows(question: Question) -> ir.Table:
    """who, sort, day, activity_id, quote."""
    return stacked(_spoken_up(question), _said(question), _scored(question)).distinct()


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


def _scored(question: Question) -> ir.Table:
    """The newest answer of a year to how likely they would recommend us, where it is high, or low of late."""
    line, parties, today = question.tables["timeline"], question.tables["parties"], question.as_of_day
    answered = line.filter(line.kind == SURVEY_ANSWERED, line.role == "author", line.day > today - YEAR)
    outside = parties.filter(parties.standing != "ours").select("party_id")
    scores = question.tables["activities"].filter(lambda t: t.score.notnull())
    rows = look_up_some(
        answered.semi_join(outside, "party_id"), "activity_id", scores, "activity_id", score="score"
    )
    rows = first_of_each(rows, ["party_id"], [rows.at.desc(), rows.activity_id])
    sort = ibis.cases((rows.score >= PROMOTES, WOULD_RECOMMEND), (rows.score <= DETRACTS, COMPLAINT))
    rows = rows.mutate(sort=sort)
    rows = rows.filter((rows.sort == WOULD_RECOMMEND) | (rows.day > today - LASTS[COMPLAINT]))
    return rows.filter(rows.sort.notnull()).select(
        who="party_id", sort="sort", day="day", activity_id="activity_id", quote=ibis.literal("")
    )


def _sorted_as(rows: ir.Table, sort: str) -> ir.Table:
    return rows.select(
        who="party_id", sort=ibis.literal(sort), day="day", activity_id="activity_id", quote="quote"
    )
