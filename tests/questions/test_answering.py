"""An answer names who matches and why, with what lies behind it, and says back what was understood."""

import pytest

from closeknit.answers import Verdict
from closeknit.errors import UnknownQuestion
from closeknit.questions.answering import answer
from closeknit.questions.checking import check
from closeknit.questions.printing import printed
from closeknit.questions.reading import parse
from closeknit.questions.seams import Ground, Reasons, answerable
from closeknit.questions.vocabulary import Stated, Vocabulary, vocabulary_of
from tests.lenses.clients_made import Shop

AS_OF = "2026-06-30"


def shop():
    """Halden bought long ago, nobody wrote; Brenner bought lately; Castell raised money and has no deal."""
    book = Shop()
    halden, brenner, castell = (book.party(name) for name in ("Halden", "Brenner", "Castell"))
    bought = {"halden": book.order(halden, "2025-11-01", 12000.0)}
    book.activity("email.sent", halden, "2026-01-15")
    book.order(brenner, "2026-06-01", 30000.0)
    book.case("deal", brenner, "Portal", opened="2026-06-02")
    for account in (brenner, castell):
        bought[account] = book.activity("news.funding_closed", account, "2026-06-12")
    ana = book.person("Ana Ruiz", at=castell)
    said = book.activity("email.received", castell, "2026-05-20", by={"sender": ana})
    book.rows["timeline"][-1]["account_id"] = castell
    book._add("texts", activity_id=said, account_id=castell, day=20593, subject="Worries: churn", body=None)
    return book, bought, castell


def answered(sentence, book=None):
    book = book or shop()[0]
    asked = book.question(AS_OF)
    words = vocabulary_of(asked.tables, asked.collect)
    words = Vocabulary(words.traits, words.happenings, (Stated("late", "late", "silent", "clients"),))
    tree = parse(sentence, words)
    check(tree, sentence, words)
    ids = [p["party_id"] for p in book.rows["parties"] if p["name"] == "Halden"]
    return answer(tree, Ground(asked, words, lambda state: ids))


def test_long_silent_customers_of_worth_whom_nobody_contacted():
    found = answered(
        "customers whose last order is over 6 months ago and lifetime value > 10000 "
        "and not contacted in 60 days"
    )
    assert [f.sentence for f in found.findings] == [
        "Halden: last order 1 Nov 2025; lifetime value €12,000; "
        "not contacted in the last 60 days (last 15 Jan 2026)"
    ]
    assert found.headline.startswith(
        "1 customer whose last order is over 6 months ago and lifetime value is over"
    )
    assert found.headline.endswith(": Halden")


def test_money_raised_lately_and_no_open_deal_with_the_news_behind_it():
    book, bought, castell = shop()
    found = answered("customers who closed a funding round in the last 30 days and have no open deal", book)
    (one,) = found.findings
    assert one.subjects[0].name == "Castell"
    assert one.evidence.ids == (bought[castell],)
    assert one.verdict is Verdict.COUNTED
    assert "in the last 30 days: from 31 May 2026 to 30 Jun 2026" in found.assumptions


def test_of_several_ways_to_match_only_those_that_hold_are_told():
    found = answered("customers who closed a funding round in 2026 or have an open deal ordered by name")
    assert [f.sentence for f in found.findings] == [
        "Brenner: closed a funding round in 2026 (12 Jun 2026); has an open deal",
        "Castell: closed a funding round in 2026 (12 Jun 2026)",
    ]


def test_words_of_people_are_found_in_what_they_took_part_in():
    found = answered('people who talked about "churn" in the last 90 days')
    assert [f.sentence for f in found.findings] == [
        'Ana Ruiz: talked about "churn" in the last 90 days (20 May 2026)'
    ]


def test_what_another_question_says_of_customers_can_be_asked():
    found = answered("customers who are late")
    assert [f.sentence for f in found.findings] == ["Halden: late"]
    assert "late: silent (closeknit ask clients)" in found.assumptions


def explained(sentence, reasons, segments=()):
    """The findings where others say who is in a state or segment, and why."""
    book, bought, _ = shop()
    asked = book.question(AS_OF)
    words = vocabulary_of(asked.tables, asked.collect)
    states = (Stated("late", "late", "silent", "clients"),)
    words = Vocabulary(words.traits, words.happenings, states, segments=dict.fromkeys(segments, "customers"))
    halden = next(p["party_id"] for p in book.rows["parties"] if p["name"] == "Halden")
    acts = asked.tables["timeline"].select("day", "activity_id", party_id="account_id")
    given = reasons(halden, acts, lambda text: parse(text, words))
    ids = lambda _: [halden]  # noqa: E731
    tree = parse(sentence, words)
    return answer(tree, Ground(asked, words, ids, ids, lambda leaf, who: given)).findings, bought["halden"]


def test_a_state_is_told_with_the_reason_and_the_acts_of_the_answer_that_says_so():
    (one,), bought = explained(
        "customers who are late", lambda who, acts, _: Reasons({who: "silent for 241 days"}, acts)
    )
    assert one.sentence == "Halden: late (silent for 241 days)"
    assert one.evidence.table == "activities"
    assert bought in one.evidence.ids


def test_a_segment_is_told_with_since_when_and_what_its_question_found():
    def since(who, _, asked):
        return Reasons({who: "since 1 Jun 2026"}, asked=asked("customers who ordered in 2025"))

    (one,), bought = explained('customers in segment "old"', since, ["old"])
    assert one.sentence == 'Halden: in segment "old" (since 1 Jun 2026)'
    assert one.evidence.ids == (bought,)


def test_whoever_is_not_in_a_state_has_no_reason_for_being_in_it():
    found, _ = explained(
        "customers who are not late", lambda who, acts, _: Reasons({who: "silent for 241 days"}, acts)
    )
    assert {one.evidence.table for one in found} == {"parties"}
    assert not any("silent" in one.sentence for one in found)


def test_a_deal_that_matches_is_its_own_evidence():
    (one,) = answered("deals at customers (who closed a funding round in 2026)").findings
    assert (one.evidence.table, len(one.evidence.ids)) == ("cases", 1)


def test_nobody_is_an_answer_too():
    found = answered("customers who ordered in 2019")
    assert found.headline == "no customers who ordered in 2019"
    assert found.tables == ()


ASKED = (
    'people who like "crm white papers" and voiced concern about "churn" in the last 90 days and are within '
    "2 introductions of me"
)


def test_what_nothing_can_tell_is_refused_with_the_nearest_question_that_can_be_answered():
    words = Vocabulary()
    reasons, nearest = answerable(parse(ASKED, words), {})
    assert "likes a topic" in reasons
    assert "introductions" in reasons
    assert printed(nearest, words) == (
        'people who talked about "crm white papers" and talked about "churn" in the last 90 days'
    )


def test_a_condition_that_others_answer_joins_by_its_name():
    book, _, _ = shop()
    asked = book.question(AS_OF)
    people = asked.tables["parties"]
    known = people.filter(people.name == "Ana Ruiz").select("party_id")
    words = vocabulary_of(asked.tables, asked.collect)
    tree = parse("people who are within 2 introductions of me", words)
    joined = Ground(asked, words, others={"introductions": lambda _, __: known})
    assert [f.subjects[0].name for f in answer(tree, joined).findings] == ["Ana Ruiz"]
    with pytest.raises(UnknownQuestion, match="introductions away"):
        answer(tree, Ground(asked, words, others={}))


def test_a_table_of_deals_names_its_numbers_as_those_of_cases():
    book = shop()[0]
    deals = [case["case_id"] for case in book.rows["cases"]]
    table = answered("deals at customers (who closed a funding round in 2026)", book).table("found")
    assert table.data["case_id"].to_pylist() == deals
    assert "party_id" not in table.data.column_names
    assert "party_id" in answered("customers ordered by name", book).table("found").data.column_names
