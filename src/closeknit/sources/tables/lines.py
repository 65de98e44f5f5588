"""On which lines of delimited text records start: for whoever asks where one stands, in files of any size.

Nearly all files have a record on each line. Where a look at quotes and line ends alone shows that, they are
counted a block at a time; elsewhere by the grammar, record by record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import accumulate
from typing import IO

import numpy as np
import numpy.typing as npt

from closeknit.sources.tables.dialects import WHITESPACE, Dialect
from closeknit.sources.tables.records import BLANK, Grammar, Piece, holds_data, pieces

Numbers = npt.NDArray[np.int64]
QUOTE, LINE_FEED, RETURN = b'"\n\r'

_LETTERS = np.array([bytes([byte]).isalnum() for byte in range(256)])


def record_lines(file: IO[bytes], dialect: Dialect) -> Iterator[Numbers]:
    """The lines on which the records of a UTF-8 file start, in order, a stretch at a time; blank ones do not
    count."""
    grammar = Grammar.of(dialect)
    delimiter = re.escape(dialect.delimiter.encode())
    blank_line = re.compile(rb'^(?:"|%s|%s)*$' % (delimiter, BLANK), re.MULTILINE)
    for piece in pieces(file, dialect, partial(plain_end, dialect)):
        if piece.plain:
            yield _plain_lines(piece, grammar, blank_line)
        elif piece.odd or blank_line.search(piece.data[:-1]):
            yield np.fromiter(_one_by_one(piece, grammar), np.int64)
        else:
            lengths = [record.count(b"\n") for record in grammar.one.findall(piece.data)]
            yield np.fromiter(accumulate(lengths[:-1], initial=piece.line), np.int64)


def plain_end(dialect: Dialect, text: bytes, at: int) -> int:
    """Where a stretch ends, from `at` on, of which each line is a record; `at` where that cannot be seen.

    It can where quotes stand only around whole cells, doubled within them, and no line ends between them.
    """
    delimiter = dialect.delimiter.encode()
    end = text.rfind(b"\n", at) + 1
    if end <= at or dialect.delimiter == WHITESPACE or dialect.escape or len(delimiter) != 1:
        return at
    data = np.frombuffer(text, np.uint8)[at:end]
    quotes = np.flatnonzero(data == QUOTE)
    if not len(quotes):
        return end
    opening, closing = quotes[::2], quotes[1::2]
    if len(opening) != len(closing) or np.any(np.searchsorted(quotes, _ends(data)) % 2):
        return at
    before = np.where(opening > 0, data[opening - 1], LINE_FEED)
    as_they_should = (
        np.isin(before, (delimiter[0], LINE_FEED, QUOTE)).all()
        and np.isin(data[closing + 1], (delimiter[0], LINE_FEED, RETURN, QUOTE)).all()
    )
    return end if as_they_should else at


def _ends(data: npt.NDArray[np.uint8]) -> Numbers:
    return np.flatnonzero(data == LINE_FEED)


def _plain_lines(piece: Piece, grammar: Grammar, blank_line: re.Pattern[bytes]) -> Numbers:
    """The lines of a plain stretch that hold data. The first bytes tell that of nearly all."""
    data = np.frombuffer(piece.data, np.uint8)
    ends = _ends(data)
    starts = np.concatenate(([0], ends[:-1] + 1))
    first, second = data[starts], data[np.minimum(starts + 1, len(data) - 1)]
    holding = _LETTERS[first] | ((first == QUOTE) & _LETTERS[second])
    if not holding.all():
        sure = blank_line.search(piece.data[:-1]) is None
        for n in () if sure else np.flatnonzero(~holding):
            record = piece.data[starts[n] : ends[n] + 1]
            well_formed = grammar.record.fullmatch(record) is not None
            holding[n] = holds_data(record, grammar, well_formed=well_formed)
        holding |= sure
    return piece.line + np.flatnonzero(holding)


def _one_by_one(piece: Piece, grammar: Grammar) -> Iterator[int]:
    line = piece.line
    for record in [piece.data] if piece.odd else grammar.record.findall(piece.data):
        if holds_data(record, grammar, well_formed=piece.well_formed):
            yield line
        line += record.count(b"\n")
