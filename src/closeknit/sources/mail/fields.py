"""The header of one message and its parts, read by a fast parser; what is broken is read as far as it goes.

Values come out decoded (RFC 2047), names in small letters. What headers mean is the matter of the other
modules here.
"""

from __future__ import annotations

import binascii
import re
from binascii import a2b_base64, a2b_qp
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email import message_from_bytes

from fast_mail_parser import DecodeError, ParseError, PyAddress, PyLazyMail, PyMailMetadata, parse_email

LONGEST_HEADER = 256 << 10
"""Bytes of the longest header that is read; what stands below is passed over."""

# A pattern that begins with one certain byte is found several times as quickly as one with a choice there.
_END_OF_HEADER = re.compile(rb"\n[ \t]*\r?\n")
MOST_ENCODED = 2_000
"""Encoded words of a message up to which they are read."""

LONGEST_SLOWLY = 8 << 20
"""Bytes that are looked at of a message whose encoding is broken."""

_ENCODED = re.compile(r"=\?[\w-]{2,40}\?([QqBb])\?([^?\s]{0,4000})\?=")
_NAME = re.compile(rb"(?m)^([!-9;-~]{1,80}):")

TELLING = frozenset(
    (
        *(b"from", b"to", b"cc", b"subject", b"date", b"message-id", b"received", b"return-path"),
        *(b"delivered-to", b"mime-version", b"reply-to", b"sender", b"in-reply-to", b"references"),
        *(b"content-type", b"x-mozilla-status", b"x-gm-thrid", b"x-gmail-labels", b"dkim-signature"),
        *(b"arc-seal", b"x-received", b"received-spf", b"x-uidl"),
    )
)
"""Names by which a header is known for that of a message."""

_SURE = frozenset((b"from", b"received", b"return-path", b"message-id", b"x-gm-thrid", b"delivered-to"))


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is no text: its media type, and its content where that is a report."""

    kind: str
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class Fields:
    """One message: headers by name (small letters), addresses the parser read, texts, attachments.

    `broken` says why its parts could not be read; then there are no texts.
    """

    headers: dict[str, list[str]]
    addresses: dict[str, list[PyAddress]]
    sent: datetime | None
    plain: Sequence[str] = ()
    html: Sequence[str] = ()
    attachments: Sequence[Attachment] = ()
    broken: str = ""

    def all(self, name: str) -> list[str]:
        """Every value of a header."""
        return self.headers.get(name, [])

    def first(self, name: str) -> str:
        """The first value of a header, on one line; empty when there is none."""
        values = self.headers.get(name)
        return plainly(" ".join(values[0].split())) if values else ""


def plainly(text: str) -> str:
    """A text whose encoded words (RFC 2047) name the wrong encoding, read as well as can be."""
    return _ENCODED.sub(_decoded, text) if "=?" in text else text


def _decoded(word: re.Match[str]) -> str:
    try:
        raw = a2b_qp(word[2], header=True) if word[1] in "Qq" else a2b_base64(word[2])
    except (ValueError, binascii.Error):
        return word[0]
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def begins_message(head: bytes) -> bool:
    """Whether a text begins as a message does: with lines of a header, two of them known."""
    start = head[: 1 << 14].lstrip(b"\r\n").removeprefix(b"\xef\xbb\xbf")
    end = _END_OF_HEADER.search(start)
    lines = (start[: end.start()] if end else start.rpartition(b"\n")[0]).splitlines()
    if not lines or not _NAME.match(lines[0]):
        return False
    fine = sum(line.startswith((b" ", b"\t", b">")) or _NAME.match(line) is not None for line in lines)
    if 2 * fine < len(lines):
        return False
    names = {line.partition(b":")[0].lower() for line in lines if not line.startswith((b" ", b"\t"))}
    return len(names & TELLING) >= 2 and bool(names & _SURE)


def header_of(data: bytes) -> bytes:
    """The header of a message, with the blank line below it."""
    end = _END_OF_HEADER.search(data, 0, LONGEST_HEADER + 4)
    return data[: end.end()] if end else data[:LONGEST_HEADER] + b"\n\n"


def body_of(data: bytes) -> bytes:
    """What stands below the header of a message, whatever its line ends; empty where it has no end."""
    end = _END_OF_HEADER.search(data)
    return data[end.end() :] if end else b""


def read_fields(data: bytes, *, texts: bool) -> Fields:
    """A message with its texts, or its header alone."""
    header = _tamed(header_of(data))
    if not texts:
        return _header_only(header)
    # A header longer than is read would cost as much again for every part.
    whole = _tamed(data) if len(header) < LONGEST_HEADER else header
    try:
        mail = parse_email(whole, mode="lazy")
    except DecodeError as error:
        return _slowly(whole, _header_only(header, _reason(error)))
    except ParseError as error:
        return _header_only(header, _reason(error))
    attachments = [_attachment(a.mimetype, a) for a in mail.attachments]
    fields = _fields(mail, mail.text_plain, mail.text_html, attachments)
    misread = any("\ufffd" in text for text in (*fields.plain, *fields.html))
    return _slowly(whole, fields) if misread else fields


def _tamed(data: bytes) -> bytes:
    """A message with so many encoded words that reading them takes too long: they stay as they are."""
    # The parser's time grows with the square of their number.
    return data if data.count(b"=?") <= MOST_ENCODED else data.replace(b"=?", b"=_?")


def _reason(error: ParseError) -> str:
    return str(error).removeprefix("Message parsing error: ")


def _attachment(kind: str, part: object) -> Attachment:
    if kind not in ("message/delivery-status", "message/rfc822", "text/rfc822-headers"):
        return Attachment(kind)
    try:
        content = getattr(part, "content", b"") or b""
    except ParseError:
        content = b""
    return Attachment(kind, content[:LONGEST_HEADER])


def _header_only(header: bytes, broken: str = "") -> Fields:
    try:
        return _fields(parse_email(header, mode="metadata"), broken=broken)
    except ParseError as error:
        return Fields({}, {}, None, broken=broken or str(error))


def _slowly(data: bytes, fields: Fields) -> Fields:
    """The texts of a message whose encoding is broken or not what it says, read by the patient library."""
    plain: list[str] = []
    html: list[str] = []
    try:
        for part in message_from_bytes(data[:LONGEST_SLOWLY]).walk():
            kind = part.get_content_type()
            if kind in ("text/plain", "text/html") and not part.get_filename():
                content = part.get_payload(decode=True)
                text = _text(content, part.get_content_charset("utf-8")) if isinstance(content, bytes) else ""
                (plain if kind == "text/plain" else html).append(text)
    except (ValueError, LookupError, RecursionError, TypeError, AttributeError):
        return fields
    return replace(fields, plain=plain, html=html)


def _text(content: bytes, charset: str) -> str:
    """A text in the encoding it names where that fits, else in UTF-8, else as western programs write."""
    for name in (charset, "utf-8"):
        try:
            return content.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    try:
        return content.decode("cp1252" if charset in ("utf-8", "us-ascii") else charset, "replace")
    except LookupError:
        return content.decode("cp1252", "replace")


def _fields(
    mail: PyLazyMail | PyMailMetadata,
    plain: Sequence[str] = (),
    html: Sequence[str] = (),
    attachments: Sequence[Attachment] = (),
    broken: str = "",
) -> Fields:
    headers: dict[str, list[str]] = {}
    for written, values in mail.headers.items():
        name = written.lower()
        headers[name] = [*headers[name], *values] if name in headers else values
    addresses = {
        "from": [mail.from_] if mail.from_ else [], "to": mail.to, "cc": mail.cc, "bcc": mail.bcc,
        "reply-to": mail.reply_to,
    }  # fmt: skip
    return Fields(headers, addresses, _sent(mail), plain, html, attachments, broken)


def _sent(mail: PyLazyMail | PyMailMetadata) -> datetime | None:
    try:
        return mail.date_parsed
    except (ValueError, OverflowError):  # a year of five digits
        return None
