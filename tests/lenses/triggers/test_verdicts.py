"""Every word that can be said of a kind of event: what it reads like, and that a business gets to read it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import closeknit as ck
from closeknit.answers import Verdict as Said
from closeknit.lenses.triggers.findings import FOUND, ORDER, verdict_of
from closeknit.lenses.triggers.guide import TEXT
from closeknit.lenses.triggers.outcomes import OUTCOMES
from closeknit.lenses.triggers.sentences import other_sentence
from closeknit.methods.screening import KindResult, Verdict
from tests.lenses.triggers.sheets import plain
from tests.methods import worlds
from tests.methods.worlds import Kind, World, among_nulls, made, works

SENTENCES = {
    Verdict.AFTER_EFFECT: "“fair” comes after purchases rather than before them: an after-effect.",
    Verdict.SAME_DAY: "“fair” and purchases fall on the same days: which came first is not known.",
    Verdict.ALWAYS_ON: "“fair” goes on nearly all the time: there is no time without it to compare with.",
    Verdict.KNOWN_LATE: "“fair” often becomes known only after the purchase: it could not have told of it.",
    Verdict.RECORDED_AFTER: "“fair” is often written down only once there is a purchase: how much it "
    "does cannot be told. Tick it for buyers and non-buyers alike: closeknit review-sales.",
    Verdict.BUYERS_ONLY: "“fair” is known of those who bought and hardly of others: how much it does "
    "cannot be told. Tick it for buyers and non-buyers alike: closeknit review-sales.",
    Verdict.CUSTOMERS_ONLY: "“fair” is known of those who have bought before and hardly of others. "
    "To compare these takes 30 repeat purchases; a first look: --outcome repeat.",
    Verdict.ONE_DAY: "Most of “fair” carry one date, that of an import it seems: load them with their "
    "own dates.",
    Verdict.NOT_ENOUGH: "“fair”: too little to tell whether purchases follow it.",
    Verdict.NO_EVIDENCE: "Purchases are no more frequent after “fair” than at other times.",
}


def told(verdict: Verdict) -> KindResult:
    """A kind of which the search says this, and nothing else stands out."""
    return KindResult("fair", verdict, "raises", 0.4, 0.5, 0.5, 0.9, (1, 28), (), 12, 900.0, 0, False)


@pytest.mark.parametrize("verdict", SENTENCES)
def test_each_verdict_without_a_size_has_a_sentence_of_its_own(verdict):
    assert other_sentence(OUTCOMES["purchase"], told(verdict)) == SENTENCES[verdict]


def test_every_verdict_has_a_word_a_place_among_findings_and_a_line_in_the_docs():
    assert set(SENTENCES) | set(FOUND) == set(Verdict) == set(ORDER)
    for verdict in Verdict:
        assert verdict_of(told(verdict), None) in (Said(verdict.value), Said.SUGGESTIVE)
        assert verdict.value in TEXT.lower() or verdict is Verdict.CUSTOMERS_ONLY
    assert "for customers only" in TEXT
    assert Said.OURS.value in TEXT


def everything(seed: int) -> World:
    """A business that has a kind for each verdict, among 35 that mean nothing."""
    kinds = (
        works("call.held", 0.02, 4.0, 0, size=0.8), Kind("by_call", 0.004, after=("call.held", 0.5)),
        Kind("note", 0.02), Kind("of_buyers", 0.02), works("late", 0.012, 5.0, 0, delay=30),
        Kind("newsletter", 0, every=(7, 1.0)), Kind("imported", 0.02), Kind("rare", 0.00003),
        Kind("same", 0.004),
    )  # fmt: skip
    world = made(400, seed=seed, kinds=lambda rng: among_nulls(rng, *kinds))
    world = worlds.logged_when_won(world, "note", otherwise=0.1, seed=seed)
    world = worlds.logged_when_won(world, "of_buyers", otherwise=0.0, seed=seed)
    mine = world.seen.event_kind == world.seen.kinds.index("of_buyers")
    in_time = np.where(mine, world.seen.event_on, world.seen.known_on)
    world = replace(world, seen=replace(world.seen, known_on=in_time))
    world = worlds.on_purchases(world, "same", share=0.35, seed=seed)
    return worlds.on_one_day(world, "imported", 500)


@pytest.mark.slow
def test_a_business_reads_each_verdict_where_it_is_due():
    reply = ck.triggers(*plain(everything(81)), shuffles=0)
    said = {f.kind: f for f in reply.findings if "sort" in f.values}
    due = {
        "call.held": "established", "by_call": "we may be the cause", "note": "recorded after the purchase",
        "of_buyers": "recorded for buyers only", "late": "known late", "newsletter": "always on",
        "imported": "one import day", "rare": "not enough data", "same": "same day",
    }  # fmt: skip
    assert {kind: said[kind].verdict for kind in due} == due
    assert {said[f"after_{i}"].verdict for i in range(5)} == {"after-effect"}
    assert "no evidence" in {said[f"null_{i}"].verdict for i in range(15)}
    assert "we may be the cause" in said["by_call"].sentence
    assert "by_call" not in next(p for p in reply.answer.pictures if p.name == "forest").title
    listed = {
        row["event"] for p in reply.answer.pictures if p.name == "openings" for row in p.data.to_pylist()
    }
    assert not listed & {"call", "by call"}
    rows = [row for table in reply.answer.tables for row in table.data.to_pylist()]
    shown = {row["kind"]: row["verdict"] for row in rows if "verdict" in row}
    assert shown == {kind: f.verdict for kind, f in said.items()}
