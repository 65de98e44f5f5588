"""Which known export a table is, told by its columns, its name and its first cells.

The mapping that names most of what is there wins; when two fit equally nobody guesses. Reading that
first look at a table is the matter of `reading`; proposing a mapping for an unknown one of `propose`.
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import partial

from closeknit.errors import Unrecognised
from closeknit.sources.mappings.canonical import canonical_columns, meant_columns
from closeknit.sources.mappings.checks import may_lack
from closeknit.sources.mappings.column_names import column_name
from closeknit.sources.mappings.mapping import Mapping, Recognise
from closeknit.sources.tables.accounting import is_total
from closeknit.sources.tables.looking import Glimpse


def recognise(
    glimpse: Glimpse, mappings: Iterable[Mapping], *, file: str = "", by_columns: bool = False
) -> Mapping | None:
    """The mapping that fits a table best, or None; `file` is the name of its file.

    With `by_columns` mappings without any sign are tried, by all the columns they need.

    Raises:
        Unrecognised: several fit equally well.
    """
    score_of = _columns_there if by_columns else partial(fit, file=file)
    scored = [(specific, m) for m in mappings if (specific := score_of(glimpse, m)) > 0]
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
    # Of many mappings few fit a table: the others are passed over before columns are told apart.
    meant = {column_name(name) for name in meant_columns(mapping, glimpse.header)}
    ways = [signs for signs in mapping.recognise if meant.issuperset(_needed(signs))]
    if not ways:
        return 0
    names = canonical_columns(mapping, glimpse.header)
    there = {column_name(name): place for place, name in enumerate(names)}
    return max(_signs_there(glimpse, signs, there, file) for signs in ways)


def has_signs(mapping: Mapping) -> bool:
    """Whether a mapping says how its files are known."""
    return any(signs.columns or signs.values or signs.file for signs in mapping.recognise)


def _needed(signs: Recognise) -> set[str]:
    return {column_name(c) for c in signs.needed}


def _signs_there(glimpse: Glimpse, signs: Recognise, there: dict[str, int], file: str) -> int:
    """The number of signs that a table has, its columns by place; 0 when one is missing."""
    if not there.keys() >= _needed(signs) or any(column_name(c) in there for c in signs.without):
        return 0
    if signs.file and not _named(signs.file, file, glimpse.member):
        return 0
    if not all(_filled_with(glimpse, there[column_name(c)], like) for c, like in signs.values.items()):
        return 0
    if signs.headlines and not _tells_news(glimpse, there[column_name(signs.headlines)]):
        return 0
    told = 2 * len(signs.values) + bool(signs.file) + bool(signs.headlines)
    return len(signs.columns) + told


def _columns_there(glimpse: Glimpse, mapping: Mapping) -> int:
    """How many columns a mapping without signs needs, where a table has them all and they are two or more."""
    there = {column_name(name) for name in canonical_columns(mapping, glimpse.header)}
    needed = {column_name(c) for c in mapping.columns() if not may_lack(mapping, c)}
    if has_signs(mapping) or len(needed) < 2 or not needed <= there:
        return 0
    return len(needed)


def _named(patterns: Iterable[str], *names: str) -> bool:
    short = [name.replace("\\", "/").rpartition("/")[2].casefold() for name in names if name]
    return any(fnmatchcase(name, pattern.casefold()) for name in short for pattern in patterns)


def _tells_news(glimpse: Glimpse, place: int) -> bool:
    """Whether one of the first cells of a column is a headline of which a rule is sure."""
    # Loaded where a table may be news: their patterns take a while to be made.
    from closeknit.sources.feeds.headlines import told

    return any(told(row[place] or "") for row in glimpse.rows if place < len(row))


def _filled_with(glimpse: Glimpse, place: int, patterns: Iterable[str]) -> bool:
    # The total of a short file is among its first rows and is no value of the column.
    rows = (row for row in glimpse.rows if place < len(row) and not is_total(row))
    cells = [row[place] for row in rows if row[place]]
    return bool(cells) and all(any(fnmatchcase(c or "", p) for p in patterns) for c in cells)
