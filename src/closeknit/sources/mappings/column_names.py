"""Names of columns are compared without regard to case and spacing."""

from functools import lru_cache
from unicodedata import normalize


@lru_cache(maxsize=1 << 14)
def column_name(text: str) -> str:
    """A column's name for comparing: composed, small letters, single spaces."""
    return " ".join(normalize("NFC", text).casefold().split())
