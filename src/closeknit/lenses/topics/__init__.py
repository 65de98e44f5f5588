"""What people care about: what is raised more and more, concerns by what is at stake, interests, quotes.

Question  What do people talk about, worry about and like?
Reads     mentions of the last 12 months; parties; revenue of the last 12 months
Gives     topics raised more than before, customers with concerns, one row a topic, one a voice
Units     counts are of customers; days are local; money in the base currency
Assumes   Who said nothing in the files said nothing.
Source    Przyborowski & Wilenski (1940), Biometrika 31:313–323; stances: see `closeknit.texts`
"""

from __future__ import annotations

from closeknit.answers import Answer, Finding, wording
from closeknit.lenses.parts import Part, answered, not_enough, together
from closeknit.lenses.people import READS as PARTY_COLUMNS
from closeknit.lenses.revenue import YEAR
from closeknit.lenses.seam import Lens, Option, Question
from closeknit.lenses.topics.guide import TEXT
from closeknit.lenses.topics.heard import LATELY_DAYS, Heard, heard
from closeknit.lenses.topics.rising import rising, topics_of
from closeknit.lenses.topics.voices import WORRIED, interests, voices, worries
from closeknit.lenses.unrated import READS as UNRATED_COLUMNS
from closeknit.lenses.unrated import unrated

QUESTION = "What do people talk about, worry about and like?"


def topics(question: Question) -> Answer:
    """The answer for one business; see the module's docstring."""
    question.progress.step("Reading what was said", 0, 2)
    about, days = str(question.options["about"] or ""), int(question.options["days"] or 0)
    at_hand = heard(question, about)
    question.progress.step("Comparing with before", 1, 2)
    if at_hand.sentences:
        found = topics_of(at_hand, days)
        uncounted = unrated(question, "topics", since=question.as_of_day - YEAR + 1)
        sides = [worries(at_hand, days), rising(at_hand, found, days), interests(at_hand), voices(at_hand)]
        sides.append(uncounted)
    else:
        sides = [Part(findings=(_nothing(question, about),))]
    return answered(LENS, question, together([*sides, _read(at_hand)]))


def _read(at_hand: Heard) -> Part:
    """How sentences were read, and which were not."""
    older = f"Sentences older than the newest {wording.count(len(at_hand.sentences), 'sentence')}."
    return Part(
        assumptions=("Sentences are read by word lists; when unsure they say nothing.",),
        left_out=(older,) if at_hand.left_out else (),
    )


def _nothing(question: Question, about: str) -> Finding:
    on = f" about “{about}”" if about else ""
    return not_enough(
        question.finding_id("topics", "nothing_said", about),
        "nothing_said",
        f"What people care about cannot be told: no words of theirs{on} in the last 12 months.",
        n_what="sentences",
        needed="mails with their texts, tickets, answers to surveys or notes",
    )


LENS = Lens(
    name="topics",
    question=QUESTION,
    place="People",
    reads={
        "mentions": ("account_id", "party_id", "activity_id", "day", "stance", "topic", "quote", "words"),
        "parties": (*PARTY_COLUMNS,),
        "activities": UNRATED_COLUMNS,
    },
    ask=topics,
    minimum="mails with their texts, tickets, answers to surveys or notes",
    text=TEXT,
    options=(
        Option("about", "text", "", "Only this topic: its name in your list, or words."),
        Option(
            "days", "int", LATELY_DAYS, "How many days count as lately; as many before are compared with."
        ),
    ),
    states=(WORRIED,),
    findings={
        "worries": "customers who voiced a concern or complained, and what they paid",
        "rising": "a topic that more customers raise than before; or none, or too few to tell",
        "interests": "the topic that most people like, praise or open",
        "nothing_said": "there are no words of theirs",
        "no_rate": "amounts in a currency without a rate, which cannot be counted",
    },
)
