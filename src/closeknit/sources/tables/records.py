"""The grammar of delimited text: where a record ends, what its cells are, and what is broken.

Works on UTF-8 bytes and knows nothing of headers or tables. A well-formed record has cells that are
either free of quotes at their start, or quoted whole with inner quotes doubled (or escaped by a
backslash). Where whitespace delimits there are no quotes. Patterns are possessive: each byte is
looked at once, however long a cell is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import IO

from closeknit.sources.tables.dialects import WHITESPACE, Dialect

LONGEST_RECORD = 2_000_000
"""Bytes of the longest row that is read; a longer one is set aside."""

BLANKS = " \t\r\n\v\f\x1a\u00a0\u2007\u202f\u3000\ufeff"
"""What is removed around cells: blanks of all kinds, and the end mark of old systems."""

BLANK = b"|".join(re.escape(blank.encode()) for blank in BLANKS)
_BLOCK = 1 << 23
_UNESCAPE = re.compile(r'""|\\(["\\])')


@dataclass(frozen=True)
class Grammar:
    """How records of one file are written, and how many cells they have."""

    delimiter: str = ","
    escape: str = ""
    width: int = 1
    line_end: str = "\n"

    @classmethod
    def of(cls, dialect: Dialect) -> Grammar:
        """The grammar of a dialect."""
        # Bare carriage returns are turned into line feeds while reading, see `_Window`.
        end = dialect.line_end.replace("\r", "\n") if dialect.line_end == "\r" else dialect.line_end
        return cls(dialect.delimiter, dialect.escape, dialect.width, end)

    @cached_property
    def run(self) -> re.Pattern[bytes]:
        """Matches as many well-formed records of `width` cells, or empty lines, as follow each other."""
        return re.compile(rb"(?:(?:%s)?+%s)*+" % (self._exact, self.line_end.encode()), re.DOTALL)

    @cached_property
    def one(self) -> re.Pattern[bytes]:
        """Matches one well-formed record of `width` cells with its line end."""
        return re.compile(rb"%s\r?\n" % self._exact, re.DOTALL)

    @cached_property
    def record(self) -> re.Pattern[bytes]:
        """Matches one well-formed record of any width, to its line end or the end of the text."""
        if self.delimiter == WHITESPACE:
            return re.compile(rb"[^\n]*+(?:\n|\Z)")
        cell = self._loose_cell
        return re.compile(rb"%s(?:%s%s)*+(?:\r?\n|\Z)" % (cell, self._mark, cell), re.DOTALL)

    @cached_property
    def _each(self) -> re.Pattern[bytes]:
        return re.compile(self._mark + self._loose_cell, re.DOTALL)

    @property
    def _mark(self) -> bytes:
        return re.escape(self.delimiter.encode())

    @cached_property
    def _exact(self) -> bytes:
        if self.delimiter == WHITESPACE:
            return rb"[ \t\v\f]*+[^\s]++(?:[ \t\v\f]++[^\s]++){%d}+[ \t\v\f]*+" % (self.width - 1)
        return rb"%s(?:%s%s){%d}+" % (self._cell, self._mark, self._cell, self.width - 1)

    @cached_property
    def _cell(self) -> bytes:
        return self._cell_of(rb"[^\r\n\x22%s]" % self._mark, rb"[^\r\n%s]*+" % self._mark)

    @cached_property
    def _loose_cell(self) -> bytes:
        # A carriage return inside a line belongs to its cell; DuckDB refuses it without quotes.
        inner = rb"\r(?!\n|\Z)"
        return self._cell_of(
            rb"(?:[^\r\n\x22%s]|%s)" % (self._mark, inner), rb"(?:[^\r\n%s]++|%s)*+" % (self._mark, inner)
        )

    def _cell_of(self, start: bytes, rest: bytes) -> bytes:
        # Where blanks delimit they cannot also be padding around quotes.
        pad = rb"(?!)" if self.delimiter == " " else rb" "
        inside = rb'[^"\\]++|""|\\.' if self.escape else rb'[^"]++|""'
        quoted = rb'"(?:%s)*+"(?:%s)*+' % (inside, pad)
        bare = rb"(?! )%s%s" % (start, rest)
        return rb"(?:%s|%s|(?:%s)++(?:%s|%s)?+)?+" % (bare, quoted, pad, bare, quoted)

    def cells(self, record: bytes) -> list[str]:
        """The cells of one well-formed record, unquoted, blanks around them removed."""
        if self.delimiter == WHITESPACE:
            return [cell.decode("utf-8", "replace") for cell in record.split()]
        body = self.delimiter.encode() + record.rstrip(b"\r\n")
        return [self._text(found.group()) for found in self._each.finditer(body)]

    def _text(self, marked: bytes) -> str:
        cell = marked.decode("utf-8", "replace")[len(self.delimiter) :].strip(" ")
        if len(cell) >= 2 and cell[0] == cell[-1] == '"':
            inner = cell[1:-1]
            cell = _UNESCAPE.sub(lambda m: m[1] or '"', inner) if self.escape else inner.replace('""', '"')
        return cell.strip(BLANKS)


def line_end(text: bytes, at: int) -> int:
    """Where the line that `at` stands on ends, its line end included."""
    end = text.find(b"\n", at)
    return len(text) if end < 0 else end + 1


def without_cut_characters(record: bytes) -> bytes:
    """A record with each character that lost its last bytes replaced by �; as it is where none did.

    Programs that cut texts at a number of bytes leave such halves behind. Bytes that were never the
    beginning of a UTF-8 character stay as they are.
    """
    start = 0
    while start < len(record):
        try:
            record[start:].decode()
            return record
        except UnicodeDecodeError as error:
            begin, end = start + error.start, start + error.end
            if end - begin < 2:
                return record
            record = record[:begin] + "\ufffd".encode() + record[end:]
            start = begin + 3
    return record


def is_blank(record: bytes) -> bool:
    """Whether a line holds nothing but blanks."""
    return not record.decode("utf-8", "replace").strip(BLANKS)


def first_records(
    text: bytes, grammar: Grammar, *, most: int, cut: bool = False
) -> Iterator[tuple[int, bytes, bool]]:
    """The first records of a text: (line it starts on, its bytes, whether it is well formed).

    Blank lines are passed over. A record that is not well formed ends with its line. With `cut`, the
    text is only the beginning of a longer one, and a record that its end cuts through is left out.
    """
    at, line = 0, 1
    while at < len(text) and most > 0:
        found = grammar.record.match(text, at)
        if cut and _cut_through(text, at, found, grammar):
            return
        end = found.end() if found else line_end(text, at)
        record = text[at:end]
        if not is_blank(record):
            most -= 1
            yield line, record, found is not None
        line += record.count(b"\n")
        at = end


def _cut_through(text: bytes, at: int, found: re.Match[bytes] | None, grammar: Grammar) -> bool:
    """Whether a record goes on beyond the end of the text, with or without a quote open there."""
    if found:
        return found.end() == len(text) and not text.endswith(b"\n")
    return grammar.record.fullmatch(text[at:] + b'"') is not None


@dataclass(frozen=True)
class Piece:
    """A stretch of a file: a run of records of the right width, or (`odd`) one record that is not.

    `line` is the one it starts on. An odd one that is not `well_formed` is one line of the file. In a `plain`
    one each line is a record, of whatever width.
    """

    line: int
    data: bytes
    odd: bool = False
    well_formed: bool = True
    plain: bool = False


def pieces(
    file: IO[bytes], dialect: Dialect, plain_end: Callable[[bytes, int], int] | None = None
) -> Iterator[Piece]:
    """A file cut into runs of good records and single odd ones, in bounded memory.

    The last line is given a line end where it has none; `bare` carriage returns at line ends are
    read as line feeds. `plain_end`, for whom only lines count, says where a stretch ends, from a place in a
    text on, each of whose lines is a record; that place where it cannot tell.
    """
    grammar, window = Grammar.of(dialect), _Window(file, bare=dialect.line_end == "\r")
    window.skip(dialect.data_line - 1)
    asked: bytes | None = None
    while window.fill():
        if plain_end is not None and window.text is not asked:
            asked = window.text
            if (end := plain_end(window.text, window.at)) > window.at:
                yield Piece(window.line, window.take(end), plain=True)
                continue
        run = grammar.run.match(window.text, window.at)
        if run and run.end() > window.at:
            yield Piece(window.line, window.take(run.end()))
        elif window.refill():
            continue
        else:
            odd = _odd(window, grammar)
            if not odd.data.endswith(b"\n"):
                # The rest of a line longer than any row that is read is no row of its own.
                window.leave_line()
            yield odd


def _odd(window: _Window, grammar: Grammar) -> Piece:
    text, at, line = window.text, window.at, window.line
    found = grammar.record.match(text, at)
    first = line_end(text, at)
    if found and found.end() > first and grammar.one.match(text, first):
        # It has the wrong width and swallowed a row that is whole by itself: its quote is broken.
        found = None
    return Piece(line, window.take(found.end() if found else first), odd=True, well_formed=bool(found))


class _Window:
    """The part of a file that is being looked at: at least one longest record, while there is more."""

    def __init__(self, file: IO[bytes], *, bare: bool) -> None:
        self.file, self.text, self.at, self.line, self.ended = file, b"", 0, 1, False
        self.bare = bare

    def fill(self) -> bool:
        """Whether there is anything left to look at."""
        if self.at >= len(self.text):
            self.refill()
        return self.at < len(self.text)

    def refill(self) -> bool:
        """Read on when less than a longest record is in sight; false when nothing was to be read."""
        if self.ended or len(self.text) - self.at >= LONGEST_RECORD:
            return False
        start, block = self.file.tell() == 0, self.file.read(_BLOCK)
        self.ended = len(block) < _BLOCK
        block = block.replace(b"\r", b"\n") if self.bare else block
        text = self.text[self.at :] + (block.removeprefix(b"\xef\xbb\xbf") if start else block)
        if self.ended and text and not text.endswith(b"\n"):
            text += b"\n"
        self.text, self.at = text, 0
        return True

    def take(self, end: int) -> bytes:
        """The text up to `end`, which is then behind."""
        taken = self.text[self.at : end]
        self.at, self.line = end, self.line + taken.count(b"\n")
        return taken

    def leave_line(self) -> None:
        """Pass over what is left of a line."""
        while self.fill() and not self.take(line_end(self.text, self.at)).endswith(b"\n"):
            pass

    def skip(self, lines: int) -> None:
        """Pass over some lines."""
        while lines > 0 and self.fill():
            end = line_end(self.text, self.at)
            if end == len(self.text) and not self.ended and not self.text.endswith(b"\n"):
                self.refill()
                continue
            self.take(end)
            lines -= 1


def holds_data(record: bytes, grammar: Grammar, *, well_formed: bool = True) -> bool:
    """Whether a record is not blank: whether any of its cells holds something, or it is broken."""
    # The first byte tells nearly all records at once; cells are only parsed where it does not.
    if record[:1].isalnum():
        return True
    return not is_blank(record) and (not well_formed or any(grammar.cells(record)))
