"""TOML that people write: read, or refused with the line that is wrong."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from closeknit.errors import CloseknitError

_AT = re.compile(r" \(at line (\d+), column \d+\)")
_HINT = "Texts stand between quotes, lists in [ ], tables in { }."


def read_toml(text: str, *, file: str, error: type[CloseknitError]) -> dict[str, Any]:
    """What a TOML text says; `error` is raised, with the line that is wrong, when it is none."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as refused:
        raise error(
            f"{file} is not valid TOML: {refused}", remedy=_remedy(text, str(refused)), about=file
        ) from refused


def _remedy(text: str, refused: str) -> str:
    """The line a message names, as it stands, and the rule most slips break."""
    found, lines = _AT.search(refused), text.splitlines()
    number = int(found[1]) if found else len(lines)
    if not 0 < number <= len(lines):
        return _HINT
    return f"Line {number} reads: {lines[number - 1].strip()[:100]}\n  {_HINT}"
