"""How well two people know each other, worked out by hand, on every engine."""

from __future__ import annotations

from datetime import date, timedelta
from math import exp

import pytest

from closeknit.lenses.strengths import HABIT, strengths
from tests.lenses.handmade import HandmadeBook, day_number

AS_OF = "2026-06-30"


def office() -> HandmadeBook:
    """Us: Tom and Ina. At Halden: Ana and Bo. Cy stands alone."""
    made = HandmadeBook()
    made.names = {name: made.colleague(name) for name in ("Tom", "Ina")}
    halden = made.party("Halden")
    made.names |= {"Halden": halden} | {name: made.person(name, at=halden) for name in ("Ana", "Bo", "Cy")}
    return made


def did(made: HandmadeBook, kind: str, day: str, **by: str) -> None:
    """An activity of these people by role; several of one role are separated by spaces."""
    number = made.activity(kind, made.names["Halden"], day)
    line = made.rows["timeline"][-1]
    made.rows["timeline"][-1] = {**line, "role": "account"}
    for role, names in by.items():
        for name in names.split():
            made.rows["timeline"].append(
                {**line, "activity_id": number, "party_id": made.names[name], "role": role}
            )


def known(made: HandmadeBook, engine: object = None) -> dict[tuple[str, str], dict[str, object]]:
    """The rows by the two names, in the order of the alphabet; sent and got follow that order."""
    question = made.question(AS_OF, engine=engine) if engine else made.question(AS_OF)
    names = {number: name for name, number in made.names.items()}
    rows = question.collect(strengths(question.tables, question.as_of_day)).to_pylist()
    found = {}
    for row in rows:
        one, other = names[row["one"]], names[row["other"]]
        if one > other:
            one, other, row["sent"], row["got"] = other, one, row["got"], row["sent"]
        found[one, other] = row
    return found


def strength(contact: float, shared: float = 1.0) -> object:
    return pytest.approx((1 - exp(-contact / HABIT)) * shared)


def test_contacts_add_up_and_fade_by_half_in_ninety_days(every_engine) -> None:
    made = office()
    did(made, "email.sent", AS_OF, sender="Tom", recipient="Ana")
    did(made, "email.received", "2026-04-01", sender="Ana", recipient="Tom")
    row = known(made, every_engine)["Ana", "Tom"]
    assert (row["sent"], row["got"]) == (pytest.approx(0.5), pytest.approx(1.0))
    assert row["strength"] == strength(1.5, 2 * 0.5 / 1.5)
    assert (row["contacts"], row["recent"], row["before"]) == (2, 2, 0)
    assert (row["first_day"], row["last_day"]) == (day_number("2026-04-01"), day_number(AS_OF))
    assert row["strength_before"] == 0


def test_many_take_less_part_in_a_meeting_or_mail_each_and_lists_none(every_engine) -> None:
    made = office()
    did(made, "meeting.held", AS_OF, organizer="Tom", attendee="Ana Bo Tom")
    did(made, "email.sent", AS_OF, sender="Ina", recipient="Bo Cy")
    did(made, "list.posted", AS_OF, sender="Ina", recipient="Ana")
    did(made, "meeting.held", AS_OF, organizer="Ina", declined="Ana")
    made.names |= {f"G{n}": made.person(f"G{n}", at=made.names["Halden"]) for n in range(26)}
    did(made, "meeting.held", AS_OF, organizer="Cy", attendee=" ".join(f"G{n}" for n in range(26)))
    rows = known(made, every_engine)
    assert set(rows) == {("Ana", "Bo"), ("Ana", "Tom"), ("Bo", "Tom"), ("Bo", "Ina"), ("Cy", "Ina")}
    assert rows["Ana", "Bo"]["strength"] == strength(2.5)
    assert rows["Bo", "Ina"]["strength"] == strength(0.25, 0.1)


def test_what_was_thirteen_weeks_ago_is_weighed_as_of_then_and_what_came_since_is_not() -> None:
    made = office()
    # 181 days ago: by 2026-03-31, which is 91 days ago, 90 days old.
    did(made, "email.sent", "2025-12-31", sender="Tom", recipient="Ana")
    did(made, "email.received", "2025-12-31", sender="Ana", recipient="Tom")
    did(made, "meeting.held", "2026-06-01", attendee="Ana Tom")
    row = known(made)["Ana", "Tom"]
    assert row["strength_before"] == strength(1.0)
    now = 2 * 0.5 ** (181 / 90) + 5 * 0.5 ** (29 / 90)
    assert row["strength"] == strength(now)
    assert (row["recent"], row["before"]) == (1, 1)


@pytest.mark.parametrize(("guests", "counts"), [(24, True), (25, False)])
def test_more_than_twenty_five_in_one_meeting_are_an_audience(guests: int, counts: bool) -> None:
    made = office()
    made.names |= {f"G{n}": made.person(f"G{n}") for n in range(guests)}
    did(made, "meeting.held", AS_OF, organizer="Cy", attendee=" ".join(f"G{n}" for n in range(guests)))
    found = known(made)
    assert (("Cy", "G0") in found) is counts
    if counts:
        assert found["Cy", "G0"]["strength"] == strength(5 / 24)


def test_a_call_weighs_three_whoever_of_the_two_noted_it() -> None:
    made = office()
    did(made, "call.held", AS_OF, owner="Tom", subject="Ana")
    did(made, "call.held", AS_OF, owner="Ina", attendee="Bo Cy")
    rows = known(made)
    assert rows["Ana", "Tom"]["strength"] == strength(3.0)
    assert rows["Bo", "Ina"]["strength"] == strength(1.5)


def test_tickets_count_half_in_the_direction_of_who_wrote(every_engine) -> None:
    made = office()
    did(made, "ticket.opened", AS_OF, requester="Ana", agent="Tom")
    did(made, "ticket.replied", AS_OF, requester="Ana", agent="Tom")
    row = known(made, every_engine)["Ana", "Tom"]
    assert (row["sent"], row["got"], row["strength"]) == (0.5, 0.5, strength(1.0))


def test_a_connection_list_and_shared_employers_in_time_tie_without_contact(every_engine) -> None:
    made = office()
    made.tie(made.names["Tom"], made.names["Cy"], "knows")
    for name, since, until in (
        ("Ana", None, "2020-01-01"),
        ("Bo", "2019-01-01", None),
        ("Cy", "2021-01-01", None),
    ):
        made.tie(made.names[name], made.names["Halden"], "works_at")
        days = {"since_day": since and day_number(since), "until_day": until and day_number(until)}
        made.rows["relationships"][-1] |= days
    rows = known(made, every_engine)
    assert set(rows) == {("Cy", "Tom"), ("Ana", "Bo"), ("Bo", "Cy")}
    assert (rows["Cy", "Tom"]["strength"], rows["Cy", "Tom"]["listed"]) == (strength(0.2), True)
    assert (rows["Ana", "Bo"]["strength"], rows["Ana", "Bo"]["colleagues"]) == (strength(1 / 3), True)
    assert (rows["Cy", "Tom"]["last_day"], rows["Cy", "Tom"]["contacts"]) == (None, 0)


@pytest.mark.slow
def test_two_mails_a_week_two_a_day_and_one_a_month_are_told_apart() -> None:
    made = office()
    for name, every in (("Ana", 7), ("Bo", 1), ("Cy", 60)):
        for days in range(0, 720, every):
            day = str(date.fromisoformat(AS_OF) - timedelta(days=days))
            did(made, "email.sent", day, sender="Tom", recipient=name)
            did(made, "email.received", day, sender=name, recipient="Tom")
    rows = known(made)
    kept_up = {name: rows[tuple(sorted((name, "Tom")))]["strength"] for name in ("Ana", "Bo", "Cy")}
    assert kept_up == {
        "Ana": pytest.approx(0.63, abs=0.02), "Bo": pytest.approx(0.999, abs=0.002),
        "Cy": pytest.approx(0.12, abs=0.02),
    }  # fmt: skip
