"""E-mail addresses: one writing for each mailbox, by the rules of its provider.

Only what a provider is known to ignore is removed. A tag at a company's own domain
("ana+shop@halden.example") stays; identity joins it to the bare address as a belief one can undo.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from closeknit.keys.domains import is_mail_provider, normalise_host
from closeknit.keys.text import MAX_LENGTH, clean, folded
from closeknit.keys.words import word_list


@dataclass(frozen=True)
class MailboxRule:
    """What a provider ignores: characters in the name, a tag after "+", and its own other domains."""

    ignored: str = ""
    domain: str = ""


GMAIL = MailboxRule(ignored=".", domain="gmail.com")
PROTON = MailboxRule(ignored=".-_", domain="proton.me")
APPLE = MailboxRule(domain="icloud.com")
TAGS = MailboxRule()

_TAGGING = (
    *("outlook.com", "hotmail.com", "hotmail.co.uk", "hotmail.de", "hotmail.fr", "hotmail.it", "hotmail.es"),
    *("live.com", "live.co.uk", "live.de", "live.fr", "live.nl", "msn.com", "fastmail.com", "fastmail.fm"),
    *("mailbox.org", "posteo.de", "hey.com", "zoho.com", "zohomail.com", "runbox.com"),
)

RULES: dict[str, MailboxRule] = {
    **dict.fromkeys(("gmail.com", "googlemail.com"), GMAIL),
    **dict.fromkeys(("proton.me", "protonmail.com", "protonmail.ch", "pm.me"), PROTON),
    **dict.fromkeys(("icloud.com", "me.com", "mac.com"), APPLE),
    **dict.fromkeys(_TAGGING, TAGS),
}
"""Providers whose rules are published: Gmail and Proton ignore punctuation, all of these ignore tags."""

_LOCAL = re.compile(r"[^\s@<>()\[\]\\,;:\"]+")
_IN_BRACKETS = re.compile(r"<([^<>]+)>")


def normalise_email(text: str) -> str | None:
    """The mailbox that an address reaches; None for what is no address or stands for none.

    Reads "Ana Ruiz <Ana.Ruiz+crm@GoogleMail.com>" as "anaruiz@gmail.com".
    """
    if len(text) > MAX_LENGTH:
        return None
    bracketed = _IN_BRACKETS.search(text)
    address = folded(bracketed[1] if bracketed else text).removeprefix("mailto:").strip(" .;,'\"")
    local, _, host = address.rpartition("@")
    domain = normalise_host(host)
    if domain is None or not _LOCAL.fullmatch(local) or local in word_list("placeholder_mailboxes"):
        return None
    return _by_provider(local.strip("."), domain)


def _by_provider(local: str, domain: str) -> str | None:
    rule = RULES.get(domain)
    if rule is None:
        return f"{local}@{domain}" if local else None
    name = local.partition("+")[0]
    for character in rule.ignored:
        name = name.replace(character, "")
    return f"{name}@{rule.domain or domain}" if name else None


def email_parts(email: str) -> tuple[str, str, str]:
    """A normalised address as (name, tag, domain): "ana+shop@x.example" → ("ana", "shop", "x.example")."""
    local, _, domain = email.rpartition("@")
    name, _, tag = local.partition("+")
    return name, tag, domain


def is_shared_mailbox(email: str) -> bool:
    """Whether an address is read by a role or a whole firm: info@, billing@, sales-dach@, no-reply@ …

    At a mail provider a name like "studio" may well be a person's, so there only the domain decides.
    """
    name, _, domain = email_parts(clean(email).casefold())
    if not domain or is_mail_provider(domain):
        return False
    roles = word_list("shared_mailboxes")
    words = [word for word in re.split(r"[._\-0-9]+", name) if word]
    # "sales.dach", "support-emea2": a role and a place. "sales.meyer" stays a person.
    rest = (word in roles or word in word_list("places") or len(word) <= 2 for word in words[1:])
    return name in roles or (bool(words) and words[0] in roles and all(rest))
