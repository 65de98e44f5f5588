"""Cues: words and phrases that speak for a stance, from the lists in the folder `cues`.

A list is a text file, one cue a line, `#` for remarks; an asterisk stands for any ending, a number behind a
tab for its weight. It can be read, corrected and extended without reading code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise

from closeknit.keys.text import ascii_folded

CLEAR = 2.0
"""Weight of a cue that is enough by itself; a hint weighs half."""

LEAST_STEM = 3
"""Letters before an asterisk, at least."""

MARKS = frozenset({",", ";", ":", "?", "!", "-", "--"})
"""Tokens that are no words."""

_TOKENS = re.compile(r"[a-z0-9]+(?:['-][a-z0-9]+)*|[?!,;:]|-{1,2}(?= )")


@dataclass(frozen=True, slots=True)
class Cue:
    """A word or phrase, and what it weighs in each list that has it."""

    words: tuple[str, ...]
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Found:
    """A cue in a sentence: tokens from `start` up to `end`."""

    start: int
    end: int
    weights: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Cues:
    """The cues of some lists: words, the letters before an asterisk, and phrases by their first two words."""

    words: Mapping[str, Cue]
    stems: Mapping[str, Cue]
    phrases: Mapping[tuple[str, str], tuple[Cue, ...]]

    def found(self, tokens: Sequence[str]) -> Iterator[Found]:
        """Every cue in a sentence, the longest at each place, none inside another."""
        end = 0
        for at, pair in enumerate(pairwise((*tokens, ""))):
            if at < end:
                continue
            cue = self._phrase(tokens, at) if pair in self.phrases else None
            cue = cue or _word_of(self, pair[0])
            if cue:
                end = at + len(cue.words)
                yield Found(at, end, cue.weights)

    def may_be_in(self, tokens: Sequence[str]) -> bool:
        """Whether a word is a cue or two begin one: where none do, none is found."""
        return any(_word_of(self, token) for token in tokens) or any(
            pair in self.phrases for pair in pairwise(tokens)
        )

    def _phrase(self, tokens: Sequence[str], at: int) -> Cue | None:
        many = self.phrases[tokens[at], tokens[at + 1]]
        return next((cue for cue in many if tuple(tokens[at : at + len(cue.words)]) == cue.words), None)


@lru_cache(maxsize=100_000)
def _word_of(lists: Cues, word: str) -> Cue | None:
    """The cue that is this word, or its longest stem."""
    lengths = range(len(word), LEAST_STEM - 1, -1)
    stems = (word[:length] for length in lengths if word[:length] in lists.stems)
    return lists.words.get(word) or next((lists.stems[stem] for stem in stems), None)


@cache
def cues(*names: str) -> Cues:
    """The lists `cues/<name>.txt` as one."""
    plain: dict[tuple[str, ...], dict[str, float]] = {}
    stems: dict[str, dict[str, float]] = {}
    for name in names:
        for phrase, weight in _entries(name):
            words = tokens_of(phrase)
            kept = stems.setdefault(words[0], {}) if phrase.endswith("*") else plain.setdefault(words, {})
            kept[name] = weight
    phrases: dict[tuple[str, str], list[Cue]] = {}
    for words, weights in sorted(plain.items(), key=lambda entry: -len(entry[0])):
        if len(words) > 1:
            phrases.setdefault((words[0], words[1]), []).append(Cue(words, weights))
    return Cues(
        {words[0]: Cue(words, weights) for words, weights in plain.items() if len(words) == 1},
        {stem: Cue((stem,), weights) for stem, weights in stems.items()},
        {begin: tuple(many) for begin, many in phrases.items()},
    )


def _entries(name: str) -> Iterator[tuple[str, float]]:
    """Phrase and weight of every line of a list."""
    text = files("closeknit.texts").joinpath(f"cues/{name}.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        phrase, _, weight = line.partition("\t")
        if phrase.strip() and not phrase.startswith("#"):
            yield phrase.strip(), float(weight or CLEAR)


@lru_cache(maxsize=1_000)
def tokens_of(sentence: str) -> tuple[str, ...]:
    """Words and marks of a sentence, in small plain letters; remembered, as stance and topics both ask."""
    return tuple(_TOKENS.findall(ascii_folded(sentence)))
