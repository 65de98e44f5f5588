"""A text taken apart into sentences as they can be quoted, without what stands below a signature's dashes."""

from __future__ import annotations

import re
from collections.abc import Iterator

MOST = 100
"""Sentences of one text that are read: what follows in a longer one is hardly anybody's own words."""

LONGEST = 240
"""Characters of a quote; a longer sentence is cut."""

_BELOW_DASHES = re.compile(r"^\s*(?:--|_{3,})\s*$", re.MULTILINE)
_WRAPPED = re.compile(r"\n(?=[a-zà-ÿ(])")
_ENDS = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+(?=[\"'“‘(]?[A-ZÀ-Þ0-9¿¡])|[\r\n]+|\s[•·]\s")
_SHORTENED = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|st|no|nr|vs|approx|incl|e\.g|i\.e|etc|z\.b)|\b[a-z])\.$", re.IGNORECASE
)
_BLANKS = re.compile(r"\s+")
_BULLET = re.compile(r"^[\s>*•·–-]+")


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text in order, in one line each; never empty ones."""
    body = _BELOW_DASHES.split(text, maxsplit=1)[0]
    found, waiting = 0, ""
    for piece in _ENDS.split(_WRAPPED.sub(" ", body.replace("\r\n", "\n"))):
        one = _BLANKS.sub(" ", f"{waiting} {_BULLET.sub('', piece)}").strip()
        waiting = ""
        if _SHORTENED.search(one) and len(one) < LONGEST:
            waiting = one
        elif one:
            yield shortened(one)
            found += 1
            if found == MOST:
                return
    if waiting:
        yield shortened(waiting)


def shortened(sentence: str) -> str:
    """A sentence of at most LONGEST characters, cut between words."""
    if len(sentence) <= LONGEST:
        return sentence
    return sentence[: LONGEST - 2].rsplit(" ", 1)[0] + " …"
