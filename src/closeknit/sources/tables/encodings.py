"""Which encoding a text is in, and its transcoding to UTF-8.

A byte order mark decides; then text that is valid UTF-8 is UTF-8; then Windows-1252 (what Excel calls
CSV) if it gives plausible western words; then a statistical guess.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from closeknit.errors import Unreadable

UTF8 = "utf-8"
BLOCK = 1 << 22

MOST_LINES = 10_000
"""Lines beyond ASCII that are looked at to tell one encoding from another."""

_MARKS = (
    (codecs.BOM_UTF8, UTF8),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_GUESSES = [
    "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp850",
    "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr",
]  # fmt: skip

_NOT_WESTERN = re.compile(
    "[À-ÖØ-öø-ÿŒœŠšŽžŸ]{4,}"  # Cyrillic and Greek read as Windows-1252 are all accents
    "|[A-Za-zÀ-ÿ][¡-¬®-³µ¶¸-¿ƒ†‡ˆ‰‹›˜]+[a-zà-ÿ]"  # Polish and Czech put signs inside words
    "|[a-z][À-ÖØ-ÞŒŠŽŸ][a-z]"  # and capitals
    "|[\x80-\x9f]"
)


def encoding_of(head: bytes) -> str:
    """The encoding of a text, from its first bytes."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    zeros = head.count(0)
    if zeros > len(head) // 4:
        return "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be"
    if _is_utf8(head, cut=True):
        return UTF8
    lines = head.splitlines()
    return _by_lines(lines if head.endswith(b"\n") else lines[:-1] or lines)


def guess(text: bytes) -> str:
    """The likeliest encoding of a text that is not UTF-8."""
    odd = b"\n".join(line for line in text.splitlines() if not line.isascii())[:65536]
    try:
        if not _NOT_WESTERN.search(odd.decode("cp1252")):
            return "cp1252"
    except UnicodeDecodeError:
        pass
    from charset_normalizer import from_bytes

    best = from_bytes(odd, cp_isolation=_GUESSES).best()
    return best.encoding if best else "latin-1"


def decoded(head: bytes, encoding: str) -> str:
    """The first part of a text; what is cut off at its end is passed over, as are marks."""
    text = codecs.getincrementaldecoder(encoding)("replace").decode(head)
    return text.removeprefix("\ufeff")


def known_encoding(name: str, *, about: str = "") -> str:
    """The name of an encoding as Python knows it; Unreadable when there is none of that name."""
    try:
        return codecs.lookup(name).name
    except LookupError as error:
        raise Unreadable(
            f'there is no encoding called "{name}"',
            remedy="Usual ones are utf-8, cp1252 (Excel in western Europe and America), latin-1, utf-16.",
            about=about,
        ) from error


def _is_utf8(text: bytes, *, cut: bool = False) -> bool:
    """Whether a text is valid UTF-8; `cut`: its last character may be incomplete."""
    try:
        codecs.getincrementaldecoder(UTF8)().decode(text, final=not cut)
    except UnicodeDecodeError:
        return False
    return True


def settled_encoding(path: Path) -> str:
    """The encoding of a whole file whose beginning looked like UTF-8."""
    decoder = codecs.getincrementaldecoder(UTF8)()
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                decoder.decode(block)
    except UnicodeDecodeError:
        return _by_lines(_lines(path))
    return UTF8


def _by_lines(lines: Iterable[bytes]) -> str:
    """UTF-8 where at least half the lines beyond ASCII are that: the others are broken. Else a guess."""
    right = wrong = 0
    sample = b""
    for line in lines:
        if line.isascii():
            continue
        fine = _is_utf8(line)
        right, wrong = right + fine, wrong + (not fine)
        if not fine and len(sample) < 65536:
            sample += line + b"\n"
        if right + wrong >= MOST_LINES:
            break
    return UTF8 if right >= wrong else guess(sample)


def _lines(path: Path) -> Iterator[bytes]:
    """The lines of a file, but for those that lie across two blocks of it."""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            lines = block.splitlines()
            yield from lines[1:-1] if len(block) == BLOCK else lines


def transcode(source: Path, target: Path, encoding: str, *, strict: bool) -> None:
    """Write `source` as UTF-8 without a mark. Strict: a byte that does not fit raises Unreadable."""
    decoder = codecs.getincrementaldecoder(encoding)("strict" if strict else "replace")
    line, first = 1, True
    with source.open("rb") as file, target.open("wb") as out:
        while True:
            block = file.read(BLOCK)
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                raise _not_in(source, encoding, line, error) from error
            line += text.count("\n")
            out.write((text.removeprefix("\ufeff") if first else text).encode(UTF8, "replace"))
            first = False
            if not block:
                return


def _not_in(path: Path, encoding: str, line: int, error: UnicodeDecodeError) -> Unreadable:
    line += str(error.object[: error.start].decode(encoding, "replace")).count("\n")
    byte = error.object[error.start : error.start + 1].hex().upper()
    return Unreadable(
        f"{path.name} is not written in {encoding}: line {line} holds the byte {byte}",
        remedy="Take the encoding out of the mapping to have it found, or name the right one: "
        'encoding = "cp1252" fits most files saved by Excel.',
        about=str(path),
    )
