"""Keys: the identifiers by which sources name people and organizations, in one writing each.

A key is a text `kind:value`, such as `email:ana@halden.example` or `hubspot_company:881`. Two keys of
equal text are the same identifier. Which keys belong to one party is not decided here: see `identity`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from closeknit.keys.domains import company_domain, is_mail_provider, registrable_domain
from closeknit.keys.emails import email_parts, is_shared_mailbox, normalise_email
from closeknit.keys.names import legal_form, organization_name, person_name, surname
from closeknit.keys.phones import normalise_phone
from closeknit.keys.profiles import normalise_profile
from closeknit.keys.text import MAX_LENGTH, clean, folded, is_mixed_script, is_placeholder

HUBS = ("email", "domain", "phone")
"""Kinds that are what an entry of a system has, and no entry; the first connect the fewest by mistake."""

EVERYWHERE = (*HUBS, "profile")
"""Kinds that mean the same in every system, and of which one party may well have several."""

ANSWERS = ("response", "respondent")
"""Last word of kinds that number what somebody said and not who they are: `typeform_response`."""

__all__ = [
    "ANSWERS",
    "EVERYWHERE",
    "HUBS",
    "NUMBER",
    "company_domain",
    "email_parts",
    "is_entry",
    "is_mail_provider",
    "is_mixed_script",
    "is_number",
    "is_placeholder",
    "is_shared_mailbox",
    "key_parts",
    "legal_form",
    "normalise_email",
    "normalise_id",
    "normalise_phone",
    "normalise_profile",
    "normalised",
    "organization_name",
    "person_name",
    "registrable_domain",
    "surname",
]


def normalised(kind: str, values: Sequence[str | None], *, country: str = "") -> list[str | None]:
    """Each value as the value part of a key of `kind`; None where it cannot be one.

    `email`, `domain`, `phone` and `profile` have rules of their own (`country`: two letters, for numbers
    without international prefix). Any other kind is an id or a name inside one system: see `normalise_id`.
    """
    return [None if v is None else _normalised(kind, v, country) for v in values]


@lru_cache(maxsize=1 << 16)
def _normalised(kind: str, text: str, country: str) -> str | None:
    """One value; the last ones are kept, for a large file is understood in pieces that name the same."""
    if kind == "email":
        return normalise_email(text)
    if kind == "domain":
        return company_domain(text)
    if kind == "phone":
        return normalise_phone(text, country)
    return normalise_profile(text) if kind == "profile" else normalise_id(text)


def normalise_id(text: str) -> str | None:
    """An id or a name inside one system: without case, spaces collapsed; None for "n/a" and the like.

    Opaque ids keep their case: "0015f00000AbCdE" and "0015f00000aBcDe" are two Salesforce accounts; its
    reports write such an id so, its exports with three letters more that only tell the case again.
    """
    plain = _without_case_letters(clean(text))
    if len(plain) > MAX_LENGTH or is_placeholder(folded(plain)):
        return None
    return plain if _is_opaque(plain) else folded(plain)


_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def _without_case_letters(text: str) -> str:
    """An id of 15 signs without the three behind it, each of which tells which of five are capitals."""
    if len(text) != 18 or not (text.isascii() and text.isalnum()):
        return text
    fives = (text[place : place + 5] for place in (0, 5, 10))
    told = "".join(_LETTERS[sum(c.isupper() << bit for bit, c in enumerate(five))] for five in fives)
    return text[:15] if text.endswith(told) else text


def _is_opaque(text: str) -> bool:
    """One long word of ASCII letters in both cases and digits: nobody's name, so case may matter."""
    if len(text) < 12 or not text.isascii() or not text.replace("_", "").replace("-", "").isalnum():
        return False
    cased = text.rpartition("_")[2]
    return any(c.isdigit() for c in cased) and cased.lower() != cased and cased.upper() != cased


NUMBER = "^[^ ]*[0-9][^ ]*$|^/|^[a-z]+://"
"""What an id looks like that is a number, a code or an address inside a system, and not a name."""


def is_number(value: str) -> bool:
    """Whether an id is a number, code or address and not a name: it holds a digit and no space, or a path.

    >>> is_number("151"), is_number("/organization/halden"), is_number("bl group"), is_number("studio 54")
    (True, True, False, False)
    """
    return re.search(NUMBER, value) is not None


def is_entry(kind: str, value: str) -> bool:
    """Whether a key is the number under which one system keeps somebody, who should have only one there.

    >>> is_entry("hubspot_contact", "151"), is_entry("xero_contact", "bl group")
    (True, False)
    >>> is_entry("typeform_response", "abc123"), is_entry("phone", "+49301234567")
    (False, False)
    """
    return kind not in EVERYWHERE and kind.rpartition("_")[2] not in ANSWERS and is_number(value)


def key_parts(key: str) -> tuple[str, str]:
    """A key as (kind, value); the value may hold colons itself."""
    kind, _, value = key.partition(":")
    return kind, value
