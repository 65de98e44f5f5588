"""Lists and tables on pages: where they begin, what they are called; what search finds and where it leads."""

import base64
import json

import pyarrow as pa
import pytest

from closeknit.answers import Answer, AnswerTable
from closeknit.book.search import Hit
from closeknit.briefings.listing import Wanted
from closeknit.lenses.topics import LENS as TOPICS
from closeknit.settings import Settings
from closeknit.web.pages.customers import heading_of
from closeknit.web.pages.paging import after_token, token
from closeknit.web.pages.search import (
    _cases,
    _parties,
    _texts,
    customers_first,
    found_for,
    holds,
    topics_with,
)
from closeknit.web.readers import Readers
from closeknit.web.uploads import refusal
from tests.lenses.topics.town import AS_OF, business


def written(text):
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize("after", [("ana", 7), (3, -7), (2.5, 2**63 - 1)])
def test_an_address_names_the_row_that_the_next_page_begins_after(after):
    assert after_token(token(after)) == after


@pytest.mark.parametrize(
    "changed",
    ["[1.0, 1" + "0" * 30 + "]", "[1" + "0" * 30 + ", 1]", "[" * 30_000, json.dumps([1.0, 2.5]), "{}", "é"],
)  # fmt: skip
def test_an_address_that_somebody_changed_is_the_first_page(changed):
    assert after_token(written(changed)) is None


def heading(total, *, of="customers", **wanted):
    return heading_of(of, total, Wanted("name", False, **wanted))


def test_a_list_calls_only_customers_customers():
    assert heading(1234) == "1,234 customers, prospects and partners"
    assert heading(1, standing="customer") == "1 customer"
    assert heading(12, standing="prospect") == "12 prospects"
    assert heading(3, standing="possible") == "3 possible customers"
    assert heading(1) == "1 customer, prospect or partner"
    assert heading(2, of="people") == "2 people"


def test_a_filtered_list_says_what_it_was_filtered_by():
    assert heading(2, text="ana") == "2 customers, prospects and partners with “ana” in name or address"
    assert heading(1, text="ana", standing="prospect") == "1 prospect with “ana” in name or address"
    assert heading(0, text="ana", of="people") == "0 people with “ana” in name or address"


def test_search_says_what_somebody_is_to_us():
    hits = [
        Hit("parties", n, account, f"Nr. {n}", "")
        for n, account in [(1, 1), (2, 2), (3, 3), (4, 4), (5, 1), (6, 4)]
    ]
    standings = {1: "customer", 2: "prospect", 3: "partner", 4: "ours", 5: "customer", 6: "ours"}
    found = _parties(hits, {}, {1: "Halden", 4: "We"}, standings)
    kinds = [one.kind for one in found]
    assert kinds == ["customer", "prospect", "partner", "one of us", "person", "one of us"]


def test_search_names_customers_before_prospects_and_people():
    hits = [Hit("parties", n, account, f"Nr. {n}", "") for n, account in [(1, 1), (2, 4), (3, 3), (4, 4)]]
    standings = {1: "prospect", 2: "customer", 3: "prospect", 4: "customer"}
    assert [hit.id for hit in customers_first(hits, standings)] == [4, 1, 2, 3]


def test_search_names_a_customer_whom_many_people_share_a_name_with(monkeypatch):
    people = [Hit("parties", n, 1, f"Nr. {n}", "") for n in range(2, 31)]
    monkeypatch.setattr(
        "closeknit.web.pages.search.search",
        lambda book, words, place, limit: [*people, Hit("parties", 1, 1, "Okafor", "")][:limit]
        if place == "parties" else [],
    )  # fmt: skip

    class Folder:
        book, settings = None, Settings()

        def standings_of(self, ids):
            return dict.fromkeys(ids, "customer")

        def names_of(self, ids):
            return {}

        keys_of = names_of

    found = found_for(Folder(), "okaf", None)
    assert [one.title for one in found] == ["Okafor", *(f"Nr. {n}" for n in range(2, 9))]


def test_a_text_leads_to_what_happened_and_a_deal_to_its_customer():
    keys, names = {1: "domain:halden.example"}, {1: "Halden"}
    (text,) = _texts([Hit("activities", 7, 1, "Offer", "as agreed")], names)
    (deal,) = _cases([Hit("cases", 7, 1, "Renewal", "")], keys, names)
    assert (text.path, text.excerpt) == ("/event/7", "Halden · as agreed")
    assert (deal.path, deal.excerpt) == ("/who/domain:halden.example", "Halden")


@pytest.mark.parametrize(
    ("words", "found"),
    [("price list", True), ("list price", True), ("Prices lis", True), ("préi", False), ("príce", True),
     ("lis price", False), ("price lists old", False), ("ice", False), ("%", False), ("", False)],
)  # fmt: skip
def test_a_topic_is_found_by_its_words_the_last_one_by_its_beginning(words, found):
    assert holds("Price lists", words) is found


def test_no_topic_is_found_before_it_is_known_what_people_talk_about():
    assert topics_with(None, "delivery") == []


def test_a_topic_is_found_by_the_words_listed_for_it_which_are_told():
    rows = {"topic": ["delivery", "churn", "price"], "now": [3, 0, 1], "before": [1, 0, 0]}
    table = AnswerTable("topics", "What people talk about", (), pa.table(rows))
    heard = Answer("topics", "What?", "!", AS_OF, tables=(table,))
    listed = {"churn": ("leaving customers", "cancellations"), "delivery": ("late parcels", "delivery day")}

    def found(words):
        return [(one.title, one.excerpt) for one in topics_with(heard, words, listed)]

    raised = "raised by 3 customers lately, 1 before"
    assert found("parcel") == [("delivery", f"for “late parcels” · {raised}")]
    assert found("deliveries") == [("delivery", raised)]
    assert found("cancellation") == [("churn", "for “cancellations”")]
    assert found("late customers") == []


@pytest.mark.slow
def test_search_finds_topics_and_leads_to_what_people_said_of_them(visitor, monkeypatch):
    heard = TOPICS.ask(business().question(AS_OF, **TOPICS.settle({})))
    with monkeypatch.context() as patch:
        patch.setattr(Readers, "answer", lambda _, _business, question: {"topics": heard}[question])
        found = visitor.get("/search.json?q=rout").json()
    (topic,) = [one for one in found if one["kind"] == "topic"]
    assert (topic["title"], topic["path"]) == ("route planning", "/questions/topics?about=route+planning")
    assert visitor.get(topic["path"]).status_code == 200
    (raised,) = topics_with(heard, "Deliveries")
    assert (raised.title, raised.excerpt) == ("delivery", "raised by 12 customers lately, 0 before")


def test_a_long_name_is_called_long_whatever_its_letters_weigh():
    assert refusal("é" * 101, set()) == "its name is too long; rename it"
