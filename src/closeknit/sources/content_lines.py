"""Physical lines of the text formats that fold their lines: iCalendar (RFC 5545) and vCard (RFC 6350)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

LONGEST_LINE = 1 << 20
"""Bytes that are kept of one line."""


def physical_lines(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Lines with their numbers (from 1), without their ends and NULs; of a giant one the beginning."""
    number = 0
    while text := file.readline(LONGEST_LINE):
        number += 1
        whole = text.endswith(b"\n")
        while not whole:
            rest = file.readline(LONGEST_LINE)
            whole = not rest or rest.endswith(b"\n")
        text = text.removeprefix(b"\xef\xbb\xbf") if number == 1 else text
        # Files of old systems part lines by carriage returns alone.
        for part in text.replace(b"\0", b"").rstrip(b"\r\n").split(b"\r"):
            yield number, part
