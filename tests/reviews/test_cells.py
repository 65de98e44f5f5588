"""What people write into cells is understood, and what cannot be is not guessed."""

from datetime import date

import pytest

from closeknit.day_numbers import day_to_date
from closeknit.reviews.cells import Cell, read_cell


@pytest.mark.parametrize("text", ["x", "X", " yes ", "✓", "1", "TRUE", "ja", "ok."])
def test_ticks_say_that_it_happened(text):
    assert read_cell(text) == Cell(True)


@pytest.mark.parametrize("text", ["", "  ", "no", "-", "–", "0", "FALSE", "None"])
def test_empty_and_no_say_that_it_did_not(text):
    assert read_cell(text) == Cell(False)


@pytest.mark.parametrize("text", ["?", "not sure", "don't know", "n/a"])
def test_question_marks_say_that_nobody_knows(text):
    assert read_cell(text) == Cell(None)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-14", date(2026, 3, 14)),
        ("2026-03-14 00:00:00", date(2026, 3, 14)),
        ("2026-3", date(2026, 3, 15)),
        ("14.3.2026", date(2026, 3, 14)),
        ("14/03/2026", date(2026, 3, 14)),
        ("3/14/2026", date(2026, 3, 14)),
        ("14 March 2026", date(2026, 3, 14)),
        ("14. März 2026", date(2026, 3, 14)),
        ("March 14, 2026", date(2026, 3, 14)),
        ("March 2026", date(2026, 3, 15)),
        ("03/2026", date(2026, 3, 15)),
    ],
)
def test_days_are_read_in_the_spellings_people_use(text, day):
    found = read_cell(text)
    assert (found.happened, day_to_date(found.day), found.odd) == (True, day, False)


@pytest.mark.parametrize("text", ["soon", "3/4/2026", "2026-02-30", "Marhc 2026", "14 2026", "call Ana"])
def test_what_cannot_be_told_is_odd_and_not_guessed(text):
    assert read_cell(text) == Cell(None, odd=True)
