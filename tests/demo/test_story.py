"""What the sample business is meant to show holds whatever the seed, the size and the last day."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from closeknit.demo import Truth, imagine, make
from closeknit.demo.story import average_rate, rank, story
from closeknit.methods import bgnbd
from closeknit.methods.histories import histories

from .conftest import Sample

WORLDS = [(date(2026, 6, 30), 7), (date(2024, 2, 29), 3), (date(2027, 1, 5), 11)]


@pytest.fixture(scope="module", params=WORLDS, ids=str)
def truth(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Truth:
    end, seed = request.param
    return make(tmp_path_factory.mktemp("story"), end=end, size=0.06, seed=seed)


def test_late_customers_are_silent_for_two_and_a_half_times_their_gap(truth: Truth) -> None:
    assert len(truth.late) >= 3
    for late in truth.late:
        assert late.orders >= 10
        assert late.silent_days > 2.5 * late.every_days
        assert late.yearly_eur > 5_000


def test_okafor_foods_orders_every_six_weeks_and_has_been_silent_for_nineteen(truth: Truth) -> None:
    first = truth.late[0]
    assert first.name == "Okafor Foods"
    assert round(first.every_days / 7) == 6
    assert first.silent_days // 7 == 19


def test_nobody_else_who_orders_often_is_silent_beyond_habit(truth: Truth) -> None:
    late = {x.party for x in truth.late}
    end = max(p.day for p in truth.papers)
    for party in truth.customers():
        days = sorted(p.day for p in truth.purchases if p.party == party.id and p.rule in ("single", "order"))
        if (
            party.state != "active"
            or party.id in late
            or party.plan not in ("order", "reseller")
            or len(days) < 5
        ):
            continue
        gaps = sorted((b - a).days for a, b in pairwise(days))
        assert (end - days[-1]).days <= gaps[-1] * 1.1


def test_customers_who_left_differ_in_how_soon_they_left(truth: Truth) -> None:
    bought = Counter(p.party for p in truth.purchases if p.rule in ("single", "order", "case"))
    left = [bought[p.id] for p in truth.customers() if p.state == "lapsed" and bought[p.id]]
    assert min(left) <= 3
    assert max(left) >= 2 * min(left)


@pytest.mark.parametrize(("end", "seed"), WORLDS)
def test_how_customers_stop_can_be_learnt_from_a_whole_business(end: date, seed: int) -> None:
    days: dict[str, set[int]] = {}
    world = imagine(end=end, seed=seed)
    for purchase in world.purchases:
        days.setdefault(purchase.customer.id, set()).add(purchase.day.toordinal())
    free = [
        sorted(days[c.id])
        for c in world.customers("project", "order", "reseller", "card")
        if not any(p.customer is c and p.rule == "steady" for p in world.purchases)
    ]
    counts, first, last = (np.array(x) for x in zip(*((len(d), d[0], d[-1]) for d in free), strict=True))
    fitted = bgnbd.fit(histories(counts, first, last, until=end.toordinal()))
    assert fitted.usable, fitted.why


def test_the_renamed_firm_is_third_under_two_names(truth: Truth) -> None:
    renamed = story(truth).renamed
    assert renamed.rank == 3
    assert {"Brenner Logistik GmbH", "BL Group SE"} <= set(renamed.names)
    assert renamed.party.domain == "brenner-logistik.example"


def test_the_loss_maker_is_fourth_and_brings_a_fraction_of_the_average(truth: Truth) -> None:
    loss = story(truth).loss_maker
    assert loss.rank == 4
    assert 27 <= loss.rate_eur <= 34
    assert loss.rate_eur < loss.average_eur / 2
    assert 195 <= loss.never_invoiced_hours <= 212


def test_ranks_of_the_largest_hold_over_all_years_too(truth: Truth) -> None:
    largest = sorted(truth.customers(), key=lambda p: -p.revenue_eur)[:4]
    assert [rank(truth, p) for p in largest] == [1, 2, 3, 4]


def test_some_customers_get_far_more_favours_than_others(truth: Truth) -> None:
    extras = story(truth).extras
    assert extras
    for party in extras:
        assert party.extra_hours > party.hours / 10
    others = [p for p in truth.customers() if p.hours and p not in extras]
    assert sum(p.extra_hours for p in others) < sum(p.hours for p in others) / 50


def test_an_hour_brings_ninety_to_a_hundred_on_average(whole: Truth) -> None:
    assert 90 <= average_rate(whole) <= 100
    assert story(whole).loss_maker.rank == 4


def test_eighteen_percent_of_revenue_is_of_the_firm_that_hangs_on_one_person(whole: Truth) -> None:
    share = whole.in_role("hangs_on").revenue_year_eur / sum(p.revenue_year_eur for p in whole.customers())
    assert round(100 * share) == 18


def test_counting_names_gives_far_more_customers_than_there_are(sample: Sample) -> None:
    told = story(sample.truth)
    assert told.customers == len([p for p in sample.truth.parties if p.purchases])
    assert 1.2 < told.customer_names / told.customers < 1.7
