"""Names of organizations and people, brought into a form in which they can be compared.

These forms are for comparing only and are never shown. Two equal forms are a reason to think that two
names mean one party; whether they do is for `identity` to say.
"""

from __future__ import annotations

import re
from functools import lru_cache

from closeknit.keys.text import ascii_folded, folded
from closeknit.keys.words import word_list

_AND = re.compile(r"\s*(?:&|\+|\bund\b|\bet\b|\by\b|\band\b)\s*")
_JOINED = re.compile(r"(?<=\w)['’`´](?=\w)")
_NO_WORD = re.compile(r"[^a-z0-9]+")
_LONGEST_FORM = 5
_BRACKETS = re.compile(r"[(\[<].*?[)\]>]")


@lru_cache(maxsize=65536)
def organization_name(text: str) -> str:
    """A firm's name without case, accents, punctuation and legal form; "" when nothing is left.

    "Müller & Söhne GmbH & Co. KG" and "MULLER UND SOHNE" are both "muller and sohne". A name that is
    nothing but legal forms ("AG") stays as it is.
    """
    words = _words(_AND.sub(" and ", folded(text)))
    while len(words) > 1 and words[0] in word_list("leading_forms"):
        words = words[1:]
    shorter = _without_form(words)
    while shorter and shorter != words:
        words, shorter = shorter, _without_form(shorter)
    return " ".join(words)


@lru_cache(maxsize=65536)
def plain_name(text: str) -> str:
    """A name's words without case, accents and punctuation; legal forms and titles stay."""
    return " ".join(_words(_AND.sub(" and ", folded(text))))


def _words(text: str) -> tuple[str, ...]:
    plain = _JOINED.sub("", ascii_folded(text))
    return tuple(_NO_WORD.sub(" ", plain).split())


def _without_form(words: tuple[str, ...]) -> tuple[str, ...]:
    """Without one legal form at the end, unless it is all there is."""
    forms = word_list("legal_forms")
    for length in range(min(_LONGEST_FORM, len(words) - 1), 0, -1):
        if " ".join(words[-length:]) in forms:
            rest = words[:-length]
            return rest[:-1] if len(rest) > 1 and rest[-1] == "and" else rest
    return words


@lru_cache(maxsize=65536)
def person_name(text: str) -> str:
    """A person's name as given name first, without case, accents, titles and what stands in brackets.

    "Dr. Keller, Anna (she/her)" is "anna keller".
    """
    plain = _BRACKETS.sub(" ", folded(text))
    last, comma, first = plain.partition(",")
    given = _without_titles(_words(first)) if comma else ()
    # What follows a comma may also be a degree only: "Anna Keller, PhD".
    return " ".join((*given, *_without_titles(_words(last)))) or " ".join(_words(plain))


def _without_titles(words: tuple[str, ...]) -> tuple[str, ...]:
    while words and words[0] in word_list("titles"):
        words = words[1:]
    while words and words[-1] in word_list("degrees"):
        words = words[:-1]
    return words


def surname(text: str) -> str:
    """The last word of a person's name, "" for a single word: which part it is nobody can tell."""
    words = person_name(text).split()
    return words[-1] if len(words) > 1 else ""
