"""Who our customers are, who comes back, who is late or gone, and what hangs on whom.

Question  Who comes back, who has quietly left, who is worth winning back?
Reads     purchases, activities (revenue), parties, lines, attributes, relationships, cases, timeline, keys
Gives     findings for an owner, one row a customer with how it stands, contracts that end, parameters of
          the models, whom to turn to
Units     base currency without tax; days are local
Assumes   A customer's own gaps say when it is due; see `guide`.
Source    Fader, Hardie & Lee (2005); Schmittlein, Morrison & Colombo (1987); see `guide`.
"""

from __future__ import annotations

from dataclasses import replace

from closeknit.answers import Answer
from closeknit.lenses.clients.bought import bought
from closeknit.lenses.clients.cards import cards
from closeknit.lenses.clients.forecast import forecast
from closeknit.lenses.clients.guide import TEXT
from closeknit.lenses.clients.known import known
from closeknit.lenses.clients.lapsed import lapsed
from closeknit.lenses.clients.lasting import lasting
from closeknit.lenses.clients.late import late
from closeknit.lenses.clients.money import concentration
from closeknit.lenses.clients.overview import headline, overview
from closeknit.lenses.clients.possible import possible
from closeknit.lenses.clients.prospects import dealings, prospects
from closeknit.lenses.clients.reasons import reasons
from closeknit.lenses.clients.renewals import renewals
from closeknit.lenses.clients.short import SHORT
from closeknit.lenses.clients.standing import STATES
from closeknit.lenses.clients.sums import papers
from closeknit.lenses.parts import answered, together
from closeknit.lenses.people import READS as PARTY_COLUMNS
from closeknit.lenses.seam import Lens, Option, Question, State
from closeknit.lenses.unrated import READS as UNRATED_COLUMNS
from closeknit.lenses.unrated import unrated

QUESTION = "Who are our customers: who comes back, who is late, who has gone and is worth winning back?"

TABLES_FIRST = ("late", "renewals", "customers")


def clients(question: Question) -> Answer:
    """The answer for one business; see the module's docstring."""
    facts = known(question)
    side = (
        (late, renewals, lasting, lapsed, overview, concentration, reasons, forecast, bought)
        if len(facts.customers)
        else ()
    )
    refused = unrated(question, "clients")
    others = (prospects(facts), possible(facts), cards(question))
    whole = together([refused, *(part(facts) for part in side), *others])
    order = {name: place for place, name in enumerate(TABLES_FIRST)}
    tables = sorted(whole.tables, key=lambda t: order.get(t.name, len(order)))
    return answered(LENS, question, replace(whole, tables=tuple(tables)), headline(whole.findings))


FINDINGS = {
    "no_rate": "amounts in a currency without a rate, which cannot be counted",
    "late": "good customers who are later than their own habit",
    "winnable": "customers who went silent and are worth winning back",
    "lapsed": "customers who went silent",
    "renewals": "contracts that end soon, or ran out without a new one",
    "lasting": "how long contracts and retainers are kept",
    "stopped": "retainers that missed an invoice",
    "base": "how many customers there are, how many came back, how they stand",
    "new": "customers who bought for the first time in the last six months",
    "concentration": "how much of the money the largest customers bring",
    "resellers": "how much of the money comes through others",
    "accidental": "large customers of whom we may not know why they buy",
    "forecast": "purchases to expect, or why they cannot be told",
    "products": "what they buy",
    "season": "the strongest month of the year",
    "prospects": "those who have not bought yet",
    "possible": "organizations that outside events name and that are no customers",
}

LENS = Lens(
    name="clients",
    question=QUESTION,
    place="Customers",
    reads={
        "purchases": (
            "purchase_id", "account_id", "day", "kind", "amount_base", "term_days", "ends_day", "activities",
            "rule",
        ),
        "purchase_activities": ("purchase_id", "activity_id"),
        "activities": (*UNRATED_COLUMNS, "subject", "stream_id"),
        "timeline": ("activity_id", "party_id", "role", "day", "kind", "plays"),
        "parties": PARTY_COLUMNS,
        "lines": ("account_id", "day", "product", "amount_base"),
        "attributes": ("party_id", "name", "value", "newest", "since_day"),
        "relationships": ("from_party", "to_party", "kind", "since_day", "until_day"),
        "cases": ("account_id", "kind", "status", "amount", "amount_base"),
        "keys": ("key_kind", "key_value", "party_id"),
        "freshness": ("stream_id", "title"),
        "likely_same": ("one_party", "other_party", "chance"),
    },
    ask=clients,
    version="4",
    minimum="orders, invoices or payments with customer and day; amounts for money; three purchases of a "
    "customer for its habit; 100 customers and 50 repeat purchases for a forecast",
    text=TEXT,
    options=(
        Option("horizon_days", "int", 365, "How many days ahead purchases are foretold."),
        Option("fit_until", "date", None, "Last day that models may learn from; later purchases test them."),
        Option(
            "model", "choice", "auto",
            "Model of repeat buying; auto: BG/BB where there are opportunities, else BG/NBD or Pareto/NBD.",
            ("auto", "bg/nbd", "pareto/nbd", "bg/bb", "none"),
        ),
        Option(
            "opportunities", "choice", "auto",
            "One chance to buy a year, quarter or month; auto tells it from the gaps between purchases.",
            ("auto", "year", "quarter", "month", "none"),
        ),
        Option(
            "unit", "choice", "weeks", "Unit of time of the models' parameters.", ("days", "weeks", "months")
        ),
        Option("cards", "bool", False, "Also list addresses for a mailing."),
    ),
    states=(
        *STATES,
        State(
            "winnable", "worth winning back",
            "gone silent for less than three years, worth at least the middle customer",
            ("lapsed",), "winnable",
            because=("last seen on {last_day}", "silent for {silent:day}", "{purchases:purchase}"),
            behind=papers,
        ),
        State(
            "prospect", "possible customer", "has not bought yet", ("prospects",), "", "possible customers",
            of_one="a possible customer",
            because=("{open_deals:open deal}", "offers of {offered}", "last seen on {last_day}"),
            behind=dealings,
        ),
    ),
    findings=FINDINGS,
    pictures=("late", "lasting", "standing", "concentration", "months"),
    short=SHORT,
)  # fmt: skip
"""The question on customers, as the product declares it."""
