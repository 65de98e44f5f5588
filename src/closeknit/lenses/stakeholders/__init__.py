"""Who plays which part at a customer and in its deals, by what they did, and by your word.

Question  Who speaks for us, who decides, who has objections, and who is missing?
Reads     timeline and mentions of the last 24 months; titles and roles in the CRM; deals; what you said
Gives     champions who left or went silent, objections and who is missing in open deals, one row a person
Units     days are local; money in the base currency; what is at stake: open deals, else 12 months' revenue
Assumes   What is not in the files did not happen; nobody is judged by one sentence.
Source    weights of ours; parts after Webster & Wind (1972), Journal of Marketing 36(2):12–19
"""

from __future__ import annotations

from collections import defaultdict

from closeknit.answers import Answer
from closeknit.lenses.naming import meant
from closeknit.lenses.parts import Part, answered, together
from closeknit.lenses.people import READS as PARTY_COLUMNS
from closeknit.lenses.people import People, people
from closeknit.lenses.revenue import revenue
from closeknit.lenses.seam import Lens, Option, Question
from closeknit.lenses.stakeholders.deals import deal_named
from closeknit.lenses.stakeholders.guide import TEXT
from closeknit.lenses.stakeholders.known import Known, known
from closeknit.lenses.stakeholders.missing import MISSING, Seen, deals, seen
from closeknit.lenses.stakeholders.overview import in_order, left_out, nobody, persons, roles, table
from closeknit.lenses.stakeholders.proof import doubts, proof, references, unread
from closeknit.lenses.stakeholders.references import Reference
from closeknit.lenses.stakeholders.roles import STATES
from closeknit.lenses.stakeholders.stakeholder import Stakeholder
from closeknit.lenses.stakeholders.turns import Worth, champions_gone, objections
from closeknit.lenses.unrated import READS as UNRATED_COLUMNS

QUESTION = "Who speaks for us, who decides, who has objections, and who is missing?"
YOURS_WINS = (
    "Roles are suggested from what people did, their titles and your CRM; your word wins: "
    "closeknit role PERSON ROLE."
)


def stakeholders(question: Question) -> Answer:
    """The answer for one business; see the module's docstring."""
    question.progress.step("Seeing what people did", 0, 2)
    at_hand = known(question)
    question.progress.step("Weighing who plays which part", 1, 2)
    at, deal = str(question.options["at"] or ""), str(question.options["deal"] or "")
    whole = _of_deal(at_hand, deal) if deal else _at(at_hand, at) if at else _everywhere(at_hand)
    if not whole.tables:
        return answered(LENS, question, Part(findings=(nobody(question, at or deal),)))
    return answered(LENS, question, together([whole, Part(assumptions=(YOURS_WINS,))]))


def _everywhere(known: Known) -> Part:
    """All customers: what changed, what is in the way, who is missing, then everybody."""
    open_deals = seen(known)
    doubted = doubts(known)
    helping = references(known, doubted)
    named = _named(known, open_deals, helping)
    worth = _worth(known)
    left = in_order(known, (one for one in known.left if one.behaviour.counts))
    return together(
        [
            champions_gone(known, worth, named),
            objections(known, worth, named, doubted, helping),
            deals(known, open_deals, named),
            proof(known, helping, named),
            unread(known, doubted),
            Part(findings=(roles(known),) if known.people else ()),
            _tables(in_order(known, known.people), left, named, "Who plays which part"),
        ]
    )


def _at(known: Known, at: str) -> Part:
    """One customer, or one person."""
    who = meant(known.question, at)
    here = {who.subject.party_id}
    shown, left = (
        in_order(known, (x for x in some if here & {x.person, x.account}))
        for some in (known.people, known.left)
    )
    open_deals = [one for one in seen(known) if one.deal.account == who.account_id]
    doubted = {key: quotes for key, quotes in doubts(known).items() if key[0] == who.account_id}
    helping = references(known, doubted)
    named = _named(known, open_deals, helping)
    told = persons(known, [*shown, *left], named)
    parts = [told, deals(known, open_deals, named), proof(known, helping, named), unread(known, doubted)]
    return together([_tables(shown, left, named, f"At {who.subject.name}"), *parts])


def _of_deal(known: Known, words: str) -> Part:
    """One deal: by what people did in its time."""
    deal = deal_named(known.deals, words)
    open_deals = [one for one in seen(known) if one.deal is deal]
    named = _named(known, open_deals, {})
    shown = in_order(known, deal.people)
    told = persons(known, shown, named)
    return together([_tables(shown, [], named, deal.name), told, deals(known, open_deals, named)])


def _tables(shown: list[Stakeholder], left: list[Stakeholder], named: People, title: str) -> Part:
    both = (("people", title, shown), ("left", "Who left, and the part they played", left))
    return Part(
        tables=tuple(table(some, named, name, said) for name, said, some in both if some),
        left_out=tuple(note for _, said, some in both for note in left_out(some, said)),
    )


def _named(known: Known, open_deals: list[Seen], helping: dict[int, list[Reference]]) -> People:
    everybody = (*known.people, *known.left)
    ids = {one.person for one in everybody} | {one.account for one in everybody}
    ids |= {other for one in everybody for other in one.brought} | {one.deal.account for one in open_deals}
    quoted = {n for many in helping.values() for one in many for n in (one.quote.account, one.quote.person)}
    return people(known.question, ids | quoted)


def _worth(known: Known) -> Worth:
    open_money: dict[int, float] = defaultdict(float)
    for account, mine in known.open_deals.items():
        open_money[account] = sum(deal.amount or 0.0 for deal in mine)
    rows = known.question.collect(revenue(known.question).select("account_id", "year"))
    paid = zip(rows["account_id"].to_pylist(), rows["year"].to_pylist(), strict=True)
    return Worth(open_money, {account: year or 0.0 for account, year in paid})


LENS = Lens(
    name="stakeholders",
    question=QUESTION,
    place="People",
    reads={
        "parties": (*PARTY_COLUMNS,),
        "timeline": ("activity_id", "party_id", "role", "kind", "day", "at", "case_id"),
        "mentions": ("account_id", "party_id", "activity_id", "day", "kind", "stance", "quote", "words"),
        "attributes": ("party_id", "name", "value", "newest"),
        "cases": (
            "case_id", "case_key", "kind", "account_id", "name", "type", "status", "opened_day",
            "closed_day", "amount_base",
        ),
        "roles": ("decision_id", "account_id", "party_id", "case_id", "role", "stake", "by", "day"),
        "activities": (*UNRATED_COLUMNS, "subject", "case_id"),
        "keys": ("key", "key_kind", "key_value", "party_id"),
    },
    ask=stakeholders,
    version="7",
    minimum="mails, a calendar, tickets or notes in which people of customers took part",
    text=TEXT,
    options=(
        Option("at", "text", "", "Only this customer or person: name, e-mail, domain."),
        Option("deal", "text", "", "Only this deal, by what people did in its time: its name or number."),
    ),
    states=(*STATES, MISSING),
    findings={
        "champion_gone": "somebody who spoke for us left or went silent",
        "objections": "somebody objects where a deal is open, and whose words could help",
        "missing": "open deals without a part that such deals had when they were won",
        "proof": "whose words could help where somebody asked for proof or objects",
        "roles": "how many people play which part",
        "person": "what one person did, and the role suggested or said",
        "nobody": "nothing that people did was loaded",
    },
)  # fmt: skip
