"""Who sends us customers and speaks up: by hand, on every engine, with whom one must not ask."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from closeknit.answers import Verdict
from closeknit.lenses.advocates import LENS
from closeknit.lenses.advocates import thanks as thanking
from closeknit.lenses.advocates.thanks import thanks
from closeknit.lenses.states import in_state
from tests.lenses.advocates.town import AS_OF, business, paid, wrote
from tests.lenses.handmade import HandmadeBook, day_number, put_there

pytestmark = pytest.mark.slow


def ask(book, **more):
    return LENS.ask(replace(book.question(AS_OF, **LENS.settle({})), **more))


@cache
def town():
    return ask(business())


def rows_of(answer, table, key="name"):
    return {row[key]: row for row in answer.table(table).data.to_pylist()}


def party(book, name):
    return next(row["party_id"] for row in book.rows["parties"] if row["name"] == name)


def in_it(answer, state):
    named = {row["party_id"]: row["name"] for table in answer.tables for row in table.data.to_pylist()}
    return {named[who] for who in in_state(answer, next(s for s in LENS.states if s.name == state))}


def test_who_sent_much_and_was_never_thanked_comes_first_with_what_it_brought():
    found = town().findings[0]
    assert found.kind == "unthanked"
    assert found.sentence == (
        "Priya Nair sent you Halden and Orrin, who brought €8,000 since. Nobody thanked them in what "
        "you loaded."
    )
    assert (found.verdict, found.n, found.estimate.value) == (Verdict.COUNTED, 2, 8_000)
    assert [s.name for s in found.subjects] == ["Priya Nair"]
    assert len(found.evidence.ids) == 3, "the invoice before the referral is not behind it"
    assert in_it(town(), "unthanked") == {"Priya Nair"}


def test_what_was_paid_before_somebody_was_sent_is_not_credited():
    rows = rows_of(town(), "sent")
    assert (rows["Halden"]["brought"], rows["Halden"]["year"]) == (7_000, 4_000)
    assert rows["Orrin"]["brought"] == 1_000, "without a day, since one first dealt with them"


def test_a_mail_that_makes_somebody_new_known_to_us_is_a_referral():
    row = rows_of(town(), "sent")["Lund"]
    assert (row["by"], row["how"], row["brought"]) == ("Ana Ruiz", "a mail", 2_500)


def test_whom_one_of_us_brought_is_counted_apart():
    assert "Stam" not in rows_of(town(), "sent")
    assert "1 customer whom one of you brought." in town().left_out


def test_thanks_count_where_they_are_for_the_referral():
    rows = rows_of(town(), "referrers")
    assert rows["Ana Ruiz"]["thanked"].isoformat() == "2026-05-04"
    assert rows["Priya Nair"]["thanked"] is None, "thanks for an order are none for a referral"


def test_thanks_before_the_referral_or_to_somebody_else_are_none_for_it():
    book = business()
    tom, priya, ana = (
        p["party_id"] for p in book.rows["parties"] if p["name"] in ("Tom Visser", "Priya Nair", "Ana Ruiz")
    )
    kade = next(p["party_id"] for p in book.rows["parties"] if p["name"] == "Kade")
    wrote(book, kade, "2025-01-02", tom, priya, text="Thank you for referring Halden to us.")
    wrote(book, kade, "2026-03-06", tom, ana, text="Thank you for referring Halden to us.")
    assert in_it(ask(book), "unthanked") == {"Priya Nair"}
    wrote(book, kade, "2026-03-07", tom, priya, text="We are grateful. Halden is a joy to work with.")
    answer = ask(book)
    assert in_it(answer, "unthanked") == set()
    assert rows_of(answer, "referrers")["Priya Nair"]["thanked"].isoformat() == "2026-03-07"


def test_thanks_are_found_behind_many_newer_thanks_for_something_else_lot_by_lot(monkeypatch):
    """Ana is thanked in the first lot, so none of her older mails is read; Priya in the fifth."""
    monkeypatch.setattr(thanking, "AT_ONCE", 3)
    book = business()
    tom, priya, ana, kade = (party(book, name) for name in ("Tom Visser", "Priya Nair", "Ana Ruiz", "Kade"))
    for _ in range(2):
        wrote(book, kade, "2026-06-05", tom, ana, text="Thank you for referring Halden to us.")
    for _ in range(9):
        wrote(book, kade, "2026-03-05", tom, priya, text="Thank you for your order.")
        wrote(book, kade, "2026-03-05", tom, ana, text="Thank you for your order.")
    wrote(book, kade, "2025-03-01", tom, priya, text="Thank you for referring Halden to us.")
    wrote(book, kade, "2025-02-01", tom, priya, text="Thank you for referring Halden to us.")
    question, lots = book.question(AS_OF), []

    def watched(rows):
        lots.append(question.collect(rows))
        return lots[-1]

    since = dict.fromkeys((priya, ana), day_number("2025-01-15"))
    found = thanks(replace(question, collect=watched), since, {priya: ["Halden"], ana: ["Halden"]})
    assert found[ana].day == day_number("2026-06-05")
    assert found[priya].day == day_number("2025-03-01")
    ids, *texts = lots
    assert ids.num_rows == 24
    assert not {"subject", "body"} & set(ids.column_names)
    assert [lot.num_rows for lot in texts] == [3] * 5


def test_thanks_are_the_same_however_many_texts_are_read_at_a_time(monkeypatch):
    monkeypatch.setattr(thanking, "AT_ONCE", 1)
    assert rows_of(ask(business()), "referrers") == rows_of(town(), "referrers")


def test_the_latest_thanks_count_from_the_day_on_which_one_sent_somebody():
    book = business()
    tom, priya, kade = (party(book, name) for name in ("Tom Visser", "Priya Nair", "Kade"))
    for when in ("2025-03-01", "2025-04-01"):
        wrote(book, kade, when, tom, priya, text="Thank you for referring Halden to us.")
    question = book.question(AS_OF)
    days = [day_number(day) for day in ("2024-01-01", "2025-04-01", "2025-04-02")]
    found = [thanks(question, {who: day}, {who: []})[who].day for day in days for who in (priya, kade)]
    assert found == [day_number("2025-04-01")] * 4 + [None, None]


def test_without_any_text_of_ours_it_cannot_tell_who_was_thanked():
    book = business()
    book.rows["texts"].clear()
    answer = ask(book)
    assert answer.findings[0].kind == "referrals"
    assert in_it(answer, "unthanked") == set()
    assert any(note.startswith("Who was thanked: no text") for note in answer.left_out)


def test_referrals_in_money_and_their_part_of_revenue():
    found = town().finding("referrals")
    assert found.sentence == (
        "2 people or firms sent you 3 customers; these brought €10,500 since, €7,500 of it in the last 12 "
        "months, 56 % of revenue. Most came through Priya Nair: €8,000."
    )
    assert sum(row["brought"] for row in rows_of(town(), "sent").values()) == found.estimate.value == 10_500


def test_a_customer_counts_for_one_referrer_first_for_whom_a_file_names():
    book = business()
    lund, priya = (p["party_id"] for p in book.rows["parties"] if p["name"] in ("Lund", "Priya Nair"))
    priya, lund = sorted((priya, lund), key=lambda n: n == lund)
    book.tie(lund, priya, "referred_by", since="2026-05-10")
    answer = ask(book)
    assert [row["by"] for row in answer.table("sent").data.to_pylist() if row["name"] == "Lund"] == [
        "Priya Nair"
    ]
    assert answer.finding("referrals").estimate.value == 10_500


def test_colleagues_who_name_each_other_are_no_referral():
    book = business()
    fjord = next(p["party_id"] for p in book.rows["parties"] if p["name"] == "Fjord")
    ana = next(p["party_id"] for p in book.rows["parties"] if p["name"] == "Ana Ruiz")
    book.tie(book.person("Eva Lie", at=fjord), ana, "referred_by")
    assert "Fjord" not in rows_of(ask(book), "sent")


@pytest.mark.parametrize("said", ["ana@fjord.example", "Ana Ruiz"])
def test_an_attribute_names_a_referrer_by_address_or_by_a_name_that_is_theirs_alone(said):
    book = business()
    ana = next(p["party_id"] for p in book.rows["parties"] if p["name"] == "Ana Ruiz")
    book.key("email:ana@fjord.example", ana)
    vik = next(p["party_id"] for p in book.rows["parties"] if p["name"] == "Vik")
    book.attribute(vik, "referred_by", said)
    assert rows_of(ask(book), "sent")["Vik"]["by"] == "Ana Ruiz"
    if said == "Ana Ruiz":
        book.key(
            "email:ana@other.example", book.party("Ana Ruiz of Porto", kind="person", standing="prospect")
        )
        book.rows["parties"][-1]["name"] = "ana ruiz"
        assert "Vik" not in rows_of(ask(book), "sent"), "a name that two bear stands for neither"


def test_who_is_known_by_name_alone_stands_for_who_alone_goes_by_it():
    book = business()
    priya = next(p["party_id"] for p in book.rows["parties"] if p["name"] == "Priya Nair")
    book.key("email:priya@kade.example", priya)
    bare = book.party("Priya Nair (card)", kind="person", standing="prospect")
    book.rows["parties"][-1]["name"] = "priya nair"
    book.key("outlook_contact:priya nair", bare)
    book.tie(book.party("Zand"), bare, "referred_by")
    assert rows_of(ask(book), "referrers")["Priya Nair"]["sent"] == 3


# Whom one may ask


def test_those_who_speak_up_are_named_with_what_to_ask_or_why_not():
    rows = rows_of(town(), "advocates")
    assert {name: row["favour"] for name, row in rows.items()} == {
        "Priya Nair": "thank first",
        "Ana Ruiz": "whom else they know who could use you",
        "Ola Vik": "a recommendation, or to be named as a reference",
    }
    assert in_it(town(), "askable") == {"Ana Ruiz", "Ola Vik"}
    assert rows["Ola Vik"]["quote"] == "Your team is the best we ever worked with."


def test_one_good_word_is_politeness_and_a_recommendation_is_none():
    book = HandmadeBook()
    firm = book.party("North")
    one, other = (book.person(name, at=firm) for name in ("Eva", "Max"))
    book.mention(firm, one, "2026-05-01", "praise", "Great work.")
    book.activity("recommendation.written", firm, "2024-09-01", by={"author": other})
    book.activity("recommendation.written", firm, "2021-09-01", by={"author": one})
    assert in_it(ask(book), "advocate") == {"Max"}


def surveyed(*scores: tuple[str, int]):
    """Somebody who praised us on one day, with answers of these days to how likely they would recommend."""
    book = HandmadeBook()
    firm = book.party("North")
    eva = book.person("Eva", at=firm)
    book.mention(firm, eva, "2026-05-01", "praise", "Great work.")
    for day, score in scores:
        book.activity("survey.answered", firm, day, by={"author": eva}, score=score)
    return ask(book)


def test_nine_or_ten_of_ten_in_a_survey_is_one_good_word():
    told = rows_of(surveyed(("2026-03-01", 9)), "advocates")["Eva"]
    assert told["did"] == "praised on 1 day, would recommend you (survey)"
    assert told["favour"] == "a recommendation, or to be named as a reference"
    assert in_it(surveyed(("2026-03-01", 8)), "advocate") == set()


def test_of_several_surveys_the_newest_within_a_year_counts():
    assert in_it(surveyed(("2026-02-01", 10), ("2026-03-01", 7)), "advocate") == set()
    assert in_it(surveyed(("2025-06-01", 10)), "advocate") == set()


def test_who_scored_low_of_late_is_helped_before_they_are_asked():
    book = business()
    people = {p["name"]: p["party_id"] for p in book.rows["parties"]}
    by = {"author": people["Ola Vik"]}
    book.activity("survey.answered", people["Vik"], "2026-06-10", by=by, score=6)
    assert rows_of(ask(book), "advocates")["Ola Vik"]["favour"] == "unhappy on 10 Jun 2026: help first"


def test_nobody_is_asked_twice_a_quarter_by_mail_or_list():
    book = business()
    people = {p["name"]: p["party_id"] for p in book.rows["parties"]}
    text = "Would you write a recommendation for us?"
    wrote(book, people["Vik"], "2026-05-30", people["Tom Visser"], people["Ola Vik"], text=text)
    rests = {people["Ana Ruiz"]: day_number("2026-07-20")}
    rows = rows_of(ask(book, resting=rests), "advocates")
    assert rows["Ola Vik"]["favour"] == "asked already: not before 29 Aug 2026"
    assert rows["Ana Ruiz"]["favour"] == "asked already: not before 20 Jul 2026"
    wrote(book, people["Vik"], "2026-03-01", people["Tom Visser"], people["Ana Ruiz"], text=text)
    over = {people["Ana Ruiz"]: day_number(AS_OF)}
    assert rows_of(ask(book, resting=over), "advocates")["Ana Ruiz"]["state"] == "askable", (
        "the quarter is over"
    )


def test_who_complained_lately_or_must_not_be_contacted_is_not_asked():
    book = business()
    people = {p["name"]: p["party_id"] for p in book.rows["parties"]}
    book.mention(people["Vik"], people["Ola Vik"], "2026-06-20", "complaint", "Two pallets are missing.")
    book.attribute(people["Ana Ruiz"], "do_not_contact", "yes")
    rows = rows_of(ask(book), "advocates")
    assert rows["Ola Vik"]["favour"] == "unhappy on 20 Jun 2026: help first"
    assert rows["Ana Ruiz"]["favour"] == "must not be contacted"
    assert (
        ask(book).finding("advocates").sentence.endswith("Nobody of them should be asked for a favour now.")
    )


# Introductions, reach, coming back


def test_introductions_given_and_received_are_set_against_each_other():
    found = town().finding("introductions")
    assert (found.values["given"], found.values["received"]) == (1, 1)
    rows = rows_of(town(), "given")
    assert (rows["Ana Ruiz"]["received"], rows["Ana Ruiz"]["given"]) == (1, 1)
    assert (rows["Priya Nair"]["received"], rows["Priya Nair"]["given"]) == (2, 0)


def test_a_mail_to_somebody_we_deal_with_already_sends_nobody():
    book = business()
    people = {p["name"]: p["party_id"] for p in book.rows["parties"]}
    text = "I would like to introduce you to each other."
    wrote(
        book,
        people["Kade"],
        "2026-06-20",
        people["Priya Nair"],
        people["Tom Visser"],
        people["Ola Vik"],
        kind="email.received",
        text=text,
    )
    assert "Vik" not in rows_of(ask(book), "sent")


def test_whose_word_reaches_far_is_told_though_they_have_not_spoken_up():
    book = HandmadeBook()
    firms = [book.party(f"Firm {n}") for n in range(5)]
    hub = book.person("Hanna", at=firms[0])
    for n, firm in enumerate(firms[1:]):
        other = book.person(f"Friend {n}", at=firm)
        book.activity("meeting.held", firm, "2026-06-01", by={"organizer": hub, "attendee": other})
        book.rows["timeline"] = [row for row in book.rows["timeline"] if row["role"] != "buyer"]
    found = ask(book).finding("reach")
    assert found.sentence.startswith(
        "Hanna reaches furthest: knows 4 people at 4 other firms you deal with, and has not"
    )


def coming_back(sent: int, others: int) -> HandmadeBook:
    """Ten years of customers: so many of 20 sent, and of 20 others, bought again."""
    book = HandmadeBook()
    priya = book.person("Priya", at=book.party("Kade"))
    for name, again in (("Sent", sent), ("Other", others)):
        for n in range(20):
            firm = book.party(f"{name} {n:02}")
            if name == "Sent":
                book.tie(firm, priya, "referred_by")
            for when in ("2024-01-10", "2024-06-10")[: 1 + (n < again)]:
                paid(book, firm, when, 100)
    return book


def test_customers_who_were_sent_are_compared_with_the_others_where_both_are_enough():
    found = ask(coming_back(18, 8)).finding("come_back")
    assert found.verdict is Verdict.SUGGESTIVE
    assert (found.values["back"], found.values["of"], found.values["others_back"]) == (18, 20, 8)
    assert found.estimate.value == pytest.approx(0.5)
    assert 0.2 < found.estimate.low < 0.35
    assert 0.6 < found.estimate.high < 0.75
    assert ask(coming_back(9, 8)).finding("come_back").verdict is Verdict.NO_EVIDENCE
    assert town().finding("come_back").verdict is Verdict.NOT_ENOUGH_DATA


def test_nothing_known_is_said_with_what_it_would_take():
    found = ask(HandmadeBook()).finding("nobody")
    assert found.verdict is Verdict.NOT_ENOUGH_DATA
    assert "Referred by" in found.needed


def test_every_advocate_is_found_among_hundreds():
    book = HandmadeBook()
    vik = book.party("Vik")
    many = {f"Ola {n}" for n in range(600)}
    for name in many:
        book.activity("mention.posted", vik, "2026-06-01", by={"author": book.person(name, at=vik)})
    assert in_it(ask(book), "advocate") == many


def test_behind_who_is_owed_thanks_is_the_mail_they_sent_somebody_by_else_what_those_brought():
    book = business()
    priya, ana = (party(book, name) for name in ("Priya Nair", "Ana Ruiz"))
    (intro,) = (
        r["activity_id"] for r in book.rows["timeline"]
        if (r["party_id"], r["role"], r["kind"]) == (ana, "sender", "email.received")
    )  # fmt: skip
    found = put_there(LENS, "unthanked", book.question(AS_OF), priya, ana)
    paid_since = {
        r["activity_id"] for r in book.rows["activities"] if r.get("amount") in (3_000, 4_000, 1_000)
    }
    assert found == {priya: paid_since, ana: {intro}}
    assert len(paid_since) == 3


@pytest.mark.parametrize("state", ["advocate", "askable"])
def test_behind_who_speaks_up_is_what_they_said_and_whom_they_sent_and_no_complaint(state):
    book = business()
    ola, ana, vik = (party(book, name) for name in ("Ola Vik", "Ana Ruiz", "Vik"))
    praised = {r["activity_id"] for r in book.rows["mentions"] if r["party_id"] == ola}
    book.mention(vik, ola, "2026-06-10", "complaint", "The last delivery came late.")
    found = put_there(LENS, state, book.question(AS_OF), ola, ana)
    assert (found[ola], len(found[ana])) == (praised, 1)
