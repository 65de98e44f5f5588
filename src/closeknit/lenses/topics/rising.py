"""What more and more customers raise: each topic, how many customers this quarter against the one before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import isfinite

import numpy as np
import pyarrow as pa

from closeknit.answers import (
    TIMES_COLUMNS,
    AnswerTable,
    Estimate,
    Finding,
    Picture,
    ShownColumn,
    Verdict,
    wording,
)
from closeknit.lenses.behind import listed
from closeknit.lenses.parts import Part, not_enough
from closeknit.lenses.topics.heard import Heard, Sentence
from closeknit.methods.fdr import q_values
from closeknit.methods.two_counts import Times, least_to_tell, times_as_often
from closeknit.texts.stances import BAD, GOOD, OPENED

FALSE_ALARMS = 0.1
LEAST_CUSTOMERS = 10
"""Customers who said anything in each time, below which nothing is compared."""

MOST_DRAWN = 10
"""Topics in the picture."""


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
    """All topics, those raised by most customers lately first."""
    spans = heard.since(days), heard.since(days, days)
    of_now, of_before = (len(heard.speakers(span)) for span in spans)
    compared = min(of_now, of_before) >= LEAST_CUSTOMERS
    raised_in = [_by_topic(span) for span in spans]
    found = []
    for name, sentences in _by_topic(heard.sentences).items():
        now, before = (heard.speakers(by_topic[name]) for by_topic in raised_in)
        rates = {"of_now": of_now, "of_before": of_before}
        times = times_as_often(len(now), len(before), **rates) if compared else None
        found.append(Topic(name, name in heard.listed, tuple(sentences), now, before, times))
    least = least_to_tell(of_now, of_before, FALSE_ALARMS) if compared else 0
    return sorted(_risen(found, least), key=lambda t: (-len(t.now), -len(t.before), t.name))


def _by_topic(sentences: Iterable[Sentence]) -> dict[str, list[Sentence]]:
    found: dict[str, list[Sentence]] = defaultdict(list)
    for sentence in sentences:
        for topic in sentence.topics:
            found[topic].append(sentence)
    return found


def _risen(found: list[Topic], least: int) -> list[Topic]:
    """The same topics, with those marked that more customers raise than chance explains."""
    p = {t.name: t.times.p for t in found if t.times and len(t.now) + len(t.before) >= least}
    risen = dict(zip(p, q_values(np.array(list(p.values()))) <= FALSE_ALARMS, strict=True))
    return [replace(t, rising=bool(risen.get(t.name, False))) for t in found]


def rising(heard: Heard, topics: list[Topic], days: int) -> Part:
    """What more customers raise than before; that none is, or that it cannot be told."""
    found = sorted((t for t in topics if t.rising and t.times), key=lambda t: t.times.p if t.times else 1.0)
    return Part(
        findings=(_finding(heard, found, topics, days),),
        tables=(_table(heard, topics),),
        pictures=_pictures(heard, [*found, *(t for t in topics if not t.rising)], days),
    )


def _finding(heard: Heard, found: list[Topic], topics: list[Topic], days: int) -> Finding:
    span = f"in the last {days} days"
    id = heard.question.finding_id("topics", "rising", *(t.name for t in found))
    if not topics or topics[0].times is None:
        spoke = len(heard.speakers(heard.since(days)))
        return not_enough(
            id,
            "rising",
            "Whether a topic is raised more than before cannot be told: "
            f"{wording.count(spoke, 'customer')} said anything {span}.",
            n=spoke,
            n_what="customers",
            needed=f"{LEAST_CUSTOMERS} customers with words of theirs in each of two times of {days} days",
        )
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


def _pictures(heard: Heard, topics: list[Topic], days: int) -> tuple[Picture, ...]:
    """How many of a hundred customers raise a topic, lately and before; what rises comes first."""
    shown = [t for t in topics if t.times and (t.now or t.before)][:MOST_DRAWN]
    if not shown:
        return ()
    times = {f"in the last {days} days": 0, f"in the {days} before": days}
    spoke = [len(heard.speakers(heard.since(days, ago))) for ago in times.values()]
    rows = [
        {"topic": t.name, "when": when, "share": 100 * len(raised) / of}
        for t in shown
        for when, raised, of in zip(times, (t.now, t.before), spoke, strict=True)
    ]
    first = shown[0]
    counts = f"{wording.count(len(first.now), 'customer')} lately, {len(first.before)} before"
    return (
        Picture(
            name="raised",
            title=f"“{first.name}” {'rises' if first.rising else 'is raised most'}: {counts}",
            subtitle=f"Of 100 customers who said anything, how many raise a topic; {spoke[0]:,} did lately, "
            f"{spoke[1]:,} before",
            kind="bars",
            data=pa.Table.from_pylist(rows),
            x="topic",
            y="share",
            y_label="of 100 customers",
            series="when",
            order=tuple(times),
        ),
    )


def _table(heard: Heard, topics: list[Topic]) -> AnswerTable:
    worried = [t.accounts(BAD) & heard.customers for t in topics]
    data = {
        "topic": [t.name for t in topics],
        "from_list": ["yes" if t.listed else "" for t in topics],
        "now": [len(t.now) for t in topics],
        "before": [len(t.before) for t in topics],
        "lift": [_shown(t.times.value) if t.times else None for t in topics],
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
        *TIMES_COLUMNS,
        ShownColumn("rising", "rising"),
        ShownColumn("worried", "worried or complaining in 12 months", kind="number"),
        ShownColumn("at_stake", "at stake with those", kind="money"),
        ShownColumn("liked", "liking or opening it", kind="number"),
    )
    return AnswerTable("topics", "What people talk about", columns, pa.table(data))


def _shown(value: float) -> float | None:
    return round(value, 2) if isfinite(value) else None
