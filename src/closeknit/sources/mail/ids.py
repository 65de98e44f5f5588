"""What a message is called, what it answers, and the conversation that follows from its own header alone.

A conversation is named by the message that began it: the first of its references. Nothing else than the
message itself is looked at, so that the order in which mailboxes come does not matter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256

from closeknit.sources.mail.fields import Fields, body_of

MOST_REFERENCES = 200
_ID = re.compile(r"<\s*([^<>\s]{1,900})\s*>")


def message_id(fields: Fields, data: bytes) -> str:
    """The Message-ID without its brackets; where there is none, a hash of who, when and what."""
    return _one(fields.first("message-id")) or _made(fields, data)


def _one(text: str) -> str:
    found = _ID.search(text)
    return found[1] if found else text.strip("<> ").partition(" ")[0][:900]


def _made(fields: Fields, data: bytes) -> str:
    # Line by line: a letter is the same one whichever line ends a program gave it.
    said = [fields.first(name) for name in ("from", "to", "date", "subject")]
    body = b"\n".join(line.rstrip() for line in body_of(data).splitlines()).strip()
    return "sha256-" + sha256("\n".join(said).encode("utf-8", "replace") + b"\n" + body).hexdigest()[:40]


def answered(fields: Fields, before: Sequence[str]) -> str:
    """The id of the message that this one answers; empty where it answers none. `before`: its references."""
    told = _ids(fields.first("in-reply-to"))
    return told[0] if told else before[-1] if before else ""


def references(fields: Fields) -> list[str]:
    """The ids of the messages before this one in its conversation, the first of them first."""
    return _ids(" ".join(fields.all("references")))


def conversation(before: Sequence[str], answers: str, own: str) -> str:
    """The id of the message that began the conversation, as far as this message tells.

    `before` are its references, `answers` is the message it answers, `own` what it is called itself.
    """
    return before[0] if before else answers or own


def _ids(text: str) -> list[str]:
    found = _ID.findall(text[: 256 * MOST_REFERENCES])
    kept = found if len(found) <= MOST_REFERENCES else [found[0], *found[1 - MOST_REFERENCES :]]
    return list(dict.fromkeys(kept))
