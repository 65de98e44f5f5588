"""A customer's page in the terminal and as JSON."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from closeknit.answers import Finding, Subject, Verdict
from closeknit.briefings.customer import customer
from closeknit.lenses.naming import meant
from closeknit.reports.customer import customer_view, found_lines, who_line
from closeknit.reports.customer_json import customer_json
from tests.briefings.test_customer import AS_OF, book


@pytest.fixture(scope="module")
def page():
    made = book()
    halden = meant(made.question(AS_OF), "halden").subject.party_id
    made.attribute(halden, "postal_code", "4000")
    made.key("xero_contact:halden ltd", halden, "same name")
    question = made.question(AS_OF)
    return customer(question, [], meant(question, "halden"))


@pytest.fixture(scope="module")
def shown(page):
    out = io.StringIO()
    Console(file=out, width=100).print(customer_view(page))
    return out.getvalue()


def test_identifiers_and_facts_read_as_people_say_them(shown):
    assert "halden.example  (company domain)" in shown
    assert "Xero contact “halden ltd”  (same name)" in shown
    assert "postal code: 4000" in shown
    assert "postal_code" not in shown
    assert "domain:" not in shown


def test_whom_it_buys_through_is_said(page, shown):
    assert "Related\n  buys through Northgate" in "\n".join(line.rstrip() for line in shown.splitlines())
    (tie,) = customer_json(page)["related"]
    assert (tie["kind"], tie["other"]["name"], tie["outgoing"]) == ("reseller_of", "Northgate", False)


def test_somebody_who_may_become_a_customer_is_called_so(page):
    assert who_line(replace(page, standing="possible")).startswith("possible customer · ")


def test_what_was_found_of_many_says_who_of_them_is_here(page):
    many = tuple(Subject(n, name) for n, name in ((-1, "Ada Ash"), (-2, "Bo Birch"), (-3, "Cy Cole")))
    firm, person = page.subject, page.people[0].subject

    def said(sentence, *subjects, here=page):
        found = Finding(
            "hygiene-bounced-1", "bounced", sentence, Verdict.COUNTED, len(subjects), subjects=subjects
        )
        return list(found_lines(replace(here, findings=(("hygiene", found),))))

    counted = "Mail to 4 contacts came back: Ada Ash, Bo Birch, Cy Cole and 1 more."
    assert said(counted, *many, person) == [f"{counted} Here: {person.name}."]
    named = f"Mail to 4 contacts came back: {person.name}, Ada Ash, Bo Birch and 1 more."
    assert said(named, person, *many) == [named]
    with_cy = replace(page, people=(*page.people, replace(page.people[0], subject=many[2])))
    assert said(named, person, *many, here=with_cy) == [f"{named} Here too: Cy Cole."]
    within = "Mail to 4 contacts came back: Joanna Ash and 3 more."
    assert said(within, replace(person, name="Ann"), *many) == [f"{within} Here: Ann."]
    assert said("Nobody answered them for a week.", firm) == ["Nobody answered them for a week."]
