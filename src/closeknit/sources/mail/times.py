"""When a message was sent, as text for the mapping: in UTC, or without a zone where the header has none."""

from __future__ import annotations

import re
from email.utils import parsedate_tz

from closeknit.sources.mail.fields import Fields

FIRST_YEAR, LAST_YEAR = 1982, 2200
"""Years between which a mail can have been sent: RFC 822 is of 1982."""

_NO_ZONE = re.compile(r"(?:^|[ :])\d{2,4}\s*$")


def sent_at(fields: Fields) -> str:
    """The time in the header `Date`, else that of the last server that took it in; empty when none is usable.

    The line between the messages of a mailbox is no witness: archives put the day of the download there.
    """
    if fields.sent is not None and FIRST_YEAR <= fields.sent.year <= LAST_YEAR:
        return fields.sent.isoformat()[:19] + "Z"
    received = [value.rpartition(";")[2] for value in fields.all("received")[:1]]
    texts = [fields.first("date"), *received, fields.first("delivery-date")]
    return next((found for text in texts if text and (found := _read(text))), "")


def _read(text: str) -> str:
    try:
        told = parsedate_tz(text[:200])
    except (ValueError, IndexError, TypeError, OverflowError):
        return ""
    if told is None or not FIRST_YEAR <= told[0] <= LAST_YEAR:
        return ""
    year, month, day, hour, minute, second = told[:6]
    if not (1 <= month <= 12 and 1 <= day <= 31 and hour < 24 and minute < 60 and second <= 60):
        return ""
    offset = told[9] or 0
    # `Thu Nov  1 11:19:12 2001`, as archives and C programs write it, has no zone.
    if _NO_ZONE.search(text):
        return f"{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{min(second, 59):02}"
    sign, size = "-" if offset < 0 else "+", abs(offset) // 60
    zone = f"{sign}{size // 60:02}:{size % 60:02}" if size < 24 * 60 else "Z"
    return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{min(second, 59):02}{zone}"
