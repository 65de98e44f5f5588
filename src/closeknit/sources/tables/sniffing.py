"""Finding out how a delimited text is written, from its first bytes.

Encoding (see `encodings`), delimiter, escaped quotes, where the header stands (see `headers`).
What a mapping says wins over what is found.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from closeknit.sources.tables.dialects import DELIMITERS, WHITESPACE, Dialect, ReadRules
from closeknit.sources.tables.encodings import UTF8, decoded, encoding_of, known_encoding
from closeknit.sources.tables.headers import (
    column_names,
    header_row,
    labelled,
    looks_like_value,
    usual_width,
)
from closeknit.sources.tables.records import Grammar, first_records

LOOKED_AT = 100
"""Rows that are looked at to find delimiter and header."""

Rows = Sequence[tuple[int, int, Sequence[str | None]]]
"""Rows with the line each starts on and the first line after it."""


@dataclass(frozen=True)
class Look:
    """A first look at a table: how it is written, its column names, and its first rows.

    `titles` are the cells of the header as they stand, by which it is known again further down.
    """

    dialect: Dialect
    header: tuple[str, ...]
    titles: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]

    def widened(self, width: int) -> Look:
        """The same with at least `width` columns."""
        more = width - self.dialect.width
        if more <= 0:
            return self
        return replace(
            self,
            dialect=replace(self.dialect, width=width),
            header=column_names([*self.header, *[None] * more], width),
            rows=tuple((*row, *[None] * more) for row in self.rows),
        )


def look_at_text(
    head: bytes, rules: ReadRules, *, dialect: Dialect, known: Collection[str] = (), whole: bool
) -> Look:
    """The dialect, header and first rows of a delimited text. `whole`: head is all there is."""
    encoding = known_encoding(rules.encoding) if rules.encoding else encoding_of(head)
    text = decoded(head, encoding).encode(UTF8, "replace")
    given, skipped = _declared_delimiter(text)
    text = text[len(skipped) :]
    delimiter = rules.delimiter or given or find_delimiter(text, whole=whole)
    escape = rules.escape or _find_escape(text, delimiter)
    rows = sample_rows(text, delimiter, escape, whole=whole)
    shift = skipped.count(b"\n")
    rows = [(line + shift, after + shift, cells) for line, after, cells in rows]
    found = replace(
        dialect,
        format="delimited",
        encoding=encoding,
        delimiter=delimiter,
        escape=escape,
        line_end=_line_end(text),
    )
    return place_header(rows, rules, dialect=found, known=known, first_line=1 + shift)


def place_header(
    rows: Rows, rules: ReadRules, *, dialect: Dialect, known: Collection[str] = (), first_line: int = 1
) -> Look:
    """Find the header among the first rows (or take the one that the rules give) and complete the dialect."""
    cells = [row for _, _, row in rows]
    place = header_row(cells, rules.columns or known) if rules.header is True else None
    names: Sequence[str | None] = rules.header if isinstance(rules.header, tuple) else ()
    below, lines = cells, (0, first_line)
    if place is not None:
        end = min(place + rules.labels, len(rows) - 1)
        names = labelled(cells[place], cells[place + 1 : end + 1], rules.columns)
        below, lines = cells[end + 1 :], (rows[place][0], rows[end][1])
    width = _width(names, below)
    usual = usual_width(below) or width
    dialect = replace(
        dialect,
        header_line=lines[0],
        data_line=lines[1],
        width=width,
        short=usual if usual < width else 0,
    )
    return Look(
        dialect,
        column_names(names, width),
        tuple(name or "" for name in names),
        tuple((*(cell or None for cell in row[:width]), *[None] * (width - len(row))) for row in below),
    )


def _width(names: Sequence[str | None], below: Sequence[Sequence[str | None]]) -> int:
    """As many columns as the header names, or as most rows have where these hold something.

    More than half of the rows must be wider than the header: a stray cell in one of two is that row's fault.
    """
    named = _last_filled(names)
    usual = usual_width(below)
    wide = [row for row in below if len(row) == usual]
    filled = 2 * len(wide) > len(below) and any(_last_filled(row) > named for row in wide)
    return max(named, usual if filled else min(usual, len(names)), 1)


def _last_filled(row: Sequence[str | None]) -> int:
    return max((place + 1 for place, cell in enumerate(row) if cell), default=0)


def sample_rows(
    text: bytes, delimiter: str, escape: str = "", *, whole: bool = True
) -> list[tuple[int, int, list[str]]]:
    """The first rows of a text as (line, line after it, cells); one cut off at the end is left out."""
    grammar = Grammar(delimiter, escape)
    rows = []
    for line, record, good in first_records(_line_ends(text), grammar, most=LOOKED_AT, cut=not whole):
        cells = grammar.cells(record) if good else _roughly(record, delimiter)
        if any(cells):
            rows.append((line, line + max(record.count(b"\n"), 1), cells))
    return rows


def find_delimiter(text: bytes, *, whole: bool = True) -> str:
    """The delimiter whose rows agree best in width; whitespace only where every row agrees."""
    best, score = DELIMITERS[0], 0.0
    for delimiter in DELIMITERS:
        agreed = _agreement([cells for _, _, cells in sample_rows(text, delimiter, whole=whole)])
        if agreed > score + 1e-9:
            best, score = delimiter, agreed
    return best if score > 0 or not _by_whitespace(text, whole=whole) else WHITESPACE


def _agreement(rows: Sequence[Sequence[str]]) -> float:
    """Share of rows that have the usual width, worth more the wider they are; 0 for one column."""
    width = usual_width(rows)
    if width < 2:
        return 0.0
    return sum(1 for row in rows if len(row) == width) / len(rows) * (1 - 1 / width)


def _by_whitespace(text: bytes, *, whole: bool) -> bool:
    """Whether blanks set cells apart: every row has as many, and half of them are numbers."""
    rows = [cells for _, _, cells in sample_rows(text, WHITESPACE, whole=whole)]
    cells = [cell for row in rows for cell in row]
    numbers = sum(1 for cell in cells if looks_like_value(cell))
    return len({len(row) for row in rows} - {1}) == 1 and len(rows) >= 3 and numbers >= len(cells) / 2


def _declared_delimiter(text: bytes) -> tuple[str, bytes]:
    """Excel's own first line `sep=;`: the delimiter, and the line to pass over."""
    first, end, _ = text.partition(b"\n")
    line = first.strip(b'\r"')
    if line[:4].lower() == b"sep=" and len(line) == 5:
        return line[4:].decode(), first + end
    return "", b""


def _find_escape(text: bytes, delimiter: str) -> str:
    """A backslash, where more records are well formed with escaped quotes than without."""
    if b'\\"' not in text or delimiter == WHITESPACE:
        return ""
    good = {e: _well_formed(text, Grammar(delimiter, e)) for e in ("", "\\")}
    return "\\" if good["\\"] > good[""] else ""


def _well_formed(text: bytes, grammar: Grammar) -> float:
    records = list(first_records(text, grammar, most=LOOKED_AT))
    if not records:
        return 0.0
    good = [grammar.cells(record) for _, record, fine in records if fine]
    width = usual_width(good)
    return sum(1 for cells in good if len(cells) == width) / len(records)


def _line_end(text: bytes) -> str:
    """What ends the first line that is not blank."""
    first = text.lstrip(b"\r\n")
    end = first.find(b"\n")
    if end < 0:
        return "\r" if b"\r" in first else "\n"
    return "\r\n" if first[:end].endswith(b"\r") else "\n"


def _line_ends(text: bytes) -> bytes:
    return text if b"\n" in text else text.replace(b"\r", b"\n")


def _roughly(record: bytes, delimiter: str) -> list[str]:
    return [c.strip().strip('"') for c in record.decode(UTF8, "replace").split(delimiter)]
