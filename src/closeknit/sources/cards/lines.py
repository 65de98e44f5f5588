"""vCards 2.1, 3.0 and 4.0 cut into cards, and cards into properties (RFC 6350, RFC 2426, vCard 2.1).

What programs really write is read: folded lines and those of quoted-printable, groups (`item1.EMAIL`), types
without a name (`TEL;HOME`), characters of another set named on the property. Pictures, sounds and keys are
left out on the way. A broken card costs itself only. What a card says is the matter of `contacts`.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from closeknit.sources.content_lines import physical_lines

LONGEST_CARD = 1_000_000
"""Bytes of the longest card that is read, pictures left out; a longer one is set aside."""

MOST_PROPERTIES = 2_000

LAST_PLACE = 101
"""Behind all that vCard 4.0 can say: its PREF goes from 1 to 100."""

_LEFT_OUT = frozenset((b"PHOTO", b"LOGO", b"SOUND", b"KEY", b"AGENT", b"X-MS-CARDPICTURE", b"X-ABPHOTO"))
_BEGINS = re.compile(r"BEGIN[ \t]*:[ \t]*VCARD\s", re.IGNORECASE)
_MARK = re.compile(rb"(BEGIN|END)[ \t]*:[ \t]*VCARD[ \t]*$", re.IGNORECASE)
_NAME = re.compile(rb"(?:([\w-]{1,60})\.)?([\w-]{1,60})[ \t]*(?=[;:])")
_ONE_VALUE = rb'(?:"[^"]{0,1000}"|[^";:,]{0,1000})'
_PARAM = re.compile(rb";[ \t]*([\w-]{1,60})?(?:[ \t]*=[ \t]*(%s(?:,%s)*+))?" % (_ONE_VALUE, _ONE_VALUE))
_ENCODINGS = ("QUOTED-PRINTABLE", "BASE64", "B", "7BIT", "8BIT")
_ESCAPED = re.compile(r"\\([nN,;:\\])")


def begins_card(text: str) -> bool:
    """Whether a text begins as an address book does."""
    return _BEGINS.match(text.lstrip("\ufeff \t\r\n")) is not None


@dataclass(frozen=True)
class Property:
    """One property: group (such as item1), name in capitals, types in small letters, value.

    `place` sorts those of one name: 1 for the preferred one, LAST_PLACE where nothing is said.
    """

    group: str
    name: str
    types: tuple[str, ...]
    value: str
    place: int

    @property
    def text(self) -> str:
        """The value as one text."""
        return _ESCAPED.sub(_plain, self.value).strip()

    @property
    def parts(self) -> list[str]:
        """The value cut at its semicolons, each piece a text."""
        return [_ESCAPED.sub(_plain, part).strip() for part in re.split(r"(?<!\\);", self.value)]


def _plain(found: re.Match[str]) -> str:
    return "\n" if found[1] in "nN" else found[1]


@dataclass(frozen=True)
class Card:
    """A card as written, the line it begins on, and why it is no whole one (empty: it is)."""

    line: int
    lines: tuple[bytes, ...]
    cut: str = ""

    def properties(self) -> list[Property]:
        """What it says, in order; lines that cannot be read are left out."""
        return [p for line in _joined(self.lines) if (p := _property(line))][:MOST_PROPERTIES]


def cards_in(file: IO[bytes]) -> Iterator[Card]:
    """The cards of a file, in order. A card within another one (an agent) belongs to that one."""
    began, depth, size, kept = 0, 0, 0, list[bytes]()
    skips = False
    for number, text in physical_lines(file):
        mark = _MARK.match(text)
        if mark and mark[1].upper() == b"BEGIN" and depth and kept and not skips:
            yield Card(began, tuple(kept), "is cut short: its end is missing")
            depth = 0
        if mark:
            depth += 1 if mark[1].upper() == b"BEGIN" else -1 if depth else 0
            if depth == 1 and mark[1].upper() == b"BEGIN":
                began, size, kept, skips = number, 0, [], False
            elif depth == 0 and began:
                yield Card(began, tuple(kept), _too_long(size))
                began, kept = 0, []
            continue
        if depth != 1:
            continue
        if not text.startswith((b" ", b"\t")) and (name := _NAME.match(text)):
            skips = name[2].upper() in _LEFT_OUT
        if not skips:
            size += len(text)
            kept += [text] if size <= LONGEST_CARD else []
    if began and depth:
        yield Card(began, tuple(kept), "is cut short: its end is missing")


def _too_long(size: int) -> str:
    return f"is longer than {LONGEST_CARD:,} bytes" if size > LONGEST_CARD else ""


def _joined(lines: tuple[bytes, ...]) -> Iterator[bytes]:
    """Logical lines: folded ones, and those of quoted-printable that end in =, put together."""
    whole: list[bytes] = []
    soft = False
    for line in lines:
        if soft:
            whole[-1] = whole[-1][:-1]
            whole.append(line)
        elif whole and line.startswith((b" ", b"\t")):
            whole.append(line[1:])
        else:
            if whole:
                yield b"".join(whole)
            whole = [line]
        head = whole[0].partition(b":")[0].upper()
        soft = line.endswith(b"=") and b"QUOTED-PRINTABLE" in head
    if whole:
        yield b"".join(whole)


def _property(line: bytes) -> Property | None:
    name = _NAME.match(line)
    if name is None:
        return None
    at, types, charset, encoding, place = name.end(), list[str](), "utf-8", "", LAST_PLACE
    while (param := _PARAM.match(line, at)) and param.end() > at:
        at = param.end()
        key, value = (param[1] or b"").decode().upper(), (param[2] or b"").decode("utf-8", "replace")
        if key == "CHARSET":
            charset = value.strip('" ')
        elif key == "ENCODING" or (key in _ENCODINGS and not value):
            encoding = (value.strip('" ') or key).upper()
        elif key == "PREF" and value:
            place = _place(value.strip('" '))
        elif key == "TYPE" or not value:
            types += [t.strip('" ').lower() for t in (value or key).split(",")]
    at = line.find(b":", at)
    if at < 0:
        return None
    raw = line[at + 1 :]
    if encoding in ("BASE64", "B"):
        return None
    raw = quopri.decodestring(raw) if encoding == "QUOTED-PRINTABLE" else raw
    place = 1 if "pref" in types else place
    group, named = (name[1] or b"").decode(), name[2].decode().upper()
    return Property(group, named, tuple(types), _decoded(raw, charset), place)


def _place(text: str) -> int:
    told = int(text) if re.fullmatch(r"[0-9]{1,3}", text) else 0
    return told if 0 < told < LAST_PLACE else LAST_PLACE


def _decoded(raw: bytes, charset: str) -> str:
    for encoding in ("utf-8", charset, "cp1252"):
        try:
            return raw.decode(encoding).replace("\0", "")
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    return raw.decode("latin-1").replace("\0", "")
