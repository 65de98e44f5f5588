"""How a sentence can go on: for a page or terminal that offers words while one types."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from closeknit.questions.agreeing import fitting
from closeknit.questions.correcting import MOST_WORDS, OFFERED
from closeknit.questions.pieces import pieces_of
from closeknit.questions.reading import expected_after
from closeknit.questions.vocabulary import Vocabulary


def completions(text: str, vocabulary: Vocabulary, *, most: int = 50) -> list[str]:
    """Phrases that may come next; those that begin as the unfinished last words do, when there are any."""
    found = dict.fromkeys(_after(text, vocabulary))
    return list(found)[:most]


def _after(text: str, vocabulary: Vocabulary) -> Iterator[str]:
    pieces = pieces_of(text)
    if not text or text[-1:].isspace():
        yield from _phrases(text, vocabulary)
        return
    for words in range(min(MOST_WORDS, len(pieces)), 0, -1):
        start = pieces[-words].start
        begun = " ".join(piece.word for piece in pieces[-words:])
        for phrase in _phrases(text[:start], vocabulary):
            if phrase.lower().startswith(begun) and phrase.lower() != begun:
                yield phrase


def _phrases(text: str, vocabulary: Vocabulary) -> Iterator[str]:
    """Names first, of each kind in turn, then the words that build sentences."""
    expected = expected_after(text, vocabulary)
    phrases = fitting(expected, [piece.word for piece in pieces_of(text)], vocabulary)
    names = [terminal for terminal in OFFERED if terminal in expected]
    for turn in zip_longest(*map(phrases, names)):
        yield from (phrase for phrase in turn if phrase is not None)
    for terminal in sorted(expected - set(names)):
        yield from phrases(terminal)
