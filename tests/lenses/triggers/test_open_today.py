"""Who is to be turned to now, and who is not."""

import pytest

from closeknit.campaigns import _may_open
from closeknit.lenses.triggers.open_today import _left_alone, _spared
from tests.lenses.handmade import HandmadeBook, day_number


def test_those_a_campaign_leaves_alone_are_spared_until_its_days_are_over():
    book = HandmadeBook()
    names = ("Acted on", "Left alone", "Left alone long ago")
    firms = {name: book.party(name) for name in names}
    for name, day in zip(names, ("2026-06-01", "2026-06-01", "2026-01-01"), strict=True):
        book._add(
            "campaigns", campaign="spring", decision_id="d-0001", account_id=firms[name], key=name,
            acted=name == "Acted on", day=day_number(day), event="news", within_days=42, share=0.2,
        )  # fmt: skip
    assert _left_alone(book.question("2026-06-30")) == {firms["Left alone"]}


def test_how_many_are_spared_is_said_with_the_reason():
    assert _spared(0, 0) == ()
    assert _spared(1, 2) == (
        "1 more has a window open and is left alone by a campaign, to compare with.",
        "2 more have a window open and are not to be contacted.",
    )


@pytest.mark.parametrize(
    ("said", "opens"),
    [
        ({}, True),
        ({"direction": "delays"}, False),
        ({"sort": "touch"}, False),
        ({"verdict": "after-effect"}, False),
        ({"lift": None}, False),
    ],
)
def test_a_campaign_is_opened_only_by_what_comes_before_more_purchases(said, opens):
    found = {"lift": 2.0, "verdict": "suggestive", "direction": "raises", "sort": "trigger"}
    assert _may_open(found | said) is opens
