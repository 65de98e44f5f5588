"""Topics that nobody listed: words, and pairs of words side by side, that several speakers use.

A pair stands for its words where they hardly stand without it. What everybody says is no topic, nor is a word
that only speaks well or ill or tells what somebody does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise

from closeknit.texts.cues import CLEAR, cues
from closeknit.texts.topics import GAP, one_form

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
    nothing, wide_words = _naming_nothing()
    for speaker, words in said:
        everybody.add(speaker)
        said_here = words.split()
        for word in said_here:
            if len(word) >= SHORTEST and word not in nothing and word not in wide_words:
                speakers[(word,)].add(speaker)
        for pair in pairwise(said_here):
            if nothing.isdisjoint(pair):
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


@cache
def _naming_nothing() -> tuple[frozenset[str], frozenset[str]]:
    """Words that judge or tell an act rather than name, and those that name only together with another."""
    judging = cues("good", "bad", "worry", "like", "ask").words
    acts = {word: cue.weights["acts"] for word, cue in cues("acts").words.items()}
    telling = {word for word, weight in acts.items() if weight >= CLEAR}
    nothing = {one_form(word) for word in (*judging, *telling)} | {GAP}
    return frozenset(nothing), frozenset(acts) - nothing
