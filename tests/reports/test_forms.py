"""What `--json` prints beside answers is documented field by field."""

import json
from dataclasses import replace

import pytest

from closeknit.answers import Action, Answer, Estimate, Evidence, Finding, Subject, Verdict
from closeknit.briefings.customer import customer
from closeknit.briefings.mail import Conversation
from closeknit.briefings.parts_played import Played
from closeknit.briefings.purchases import Opened, Purchase
from closeknit.briefings.today import today
from closeknit.briefings.voices import Voice
from closeknit.briefings.why import why
from closeknit.identity.why import Doubt, Known, Step
from closeknit.identity.why import Explanation as PartyWhy
from closeknit.lenses.naming import meant
from closeknit.reports.briefings import today_json
from closeknit.reports.customer_json import customer_json
from closeknit.reports.evidence import fact_view, why_json
from closeknit.reports.forms import FORMS
from closeknit.reports.jsonform import dumps
from closeknit.reports.pairs import pairs_json
from closeknit.reports.purchases import opened_json, purchases_json
from tests.briefings.pairs_made import pair
from tests.briefings.test_customer import AS_OF, answers, book
from tests.briefings.test_why import two_invoices
from tests.reports.test_jsonform import paths

HALDEN = Subject(1, "Halden", "domain:halden.example")


def listed():
    stake = Estimate(900, "EUR", 700, 1_200, money="at stake")
    acts = tuple(
        Action(Subject(n, f"C{n}"), "late", "late", "Hello,", 10, "x-late-1", at_stake=stake, owner=HALDEN)
        for n in (2, 3)
    )
    question = book().question(AS_OF)
    return today(
        [Answer("x", "?", "!", question.as_of, actions=acts, freshness=question.freshness)], minutes=10
    )


def explained():
    made, ids = two_invoices()
    found = Finding("x-late-1", "late", "!", Verdict.COUNTED, 2, evidence=Evidence("activities", (*ids,), 2))
    question = made.question(AS_OF)
    return why(question, [Answer("x", "?", "!", question.as_of, (found,), currency="GBP")], "x-late-1")


def page():
    question = book().question(AS_OF)
    who = meant(question, "halden")
    mail = (Conversation("Offer", 3, 20_500, True, who.subject),)
    cares = (Voice(who.subject, "concern", "We fear churn.", 20_500, 7),)
    parts = (
        Played(
            HALDEN, who.subject.key, "CFO", "champion", "champion", "suggested", "agreed 4 May", "", False
        ),
    )
    return replace(customer(question, answers(who.subject), who), mail=mail, cares=cares, parts=parts)


def opened_purchase():
    who = Subject(7, "Halden", "domain:halden.example")
    purchase = Purchase(1 << 62, 20_000, "repeat", "case", 1_800.0, 2)
    return Opened(who, purchase, (("a-00000001", explained().facts[0]),))


def joined():
    step = Step("They share it.", "domain", 0.99, "a:1", "b:2", ("a:1", "b:2"))
    doubt = Doubt("a:1", ("c:3",), "Perhaps.", 0.6)
    return PartyWhy(1, "a:1", "Halden", (Known("a:1", "A 1", "", 1.0),), (step,), (doubt,), (doubt,))


MADE = {
    "closeknit today --json": lambda: today_json(listed()),
    "closeknit show CUSTOMER --json": lambda: customer_json(page()),
    "closeknit why FINDING --json": lambda: why_json(explained()),
    "closeknit why CUSTOMER --json": lambda: why_json(joined()),
    "closeknit why PURCHASE --json": lambda: opened_json(opened_purchase()),
    "closeknit purchases CUSTOMER --json": lambda: purchases_json(
        opened_purchase().customer, [opened_purchase().purchase]
    ),
    "closeknit review --json": lambda: pairs_json([pair()]),
}


@pytest.mark.parametrize("command", FORMS)
def test_form_and_output_name_the_same_fields(command):
    form = FORMS[command]
    found = set(paths(json.loads(dumps(MADE[command]()))))
    assert {p for p in form if p not in found} == set()
    told = {p for p in found if any(p.startswith(known) or known.startswith(p) for known in form)}
    assert found - told == set()


def test_days_of_facts_are_dates_and_their_money_has_a_currency():
    found = explained()
    assert [fact["day"] for fact in why_json(found)["facts"]] == ["2026-03-01", "2026-04-01"]
    assert "£900" in str(fact_view(found.facts[0], found.currency)[0])
