"""Public data sets, from the files to the figures their publishers state, through load, ask and export."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from closeknit.business import Business
from closeknit.export import exported
from closeknit.workspace import create_workspace

pytestmark = pytest.mark.public_data
MAPPINGS = Path(__file__).parent.parent / "data" / "mappings"


@pytest.fixture
def opened(tmp_path: Path, public_data: Callable[[str], Path]) -> Callable[..., Business]:
    """A business with files of a public data set loaded by our mappings."""

    def load(name: str, files: Sequence[str], mappings: Sequence[str], currency: str = "USD") -> Business:
        text = f'name = "{name}"\ncurrency = "{currency}"\ntimezone = "UTC"\nlocale = "en_GB"\n'
        made = create_workspace(tmp_path / name, settings_text=text)
        for mapping in mappings:
            shutil.copy(MAPPINGS / f"{mapping}.toml", made.folder / "mappings")
        business = Business(made)
        report = business.load([public_data(name) / file for file in files])
        assert not report.not_understood, report.not_understood
        return business

    return load


def total(table, column):
    return float(sum(v for v in table[column].to_pylist() if v is not None))


def by(table, key, column):
    sums = Counter()
    for name, value in zip(table[key].to_pylist(), table[column].to_pylist(), strict=True):
        sums[name] += float(value or 0)
    return sums


def test_northwind_revenue_by_customer(opened):
    files = ["order_details.csv", "customers.csv", "orders.csv", "products.csv", "employees.csv"]
    maps = [f"northwind-{f.removesuffix('.csv').replace('_', '-')}" for f in files]
    business = opened("northwind", files, maps)
    orders, parties = exported(business, "activities"), exported(business, "parties")
    orders = orders.filter([kind == "order.placed" for kind in orders["kind"].to_pylist()])
    name = dict(zip(parties["party_id"].to_pylist(), parties["name"].to_pylist(), strict=True))
    assert (orders.num_rows, exported(business, "lines").num_rows) == (830, 2155)
    assert total(orders, "amount_base") == pytest.approx(1_265_793.04, abs=0.01)
    best = by(orders, "account_id", "amount_base").most_common(4)
    assert {name[n]: amount for n, amount in best} == pytest.approx(
        {
            "QUICK-Stop": 110_277.30,
            "Ernst Handel": 104_874.98,
            "Save-a-lot Markets": 104_361.95,
            "Rattlesnake Canyon Grocery": 51_097.80,
        },
        abs=0.01,
    )
    standing = dict(zip(parties["party_id"].to_pylist(), parties["standing"].to_pylist(), strict=True))
    keys = exported(business, "keys")
    firms = {
        party
        for key, party in zip(keys["key"].to_pylist(), keys["party_id"].to_pylist(), strict=True)
        if key.startswith("northwind_customer:")
    }
    assert Counter(standing[firm] for firm in firms) == {"customer": 89, "prospect": 2}


def test_superstore_profit_by_product_group_and_customer(opened):
    business = opened("superstore", ["superstore.csv.gz"], ["superstore"])
    lines, parties = exported(business, "lines"), exported(business, "parties")
    assert (lines.num_rows, exported(business, "activities").num_rows) == (9_994, 5_009)
    assert total(lines, "amount_base") == pytest.approx(2_297_200.86, abs=0.01)
    assert total(lines, "profit_base") == pytest.approx(286_397.02, abs=0.01)
    groups = by(lines, "description", "profit_base")
    assert groups["Furniture › Tables"] == pytest.approx(-17_725.48, abs=0.01)
    assert groups["Technology › Copiers"] == pytest.approx(55_617.82, abs=0.01)
    name = dict(zip(parties["party_id"].to_pylist(), parties["name"].to_pylist(), strict=True))
    whose = by(lines, "account_id", "profit_base")
    assert len(whose) == 793
    assert name[min(whose, key=whose.get)] == "Cindy Stewart"
    assert name[max(whose, key=whose.get)] == "Tamara Chand"


def test_maven_pipeline_by_stage_and_agent(opened):
    files = ["accounts.csv", "sales_pipeline.csv", "products.csv", "sales_teams.csv"]
    business = opened(
        "maven-crm", files, ["maven-accounts", "maven-pipeline", "maven-products", "maven-teams"]
    )
    cases = exported(business, "cases")
    deals = cases.filter([k == "deal" for k in cases["kind"].to_pylist()])
    assert deals.num_rows == 8_800
    status = Counter(deals["status"].to_pylist())
    assert (status["won"], status["lost"], status["open"]) == (4_238, 2_473, 1_589 + 500)
    assert total(deals, "amount_base") == pytest.approx(10_005_534)
    stages = {"Won": 4_238, "Lost": 2_473, "Engaging": 1_589, "Prospecting": 500}
    assert Counter(exported(business, "stages")["stage"].to_pylist()) == stages
    assert Counter(deals["stage"].to_pylist()) == stages


def test_crunchbase_sets_impossible_dates_aside_and_counts_acquirers(opened):
    business = opened("crunchbase-acquisitions", ["acquisitions.csv.gz"], ["crunchbase-acquisitions"])
    problems = business.problems()
    happened = exported(business, "activities")
    assert happened.num_rows + sum(s == "row" for s in problems["severity"].to_pylist()) == 18_968
    assert "date.impossible" in problems["code"].to_pylist()
    shown = exported(business, "timeline")
    parties = exported(business, "parties")
    name = dict(zip(parties["party_id"].to_pylist(), parties["name"].to_pylist(), strict=True))
    seen = Counter(
        name[p]
        for p, role in zip(shown["party_id"].to_pylist(), shown["role"].to_pylist(), strict=True)
        if role == "acquirer"
    )
    assert seen.most_common(6) == [
        ("Cisco", 193),
        ("Google", 176),
        ("Microsoft", 161),
        ("IBM (International Business Machines)", 138),
        ("Yahoo!", 118),
        ("Oracle Corporation", 94),
    ]
    # Two pages of Crunchbase are two firms, however alike their names: The Toro Company, and Toro, a studio.
    keys = exported(business, "keys")
    pages = [kind == "crunchbase_organization" for kind in keys["key_kind"].to_pylist()]
    told = keys.filter(pages)["party_id"].to_pylist()
    assert len(told) == len(set(told)) == parties.num_rows == 26_647


def test_telco_customers_and_who_left(opened):
    business = opened("telco-churn", ["telco_churn.csv.gz"], ["telco-churn"])
    contracts = exported(business, "cases")
    status = Counter(contracts["status"].to_pylist())
    assert (contracts.num_rows, status["closed"], status["open"]) == (7_043, 1_869, 5_174)
    assert sum(amount is None for amount in contracts["amount_base"].to_pylist()) == 11


def test_sip_hours_by_developer(opened):
    business = opened(
        "sip-timesheets", ["Sip-task-info.csv.gz", "est-act-dates.csv"], ["sip-tasks", "sip-dates"]
    )
    logged = exported(business, "activities")
    worked = logged.filter([k == "time.logged" for k in logged["kind"].to_pylist()])
    cases = exported(business, "cases")
    assert total(worked, "hours") == pytest.approx(95_001.98, abs=0.01)
    assert total(cases, "estimate_hours") == pytest.approx(90_454.20, abs=0.01)


def test_servicenow_incidents_by_their_last_row(opened):
    business = opened("servicenow-incidents", ["incident_event_log_sample.csv.gz"], ["servicenow-incidents"])
    tickets = exported(business, "cases")
    assert tickets.num_rows == 890
    assert business.ask("service").answer.finding("resolution").n == 890


def test_cdnow_loaded_and_asked_gives_the_published_parameters(opened):
    answer = opened("cdnow", ["CDNOW_sample.txt"], ["cdnow-sample"]).ask("clients", fit_until="1997-09-30")
    found: dict[str, dict[str, float]] = {}
    for row in answer.table("models").data.to_pylist():
        found.setdefault(row["model"], {"LL": row["log_likelihood"]})[row["parameter"]] = row["value"]
    published = {
        "BG/NBD": {"LL": -9582.43, "r": 0.2426, "alpha": 4.4136, "a": 0.7929, "b": 2.4259},
        "Pareto/NBD": {"LL": -9594.976, "r": 0.5533, "alpha": 10.578, "s": 0.6062, "beta": 11.669},
        "Gamma-Gamma": {"LL": -4055.92, "p": 6.2495, "q": 3.7447, "gamma": 15.4476},
    }
    for model, figures in published.items():
        assert found[model] == pytest.approx(figures, rel=1e-3), model
