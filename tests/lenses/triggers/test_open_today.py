"""Who is to be turned to now, and who is not."""

from types import SimpleNamespace

import numpy as np
import pytest

from closeknit.campaigns import _may_open
from closeknit.lenses.states import activities_behind, in_state
from closeknit.lenses.triggers import LENS
from closeknit.lenses.triggers.forecast import Forecast
from closeknit.lenses.triggers.history import History
from closeknit.lenses.triggers.open_today import _left_alone, _spared
from closeknit.lenses.triggers.whonow import ACTIONS, who_now
from closeknit.lenses.triggers.windows import Opening
from closeknit.methods.cells import Calendar
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


def test_everybody_with_a_window_open_is_likely_to_buy_and_the_first_few_are_to_be_turned_to():
    book = HandmadeBook()
    many = [book.party(f"Firm {n}") for n in range(600)]
    for firm in many:
        book.activity("news.funding_closed", firm, "2026-06-20")
    question = book.question("2026-06-30", **LENS.settle({}))
    parties, events = (question.tables[name] for name in ("parties", "timeline"))
    told = History(
        parties.select("account_id", first_day=0, last_day=day_number("2026-06-30")),
        question.tables["purchases"],
        events.select("account_id", "kind", "day", "known_day", evidence_id="activity_id"),
        {}, Calendar(0, 7, day_number("2026-06-30") // 7),
    )  # fmt: skip
    ahead = Forecast(
        SimpleNamespace(account=np.array(many)), np.full(600, np.nan), np.arange(600.0), 50, 1, simple=0
    )  # type: ignore[arg-type]
    found = who_now(question, told, ahead, [Opening("news.funding_closed", 1, 28, 3.0)])
    assert in_state(found, LENS.states[0]) == sorted(many)
    behind = question.collect(activities_behind(found, LENS.states[0], many[:2], question))
    told_by = {row["account_id"]: row["activity_id"] for row in book.rows["activities"]}
    assert {row["party_id"]: row["activity_id"] for row in behind.to_pylist()} == {
        firm: told_by[firm] for firm in many[:2]
    }
    assert found.findings[0].n == 600
    assert [one.subject.party_id for one in found.actions] == many[: -ACTIONS - 1 : -1]
    assert found.left_out == ()
