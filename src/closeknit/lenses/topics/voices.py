"""Who cares about what, in their own words: concerns by what is at stake, interests, and every voice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import ibis.expr.types as ir
import pyarrow as pa

from closeknit.answers import AnswerTable, Estimate, Finding, ShownColumn, Verdict, wording
from closeknit.day_numbers import day_to_date
from closeknit.lenses.behind import listed
from closeknit.lenses.parts import Part
from closeknit.lenses.seam import Question, State
from closeknit.lenses.topics.heard import LATELY_DAYS, Heard, Sentence
from closeknit.texts.stances import BAD, GOOD, OPENED, SAYS


def bad_words(question: Question, accounts: Sequence[int]) -> ir.Table:
    """Where somebody at these customers voiced a concern or complained lately: party_id, day, activity_id."""
    rows = question.tables["mentions"]
    rows = rows.filter(
        rows.stance.isin(list(BAD)),
        rows.account_id.isin(list(accounts)),
        rows.day > question.as_of_day - LATELY_DAYS,
        rows.day <= question.as_of_day,
    )
    return rows.select("day", "activity_id", party_id="account_id").distinct()


WORRIED = State(
    "worried",
    "worried",
    f"voiced a concern or complained in the last {LATELY_DAYS} days, or as many as are asked for",
    ("worries",),
    "",
    because=("“{quote}”, {who}, {day}",),
    behind=bad_words,
)
MOST_VOICES = 2_000


def worries(heard: Heard, days: int) -> Part:
    """Customers who voiced a concern or complained, those with most at stake first."""
    by_account: dict[int, list[Sentence]] = defaultdict(list)
    for sentence in heard.since(days):
        if sentence.stances & set(BAD) and sentence.account in heard.customers:
            by_account[sentence.account].append(sentence)
    if not by_account:
        return Part()
    order = sorted(by_account, key=lambda one: (-heard.paid.get(one, 0.0), one))
    return Part(
        findings=(_worries(heard, {one: by_account[one] for one in order}, days),),
        tables=(_worry_table(heard, {one: by_account[one] for one in order}),),
    )


def _worries(heard: Heard, by_account: dict[int, list[Sentence]], days: int) -> Finding:
    at_stake = sum(heard.paid.get(one, 0.0) for one in by_account)
    currency = heard.question.business.currency
    first, sentences = next(iter(by_account.items()))
    newest, n, most = sentences[0], len(by_account), heard.named.subject(first).name
    said = wording.count(n, "customer")
    ids = list(dict.fromkeys(s.activity for many in by_account.values() for s in many))
    return Finding(
        id=heard.question.finding_id("topics", "worries", *by_account),
        kind="worries",
        sentence=f"{said} voiced a concern or complained in the last {days} days; they paid "
        f"{wording.money(at_stake, currency)} in the last 12 months. Most at {most}: "
        f"“{newest.quote}” ({heard.named.subject(newest.party).name}, "
        f"{wording.day_text(day_to_date(newest.day))}).",
        verdict=Verdict.COUNTED,
        n=n,
        n_what="customers",
        estimate=Estimate(at_stake, currency, money="at stake"),
        subjects=tuple(heard.named.subject(one) for one in by_account),
        evidence=listed("activities", ids, f"concerns and complaints of customers in the last {days} days"),
        values={"customers": n, "at_stake": at_stake},
    )


def _worry_table(heard: Heard, by_account: dict[int, list[Sentence]]) -> AnswerTable:
    newest = {one: sentences[0] for one, sentences in by_account.items()}
    data = {
        "party_id": list(by_account),
        "name": [heard.named.subject(one).name for one in by_account],
        "at_stake": [heard.paid.get(one, 0.0) for one in by_account],
        "times": [len({s.activity for s in many}) for many in by_account.values()],
        "topics": [", ".join(_commonest(many)) for many in by_account.values()],
        "quote": [newest[one].quote for one in by_account],
        "who": [heard.named.subject(newest[one].party).name for one in by_account],
        "day": [day_to_date(newest[one].day) for one in by_account],
    }
    columns = (
        ShownColumn("party_id", "", kind="id"),
        ShownColumn("name", "customer"),
        ShownColumn("at_stake", "paid in 12 months", kind="money"),
        ShownColumn("quote", "last in their words", below=True),
        ShownColumn("day", "on", kind="day"),
        ShownColumn("who", "by"),
        ShownColumn("times", "times", kind="number"),
        ShownColumn("topics", "about"),
    )
    return AnswerTable("worries", "Concerns and complaints, most at stake first", columns, pa.table(data))


def _commonest(sentences: list[Sentence]) -> list[str]:
    return [topic for topic, _ in Counter(t for s in sentences for t in s.topics).most_common(3)]


def interests(heard: Heard) -> Part:
    """The topic that most people like or open."""
    fans: dict[str, set[int]] = defaultdict(set)
    for sentence in heard.sentences:
        if sentence.stances & {*GOOD, OPENED}:
            for topic in sentence.topics:
                fans[topic].add(sentence.party)
    if not fans:
        return Part()
    topic = min(fans, key=lambda one: (-len(fans[one]), one))
    who, runner_up = sorted(fans[topic]), max((len(fans[t]) for t in fans if t != topic), default=0)
    more = "more than any other topic" if len(who) > runner_up else "as many as any topic"
    ids = [s.activity for s in heard.sentences if topic in s.topics and s.stances & {*GOOD, OPENED}]
    names = wording.listing([heard.named.subject(one).name for one in who])
    likes = "likes, praises or opens" if len(who) == 1 else "like, praise or open"
    return Part(
        findings=(
            Finding(
                id=heard.question.finding_id("topics", "interests", topic),
                kind="interests",
                sentence=f"{names} {likes} what is about “{topic}”: {more} in 12 months.",
                verdict=Verdict.COUNTED,
                n=len(who),
                n_what="person" if len(who) == 1 else "people",
                subjects=tuple(heard.named.subject(one) for one in who),
                evidence=listed("activities", list(dict.fromkeys(ids)), f"liking or opening “{topic}”"),
                values={"topic": topic, "people": len(who)},
            ),
        )
    )


def voices(heard: Heard) -> Part:
    """Everybody's sentences with a stance, the newest first."""
    rows = [(s, stance) for s in heard.sentences for stance in sorted(s.stances)]
    kept = rows[:MOST_VOICES]
    if not kept:
        return Part()
    data = {
        "party_id": [s.party for s, _ in kept],
        "who": [heard.named.subject(s.party).name for s, _ in kept],
        "customer": [heard.named.subject(s.account).name if s.account else "" for s, _ in kept],
        "stance": [stance for _, stance in kept],
        "topic": [", ".join(s.topics) for s, _ in kept],
        "quote": [s.quote for s, _ in kept],
        "day": [day_to_date(s.day) for s, _ in kept],
    }
    columns = (
        ShownColumn("party_id", "", kind="id"),
        ShownColumn("who", "who"),
        ShownColumn("stance", "stance", kind="state", words=SAYS),
        ShownColumn("quote", "in their words", below=True),
        ShownColumn("day", "on", kind="day"),
        ShownColumn("customer", "at"),
        ShownColumn("topic", "about"),
    )
    left = len(rows) - len(kept)
    return Part(
        tables=(AnswerTable("voices", "Who cares about what", columns, pa.table(data)),),
        left_out=(f"{wording.count(left, 'older sentence')}: the table holds the newest {MOST_VOICES:,}.",)
        if left
        else (),
    )
