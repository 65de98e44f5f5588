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
_HEADER_BELOW = rb"(?=[!-9;-~]{1,200}:|>From |\r?\nFrom )"
# A sentence may begin with "From "; a date as in a mailbox and a header below it hardly follow by chance.
_DATED = re.compile(rb"From [^\n]{0,300}?" + _DATE + rb"[^\n]{0,100}\n" + _HEADER_BELOW)
_BARE = re.compile(rb"From -?[ \t]*\r?\n" + _HEADER_BELOW)
_LEAD = re.compile(rb"(?:\xef\xbb\xbf)?[\r\n]{0,9}")
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
    return _first_line(head) > 0


def _first_line(held: bytes | bytearray) -> int:
    """Where the message below the first line of a mailbox begins; 0 where there is no such line."""
    lead = _LEAD.match(held)
    start = lead.end() if lead else 0
    found = _DATED.match(held, start) or _BARE.match(held, start)
    return found.end() if found else 0


def _next_line(held: bytearray, looked: int) -> int:
    """Where the next line stands that begins a message; -1 where there is none."""
    # Looking for the bare words first is many times as quick as for the whole pattern.
    while (at := held.find(b"\nFrom ", looked)) >= 0:
        if _DATED.match(held, at + 1):
            return at + 1
        if held[max(at - 2, 0) : at].rstrip(b"\r").endswith(b"\n") and _BARE.match(held, at + 1):
            return at + 1
        looked = at + 1
    return -1


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
            start = _first_line(self.held)
            end, dropped = self._end(start)
            with memoryview(self.held) as held:  # a slice of the array itself would be one more copy
                data = bytes(held[start : min(end, KEPT) if dropped else end])
            line, offset = self.line, self.offset
            self.line += self.held.count(b"\n", 0, end) + self.dropped_lines
            self.offset += end + dropped
            del self.held[:end]
            if data and not data.isspace():
                unquoted = _QUOTED.sub(rb"\1", data) if self.boxed and b">From " in data else data
                return Piece(line, offset, unquoted, end - start + dropped)
        return None

    def _end(self, start: int) -> tuple[int, int]:
        """Where the next message begins, and how many bytes of this one were passed over."""
        self.dropped_lines, dropped, looked = 0, 0, start
        stated: int | None = None
        while True:
            found = _next_line(self.held, looked)
            if found >= 0 and stated is None:
                stated = self._stated_end(start)
            if 0 <= found < (stated or 0):
                looked = (stated or 0) - 1
                continue
            if found >= 0:
                return found, dropped
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
        return end if at_end or _first_line(after) else 0
