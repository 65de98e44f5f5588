"""How far the cells of a workbook reach, found out before a whole sheet is laid out in memory.

The reader of workbooks lays every sheet out from its first cell to its last. One stray cell in the last row
and column is seventeen thousand million of them: the memory is not there, and the whole program ends.
"""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from functools import lru_cache
from pathlib import Path

from closeknit.sources.broken import DAMAGED
from closeknit.sources.tables.files import unreadable

MOST_CELLS = 40_000_000
"""Cells from the first to the last of a sheet that are laid out: 32 bytes each."""

_BLOCK = 1 << 22
_LONGEST_TAG = 1 << 10

# Cells with something in them that stand beyond column Z or row 99,999; all others are near.
_FAR = re.compile(rb'r="([A-Z]{2,3}(?=\d)|[A-Z](?=\d{6}))(\d{1,9})"[^<>/]*>')
_ANY = re.compile(rb'r="([A-Z]{1,3})(\d{1,9})"[^<>/]*>')

_MEMORY, _SECONDS = 4 << 30, 60.0
_LAY_OUT = """
import sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]), int(sys.argv[2])))
except (ImportError, ValueError, OSError):
    pass
from python_calamine import CalamineError, CalamineWorkbook
try:
    book = CalamineWorkbook.from_path(sys.argv[1])
    for name in book.sheet_names:
        book.get_sheet_by_name(name)
except (CalamineError, OSError):
    pass
"""


def check_extent(path: Path, name: str) -> None:
    """Refuse a workbook whose sheets cannot be laid out in memory.

    Raises:
        Unreadable: a sheet reaches too far.
    """
    seen = path.stat()
    said = _too_far(path, seen.st_size, seen.st_mtime_ns)
    if said:
        raise unreadable(
            name,
            said,
            remedy="Delete what lies below and to the right of the table, or save the sheet as CSV.",
        )


@lru_cache(64)
def _too_far(path: Path, size: int, changed: int) -> str:
    """What is wrong with a workbook of that size and time of change; empty where nothing is."""
    del size, changed
    try:
        with zipfile.ZipFile(path) as book:
            sheets = [one for one in book.namelist() if re.fullmatch(r"/?xl/worksheets/[^/]+\.xml", one)]
            reach = [_reach(book, one) for one in sheets]
    except (*DAMAGED, OSError, RuntimeError):
        reach = []
    for row, column in reach:
        if row * column > MOST_CELLS:
            return f"holds a cell in row {row:,} or column {column:,}, far from its table"
    return "" if reach else _laid_out_elsewhere(path)


def _reach(book: zipfile.ZipFile, sheet: str) -> tuple[int, int]:
    """The last row and the last column of a sheet in which something stands, from 1, or more than these."""
    row, column = _last(book, sheet, _FAR, near=(99_999, 26))
    # Wide tables are not long: only of those that may reach too far is every cell looked at.
    return (row, column) if row * column <= MOST_CELLS else _last(book, sheet, _ANY, near=(1, 1))


def _last(
    book: zipfile.ZipFile, sheet: str, cells: re.Pattern[bytes], *, near: tuple[int, int]
) -> tuple[int, int]:
    (row, column), held = near, b""
    with book.open(sheet) as file:
        while block := file.read(_BLOCK):
            held += block
            for letters, number in cells.findall(held):
                row = max(row, int(number))
                column = max(column, _number(letters))
            held = held[-_LONGEST_TAG:]
    return row, column


@lru_cache(1 << 12)
def _number(letters: bytes) -> int:
    """The number of a column from 1: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def _laid_out_elsewhere(path: Path) -> str:
    """Lay out a workbook of another kind in a process of its own, which may end in our place."""
    command = [sys.executable, "-I", "-c", _LAY_OUT, str(path), str(_MEMORY)]
    try:
        done = subprocess.run(command, timeout=_SECONDS, capture_output=True, check=False)
    except subprocess.TimeoutExpired:
        return f"takes longer than {_SECONDS:.0f} seconds to lay out"
    return "" if done.returncode >= 0 else "holds cells that reach too far to be laid out"
