"""The reference of the question language: its words, its sentences with examples, and its grammar.

The page in the documentation is made from this; the examples are what tests ask on every engine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files

from closeknit.questions.vocabulary import HAPPENINGS, TRAITS
from closeknit.questions.words import FIXED, THINGS

EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "What one can ask for": (
        "customers",
        "prospects",
        "possible customers",
        "partners",
        "organizations",
        "people",
        "deals",
        "tickets",
        "projects",
        "contracts",
        "invoices",
    ),
    "Traits": (
        'customers whose city is "Porto"',
        'customers whose city as of 2025-01-01 is "Porto"',
        'customers whose city is not "Porto"',
        'customers whose industry is one of "Logistics", "Retail"',
        'people whose title contains "manager"',
        'people whose e-mail starts with "ana"',
        "customers whose lifetime value > 10000",
        "customers whose lifetime value is between 10k and 0.5m",
        "customers whose lifetime value is at most 2,500",
        "customers whose employees is at least 50",
        "customers whose owner is unknown",
        'customers whose city is not known to be "Porto"',
        "people whose phone is known",
        "customers whose first sign is in 2025",
    ),
    "What happened": (
        "customers who ordered in the last 90 days",
        "customers who have at least 3 meetings this year",
        "customers who have exactly 2 orders since 2026-01-01",
        "customers who have no invoice in the last 6 months",
        "customers with an email between 2026-01-01 and 2026-03-31",
        "customers not contacted in 60 days",
        "customers who never ordered",
        "customers who closed a funding round over a month ago",
        "customers who closed a funding round between 7 and 42 days ago",
        'customers who bought "portal"',
        'people who have a meeting about "pricing"',
        'people who talked about "churn" in the last 90 days',
    ),
    "One thing before or after another": (
        "customers who have a meeting before their first order",
        "customers who have a call within 30 days before an order",
        "customers who opened a ticket within 2 weeks after their last meeting",
        "customers whose number of meetings after their first order is over 2",
    ),
    "First, last, how many, how much": (
        "customers whose last order is over 6 months ago",
        "customers whose first meeting is before 2026-01-01",
        "customers whose last contact is under 3 weeks ago",
        "customers whose last contact is between 2 and 6 months ago",
        "customers whose last order is on 2026-03-01",
        "customers whose first order is after 2025-12-31",
        "customers whose number of meetings in the last 90 days is over 3",
        "customers whose sum of orders in the last 12 months >= 10000",
    ),
    "Deals, tickets, people": (
        "customers who have no open deal",
        "customers who have a won deal (amount is over 5000 and ended this year)",
        "customers who have at least 2 open tickets (opened over 3 days ago)",
        'customers who have a person (whose title contains "chief")',
        "people who have an open ticket",
        "people at customers (who ordered in the last 30 days)",
        "deals at customers (who have an open ticket)",
        "deals due in the next 30 days",
        'deals whose stage is "Proposal" and amount > 5000',
    ),
    "What other questions say": (
        "customers who are late",
        "customers who are not gone silent",
        "people who are champions",
        'people who are champions at "Firm"',
        "people who are not blockers at customers (who have an open deal)",
        "customers who have no people (who are decision-makers)",
        "customers who are without a usual part",
    ),
    "Saved questions": (
        'customers in segment "big and silent"',
        'customers not in segment "big and silent" and who have an open deal',
        'people at customers (in segment "big and silent")',
    ),
    "Together": (
        'customers who are late or (whose city is "Porto" and have an open deal)',
        "customers not (have a meeting or have a call)",
        "customers ordered by lifetime value limit 10",
        "customers ordered by city, last order ascending",
        "customers whose number of calls > 1 ordered by number of calls descending limit 3 as of 2026-05-31",
    ),
    "Who sent whom": (
        "people who referred customers",
        "people who referred at least 2 customers (whose lifetime value > 1000)",
        "customers who did not refer customers",
        'customers referred by "Ana Ruiz"',
        'customers referred by people (whose title contains "manager")',
        "customers referred by customers (who are late)",
        "people referred by people",
    ),
    "What they think, and who knows them": (
        'people who like "crm white papers" and voiced concern about "churn" in the last 90 days and are '
        "within 2 introductions of me",
        'customers who did not complain about "delivery" this year',
        'customers who have a person (who praised "support")',
        'people who like "white papers"',
        'people who asked about "pricing"',
        'people who voiced concern about "churn" in the last 90 days',
        'people who complained about "delivery"',
        'people who praised "support"',
        'people who agreed to "the rollout"',
        "people who are within 2 introductions of me",
        'people who are within 1 introduction of "Ana Ruiz"',
        "people whose relationship strength is over 0.3",
        "customers whose relationship strength is between .1 and .5",
        'people whose relationship strength with "Ana Ruiz" is at least 0.1',
        'customers who are late ordered by relationship strength with "Ana Ruiz" limit 5',
    ),
}
"""Sentences by subject; every rule of the grammar is used by one of them."""

INTRODUCTION = """\
`closeknit find "…"`, `business.find("…")` in Python and the tool `find` for assistants take one sentence:
what to look for, conditions, order, limit, day. The answer says it back in its own words, with what each
word stands for.

- A customer's events are those of its whole firm; a person's those the person took part in.
- `over 30 days ago` and `in the last 30 days` never overlap. Months and years are those of the calendar;
  between two events a month has 30 days. `before` and `after` mean another day.
- What is not known is neither equal nor unequal to anything: `city is not "Porto"` asks for another city
  that is known. `city is not known to be "Porto"`, or `not (city is "Porto")`, asks for those of whom no
  city is known too.
- A number alone (`have 3 meetings`) means at least so many.
- Texts are compared whatever their case. Money is in your own currency.
- `within 2 introductions of me`: whom one of us knows is no introduction away, whom they know is one; at most
  two can be asked for.
- `relationship strength` goes from 0 to 1 and is that of the strongest tie: with one of us, or `with
  "Oliver Thorne"` (a name, e-mail or firm: anybody there); of a customer, among all its people. It is 0 where
  nothing ties the two. How ties are weighed: [who knows whom](../explanation/relations.md), which shows how
  well all of us together know somebody: as much or more.
- `between 7 and 42 days ago` takes both ends in: an event counts from its 7th day to its 42nd.
- `champions at "Halden"`: at whoever has that in its name; champions, decision-makers, blockers and users are
  those suggested by `closeknit ask stakeholders`, or those you named with `closeknit role`.
- `in segment "…"` names a saved question (`closeknit segments`); `as of` an earlier day, who was in it then.
- `referred customers`, `referred by "Ana Ruiz"`: as the question on
  [who speaks up](../explanation/advocates.md) tells who sent whom. A person did so alone; a customer did when
  anybody there did, and was referred when anybody there was. `"…"` is a name, e-mail or firm: anybody there.
- `like "crm white papers"`: a sentence of theirs holds all these words, singular or plural, or is about the
  topic of your list (`[topics]`) that goes by this name, and likes or praises; or they opened, clicked or
  downloaded such titles at least twice. So with `asked about`, `voiced concern about`, `complained about`,
  `praised`, `agreed to`, from sentences alone. A customer does what anybody there does. How sentences are
  read, and how often that is right: [what they think](../explanation/stances.md). `talked about` looks for
  the words alone, theirs or ours.
- Texts are ordered from A, days and numbers from the highest; what is not known comes last.
- Every kind of event you loaded can be named by its own two words, as in `have a newsletter opened`, and
  every attribute by its name, as in `industry` or `city`.
"""


def page() -> Iterator[str]:
    """The page, line by line."""
    yield from ("# The question language", "", *INTRODUCTION.splitlines())
    for title, examples in EXAMPLES.items():
        yield from ("", f"## {title}", "", "```", *examples, "```")
    yield from ("", "## Traits by name", "")
    for trait in TRAITS:
        also = f" (also: {', '.join(trait.also)})" if trait.also else ""
        means = f"; {trait.means}" if trait.means else ""
        yield f"- **{trait.name}**{also}: {trait.type}, of {', '.join(trait.of)}{means}"
    yield from ("", "## Events by name", "")
    for one in HAPPENINGS:
        said = ", ".join(dict.fromkeys([one.one, one.many, *one.also, *(one.verb or ())[:1], *one.verbs]))
        yield f"- {said}{': ' + one.means if one.means else ''}"
    yield from ("", "## Fixed words", "")
    for terminal, phrases in FIXED.items():
        if terminal != "THINGS":
            yield f"- `{terminal}`: {' · '.join(dict.fromkeys(said for said, _ in phrases))}"
    yield f"- `THINGS`: {' · '.join(said for things in THINGS.values() for said in things)}"
    yield from ("", "## Grammar", "", "```", grammar_text().rstrip(), "```")


def grammar_text() -> str:
    """The grammar as the parser reads it."""
    return files("closeknit.questions").joinpath("grammar.lark").read_text(encoding="utf-8")
