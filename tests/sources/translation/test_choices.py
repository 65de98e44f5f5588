"""What a whole column tells about its dates and numbers, and what happens when it does not."""

from __future__ import annotations

import pytest

from closeknit.settings import Settings
from closeknit.sources.translation.choices import Choices, locale_order
from tests.sources.mapped import Rows, mapping, said

ORDERS = """
[party.customer]
kind = "organization"
keys = { own = "who" }
[[activity]]
kind = "order.placed"
at = "day"
known = "seen"
amount = "sum"
participants = { buyer = "customer" }
[read]
optional = ["seen"]
"""
BRITISH, AMERICAN, GERMAN = Settings(locale="en_GB"), Settings(locale="en_US"), Settings(locale="de")


def chosen(*rows: str, header: str = "day|who|sum|seen", settings: Settings | None = None) -> Choices:
    full = [row + "|" * (3 - row.count("|")) for row in rows]
    return said(mapping(ORDERS), header, *full, settings=settings).choices("own/rows")


def test_one_day_above_twelve_decides_for_the_whole_column() -> None:
    assert chosen("03/04/2026|a|1", "13/04/2026|a|1").dates["day"] == "day first"
    assert chosen("03/04/2026|a|1", "04/13/2026|a|1").dates["day"] == "month first"


def test_a_few_strays_do_not_turn_a_column() -> None:
    rows = ["25/04/2026|a|1"] * 41 + ["04/25/2026|a|1"] * 2
    assert chosen(*rows).dates["day"] == "day first"


def test_a_column_that_says_both_is_undecided_and_says_so() -> None:
    choices = chosen("25/04/2026|a|1", "04/25/2026|a|1", settings=BRITISH)
    assert choices.dates["day"] == "undecided"
    (note,) = choices.notes
    assert note.startswith('"day": the day comes first in 1 of its dates, the month in 1')


def test_another_column_of_the_file_tells() -> None:
    choices = chosen("03/04/2026|a|1|25/04/2026")
    assert choices.dates == {"day": "day first", "seen": "day first"}
    assert "like the other dates here" in choices.notes[0]


@pytest.mark.parametrize(
    ("settings", "order"),
    [
        (BRITISH, "day first"),
        (AMERICAN, "month first"),
        (GERMAN, "day first"),
        (Settings(), "undecided"),
        (Settings(country="GB"), "day first"),
    ],
)
def test_else_the_locale_of_the_business_tells(settings: Settings, order: str) -> None:
    assert chosen("03/04/2026|a|1", settings=settings).dates["day"] == order


def test_dates_with_dots_have_the_day_first() -> None:
    assert chosen("03.04.2026|a|1").dates["day"] == "day first"


def test_days_that_are_the_same_both_ways_need_no_note() -> None:
    assert chosen("04/04/2026|a|1").notes == ()


@pytest.mark.parametrize(
    ("sums", "style"),
    [
        (["1,234", "5.50"], "1,234.56"),
        (["1.234", "5,50"], "1.234,56"),
        (["20 160,0"], "1.234,56"),
        (["1.234.567"], "1.234,56"),
        (["1,234,567"], "1,234.56"),
        (["0.123"], "1,234.56"),
        (["7"], "1,234.56"),
    ],
)
def test_the_decimal_sign_is_decided_over_all_rows(sums: list[str], style: str) -> None:
    assert chosen(*(f"2026-01-02|a|{s}" for s in sums)).numbers["sum"] == style


def test_an_open_number_follows_the_locale_and_says_so() -> None:
    assert chosen("2026-01-02|a|1.234", settings=GERMAN).numbers["sum"] == "1.234,56"
    english = chosen("2026-01-02|a|1.234")
    assert english.numbers["sum"] == "1,234.56"
    assert "leave open which sign is the decimal one" in english.notes[0]


def test_what_the_mapping_says_is_not_decided_again() -> None:
    told = mapping(ORDERS + 'dates = "month first"\nnumbers = "1.234,56"\n')
    rows = said(told, "day|who|sum|seen", "25/04/2026|a|1|")
    assert rows.choices("own/rows") == Choices()
    assert rows.table("problems", "code") == [("date.impossible",)]


def test_choices_survive_being_kept_as_json() -> None:
    choices = chosen("03/04/2026|a|1.234", settings=BRITISH)
    assert Choices.from_json(choices.to_json()) == choices


def test_plain_english_says_nothing_about_day_and_month() -> None:
    assert locale_order(Settings(locale="en")) == ""
    assert locale_order(Settings(locale="en_AU")) == "day first"
    assert locale_order(Settings(locale="xx_nonsense")) == ""


def test_no_rows_at_all_leave_everything_open() -> None:
    rows = Rows()
    rows.add(mapping(ORDERS), ["day", "who", "sum"], [])
    assert rows.choices("own/rows").dates["day"] == "undecided"
