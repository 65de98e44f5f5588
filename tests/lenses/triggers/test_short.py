"""Plain tables in, findings out: the analyst's way to ask which events come before a purchase."""

from __future__ import annotations

import json
from datetime import date

import pyarrow as pa
import pytest

import closeknit as ck
from closeknit.errors import ColumnMissing, UnknownQuestion
from tests.lenses.triggers.sheets import plain
from tests.methods.worlds import made, paid_in_parts

NAMED = {"kind", "verdict", "lift", "low", "high", "lag_from_days", "lag_to_days", "n", "exposure", "q"}


@pytest.fixture(scope="module")
def tables():
    return plain(made(190, seed=5))


@pytest.fixture(scope="module")
def reply(tables):
    return ck.triggers(*tables, shuffles=0)


def about(reply, kind):
    return next(f for f in reply.findings if f.kind == kind)


def test_a_planted_trigger_is_found_with_its_size_and_weeks(reply):
    found = about(reply, "true_4")
    assert found.verdict == "established"
    assert found.low < 4 < found.high
    assert (found.lag_from_days, found.lag_to_days) == (29, 91)
    assert found.values["sort"] == "trigger"


def test_what_follows_purchases_is_called_an_after_effect(reply):
    assert about(reply, "after_3").verdict == "after-effect"
    assert about(reply, "after_3").lift is None


@pytest.mark.slow
def test_payments_at_a_steady_interval_are_no_decisions_of_their_own():
    reply = ck.triggers(*plain(paid_in_parts(made(190, seed=5))), shuffles=0)
    assert {about(reply, f"after_{i}").verdict for i in range(5)} == {"after-effect"}
    assert about(reply, "true_4").verdict == "established"
    assert "they count once" in " ".join(str(reply).split())


def test_each_kind_carries_the_numbers_by_the_names_of_the_documentation(reply, tables):
    kinds = set(tables[1]["kind"].to_pylist())
    findings = {f["kind"]: f for f in json.loads(reply.to_json())["findings"]}
    assert kinds <= set(findings)
    assert all(set(findings[kind]["values"]) >= NAMED for kind in kinds)


def test_only_a_fitted_size_is_given_as_lift(reply):
    for finding in reply.findings:
        if "lift" in finding.values and finding.verdict not in ("established", "suggestive"):
            assert finding.lift is None


def test_what_is_established_is_so_by_the_test_of_its_own_direction(reply):
    sure = [f for f in reply.findings if "sort" in f.values and f.verdict == "established"]
    assert sure
    for finding in sure:
        assert finding.q <= 0.10
        assert max(finding.values["p_between"], finding.values["p_within"]) <= finding.q


def test_the_sentence_says_how_much_when_and_from_how_many(reply):
    assert about(reply, "true_3").sentence.startswith(
        "Customers buy 4.2 times as often (likely between 2.6 and 8.8) in the 5 to 13 weeks after “true 3”; "
        "from 19 purchases."
    )
    assert reply.headline.startswith("Customers buy 4.2 times as often")


@pytest.mark.slow
def test_what_customers_do_and_what_we_do_is_not_ranked_with_triggers():
    bought, events, _ = plain(made(62, seed=3))
    kinds = {"true_4": "page.viewed", "true_6": "email.sent"}
    events = events.set_column(2, "kind", [[kinds.get(k, k) for k in events["kind"].to_pylist()]])
    answer = ck.triggers(bought, events, shuffles=0).answer
    assert answer.table("signals").data["kind"].to_pylist() == ["page.viewed"]
    assert answer.table("touches").data["kind"].to_pylist() == ["email.sent"]


def test_a_column_without_a_name_it_needs_is_named(tables):
    with pytest.raises(ColumnMissing, match='events has no column "kind"'):
        ck.triggers(tables[0], tables[1].drop(["kind"]))


def test_an_unknown_outcome_is_answered_with_the_nearest(tables):
    with pytest.raises(UnknownQuestion) as raised:
        ck.triggers(*tables, outcome="repeats")
    assert 'did you mean "repeat"?' in str(raised.value)


def test_a_day_that_is_none_is_said_to_be_none(tables):
    with pytest.raises(UnknownQuestion, match='"2024-31-12" is no day'):
        ck.triggers(*tables, as_of="2024-31-12")


def test_an_unknown_segment_is_answered_with_what_there_is(tables):
    with pytest.raises(UnknownQuestion, match='no customer has an attribute "industry"'):
        ck.triggers(*tables, segment="industry")


def test_without_purchases_the_answer_says_what_is_missing():
    nobody = pa.table({"account": pa.array([], pa.string()), "at": pa.array([], pa.date32())})
    events = pa.table({"account": ["a"], "at": [date(2025, 1, 1)], "kind": ["visit"]})
    reply = ck.triggers(nobody, events)
    assert reply.headline == "No purchases were loaded."
    assert reply.findings[0].verdict == "not enough data"


@pytest.mark.slow
def test_purchases_that_all_carry_one_date_are_refused(tables):
    one_day = pa.table({"account": [f"a{i}" for i in range(60)], "at": [date(2024, 5, 1)] * 60})
    reply = ck.triggers(one_day, tables[1])
    assert reply.headline.startswith(
        "60 of 60 purchases carry one date, 1 May 2024, that of an import it seems"
    )


@pytest.mark.slow
def test_with_few_purchases_counts_and_the_way_to_ask_people_are_given(tables):
    bought, events, _ = tables
    reply = ck.triggers(bought.slice(0, 18), events)
    kinds = [f.kind for f in reply.findings]
    assert kinds[:3] == ["refused", "review", "before"]
    assert "closeknit review-sales" in reply.findings[1].sentence
    assert "Of the last 18 purchases" in reply.headline
    assert reply.table("before").data.num_rows > 0


@pytest.mark.slow
def test_time_at_risk_can_be_told_for_each_account(tables, reply):
    bought, events, accounts = tables
    limited = accounts.append_column("until", [[date(2023, 12, 31)] * accounts.num_rows])
    half = ck.triggers(bought, events, limited, shuffles=0)
    assert 0 < about(half, "planner").n < about(reply, "planner").n / 2
