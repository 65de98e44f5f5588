"""One writing for each text: width, case, spaces, invisible characters and lookalike letters.

Everything that is compared as a key passes through `folded`. What kind of key a text is, and what
counts as a good e-mail or phone number, stands in the neighbouring modules.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

from closeknit.keys.words import word_list

MAX_LENGTH = 320
"""Longest text taken as a key; an e-mail address has at most 254 characters, so more is no key."""

_INVISIBLE = re.compile(r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e"
                        r"\u2060-\u2069\ufe00-\ufe0f\ufeff\x00-\x08\x0e-\x1f\x7f]")  # fmt: skip
_SPACES = re.compile(r"\s+")
_ZEROS = re.compile(r"0{2,}|9{6,}")
_LOOKALIKE_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU")


def clean(text: str) -> str:
    """`text` in one writing (NFKC) without invisible characters and with single spaces; case is kept."""
    if text.isascii() and text.isprintable():
        # Nearly all texts are: nothing of them has another form, and no sign is invisible.
        return " ".join(text.split())
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return _SPACES.sub(" ", plain).strip()


def folded(text: str) -> str:
    """`clean` and without case: texts that mean the same name or address become equal.

    Folding case can undo the normal form (U+0345 becomes iota), so it is done twice, as Unicode
    advises for identifiers.
    """
    if text.isascii():
        return clean(text).lower()
    once = unicodedata.normalize("NFKC", clean(text).casefold())
    return clean(once.casefold())


def ascii_folded(text: str) -> str:
    """`folded`, in plain ASCII letters: "Łódź Énergie" becomes "lodz energie"."""
    return text.lower() if text.isascii() else _SPACES.sub(" ", anyascii(folded(text)).casefold()).strip()


def is_placeholder(text: str) -> bool:
    """Whether a folded text stands for "nothing known": n/a, unknown, test, 000 …"""
    return not text or text in word_list("placeholders") or _ZEROS.fullmatch(text) is not None


def is_mixed_script(text: str) -> bool:
    """Whether one word mixes alphabets whose letters look alike, as "раypal" mixes Cyrillic and Latin.

    Such a word reads as another one and is never joined to anything by itself. Words of one alphabet
    each, side by side, are fine ("BMW Россия"), and so is Latin beside Chinese or Japanese.
    """
    if text.isascii():
        return False
    return any(len(_scripts(word)) > 1 for word in re.findall(r"\w+", unicodedata.normalize("NFKC", text)))


def _scripts(word: str) -> set[str]:
    found = {_script(letter) for letter in word if letter.isalpha()}
    return {script for script in found if script in _LOOKALIKE_SCRIPTS}


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ")[0]
