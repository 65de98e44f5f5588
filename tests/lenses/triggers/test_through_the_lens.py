"""Made worlds asked about as a business would: from tables to verdicts, and the same on every engine."""

from __future__ import annotations

from dataclasses import replace

import pytest

import closeknit as ck
from closeknit.lenses.triggers import LENS
from tests.lenses.handmade import HandmadeBook
from tests.lenses.triggers.sheets import plain, rounds
from tests.methods.searched import searched
from tests.methods.worlds import made, null_kinds, paid_in_parts

AS_OF = "2025-12-31"

slow = pytest.mark.slow


def verdicts(reply):
    return {f.kind: f.verdict for f in reply.findings if "sort" in f.values}


@slow
@pytest.mark.parametrize("seed", [31, 32])
def test_what_the_method_finds_is_what_the_answer_says(seed):
    """How many of its yeses are false is held in the tests of the method, over many worlds."""
    world = made(620, seed=seed)
    found = verdicts(ck.triggers(*plain(world), shuffles=0))
    sure = {kind for kind, verdict in found.items() if verdict == "established"}
    assert {"true_3", "true_4"} <= sure
    assert len(sure ^ searched(world.seen).established()) <= 2


@slow
def test_how_often_it_cries_wolf_is_told_from_so_many_rounds():
    reply = ck.triggers(*plain(made(190, seed=33, kinds=null_kinds)), shuffles=40)
    wolf = next(f for f in reply.findings if f.kind == "cries_wolf")
    assert wolf.values["runs"] == 40
    assert not wolf.values["too_often"]
    assert "of 40 rounds" in wolf.sentence


@slow
def test_first_purchases_are_asked_about_with_everybody_at_risk():
    reply = ck.triggers(*plain(made(620, seed=34, first_only=True)), outcome="first", shuffles=0)
    assert verdicts(reply)["true_4"] == "established"
    assert "Prospects become customers" in reply.headline


@slow
def test_two_runs_give_the_same_digits():
    tables = plain(made(190, seed=35))
    one, two = (ck.triggers(*tables, shuffles=20).to_json() for _ in range(2))
    assert one == two


@slow
def test_instalments_do_not_make_a_rhythm():
    world = paid_in_parts(made(190, seed=36, kinds=null_kinds))
    reply = ck.triggers(*plain(world), shuffles=0)
    assert sum(v == "established" for v in verdicts(reply).values()) <= 2


@slow
@pytest.mark.spark
def test_the_answer_is_the_same_on_every_engine(every_engine):
    book = rounds(HandmadeBook(), customers=20, years=3)
    options = LENS.settle({"shuffles": 5})
    here = LENS.ask(book.question(AS_OF, **options))
    there = LENS.ask(book.question(AS_OF, engine=every_engine, **options))
    assert there.findings == here.findings
    assert [t.data.to_pylist() for t in there.tables] == [t.data.to_pylist() for t in here.tables]


@slow
def test_the_declared_tables_and_columns_are_enough():
    question = rounds(HandmadeBook(), customers=20, years=3).question(AS_OF, **LENS.settle({"shuffles": 0}))
    declared = {name: question.tables[name].select(*columns) for name, columns in LENS.reads.items()}
    assert LENS.ask(replace(question, tables=declared)).findings == LENS.ask(question).findings


@slow
def test_what_was_found_and_how_much_it_does_is_shown_before_it_is_checked():
    question = rounds(HandmadeBook(), customers=20, years=3).question(AS_OF, **LENS.settle({"shuffles": 5}))
    shown = []
    whole = LENS.ask(replace(question, so_far=shown.append))
    (first,) = shown
    assert "established" not in {f.verdict for f in first.findings}
    sizes = {f.kind: f.estimate for f in first.findings}
    assert sizes == {f.kind: f.estimate for f in whole.findings if f.kind in sizes}
    assert {"cries_wolf", "backtest"} <= {f.kind for f in whole.findings} - set(sizes)
