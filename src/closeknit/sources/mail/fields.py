"""The header of one message and its parts, read by a fast parser; what is broken is read as far as it goes.

Values come out decoded (RFC 2047), names in small letters. What headers mean is the matter of the other
modules here.
"""

from __future__ import annotations

import binascii
import re
from binascii import a2b_base64, a2b_qp
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fast_mail_parser import ParseError, PyAddress, PyLazyMail, PyMailMetadata, parse_email, parse_email_tree
from fast_mail_parser import walk as walk_parts

LONGEST_HEADER = 256 << 10
"""Bytes of the longest header that is read; what stands below is passed over."""

_END_OF_HEADER = re.compile(rb"\r?\n[ \t]*\r?\n")
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
    """A part that is no text: its media type and name, and its content where that is a report."""

    kind: str
    name: str
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
    if not all(line[:1] in b" \t>" or _NAME.match(line) for line in lines if line):
        return False
    names = {line.partition(b":")[0].lower() for line in lines if line[:1] not in b" \t"}
    return len(names & TELLING) >= 2 and bool(names & _SURE)


def header_of(data: bytes) -> bytes:
    """The header of a message, with the blank line below it."""
    end = _END_OF_HEADER.search(data[: LONGEST_HEADER + 4])
    return data[: end.end()] if end else data[:LONGEST_HEADER] + b"\n\n"


def read_fields(data: bytes, *, texts: bool) -> Fields:
    """A message with its texts, or its header alone."""
    header = header_of(data)
    if not texts:
        return _header_only(header)
    # A header longer than is read would cost as much again for every part.
    whole = data if len(header) < LONGEST_HEADER else header
    try:
        mail = parse_email(whole, mode="lazy")
    except ParseError as error:
        return _as_far_as_it_goes(whole, header, str(error))
    attachments = [_attachment(a.mimetype, a.filename, a) for a in mail.attachments]
    return _fields(mail, mail.text_plain, mail.text_html, attachments)


def _attachment(kind: str, name: str, part: object) -> Attachment:
    if kind not in ("message/delivery-status", "message/rfc822", "text/rfc822-headers"):
        return Attachment(kind, name)
    try:
        content = getattr(part, "content", b"") or b""
    except ParseError:
        content = b""
    return Attachment(kind, name, content[:LONGEST_HEADER])


def _header_only(header: bytes, broken: str = "") -> Fields:
    try:
        return _fields(parse_email(header, mode="metadata"), broken=broken)
    except ParseError as error:
        return Fields({}, {}, None, broken=broken or str(error))


def _as_far_as_it_goes(data: bytes, header: bytes, why: str) -> Fields:
    """A message of which one part is broken: what its other parts say."""
    fields = _header_only(header, broken=why.removeprefix("Message parsing error: "))
    plain: list[str] = []
    html: list[str] = []
    attachments: list[Attachment] = []
    try:
        for part in walk_parts(parse_email_tree(data, mode="lazy")):
            kind = part.content_type.lower()
            if kind in ("text/plain", "text/html") and not part.filename:
                text = _text(part)
                (plain if kind == "text/plain" else html).extend([text] if text else [])
            elif part.content is not None:
                attachments.append(_attachment(kind, part.filename, part))
    except ParseError:
        pass
    return Fields(
        fields.headers, fields.addresses, fields.sent, plain, html, attachments, broken=fields.broken
    )


def _text(part: object) -> str:
    try:
        content = getattr(part, "content", b"") or b""
    except ParseError:
        return ""
    return content.decode("utf-8", "replace")


def _fields(
    mail: PyLazyMail | PyMailMetadata,
    plain: Sequence[str] = (),
    html: Sequence[str] = (),
    attachments: Sequence[Attachment] = (),
    broken: str = "",
) -> Fields:
    headers: dict[str, list[str]] = {}
    for name, values in mail.headers.items():
        headers.setdefault(name.lower(), []).extend(values)
    addresses = {
        "from": [mail.from_] if mail.from_ else [], "to": mail.to, "cc": mail.cc, "bcc": mail.bcc,
        "reply-to": mail.reply_to,
    }  # fmt: skip
    return Fields(headers, addresses, mail.date_parsed, plain, html, attachments, broken)
