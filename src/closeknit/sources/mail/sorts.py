"""What sort of mail a message is, told by its header: talk between people, or what programs send.

    mail        one person writes to others
    list        a post to a mailing list
    newsletter  the same message to many
    automatic   a notice that a program wrote
    autoreply   an answer that a program wrote: somebody is away
    bounce      a message that could not be delivered

Only the first is a relationship. Headers: RFC 3834 (Auto-Submitted), 2919 and 2369 (List-*), 8058
(one-click unsubscribe), 3464 (delivery reports).
"""

from __future__ import annotations

import re
from functools import lru_cache

from closeknit.sources.mail.fields import Fields
from closeknit.sources.mail.people import AT_HAND

SORTS = ("mail", "list", "newsletter", "automatic", "autoreply", "bounce")

MANY = 50
"""Addresses from which on a message to all of them is no talk with any."""

_LIST = ("list-post", "x-beenthere", "x-mailman-version", "x-mailing-list", "mailing-list", "archived-at")
_BULK = (
    *("list-unsubscribe", "list-unsubscribe-post", "list-id", "feedback-id", "x-campaign", "x-campaign-id"),
    *("x-campaignid", "x-mc-user", "x-mailer-recptid", "x-csa-complaints"),
)
_AUTOREPLY = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply-from")
_AWAY = re.compile(
    r"\s*(?:out of (?:the )?office|automatic reply|auto(?:matic)?[ -]?(?:reply|response)|vacation reply|"
    r"automatische antwort|abwesenheits?(?:notiz|nachricht|agent)?\b|r[ée]ponse automatique|"
    r"respuesta autom[áa]tica|automatisch antwoord|risposta automatica|autosvar)",
    re.IGNORECASE,
)
_PROGRAM = re.compile(
    r"(?:^|[<\s._+-])(?:no-?_?reply|do-?_?not-?_?reply|donotreply|nicht-?antworten|notifications?|mailer)"
    r"(?:[._+-][^@]{0,100})?@",
    re.IGNORECASE,
)
_DAEMON = re.compile(r"(?:^|<|\b)(?:mailer-daemon|postmaster|mail-daemon)@?", re.IGNORECASE)
_RETURNED = re.compile(
    r"undeliver|delivery (?:status|failure|has failed|incomplete)|returned (?:to sender|mail)|failure notice|"
    r"mail delivery|unzustellbar|nicht zugestellt|zustellung fehlgeschlagen|non remis|no entregado|"
    r"mancata consegna|onbestelbaar",
    re.IGNORECASE,
)


def may_be_bounce(fields: Fields) -> bool:
    """Whether a header looks like a report that mail came back; its body tells which."""
    kind = fields.first("content-type").lower()
    if kind.startswith("multipart/report") and ("delivery-status" in kind or "report-type" not in kind):
        return True
    if fields.all("x-failed-recipients"):
        return True
    from_program = _is_daemon(fields.first("from")[:500]) or fields.first("return-path") == "<>"
    return from_program and _RETURNED.search(fields.first("subject")[:500]) is not None


@lru_cache(AT_HAND)
def _is_daemon(sender: str) -> bool:
    return _DAEMON.search(sender) is not None


@lru_cache(AT_HAND)
def _is_program(sender: str) -> bool:
    return _PROGRAM.search(sender) is not None


def sort_of(fields: Fields, *, recipients: int, returned: bool) -> tuple[str, str]:
    """The sort of a message, and the header that says so (empty for plain mail).

    `returned` is what `may_be_bounce` says of it.
    """
    if returned:
        return "bounce", "delivery report"
    submitted = re.split(r"[;(]", fields.first("auto-submitted").lower())[0].strip()
    precedence = fields.first("precedence").lower()
    if found := _autoreply(fields, submitted, precedence):
        return "autoreply", found
    there = fields.headers.keys()
    on_list = next((name for name in _LIST if name in there and fields.first(name) not in ("", "NO")), "")
    if on_list or precedence == "list":
        return "list", on_list or "precedence"
    bulk = next((name for name in _BULK if name in there), "")
    if bulk or precedence in ("bulk", "junk"):
        return "newsletter", bulk or "precedence"
    if submitted not in ("", "no"):
        return "automatic", "auto-submitted"
    if _is_program(fields.first("from")[-300:]):
        return "automatic", "from"
    return ("newsletter", "recipients") if recipients > MANY else ("mail", "")


def _autoreply(fields: Fields, submitted: str, precedence: str) -> str:
    if submitted == "auto-replied":
        return "auto-submitted"
    if precedence in ("auto_reply", "auto-reply"):
        return "precedence"
    there = fields.headers.keys()
    named = next((n for n in _AUTOREPLY if n in there and fields.first(n).lower() not in ("", "no")), "")
    return named or ("subject" if _AWAY.match(fields.first("subject")) else "")
