"""Whom one may ask for a favour now, and for which: nobody is asked twice a quarter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from closeknit.answers import wording
from closeknit.claims import WRITTEN
from closeknit.day_numbers import FOR_EVER, day_to_date
from closeknit.lenses.referrals import holds_any
from closeknit.lenses.refusals import refusals
from closeknit.lenses.seam import Question
from closeknit.texts.favours import ASKING

QUARTER = 91
"""Days within which nobody is asked twice."""


@dataclass(frozen=True)
class Budget:
    """Who was asked, and from when they may be again; who must not be written to."""

    today: int
    free_from: dict[int, int]
    refused: frozenset[int]

    def hindered(self, person: int, home: int, unhappy: int | None, owed: bool) -> str:
        """Why one should not ask them now; empty where one may."""
        if {person, home} & self.refused:
            return "must not be contacted"
        free = self.free_from.get(person, self.today)
        if free >= FOR_EVER:
            return "wants no more to be asked"
        if free > self.today:
            return f"asked already: not before {wording.day_text(day_to_date(free))}"
        if unhappy is not None:
            return f"unhappy on {wording.day_text(day_to_date(unhappy))}: help first"
        return "thank first" if owed else ""


def budget(question: Question, of: Sequence[int]) -> Budget:
    """What mail shows that these were asked within a quarter, with what lists of whom to turn to hold."""
    refused = frozenset(question.collect(refusals(question))["party_id"].to_pylist())
    free = {one: day for one, day in question.resting.items() if day > question.as_of_day}
    for person, day in _asked(question, of).items():
        free[person] = max(free.get(person, 0), day + QUARTER)
    return Budget(question.as_of_day, free, refused)


def _asked(question: Question, of: Sequence[int]) -> dict[int, int]:
    """When a mail or message of ours last asked each of these for a favour, within a quarter."""
    if not of:
        return {}
    line, parties, texts = (question.tables[name] for name in ("timeline", "parties", "texts"))
    lately = line.filter(line.kind.isin(list(WRITTEN)), line.day > question.as_of_day - QUARTER)
    ours = parties.filter(parties.standing == "ours").select("party_id")
    sent = lately.filter(lately.role == "sender").semi_join(ours, "party_id").select("activity_id").distinct()
    asking = texts.filter(holds_any(texts, ASKING)).select("activity_id").distinct()
    rows = lately.filter(lately.role == "recipient", lately.party_id.isin(list(of)))
    rows = rows.semi_join(sent, "activity_id").semi_join(asking, "activity_id")
    last = rows.group_by("party_id").aggregate(day=rows.day.max())
    return {row["party_id"]: row["day"] for row in question.collect(last).to_pylist()}


def best_favour(referrals: int, recommended: int, good_words: int) -> str:
    """What to ask somebody for who did so much already: the next step, not the same again."""
    if referrals:
        return "whom else they know who could use you"
    if recommended:
        return "an introduction to somebody they know"
    return "a recommendation, or to be named as a reference" if good_words else "a word in public"
