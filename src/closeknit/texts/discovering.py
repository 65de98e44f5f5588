"""Topics that nobody listed: words, and pairs of words side by side, that several speakers use.

A pair stands for its words where they hardly stand without it. What everybody says is no topic, nor is a word
that only speaks well or ill.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from closeknit.texts.cues import cues

LEAST_SPEAKERS = 3
"""Customers who must use a word before it is a topic."""

MOST_SHARE = 0.4
"""A word that more of the speakers use is none, where there are at least COMMON of them."""

COMMON = 20
OF_A_PAIR = 0.6
"""A word with so many of its speakers in one pair is told by the pair."""

SHORTEST = 3


def discovered(said: Iterable[tuple[int, str]], *, known: Sequence[str] = (), most: int = 40) -> list[str]:
    """The commonest topics in what was said: pairs of speaker and words (as `topic_words` gives them).

    `known` are topics, words of which need no discovering. The commonest first, at most `most`.
    """
    speakers: dict[tuple[str, ...], set[int]] = defaultdict(set)
    everybody: set[int] = set()
    tells_nothing = _judging()
    for speaker, words in said:
        everybody.add(speaker)
        found = [w for w in words.split() if w not in tells_nothing and len(w) >= SHORTEST]
        for word in found:
            speakers[(word,)].add(speaker)
        for pair in pairwise(words.split()):
            if not tells_nothing & set(pair):
                speakers[pair].add(speaker)
    limit = MOST_SHARE * len(everybody) if len(everybody) >= COMMON else len(everybody)
    known_words = {w for topic in known for w in topic.split()}
    wide = {
        phrase: who
        for phrase, who in speakers.items()
        if LEAST_SPEAKERS <= len(who) <= limit and not known_words & set(phrase)
    }
    kept = [phrase for phrase in wide if not _told_by_a_pair(phrase, wide)]
    kept.sort(key=lambda phrase: (-len(wide[phrase]), -len(phrase), phrase))
    return [" ".join(phrase) for phrase in kept[:most]]


def _told_by_a_pair(phrase: tuple[str, ...], wide: dict[tuple[str, ...], set[int]]) -> bool:
    if len(phrase) > 1:
        return False
    pairs = (who for other, who in wide.items() if len(other) > 1 and phrase[0] in other)
    return any(len(who) >= OF_A_PAIR * len(wide[phrase]) for who in pairs)


def _judging() -> frozenset[str]:
    """Single words that judge rather than name."""
    return frozenset(cues("good", "bad", "worry", "like", "ask").words)
