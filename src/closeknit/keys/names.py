"""Names of organizations and people, brought into a form in which they can be compared.

These forms are for comparing only and are never shown. Two equal forms are a reason to think that two
names mean one party; whether they do is for `identity` to say.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from closeknit.keys.text import ascii_folded, folded
from closeknit.keys.words import word_list

_AND = re.compile(r"\s*(?:&|\+|\bund\b|\bet\b|\by\b|\band\b)\s*")
_JOINED = re.compile(r"(?<=\w)['’`´](?=\w)")
_NO_WORD = re.compile(r"[^a-z0-9]+")
_LONGEST_FORM = 5
_WRITTEN_TOGETHER = re.compile("(株式会社|有限会社|合同会社|股份有限公司|有限公司|주식회사|유한회사)")
"""Legal forms that stand before or behind a name without a space: Japanese, Chinese, Korean."""
_BRACKETS = re.compile(r"[(\[<].*?[)\]>]")


SAME_FORMS = {
    "limited": "ltd",
    "incorporated": "inc",
    "corporation": "corp",
    "company": "co",
    "ptylimited": "ptyltd",
    "privatelimited": "pvtltd",
    "publiclimitedcompany": "plc",
    "aktiengesellschaft": "ag",
    "gesellschaftmitbeschrankterhaftung": "gmbh",
    "gmbhandcokg": "gmbhcokg",
    "andcokg": "cokg",
    "aktiebolag": "ab",
    "societeanonyme": "sa",
    "sociedadanonima": "sa",
    "sociedadlimitada": "sl",
    "beslotenvennootschap": "bv",
    "spolkazoo": "spzoo",
}
"""Legal forms written out, and short."""


@lru_cache(maxsize=65536)
def organization_name(text: str) -> str:
    """A firm's name without case, accents, punctuation and legal form; "" when nothing is left.

    "Müller & Söhne GmbH & Co. KG" and "MULLER UND SOHNE" are both "muller and sohne". A name that is
    nothing but legal forms ("AG") stays as it is.
    """
    return " ".join(_name_and_form(text)[0])


@lru_cache(maxsize=65536)
def legal_form(text: str) -> str:
    """The legal form in a firm's name, in one writing: "Limited" and "Ltd." are "ltd"; "" without one."""
    form = "".join(_name_and_form(text)[1])
    return SAME_FORMS.get(form, form)


def _name_and_form(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of a firm's name, and those of its legal form."""
    words = _words(_AND.sub(" and ", _WRITTEN_TOGETHER.sub(r" \1 ", folded(text))))
    while len(words) > 1 and words[0] in word_list("leading_forms"):
        words = words[1:]
    form: tuple[str, ...] = ()
    while length := _length_of_form(words):
        words, form = words[:-length], words[-length:] + form
    return words, form


def _words(text: str) -> tuple[str, ...]:
    plain = _JOINED.sub("", ascii_folded(text))
    return tuple(_NO_WORD.sub(" ", plain).split())


def _length_of_form(words: tuple[str, ...]) -> int:
    """How many words at the end are a legal form, of which something must be left; 0: none."""
    forms = word_list("legal_forms")
    for length in range(min(_LONGEST_FORM, len(words) - 1), 0, -1):
        if " ".join(words[-length:]) in forms:
            return length
    return 0


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


@lru_cache(maxsize=65536)
def call_names(given: str) -> frozenset[str]:
    """A given name with the families of short forms it is in: "bob" and "robert" share one.

    In the writing of `person_name`; families are marked by "=".
    """
    first = given.split()[0] if given else ""
    return frozenset((first, *_families_of_names().get(first, ()))) - {""}


@cache
def _families_of_names() -> dict[str, tuple[str, ...]]:
    """For every name in the list of nicknames the first names of the lines it stands in."""
    found: dict[str, tuple[str, ...]] = {}
    for line in sorted(word_list("nicknames")):
        full, *short = line.split()
        for name in (full, *short):
            found[name] = (*found.get(name, ()), f"={full}")
    return found
