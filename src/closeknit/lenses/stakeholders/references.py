"""Whose praise answers a doubt: customers like them, or who speak of the same.

A customer counts as like them by its industry, and as being about the same by a word that both sentences
hold. Whoever praised with a figure told a result. Nobody is named to anybody before they were asked.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from closeknit.lenses.people import People
from closeknit.lenses.stakeholders.wording import day_said

Numbers = npt.NDArray[np.int64]

MOST_FOR_ONE = 3
UNKNOWN_INDUSTRY = -1
_FIGURE = re.compile(r"\d")


@dataclass(frozen=True)
class Quote:
    """A sentence of somebody's at a customer: an objection, a wish for proof, or praise."""

    account: int
    person: int
    day: int
    text: str
    words: frozenset[str]
    what: str
    activity: int

    @property
    def figure(self) -> bool:
        """Whether it tells a figure."""
        return bool(_FIGURE.search(self.text))


@dataclass(frozen=True)
class Reference:
    """A customer whose words could help another, and why."""

    quote: Quote
    asked: Quote
    """What it would answer."""
    industry: str
    """That both are in; empty where they are not in one."""
    shared: tuple[str, ...]
    """Words that both sentences hold."""

    @property
    def result(self) -> bool:
        """Whether it tells a figure."""
        return self.quote.figure

    def words(self, named: People) -> str:
        """As a sentence says it."""
        like = f" (also in {self.industry})" if self.industry else ""
        what = "a result" if self.result else "their words"
        return (
            f"{named.subject(self.quote.account).name}{like} – {what}: “{self.quote.text}” "
            f"({day_said(self.quote.day)}). Ask them before you name them."
        )

    def order(self) -> tuple[int, int, int, int, int]:
        """The best first: about the same, like them, with a figure, newest."""
        return -len(self.shared), not self.industry, not self.result, -self.quote.day, self.quote.account


class Praise:
    """Sentences of praise, laid out so that each doubt is held against all of them at once."""

    def __init__(self, praise: Sequence[Quote], industries: Mapping[int, str]) -> None:
        # As Reference.order has them where words and industry say nothing: the first found is then the best.
        self.quotes = sorted(praise, key=lambda q: (not q.figure, -q.day, q.account))
        self.industries = industries
        self._codes = {name: n for n, name in enumerate({one.casefold() for one in industries.values()})}
        self._accounts = np.array([one.account for one in self.quotes], dtype=np.int64)
        self._in = self._industries_of(self.quotes)
        holding: dict[str, list[int]] = defaultdict(list)
        for place, quote in enumerate(self.quotes):
            for word in quote.words:
                holding[word].append(place)
        self._holding = {word: np.array(places) for word, places in holding.items()}

    def answering(self, account: int, doubts: Sequence[Quote]) -> list[Reference]:
        """What other customers said that answers these doubts of a customer, the best first, one of each."""
        if not self.quotes:
            return []
        # Of doubts that share as many words with a praise the newest counts, which is held against it first.
        asked = sorted(doubts, key=lambda q: (-q.day, q.text))
        shared, closest = self._closest(asked)
        theirs = self._industries_of(asked)[closest]
        alike = (theirs == self._in) & (theirs != UNKNOWN_INDUSTRY)
        weight = 2 * shared + alike
        weight[self._accounts == account] = 0
        return [
            self._reference(self.quotes[place], asked[closest[place]], bool(alike[place]))
            for place in self._heaviest(weight)
        ]

    def _reference(self, quote: Quote, asked: Quote, alike: bool) -> Reference:
        industry = self.industries[quote.account] if alike else ""
        return Reference(quote, asked, industry, tuple(sorted(asked.words & quote.words)))

    def _industries_of(self, quotes: Sequence[Quote]) -> Numbers:
        """The number of the industry that each quote comes from."""
        named = (self.industries.get(one.account, "").casefold() for one in quotes)
        return np.array([self._codes.get(name, UNKNOWN_INDUSTRY) for name in named], dtype=np.int64)

    def _closest(self, asked: Sequence[Quote]) -> tuple[Numbers, Numbers]:
        """For each praise: how many words it shares with the doubt that shares most, and that one's place.

        Only the best so far is kept: doubts times praise can be more than memory holds.
        """
        most, closest = self._shared(asked[0].words), np.zeros(len(self.quotes), dtype=np.int64)
        for place, one in enumerate(asked[1:], start=1):
            shared = self._shared(one.words)
            better = shared > most
            most[better], closest[better] = shared[better], place
        return most, closest

    def _shared(self, words: frozenset[str]) -> Numbers:
        """How many of these words each praise holds."""
        places = [self._holding[word] for word in words if word in self._holding]
        found = np.concatenate(places) if places else np.zeros(0, dtype=np.int64)
        return np.bincount(found, minlength=len(self.quotes))

    def _heaviest(self, weight: Numbers) -> Iterator[int]:
        """Places of the few that weigh most, the first of equal ones, one a customer."""
        for _ in range(MOST_FOR_ONE):
            place = int(weight.argmax())
            if weight[place] == 0:
                return
            yield place
            weight[self._accounts == self._accounts[place]] = 0
