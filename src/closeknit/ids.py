"""Stable 63-bit numbers for texts: the same on every machine, engine and version.

Record, activity and party ids are computed once, when data comes in, from text that names the thing.
Engines' own hash functions are never used: DuckDB's and Spark's differ, and change between versions.
"""

from __future__ import annotations

from hashlib import md5

PARTS = 32
"""Book tables are cut into this many parts by account, ledger tables into as many buckets."""

_LOW_BITS = (1 << 64) - 2
"""The first eight bytes of a digest without their last bit."""


def stable_id(text: str) -> int:
    """A non-negative 63-bit number for `text`; equal texts give equal numbers, for ever."""
    digest = md5(text.encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest[:8], "little") >> 1


def short_name(*texts: str, digits: int) -> str:
    """So many hexadecimal digits that stand for some texts: for people to type, where a clash can be told."""
    return md5("\x1f".join(texts).encode(), usedforsecurity=False).hexdigest()[:digits]


def stable_id_sql(expression: str) -> str:
    """The DuckDB expression that gives `stable_id` of a text expression."""
    # DuckDB's md5_number_upper gives the same bits by way of a text of 128 digits, in 5 times the time.
    return f"(((md5_number({expression}) & {_LOW_BITS}::uhugeint) >> 1)::bigint)"


def part_of(number: int) -> int:
    """Which of the PARTS parts a numbered account belongs to."""
    return number % PARTS
