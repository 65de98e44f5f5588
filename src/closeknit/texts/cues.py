"""Cues: words and phrases that speak for a stance, from the lists in the folder `cues`.

A list is a text file, one cue a line, `#` for remarks; an asterisk stands for any ending, a number behind a
tab for its weight. It can be read, corrected and extended without reading code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

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


@dataclass(frozen=True)
class Cues:
    """The cues of some lists, by their first word; those with an asterisk by their letters before it."""

    plain: Mapping[str, tuple[Cue, ...]]
    stems: Mapping[str, Cue]

    def found(self, tokens: Sequence[str]) -> Iterator[Found]:
        """Every cue in a sentence, the longest at each place, none inside another."""
        at = 0
        while at < len(tokens):
            cue = self._at(tokens, at)
            if cue is not None:
                yield Found(at, at + len(cue.words), cue.weights)
            at += len(cue.words) if cue else 1

    def _at(self, tokens: Sequence[str], at: int) -> Cue | None:
        word = tokens[at]
        for cue in self.plain.get(word, ()):
            if tuple(tokens[at : at + len(cue.words)]) == cue.words:
                return cue
        for length in range(len(word), LEAST_STEM - 1, -1):
            if word[:length] in self.stems:
                return self.stems[word[:length]]
        return None


@cache
def cues(*names: str) -> Cues:
    """The lists `cues/<name>.txt` as one."""
    plain: dict[tuple[str, ...], dict[str, float]] = {}
    stems: dict[str, dict[str, float]] = {}
    for name in names:
        for phrase, weight in _entries(name):
            words = tuple(tokens_of(phrase))
            kept = stems.setdefault(words[0], {}) if phrase.endswith("*") else plain.setdefault(words, {})
            kept[name] = weight
    by_word: dict[str, list[Cue]] = {}
    for words, weights in sorted(plain.items(), key=lambda entry: -len(entry[0])):
        by_word.setdefault(words[0], []).append(Cue(words, weights))
    return Cues(
        {word: tuple(many) for word, many in by_word.items()},
        {stem: Cue((stem,), weights) for stem, weights in stems.items()},
    )


def _entries(name: str) -> Iterator[tuple[str, float]]:
    """Phrase and weight of every line of a list."""
    text = files("closeknit.texts").joinpath(f"cues/{name}.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        phrase, _, weight = line.partition("\t")
        if phrase.strip() and not phrase.startswith("#"):
            yield phrase.strip(), float(weight or CLEAR)


def tokens_of(sentence: str) -> list[str]:
    """Words and marks of a sentence, in small plain letters."""
    return _TOKENS.findall(ascii_folded(sentence))
