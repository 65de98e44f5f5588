"""Which row of a table names its columns, and names that can stand in a query.

Real exports put titles, date ranges and notes above the header, leave its first cell empty, repeat
names, or have none. Knows nothing of files: it is given the first rows as texts.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from functools import lru_cache

PLACE = "?place"
"""Column of a staged relation with the place of a row, from 0: `_ordinal` less one, but one by which DuckDB
finds some rows without working it out for all. Columns of files are called otherwise."""

FEWEST_NAMED = 0.6
"""Share of a header's cells that must hold a name."""

MOST_VALUES = 0.2
"""Share of a header's cells that may look like values: a year as a column name is one."""

_VALUE = re.compile(
    r"""[-+(]?[$€£¥]?\s*[-+]?\d[\d\s.,'’]*\)?\s*[%€$£]?        # numbers and money
      | \d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ].*)?               # dates
      | \d{1,2}[-/ .][A-Za-z]{3,9}[-/ .,]+\d{2,4}.*            # 12 Mar 2024
      | [^@\s]+@[^@\s]+\.[^@\s]+                               # mail addresses
      | https?://\S+
      | (true|false|yes|no|null|n/a)""",
    re.VERBOSE | re.IGNORECASE,
)


def column_names(cells: Sequence[str | None], width: int) -> tuple[str, ...]:
    """Names for `width` columns: trimmed, empty ones called column1 …, repeated ones name__2.

    Two names that differ only in case count as repeated, because queries cannot tell them apart.
    """
    names: list[str] = []
    taken = {"_ordinal", PLACE}
    for place in range(width):
        given = cells[place] if place < len(cells) else None
        name = _tidy(given or "") or f"column{place + 1}"
        unique, n = name, 1
        while unique.casefold() in taken:
            n += 1
            unique = f"{name}__{n}"
        taken.add(unique.casefold())
        names.append(unique)
    return tuple(names)


UNSAID = frozenset({"response", "open-ended response"})
"""Labels below a question that say only that there is an answer."""


def labelled(
    names: Sequence[str | None], labels: Sequence[Sequence[str | None]], known: Collection[str] = ()
) -> list[str | None]:
    """Names joined with the labels below them: `question: choice`. An empty name takes the one before it.

    Known names stay as they are. Labels that are JSON, or say nothing, are left out.
    """
    if not labels:
        return list(names)
    plain, before = {_plain(k) for k in known}, ""
    joined: list[str | None] = []
    for place in range(max(len(names), *(len(row) for row in labels))):
        name = _tidy((names[place] if place < len(names) else None) or "")
        below = (_tidy(row[place] or "") for row in labels if place < len(row))
        said = [x for x in below if x and x != name and not x.startswith("{") and _plain(x) not in UNSAID]
        if _plain(name) in plain:
            joined.append(name)
        else:
            before = name or before
            joined.append(": ".join([before, *said] if before else said) or None)
    return joined


def _tidy(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name.replace("\ufeff", "").replace("\0", "")).split())


def looks_like_value(cell: str) -> bool:
    """Whether a cell holds a number, a date, an address or the like, not a name."""
    return _VALUE.fullmatch(cell) is not None


def header_row(rows: Sequence[Sequence[str | None]], known: Collection[str] = ()) -> int | None:
    """The place of the row that names the columns; None where every row looks like data.

    With known names, the row that holds most of them, if it holds two or is all of the row.
    Else the first row that is as wide as the table, nearly full, and does not look like values.
    """
    by_name = _most_known(rows, _plainly(frozenset(known)))
    if by_name is not None:
        return by_name
    width = usual_width(rows)
    for place, row in enumerate(rows):
        if _may_name(row, width) and not _title_above(rows[place + 1 :], len(row), width):
            return place
    return None


def usual_width(rows: Sequence[Sequence[str | None]]) -> int:
    """The number of cells that most rows have; of equally many the greater."""
    counts = Counter(len(row) for row in rows)
    return max(counts, key=lambda w: (counts[w] * (w > 1), counts[w], w), default=0)


def _plain(name: str) -> str:
    return _tidy(name).casefold()


@lru_cache(maxsize=8)
def _plainly(known: frozenset[str]) -> frozenset[str]:
    """Names as they are compared; the same many names come with every file of a load."""
    return frozenset(_plain(name) for name in known)


def _most_known(rows: Sequence[Sequence[str | None]], known: Collection[str]) -> int | None:
    best, most = None, 0
    for place, row in enumerate(rows):
        named = [_plain(cell) for cell in row if cell]
        hits = len({name for name in named if name in known})
        if hits > most and (hits >= 2 or hits == len(named)):
            best, most = place, hits
    return best


def _may_name(row: Sequence[str | None], width: int) -> bool:
    named = [cell for cell in row if cell]
    if not named or (len(row) < width and len(named) < FEWEST_NAMED * width):
        return False
    values = sum(1 for cell in named if looks_like_value(cell))
    return (
        len(named) >= FEWEST_NAMED * max(width, len(row))
        and values <= MOST_VALUES * len(named)
        and len({_plain(cell) for cell in named}) >= len(named) / 2
    )


def _title_above(below: Sequence[Sequence[str | None]], cells: int, width: int) -> bool:
    """Whether a narrower row stands above a table that begins further down."""
    return cells < width and any(_may_name(row, width) and len(row) >= width for row in below)
