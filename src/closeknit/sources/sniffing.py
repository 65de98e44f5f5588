"""Finding out how a delimited text is written, from its first bytes.

Encoding (see `encodings`), delimiter, escaped quotes, where the header stands (see `headers`).
What a mapping says wins over what is found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from closeknit.sources.dialects import DELIMITERS, WHITESPACE, Dialect, ReadRules
from closeknit.sources.encodings import UTF8, decoded, encoding_of, known_encoding
from closeknit.sources.files import HEAD
from closeknit.sources.headers import column_names, header_row, usual_width
from closeknit.sources.records import Grammar, first_records

LOOKED_AT = 100
"""Rows that are looked at to find delimiter and header."""

Rows = Sequence[tuple[int, Sequence[str | None]]]
"""Rows with the line each starts on."""


@dataclass(frozen=True)
class Look:
    """A first look at a table: how it is written, its column names, and its first rows."""

    dialect: Dialect
    header: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]


def look_at_text(
    head: bytes, rules: ReadRules, *, dialect: Dialect, known: Collection[str] = (), whole: bool
) -> Look:
    """The dialect, header and first rows of a delimited text. `whole`: head is all there is."""
    encoding = known_encoding(rules.encoding) if rules.encoding else encoding_of(head)
    if head.startswith(b"\xef\xbb\xbf") and encoding == UTF8:
        encoding = UTF8
    text = decoded(head, encoding).encode(UTF8, "replace")
    given, skipped = _declared_delimiter(text)
    text = text[len(skipped) :]
    delimiter = rules.delimiter or given or find_delimiter(text)
    escape = rules.escape or _find_escape(text, delimiter)
    rows = sample_rows(text, delimiter, escape, whole=whole)
    shift = skipped.count(b"\n")
    rows = [(line + shift, cells) for line, cells in rows]
    found = replace(dialect, format="delimited", encoding=encoding, delimiter=delimiter, escape=escape)
    return place_header(rows, rules, dialect=found, known=known, first_line=1 + shift)


def place_header(
    rows: Rows, rules: ReadRules, *, dialect: Dialect, known: Collection[str] = (), first_line: int = 1
) -> Look:
    """Find the header among the first rows (or take the one that the rules give) and complete the dialect."""
    cells = [row for _, row in rows]
    if rules.header is True:
        place = header_row(cells, rules.columns or known)
    else:
        place = None
    names: Sequence[str | None] = rules.header if isinstance(rules.header, tuple) else ()
    start = 0
    if place is not None:
        names, start = cells[place], place + 1
    below = cells[start:]
    width = _width(names, below)
    short = usual_width(below) if below else width
    header_line = rows[place][0] if place is not None else 0
    data_line = rows[start][0] if start < len(rows) else (rows[-1][0] + 1 if rows else first_line)
    if place is None:
        data_line = first_line
    dialect = replace(
        dialect,
        header_line=header_line,
        data_line=data_line,
        width=width,
        short=short if short < width else 0,
    )
    padded = tuple(tuple(c or None for c in row[:width]) + (None,) * (width - len(row)) for row in below)
    return Look(dialect, column_names(names, width), padded)


def _width(names: Sequence[str | None], below: Sequence[Sequence[str | None]]) -> int:
    """As many columns as the header names, or as most rows have; empty names at the end do not count."""
    named = max((n + 1 for n, name in enumerate(names) if name), default=0)
    usual = usual_width([[c for c in row] for row in below])
    filled = Counter(max((n + 1 for n, c in enumerate(row) if c), default=0) for row in below)
    needed = usual if any(filled[w] for w in range(named + 1, usual + 1)) else min(usual, len(names) or usual)
    return max(named, needed, 1)


def sample_rows(
    text: bytes, delimiter: str, escape: str = "", *, whole: bool = True
) -> list[tuple[int, list[str]]]:
    """The first rows of a text as (line, cells); a row that is cut off at the end is left out."""
    if delimiter == WHITESPACE:
        lines = text.split(b"\n")[: LOOKED_AT + 1]
        lines = lines if whole else lines[:-1]
        return [(n, line.decode(UTF8, "replace").split()) for n, line in enumerate(lines, 1) if line.strip()]
    grammar = Grammar(delimiter, escape)
    rows = []
    for line, record, good in first_records(_line_ends(text), grammar, most=LOOKED_AT, cut=not whole):
        cells = grammar.cells(record) if good else _roughly(record, delimiter)
        if any(cells):
            rows.append((line, cells))
    return rows


def find_delimiter(text: bytes) -> str:
    """The delimiter whose rows agree best in width; whitespace only where every row agrees."""
    best, score = DELIMITERS[0], 0.0
    for delimiter in DELIMITERS:
        agreed = _agreement([cells for _, cells in sample_rows(text, delimiter, whole=False)])
        if agreed > score + 1e-9:
            best, score = delimiter, agreed
    return best if score > 0 or not _by_whitespace(text) else WHITESPACE


def _agreement(rows: Sequence[Sequence[str]]) -> float:
    """Share of rows that have the usual width, worth more the wider they are; 0 for one column."""
    width = usual_width(rows)
    if width < 2:
        return 0.0
    return sum(1 for row in rows if len(row) == width) / len(rows) * (1 - 1 / width)


def _by_whitespace(text: bytes) -> bool:
    rows = [cells for _, cells in sample_rows(text, WHITESPACE, whole=False)]
    widths = {len(row) for row in rows}
    numbers = sum(1 for row in rows for c in row if c.replace(".", "", 1).replace("-", "").isdigit())
    cells = sum(len(row) for row in rows)
    return len(rows) >= 3 and len(widths) == 1 and widths > {2} and numbers >= cells / 2 if rows else False


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


def _line_ends(text: bytes) -> bytes:
    return text if b"\n" in text else text.replace(b"\r", b"\n")


def _roughly(record: bytes, delimiter: str) -> list[str]:
    return [c.strip().strip('"') for c in record.decode(UTF8, "replace").split(delimiter)]


def cut_short(head: bytes, size: int) -> bool:
    """Whether `head` is only the beginning of a file of `size` bytes."""
    return len(head) >= HEAD and size > len(head)
