"""Notes, promises and corrections: what can be written, and what of it holds."""

from datetime import date

import pytest

from closeknit.briefings.by_hand import LONGEST, correction_value, corrections_of, note_value, notes_of
from closeknit.day_numbers import date_to_day
from closeknit.errors import UnknownQuestion
from tests.book.test_decided import row


def test_notes_that_hold_come_newest_first_and_a_day_makes_a_promise_of_one():
    due = date(2026, 7, 1)
    rows = [
        row(1, "note", ["x:a"], value=note_value(" call in May ", None)),
        row(2, "note", ["x:a"], value=note_value("wrong one", None)),
        row(3, "note", ["x:b"], value=note_value("send the plan", due)),
        row(4, "undo", undoes="d-0002"),
    ]
    found = notes_of(rows, {"d-0002"})
    assert [(n.text, n.due_day, n.by) for n in found] == [
        ("send the plan", date_to_day(due), "ana"), ("call in May", None, "ana")
    ]  # fmt: skip


def test_a_correction_names_facts_as_files_do():
    value = correction_value(" Postal  Code ", " 4000  Porto ", "organization", None)
    (found,) = corrections_of([row(1, "correction", ["x:a"], value=value)], ())
    assert (found.name, found.value) == ("postal_code", "4000 Porto")


@pytest.mark.parametrize("text", ["", "  \n ", "x" * (LONGEST + 1)])
def test_a_note_of_nothing_or_of_too_much_is_refused(text):
    with pytest.raises(UnknownQuestion):
        note_value(text, None)


@pytest.mark.parametrize(("name", "value"), [("", "Porto"), ("city", " "), ("city", "x" * (LONGEST + 1))])
def test_a_correction_without_fact_or_value_is_refused(name, value):
    with pytest.raises(UnknownQuestion):
        correction_value(name, value, "person", None)
