"""Whom to turn to, through whom and with which words: by hand, on every engine."""

from datetime import date

from closeknit.briefings.outreach import approaches
from closeknit.questions.tree import Said
from tests.lenses.handmade import HandmadeBook

AS_OF = "2026-06-30"


def scene():
    """Tom knows Ana well, Eva a little; Ana wrote; Bo and the firm of Cy said no; nobody knows Zoe."""
    book = HandmadeBook()
    north, south = book.party("North"), book.party("South")
    tom, eva = book.colleague("Tom"), book.colleague("Eva")
    ana, bo = book.person("Ana", at=north), book.person("Bo", at=north)
    cy, zoe = book.person("Cy", at=south), book.person("Zoe", at=north)
    for colleague, days in ((tom, ("2026-06-01", "2026-06-08", "2026-06-15")), (eva, ("2025-01-10",))):
        for day in days:
            book.activity("meeting.held", north, day, by={"organizer": colleague, "attendee": ana})
    book.activity("call.held", north, "2026-05-02", by={"organizer": eva, "attendee": bo})
    for day, quote in (("2026-06-03", "We  worry about\nchurn."), ("2026-03-01", "An older sentence.")):
        number = (date.fromisoformat(day) - date(1970, 1, 1)).days
        book._add("mentions", account_id=north, party_id=ana, activity_id=1, record_id=1, day=number,
                  known_day=number, kind="email.received", stance="concern", topic="churn", quote=quote,
                  words=" churn ")  # fmt: skip
    book.attribute(bo, "do_not_contact", "yes")
    book.attribute(south, "unsubscribed", "true")
    return book, {"north": north, "south": south, "tom": tom, "ana": ana, "bo": bo, "cy": cy, "zoe": zoe}


def test_through_whom_and_with_which_words_on_every_engine(every_engine):
    book, who = scene()
    found = approaches(book.question(AS_OF, engine=every_engine), [who[x] for x in ("zoe", "ana", "bo")])
    zoe, ana = found.people
    assert (ana.name, ana.organization, ana.through) == ("Ana", "North", "Tom")
    assert (ana.opening, ana.opening_day) == (
        "On 3 Jun 2026 you wrote: “We worry about churn.”",
        date(2026, 6, 3),
    )
    assert (zoe.through, zoe.opening, zoe.opening_day) == ("", "", None)
    assert found.left_out == {"must not be contacted": 1}


def test_an_opening_is_of_what_they_were_asked_for_by_where_they_said_so():
    book, who = scene()
    book.mention(who["north"], who["ana"], "2026-06-20", "asked", "Next steps")
    asked, churn = book.question(AS_OF), Said("concern", "churn")
    (ana,) = approaches(asked, [who["ana"]]).people
    assert ana.opening.endswith("“Next steps”")
    (ana,) = approaches(asked, [who["ana"]], (churn,)).people
    assert ana.opening == "On 3 Jun 2026 you wrote: “We worry about churn.”"


def test_without_words_of_theirs_an_opening_is_the_last_dealing():
    book, who = scene()
    book.rows["mentions"].clear()
    (ana,) = approaches(book.question(AS_OF), [who["ana"]]).people
    assert ana.opening == "Our last meeting was on 15 Jun 2026."


def test_of_a_customer_it_is_who_was_last_heard_of_and_never_one_of_us_or_of_a_firm_that_said_no():
    book, who = scene()
    asked = book.question(AS_OF)
    firm = approaches(asked, [who["north"], who["tom"], who["cy"], who["south"], who["ana"]])
    assert "Cy" not in {one.name for one in firm.people}
    assert firm.left_out["one of you"] == 1
    assert len({one.party_id for one in firm.people}) == len(firm.people)
    assert approaches(asked, []).people == ()
