"""Who a message names: addresses with the names beside them, however its header writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from closeknit.sources.mail.fields import Fields, plainly

MOST = 200
"""Addresses of one header that are kept; how many there were is counted."""

AT_HAND = 10_000
"""Addresses and senders that are not looked at anew: those of a mailbox come again and again."""

_LONGEST = 64 << 10
"""Characters of a header that could not be parsed in which addresses are looked for."""

_ADDRESS = re.compile(r"[^\s<>,;:\"'()\[\]@]{1,64}@[^\s<>,;:\"'()\[\]@]{1,255}")
_LISTED = re.compile(r"^\s*\"?(?P<local>[^\s<>,;\"()@]{1,64}) at (?P<host>[\w.-]{1,250}\.\w{2,})\"?\s*"
                     r"(?:\((?P<name>[^()]{0,200})\))?\s*$")  # fmt: skip
_PARTING = re.compile(r"[,;<>]")
_IN_BRACKETS = re.compile(r"\(([^()]{1,200})\)")


@dataclass(frozen=True, slots=True)
class Person:
    """An address as written, and the name beside it; either may be empty."""

    address: str
    name: str = ""

    @property
    def written(self) -> str:
        """Both as one piece of a list: `Ana Ruiz <ana@x.example>`."""
        return _written(self)


@lru_cache(AT_HAND)
def _written(person: Person) -> str:
    name = " ".join(_PARTING.sub(" ", person.name).split())
    return f"{name} <{person.address}>" if name else person.address


def named_in(fields: Fields, header: str) -> list[Person]:
    """Everybody whom a header names, once each, in order."""
    parsed = [_person(p.address, p.display_name or "") for p in fields.addresses.get(header, ())]
    if parsed and None not in parsed:
        return once(p for p in parsed if p)
    return once(p for value in fields.all(header) for p in loosely(value))


@lru_cache(AT_HAND)
def _person(address: str, name: str) -> Person | None:
    """A parsed address with the name beside it; None where it is no address after all."""
    bare = address.strip()
    return Person(bare, _tidy(name)) if _ADDRESS.fullmatch(bare) else None


def once(people: Iterable[Person]) -> list[Person]:
    """Each address once, in order, with the first name that stands beside it."""
    kept: dict[str, Person] = {}
    for person in people:
        known = kept.setdefault(person.address.casefold(), person)
        if person.name and not known.name:
            kept[person.address.casefold()] = person
    return list(kept.values())


def loosely(text: str) -> list[Person]:
    """Addresses in a text that is no proper list; archives write "ana at halden.example (Ana)"."""
    listed = _LISTED.match(text[:1_000])
    if listed:
        return [Person(f"{listed['local']}@{listed['host']}", _tidy(listed["name"] or ""))]
    found = list(_ADDRESS.finditer(text[:_LONGEST]))
    people = [Person(one.group().rstrip(".")) for one in found]
    if len(people) == 1:
        return [Person(people[0].address, _name_beside(text, found[0]))]
    return people


def _name_beside(text: str, address: re.Match[str]) -> str:
    before = text[: address.start()].rpartition("<")[0][-200:]
    after = _IN_BRACKETS.search(text[address.end() : address.end() + 300])
    return _tidy(before) or _tidy(after[1] if after else "")


def _tidy(name: str) -> str:
    """A name without the quotes and addresses that programs put into it."""
    plain = plainly(" ".join(name.split())).strip("\"' ")
    plain = plain.removesuffix(" via").strip("\"' ")
    return "" if "@" in plain or len(plain) > 200 else plain
