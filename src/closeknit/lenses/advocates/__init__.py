"""Who speaks up for us and sends us customers: what these brought, who was thanked, whom one may ask now.

Question  Who speaks up for us, who sent us customers, and did we thank them?
Reads     ties, events and attributes that say who sent whom; mails with their texts; praise; revenue
Gives     referrers with what those they sent brought, who speaks up and may be asked, reach, introductions
Units     money in the base currency, since somebody was sent; days are local
Assumes   Thanks that no mail, message or note shows were not given; a customer counts for one referrer.
Source    Newcombe (1998), Statistics in Medicine 17:873–890 (difference of two shares, method 10)
"""

from __future__ import annotations

from closeknit.answers import Answer, Finding
from closeknit.lenses.advocates.again import again
from closeknit.lenses.advocates.brought import UNTHANKED, brought
from closeknit.lenses.advocates.guide import TEXT
from closeknit.lenses.advocates.introduced import introduced
from closeknit.lenses.advocates.sent import read_referrals
from closeknit.lenses.advocates.speakers import ADVOCATE, ASKABLE, read_speakers, speakers
from closeknit.lenses.parts import Part, answered, not_enough, together
from closeknit.lenses.people import READS as PARTY_COLUMNS
from closeknit.lenses.referrals import READS as REFERRAL_COLUMNS
from closeknit.lenses.revenue import YEAR, revenue
from closeknit.lenses.seam import Lens, Question
from closeknit.lenses.strengths import READS as STRENGTH_COLUMNS
from closeknit.lenses.unrated import READS as UNRATED_COLUMNS
from closeknit.lenses.unrated import unrated

QUESTION = "Who speaks up for us, who sent us customers, and did we thank them?"
SAID_SO = "Thanks and favours asked for count where a mail, message or note of yours says so."


def advocates(question: Question) -> Answer:
    """The answer for one business; see the module's docstring."""
    question.progress.step("Seeing who sent whom", 0, 3)
    sent = read_referrals(question)
    question.progress.step("Hearing who speaks up", 1, 3)
    heard = read_speakers(question, sent)
    question.progress.step("Counting introductions", 2, 3)
    parts = [brought(sent, _revenue(question)), speakers(heard), again(sent), introduced(question, sent)]
    if sent.sent:
        since = question.as_of_day - YEAR + 1
        accounts = [one.account for one in sent.sent]
        parts.append(unrated(question, "advocates", since=since, of=accounts))
    if sent.sent or heard.advocates:
        parts.append(Part(assumptions=(SAID_SO,)))
    whole = together(parts)
    return answered(LENS, question, whole if whole.findings else Part(findings=(_nobody(question),)))


def _revenue(question: Question) -> float:
    """What all customers brought in the last 12 months."""
    rows = revenue(question)
    return question.collect(rows.aggregate(all=rows.year.sum()))["all"][0].as_py() or 0.0


def _nobody(question: Question) -> Finding:
    return not_enough(
        question.finding_id("advocates", "nobody"),
        "nobody",
        "Who speaks up for you cannot be told: nothing you loaded says who sent whom, and no "
        "recommendation or praise is in it.",
        n_what="who speak up",
        needed="a column “Referred by” in your contacts, mails with their texts, or a LinkedIn archive",
    )


LENS = Lens(
    name="advocates",
    question=QUESTION,
    place="People",
    reads={
        "parties": tuple(dict.fromkeys((*PARTY_COLUMNS, *REFERRAL_COLUMNS["parties"]))),
        "timeline": (*REFERRAL_COLUMNS["timeline"], "at"),
        "relationships": tuple(
            dict.fromkeys((*STRENGTH_COLUMNS["relationships"], *REFERRAL_COLUMNS["relationships"]))
        ),
        "keys": REFERRAL_COLUMNS["keys"],
        "attributes": REFERRAL_COLUMNS["attributes"],
        "texts": REFERRAL_COLUMNS["texts"],
        "mentions": ("account_id", "party_id", "activity_id", "day", "kind", "stance", "quote"),
        "activities": (*UNRATED_COLUMNS, "score"),
        "purchases": ("account_id", "day", "kind"),
    },
    ask=advocates,
    version="4",
    minimum="who referred a customer, a recommendation, or mails with their texts",
    text=TEXT,
    states=(UNTHANKED, ADVOCATE, ASKABLE),
    asks=True,
    findings={
        "unthanked": "somebody sent you customers, and nothing of yours thanks for it",
        "referrals": "who sent you customers, and what these brought since",
        "advocates": "who recommends, praises or mentions you, and whom of them one may ask for a favour",
        "reach": "somebody knows people at many other firms you deal with",
        "come_back": "whether customers who were sent to you buy again more often than others",
        "introductions": "introductions by mail, given and received",
        "no_rate": "amounts in a currency without a rate, which cannot be counted",
        "nobody": "nothing loaded says who sent whom or who speaks up",
    },
)
