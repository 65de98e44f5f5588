"""What models say: published figures through the short way, refusals, tests on days left alone."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closeknit.answers import Answer, Verdict
from closeknit.errors import UnknownQuestion
from closeknit.plain import clients
from closeknit.reports.jsonform import answer_json, dumps


def cdnow(folder, file: str) -> pd.DataFrame:
    """Purchases of the CDNOW sample or of all its customers."""
    names = ["customer", "at", "discs", "amount"]
    if file == "sample":
        table = pd.read_csv(
            folder / "CDNOW_sample.txt", sep=r"\s+", header=None, names=["master", *names], dtype=str
        )
    else:
        table = pd.read_csv(folder / "CDNOW_master.txt.gz", sep=r"\s+", skiprows=1, names=names, dtype=str)
    return table.assign(amount=table["amount"].astype(float))


def parameters(answer: Answer, model: str) -> dict[str, float]:
    """Parameters of a model, with its log-likelihood."""
    rows = [r for r in answer.table("models").data.to_pylist() if r["model"] == model]
    return {r["parameter"]: r["value"] for r in rows} | {"log-likelihood": rows[0]["log_likelihood"]}


@pytest.mark.public_data
def test_the_short_way_reproduces_the_published_figures_of_cdnow(public_data):
    answer = clients(cdnow(public_data("cdnow"), "sample"), currency="USD", fit_until="1997-09-30").answer
    published = {
        "BG/NBD": {"r": 0.2426, "alpha": 4.4136, "a": 0.7929, "b": 2.4259, "log-likelihood": -9582.43},
        "Pareto/NBD": {
            "r": 0.5533,
            "alpha": 10.578,
            "s": 0.6062,
            "beta": 11.669,
            "log-likelihood": -9594.976,
        },
        "Gamma-Gamma": {"p": 6.2495, "q": 3.7447, "gamma": 15.4476, "log-likelihood": -4055.92},
    }
    for model, figures in published.items():
        assert parameters(answer, model) == pytest.approx(figures, rel=1e-3)


@pytest.mark.public_data
def test_purchases_of_the_next_39_weeks_are_foretold_as_well_as_published(public_data):
    answer = clients(cdnow(public_data("cdnow"), "master"), currency="USD", fit_until="1997-09-30").answer
    test = answer.table("test").data.to_pylist()[0]
    assert (test["customers"], test["days"], test["happened"]) == (23_570, 273, 19_684)
    assert test["error"] <= 0.819


@cache
def planted(seed: int = 5) -> pd.DataFrame:
    """400 customers of a BG/NBD world over 1,000 days, with amounts."""
    rng = np.random.default_rng(seed)
    rows = []
    for customer in range(400):
        day, rate, stop = rng.integers(0, 700), rng.gamma(0.9, 1 / 60), rng.beta(0.8, 2.5)
        mean = rng.gamma(5.0, 20.0)
        stays = True
        while day < 1_000:
            rows.append((f"C{customer:03d}", int(day), round(rng.gamma(4.0, mean / 4), 2)))
            if not stays:
                break
            day += max(1.0, rng.exponential(1 / max(rate, 1e-6)))
            stays = rng.random() > stop
    table = pd.DataFrame(rows, columns=["customer", "day", "amount"])
    return table.assign(at=pd.Timestamp("2023-01-01") + pd.to_timedelta(table.pop("day"), unit="D"))


@cache
def told(**options) -> Answer:
    """The answer about the planted customers, asked once for each set of options."""
    return clients(planted(), as_of="2025-09-27", **options).answer


def test_a_forecast_says_its_range_and_how_it_did_on_days_left_alone():
    finding = told().finding("forecast")
    assert "left alone to compare, it" in finding.sentence
    assert finding.estimate.low < finding.estimate.value < finding.estimate.high
    held = finding.values["test_foretold"] > 0 and "was off" not in finding.sentence
    assert finding.verdict is (Verdict.ESTABLISHED if held else Verdict.SUGGESTIVE)


def test_each_customer_has_a_chance_and_expected_purchases_that_sum_to_the_forecast():
    data = told().table("customers").data
    expected = sum(v for v in data["expected"].to_pylist() if v is not None)
    assert expected == pytest.approx(told().finding("forecast").estimate.value)
    assert all(0 <= v <= 1 for v in data["still"].to_pylist())


def test_nearly_all_who_are_lapsed_have_less_than_even_chances_where_buying_is_random():
    rows = told().table("customers").data.to_pylist()
    lapsed = [r["still"] < 0.5 for r in rows if r["state"] == "lapsed" and r["silent"] < 1_460]
    assert lapsed
    assert sum(lapsed) > 0.95 * len(lapsed)


def test_a_habit_clearly_broken_is_not_kept_alive_by_a_model_that_takes_buying_for_random():
    days = pd.date_range("2022-01-07", periods=11, freq="77D")
    regular = pd.DataFrame({"customer": "Lindner", "at": days, "amount": 100.0})
    table = clients(pd.concat([planted(), regular]), as_of="2025-09-27").answer.table("customers").data
    (row,) = (r for r in table.to_pylist() if r["name"] == "Lindner")
    assert row["silent"] > 4 * 77
    assert row["state"] == "lapsed"


def donors(seed: int = 4) -> pd.DataFrame:
    """Gifts of 500 who are asked every November for nine years, and stop at some time."""
    rng = np.random.default_rng(seed)
    rows = []
    for who in range(500):
        gives, stops = rng.beta(1.2, 0.75), rng.beta(0.66, 2.8)
        for year in range(2016 + who % 4, 2025):
            if year > 2016 + who % 4 and rng.random() < stops:
                break
            if year == 2016 + who % 4 or rng.random() < gives:
                rows.append((f"Donor {who}", f"{year}-11-{rng.integers(1, 29):02d}", 50.0))
    return pd.DataFrame(rows, columns=["customer", "at", "amount"]).assign(
        at=lambda t: pd.to_datetime(t["at"])
    )


def test_who_gives_once_a_year_is_told_by_opportunities():
    answer = clients(donors(), as_of="2025-02-28", horizon_days=365).answer
    finding = answer.finding("forecast")
    assert finding.values["model"] == "BG/BB"
    assert finding.estimate.low <= finding.estimate.value <= finding.estimate.high
    assert any("one chance to buy a year (100 % of" in said for said in answer.assumptions)
    rows = answer.table("customers").data.to_pylist()
    assert sum(r["expected"] for r in rows) == pytest.approx(finding.estimate.value, rel=1e-6)
    assert all(0 <= r["expected"] <= 1 for r in rows)


def test_opportunities_can_be_turned_off_and_asked_for():
    without = clients(donors(), as_of="2025-02-28", opportunities="none").answer
    assert "BG/BB" not in without.table("models").data["model"].to_pylist()
    forced = clients(planted(), as_of="2025-09-27", model="bg/bb", opportunities="month").answer
    assert "one chance to buy a month" in " ".join(forced.assumptions) or forced.finding("forecast").needed
    refused = clients(planted(), as_of="2025-09-27", model="bg/bb").answer.finding("forecast")
    assert "no whole years, quarters or months" in refused.sentence


def test_the_unit_of_time_changes_the_parameters_and_not_the_forecast():
    days, weeks = told(unit="days"), told()
    assert parameters(days, "BG/NBD")["alpha"] == pytest.approx(
        7 * parameters(weeks, "BG/NBD")["alpha"], rel=1e-3
    )
    assert days.finding("forecast").estimate.value == pytest.approx(
        weeks.finding("forecast").estimate.value, rel=1e-3
    )


def test_no_model_says_nothing_of_the_future_and_all_else_stays():
    answer = told(model="none")
    assert "forecast" not in [f.kind for f in answer.findings]
    assert "models" not in [t.name for t in answer.tables]
    assert answer.finding("base").values["customers"] == 400


def test_order_of_rows_and_parts_of_a_day_change_nothing():
    table = planted()
    parts = pd.concat([table, table.head(50)]).assign(amount=lambda t: t["amount"].round(2))
    parts.iloc[:50, parts.columns.get_loc("amount")] -= 1.0
    parts.iloc[-50:, parts.columns.get_loc("amount")] = 1.0
    answer = clients(parts.sample(frac=1, random_state=1), as_of="2025-09-27").answer
    assert parameters(answer, "BG/NBD") == parameters(told(), "BG/NBD")
    assert answer.finding("late").sentence == told().finding("late").sentence


def test_a_fit_that_the_data_cannot_settle_is_said_in_words_and_used_for_nothing():
    """Everybody buys every 30 days for ever: there is nothing to tell stopping by."""
    days = [d for n in range(150) for d in range(n % 30, 1_000, 30)]
    names = [f"C{n}" for n in range(150) for _ in range(n % 30, 1_000, 30)]
    at = pd.Timestamp("2023-01-01") + pd.to_timedelta(days, unit="D")
    answer = clients(pd.DataFrame({"customer": names, "at": at, "amount": 50.0})).answer
    finding = answer.finding("forecast")
    assert "and no model can be pinned down" in finding.sentence
    assert (finding.verdict, finding.estimate) == (Verdict.NOT_ENOUGH_DATA, None)
    assert "still" not in answer.table("customers").data.column_names
    assert set(answer.table("models").data["value"].to_pylist()) == {None}


def test_looking_ahead_takes_at_least_a_day():
    with pytest.raises(UnknownQuestion, match="at least 1 day"):
        clients(planted().head(5), horizon_days=0)


@settings(max_examples=4, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("ABC"), st.dates(date(2020, 1, 1), date(2026, 1, 1)), st.integers(-20, 10**6)
        ),
        max_size=12,
    )
)
def test_any_table_of_purchases_gets_an_answer_with_ranges_around_its_figures(rows):
    table = pd.DataFrame(rows, columns=["customer", "at", "amount"]).astype({"amount": "float64"})
    answer = clients(table, as_of="2026-01-01").answer
    assert dumps(answer_json(answer))
    for finding in answer.findings:
        if finding.estimate and finding.estimate.low is not None:
            assert finding.estimate.low <= finding.estimate.value <= finding.estimate.high
        assert "nan" not in finding.sentence


@pytest.mark.public_data
def test_ten_times_as_many_customers_are_no_more_patterns_to_fit(public_data):
    from closeknit.methods.histories import histories

    table = cdnow(public_data("cdnow"), "master")
    day = (pd.to_datetime(table["at"], format="%Y%m%d") - pd.Timestamp("1970-01-01")).dt.days
    days = day.groupby(table["customer"]).agg(["nunique", "min", "max"]).to_numpy()
    once, tiled = (
        histories(d[:, 0], d[:, 1], d[:, 2], until=int(day.max())) for d in (days, np.tile(days, (10, 1)))
    )
    assert (once.total, tiled.total) == (23_570, 235_700)
    assert len(tiled.customers) == len(once.customers) < once.total
