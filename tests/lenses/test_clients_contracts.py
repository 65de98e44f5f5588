"""Contracts are judged by their end, not by gaps."""

from __future__ import annotations

from importlib import import_module

import numpy as np
import pytest

from closeknit.answers import Verdict
from closeknit.lenses.clients.terms import _followed, _yearly
from tests.lenses.clients_made import Shop, number, row, states
from tests.lenses.handmade import day_number


def contracts() -> Shop:
    """One contract that ends soon, one running, one that ran out lately, one over; two retainers."""
    shop = Shop()
    ana = shop.colleague("Ana Ruiz")
    halden = shop.party("Halden", owner=ana)
    shop.contract(halden, "2024-08-01", "2025-07-31", 10_000)
    shop.contract(halden, "2025-08-01", "2026-07-31", 12_000, kind="renewal")
    shop.contract(shop.party("Running"), "2026-02-01", "2028-01-31", 24_000)
    shop.contract(shop.party("Ran Out"), "2025-06-16", "2026-06-15", 9_000)
    shop.contract(shop.party("Over"), "2024-01-01", "2024-12-31", 6_000)
    shop.retainer(shop.party("Retained"), "2025-07-01", 12, 500)
    shop.retainer(shop.party("Stopped"), "2025-05-20", 12, 800)
    for n in range(4):
        shop.contract(shop.party(f"Renewed {n}"), "2025-01-01", "2027-01-01", 100, kind="renewal")
    for name in ("Over", "Former"):
        shop.decision(number(name), "2025-12-31", None, [], kind="end", rule="contract")
    return shop


@pytest.fixture(scope="module")
def answer():
    return contracts().ask()


def test_customers_under_contract_are_within_their_habit_until_it_ends(answer):
    told = states(answer)
    assert {n: told[n] for n in ("Halden", "Running", "Retained", "Ran Out", "Stopped", "Over")} == {
        "Halden": "repeat", "Running": "new", "Retained": "repeat", "Ran Out": "late", "Stopped": "late",
        "Over": "lapsed",
    }  # fmt: skip


def test_contracts_that_end_are_said_with_their_worth_a_year_and_how_many_were_renewed(answer):
    finding = answer.finding("renewals")
    assert finding.sentence == (
        "1 contract ends in the next four months and 1 contract ran out lately and is not renewed, together "
        "about €21,000 a year. First: Halden, ends on 31 Jul 2026. So far 5 of 7 were renewed (71 %, "
        "likely 41–90 %)."
    )
    assert (finding.estimate.money, finding.n_what) == ("at stake", "contracts")


def test_a_contract_that_ends_within_two_months_is_to_be_talked_about(answer):
    action = next(a for a in answer.actions if a.subject.name == "Halden")
    assert (action.kind, action.owner.name) == ("renewal", "Ana Ruiz")
    assert action.due_day == row(answer, "renewals", "Halden")["ends"]
    assert action.at_stake.value == pytest.approx(12_000, rel=0.01)


def test_a_retainer_that_missed_its_invoice_is_asked_about_and_no_renewal(answer):
    finding = answer.finding("stopped")
    assert finding.sentence.startswith(
        "1 retainer missed the last invoice, together about €9,740 a year: Stopped."
    )
    assert "Stopped" not in answer.table("renewals").data["name"].to_pylist()


def test_a_customer_who_buys_without_contract_after_one_is_judged_by_its_gaps():
    shop = contracts()
    for month in range(1, 7):
        shop.order(number("Over"), f"2026-0{month}-15")
    assert states(shop.ask())["Over"] == "repeat"


def test_a_term_paid_in_parts_is_worth_what_the_parts_bring_in_a_year():
    amount, papers = np.array([1_200.0, 600.0, 100.0]), np.array([1, 6, 1])
    term, age = np.array([365, 365, 30]), np.array([180, 165, 400])
    steady = np.array([False, False, True])
    once, parts, monthly = _yearly(amount, papers, term, age, steady)
    assert once == pytest.approx(1_200, rel=0.01)
    assert parts == pytest.approx(1_200, rel=0.02)
    assert monthly == pytest.approx(100 * 365.25 / 30)


def test_a_term_is_followed_by_one_that_outlasts_it_and_begins_in_time():
    accounts, begun = np.array([1, 1, 2, 2]), np.array([0, 390, 0, 500])
    ends = np.array([365, 700, 365, 800])
    assert _followed(accounts, begun, ends).tolist() == [True, False, False, False]


def kept_for(shop: Shop, name: str, years: list[int], *, open_until: str = "") -> None:
    """A contract renewed each of these years; `open_until` lets the last one run on."""
    account = shop.party(name)
    for year in years:
        last = year == years[-1] and open_until
        shop.contract(account, f"{year}-03-01", open_until if last else f"{year + 1}-02-28", 1_200)


def contracts_of_three_lengths() -> Shop:
    shop = Shop()
    for n in range(8):
        kept_for(shop, f"One {n}", [2020])
        kept_for(shop, f"Three {n}", [2020, 2021, 2022])
        kept_for(shop, f"Still {n}", [2024, 2025], open_until="2027-02-28")
    return shop


def test_how_long_contracts_are_kept_counts_those_that_still_run():
    finding = contracts_of_three_lengths().ask().finding("lasting")
    # After a year 8 of 24 ended (2/3 kept); Still: watched for 850 days. Of 8 left at three years none stays.
    assert finding.sentence.startswith(
        "Half of your contracts and retainers are kept for longer than 3 years"
    )
    assert finding.estimate.value == 1_095
    assert "16 of 24 have ended." in finding.sentence
    assert (finding.values["ended"], finding.values["running"], finding.n) == (16, 8, 24)
    assert finding.verdict is Verdict.ESTABLISHED


def test_a_contract_that_ended_lately_is_not_over_yet_and_a_gap_makes_two():
    shop = Shop()
    for n in range(5):
        kept_for(shop, f"Twice {n}", [2018, 2022])
        kept_for(shop, f"Just {n}", [2025], open_until="2026-06-10")
    finding = shop.ask().finding("lasting")
    assert (finding.values["ended"], finding.values["running"]) == (10, 5)


def test_how_long_contracts_are_kept_is_not_told_before_five_ended():
    shop = Shop()
    for n in range(6):
        kept_for(shop, f"Still {n}", [2024, 2025], open_until="2027-02-28")
    kept_for(shop, "Gone", [2020])
    finding = shop.ask().finding("lasting")
    assert (finding.verdict, finding.needed) == (Verdict.NOT_ENOUGH_DATA, "about 4 more that ended")
    assert "lasting" not in [p.name for p in shop.ask().pictures]


def test_retainers_that_ran_when_the_data_begins_are_left_out_and_that_is_said():
    shop = contracts_of_three_lengths()
    shop.retainer(shop.party("Old"), "2020-03-05", 20, 300)
    answer = shop.ask()
    assert answer.finding("lasting").values["left_out"] == 1
    assert any("had begun before your data does" in said for said in answer.left_out)


@pytest.mark.parametrize("signed", ["2024-01-01", "2026-05-01"], ids=["before its invoice", "after it"])
def test_of_many_invoices_of_contracts_the_newest_are_shown_whenever_these_were_signed(monkeypatch, signed):
    monkeypatch.setattr(import_module("closeknit.lenses.clients.known"), "EVIDENCE_LIMIT", 3)
    shop = Shop()
    for n in range(6):
        account = shop.party(f"Paid {n}")
        paid = shop.activity("invoice.issued", account, f"2024-0{1 + n}-15", amount=100)
        shop.decision(
            account, signed, 100, [paid], kind="start", rule="contract", term_days=900,
            ends_day=day_number("2027-01-01"),
        )  # fmt: skip
    evidence = shop.ask().finding("lasting").evidence
    newest = sorted(shop.rows["activities"], key=lambda row: -row["day"])[:3]
    assert evidence.total == 6
    assert evidence.ids == tuple(row["activity_id"] for row in newest)
