"""Which known export a table is, told by its columns, its name and its first cells.

The mapping that names most of what is there wins; when two fit equally nobody guesses. Reading that
first look at a table is the matter of `reading`; proposing a mapping for an unknown one of `propose`.
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from closeknit.errors import Unrecognised
from closeknit.sources.mappings.mapping import Mapping, canonical_columns, column_name
from closeknit.sources.tables.reading import Glimpse


def recognise(glimpse: Glimpse, mappings: Iterable[Mapping], *, file: str = "") -> Mapping | None:
    """The mapping that fits a table best, or None; `file` is the name of its file.

    Raises:
        Unrecognised: several fit equally well.
    """
    scored = [(specific, m) for m in mappings if (specific := fit(glimpse, m, file=file)) > 0]
    best = max((score for score, _ in scored), default=0)
    first = [m for score, m in scored if score == best]
    if len(first) > 1:
        ways = sorted(m.stream_id for m in first)
        titles = " and ".join(f"{m.title} ({m.stream_id})" for m in sorted(first, key=lambda m: m.stream_id))
        raise Unrecognised(
            f"{file or 'this table'} can be read as {titles}",
            columns=glimpse.header,
            remedy=f"Say which: closeknit load … {' or '.join(f'--as {way}' for way in ways)}",
            about=file,
        )
    return first[0] if first else None


def fit(glimpse: Glimpse, mapping: Mapping, *, file: str = "") -> int:
    """How specifically a mapping fits a table: the number of signs that are there, 0 when one is missing."""
    signs = mapping.recognise
    names = canonical_columns(mapping, glimpse.header)
    there = {column_name(name): place for place, name in enumerate(names)}
    if not (signs.columns or signs.values or signs.file):
        return 0
    if any(column_name(c) not in there for c in (*signs.columns, *signs.values)):
        return 0
    if any(column_name(c) in there for c in signs.without):
        return 0
    if signs.file and not _named(signs.file, file, glimpse.member):
        return 0
    if not all(_filled_with(glimpse, there[column_name(c)], like) for c, like in signs.values.items()):
        return 0
    return len(signs.columns) + 2 * len(signs.values) + (1 if signs.file else 0)


def _named(patterns: Iterable[str], *names: str) -> bool:
    short = [name.replace("\\", "/").rpartition("/")[2].casefold() for name in names if name]
    return any(fnmatchcase(name, pattern.casefold()) for name in short for pattern in patterns)


def _filled_with(glimpse: Glimpse, place: int, patterns: Iterable[str]) -> bool:
    cells = [row[place] for row in glimpse.rows if place < len(row) and row[place]]
    return bool(cells) and all(any(fnmatchcase(c or "", p) for p in patterns) for c in cells)
