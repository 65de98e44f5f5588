"""Domains: which one a company goes by, and which belong to mail providers that everybody uses.

The registrable part comes from the public suffix list that ships with `publicsuffixlist`. Nothing
here asks the network.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from publicsuffixlist import PublicSuffixList

from closeknit.keys.text import clean
from closeknit.keys.words import word_list

_HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:/*")
_NO_DOMAINS = frozenset(("test", "none", "unknown", "null", "noemail", "asdf", "domain", "yourdomain"))


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@cache
def _providers() -> tuple[frozenset[str], frozenset[str]]:
    """Domains of mail providers, and first labels that are one under any public suffix."""
    entries = word_list("mail_providers")
    families = frozenset(entry.removesuffix(".*") for entry in entries if entry.endswith(".*"))
    return frozenset(entry for entry in entries if not entry.endswith(".*")), families


@lru_cache(maxsize=65536)
def normalise_host(text: str) -> str | None:
    """A host name in its ASCII form ("münchen.example" → "xn--mnchen-3ya.example"); None if it is none."""
    host = clean(text).casefold().replace("\u3002", ".").strip(".")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    return host if len(host) <= 253 and _HOST.fullmatch(host) else None


@lru_cache(maxsize=65536)
def registrable_domain(host: str) -> str | None:
    """The part of a host that somebody registered: "mail.brenner.co.uk" → "brenner.co.uk"."""
    found = _suffixes().privatesuffix(host)
    return str(found) if found else None


@lru_cache(maxsize=65536)
def is_mail_provider(domain: str) -> bool:
    """Whether unrelated people have addresses at this domain: gmail.com, web.de, yahoo.co.jp …"""
    exact, families = _providers()
    own = registrable_domain(domain) or domain
    return domain in exact or own in exact or own.split(".")[0] in families


def company_domain(text: str) -> str | None:
    """The domain a company goes by, from an e-mail address, a web address or a host name.

    None for mail providers, for pages on sites that many share, for what cannot be a domain, and for
    words such as "none" that stand for nothing.
    """
    address = _SCHEME.sub("", clean(text).casefold())
    host, _, path = re.split(r"[?#]", address)[0].partition("/")
    is_page = bool(path.strip("/"))
    known = normalise_host(re.sub(r":\d*$", "", host.rpartition("@")[2]))
    own = registrable_domain(known) if known else None
    if own is None or is_mail_provider(known or own) or (is_page and own in word_list("shared_sites")):
        return None
    return None if own.split(".")[0] in _NO_DOMAINS else own
