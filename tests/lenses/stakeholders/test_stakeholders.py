"""Who plays which part: by hand, on every engine, with what must not be said."""

from __future__ import annotations

from importlib import import_module

import pytest

from closeknit.answers import Verdict
from closeknit.errors import UnknownCustomer
from closeknit.lenses.stakeholders import LENS, overview
from closeknit.lenses.stakeholders.known import known
from closeknit.lenses.stakeholders.missing import MISSING
from closeknit.lenses.stakeholders.proof import doubts
from closeknit.lenses.stakeholders.roles import BLOCKER, CHAMPION, DECIDES, STATES, UNKNOWN, USER
from closeknit.lenses.state_reasons import state_reasons
from closeknit.lenses.states import activities_behind, in_state
from tests.lenses.handmade import HandmadeBook, day_number, put_there
from tests.lenses.stakeholders.firm import AS_OF, business, given, mail, party, said

pytestmark = pytest.mark.slow


def ask(book, as_of=AS_OF, **options):
    return LENS.ask(book.question(as_of, **LENS.settle(options)))


@pytest.fixture(scope="module")
def answer():
    return ask(business())


def row(answer, name, table="people"):
    return next(r for r in answer.table(table).data.to_pylist() if r["name"] == name)


def test_everybody_has_the_part_that_their_acts_show(answer):
    roles = {r["name"]: r["role"] for r in answer.table("people").data.to_pylist()}
    assert roles["Priya Nair"] == DECIDES
    assert roles["Marc Dubois"] == BLOCKER
    assert roles["Ines Roth"] == USER
    assert roles["Ada Okafor"] == UNKNOWN


def test_what_somebody_did_is_told_with_how_often_and_when(answer):
    assert row(answer, "Marc Dubois")["behaviour"] == (
        "raised objections (3, latest 4 May 2026); in touch on 3 days, last on 4 May 2026"
    )
    assert (
        "asked for help (3, latest 15 Apr 2026); silent since 15 Apr 2026"
        in (row(answer, "Ines Roth")["behaviour"])
    )


def test_who_spoke_for_us_and_left_is_named_at_the_firm_left_and_unknown_at_the_new_one(answer):
    found = answer.finding("champion_gone")
    assert found.sentence == (
        "Dana Reyes, who spoke for us at Halden, changed jobs in June 2026. "
        "Nobody else there is known to speak for us."
    )
    assert found.estimate.value == 90_000
    gone = row(answer, "Dana Reyes", "left")
    assert (gone["customer"], gone["role"]) == ("Halden", CHAMPION)
    assert "brought in Priya Nair (3 Mar 2026)" in gone["behaviour"]
    assert (row(answer, "Dana Reyes")["customer"], row(answer, "Dana Reyes")["role"]) == ("Orbis", UNKNOWN)


def test_objections_in_an_open_deal_come_with_the_last_words_and_whose_could_help(answer):
    found = answer.finding("objections")
    assert "raised objections (3, latest 4 May 2026): “Your support never answers.”" in found.sentence
    assert "Okafor Foods (also in Logistics) – a result: “The migration took" in found.sentence
    assert (found.n, len(found.evidence.ids), found.estimate.value) == (3, 3, 40_000)
    assert [a.kind for a in answer.actions] == ["objections"]
    assert answer.actions[0].first_line.startswith("Hello Marc, on 4 May 2026 you wrote “Your support")


def test_doubts_in_an_open_deal_are_found_behind_thousands_of_newer_ones_elsewhere():
    book = business()
    north = book.party("North")
    newest = mail(book, north, book.person("Nils North", at=north), "2026-06-20")
    before = doubts(known(book.question(AS_OF)))
    for n in range(5_001):
        book.sentence(newest, party(book, "Nils North"), "concern", f"We doubt part {n}.")
    found = doubts(known(book.question(AS_OF)))
    assert found == before
    assert [quotes[0].text for quotes in found.values()] == ["Your support never answers."]


def test_how_much_praise_was_not_looked_through_is_said_where_there_are_doubts(answer, monkeypatch):
    assert not any("praise" in note for note in answer.left_out)
    monkeypatch.setattr(import_module(doubts.__module__), "MOST_PRAISE", 1)
    told = "15 older sentences of praise: whose words could help is looked for in the newest 1."
    assert ask(business()).left_out == ask(business(), at="Brenner").left_out == (told,)
    assert ask(business(), at="Halden").left_out == (), "nobody there has doubts"


def test_no_sentence_calls_anybody_a_blocker(answer):
    told = [f.sentence for f in answer.findings] + [a.reason + a.first_line for a in answer.actions]
    assert not any("blocker" in text.lower() for text in told)
    (column,) = (c for c in answer.table("people").columns if c.name == "role")
    assert column.words[BLOCKER] == "has objections"


def test_an_open_deal_is_held_against_what_won_deals_of_its_kind_had(answer):
    found = answer.finding("missing")
    assert (found.values["part"], found.values["had"], found.values["of"]) == (CHAMPION, 6, 6)
    deal = answer.table("deals").data.to_pylist()[0]
    assert deal["missing"] == "champion (6 of 6 won had one), decision-maker (5 of 6 won had one)"
    assert deal["objecting"] == "Marc Dubois"
    assert "6 of 6 won deals of its kind had one" in found.sentence


def test_every_column_that_people_see_has_a_name(answer):
    assert all(c.label for table in answer.tables for c in table.columns if c.kind != "id")


def test_a_deal_of_a_kind_seldom_won_is_held_against_all_and_not_said_to_be_like_them():
    book = business()
    for case in book.rows["cases"]:
        case["type"] = "Renewal" if case["status"] == "open" else case["type"]
    found = ask(book).finding("missing")
    assert "; 6 of 6 won deals had one." in found.sentence


def test_with_few_won_deals_nobody_is_said_to_be_missing():
    book = business()
    book.rows["cases"] = [r for r in book.rows["cases"] if r["status"] == "open" or r["name"] < "Deal 4"]
    found = ask(book).finding("missing")
    assert (found.verdict, found.n) == (Verdict.NOT_ENOUGH_DATA, 4)
    assert not any(r["missing"] for r in ask(book).table("deals").data.to_pylist())


def test_your_word_wins_and_the_suggestion_stays_beside_it():
    book = business()
    marc, brenner = party(book, "Marc Dubois"), party(book, "Brenner")
    said(book, marc, brenner, DECIDES, number=2)
    said(book, marc, brenner, CHAMPION, number=10)
    said(book, marc, brenner, stake="his warehouse opens in May", number=11)
    answer = ask(book)
    found = row(answer, "Marc Dubois")
    assert (found["role"], found["suggested"], found["stake"]) == (
        CHAMPION, BLOCKER, "his warehouse opens in May",
    )  # fmt: skip
    assert found["by"] == "your word (ana, 1 Jun 2026)"
    assert answer.table("people").data["name"][0].as_py() == "Marc Dubois"
    assert "champion" not in answer.table("deals").data["missing"][0].as_py()


def two_deals():
    """Brenner with a second open deal, in which the CRM makes Lea, who never wrote, the champion."""
    book = business()
    brenner = party(book, "Brenner")
    lea = book.person("Lea Sommer", at=brenner)
    more = {"opened": "2026-03-01", "amount_base": 5_000, "type": "New Business"}
    book.case("deal", brenner, "Label printers", **more)
    given(book, brenner, lea, "Warehouse portal", "Champion")
    given(book, brenner, lea, "Label printers", "Evaluator")
    return book


def test_a_role_in_the_crm_holds_in_its_deal_alone():
    book = two_deals()
    assert row(ask(book, deal="warehouse portal"), "Lea Sommer")["role"] == CHAMPION
    assert "Lea Sommer" not in ask(book, deal="label printers").table("people").data["name"].to_pylist()
    portal, printers = ask(book).table("deals").data.to_pylist()
    assert (portal["champions"], printers["champions"]) == ("Lea Sommer", "")
    assert ("champion" in portal["missing"], "champion" in printers["missing"]) == (False, True)


def test_who_did_nothing_but_has_a_role_in_the_crm_is_said_to_have_it_from_there():
    book = two_deals()
    answer, lea = ask(book), party(book, "Lea Sommer")
    found = row(answer, "Lea Sommer")
    assert (found["role"], found["by"], found["crm"]) == (CHAMPION, "suggested", "champion")
    assert found["behaviour"] == "in your CRM: champion; nothing known that they did"
    given_it = next(a for a in book.rows["activities"] if a.get("subject") == "Champion")
    assert put_there(LENS, CHAMPION, book.question(AS_OF), lea) == {lea: {given_it["activity_id"]}}


def test_what_is_written_down_of_somebody_is_named_as_such_and_is_no_act_of_theirs():
    """Koen is named in a deal and the CRM logs a contact; Lea, of the same title, was met once."""
    book = HandmadeBook()
    firm = book.party("North")
    koen, lea = book.person("Koen", at=firm), book.person("Lea", at=firm)
    for one in (koen, lea):
        book.attribute(one, "title", "Managing Director")
        book.activity("deal.opened", firm, "2026-02-01", by={"contact": one})
        book.activity("activity.logged", firm, "2026-05-02", by={"subject": one})
    book.activity("meeting.held", firm, "2026-05-01", by={"attendee": lea})
    answer = ask(book, at="North")
    roles = {r["name"]: (r["role"], r["behaviour"]) for r in answer.table("people").data.to_pylist()}
    contact = "named as contact of a deal or offer (1 Feb 2026)"
    assert roles["Koen"] == (UNKNOWN, "nothing known that they did")
    met = "in touch on 1 day, last on 1 May 2026"
    assert roles["Lea"] == (DECIDES, f"Managing Director by title; {contact}; {met}")
    told = next(f for f in answer.findings if f.kind == "person" and "Lea" in f.sentence)
    assert told.sentence.startswith("Lea: decision-maker (suggested, clear) – Managing Director by title; ")
    assert (told.n, len(told.evidence.ids)) == (2, 2)
    assert told.evidence.rule == "what Lea did, and what is written down of them"
    deciding = next(one for one in STATES if one.name == DECIDES)
    assert state_reasons(answer, deciding, [lea])[lea] == f"{roles['Lea'][1]}; suggested, clear"


def test_a_role_in_the_crm_is_evidence_beside_what_people_did_and_can_be_outweighed():
    book = business()
    given(book, party(book, "Brenner"), party(book, "Marc Dubois"), "Warehouse portal", "Champion")
    assert row(ask(book, deal="warehouse portal"), "Marc Dubois")["role"] == BLOCKER


def test_a_role_that_the_crm_gives_can_be_looked_up_where_it_stands():
    book = business()
    brenner = party(book, "Brenner")
    number = given(book, brenner, book.person("Lea Sommer", at=brenner), "Warehouse portal", "Champion")
    found = next(f for f in ask(book, at="Brenner").findings if f.kind == "person" and "Lea" in f.sentence)
    assert number in found.evidence.ids


def test_your_word_of_a_deal_holds_in_it_alone():
    book = business()
    marc, brenner = party(book, "Marc Dubois"), party(book, "Brenner")
    deal = next(r["case_id"] for r in book.rows["cases"] if r["name"] == "Warehouse portal")
    said(book, marc, brenner, DECIDES, deal=deal)
    assert row(ask(book, deal="warehouse portal"), "Marc Dubois")["role"] == DECIDES
    assert row(ask(book), "Marc Dubois")["role"] == BLOCKER


def test_unknown_by_your_word_is_no_suggestion_either():
    book = business()
    said(book, party(book, "Marc Dubois"), party(book, "Brenner"), UNKNOWN)
    assert row(ask(book), "Marc Dubois")["role"] == UNKNOWN
    assert not [f for f in ask(book).findings if f.kind == "objections"]


def test_what_was_said_at_a_former_firm_does_not_follow_to_the_next():
    book = business()
    said(book, party(book, "Dana Reyes"), party(book, "Halden"), USER)
    answer = ask(book)
    assert row(answer, "Dana Reyes", "left")["role"] == USER
    assert row(answer, "Dana Reyes")["role"] == UNKNOWN


def test_states_find_those_with_a_part_and_who_left_is_none_of_them(answer):
    champions, deciding, blockers, users = (in_state(answer, state) for state in STATES)
    book = business()
    assert blockers == [party(book, "Marc Dubois")]
    assert users == [party(book, "Ines Roth")]
    assert party(book, "Dana Reyes") not in champions
    assert party(book, "Priya Nair") in deciding


def test_behind_a_blocker_are_their_objections_alone(answer):
    book = business()
    marc, state = party(book, "Marc Dubois"), next(one for one in STATES if one.name == BLOCKER)
    question = book.question(AS_OF, **LENS.settle({}))
    acts = question.collect(state.behind(question, [marc]))
    objected = [r["activity_id"] for r in book.rows["mentions"] if r["party_id"] == marc]
    assert sorted(acts["activity_id"].to_pylist()) == sorted(objected)
    assert state_reasons(answer, state, [marc])[marc].startswith("raised objections (3, latest 4 May 2026)")


def test_behind_who_misses_somebody_is_what_was_done_in_that_deal():
    book = business()
    brenner, marc = party(book, "Brenner"), party(book, "Marc Dubois")
    mail(book, brenner, marc, "2025-12-01", "concern", "It may be too early for us.")
    (deal,) = (row["case_id"] for row in book.rows["cases"] if row["name"] == "Warehouse portal")
    book.activity("deal.opened", brenner, "2026-03-01", case_id=deal)
    question = book.question(AS_OF, **LENS.settle({}))
    asked = LENS.ask(question)
    acts = question.collect(activities_behind(asked, MISSING, [brenner], question))
    in_its_time = {
        row["activity_id"]
        for row in book.rows["activities"]
        if row["account_id"] == brenner and row["day"] > day_number("2026-01-01")
    }
    assert {row["activity_id"] for row in acts.to_pylist()} == in_its_time
    assert set(acts["party_id"].to_pylist()) == {brenner}
    halden = party(book, "Halden")
    assert not question.collect(activities_behind(asked, MISSING, [halden], question)).num_rows


def test_everybody_with_a_part_is_found_however_few_people_the_table_has_room_for(answer, monkeypatch):
    monkeypatch.setattr(overview, "MOST_UNKNOWN", 1)
    cut = ask(business())
    people = answer.table("people").data.to_pylist()
    unknown = [r for r in people if r["role"] == UNKNOWN]
    assert cut.table("people").data.to_pylist() == [r for r in people if r not in unknown[1:]]
    assert cut.left_out == (
        "1 more person whose part is not known: the table “Who plays which part” holds 1 of them.",
    )
    assert [in_state(cut, state) for state in STATES] == [in_state(answer, state) for state in STATES]


def test_whom_two_tables_have_no_room_for_is_told_of_each_by_its_title(monkeypatch):
    monkeypatch.setattr(overview, "MOST_UNKNOWN", 1)
    book = HandmadeBook()
    firm, other = book.party("North"), book.party("South", standing="prospect")
    for n in range(4):
        gone = n < 2
        who = book.person(f"Ana {n}", at=other if gone else firm)
        mail(book, firm, who, "2026-05-01")
        if gone:
            moved = {"subject": who, "left": firm, "joined": other}
            book.activity("person.job_changed", other, "2026-06-06", by=moved)
    more = "1 more person whose part is not known: the table"
    assert ask(book).left_out == (
        f"{more} “Who plays which part” holds 1 of them.",
        f"{more} “Who left, and the part they played” holds 1 of them.",
    )


def test_the_first_mail_to_all_brings_nobody_in():
    book = HandmadeBook()
    firm = book.party("North")
    ana, ben = book.person("Ana", at=firm), book.person("Ben", at=firm)
    mail(book, firm, ana, "2026-05-01", to=[ben])
    assert "brought in" not in row(ask(book), "Ana")["behaviour"]


def test_of_two_mails_at_one_moment_either_may_be_the_first_so_that_no_number_decides():
    book = HandmadeBook()
    firm = book.party("North")
    ana = book.person("Ana", at=firm)
    mail(book, firm, ana, "2026-05-01")
    later = [book.person(f"Later {n}", at=firm) for n in range(8)]
    for who in later:
        mail(book, firm, who, "2026-05-02")
        mail(book, firm, ana, "2026-05-02", to=[who])
    found = known(book.question(AS_OF)).people
    assert next(one.brought for one in found if one.person == ana) == tuple(sorted(later))


def test_complaints_in_tickets_are_no_objections(answer):
    assert "objections" not in row(answer, "Ines Roth")["behaviour"]


def test_a_customer_who_is_a_person_plays_no_part_at_one():
    book = HandmadeBook()
    mail(book, book.person("Ana"), book.rows["parties"][0]["party_id"], "2026-05-01")
    assert ask(book).finding("nobody").verdict is Verdict.NOT_ENOUGH_DATA


def test_one_customer_is_told_person_by_person_with_evidence():
    answer = ask(business(), at="Brenner")
    told = [f for f in answer.findings if f.kind == "person"]
    assert [f.subjects[0].name for f in told] == ["Marc Dubois", "Ines Roth"]
    assert [len(f.evidence.ids) for f in told] == [3, 3]
    assert answer.table("people").data.num_rows == 2


def test_a_deal_nobody_knows_is_refused_with_the_nearest_name():
    with pytest.raises(UnknownCustomer, match="Warehouse portal"):
        ask(business(), deal="Warehouse portl")


def test_every_engine_answers_the_same(every_engine):
    book = business()
    said(book, party(book, "Marc Dubois"), party(book, "Brenner"), CHAMPION)
    here = LENS.ask(book.question(AS_OF, engine=every_engine, **LENS.settle({})))
    there = ask(book)
    assert [f.sentence for f in here.findings] == [f.sentence for f in there.findings]
    assert here.actions == there.actions
    assert [t.data for t in here.tables] == [t.data for t in there.tables]
