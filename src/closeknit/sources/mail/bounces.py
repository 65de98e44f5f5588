"""Whom mail could not reach: read from delivery reports (RFC 3464) and from the usual texts without one.

Only what says that the address itself is gone counts: a full mailbox, a message too large or one taken for
spam says nothing about a contact. Where a text could mean several addresses, none is named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from closeknit.sources.mail.fields import Fields

_REPORT = re.compile(r"(?im)^(final-recipient|original-recipient|action|status):[ \t]*([^\r\n]{0,500})")
_ADDRESS = re.compile(r"[^\s<>,;:\"'()\[\]@]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_CODE = re.compile(r"\b([45])\.(\d{1,3})\.(\d{1,3})\b")
_GONE = re.compile(
    r"user unknown|unknown (?:user|recipient|address)|no such (?:user|mailbox|recipient|address)|"
    r"(?:does not|doesn't|doesn’t) exist|no mailbox here|mailbox (?:unavailable|not found)|"
    r"address (?:rejected|not found|couldn't be found)|recipient (?:rejected|not found|unknown)|"
    r"invalid recipient|wasn't found|could ?n.t be found|account (?:is )?disabled|\b550\b|"
    r"unbekannter? (?:empf|benutzer)|existiert nicht|nicht gefunden|nicht bekannt|inconnu|no existe",
    re.IGNORECASE,
)
_LOOKED_AT = 8_000
"""Characters of a text in which addresses are looked for: below stands the message that came back."""

_GONE_CODES = ("5.0", "5.1", "5.4", "5.5")
_NOT_GONE = ("5.1.7", "5.1.8", "5.4.5", "5.4.6", "5.4.7", "5.5.3")
"""Codes about the sender, congestion, loops, delays and too many recipients."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """The addresses that are gone (none: not known, or only delayed), and what the report says of it."""

    gone: tuple[str, ...]
    reason: str


def bounce_of(fields: Fields) -> Bounce:
    """What a returned message says."""
    for part in fields.attachments:
        if part.kind == "message/delivery-status":
            found = _reported(part.content.decode("utf-8", "replace"))
            if found:
                return found
    text = "\n".join([*fields.plain, *(re.sub(r"<[^<>@]{0,500}>", " ", h) for h in fields.html)])
    return _told(fields, text[:_LOOKED_AT])


def _reported(text: str) -> Bounce | None:
    """The recipients of a report, each with its action and status."""
    groups: list[dict[str, str]] = [{}]
    for name, value in _REPORT.findall(text):
        if name.lower() in ("final-recipient", "original-recipient") and "action" in groups[-1]:
            groups.append({})
        groups[-1][name.lower()] = value.strip()
    known = [g for g in groups if "final-recipient" in g or "original-recipient" in g]
    if not known:
        return None
    failed = [g for g in known if g.get("action", "failed").lower() == "failed"]
    gone = [_address(g) for g in failed if _means_gone(g.get("status", ""))]
    first = (failed or known)[0]
    reason = " ".join(filter(None, (first.get("action", "failed").lower(), first.get("status", ""))))
    return Bounce(tuple(dict.fromkeys(filter(None, gone))), reason)


def _address(group: dict[str, str]) -> str:
    """The address we wrote to, rather than the one that it was passed on to."""
    for name in ("original-recipient", "final-recipient"):
        found = _ADDRESS.search(group.get(name, "").rpartition(";")[2])
        if found:
            return found.group()
    return ""


def _means_gone(status: str) -> bool:
    code = _CODE.search(status)
    if code is None:
        return True
    whole = code.group()
    return whole == "5.2.1" or (whole.startswith(_GONE_CODES) and whole not in _NOT_GONE)


def _told(fields: Fields, text: str) -> Bounce:
    """A returned message without a report: the one address that its text is about."""
    ours = {a.address.casefold() for name in ("to", "from") for a in fields.addresses.get(name, [])}
    failed = [f.group() for v in fields.all("x-failed-recipients") for f in _ADDRESS.finditer(v[:5_000])]
    named = failed or [a for a in _ADDRESS.findall(text) if a.casefold() not in ours]
    distinct = list({a.casefold().rstrip("."): a.rstrip(".") for a in named}.values())
    code, gone = _CODE.search(text), _GONE.search(text)
    reason = code.group() if code else gone.group().lower() if gone else "came back"
    sure = _means_gone(reason) if code else gone is not None
    if not sure or (len(distinct) > 1 and not failed):
        return Bounce((), reason)
    return Bounce(tuple(distinct), reason)
