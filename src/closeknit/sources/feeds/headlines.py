"""What a headline says happened, and to which organization: by rules, in English and German.

Four things are told: money raised, somebody new at the top, an acquisition, new jobs. A rule fires on the
plain form only, "Halden raises $5M Series A"; plans, rumours, questions and denials are none of these, and
whatever fits no rule stays plain news. How often it is right is measured in `tests/sources/feeds`.
"""

# ruff: noqa: E501 – a rule is read best on one line

from __future__ import annotations

import re
from dataclasses import dataclass

from closeknit.keys import organization_name

FUNDING, EXECUTIVE, ACQUISITION, HIRING = "funding", "executive change", "acquisition", "hiring"

LONGEST = 300
"""Characters of a headline that are looked at."""


@dataclass(frozen=True)
class News:
    """What happened (one of the four words above), to whom, and who else is named: the firm bought.

    `organization` is empty where a list says itself whom the headline is about.
    """

    what: str
    organization: str
    other: str = ""


_UNSURE = re.compile(
    r"\?|\b(?:may|might|could|would|should|reportedly|allegedly|rumou?r\w*|plans? to|planning to|in talks|considers?|"
    r"considering|eyes|denies|denied|fails?|failed|refuses?|seeks?|wants? to|hopes? to|set to|expected to|"
    r"bids? (?:for|to)|why|how|what|when|who|if|not|never|no longer|calls? off|scraps?|"
    r"könnten?|soll(?:en|te|ten)?|will|wollen|wolle|plant|planen|angeblich|offenbar|prüft|erwägt|dementiert|"
    r"möchten?|scheitert|nicht|kein\w*|warum|wie|was|wer|wenn)\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"^(?:(?:exclusive|breaking|news|update|eil|exklusiv|report)\s*[:|–-]\s*)?"
    r"(?:(?:the |das |der |die )?(?:[A-ZÄÖÜ][\w.&-]*[- ](?:based|headquartered)\s+)?"
    r"(?:(?:[A-ZÄÖÜ]?[\w-]+ ){0,3}?(?:start-?up|scale-?up|fintech|insurtech|unternehmen|hersteller|anbieter|firm|"
    r"maker|provider|company|softwarehaus|softwarefirma)\s+))?"
    r"(?:[A-ZÄÖÜ][\w.&-]*-based\s+)?",
    re.IGNORECASE,
)
_NAME = r"(?P<org>[A-Z0-9ÄÖÜ][\w.&'’+-]*(?: (?:&|of|and|und|[A-Z0-9ÄÖÜ][\w.&'’+-]*)){0,5}?)"
_OTHER = r"(?P<other>[A-Z0-9ÄÖÜ][\w.&'’+-]*(?: (?:&|of|and|und|[A-Z0-9ÄÖÜ][\w.&'’+-]*)){0,5})"
_PERSON = r"[A-ZÄÖÜ][\w.'’-]+(?: (?:von|van|de|[A-ZÄÖÜ][\w.'’-]+)){1,3}"
_MONEY = (
    r"(?i:(?:US|C|A)?[$€£]\s?\d[\d.,]*\s?(?:k|m|mn|bn|b|million|billion|mio\.?|mrd\.?)?\b"
    r"|\d[\d.,]*\s?(?:million|billion|mn|bn|Millionen|Milliarden|Mio\.?|Mrd\.?)(?:[ -](?:dollars?|euros?|Euro|Dollar|US-Dollar|"
    r"EUR|USD|pounds?))?|\d[\d.,]*\s?(?:Euro|EUR|USD))"
)
_ROUND = r"(?i:(?:pre-)?seed|series [a-k]\d?|funding|growth round|investment round|Serie[s ]?[- ]?[A-K]\b|Finanzierungsrunde|Seed-Runde)"
_ROLE = (
    r"(?i:(?:(?:new|neue[rnm]?|interim|global|chief|co-|deputy)\s*)*(?:C[EFTOIMRP]O\b|chief \w+(?: \w+)? officer|president|chair(?:man|woman)?\b|"
    r"managing director|vice president|head of \w+|(?:VP|SVP|EVP)\b|general manager|Geschäftsführer(?:in)?|"
    r"Vorstand\w*|Vertriebsleiter(?:in)?|Finanzchef(?:in)?|Chef(?:in)?\b|\w+leiter(?:in)?\b|\w+vorstand\w*))"
)
_COUNT = r"(?:(?:up to|more than|over|another|about|some|bis zu|mehr als|rund|über|weitere)\s+)?\d[\d.,]*\s+(?:new |neue |additional |more |zusätzliche )?"
_POST = r"(?:[\w-]+ ){0,2}?(?:jobs|people|employees|engineers|staff|roles|positions|workers|developers|Stellen|Arbeitsplätze|Jobs|Mitarbeiter\w*|Fachkräfte|Entwickler\w*)"

_RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (ACQUISITION, re.compile(rf"{_NAME} (?:acquires|acquired|has acquired|buys|to acquire|to buy|takes over|snaps up|completes (?:the )?(?:acquisition|purchase|takeover) of|announces (?:the )?acquisition of) {_OTHER}(?P<rest>.*)")),
    (ACQUISITION, re.compile(rf"{_NAME} (?:übernimmt|kauft|erwirbt|hat) (?:den |die |das |(?:\w+ ){{0,2}}?)?{_OTHER}(?P<rest>(?:$| (?:für|von|aus|und|übernommen|gekauft|vollständig|komplett)\b).*)")),
    (ACQUISITION, re.compile(rf"{_NAME} (?:is |has been |was )?(?:acquired|bought) by {_OTHER}(?P<rest>.*)")),
    (ACQUISITION, re.compile(rf"{_NAME} (?:wird|wurde) von {_OTHER} (?:übernommen|gekauft)(?P<rest>.*)")),
    (FUNDING, re.compile(rf"{_NAME} (?:has )?(?:raises|raised|secures|secured|closes|closed|lands|bags|nets|gets|receives|announces|pulls in|picks up) (?:an? |its |another |oversubscribed |fresh |new )*(?:{_MONEY}(?P<rest>.*)|(?:{_ROUND})(?P<rest2>.*))")),
    (FUNDING, re.compile(rf"{_NAME} (?:sammelt|erhält|bekommt|sichert sich|holt sich|nimmt|schließt) (?:eine |einen |weitere |frische |rund |über |in einer |seine )*(?:{_MONEY}(?P<rest>.*)|(?:[\w-]*{_ROUND})(?P<rest2>.*))")),
    (EXECUTIVE, re.compile(rf"{_NAME} (?:appoints|appointed|names|named|hires|hired|taps|promotes|welcomes|announces) (?:\w+ )?{_PERSON},? (?:as|to|to be)? ?(?:its |the |the role of )?{_ROLE}(?P<rest>.*)")),
    (EXECUTIVE, re.compile(rf"{_NAME} (?:appoints|names|hires|gets|has) (?:an? )?(?:new )?{_ROLE}(?P<rest>.*)")),
    (EXECUTIVE, re.compile(rf"{_NAME} (?:ernennt|beruft|holt|bestellt|befördert) {_PERSON} (?:zum|zur|als|in den) (?:neuen |neuer )?{_ROLE}(?P<rest>.*)")),
    (EXECUTIVE, re.compile(rf"{_NAME}(?:'s|’s)? (?:{_ROLE}) {_PERSON} (?:steps down|resigns|retires|leaves|departs|to step down|tritt zurück|verlässt)(?P<rest>.*)")),
    (EXECUTIVE, re.compile(rf"{_PERSON} (?:wird|ist) (?:neue[rn]? )?{_ROLE} (?:bei|von|der|des) {_NAME}(?P<rest>$|,.*)")),
    (EXECUTIVE, re.compile(rf"{_PERSON} (?:joins {_NAME} as (?:its |the )?{_ROLE})(?P<rest>.*)")),
    (HIRING, re.compile(rf"{_NAME} (?:to hire|hires|is hiring|hiring|to create|creates|creating|adds|to add|will hire|recruits) {_COUNT}{_POST}(?P<rest>.*)")),
    (HIRING, re.compile(rf"{_NAME} (?:schafft|stellt|sucht) {_COUNT}{_POST}(?P<rest>.*)")),
)  # fmt: skip
_NOT: dict[str, re.Pattern[str]] = {
    FUNDING: re.compile(
        r"\b(?:fund|loan|credit|debt|contract|deal|order|grant|charity|charitable|profit|revenue|sales|fine|settlement|"
        r"dividend|guidance|forecast|prices?|Kredit|Auftrag|Fonds|Umsatz|Gewinn|Spende\w*|Strafe|Fördermittel|acquisition|bonds?|ipo)\b",
        re.IGNORECASE,
    ),
    ACQUISITION: re.compile(
        r"\b(?:stakes?|shares?|patents?|building|headquarters|land|rights|tickets|licen[cs]e|minority|Anteil\w*|Beteiligung|"
        r"Aktien|Gebäude|Grundstück|Rechte|Minderheit\w*|Verantwortung|Kosten|Patenschaft)\b",
        re.IGNORECASE,
    ),
    HIRING: re.compile(r"\b(?:cuts?|lay-?offs?|slash\w*|streicht|Abbau|entlässt|jobs? at risk)\b", re.IGNORECASE),
    EXECUTIVE: re.compile(r"\b(?:of the year|award|best|list|Jahres|most powerful|interview)\b", re.IGNORECASE),
}  # fmt: skip


def told(headline: str) -> News | None:
    """What a headline says; None where no rule is sure."""
    text = " ".join(headline.split())[:LONGEST]
    text = _BEFORE.sub("", text, count=1)
    if _UNSURE.search(_without_hiring_form(text)):
        return None
    for what, rule in _RULES:
        found = rule.match(text)
        if found and not _NOT[what].search(text):
            groups = found.groupdict()
            return News(what, _trimmed(groups["org"]), _trimmed(groups.get("other") or ""))
    return None


def told_about(headline: str, organization: str) -> News | None:
    """What a headline says of an organization that a list names; None too where it is about others."""
    found = told(headline)
    if found and _same_firm(found.organization, organization):
        return News(found.what, "", found.other)
    if found and _same_firm(found.other, organization):
        return News(found.what, "", found.organization)
    return None


def _same_firm(named: str, listed: str) -> bool:
    """Whether a headline and a list mean one firm: of their names, without legal forms, one begins the other.

    Headlines say "Halden" of the "Halden Software GmbH" of a list.
    """
    one, other = organization_name(named).split(), organization_name(listed).split()
    if not one or not other:
        return False
    return one == other[: len(one)] or other == one[: len(other)] or "".join(one) == "".join(other)


def _without_hiring_form(text: str) -> str:
    """Without the one future that is an announcement: will hire 200 people."""
    return re.sub(r"\bwill hire\b", "hires", text)


def _trimmed(name: str) -> str:
    return re.sub(r"(?:['’]s|,)$", "", name.strip())
