"""Published figures of public data, through loading and asking: profit, offers, estimates, solutions."""

from __future__ import annotations

from pathlib import Path

import pytest

import closeknit as ck
from closeknit.answers import Answer

MAPPINGS = Path(__file__).parent.parent / "data" / "mappings"


def asked(folder: Path, question: str, **files: Path) -> Answer:
    """The answer over all time, from files read by the mappings they are named after."""
    with ck.create(folder, name="Public") as business:
        for mapping, file in files.items():
            business.load([file], mapping=MAPPINGS / f"{mapping.replace('_', '-')}.toml")
        return business.ask(question, months=0).answer


@pytest.mark.slow
@pytest.mark.public_data
def test_superstore_earns_what_its_workbook_says(public_data, tmp_path):
    data = public_data("superstore")
    answer = asked(tmp_path / "b", "profit", superstore=data / "superstore.csv.gz")
    rows = {r["name"]: r for r in answer.table("clients").data.to_pylist()}
    assert len(rows) == 793
    assert sum(r["revenue"] for r in rows.values()) == pytest.approx(2_297_200.86, abs=0.01)
    assert answer.finding("whale").values["total"] == pytest.approx(286_397.02, abs=0.01)
    extremes = {"Cindy Stewart": -6_626.39, "Grant Thornton": -4_108.66, "Tamara Chand": 8_981.32,
                "Raymond Buch": 6_976.10}  # fmt: skip
    assert {n: round(rows[n]["profit"], 2) for n in extremes} == extremes


@pytest.mark.slow
@pytest.mark.public_data
def test_maven_wins_63_of_100_offers(public_data, tmp_path):
    data = public_data("maven-crm")
    answer = asked(
        tmp_path / "b",
        "profit",
        maven_accounts=data / "accounts.csv",
        maven_products=data / "products.csv",
        maven_pipeline=data / "sales_pipeline.csv",
    )
    values = answer.finding("proposals").values
    assert (values["won"], values["lost"], values["open"]) == (4_238, 2_473, 1_589 + 500)
    assert values["rate"] == pytest.approx(0.6315, abs=5e-5)
    assert values["won_amount"] == pytest.approx(10_005_534)


@pytest.mark.slow
@pytest.mark.public_data
def test_sip_estimates_compare_with_hours_as_published(public_data, tmp_path):
    data = public_data("sip-timesheets")
    answer = asked(
        tmp_path / "b",
        "profit",
        sip_dates=data / "est-act-dates.csv",
        sip_tasks=data / "Sip-task-info.csv.gz",
    )
    found = answer.finding("beyond_estimate")
    shares = [found.values[k] / found.n for k in ("within", "exact", "passed")]
    assert found.n == 10_266
    assert [round(100 * s, 1) for s in shares] == [35.9, 34.1, 30.1]
    assert found.values["hours_taken"] == pytest.approx(95_001.98)
    assert found.values["hours_estimated"] == pytest.approx(90_454.20)


@pytest.mark.slow
@pytest.mark.public_data
def test_servicenow_says_when_incidents_were_solved_and_nothing_of_replies(public_data, tmp_path):
    data = public_data("servicenow-incidents")
    answer = asked(
        tmp_path / "b",
        "service",
        servicenow_incidents=data / "incident_event_log_sample.csv.gz",
    )
    assert {f.kind for f in answer.findings} == {"resolution", "repeat_contacts"}
    assert answer.finding("resolution").n == 890
    assert any(said.startswith("First answers of ServiceNow") for said in answer.left_out)
