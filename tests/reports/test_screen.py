"""Whatever stands in a cell, a terminal only shows it."""

import io

import pytest
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from closeknit.reports.screen import Screen, visible

CLEARS = "\x1b[2J\x1b[31mred"


def printed(*things, **more):
    out = io.StringIO()
    Screen(file=out, width=60, **more).print(*things)
    return out.getvalue()


@pytest.mark.parametrize(
    ("hidden", "shown"),
    [(CLEARS, "␛[2J␛[31mred"), ("a\u202eb\u2066c\u200fd", "a�b�c�d"), ("a\x9bb\x7fc\0", "a�b␡c␀")],
)
def test_signs_that_steer_a_terminal_become_visible(hidden, shown):
    assert visible(hidden) == shown


def test_letters_of_every_script_stay_as_they_are():
    for text in ("Café Nord", "オカフォル", "👩\u200d🔧", "one\ttwo\nthree"):
        assert visible(text) == text


def test_nothing_that_is_printed_gets_through():
    table = Table(CLEARS)
    table.add_row(Text(CLEARS))
    for thing in (Text(CLEARS), Padding(Text(CLEARS), 1), table, CLEARS):
        assert "\x1b" not in printed(thing)


def test_our_own_colours_stay():
    assert printed(Text("hot", "red"), force_terminal=True, color_system="standard") == "\x1b[31mhot\x1b[0m\n"
