"""What to say where a sentence stops making sense: the place, the nearest phrase, and what could follow.

The same knowledge completes a sentence that is being typed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from rapidfuzz import fuzz, process

from closeknit.errors import NotUnderstood
from closeknit.questions.pieces import Piece
from closeknit.questions.vocabulary import Vocabulary

NEAR = 72
"""Likeness, out of 100, from which a phrase is offered instead."""

MOST_WORDS = 4
"""Words of the text that one phrase is compared with, or completes."""

EXAMPLES = {
    "STRING": 'a text in quotes: "Porto"',
    "SEGMENT": "the name of a segment in quotes",
    "NUMBER": "a number: 10000",
    "DATE": "a day: 2026-06-30",
    "FIELD": "a trait: lifetime value",
    "NOUN": "an event: orders",
    "VERB": "what they did: ordered",
    "STATE": "how they stand: late",
    "THINGS": "what to look for: customers, people, deals",
    "UNIT": "days, weeks, months or years",
    "CASE": "deals, tickets, projects or people",
    "STANCE": "what they said: talked about",
    "$END": "the end",
}
"""Terminals that stand for many phrases, as an example."""

OFFERED = (
    *("$END", "FIELD", "NOUN", "VERB", "STATE", "THINGS", "CASE"),
    *("STRING", "SEGMENT", "NUMBER", "DATE", "UNIT"),
)
"""What is offered first where a sentence stops."""

MOST_OFFERED = 5


def mistake(
    text: str, pieces: Sequence[Piece], place: int, expected: Collection[str], vocabulary: Vocabulary
) -> NotUnderstood:
    """The error for a sentence that stops making sense at the piece of that place."""
    if not text.strip():
        return NotUnderstood("nothing was asked", text=text, at=0, remedy="Such as: customers who are late")
    offered = f"Here could stand {listed(expected, vocabulary)}."
    if place >= len(pieces):
        return NotUnderstood("the question ends too early", text=text, at=len(text.rstrip()), remedy=offered)
    piece = pieces[place]
    if piece.text.startswith(('"', "“")) and piece.kind == "other":
        return NotUnderstood(
            "these quotes are never closed", text=text, at=piece.start, to=len(text.rstrip()),
            remedy='A text stands between two quotes: "Porto".',
        )  # fmt: skip
    near, words = nearest(pieces[place:], expected, vocabulary)
    end = pieces[place + max(words, 1) - 1].end
    unknown = text[piece.start : end]
    said = f"“{unknown}” is not understood here"
    meant = near if near.startswith('"') else f'"{near}"'
    return NotUnderstood(
        said, text=text, at=piece.start, to=end, remedy=f"Did you mean {meant}?" if near else offered
    )


def nearest(pieces: Sequence[Piece], expected: Collection[str], vocabulary: Vocabulary) -> tuple[str, int]:
    """The phrase most like the next words, and how many words it stands for; none where nothing is near."""
    phrases = list(phrases_of(expected, vocabulary))
    best: tuple[float, str, int] = (0.0, "", 0)
    for words in range(1, min(MOST_WORDS, len(pieces)) + 1):
        said = " ".join(piece.word for piece in pieces[:words])
        found = process.extractOne(said, phrases, scorer=fuzz.ratio, score_cutoff=NEAR)
        if found is not None and found[1] > best[0] and found[0] != said:
            best = (found[1], found[0], words)
    return best[1], best[2]


def phrases_of(expected: Iterable[str], vocabulary: Vocabulary) -> Iterable[str]:
    """All phrases that these terminals may be written with."""
    for terminal in sorted(expected):
        yield from vocabulary.spoken.get(terminal, ())


def listed(expected: Collection[str], vocabulary: Vocabulary) -> str:
    """Some of what could stand at a place, in words."""
    first = [name for name in OFFERED if name in expected]
    rest = sorted(name for name in expected if name not in OFFERED and name in vocabulary.spoken)
    said = [EXAMPLES.get(name) or f'"{vocabulary.spoken[name][0]}"' for name in (*first, *rest)]
    shown = said[:MOST_OFFERED]
    return " · ".join(shown) + (" · …" if len(said) > len(shown) else "")
