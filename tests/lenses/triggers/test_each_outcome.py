"""Every decision that can be asked about, with an answer as people get it: what was planted is told of it."""

from __future__ import annotations

from datetime import timedelta

import pyarrow as pa
import pytest

import closeknit as ck
from tests.lenses.triggers.sheets import FIRST, plain
from tests.methods.worlds import Kind, World, made, works

pytestmark = pytest.mark.slow

TOLD = ("planner", "backtest", "who_now")
"""Findings that name what is asked about."""

LONG_AGO = FIRST - timedelta(days=90)


def kinds(_) -> tuple[Kind, ...]:
    """One that brings the decision about, one that follows it, and eight that mean nothing."""
    return (
        works("news.acquired", 0.02, 4.0, 0),
        Kind("survey.sent", 0.004, follows=0.4),
        *(Kind(f"size_{n}", 0.012, size=0.8) for n in range(3)),
        *(Kind(f"null_{n}", 0.012) for n in range(5)),
    )


def told(world: World, outcome: str) -> tuple[pa.Table, pa.Table, pa.Table]:
    """The world's decisions as this sort of them, of accounts that all began before."""
    decided, events, accounts = plain(world)
    days = [LONG_AGO + timedelta(days=n % 60) for n in range(len(accounts))]
    began = {"account": accounts["account"], "at": days}
    if outcome == "escalation":
        escalated = {"kind": ["ticket.escalated"] * len(decided), "known_at": decided["at"]}
        happened = pa.table({"account": decided["account"], "at": decided["at"], **escalated})
        return pa.table(began), pa.concat_tables([events, happened]), accounts
    first = pa.table(began | {"kind": ["start"] * len(accounts)})
    sort = {"kind": [outcome] * len(decided)}
    then = pa.table({"account": decided["account"], "at": decided["at"]} | sort)
    return pa.concat_tables([first, then]), events, accounts


@pytest.mark.parametrize(
    ("outcome", "sentence"),
    [
        ("repeat", "Customers buy again {} times as often"),
        ("renewal", "Customers renew {} times as often"),
        ("expansion", "Customers take more {} times as often"),
        ("end", "Customers leave {} times as often"),
        ("escalation", "Customers escalate {} times as often"),
    ],
)
def test_what_brings_it_about_is_told_with_its_size_and_weeks(outcome, sentence):
    accounts = 400 if outcome == "end" else 200
    world = made(accounts, seed=91, kinds=kinds, first_only=outcome == "end")
    reply = ck.triggers(*told(world, outcome), outcome=outcome, shuffles=0)
    said = {f.kind: f for f in reply.findings if "sort" in f.values}
    found = said["news.acquired"]
    assert (found.verdict, found.lag_from_days, found.lag_to_days) == ("established", 1, 28)
    assert found.low <= 4 <= found.high
    assert reply.headline.startswith(sentence.format(f"{found.lift:.1f}"))
    assert len({kind for kind, f in said.items() if f.verdict == "established"} - {"news.acquired"}) <= 1
    assert said["survey.sent"].verdict == "after-effect"
    assert (
        "purchase" not in "".join(f.sentence for f in reply.findings if f.kind in TOLD) or outcome == "repeat"
    )
    planner = next(f for f in reply.findings if f.kind == "planner")
    assert planner.n == pytest.approx(len(world.seen.counted), rel=0.1)


@pytest.mark.parametrize("outcome", ["end", "escalation"])
def test_nobody_is_listed_to_bring_about_a_loss(outcome):
    world = made(200, seed=92, kinds=kinds, first_only=outcome == "end")
    reply = ck.triggers(*told(world, outcome), outcome=outcome, shuffles=0)
    assert not [f for f in reply.findings if f.kind.startswith("who_now")]
    assert not reply.answer.actions
