"""What the sample business planted is what the questions find, through loading and asking."""

from __future__ import annotations

from datetime import date

import pytest

import closeknit as ck
from closeknit.demo import make
from closeknit.demo.story import story

END = date(2026, 6, 30)


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """A small sample business: what was planted, and the answers of profit and service."""
    folder = tmp_path_factory.mktemp("sample") / "business"
    truth = make(folder, end=END, size=0.2)
    with ck.open(folder) as business:
        business.load([folder / "exports"])
        return truth, {q: business.ask(q, as_of=END).answer for q in ("profit", "service")}


@pytest.mark.slow
def test_the_loss_maker_is_found_with_its_rate_rank_and_forgotten_hours(planted):
    truth, answers = planted
    told, found = story(truth).loss_maker, answers["profit"].finding("loss_maker")
    assert found.subjects[0].name == told.party.name
    assert found.values["rank"] == told.rank
    assert found.values["rate"] == pytest.approx(float(told.rate_eur), rel=1e-3)
    assert found.values["average_rate"] == pytest.approx(float(told.average_eur), rel=1e-3)
    assert found.values["hours_never_invoiced"] == pytest.approx(float(told.never_invoiced_hours))


@pytest.mark.slow
def test_revenue_of_the_year_is_what_was_planted(planted):
    truth, answers = planted
    revenue = sum(answers["profit"].table("clients").data["revenue"].to_pylist())
    assert revenue == pytest.approx(float(truth.total("revenue_year_eur")), abs=1)


@pytest.mark.slow
def test_waits_are_those_planted_and_nobody_who_waits_is_missed(planted):
    truth, answers = planted
    year = [t for t in truth.tickets if t.created.date() > date(2025, 6, 30)]
    found = answers["service"].finding("first_reply")
    slow = [t for t in year if t.first_reply is None or (t.first_reply - t.created).total_seconds() > 21_600]
    assert found.n == len(year)
    assert found.values["still_open"] == sum(t.first_reply is None for t in year)
    assert found.values["over_6_hours"] == pytest.approx(len(slow) / len(year), abs=0.03)
