"""Whom to turn to, through whom and with which words: by hand, on every engine."""

from datetime import date

from closeknit.briefings.outreach import approaches
from closeknit.questions.tree import Said
from tests.briefings.nearby_made import with_holding
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
    assert (ana.opening.words, ana.opening.day) == (
        "On 3 Jun 2026 you wrote: “We worry about churn.”",
        date(2026, 6, 3),
    )
    assert (zoe.through, zoe.opening.words, zoe.opening.day) == ("", "", None)
    assert found.left_out == {"must not be contacted": 1}


def test_an_opening_is_of_what_they_were_asked_for_by_where_they_said_so():
    book, who = scene()
    book.mention(who["north"], who["ana"], "2026-06-20", "asked", "Next steps")
    asked, churn = book.question(AS_OF), Said("concern", "churn")
    (ana,) = approaches(asked, [who["ana"]]).people
    assert ana.opening.words.endswith("“Next steps”")
    (ana,) = approaches(asked, [who["ana"]], (churn,)).people
    assert ana.opening.words == "On 3 Jun 2026 you wrote: “We worry about churn.”"


def test_only_the_activities_in_which_they_spoke_are_looked_up():
    book, who = scene()
    book.mention(who["north"], who["bo"], "2026-06-20", "asked", "Of somebody else")
    asked, looked_up = book.question(AS_OF), []

    def parts(table, column, numbers):
        looked_up.append((table, column, numbers))
        return asked.tables[table]

    (ana,) = approaches(with_holding(asked, parts), [who["ana"]]).people
    assert ana.opening.words.endswith("“We worry about churn.”")
    assert [numbers for table, _, numbers in looked_up if table == "activities"] == [[1]]


def test_without_words_of_theirs_an_opening_is_the_last_dealing():
    book, who = scene()
    book.rows["mentions"].clear()
    (ana,) = approaches(book.question(AS_OF), [who["ana"]]).people
    assert ana.opening.words == "Our last meeting was on 15 Jun 2026."


def test_only_dealings_between_them_and_us_are_named_and_by_whom():
    book, who = scene()
    book.rows["mentions"].clear()
    for kind, role, day in (
        ("email.received", "recipient", "2026-06-27"), ("person.job_changed", "subject", "2026-06-28"),
        ("deal.lost", "contact", "2026-06-28"), ("campaign.sent", "recipient", "2026-06-28"),
        ("call.held", "mentioned", "2026-06-28"), ("meeting.held", "attendee", "2026-07-20"),
    ):  # fmt: skip
        book.activity(kind, who["north"], day, by={role: who["zoe"]})
    assert approaches(book.question(AS_OF), [who["zoe"]]).people[0].opening.words == ""
    for kind, role, day, said in (
        ("email.sent", "recipient", "2026-06-01", "We last wrote to you on 1 Jun 2026."),
        ("email.received", "sender", "2026-06-02", "You last wrote to us on 2 Jun 2026."),
        ("ticket.opened", "requester", "2026-06-03", "You last asked us for help on 3 Jun 2026."),
        ("activity.logged", "subject", "2026-06-04", "We were last in touch on 4 Jun 2026."),
    ):
        book.activity(kind, who["north"], day, by={role: who["zoe"]})
        (zoe,) = approaches(book.question(AS_OF), [who["zoe"]]).people
        assert (zoe.opening.words, zoe.opening.day) == (said, date.fromisoformat(day))


def lined(book, who, kind, day, subject, words=()):
    """Something she wrote with a subject line, and sentences below it."""
    role = "requester" if kind == "ticket.opened" else "sender"
    number = book.activity(kind, who["north"], day, by={role: who["zoe"]}, subject=subject)
    for quote in (" ".join(subject.split()), *words):
        book.sentence(number, who["zoe"], "asked", quote)


def test_a_bare_subject_line_is_no_opening_unless_they_were_asked_for_by_it(every_engine):
    book, who = scene()
    lined(book, who, "email.received", "2026-06-20", "Next  steps on churn")
    asked, churn = book.question(AS_OF, engine=every_engine), Said("asked", "churn")
    (zoe,) = approaches(asked, [who["zoe"]]).people
    assert zoe.opening.words == "You last wrote to us on 20 Jun 2026."
    (zoe,) = approaches(asked, [who["zoe"]], (churn,)).people
    assert zoe.opening.words == "On 20 Jun 2026 you wrote about “Next steps on churn”"


def test_a_sentence_goes_before_subject_lines_and_the_title_of_a_ticket_is_one_a_note_of_ours_is_not():
    book, who = scene()
    lined(book, who, "email.received", "2026-05-01", "Churn", ["How do you stop churn?"])
    lined(book, who, "email.received", "2026-06-20", "Churn again")
    note = book.activity("activity.logged", who["north"], "2026-06-22", by={"subject": who["zoe"]})
    book.sentence(note, who["zoe"], "concern", "She worries about churn.")
    for said in ((), (Said("asked", "churn"),)):
        (zoe,) = approaches(book.question(AS_OF), [who["zoe"]], said).people
        assert zoe.opening.words == "On 1 May 2026 you wrote: “How do you stop churn?”"
    lined(book, who, "ticket.opened", "2026-06-10", "Churn report stopped")
    (zoe,) = approaches(book.question(AS_OF), [who["zoe"]]).people
    assert zoe.opening.words == "On 10 Jun 2026 you opened a ticket: “Churn report stopped”"


def test_of_a_customer_it_is_who_was_last_heard_of_and_never_one_of_us_or_of_a_firm_that_said_no():
    book, who = scene()
    asked = book.question(AS_OF)
    firm = approaches(asked, [who["north"], who["tom"], who["cy"], who["south"], who["ana"]])
    assert "Cy" not in {one.name for one in firm.people}
    assert firm.left_out["one of you"] == 1
    assert len({one.party_id for one in firm.people}) == len(firm.people)
    assert approaches(asked, []).people == ()
