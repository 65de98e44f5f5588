"""The grammar of delimited text: where a record ends, what its cells are, and what is broken.

Works on UTF-8 bytes and knows nothing of files, headers or tables. A well-formed record has cells
that are either free of quotes at their start, or quoted whole with inner quotes doubled (or escaped
by a backslash). Patterns are possessive: each byte is looked at once, however long a cell is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

LONGEST_RECORD = 2_000_000
"""Bytes of the longest row that is read; a longer one is set aside."""


@dataclass(frozen=True)
class Grammar:
    """How records of one file are written: delimiter, escape character, and how many cells they have."""

    delimiter: str = ","
    escape: str = ""
    width: int = 1

    @property
    def run(self) -> re.Pattern[bytes]:
        """Matches as many well-formed records of `width` cells, or empty lines, as follow each other."""
        return _patterns(self.delimiter, self.escape, self.width)[0]

    @property
    def record(self) -> re.Pattern[bytes]:
        """Matches one well-formed record of any width with its line end, or the rest of the text."""
        return _patterns(self.delimiter, self.escape, self.width)[1]

    @property
    def cell(self) -> re.Pattern[bytes]:
        """Matches one cell with the delimiter before it."""
        return _patterns(self.delimiter, self.escape, self.width)[2]

    def cells(self, record: bytes) -> list[str]:
        """The cells of one well-formed record, unquoted, blanks around them removed."""
        body = self.delimiter.encode() + record.rstrip(b"\r\n")
        return [self.text(m.group()[1:]) for m in self.cell.finditer(body)]

    def text(self, cell: bytes) -> str:
        """One cell as text: quotes and escapes undone, blanks around it removed."""
        text = cell.decode("utf-8", "replace").strip()
        if len(text) >= 2 and text[0] == text[-1] == '"':
            text = text[1:-1].replace('""', '"')
            if self.escape:
                text = text.replace('\\"', '"').replace("\\\\", "\\")
        return text.strip()


@lru_cache(maxsize=64)
def _patterns(delimiter: str, escape: str, width: int) -> tuple[re.Pattern[bytes], ...]:
    d = re.escape(delimiter.encode())
    # Where blanks delimit they cannot also be padding around quotes.
    pad = rb"(?!)" if delimiter == " " else rb" "
    inside = rb'[^"\\]++|""|\\.' if escape else rb'[^"]++|""'
    quoted = rb'"(?:%s)*+"(?:%s)*+' % (inside, pad)
    bare = rb'[^" \r\n%s][^\r\n%s]*+' % (d, d)
    cell = rb"(?:%s|%s|(?:%s)++(?:%s|%s)?+)?+" % (bare, quoted, pad, bare, quoted)
    exact = rb"%s(?:%s%s){%d}+" % (cell, d, cell, width - 1)
    free = rb"%s(?:%s%s)*+" % (cell, d, cell)
    flags = re.DOTALL
    return (
        re.compile(rb"(?:(?:%s)?+\r?\n)*+" % exact, flags),
        re.compile(rb"%s(?:\r?\n|\Z)" % free, flags),
        re.compile(d + cell, flags),
    )


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
        if cut and (found.end() == len(text) if found else grammar.record.fullmatch(text[at:] + b'"')):
            return
        end = found.end() if found else line_end(text, at)
        record = text[at:end]
        if record.strip():
            most -= 1
            yield line, record, found is not None
        line += record.count(b"\n")
        at = end


def line_end(text: bytes, at: int) -> int:
    """Where the line that `at` stands on ends, its line end included."""
    end = text.find(b"\n", at)
    return len(text) if end < 0 else end + 1
