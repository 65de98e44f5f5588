"""When customers buy: which events come before a buying decision, how much they do, and how long after.

Question  Which events come before a purchase, how much likelier do they make one, how long after?
Reads     timeline (what happened), purchases, cases, parties, attributes, relationships, lines, activities
Gives     a finding a kind of event with size, range and weeks; tables and pictures sort by sort; how often
          the search cries wolf; what can be found with so many purchases; plain counts where that is all
Units     times as often; days since the event was known; shares of purchases
Assumes   Observation only: what is found comes before purchases, or goes with them; see `guide`.
Source    Farrington (1995); Whitaker et al. (2006); Benjamini & Hochberg (1995); see `guide`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from closeknit.answers import Answer
from closeknit.lenses.parts import Part, answered, together
from closeknit.lenses.people import READS as PARTY_COLUMNS
from closeknit.lenses.seam import Lens, Option, Question, State
from closeknit.lenses.triggers.before import before
from closeknit.lenses.triggers.calibration import calibrated, calibration, too_often
from closeknit.lenses.triggers.findings import findings
from closeknit.lenses.triggers.gained import gained
from closeknit.lenses.triggers.guide import TEXT
from closeknit.lenses.triggers.likely import likely
from closeknit.lenses.triggers.outcomes import OUTCOMES
from closeknit.lenses.triggers.overview import assumptions, headline, pairs
from closeknit.lenses.triggers.planner import planner
from closeknit.lenses.triggers.refusals import refused, review, small
from closeknit.lenses.triggers.reviewed import reviewed
from closeknit.lenses.triggers.search import searched, told_once
from closeknit.lenses.triggers.short import SHORT
from closeknit.lenses.triggers.shown import pictures, tables
from closeknit.lenses.triggers.sizes import Sized, detailed, sized
from closeknit.lenses.triggers.within_segments import within_segments

QUESTION = "When do our customers buy: which events come before a purchase, and how long after?"


def triggers(question: Question) -> Answer:
    """The answer for one business; see the module's docstring."""
    searches = searched(question)
    everybody = searches[0]
    asked = [sized(one) for one in told_once(searches)]
    if everybody.screened is not None:
        question.so_far(_unchecked(question, [one.doubted() for one in asked]))
    asked = [detailed(one) for one in asked]
    rounds = calibrated(searches)
    if too_often(rounds):
        asked = [one.doubted() for one in asked]
    told, others = findings(asked)
    first = [told, *(pairs(one.found, one.sizes) for one in asked), refused(everybody)]
    first += [review(everybody), before(everybody) if small(everybody) else Part()]
    by_segment = within_segments(asked)
    first.append(replace(by_segment, tables=()))
    said = headline(asked, together(first).findings)
    first += [planner(everybody), calibration(everybody, rounds), likely(everybody, asked)]
    first += [gained(question), reviewed(question), others, tables(asked), replace(by_segment, findings=())]
    first += [pictures(asked), Part(assumptions=assumptions(everybody, asked))]
    return answered(LENS, question, together(first), said)


def _unchecked(question: Question, asked: Sequence[Sized]) -> Answer:
    """What stands before the search was repeated on shuffled data: nothing in it is more than a hint yet."""
    told, others = findings(asked)
    whole = together([told, others, tables(asked)])
    return answered(LENS, question, whole, headline(asked, told.findings))


LENS = Lens(
    name="triggers",
    question=QUESTION,
    place="When they buy",
    reads={
        "timeline": ("account_id", "party_id", "kind", "plays", "role", "day", "known_day", "activity_id"),
        "purchases": (
            "purchase_id", "account_id", "day", "known_day", "kind", "amount_base", "term_days", "ends_day",
            "rule",
        ),
        "purchase_activities": ("purchase_id", "activity_id"),
        "activities": ("activity_id", "kind", "plays", "case_id", "day", "known_day", "hours", "stream_id"),
        "cases": (
            "case_id", "kind", "account_id", "status", "opened_day", "due_day", "closed_day", "stream_id",
        ),
        "lines": ("account_id", "activity_id", "day", "product_id", "quantity"),
        "attributes": (
            "party_id", "name", "value", "since_day", "until_day", "known_day", "stream_id", "record_id",
            "newest",
        ),
        "relationships": ("from_party", "to_party", "kind", "since_day", "until_day", "known_day"),
        "parties": (*PARTY_COLUMNS, "first_day"),
        "campaigns": ("campaign", "account_id", "acted", "day", "within_days", "share"),
        "reviews": (
            "decision_id", "pair", "account_id", "bought", "day", "event", "happened", "happened_day",
        ),
        "freshness": ("stream_id", "title"),
    },
    ask=triggers,
    minimum="purchases and events with customer and day over a year and a half; 30 purchases to search, some "
    "50 to find what makes one six times as likely; with fewer it counts what happened before them",
    text=TEXT,
    options=(
        Option(
            "outcome", "choice", "purchase",
            "What is asked about: " + "; ".join(f"{o.name}: {o.means}" for o in OUTCOMES.values()) + ".",
            tuple(OUTCOMES),
        ),
        Option(
            "segment", "text", "",
            "An attribute of customers such as industry, to compare within; where they have one named "
            "segment, it is used unless told otherwise. To ask about some customers only: --within.",
        ),
        Option(
            "shuffles", "int", 200,
            "How often the search is repeated on shuffled data, to tell how often it cries wolf; 0: never.",
        ),
        Option(
            "contacts", "int", 0,
            "How many you can contact: the list of who now is tested at this length; 0: a tenth, at most 50.",
        ),
    ),
    states=(
        State(
            "likely-to-buy", "likely to buy",
            "had an event lately that comes before purchases, and has not bought since",
            ("who_now", "who_now_prospects", "who_now_possible"), "", because=("{event}",),
            behind_of="activity_id",
        ),
    ),
    findings={
        "(a kind of event)": "what is known of it: how many times as often, when, how surely, or why not; "
        "its name is the finding's kind, such as news.funding_closed",
        "together": "two kinds of events that do more, or less, together than each by itself",
        "by_segment": "a kind of events that does more in some segments than in others",
        "refused": "why nothing was searched, and what it takes",
        "review": "the way for a small business: asking those who were there",
        "before": "what happened before the latest decisions, in plain counts",
        "planner": "what can be found with so many decisions",
        "cries_wolf": "how often something is found where nothing is to be found",
        "who_now": "customers with such an event in its weeks who have not bought since",
        "who_now_prospects": "prospects with one",
        "who_now_possible": "possible new customers with one, known from outside only",
        "backtest": "what the list of who now would have been worth on past days, against simple orders",
        "gained": "what was gained by acting on a campaign's list, against those left alone by lot",
        "remembered": "what people who were there remember of the time before purchases",
    },
    version="6",
    pictures=("forest", "profile_1", "profile_2", "profile_3", "profile_4", "openings", "backtest"),
    short=SHORT,
)  # fmt: skip
"""The question on triggers, as the product declares it."""
