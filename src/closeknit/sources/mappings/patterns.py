"""Regular expressions in a mapping: checked when it is read, by whoever will read with them.

RE2, inside DuckDB, reads the rows; Python counts the groups of a pattern and reads names of columns with it.
One that either refuses, or of which Python warns that it can be read in two ways, is refused with the reason.
"""

from __future__ import annotations

import re
import warnings
from functools import cache

import duckdb

from closeknit.sources.mappings.language import Place, read_text, shown
from closeknit.sources.tables.staging import text as literal

UNREAD = ("invalid perl operator", "invalid escape sequence")
"""What RE2 says where it meets a sign that it does not know."""
UNKNOWN = ", which knows no look-ahead, look-behind and back-references"


def read_patterns(given: object, place: Place) -> dict[str, str]:
    """A table of regular expressions."""
    if not isinstance(given, dict):
        place.refuse(f"takes a table such as {{ name = 'pattern' }}, not {shown(given)}")
    return {name: read_pattern(one, place / name) for name, one in given.items()}


def read_pattern(given: object, place: Place) -> str:
    """A regular expression, checked as far as Python and RE2, which reads the rows, agree."""
    text = read_text(given, place)
    if reason := _no_pattern(text):
        place.refuse(f"{shown(text)} is no regular expression: {reason}")
    return text


@cache
def _no_pattern(text: str) -> str | None:
    """Why a text is no regular expression here: Python counts its groups, RE2 reads with it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", FutureWarning)
            re.compile(text)
    except FutureWarning as warning:
        return f"{warning}, which can be read in two ways: write a backslash before a sign that means itself"
    except (re.error, OverflowError, RecursionError) as error:
        return str(error)
    try:
        with _re2().cursor() as asked:
            # Written out: to bind it would load pandas, which takes longer than all patterns there are.
            asked.execute(f"SELECT regexp_matches('', {literal(text)})")
    except duckdb.Error as error:
        reason = str(error).partition(": ")[2]
        return f"{reason} (RE2{UNKNOWN if reason.startswith(UNREAD) else ''})"
    return None


@cache
def _re2() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 1})
