"""Made businesses loaded from files of their own: what makes their customers buy is found, decoys are not."""

import json

import numpy as np
import pytest

import closeknit as ck
from tests.methods.searched import searched
from tests.methods.worlds import doubled, made, null_kinds, paid_in_parts
from tests.stories.exported import exported, kind_of, plays
from tests.stories.typed import one_line, typed


def answered(folder, world, **how):
    """The findings on triggers of a folder into which a world's exports were loaded with `load --as`."""
    exported(folder / "exports", world.seen, **how)
    assert typed(folder, "init", "shop").returncode == 0
    shop = folder / "shop"
    with (shop / "closeknit.toml").open("a") as settings:
        settings.write(plays(world.seen.kinds))
    for stream in ("customers", "bought", "happened"):
        file = folder / "exports" / f"{stream}.csv"
        told = typed(shop, "load", str(file), "--as", str(file.with_suffix(".toml")))
        assert told.returncode == 0, one_line(told)
    asked = typed(shop, "ask", "triggers", "--shuffles", "0", "--json")
    assert asked.returncode == 0, one_line(asked)
    return json.loads(asked.stdout)["findings"]


def verdicts(findings):
    """The verdict on each kind."""
    return {f["kind"]: f["verdict"] for f in findings if f["kind"].startswith("made.")}


def established(findings):
    """The kinds called established."""
    return {kind for kind, verdict in verdicts(findings).items() if verdict == "established"}


def decoys(found, world):
    """Established kinds that do nothing."""
    return found - {kind_of(kind) for kind in world.true}


def test_what_makes_customers_buy_is_found_and_the_decoys_are_not(tmp_path):
    world = made(620, seed=71)
    found = answered(tmp_path, world)
    strong = {kind_of(k.name) for k in world.kinds if k.times >= 2.5}
    assert strong <= established(found)
    assert len(decoys(established(found), world)) <= 1
    assert len(established(found) ^ {kind_of(k) for k in searched(world.seen).established()}) <= 2
    after = [verdicts(found)[kind_of(f"after_{n}")] for n in range(5)]
    assert after.count("after-effect") >= 4
    times = {kind_of(k.name): k.times for k in world.kinds}
    told = {one["kind"]: one["values"] for one in found if one["kind"] in strong}
    held = [told[kind]["low"] <= times[kind] <= told[kind]["high"] for kind in strong]
    assert sum(held) >= len(strong) - 1


def test_customers_who_are_in_the_books_twice_are_one(tmp_path):
    whole = made(620, seed=72)
    world = doubled(whole, share=0.1, seed=72)
    twice = world.seen.accounts - whole.seen.accounts
    assert twice > 40
    found = answered(tmp_path, world, same=true_account(whole, seed=72))
    with ck.open(tmp_path / "shop") as shop:
        assert shop.book_column("parties", "kind").count("organization") == whole.seen.accounts
    once = {kind_of(k) for k in searched(whole.seen).established()}
    assert len(established(found) ^ once) <= 2
    assert len(decoys(established(found), world)) <= 1


def true_account(whole, *, seed):
    """Of each account of the doubled world, the one of the whole world that it is."""
    split = np.flatnonzero(np.random.default_rng(seed).random(whole.seen.accounts) < 0.1)
    return np.concatenate([np.arange(whole.seen.accounts), split])


def test_invoices_for_instalments_make_no_rhythm(tmp_path):
    whole = made(190, seed=73, kinds=null_kinds)
    world = paid_in_parts(whole)
    found = answered(tmp_path, world, bought="invoice.issued")
    assert len(established(found)) <= 1
    planner = next(f for f in found if f["kind"] == "planner")
    assert planner["n"] == pytest.approx(len(whole.seen.counted), rel=0.15)
