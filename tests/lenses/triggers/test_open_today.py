"""Who is to be turned to now, and who is not."""

from types import SimpleNamespace

import ibis
import numpy as np
import pyarrow as pa
import pytest

from closeknit.campaigns import _may_open
from closeknit.lenses.states import activities_behind, in_state
from closeknit.lenses.triggers import LENS
from closeknit.lenses.triggers.forecast import Forecast
from closeknit.lenses.triggers.history import History
from closeknit.lenses.triggers.open_today import _left_alone, _spared
from closeknit.lenses.triggers.whonow import ACTIONS, who_now
from closeknit.lenses.triggers.windows import Opening
from closeknit.methods.backtest import NotEnough
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


def listed(question, firms, *events):
    """The lists of who now, of events as they are found: each of a firm, a kind, a day and the row behind."""
    until = day_number("2026-06-30")
    names = ("account_id", "kind", "day", "evidence_id")
    rows = ibis.memtable(pa.table([*zip(*events, strict=True)], names))
    told = History(
        question.tables["parties"].select("account_id", first_day=0, last_day=until),
        question.tables["purchases"],
        rows.mutate(known_day=rows.day),
        {}, Calendar(0, 7, until // 7),
    )  # fmt: skip
    many = len(firms)
    ahead = Forecast(
        SimpleNamespace(account=np.array(firms)), np.full(many, np.nan), np.arange(float(many)), 50, 1,
        NotEnough(0, 0), simple=0,
    )  # type: ignore[arg-type]  # fmt: skip
    return who_now(question, told, ahead, [Opening(kind, 1, 28, 3.0) for kind in {one[1] for one in events}])


def test_everybody_with_a_window_open_is_likely_to_buy_and_the_first_few_are_to_be_turned_to():
    book = HandmadeBook()
    many = [book.party(f"Firm {n}") for n in range(600)]
    day = day_number("2026-06-20")
    news = {firm: book.activity("news.funding_closed", firm, "2026-06-20") for firm in many}
    question = book.question("2026-06-30", **LENS.settle({}))
    found = listed(question, many, *((firm, "news.funding_closed", day, act) for firm, act in news.items()))
    assert in_state(found, LENS.states[0]) == sorted(many)
    behind = question.collect(activities_behind(found, LENS.states[0], many[:500], question))
    assert {row["party_id"]: row["activity_id"] for row in behind.to_pylist()} == {
        firm: news[firm] for firm in many[:500]
    }
    assert found.findings[0].n == 600
    assert [one.subject.party_id for one in found.actions] == many[: -ACTIONS - 1 : -1]
    assert found.left_out == ()


def test_behind_who_may_buy_is_what_their_own_row_tells_of_be_it_an_order_of_a_neighbour_on_the_list():
    book = HandmadeBook()
    north, south, east = (book.party(name) for name in ("North", "South", "East"))
    ana = book.person("Ana", at=east)
    book.activity("email.received", south, "2024-01-10", by={"sender": ana})
    order = book.activity("order.placed", south, "2026-06-10", amount=900)
    news = book.activity("news.funding_closed", south, "2026-06-20")
    ordered, read = day_number("2026-06-10"), day_number("2026-06-20")
    question = book.question("2026-06-30", **LENS.settle({}))
    found = listed(
        question,
        [north, south, east],
        (north, "neighbour.bought", ordered, order),
        (south, "news.funding_closed", read, news),
        (east, "person.joined", read, ana),
    )
    behind = question.collect(activities_behind(found, LENS.states[0], [north, south, east], question))
    assert sorted((row["party_id"], row["day"], row["activity_id"]) for row in behind.to_pylist()) == sorted(
        [(north, ordered, order), (south, read, news)]
    )


def test_of_who_may_buy_by_what_no_activity_tells_of_nothing_lies_behind():
    book = HandmadeBook()
    north = book.party("North")
    ana = book.person("Ana", at=north)
    question = book.question("2026-06-30", **LENS.settle({}))
    found = listed(question, [north], (north, "person.joined", day_number("2026-06-20"), ana))
    assert in_state(found, LENS.states[0]) == [north]
    assert not question.collect(activities_behind(found, LENS.states[0], [north], question)).num_rows
