"""What happened with one customer: filtered, page by page, each event once."""

from dataclasses import replace

import pyarrow as pa
import pytest

from closeknit.briefings.held import held
from closeknit.briefings.story import Wanted, story, whole_event
from closeknit.errors import UnknownQuestion
from closeknit.lenses.naming import meant
from tests.briefings.test_customer import AS_OF, book


@pytest.fixture(scope="module")
def question():
    return book().question(AS_OF)


def told(question, whom="Halden", **wanted):
    return story(question, meant(question, whom), Wanted(**wanted))


def test_pages_tell_every_event_once_the_newest_first(question):
    whole, walked = told(question), []
    wanted = Wanted(most=3)
    while True:
        page = story(question, meant(question, "Halden"), wanted)
        walked += page.events
        if page.after is None:
            break
        wanted = replace(wanted, after=page.after)
    assert walked == list(whole.events)
    assert len({e.activity_id for e in walked}) == whole.total > 3
    assert [e.at for e in walked] == sorted((e.at for e in walked), reverse=True)


def test_kinds_are_counted_over_all_and_a_filter_keeps_its_own(question):
    found = told(question, kind="invoice.issued")
    assert ("invoice.issued", "invoice issued", 4) in found.kinds
    assert {e.kind for e in found.events} == {"invoice.issued"}
    assert found.total == 4
    assert [e.subject for e in told(question, text="PLANS autumn").events] == ["Plans for autumn"]


def test_of_a_person_only_what_names_them_is_told(question):
    mia = meant(question, "Mia Halden")
    found = story(question, mia, Wanted())
    assert {e.kind for e in found.events} == {"email.sent"}
    assert not any(s.name == "Mia Halden" for e in found.events for s in e.who)
    with_mia = told(question, person=mia)
    assert [e.activity_id for e in with_mia.events] == [e.activity_id for e in found.events]
    assert all(e.who[0].name == "Mia Halden" for e in with_mia.events)


def test_one_event_says_who_took_part_and_unknown_ones_are_refused(question):
    call = told(question, kind="call.held").events[0]
    opened = whole_event(
        question, call.activity_id, lambda ids: pa.table({"record_id": pa.array([], pa.int64())})
    )
    assert ("attendee", "Tom Berg") in [(role, who.name) for role, who in opened.who]
    with pytest.raises(UnknownQuestion):
        whole_event(question, 1, lambda ids: pa.table({}))


def test_all_that_is_held_on_a_customer_is_held_on_its_people_too(question):
    asked = []

    def naming(keys):
        asked.extend(keys)
        return []

    found = held(question, meant(question, "Halden"), naming, lambda ids: pytest.fail("no line"), ([], ()))
    assert set(asked) == {"domain:halden.example", "email:mia@halden.example"}
    assert {s.name for s in found.of} == {"Halden", "Mia Halden", "Tom Berg"}
    alone = held(question, meant(question, "Mia Halden"), lambda _: [], lambda _: None, ([], ()))
    assert [s.name for s in alone.of] == ["Mia Halden"]
