"""The pieces of a question's text: words, texts in quotes, numbers, days and signs, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Kind = Literal["word", "text", "number", "day", "sign", "other"]

QUOTED = r'"(?:[^"\\]|\\.)*"|“[^”]*”'
"""Words in quotes."""

PIECE = re.compile(
    rf"(?P<text>{QUOTED})"
    r"""
    | (?P<day>\d{4}-\d{2}-\d{2}(?![\w-]))
    | (?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?[km]?(?![\w.])|(?:\d+(?:\.\d+)?|\.\d+)[km]?(?![\w]))
    | (?P<sign><=|>=|!=|[<>=(),])
    | (?P<word>[^\W\d](?:[\w.'’/&-]*\w)?)
    | (?P<other>\S+?(?=[\s(),]|$))
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Numbers may group digits by commas and end in k or m. What is nothing of all this is `other`."""


@dataclass(frozen=True)
class Piece:
    """One piece: what it is, as it was written, and from where to where."""

    kind: Kind
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """As phrases know it: small letters, one apostrophe."""
        return self.text.lower().replace("’", "'")


def pieces_of(text: str) -> list[Piece]:
    """All pieces of a text in order; blanks are left out."""
    return [Piece(one.lastgroup, one.group(), *one.span()) for one in PIECE.finditer(text)]  # type: ignore[arg-type]


@lru_cache(maxsize=10_000)
def words_of(phrase: str) -> tuple[str, ...]:
    """A phrase as the words that pieces are compared with."""
    return tuple(piece.word for piece in pieces_of(phrase))


def quoted(text: str) -> str:
    """A text in quotes, as `unquoted` reads it back."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def unquoted(text: str) -> str:
    """What stands between the quotes."""
    if text.startswith("“"):
        return text[1:-1]
    return re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL)
