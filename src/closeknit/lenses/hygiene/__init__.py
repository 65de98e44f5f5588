"""What in the contacts needs mending: who may be gone, who is there twice, what is missing or contradicted.

Question  Which contacts need mending: gone, entered twice, unreachable, contradicted?
Reads     parties, keys, likely_same, attributes, relationships, timeline, activities (revenue), freshness
Gives     counts with names and evidence, a table for each kind of trouble, whom to turn to
Units     base currency without tax; days are local
Assumes   Two years without a sign put a contact in doubt; see `guide`.
Source    The tenure curve of `methods.tenures`: a working assumption, not a measured figure.
"""

from __future__ import annotations

from closeknit.answers import Answer, wording
from closeknit.lenses.hygiene.conflicts import conflicts
from closeknit.lenses.hygiene.doubles import twice, waiting
from closeknit.lenses.hygiene.guide import TEXT
from closeknit.lenses.hygiene.known import known, signs_of
from closeknit.lenses.hygiene.missing import addresses, alone, bounced, roles
from closeknit.lenses.hygiene.recheck import recheck
from closeknit.lenses.parts import Part, answered, together
from closeknit.lenses.seam import Lens, Question, State
from closeknit.lenses.unrated import READS as UNRATED_COLUMNS

QUESTION = "Which contacts need mending: gone, entered twice, unreachable, contradicted?"

FINDINGS = {
    "no_contact": "customers who pay and where nobody is left to talk to",
    "recheck": "contacts to check",
    "twice": "people and organizations that one program holds twice",
    "likely_twice": "pairs that may be one and wait for you to look",
    "bounced": "contacts to whom mail came back",
    "no_address": "contacts without an e-mail address",
    "no_role": "contacts at customers of whom it is not known what they do",
    "conflicts": "programs that say different things of one person or organization",
}

IN_SHORT = {
    "no_contact": ("customer with nobody left to talk to", "customers with nobody left to talk to"),
    "recheck": ("contact to check", "contacts to check"),
    "twice": ("entered more than once", "entered more than once"),
    "likely_twice": ("in pairs that may be one", "in pairs that may be one"),
    "bounced": ("to whom mail came back", "to whom mail came back"),
    "no_address": ("without an e-mail address", "without an e-mail address"),
    "conflicts": ("contradicted by another program", "contradicted by another program"),
}


def hygiene(question: Question) -> Answer:
    """The answer for one business; see the module's docstring."""
    facts = known(question)
    sides = (alone, recheck, twice, waiting, bounced, addresses, roles, conflicts)
    whole = together([side(facts) for side in sides])
    return answered(LENS, question, whole, headline(whole))


def headline(whole: Part) -> str:
    """How many of each kind of trouble."""
    said = []
    for finding in whole.findings:
        if finding.kind in IN_SHORT:
            one, many = IN_SHORT[finding.kind]
            said.append(wording.count(finding.n, one, many))
    if not said:
        return "Nothing to mend in your contacts." if not whole.findings else whole.findings[0].sentence
    return f"To mend: {wording.listing(said, most=len(said))}."


LENS = Lens(
    name="hygiene",
    question=QUESTION,
    place="People",
    reads={
        "parties": ("party_id", "kind", "name", "key", "account_id", "standing", "owner_id"),
        "keys": ("key_kind", "key_value", "party_id", "rule", "stream_id"),
        "likely_same": ("one_party", "other_party", "one_key", "other_key", "why", "chance"),
        "attributes": ("party_id", "name", "value", "since_day", "until_day", "stream_id", "newest"),
        "relationships": ("from_party", "to_party", "kind", "since_day", "until_day"),
        "timeline": ("party_id", "role", "day", "kind", "plays", "activity_id"),
        "activities": UNRATED_COLUMNS,
        "freshness": ("stream_id", "title"),
    },
    ask=hygiene,
    minimum="a list of contacts; two programs for contradictions; mail or tickets for signs of life",
    text=TEXT,
    states=(
        State(
            "recheck",
            "to check again",
            "a contact whose place is in doubt",
            ("recheck",),
            "",
            "stale",
            because=("{why}", "last sign on {last_day}"),
            behind=signs_of,
        ),
    ),
    findings=FINDINGS,
    version="2",
)
"""The question on what needs mending, as the product declares it."""
