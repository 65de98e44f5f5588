"""What was said and opened in the last twelve months, sentence by sentence, with the topics of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from closeknit.lenses.people import People, people
from closeknit.lenses.revenue import YEAR, revenue
from closeknit.lenses.seam import Question
from closeknit.texts.discovering import discovered
from closeknit.texts.stances import OPENED
from closeknit.texts.topics import asked_words

MOST_READ = 200_000
"""Sentences that are read, the newest; more are seldom and say the same."""

LATELY_DAYS = 91
"""A quarter, in whole weeks: what counts as lately unless asked otherwise."""


@dataclass(frozen=True)
class Sentence:
    """One sentence, or title opened: who, at which account, when, what and on which topics."""

    account: int
    party: int
    activity: int
    day: int
    stances: frozenset[str]
    topics: tuple[str, ...]
    quote: str


@dataclass(frozen=True)
class Heard:
    """All sentences at hand, the newest first."""

    question: Question
    sentences: tuple[Sentence, ...]
    listed: frozenset[str]
    customers: frozenset[int]
    """Accounts that are customers."""
    named: People
    paid: Mapping[int, float]
    """Revenue of the last twelve months by account; of unknown rates none."""
    left_out: int

    def since(self, days: int, until: int = 0) -> list[Sentence]:
        """Those of so many days up to so many days ago."""
        last = self.question.as_of_day - until
        return [s for s in self.sentences if last - days < s.day <= last]

    def speakers(self, sentences: Iterable[Sentence]) -> frozenset[int]:
        """Customers who said one of them; opening a title is no saying."""
        return frozenset(s.account for s in sentences if s.stances != {OPENED}) & self.customers


def heard(question: Question, about: str) -> Heard:
    """What was heard by the day of the question; with `about`, only on that topic."""
    rows = question.tables["mentions"]
    rows = rows.filter(rows.day > question.as_of_day - YEAR)
    columns = ("account_id", "party_id", "activity_id", "day", "stance", "topic", "quote", "words")
    order = [rows.day.desc(), rows.activity_id, rows.quote, rows.stance, rows.topic]
    found = question.collect(rows.select(*columns).order_by(order).limit(MOST_READ + 1)).to_pylist()
    kept = found[:MOST_READ]
    listed = {row["topic"] for row in kept if row["topic"]}
    more = discovered(
        ((row["account_id"], row["words"]) for row in kept),
        known=[word for topic in listed for word in (topic, *(w.strip() for w in asked_words(topic)))],
    )
    sentences = _about(_sentences(kept, more), about)
    accounts = {s.account for s in sentences}
    return Heard(
        question=question,
        sentences=tuple(sentences),
        listed=frozenset(listed),
        customers=_customers(question),
        named=people(question, accounts | {s.party for s in sentences}),
        paid=_paid(question, accounts),
        left_out=max(0, len(found) - MOST_READ),
    )


def _sentences(rows: list[dict[str, object]], more: list[str]) -> list[tuple[Sentence, str]]:
    """One for each sentence, of all its rows; with its words."""
    wanted = [(topic, frozenset(topic.split())) for topic in more]
    together: dict[tuple[object, ...], tuple[set[str], set[str], dict[str, object]]] = {}
    for row in rows:
        key = (row["activity_id"], row["party_id"], row["quote"])
        stances, topics, _ = together.setdefault(key, (set(), set(), row))
        stances.add(str(row["stance"]))
        topics.add(str(row["topic"]))
    made = []
    for stances, topics, row in together.values():
        words = set(str(row["words"]).split())
        own = [*sorted(topics - {""}), *(topic for topic, all_of in wanted if all_of <= words)]
        made.append(
            (
                Sentence(
                    int(str(row["account_id"])), int(str(row["party_id"])), int(str(row["activity_id"])),
                    int(str(row["day"])), frozenset(stances - {""}), tuple(own), str(row["quote"]),
                ),
                str(row["words"]),
            )
        )  # fmt: skip
    return made


def _about(sentences: list[tuple[Sentence, str]], about: str) -> list[Sentence]:
    words = asked_words(about)
    if not about:
        return [sentence for sentence, _ in sentences]
    return [
        sentence
        for sentence, said in sentences
        if about.lower() in (t.lower() for t in sentence.topics) or (words and all(w in said for w in words))
    ]


def _customers(question: Question) -> frozenset[int]:
    parties = question.tables["parties"]
    rows = parties.filter(parties.standing == "customer", parties.party_id == parties.account_id)
    return frozenset(question.collect(rows.select("party_id"))["party_id"].to_pylist())


def _paid(question: Question, accounts: set[int]) -> dict[int, float]:
    rows = question.collect(revenue(question).select("account_id", "year")).to_pylist()
    return {r["account_id"]: r["year"] or 0.0 for r in rows if r["account_id"] in accounts}
