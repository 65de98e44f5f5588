"""TOML that people write: read, or refused with the line that is wrong."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from closeknit.errors import CloseknitError

_AT = re.compile(r" \(at line (\d+), column \d+\)")
_HINT = "Texts stand between quotes, lists in [ ], tables in { }."
_DEEPEST = 20
"""Tables and lists inside each other; nobody writes more than a handful."""
_LARGEST = 2**63
"""Whole numbers of TOML have 64 bits."""


def read_toml(text: str, *, file: str, error: type[CloseknitError]) -> dict[str, Any]:
    """What a TOML text says; `error` is raised, with the line that is wrong, when it is none."""
    try:
        read = tomllib.loads(text)
        _check(read, within=0)
    except tomllib.TOMLDecodeError as refused:
        raise error(
            f"{file} is not valid TOML: {refused}", remedy=_remedy(text, str(refused)), about=file
        ) from refused
    except RecursionError as refused:
        said = f"{file} has tables and lists inside each other more than {_DEEPEST} deep"
        raise error(said, remedy=_HINT, about=file) from refused
    except ValueError as refused:  # Python itself reads and writes no number of more than 4,300 digits.
        said = f"{file} has a whole number of more than 64 bits"
        raise error(said, remedy="The largest that TOML has is 9223372036854775807.", about=file) from refused
    return read


def _check(value: object, *, within: int) -> None:
    """Refuse what nobody writes, of a value within so many tables and lists.

    Raises:
        RecursionError: it holds tables and lists too deep inside each other.
        ValueError: it is or holds a number that is too large.
    """
    if isinstance(value, int) and not -_LARGEST <= value < _LARGEST:
        raise ValueError
    if isinstance(value, dict | list):
        if within == _DEEPEST:
            raise RecursionError
        for inside in value.values() if isinstance(value, dict) else value:
            _check(inside, within=within + 1)


def _remedy(text: str, refused: str) -> str:
    """The line a message names, as it stands, and the rule most slips break."""
    found, lines = _AT.search(refused), text.splitlines()
    number = int(found[1]) if found else len(lines)
    if not 0 < number <= len(lines):
        return _HINT
    return f"Line {number} reads: {lines[number - 1].strip()[:100]}\n  {_HINT}"
