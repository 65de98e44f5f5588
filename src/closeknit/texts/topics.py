"""What a sentence is about: its words in one form, and the topics of a list that they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby

from closeknit.texts.cues import cues, tokens_of

SHORTEST = 2
"""Letters of a word that can name a topic."""

GAP = "·"
"""Stands between words that are not side by side in their sentence."""

_SHORT_FORM = re.compile(r".+'(?:t|m|re|ve|ll|d)")
"""Words drawn together, as I'm and don't: they bind."""


@dataclass(frozen=True)
class Topics:
    """The topics to look for: each with the words or phrases that stand for it, its name among them."""

    phrases: Mapping[str, tuple[tuple[str, ...], ...]]

    @classmethod
    def listed(cls, given: Mapping[str, Iterable[str]]) -> Topics:
        """Topics from names and the words for each."""
        return cls(
            {
                topic: tuple(dict.fromkeys(phrase for said in (topic, *words) if (phrase := _words(said))))
                for topic, words in given.items()
            }
        )

    def of(self, words: str) -> tuple[str, ...]:
        """The topics whose words, or all words of a phrase, are among these (as `topic_words` gives them)."""
        here = set(words.split())
        return tuple(t for t, many in self.phrases.items() if any(here.issuperset(one) for one in many))

    def named(self, asked: str) -> str:
        """The topic of that name, be it written a little otherwise; empty where there is none."""
        wanted = _words(asked)
        return next((topic for topic in self.phrases if wanted and _words(topic) == wanted), "")


def topic_words(sentence: str) -> str:
    """The words of a sentence that can name a topic, in one form and in order, with a space around each.

    Those that are not side by side have GAP between them.
    """
    found: list[str] = []
    for named, many in groupby(map(_naming, tokens_of(sentence)), key=bool):
        found += many if named else [GAP]
    words = " ".join(found).strip(f" {GAP}")
    return f" {words} " if words else " "


def asked_words(topic: str) -> tuple[str, ...]:
    """The words that a sentence about a topic must hold, each with a space around it."""
    return tuple(f" {word} " for word in dict.fromkeys(_words(topic)))


def _words(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(_naming, tokens_of(text))))


@lru_cache(maxsize=50_000)
def _naming(token: str) -> str:
    """A token in its one form; empty where it can name no topic."""
    word = one_form(token)
    names = len(word) >= SHORTEST and any(map(str.isalpha, word)) and not _SHORT_FORM.fullmatch(word)
    return word if names and not _plain() & {token, word} else ""


@cache
def _plain() -> frozenset[str]:
    return frozenset(cues("plain").words)


def one_form(word: str) -> str:
    """A word without the ending of its plural: `invoices` and `invoice` are one, `address` stays."""
    word = word.removesuffix("'s").removesuffix("'")
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 4 and word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
