"""Names of people and firms from many countries, and how a name becomes an address.

The names themselves are in names.toml. Who is called what is drawn in `customers` and `firm`.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

_PLAIN = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "æ": "ae", "Æ": "Ae", "đ": "d", "ı": "i", "œ": "oe"}
)


@cache
def _pools() -> dict[str, Any]:
    return tomllib.loads(files("closeknit.demo").joinpath("names.toml").read_text(encoding="utf-8"))


def plain(text: str) -> str:
    """The text in ASCII letters: accents dropped, ß as ss."""
    return unicodedata.normalize("NFKD", text.translate(_PLAIN)).encode("ascii", "ignore").decode()


def slug(text: str) -> str:
    """Lower-case ASCII words joined by hyphens, as in a domain."""
    return re.sub(r"[^a-z0-9]+", "-", plain(text).lower().replace("'", "")).strip("-")


def person_name(rng: Random, culture: str) -> tuple[str, str]:
    """Given and family name; one in nine comes from somewhere else."""
    pool = "world" if rng.random() < 0.11 else culture
    return rng.choice(_pools()["given"][pool]), rng.choice(_pools()["family"][pool])


def firm_name(rng: Random, culture: str) -> tuple[str, str]:
    """Name without legal form, and its industry."""
    word, industry = rng.choice(list(_pools()["trades"][culture].items()))
    family = _capital(rng.choice(_pools()["family"]["world" if rng.random() < 0.07 else culture]))
    style = rng.random()
    if style < 0.6:
        return f"{family} {word}", industry
    if style < 0.72:
        return f"{family} & {_capital(rng.choice(_pools()['family'][culture]))}", industry
    return f"{rng.choice(_pools()['words']['places'])} {word}", industry


def _capital(name: str) -> str:
    """A family name at the beginning of a firm's name: Van der Linde."""
    return name[0].upper() + name[1:]


def titles() -> dict[str, int]:
    """Job title → seniority, 1 to 5."""
    return dict(_pools()["titles"])


def address_of(rng: Random, given: str, family: str) -> str:
    """The part of an e-mail before the @, in the usual shapes."""
    first, last = plain(given).lower(), plain(family).lower().replace(" ", "").replace("'", "")
    return rng.choice(
        (f"{first}.{last}", f"{first}.{last}", f"{first[0]}.{last}", first, f"{first}{last[0]}")
    )
