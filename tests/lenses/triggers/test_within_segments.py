"""Sizes by segment in the answer: a table, and a finding only where they surely differ."""

import json

import numpy as np
import pyarrow as pa
import pytest

import closeknit as ck
from closeknit.answers import Verdict
from closeknit.lenses.triggers.within_segments import verdict
from closeknit.methods.by_segment import Inside
from tests.lenses.triggers.sheets import plain
from tests.methods.worlds import made, null_kinds


def test_a_segment_is_judged_by_its_own_range():
    nan = float("nan")
    assert verdict(Inside(0, 3.0, 1.2, 5.0, 0.01, 20), sure=True) is Verdict.ESTABLISHED
    assert verdict(Inside(0, 3.0, 1.2, 5.0, 0.01, 20), sure=False) is Verdict.SUGGESTIVE
    assert verdict(Inside(0, 1.5, 0.8, 2.5, 0.2, 20), sure=True) is Verdict.SUGGESTIVE
    assert verdict(Inside(0, 0.9, 0.5, 1.5, 0.6, 20), sure=True) is Verdict.NO_EVIDENCE
    assert verdict(Inside(0, nan, nan, nan, 1.0, 1), sure=False) is Verdict.NOT_ENOUGH_DATA


def worlds_side_by_side(*worlds, names):
    """Purchases, events and accounts of several worlds, each a segment."""
    parts = [plain(world) for world in worlds]
    out = []
    for place in range(3):
        renamed = [
            part[place].set_column(0, "account", [[f"{n}-{a}" for a in part[place]["account"].to_pylist()]])
            for part, n in zip(parts, names, strict=True)
        ]
        out.append(pa.concat_tables(renamed))
    segment = [a.partition("-")[0] for a in out[2]["account"].to_pylist()]
    return out[0], out[1], out[2].append_column("segment", [segment])


@pytest.mark.slow
def test_what_works_in_one_segment_only_is_told_so_everywhere():
    tables = worlds_side_by_side(
        made(400, seed=41), made(400, seed=42, kinds=null_kinds), names=("Food", "Steel")
    )
    reply = ck.triggers(*tables, shuffles=0)
    rows = [r for r in reply.table("by_segment").data.to_pylist() if r["kind"] == "true_4"]
    assert [r["segment"] for r in rows] == ["Food", "Steel"]
    assert rows[0]["low"] > 2
    assert rows[0]["verdict"] == "established"
    assert rows[1]["lift"] < 0.6 * rows[0]["lift"]
    differs = [f for f in reply.findings if f.kind == "by_segment"]
    assert "true_4" in {f.values["event"] for f in differs}
    tables_said = {t["name"] for t in json.loads(reply.to_json())["tables"]}
    assert "by_segment" in tables_said
    assert "How much it does by segment" in str(reply)


@pytest.mark.slow
def test_segments_that_are_alike_are_not_said_to_differ():
    said = 0
    for seed in (51, 52, 53):
        world = made(400, seed=seed)
        bought, events, accounts = plain(world)
        lot = np.random.default_rng(seed).integers(0, 3, len(accounts))
        named = accounts.append_column("segment", [[f"s{n}" for n in lot]])
        reply = ck.triggers(bought, events, named, shuffles=0)
        assert {r["segment"] for r in reply.table("by_segment").data.to_pylist()} == {"s0", "s1", "s2"}
        said += sum(f.kind == "by_segment" for f in reply.findings)
    assert said <= 1
