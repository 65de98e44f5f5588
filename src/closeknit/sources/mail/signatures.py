"""What a signature says of its author: phone, mobile, title, firm. Nothing where it is not sure.

A signature is believed when its author's name stands in it: a block below a greeting may be anybody's.
English and German are known best; phone numbers and firms with a legal form are the same in most languages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from closeknit.keys import legal_form, organization_name, registrable_domain
from closeknit.keys.text import ascii_folded, folded

MOST_LINES = 14
"""Filled lines at the end of a text among which a signature is looked for."""

_GREETING = re.compile(
    r"(?:(?:best|kind|kindest|warm|warmest|many|with (?:best|kind))?\s*(?:regards|wishes|thanks)|best|cheers|"
    r"thanks(?: again| a lot| and .{1,20})?|thank you|sincerely(?: yours)?|yours (?:sincerely|truly)|"
    r"all the best|mit (?:freundlichen|besten|herzlichen|sonnigen|lieben) gr(?:ü|ue)(?:ß|ss)en.{0,30}|"
    r"(?:viele|beste|liebe|sch(?:ö|oe)ne|herzliche|freundliche)\s+gr(?:ü|ue)(?:ß|ss)e.{0,30}|gru(?:ß|ss)|"
    r"gr(?:ü|ue)(?:ß|ss)e.{0,20}|mfg|lg|vg|bg|hochachtungsvoll|besten dank|vielen dank|danke|"
    r"cordialement|bien cordialement|saludos(?: cordiales)?|cordiali saluti|met vriendelijke groet(?:en)?)"
    r"\s*[,.!]*\s*$",
    re.IGNORECASE,
)
_NUMBER = r"(\+?\(?\d[\d\s()/.–-]{5,24}\d)"
_PHONE = re.compile(
    rf"(?:^|\b)(?:phone|tel(?:efon|ephone)?|fon|direct|durchwahl|office|ph|t|p|d)\b\.?\s*[:.]?\s*{_NUMBER}",
    re.I,
)
_MOBILE = re.compile(
    rf"(?:^|\b)(?:mobil(?:e|telefon)?|cell(?: phone)?|handy|mob|m|c)\b\.?\s*[:.]?\s*{_NUMBER}", re.I
)
_BARE = re.compile(r"^\s*(\+\d[\d\s()/.–-]{5,24}\d)\s*$")
_FAX = re.compile(r"\bfax\b|^\s*f\s*[:.]", re.IGNORECASE)
_TITLE = re.compile(
    r"\b(?:c[eftomi]o|chief .{2,30} officer|(?:vice )?president|vp|head of|director|manager(?:in)?|founder|"
    r"co-?founder|owner|partner|engineer|developer|consultant|analyst|architect|designer|accountant|"
    r"controller|buyer|purchasing|procurement|sales|marketing|account executive|coordinator|specialist|"
    r"assistant|secretary|officer|administrator|professor|lawyer|attorney|"
    r"gesch(?:ä|ae)ftsf(?:ü|ue)hr(?:er|erin|ung)|inhaber(?:in)?|prokurist(?:in)?|vorstand|leiter(?:in)?|leitung|"
    r"abteilungsleit\w*|projektleit\w*|vertrieb\w*|eink(?:ä|ae)uf\w*|einkauf|buchhalt\w*|berater(?:in)?|"
    r"sachbearbeit\w*|assistent(?:in)?|assistenz|referent(?:in)?|ingenieur(?:in)?|entwickler(?:in)?|"
    r"gesellschafter(?:in)?|rechtsanw(?:ä|ae)lt\w*|steuerberat\w*|gestalter(?:in)?)\b",
    re.IGNORECASE,
)
_BEFORE_FIRM = re.compile(r",\s+|\s+(?:at|bei(?: der)?)\s+", re.IGNORECASE)
_REGISTER = re.compile(
    r"\b(?:gesch(?:ä|ae)ftsf(?:ü|ue)hr|managing directors?|vorstand|registergericht|registered|hrb|"
    r"ust-?id|vat|sitz der|handelsregister|aufsichtsrat|directors?)\b.{0,40}:|\bhrb\b|amtsgericht",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Signature:
    """What a signature says; empty texts where it says nothing that can be relied on."""

    phone: str = ""
    mobile: str = ""
    title: str = ""
    firm: str = ""


NOTHING = Signature()


def signature_of(text: str, name: str, address: str) -> Signature:
    """The signature at the end of a text that its author, of that name and address, wrote."""
    block = _block(text)
    place = _place_of(block, name, address)
    if place is None:
        return NOTHING
    parts = [(part, nth == 0) for nth, line in enumerate(block[place:]) for part in _parts(line)]
    lines = [piece for part, bears_name in parts for piece in _firm_apart(part, bears_name)]
    told = [line for line in lines if not _FAX.search(line) and not _REGISTER.search(line)]
    firm = _firm(told)
    return Signature(
        phone=_number(told, _PHONE) or _number(told, _BARE),
        mobile=_number(told, _MOBILE),
        title=_title(told, firm, block[place]),
        firm=firm,
    )


def _block(text: str) -> list[str]:
    """The lines below the mark `-- ` or the last greeting; none where there is neither."""
    lines = [line.strip() for line in text[-6_000:].split("\n")]
    filled = [line for line in lines if line][-MOST_LINES:]
    for place in range(len(filled) - 1, -1, -1):
        if filled[place] == "--":
            return filled[place + 1 :]
    for place in range(len(filled) - 1, -1, -1):
        if len(filled[place]) <= 60 and _GREETING.match(filled[place]):
            return filled[place + 1 :]
    return []


def _place_of(block: Sequence[str], name: str, address: str) -> int | None:
    """The line that bears the author's name, among the first three; None when none does."""
    words = {w for w in re.split(r"[\s,.]+", folded(name)) if len(w) > 2}
    words |= {w for w in re.split(r"[._\-+\d]+", address.partition("@")[0].casefold()) if len(w) > 2}
    for place, line in enumerate(block[:3]):
        there = set(re.split(r"[\s,.|·]+", folded(line[:200])))
        if words & there and "@" not in line:
            return place
    return None


def _parts(line: str) -> list[str]:
    """The pieces of a line that says several things: `Head of Sales | Halden GmbH`."""
    if len(line) > 300:
        return []
    return [part.strip(" *") for part in re.split(r"\s+[|·•]\s+|\s{3,}|\t", line) if part.strip(" *")]


def _firm_apart(line: str, bears_name: bool) -> list[str]:
    """A line with its firm apart, where a task or the author's name stands before it: `CFO, Halden GmbH`."""
    if len(line) > 120 or not legal_form(line):
        return [line]
    for found in reversed([*_BEFORE_FIRM.finditer(line)]):
        before, firm = line[: found.start()], line[found.end() :]
        # The "Inc" of "Halden, Inc" is no firm, and none follows in "Halden Ltd, London".
        is_firm = legal_form(firm) and not legal_form(before)
        if is_firm and (bears_name or _TITLE.search(before)):
            return [before, firm]
    return [line]


def _number(lines: Sequence[str], pattern: re.Pattern[str]) -> str:
    for line in lines:
        found = pattern.search(line[:120])
        if found and 7 <= sum(c.isdigit() for c in found[1]) <= 15:
            return " ".join(found[1].split())
    return ""


def _firm(lines: Sequence[str]) -> str:
    """The one line with a legal form; none where two say different things."""
    firms = {
        line.strip(" ,"): None
        for line in lines
        if len(line) <= 80 and "@" not in line and not line.endswith(".") and legal_form(line)
    }
    return next(iter(firms)) if len(firms) == 1 else ""


def _title(lines: Sequence[str], firm: str, name_line: str) -> str:
    """The first short line with a word for a task, beside or below the name."""
    for line in lines[:6]:
        # "Ana Ruiz, Head of Sales" names both.
        told = line.partition(",")[2].strip() if line == name_line or line in name_line else line
        if not told or told == firm or len(told) > 70 or len(told.split()) > 9:
            continue
        if _TITLE.search(told) and not re.search(r"[@\d:?!]|\.\s*$", told):
            return told.strip(" ,")
    return ""


def firm_domain(firm: str, address: str) -> str:
    """The domain of an address that bears a firm's name: then the signature tells whose domain it is."""
    domain = address.rpartition("@")[2].casefold()
    name = ascii_folded(organization_name(firm)).replace(" ", "")
    # Of mail.halden.co.uk nobody chose "mail" or "co" to be called by.
    label = (registrable_domain(domain) or "").partition(".")[0].replace("-", "")
    same = min(len(name), len(label)) > 2 and (label in name or name in label)
    return domain if same else ""
