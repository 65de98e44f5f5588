"""Mending a delimited text: every well-formed row is copied, every broken one costs itself only.

After a broken quote reading goes on at the next line of the file, so a quote that is never closed
does not swallow the rows below it. In the copy a mark stands where a broken row was, so that rows
keep their numbers. Well-formed runs are copied whole; Python looks only at the rows between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import IO

from closeknit.sources.tables.dialects import WHITESPACE, Dialect
from closeknit.sources.tables.files import unreadable
from closeknit.sources.tables.records import (
    LONGEST_RECORD,
    Grammar,
    Piece,
    holds_data,
    pieces,
    without_cut_characters,
)
from closeknit.sources.tables.staging import Job, Trouble, Troubles

HOPELESS = 100_000
"""So many broken rows, and more than good ones: the file is not what it was taken for."""

_EDGES = re.compile(rb"^[ \t\v\f]+|[ \t\v\f]+(?=\r?$)", re.MULTILINE)
_GAPS = re.compile(rb"[ \t\v\f]+")
_REMEDY = "Correct the line in the file and load it again; the other rows are in."


def mend(job: Job, path: Path, out: IO[bytes], dialect: Dialect, *, singly: bool) -> Troubles:
    """Copy the data rows of a UTF-8 file to `out`, below a line that only shows the line end.

    Gives what was broken. Cells of the copy are quoted with doubled quotes, those of whitespace files
    parted by tabs.
    `singly`: look at each row by itself, also for its length.

    Raises:
        Unreadable: far more rows are broken than good.
    """
    copy, troubles, good = _Copy(dialect, job), Troubles(), 0
    total = path.stat().st_size
    out.write(copy.row(["header"]))
    with path.open("rb") as file:
        for piece in pieces(file, dialect):
            for part in _parts(piece, copy.grammar, singly=singly):
                written = copy.of(part)
                if isinstance(written, Trouble):
                    troubles.add(written)
                    written = copy.row([job.token])
                good += written.count(b"\n")
                out.write(written)
            if len(troubles.found) > max(HOPELESS, good / 2):
                raise _hopeless(job, troubles, good)
            if len(piece.data) > LONGEST_RECORD:
                job.progress.step(f"Mending {job.name}", done=file.tell(), total=total)
    return troubles


def _hopeless(job: Job, troubles: Troubles, rows: int) -> Exception:
    first, broken = troubles.found[0], len(troubles.found)
    return unreadable(
        job.name,
        f"does not fit together: {broken:,} of its first {rows:,} rows are broken "
        f"(line {first.line}: {first.reason})",
        remedy="Say in a mapping how it is written: [read] delimiter, encoding, header.",
    )


def _parts(piece: Piece, grammar: Grammar, *, singly: bool) -> Iterator[Piece]:
    """The piece itself, or its records one by one where something among them may be wrong."""
    if piece.odd or not (singly or _misspelt(piece.data)):
        yield piece
        return
    line = piece.line
    for found in grammar.record.finditer(piece.data):
        if data := found.group():
            yield Piece(line, data, odd=len(data) > LONGEST_RECORD or _misspelt(data))
            line += data.count(b"\n")


def _misspelt(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return True
    return False


class _Copy:
    """How pieces of one file are written into its mended copy."""

    def __init__(self, dialect: Dialect, job: Job) -> None:
        self.dialect, self.rules, self.grammar = dialect, job.rules, Grammar.of(dialect)

    def of(self, piece: Piece) -> bytes | Trouble:
        """The bytes to write for a piece, or what is wrong with it."""
        if not piece.odd:
            return self._run(piece.data)
        piece = replace(piece, data=without_cut_characters(piece.data))
        if not holds_data(piece.data, self.grammar, well_formed=piece.well_formed):
            return b""
        if broken := _broken(piece):
            return broken
        cells = self.grammar.cells(piece.data)
        return self._odd_width(piece, cells) or self.row(cells[: self.dialect.width])

    def row(self, cells: Sequence[str]) -> bytes:
        """A row written anew, filled up to the width of the table."""
        end, padded = self.grammar.line_end, [*cells, *[""] * (self.dialect.width - len(cells))]
        if self.dialect.delimiter == WHITESPACE:
            return ("\t".join(padded) + end).encode()
        quoted = ('"' + cell.replace('"', '""') + '"' if cell else "" for cell in padded)
        return (self.dialect.delimiter.join(quoted) + end).encode()

    def _run(self, data: bytes) -> bytes:
        if self.dialect.delimiter == WHITESPACE:
            return _GAPS.sub(b"\t", _EDGES.sub(b"", data))
        if self.dialect.escape:
            records = (self.grammar.cells(record) for record in self.grammar.record.findall(data))
            return b"".join(self.row(cells) for cells in records if any(cells))
        return data

    def _odd_width(self, piece: Piece, cells: Sequence[str]) -> Trouble | None:
        width = self.dialect.width
        if self._is_no_data(cells) or (not any(cells[width:]) and self._may_be_short(cells)):
            return None
        few = "only " if len(cells) < width else ""
        return _trouble(
            piece,
            "row.ragged",
            f"the row has {few}{len(cells)} {'cell' if len(cells) == 1 else 'cells'}, the header has {width}",
            footer=width > 2 and sum(1 for cell in cells if cell) == 1,
        )

    def _may_be_short(self, cells: Sequence[str]) -> bool:
        return (
            len(cells) >= self.dialect.width or len(cells) == self.dialect.short or bool(self.rules.fill_down)
        )

    def _is_no_data(self, cells: Sequence[str]) -> bool:
        first = next(cell for cell in cells if cell).casefold()
        return any(fnmatchcase(first, pattern.casefold()) for pattern in self.rules.skip)


def _broken(piece: Piece) -> Trouble | None:
    """What is wrong with a record whatever its width."""
    if len(piece.data) > LONGEST_RECORD:
        return _trouble(piece, "row.too_long", f"the row is longer than {LONGEST_RECORD:,} bytes")
    if _misspelt(piece.data):
        return _trouble(
            piece,
            "encoding.mixed",
            "the row is not UTF-8 like the rest of the file",
            remedy="Save the file in one encoding and load it again; the other rows are in.",
        )
    if not piece.well_formed:
        reason = "a quote is opened and not closed, or text follows a closing quote"
        return _trouble(piece, "quote.broken", reason)
    return None


def _trouble(piece: Piece, code: str, reason: str, *, remedy: str = _REMEDY, footer: bool = False) -> Trouble:
    encoding = "cp1252" if code == "encoding.mixed" else "utf-8"
    raw = piece.data.decode(encoding, "replace").rstrip("\r\n")
    return Trouble(piece.line, code, reason, remedy, raw, footer=footer)
