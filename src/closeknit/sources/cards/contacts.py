"""One card as one row: the columns that `known/vcard-contacts.toml` reads, all of them texts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from closeknit.sources.cards.lines import Card, Property

COLUMNS: dict[str, str] = {
    "uid": "what the card is called; empty where it has no name",
    "changed": "when it was last changed",
    "kind": "person, organization or group",
    "name": "name of the person or organization",
    "organization": "where they work",
    "department": "where in the organization",
    "title": "their title",
    "role": "what they do there",
    "emails": "addresses, parted by semicolons, the preferred one first",
    "phones": "numbers of their own, parted by semicolons: no fax, no pager",
    "urls": "pages, parted by semicolons",
    "profile": "page of theirs in a network",
    "city": "city of the address at work, else of any",
    "country": "country of that address",
    "birthday": "day of birth, as written",
    "manager": "who they report to",
    "assistant": "who assists them",
    "categories": "groups they were put in",
    "note": "what was noted",
}
Row = tuple[str | None, ...]

LONGEST_TEXT = 50_000
_PROFILE = re.compile(r"https?://(?:[\w-]+\.)?(?:linkedin|xing)\.com/\S+", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s<>;,\"@]{1,64}@[^\s<>;,\"@]{1,255}")
_NO_PHONE = frozenset(("fax", "pager", "modem", "bbs", "video", "isdn"))


class NoCard(ValueError):
    """A card that cannot be read; the message says why, to go on after "the card"."""


@dataclass(frozen=True)
class _Said:
    properties: list[Property]

    def all(self, *names: str) -> list[Property]:
        """Properties of these names that are filled, the preferred ones first, then as written."""
        found = [p for name in names for p in self.properties if p.name == name and p.value.strip(" ;")]
        return sorted(found, key=lambda p: p.place)

    def first(self, *names: str) -> str:
        return next((p.text for p in self.all(*names)), "")

    def labelled(self, name: str, label: str) -> str:
        """The value of a property whose group has a label, as Apple writes relations."""
        groups = {p.group for p in self.properties if p.name == "X-ABLABEL" and label in p.text.lower()}
        return next((p.text for p in self.all(name) if p.group and p.group in groups), "")


def contact_row(card: Card) -> Row:
    """What a card says.

    Raises:
        NoCard: it is cut short, or names nobody.
    """
    if card.cut:
        raise NoCard(card.cut)
    said = _Said(card.properties())
    cells = {**_identity(said), **_work(said), **_reach(said)}
    cells["categories"] = said.first("CATEGORIES", "X-CATEGORIES")
    cells["birthday"] = said.first("BDAY")
    cells["note"] = "\n".join(p.text for p in said.all("NOTE"))
    if not any(cells[name] for name in ("name", "organization", "emails", "phones")):
        raise NoCard("has no name, no address and no number")
    return tuple(cells[name][:LONGEST_TEXT] or None for name in COLUMNS)


def _identity(said: _Said) -> dict[str, str]:
    organization = next((p.parts[0] for p in said.all("ORG")), "")
    name = " ".join((_of_parts(said) or said.first("FN") or said.first("NICKNAME")).split())
    kind = said.first("KIND", "X-ADDRESSBOOKSERVER-KIND").lower()
    is_firm = kind in ("org", "organization") or said.first("X-ABSHOWAS").upper() == "COMPANY"
    return {
        "uid": said.first("UID"),
        "changed": said.first("REV"),
        "kind": "group" if kind == "group" else "organization" if is_firm else "person",
        "name": "" if _ADDRESS.fullmatch(name) else name,
        "organization": organization or (name if is_firm else ""),
    }


def _of_parts(said: _Said) -> str:
    """A name of its parts: family; given; others. What stands before and after (Mr., Sr.) is left out."""
    parts = next((p.parts for p in said.all("N")), [])
    family, given, others = (*parts, "", "", "")[:3]
    whole = given and family
    return " ".join(part.replace(",", " ") for part in (given, others, family) if part) if whole else ""


def _work(said: _Said) -> dict[str, str]:
    addresses = said.all("ADR")
    work = next((p for p in addresses if "work" in p.types), addresses[0] if addresses else None)
    parts = [*(work.parts if work else []), *[""] * 7]
    return {
        "department": " / ".join(d for p in said.all("ORG")[:1] for d in p.parts[1:] if d),
        "title": said.first("TITLE"),
        "role": said.first("ROLE", "X-EVOLUTION-ROLE"),
        "city": parts[3],
        "country": parts[6],
        "manager": said.first("X-MS-MANAGER", "X-EVOLUTION-MANAGER", "X-MANAGER")
        or said.labelled("X-ABRELATEDNAMES", "manager"),
        "assistant": said.first("X-MS-ASSISTANT", "X-EVOLUTION-ASSISTANT", "X-ASSISTANT")
        or said.labelled("X-ABRELATEDNAMES", "assistant"),
    }


def _reach(said: _Said) -> dict[str, str]:
    emails = [a for p in said.all("EMAIL") if "x400" not in p.types for a in _ADDRESS.findall(p.text)]
    others = {p.group for p in said.properties if p.name == "X-ABLABEL" and "assistant" in p.text.lower()}
    phones = [
        p.text.removeprefix("tel:").replace(";", ",")
        for p in said.all("TEL")
        if not (_NO_PHONE & set(p.types) or (p.group and p.group in others))
    ]
    urls = [p.text for p in said.all("URL", "X-SOCIALPROFILE")]
    profile = next((found.group() for url in urls if (found := _PROFILE.search(url))), "")
    return {"emails": _once(emails), "phones": _once(phones), "urls": _once(urls), "profile": profile}


def _once(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(" ".join(text.split()) for text in texts if text.strip()))
