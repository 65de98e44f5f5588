"""Where the next page of a list begins: the row after which it does, as a word of its address."""

from __future__ import annotations

import base64
import json
from typing import Any


def token(after: tuple[Any, int]) -> str:
    """The row that the next page begins after, as a word of an address."""
    return base64.urlsafe_b64encode(json.dumps(after).encode()).decode().rstrip("=")


def after_token(token: str) -> tuple[Any, int] | None:
    """The row that a page begins after; the first page for an address that somebody changed."""
    if not token:
        return None
    try:
        value, number = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (ValueError, TypeError, RecursionError):
        return None
    whole = [one for one in (value, number) if isinstance(one, int)]
    fits = isinstance(number, int) and all(abs(one) < 2**63 for one in whole)
    return (value, number) if fits and isinstance(value, str | int | float) else None
