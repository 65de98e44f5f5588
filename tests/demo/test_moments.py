"""What is planted to make customers buy does so in its window; what is planted to seem so does not."""

from __future__ import annotations

from datetime import date

import pytest

from closeknit.demo import World, imagine
from closeknit.demo.decoys import DECOYS, REFERENCE
from closeknit.demo.moments import TRIGGERS


@pytest.fixture(scope="module")
def world() -> World:
    return imagine(end=date(2026, 6, 30), size=0.4, seed=5)


def test_a_moment_brings_its_purchase_within_its_window(world: World) -> None:
    brought = [(m, t) for m in world.moments for t in TRIGGERS if m.kind == t.kind and m.brought]
    assert {t.kind for _, t in brought} == {t.kind for t in TRIGGERS}
    for moment, trigger in brought:
        assert moment.brought is not None
        # A purchase that would fall on a weekend waits for Monday.
        assert trigger.low <= (moment.brought - moment.known).days <= trigger.high + 2
        assert any(p.customer is moment.customer and p.day == moment.brought for p in world.purchases)


def test_further_purchases_bring_nobody_back_who_left(world: World) -> None:
    days = world.days_bought()
    for moment in world.moments:
        if moment.brought and moment.customer.state == "lapsed":
            assert moment.brought < days[moment.customer.id][-1]


def test_new_people_are_known_from_the_day_they_came(world: World) -> None:
    came = [m for m in world.moments if m.person]
    assert came
    for moment in came:
        assert moment.person in moment.customer.people
        assert moment.person is not None
        assert moment.person.joined == moment.happened > moment.customer.since


def test_decoys_bring_nothing_and_references_come_after_projects(world: World) -> None:
    decoys = [m for m in world.moments if m.kind in DECOYS]
    assert decoys
    assert not any(m.brought for m in decoys)
    projects = {(p.customer.id, p.day) for p in world.purchases if p.rule == "case"}
    for moment in decoys:
        if moment.kind == REFERENCE:
            assert any(c == moment.customer.id and 1 <= (moment.known - d).days <= 56 for c, d in projects)
