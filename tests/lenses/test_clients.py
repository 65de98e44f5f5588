"""Who comes back, who is late, who has gone: on businesses small enough to know by heart."""

from __future__ import annotations

import re
from functools import cache

import pytest

from closeknit.answers import Answer, Verdict
from closeknit.lenses.clients import FINDINGS, LENS
from closeknit.lenses.states import in_state
from closeknit.reports.jsonform import answer_json, dumps
from tests.lenses.clients_made import (
    AS_OF,
    Shop,
    everything,
    forty,
    number,
    row,
    states,
    with_okafor,
)
from tests.lenses.handmade import put_there


@cache
def okafor() -> Answer:
    """The forty and Okafor Foods, asked once for all tests that only look."""
    return with_okafor().ask()


@cache
def steady() -> Answer:
    """The forty alone."""
    return forty().ask()


@cache
def all_sides() -> tuple[Shop, Answer]:
    """The business with something for every side, and what is said of it, addresses too."""
    shop = everything()
    return shop, shop.ask(cards=True)


def test_a_late_customer_is_the_sentence_an_owner_reads():
    assert okafor().headline == (
        "1 good customer is later than its own habit; at stake about €21,100 a year (20,000–22,100). "
        "It is Okafor Foods: orders every 6 weeks, silent for 19."
    )


def test_what_is_at_stake_is_a_usual_year_with_its_range_and_the_orders_behind_it():
    finding = okafor().finding("late")
    assert finding.estimate.value == pytest.approx(2_450 * 365.25 / 42, rel=0.1)
    assert finding.estimate.low < 2_450 * 365.25 / 42 < finding.estimate.high
    assert (finding.estimate.money, finding.estimate.level) == ("at stake", 0.9)
    assert (finding.n, finding.n_what, finding.evidence.total) == (14, "gaps between purchases", 15)
    assert [s.name for s in finding.subjects] == ["Okafor Foods"]


def test_a_late_customer_comes_with_a_contact_an_owner_and_a_first_line():
    action = next(a for a in okafor().actions if a.kind == "late")
    assert action.reason == "orders every 6 weeks, silent for 19"
    assert (action.contact.name, action.owner.name) == ("Tom Okafor", "Ana Ruiz")
    assert action.first_line == (
        "Hello Tom, your last order was on 17 Feb 2026, and I have come to expect one every 6 weeks. "
        "Is something in the way, or shall I prepare the next one?"
    )


def test_one_late_where_hardly_any_would_be_by_chance_is_well_supported():
    finding = okafor().finding("late")
    assert finding.verdict is Verdict.ESTABLISHED
    assert finding.values["by_chance"] < 0.5


def test_forty_customers_without_any_model_still_get_an_answer():
    answer = steady()
    assert answer.finding("base").sentence == (
        "You have 40 customers, of whom 40 came back (100 %, likely 94–100 %): 40 within their habit."
    )
    refused = answer.finding("forecast")
    assert (refused.verdict, refused.needed) == (Verdict.NOT_ENOUGH_DATA, "about 60 more customers")
    assert refused.estimate is None
    assert "still" not in answer.table("customers").data.column_names


def test_three_even_gaps_make_a_hint_and_many_uneven_ones_do_too():
    shop = forty()
    shop.regular("Young", every=42, last="2026-01-15", times=4, amount=3_000)
    answer = shop.ask()
    finding, (shown,) = answer.finding("late"), answer.table("late").data.to_pylist()
    assert finding.sentence.startswith("1 good customer may be later than its own habit")
    assert finding.sentence.endswith(" That is a hint: so far few gaps, or uneven ones.")
    assert (finding.verdict, finding.n, finding.values["hints"]) == (Verdict.SUGGESTIVE, 3, 1)
    assert (shown["gaps"], shown["shortest_gap"], shown["longest_gap"]) == (3, 42, 42)
    assert shown["support"] == "hint"
    action = next(a for a in answer.actions if a.kind == "late")
    assert action.reason.endswith("(a hint, from 3 gaps)")


def test_a_verdict_is_well_supported_only_where_most_are_late_by_their_own_gaps():
    shop = with_okafor()
    for name in ("Young", "Younger"):
        shop.regular(name, every=42, last="2026-01-15", times=4, amount=3_000)
    finding = shop.ask().finding("late")
    assert (finding.values["customers"], finding.values["hints"]) == (3, 2)
    assert " 2 of them are a hint" in finding.sentence
    assert finding.verdict is Verdict.SUGGESTIVE


def test_small_late_customers_are_counted_but_not_put_first():
    shop = with_okafor()
    shop.regular("Tiny", every=42, last="2026-02-17", times=15, amount=5)
    finding = shop.ask().finding("late")
    assert finding.sentence.endswith("silent for 19. 1 smaller one is late too.")
    assert finding.values["smaller"] == 1


def test_how_a_customer_stands_follows_from_how_often_and_when_last_it_bought():
    shop = forty()
    stands = {
        "repeat": (60, "2026-06-01", 10),
        "late": (60, "2026-01-15", 10),
        "lapsed": (60, "2025-02-01", 10),
        "new": (10, "2026-06-20", 5),
        "new, once": (60, "2026-06-01", 1),
        "one-off": (60, "2023-06-01", 1),
        "repeat, two only": (60, "2026-01-15", 2),
    }
    for name, (every, last, times) in stands.items():
        shop.regular(name, every=every, last=last, times=times)
    told = states(shop.ask())
    assert {name: told[name] for name in stands} == {name: name.split(",")[0] for name in stands}


def test_a_customer_that_still_pays_invoices_is_not_silent():
    shop = with_okafor()
    shop.regular("Paying", every=42, last="2026-02-17", times=15)
    shop.activity("invoice.issued", number("Paying"), "2026-06-20", amount=800)
    answer = shop.ask()
    assert (states(answer)["Paying"], states(answer)["Okafor Foods"]) == ("repeat", "late")


def test_several_orders_of_a_day_are_one_purchase():
    shop = with_okafor()
    shop.order(number("Okafor Foods"), "2026-02-17", 50)
    answer = shop.ask()
    assert answer.finding("late").n == 14
    assert row(answer, "late", "Okafor Foods")["usual_gap"] == 42


def test_lapsed_customers_worth_winning_back_are_those_worth_most():
    shop = forty()
    shop.regular("Brenner", every=60, last="2025-03-01", times=10, amount=900)
    shop.regular("Small", every=60, last="2025-03-01", times=10, amount=5)
    shop.regular("Ancient", every=60, last="2022-03-01", times=10, amount=900)
    answer = shop.ask()
    assert answer.finding("lapsed").values["customers"] == 3
    assert [s.name for s in answer.finding("winnable").subjects] == ["Brenner"]
    assert answer.headline.startswith(
        "1 lapsed customer is worth winning back: while it bought, a year came to"
    )
    action = next(a for a in answer.actions if a.kind == "lapsed")
    assert "in March 2025. What would have to be different" in action.first_line


def test_newcomers_are_named_with_what_they_brought():
    shop = forty()
    shop.regular("Fresh", every=20, last="2026-06-20", times=3, amount=400)
    shop.regular("Once", every=20, last="2026-06-20", times=1, amount=50)
    assert shop.ask().finding("new").sentence == (
        "2 customers bought for the first time in the last six months and brought €1,250; "
        "1 of them is back already: Fresh and Once."
    )


def test_without_amounts_nothing_is_at_stake_and_customers_are_still_named():
    shop = Shop()
    shop.regular("Okafor", every=42, last="2026-02-17", times=15)
    for purchase in shop.rows["purchases"]:
        purchase["amount_base"] = None
    for activity in shop.rows["activities"]:
        activity["amount_base"] = activity["amount"] = None
    answer = shop.ask()
    assert answer.headline == (
        "1 good customer is later than its own habit. It is Okafor: orders every 6 weeks, silent for 19."
    )
    assert answer.finding("late").estimate is None
    assert answer.left_out == ("15 purchases without a known amount: counted, but not as money.",)


def test_one_customer_with_most_of_the_money_is_said_with_its_share():
    shop = forty()
    shop.regular("Halden", every=60, last="2026-06-01", times=6, amount=10_000)
    finding = shop.ask().finding("concentration")
    assert finding.values["largest_share"] == pytest.approx(60_000 / (60_000 + 6 * 40 * 295), rel=0.05)
    assert "Halden alone" in finding.sentence
    assert finding.verdict is Verdict.COUNTED


def test_money_through_a_reseller_is_said_with_who_stands_between():
    shop = forty()
    north = shop.party("Nordhandel", standing="partner")
    for customer in ("Behind A", "Behind B"):
        shop.order(shop.party(customer), "2026-05-01", 20_000, by={"sold_through": north})
    answer = shop.ask()
    assert "Nordhandel stands between you and 2 customers (€40,000)" in answer.finding("resellers").sentence
    assert "Nordhandel" not in states(answer)


def test_an_accidental_customer_becomes_a_question_to_ask():
    shop = forty()
    for n in range(12):
        account = shop.regular(f"Known {n}", every=60, last="2026-06-01", times=6, amount=2_000)
        shop.person(f"Ann {n}", at=account)
        shop.person(f"Bob {n}", at=account)
    stray = shop.regular("Stray", every=30, last="2026-03-01", times=1, amount=30_000)
    shop.person("Cy Stray", at=stray)
    answer = shop.ask()
    finding = answer.finding("accidental")
    assert (
        "Stray (bought once, a single person known there). Ask it before you count on €30,000"
        in finding.sentence
    )
    assert (finding.verdict, finding.weight) == (Verdict.SUGGESTIVE, 0.0)
    assert next(a for a in answer.actions if a.kind == "ask_why").first_line.startswith("Hello Cy, may I ask")


def test_products_are_shown_by_money():
    shop = forty()
    for n in range(3):
        shop.line(number(f"Steady {n:02d}"), "2026-05-01", "Labels", 300)
    shop.line(number("Steady 00"), "2026-05-01", "Scanner", 100)
    assert shop.ask().finding("products").sentence == (
        "90 % of what was sold by product in the last 12 months is Labels (€900 from 3 customers); "
        "half is 1 of 2 products."
    )


def test_a_month_that_is_stronger_every_year_is_said_and_growth_is_not():
    seasonal, growing = Shop(), Shop()
    for shop in (seasonal, growing):
        shop.party("Halden")
    for month in range(36):
        year, of_year = 2023 + (month + 6) // 12, (month + 6) % 12 + 1
        for n in range(12 if of_year == 11 else 3):
            seasonal.order(number("Halden"), f"{year}-{of_year:02d}-{n + 1:02d}")
        for n in range(1 + month // 3):
            growing.order(number("Halden"), f"{year}-{of_year:02d}-{n + 1:02d}")
    assert "November is your strongest month" in seasonal.ask().finding("season").sentence
    assert "season" not in [f.kind for f in growing.ask().findings]


def test_prospects_stay_apart_from_customers():
    shop = forty()
    maybe = shop.party("Maybe", standing="prospect", last_day="2026-05-01")
    shop.party("Someday", standing="prospect")
    shop.case("deal", maybe, "Relaunch", opened="2026-05-01", amount_base=12_000)
    shop.case("deal", number("Steady 00"), "More", opened="2026-05-01", amount_base=99_000)
    answer = shop.ask()
    assert answer.finding("prospects").sentence == (
        "2 prospects have not bought yet and are not counted as customers. 1 of them has an open deal, "
        "together €12,000 on offer."
    )
    assert [r["name"] for r in answer.table("prospects").data.to_pylist()] == ["Maybe", "Someday"]
    assert answer.finding("base").values["customers"] == 40


def test_behind_a_possible_customer_is_what_happened_with_them():
    shop = Shop()
    maybe, someday = (shop.party(name, standing="prospect") for name in ("Maybe", "Someday"))
    called = shop.activity("call.held", maybe, "2026-05-01")
    found = put_there(LENS, "prospect", shop.question(AS_OF), maybe, someday)
    assert found == {maybe: {called}, someday: set()}


@pytest.mark.slow
def test_every_prospect_is_found_among_hundreds():
    shop = forty()
    many = [shop.party(f"Maybe {n}", standing="prospect") for n in range(300)]
    state = next(one for one in LENS.states if one.name == "prospect")
    assert in_state(shop.ask(), state) == sorted(many)


def test_neither_our_own_orders_nor_those_of_nobody_nor_ends_count():
    shop = forty()
    shop.order(shop.party("Tidewater", standing="ours"), "2026-06-01")
    shop.order(0, "2026-06-01")
    shop.decision(number("Steady 00"), "2026-06-29", None, [], kind="end", rule="contract")
    answer = shop.ask()
    assert answer.finding("base").values["customers"] == 40
    assert row(answer, "customers", "Steady 00")["purchases"] == 12


def test_nothing_at_all_is_said_plainly():
    answer = Shop().ask()
    assert answer.headline == "No customer has bought anything yet."
    assert answer.findings == ()


def test_an_earlier_day_sees_nothing_of_what_came_after():
    answer = with_okafor().ask("2026-02-28")
    assert states(answer)["Okafor Foods"] == "repeat"


def test_findings_have_kinds_that_the_question_declares_and_ids_that_stay():
    first, again = okafor(), with_okafor().ask()
    assert {f.kind for f in first.findings} <= set(FINDINGS)
    assert [f.id for f in first.findings] == [f.id for f in again.findings]
    assert first.findings[0].sentence == again.findings[0].sentence
    assert {p.name for p in first.pictures} <= set(LENS.pictures)


def test_money_at_stake_is_never_summed_over_findings():
    shop = with_okafor()
    shop.regular("Brenner", every=60, last="2025-03-01", times=10, amount=900)
    answer = shop.ask()
    total = sum(f.estimate.value for f in answer.findings if f.estimate and f.estimate.money == "at stake")
    assert f"{total:,.0f}" not in " ".join(f.sentence for f in answer.findings)
    assert "opportunit" not in " ".join(f.sentence for f in answer.findings).lower()


def test_every_finding_opens_what_lies_behind_it():
    shop, answer = all_sides()
    ids = {r["activity_id"] for r in shop.rows["activities"]} | {r["party_id"] for r in shop.rows["parties"]}
    for finding in answer.findings:
        assert 0 < len(finding.evidence.ids) <= finding.evidence.total, finding.kind
        assert set(finding.evidence.ids) <= ids
    assert answer.finding("products").evidence.total == 1
    assert answer.finding("resellers").evidence.total == 1


def test_the_newest_lines_behind_a_finding_come_first():
    shop, answer = all_sides()
    days = {r["activity_id"]: r["day"] for r in shop.rows["activities"]}
    for kind in ("late", "products"):
        found = [days[i] for i in answer.finding(kind).evidence.ids]
        assert found == sorted(found, reverse=True), kind


def test_the_answer_is_plain_enough_for_json_and_speaks_no_jargon():
    _, answer = all_sides()
    text = dumps(answer_json(answer))
    shown = " ".join([f.sentence for f in answer.findings] + [t.title + t.note for t in answer.tables])
    assert '"question": "clients"' in text
    for word in ("ledger", "lens", "quarantine", "claim", "party", "hazard", "hold-out", "waterfall", "RR"):
        assert not re.search(rf"\b{word}\b", shown), word


def test_orders_of_nobody_known_are_left_out_and_counted():
    shop = forty()
    shop.order(0, "2026-06-01", 70)
    assert shop.ask().left_out == ("1 order, invoice or payment of nobody known, together €70.",)


def test_the_guide_names_every_threshold_it_uses():
    assert "95 of 100" in LENS.text
    assert "100 customers" in LENS.text
    assert AS_OF not in LENS.text
