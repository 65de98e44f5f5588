"""What more and more customers raise: each topic, how many customers this quarter against the one before."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import isfinite

import numpy as np
import pyarrow as pa

from closeknit.answers import AnswerTable, Estimate, Finding, ShownColumn, Verdict, wording
from closeknit.lenses.behind import listed
from closeknit.lenses.parts import Part
from closeknit.lenses.topics.heard import BAD, GOOD, OPENED, Heard, Sentence
from closeknit.methods.fdr import q_values
from closeknit.methods.two_counts import Times, least_to_tell, times_as_often

FALSE_ALARMS = 0.1
LEAST_CUSTOMERS = 10
"""Customers who said anything in each quarter, below which nothing is compared."""


@dataclass(frozen=True)
class Topic:
    """One topic: who raised it, of the sentences of a year."""

    name: str
    listed: bool
    sentences: tuple[Sentence, ...]
    now: frozenset[int]
    before: frozenset[int]
    times: Times | None
    """None where too few said anything to compare."""
    rising: bool = False

    def accounts(self, stances: tuple[str, ...]) -> set[int]:
        """Customers with such a stance on it."""
        return {s.account for s in self.sentences if s.stances & set(stances)}


def topics_of(heard: Heard, days: int) -> list[Topic]:
    """All topics, those raised by most customers this quarter first."""
    now, before = heard.since(days), heard.since(days, days)
    spoke_now, spoke_before = _speakers(heard, now), _speakers(heard, before)
    by_topic: dict[str, list[Sentence]] = defaultdict(list)
    for sentence in heard.sentences:
        for topic in sentence.topics:
            by_topic[topic].append(sentence)
    found = []
    for name, sentences in by_topic.items():
        raised = _speakers(heard, [s for s in now if name in s.topics])
        earlier = _speakers(heard, [s for s in before if name in s.topics])
        enough = min(len(spoke_now), len(spoke_before)) >= LEAST_CUSTOMERS
        times = (
            times_as_often(len(raised), len(earlier), of_now=len(spoke_now), of_before=len(spoke_before))
            if enough
            else None
        )
        found.append(Topic(name, name in heard.listed, tuple(sentences), raised, earlier, times))
    return sorted(_risen(found, spoke_now, spoke_before), key=lambda t: (-len(t.now), -len(t.before), t.name))


def _speakers(heard: Heard, sentences: list[Sentence]) -> frozenset[int]:
    """Customers who said something; opening a title is no raising of a topic."""
    said = (s.account for s in sentences if s.stances != {OPENED})
    return frozenset(said) & heard.customers


def _risen(found: list[Topic], now: frozenset[int], before: frozenset[int]) -> list[Topic]:
    """The same topics, with those marked that more customers raise than chance explains."""
    if min(len(now), len(before)) < LEAST_CUSTOMERS:
        return found
    least = least_to_tell(len(now), len(before), FALSE_ALARMS)
    told = [t for t in found if len(t.now) + len(t.before) >= least]
    q = q_values(np.array([t.times.p for t in told if t.times]))
    risen = {t.name for t, one in zip(told, q, strict=True) if one <= FALSE_ALARMS}
    return [Topic(t.name, t.listed, t.sentences, t.now, t.before, t.times, t.name in risen) for t in found]


def rising(heard: Heard, topics: list[Topic], days: int) -> Part:
    """What more customers raise than before; that none is, or that it cannot be told."""
    found = sorted((t for t in topics if t.rising and t.times), key=lambda t: t.times.p if t.times else 1.0)
    return Part(findings=(_finding(heard, found, topics, days),), tables=(_table(heard, topics),))


def _finding(heard: Heard, found: list[Topic], topics: list[Topic], days: int) -> Finding:
    span = f"in the last {days} days"
    id = heard.question.finding_id("topics", "rising", *(t.name for t in found))
    if not topics or topics[0].times is None:
        spoke = len(_speakers(heard, heard.since(days)))
        return Finding(
            id=id, kind="rising", verdict=Verdict.NOT_ENOUGH_DATA, n=spoke, n_what="customers",
            sentence=f"Whether a topic is raised more than before cannot be told: "
            f"{wording.count(spoke, 'customer')} said anything {span}.",
            needed=f"{LEAST_CUSTOMERS} customers with words of theirs in each of two times of {days} days",
        )  # fmt: skip
    if not found:
        return Finding(
            id=id, kind="rising", verdict=Verdict.NO_EVIDENCE, n=len(topics), n_what="topics",
            sentence=f"No topic is raised by more customers {span} than in those before, beyond chance.",
        )  # fmt: skip
    first = found[0]
    times = first.times.value if first.times else 0.0
    often = f"{times:.1f} times as often" if isfinite(times) else "and by none"
    more = f" So are {wording.listing([t.name for t in found[1:]])}." if found[1:] else ""
    ids = [s.activity for s in first.sentences if s.account in first.now]
    return Finding(
        id=id,
        kind="rising",
        sentence=f"More and more customers raise “{first.name}”: {len(first.now)} {span}, "
        f"{len(first.before)} in those before, {often}.{more}",
        verdict=Verdict.SUGGESTIVE,
        n=len(first.now) + len(first.before),
        n_what="customers",
        estimate=_estimate(first.times),
        subjects=tuple(heard.named.subject(one) for one in sorted(first.now)),
        evidence=listed("activities", list(dict.fromkeys(ids)), f"where they raise “{first.name}” {span}"),
        values={"topic": first.name, "now": len(first.now), "before": len(first.before)},
    )


def _estimate(times: Times | None) -> Estimate | None:
    if times is None or not isfinite(times.value):
        return None
    return Estimate(times.value, "times as often", times.low, times.high if isfinite(times.high) else None)


def _table(heard: Heard, topics: list[Topic]) -> AnswerTable:
    worried = [t.accounts(BAD) & heard.customers for t in topics]
    data = {
        "topic": [t.name for t in topics],
        "from_list": ["yes" if t.listed else "" for t in topics],
        "now": [len(t.now) for t in topics],
        "before": [len(t.before) for t in topics],
        "times": [_shown(t.times.value) if t.times else None for t in topics],
        "low": [_shown(t.times.low) if t.times else None for t in topics],
        "high": [_shown(t.times.high) if t.times else None for t in topics],
        "rising": ["yes" if t.rising else "" for t in topics],
        "worried": [len(who) for who in worried],
        "at_stake": [sum(heard.paid.get(one, 0.0) for one in who) for who in worried],
        "liked": [len(t.accounts((*GOOD, OPENED))) for t in topics],
    }
    columns = (
        ShownColumn("topic", "topic"),
        ShownColumn("from_list", "of your list"),
        ShownColumn("now", "customers lately", kind="number"),
        ShownColumn("before", "before", kind="number"),
        ShownColumn("times", "times as often", kind="number"),
        ShownColumn("low", "likely from", kind="number"),
        ShownColumn("high", "to", kind="number"),
        ShownColumn("rising", "rising"),
        ShownColumn("worried", "worried or complaining in 12 months", kind="number"),
        ShownColumn("at_stake", "at stake with those", kind="money"),
        ShownColumn("liked", "liking or opening it", kind="number"),
    )
    return AnswerTable("topics", "What people talk about", columns, pa.table(data))


def _shown(value: float) -> float | None:
    return round(value, 2) if isfinite(value) else None
