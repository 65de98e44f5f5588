"""Who of us knows whom, which relationships cool, what hangs on one person, and who can introduce you.

Question  Who knows whom, what hangs on one person, and who can introduce us?
Reads     timeline, parties, relationships; revenue of the last 12 months; keys and industries
Gives     customers that hang on one person, cooling relationships, ways to a person, a map, one row a person
Units     strength: 0..1, orders relationships and is no probability; days are local
Assumes   What is not in the files did not happen: a colleague without a mailbox here looks friendless.
Source    Gilbert & Karahalios (2009), CHI 211–220; Dijkstra (1959), Numerische Mathematik 1:269–271
"""

from __future__ import annotations

from closeknit.answers import Answer, Finding, wording
from closeknit.lenses.parts import Part, answered, not_enough, together
from closeknit.lenses.people import READS as PARTY_COLUMNS
from closeknit.lenses.relations.cooling import STATE, Relation, cooling, of_the_firm
from closeknit.lenses.relations.guide import TEXT
from closeknit.lenses.relations.hanging import hanging
from closeknit.lenses.relations.introductions import introductions
from closeknit.lenses.relations.known import Known, known
from closeknit.lenses.relations.picture import everybody
from closeknit.lenses.revenue import YEAR
from closeknit.lenses.seam import Lens, Option, Question
from closeknit.lenses.strengths import READS as STRENGTH_COLUMNS
from closeknit.lenses.unrated import READS as UNRATED_COLUMNS
from closeknit.lenses.unrated import unrated

QUESTION = "Who knows whom, what hangs on one person, and who can introduce us?"
SHOWN_ALONE = "Only contact that your files show counts; lists and newsletters do not."


def relations(question: Question) -> Answer:
    """The answer for one business; see the module's docstring."""
    question.progress.step("Weighing relationships", 0, 2)
    at_hand = known(question)
    rows = of_the_firm(at_hand)
    question.progress.step("Looking for ways", 1, 2)
    person, by = str(question.options["person"] or ""), str(question.options["by"] or "")
    if person:
        whole = introductions(at_hand, rows, person, by)
    elif rows:
        uncounted = unrated(question, "relations", since=question.as_of_day - YEAR + 1)
        drawn = Part(pictures=tuple(p for p in (everybody(at_hand, rows),) if p))
        whole = together([hanging(at_hand), cooling(at_hand, rows), uncounted, drawn])
    else:
        whole = Part(findings=(_nobody(question),))
    counted = Part(assumptions=(SHOWN_ALONE,), left_out=_without_contact(at_hand)) if rows else Part()
    headline = "" if whole.findings else _in_touch(rows)
    return answered(LENS, question, together([whole, counted]), headline)


def _in_touch(rows: list[Relation]) -> str:
    touched = sum(r.last_day is not None for r in rows)
    of_us = len({r.closest for r in rows})
    return f"{wording.count(touched, 'person', 'people')} in touch with {of_us:,} of us."


def _without_contact(at_hand: Known) -> tuple[str, ...]:
    """Colleagues of whom nothing is known."""
    seen = {tie.one for tie in at_hand.with_us}
    silent = len([p for p in at_hand.ours if p not in seen])
    if not silent:
        return ()
    return (f"{wording.count(silent, 'colleague')} of whom no mail, calendar, call or ticket was loaded.",)


def _nobody(question: Question) -> Finding:
    return not_enough(
        question.finding_id("relations", "no_contact"),
        "no_contact",
        "Who knows whom cannot be told: no mail, calendar, calls or tickets of people were loaded.",
        n_what="relationships",
        needed="a mailbox, a calendar or a LinkedIn connections list of one of you",
    )


LENS = Lens(
    name="relations",
    question=QUESTION,
    place="People",
    reads={
        "parties": (*PARTY_COLUMNS,),
        "timeline": STRENGTH_COLUMNS["timeline"],
        "relationships": STRENGTH_COLUMNS["relationships"],
        "activities": UNRATED_COLUMNS,
        "attributes": ("party_id", "name", "value", "newest"),
        "keys": ("key", "key_kind", "key_value", "party_id"),
    },
    ask=relations,
    minimum="mail, a calendar, calls or tickets in which one of us and somebody else took part",
    text=TEXT,
    options=(
        Option("person", "text", "", "Who you want to be introduced to: name, e-mail, or a firm."),
        Option("by", "text", "", "Only ways that begin with this colleague."),
    ),
    states=(STATE,),
    findings={
        "hangs_on": "a customer's contact of a year was with one person alone",
        "cooling": "contact became much rarer in the last quarter than before",
        "introduction": "the warmest way to somebody",
        "no_way": "no way of at most three steps leads there",
        "no_rate": "amounts in a currency without a rate, which cannot be counted",
        "no_contact": "no contact between people was loaded",
    },
    version="2",
)
