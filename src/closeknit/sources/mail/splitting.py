"""A mailbox file into its messages, piece by piece in bounded memory.

The formats mboxo, mboxrd, mboxcl and mboxcl2 differ in how a body's own lines that begin with `From ` are
kept apart from those that begin a message; a file without such lines is one message. Described in
qmail's mbox(5) and RFC 4155.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

LARGEST = 64 << 20
"""Bytes of the largest message that is taken whole …"""

KEPT = 4 << 20
"""… and bytes that are kept of a larger one: its header and first parts; attachments make mail large."""

BLOCK = 1 << 20
_LONGEST_LINE = 1 << 10
"""Bytes of the longest line that can begin a message, with the beginning of the one below it."""

_DAY = rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? +"
_MONTH = rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_DATE = _DAY + rb"(?:" + _MONTH + rb" +\d{1,2}|\d{1,2} +" + _MONTH + rb" +\d{4}) +\d{1,2}:\d\d"
_HEADER_BELOW = rb"(?=[!-9;-~]{1,200}:|>From )"
# A sentence may begin with "From "; a date as in a mailbox and a header below it hardly follow by chance.
_BEGINS = re.compile(
    rb"(?:\A(?:\xef\xbb\xbf)?[\r\n]{0,9}|\n)From [^\n]{0,300}?" + _DATE + rb"[^\n]{0,100}\n" + _HEADER_BELOW +
    rb"|(?:\A(?:\xef\xbb\xbf)?[\r\n]{0,9}|\n\r?\n)From -?[ \t]*\r?\n" + _HEADER_BELOW
)  # fmt: skip
_LENGTH = re.compile(rb"\nContent-Length:[ \t]*(\d{1,12})[ \t]*\r?\n", re.IGNORECASE)
_END_OF_HEADER = re.compile(rb"\r?\n\r?\n")
_QUOTED = re.compile(rb"(?m)^>(>*From )")


@dataclass(frozen=True, slots=True)
class Piece:
    """One message as it stands in a file: first line (from 1), place in bytes (from 0), its bytes, its size.

    `data` is shorter than `size` where the message is larger than what is kept of it.
    """

    line: int
    offset: int
    data: bytes
    size: int


def begins_mailbox(head: bytes) -> bool:
    """Whether a file begins as a mailbox does."""
    return _BEGINS.match(head) is not None


def pieces(file: BinaryIO) -> Iterator[Piece]:
    """The messages of a mailbox file, or the one message that a file is."""
    reader = _Reader(file)
    while (piece := reader.next()) is not None:
        yield piece


class _Reader:
    """The part of a file that is held: it begins where a message does."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.held, self.ended = file, bytearray(), False
        self.line, self.offset, self.dropped_lines = 1, 0, 0
        self.more()
        self.boxed = begins_mailbox(bytes(self.held[:_LONGEST_LINE]))

    def more(self) -> bool:
        """Hold one more block of the file; False at its end."""
        block = b"" if self.ended else self.file.read(BLOCK)
        self.ended = self.ended or not block
        self.held += block
        return not self.ended

    def next(self) -> Piece | None:
        """The next message; None when there is none."""
        while self.held or self.more():
            start = self._first_line()
            end, dropped = self._end(start)
            data = bytes(self.held[start : min(end, KEPT) if dropped else end])
            line, offset = self.line, self.offset
            self.line += self.held.count(b"\n", 0, end) + self.dropped_lines
            self.offset += end + dropped
            del self.held[:end]
            if data.strip():
                unquoted = _QUOTED.sub(rb"\1", data) if self.boxed and b">From " in data else data
                return Piece(line, offset, unquoted, end - start + dropped)
        return None

    def _first_line(self) -> int:
        """Where the message itself begins: after the line that only a mailbox has."""
        match = _BEGINS.match(self.held)
        return match.end() if match else 0

    def _end(self, start: int) -> tuple[int, int]:
        """Where the next message begins, and how many bytes of this one were passed over."""
        self.dropped_lines, dropped, looked = 0, 0, start
        stated: int | None = None
        while True:
            match = _BEGINS.search(self.held, looked)
            if match and stated is None:
                stated = self._stated_end(start)
            if match and match.start() + 1 < (stated or 0):
                looked = (stated or 0) - 1
                continue
            if match:
                return self.held.index(b"From ", match.start()), dropped
            looked = max(len(self.held) - _LONGEST_LINE, start)
            if not self.more():
                return len(self.held), dropped
            if len(self.held) > LARGEST:
                gone = self.held[KEPT:-_LONGEST_LINE]
                self.dropped_lines += gone.count(b"\n")
                dropped += len(gone)
                del self.held[KEPT:-_LONGEST_LINE]
                looked = KEPT

    def _stated_end(self, start: int) -> int:
        """The end that a message's Content-Length states, where a message or the file's end stands there."""
        head = _END_OF_HEADER.search(self.held, start)
        if head is None:
            return 0
        told = _LENGTH.search(self.held, max(start - 1, 0), head.start() + 2)
        if told is None:
            return 0
        end = head.end() + int(told[1])
        while len(self.held) < min(end + _LONGEST_LINE, LARGEST) and self.more():
            pass
        after = bytes(self.held[end : end + _LONGEST_LINE]).lstrip(b"\r\n")
        at_end = self.ended and not after and end <= len(self.held)
        return end if at_end or _BEGINS.match(after) else 0
