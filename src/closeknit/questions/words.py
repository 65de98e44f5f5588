"""The fixed words of the question language: for each terminal of the grammar, what may be written for it.

The first phrase of each is the one that printing writes. Names of traits, events and states come from the
`vocabulary`; conditions others answer (stances, introductions) are spoken here and answered elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping

KEYWORDS: Mapping[str, tuple[str, ...]] = {
    "_WHO": ("who", "whose", "that", "which", "where", "and who"),
    "_OR": ("or",),
    "_AND": ("and", "but"),
    "_NOT": (
        "not", "never", "did not", "do not", "does not", "have not", "has not", "had not", "didn't", "don't",
        "doesn't", "haven't", "hasn't", "have never", "has never", "have not been", "has not been",
        "haven't been", "hasn't been", "have never been", "has never been",
    ),
    "_IS": ("is", "are", "was", "were", "have been", "has been", "had been", "been", "be", "lies"),
    "_IS_NOT": ("is not", "are not", "was not", "were not", "isn't", "aren't", "wasn't", "weren't", "!="),
    "_EQUAL": ("=", "equals", "of"),
    "_OPEN": ("(",),
    "_CLOSE": (")",),
    "_COMMA": (",",),
    "_HAVE": ("have", "has", "had", "with", "having"),
    "_IN": ("in", "within", "during"),
    "IN_LAST": ("in the last", "within the last", "in the past", "over the last", "during the last"),
    "IN_NEXT": ("in the next", "within the next", "over the next", "during the next"),
    "_INTRODUCTIONS": ("introductions", "introduction", "steps", "step"),
    "_SEGMENT": ("segment", "the segment"),
    "_OF": ("of", "from", "to"),
    "ME": ("me", "us"),
    "_AT": ("at", "of", "belong to", "belonging to", "work at", "work for", "working at", "with a customer"),
    "_REFERRED": ("referred", "refer", "refers", "have referred", "has referred", "sent us", "sent you"),
    "_REFERRED_BY": ("referred by", "sent to us by", "sent by", "came through"),
    "_AS_OF": ("as of", "as known on"),
    "_WITH": ("with",),
    "FIRST": ("first", "earliest"),
    "LAST": ("last", "latest", "newest", "most recent"),
    "NUMBER_OF": ("number of", "how many"),
    "SUM_OF": ("sum of", "total of", "value of"),
    "CONTAINS": ("contains", "contain", "holds"),
    "STARTS": ("starts with", "start with", "begins with"),
    "_ONE_OF": ("one of", "any of"),
    "_BETWEEN": ("between",),
    "KNOWN": ("known",),
    "UNKNOWN": ("unknown", "not known"),
    "_NOT_KNOWN": ("not known to be", "not known to"),
    "_OTHER": ("other than",),
    "GREATER": (">",),
    "LESS": ("<",),
    "OVER": ("over", "more than", "above", "later than"),
    "UNDER": ("under", "less than", "fewer than", "below", "earlier than"),
    "AT_LEAST": ("at least", ">="),
    "AT_MOST": ("at most", "<=", "up to"),
    "A": ("a", "an", "any", "some", "another", "the", "their", "its", "his", "her"),
    "NO": ("no", "zero", "without"),
    "EXACTLY": ("exactly", "precisely"),
    "_ABOUT": ("about", "on", "mentioning", "that say", "with the words"),
    "BEFORE": ("before", "ahead of"),
    "AFTER": ("after", "following"),
    "_AGO": ("ago",),
    "SINCE": ("since", "from"),
    "ON": ("on",),
    "THIS": ("this",),
    "_ORDER_BY": ("ordered by", "order by", "sorted by", "sort by"),
    "DESCENDING": ("descending", "highest first", "most first", "newest first", "largest first"),
    "ASCENDING": ("ascending", "lowest first", "fewest first", "oldest first", "smallest first", "from a"),
    "_TOP": ("limit", "top", "at most the first", "only the first"),
}  # fmt: skip
"""Terminals that say how a sentence is built."""

UNITS: Mapping[str, tuple[str, ...]] = {
    "day": ("day", "days"),
    "week": ("week", "weeks"),
    "month": ("month", "months"),
    "quarter": ("quarter", "quarters"),
    "year": ("year", "years"),
}

NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")

THINGS: Mapping[str, tuple[str, ...]] = {
    "customers": ("customers", "customer", "clients"),
    "prospects": ("prospects", "prospect"),
    "possible customers": ("possible customers", "possible customer"),
    "partners": ("partners", "partner", "resellers"),
    "organizations": ("organizations", "organization", "companies", "firms"),
    "people": ("people", "person", "persons", "contacts", "somebody"),
    "deals": ("deals", "deal", "opportunities", "opportunity"),
    "tickets": ("tickets", "ticket"),
    "projects": ("projects", "project"),
    "contracts": ("contracts", "contract"),
    "invoices": ("invoices", "invoice"),
}
"""What one can ask for: customers and others by their standing, people, and cases by their kind."""

CASES: Mapping[str, str] = {
    "deals": "deal",
    "tickets": "ticket",
    "projects": "project",
    "contracts": "contract",
    "invoices": "invoice",
}
"""Things that are cases of the book, and the kind of each."""

STANDINGS: Mapping[str, str] = {
    "customers": "customer",
    "prospects": "prospect",
    "possible customers": "possible",
    "partners": "partner",
}
"""Things that are parties of one standing."""

HELD = ("deals", "tickets", "projects", "contracts", "invoices", "people")
"""What a customer can be said to have."""

STATUSES: Mapping[str, tuple[str, ...]] = {
    "open": ("open", "unpaid"),
    "won": ("won",),
    "lost": ("lost",),
    "closed": ("closed",),
    "paid": ("paid",),
}

TALK = "talk"
"""No stance: words of theirs or of ours hold the topic."""

STANCES: Mapping[str, tuple[str, ...]] = {
    TALK: ("talked about", "mentioned", "mention", "mentions", "talk about", "spoke of", "mentioning"),
    "likes": ("like", "likes", "liked", "enjoy", "enjoys", "enjoyed"),
    "asked": ("asked about", "ask about", "asks about"),
    "concern": (
        "voiced concern about", "voiced concerns about", "voice concern about", "worried about",
        "worry about", "are concerned about", "were concerned about",
    ),
    "complaint": ("complained about", "complain about", "complains about"),
    "praise": ("praised", "praise", "praises"),
    "agreed": ("agreed to", "agree to", "agrees to", "said yes to"),
}  # fmt: skip

DENIED: Mapping[str, str] = {
    TALK: "did not talk about",
    "likes": "do not like",
    "asked": "did not ask about",
    "concern": "did not voice concern about",
    "complaint": "did not complain about",
    "praise": "did not praise",
    "agreed": "did not agree to",
}
"""How printing says that somebody took no such stance."""

FIXED: Mapping[str, tuple[tuple[str, str], ...]] = {
    **{terminal: tuple((phrase, phrase) for phrase in said) for terminal, said in KEYWORDS.items()},
    "UNIT": tuple((said, unit) for unit, phrases in UNITS.items() for said in phrases),
    "NUMBER": tuple((said, str(number)) for number, said in enumerate(NUMBERS, 1)),
    "THINGS": tuple((said, things) for things, phrases in THINGS.items() for said in phrases),
    "CASE": tuple((said, things) for things in HELD for said in THINGS[things]),
    "STATUS": tuple((said, status) for status, phrases in STATUSES.items() for said in phrases),
    "STANCE": tuple((said, stance) for stance, phrases in STANCES.items() for said in phrases),
}
"""For every terminal with fixed words: phrase and what it stands for."""
