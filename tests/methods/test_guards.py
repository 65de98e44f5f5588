"""What forbids a yes: how events were recorded."""

from dataclasses import replace

import numpy as np
import pytest

from closeknit.methods import guards
from closeknit.methods.cells import Facts, Population
from tests.methods import worlds
from tests.methods.searched import searched

PLAIN = Facts(
    "note", 100, 60, busiest_day=3, before=20, late=0, late_unusually=0, by_buyers=45, on_purchases=0
)
EVERYBODY = Population(200, 200 * 700.0, 160, busiest_day=3, buyers=90, buyer_days=90 * 700.0)


def test_plain_records_pass_every_guard():
    assert not guards.one_day(PLAIN.busiest_day, PLAIN.events)
    assert not guards.recorded_after(PLAIN)
    assert not guards.known_late(PLAIN)
    assert not guards.buyers_only(PLAIN, EVERYBODY)


@pytest.mark.parametrize(("most", "events", "refused"), [(40, 100, True), (30, 100, False), (8, 9, False)])
def test_one_day_with_many_of_them_is_an_import(most, events, refused):
    assert guards.one_day(most, events) is refused


def test_more_than_a_tenth_known_after_the_purchase_is_late():
    assert guards.known_late(replace(PLAIN, late=3))
    assert not guards.known_late(replace(PLAIN, late=2))


def test_a_delay_that_is_usual_for_the_kind_is_late_but_no_hindsight():
    slow = replace(PLAIN, late=8)
    assert guards.known_late(slow)
    assert not guards.recorded_after(slow)
    assert guards.recorded_after(replace(slow, late_unusually=4))


def test_nothing_written_down_for_those_who_never_bought_is_selective():
    assert guards.buyers_only(replace(PLAIN, by_buyers=98, before=90), EVERYBODY)
    assert not guards.buyers_only(replace(PLAIN, by_buyers=98, before=30), EVERYBODY)
    assert not guards.buyers_only(replace(PLAIN, events=4, by_buyers=4, before=4), EVERYBODY)


def test_events_that_are_purchases_themselves_are_not_recorded_for_buyers_only():
    grown = replace(PLAIN, by_buyers=20, on_purchases=80, before=90)
    assert not guards.buyers_only(grown, EVERYBODY)
    assert guards.buyers_only(replace(grown, by_buyers=60, on_purchases=40), EVERYBODY)
    assert guards.is_purchase(grown)
    assert not guards.is_purchase(PLAIN)


def made_for(buyers):
    kind = worlds.Kind("ticket", 0.03, buyers=buyers)
    return searched(worlds.made(300, seed=1000, kinds=lambda _: (kind,)).seen)


def test_tickets_exist_only_once_somebody_is_a_customer():
    for buyers in (True, False):
        found = made_for(buyers)
        rows = [row for row in found.cells.exposed if row.window == (1, 28)]
        assert guards.customers_only(rows, found.cells) is buyers


def test_an_effect_that_stopped_half_way_fades_and_a_steady_one_does_not():
    kinds = (
        worlds.works("stops", 0.03, 5.0, 0, works_until=500),
        worlds.works("stays", 0.03, 5.0, 0),
    )
    found = searched(worlds.made(400, seed=1001, kinds=lambda _: kinds).seen)
    p = {
        row.kind: guards.fades([row], found.cells, found.fitted.rate)
        for row in found.cells.exposed
        if row.window == (1, 28)
    }
    assert p["stops"] < 0.001
    assert p["stays"] > 0.01


def test_too_few_purchases_cannot_show_that_an_effect_fades():
    found = made_for(False)
    row = next(row for row in found.cells.exposed if row.window == (1, 28))
    few = replace(row, purchases=np.zeros(len(row.stratum)))
    assert guards.fades([few], found.cells, found.fitted.rate) == 1.0
