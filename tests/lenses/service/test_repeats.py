"""People who had to come back within a week of a solution."""

from __future__ import annotations

from closeknit.lenses.service import LENS
from tests.lenses.handmade import HandmadeBook, put_there
from tests.lenses.service.desk import AS_OF, ask


def returning(*, gap_days: int, times: int) -> HandmadeBook:
    """Twenty people with a solved ticket; some write again so many days after the solution."""
    book = HandmadeBook()
    client = book.party("Halden")
    for n in range(20):
        who = book.person(f"Person {n}", at=client)
        book.ticket(client, "2026-05-04 09:00", solved="2026-05-04 11:00", contact_id=who)
        if n < times:
            book.ticket(client, f"2026-05-{4 + gap_days:02d} 10:00", contact_id=who)
    book.ticket(client, "2026-06-29 09:00")
    return book


def test_coming_back_within_a_week_is_counted():
    found = ask(returning(gap_days=5, times=4)).finding("repeat_contacts")
    assert found.sentence == (
        "After 4 of 20 solved tickets (20 %) the same person came back within 7 days; most often at Halden "
        "(4 times)."
    )
    assert found.evidence.total == len(found.evidence.ids) == 4


def test_coming_back_later_is_not():
    assert ask(returning(gap_days=9, times=4)).finding("repeat_contacts").values["again"] == 0


def test_the_days_can_be_set():
    found = ask(returning(gap_days=9, times=4), repeat_days=10).finding("repeat_contacts")
    assert found.values["again"] == 4


def test_solutions_younger_than_a_week_are_not_judged_yet():
    book = returning(gap_days=5, times=4)
    client = book.rows["parties"][0]["party_id"]
    late = book.person("Late", at=client)
    book.ticket(client, "2026-06-25 09:00", solved="2026-06-27 09:00", contact_id=late)
    assert ask(book).finding("repeat_contacts").n == 20


def test_behind_who_came_back_are_the_solutions_that_were_none():
    book = returning(gap_days=5, times=2)
    (halden,) = (p["party_id"] for p in book.rows["parties"] if p["name"] == "Halden")
    solved = [a["activity_id"] for a in book.rows["activities"] if a["kind"] == "ticket.resolved"]
    assert put_there(LENS, "came-back", book.question(AS_OF), halden) == {halden: set(solved[:2])}
