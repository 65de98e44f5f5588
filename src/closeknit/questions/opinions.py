"""Who likes something, asks, worries, complains, praises, agrees: from sentences; liking also from openings.

A topic is met by a sentence that holds all its words, in singular or plural, or by the topic of your list
that goes by that name. People said it themselves; of a customer it holds when anybody there did.
"""

from __future__ import annotations

from functools import reduce
from operator import and_

import ibis.expr.types as ir

from closeknit.engines.portable import stacked
from closeknit.lenses.seam import Question
from closeknit.questions import tree
from closeknit.questions.days import bounds
from closeknit.questions.events import within
from closeknit.texts.stances import GOOD, LIKES, OPENED
from closeknit.texts.topics import asked_words

LEAST_OPENED = 2
"""Openings of titles on a topic that are liking it: one may be chance, or a mail program's."""

COUNTS_AS = {LIKES: GOOD}
"""Stances that make a condition hold, where it is not its own alone."""

MEANS = {
    "likes": "likes or praises it in a sentence, or opened, clicked or downloaded titles on it twice",
    "asked": "a question or a wish in a sentence about it",
    "concern": "a fear or doubt in a sentence about it",
    "complaint": "that something went wrong, in a sentence about it",
    "praise": "that something is good, in a sentence about it",
    "agreed": "a yes to an offer, an order, a budget or a contract, in a sentence about it",
}
"""What each stance stands for, as answers say it."""


def took(condition: tree.Near | tree.Said, asked: Question) -> ir.Table:
    """`party_id` of everybody who took a stance on a topic, people and customers."""
    if not isinstance(condition, tree.Said):
        raise TypeError(f"no stance on a topic: {condition!r}")
    return mentions_of(condition, asked).select(party_id="who").distinct()


def mentions_of(condition: tree.Said, asked: Question) -> ir.Table:
    """The sentences and openings that make a stance hold: who, day, id (the activity), quote."""
    rows = asked.tables["mentions"]
    timed = within(rows.day, bounds(condition.window, asked.as_of))
    rows = rows.filter(_about(rows, condition.topic), *([] if timed is None else [timed]))
    rows = rows.select("party_id", "account_id", "day", "quote", "stance", id="activity_id")
    firms = rows.filter((rows.account_id != 0) & (rows.account_id != rows.party_id))
    both = stacked(
        rows.drop("account_id").rename(who="party_id"), firms.drop("party_id").rename(who="account_id")
    )
    said = both.filter(both.stance.isin(list(COUNTS_AS.get(condition.stance, (condition.stance,)))))
    if condition.stance == LIKES:
        said = stacked(said, _often_opened(both))
    return said.drop("stance")


def _about(rows: ir.Table, topic: str) -> ir.BooleanValue:
    listed = rows.topic.lower() == topic.strip().lower()
    words = asked_words(topic)
    if not words:
        return listed
    return listed | reduce(and_, (rows.words.contains(word) for word in words))


def _often_opened(rows: ir.Table) -> ir.Table:
    """Openings of those who opened often enough."""
    opened = rows.filter(rows.stance == OPENED)
    often = opened.group_by("who").aggregate(times=opened.id.nunique())
    return opened.semi_join(often.filter(often.times >= LEAST_OPENED), "who")
