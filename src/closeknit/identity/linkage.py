"""How likely two entries are one: those that some block brings together, weighed by a Fellegi–Sunter model.

Reads  a table with one row for each entry: `code` (int64, unique), `key` (text, unique; what it is called
       from one time to the next) and plain facts (see `entries`), in a DuckDB connection; what was kept when
       they were linked before.
Gives  pairs that some block brings together: a, b (codes, a < b), weight (bits, log2 of the evidence for
       one against two), for every comparison its level and its weight, start (bits, the same for all: the
       odds of two picked at random) and probability (0..1): its log2 odds are start + weight.
Units  weights in bits: +10 makes "one" about a thousand times as likely as it was before.
Assumes facts err independently of each other, given that two entries are one (or are not).
Source Fellegi & Sunter (1969), JASA 64:1183–1210.

Which pairs are brought together is worked out in `blocking`, what a pair weighs in `weighing`, how often
facts agree in `training`, what need not be compared again in `standing`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from closeknit.engines.connecting import one_number
from closeknit.identity.blocking import bring_together
from closeknit.identity.compared import EPOCH, FLOOR, LEAST_WEIGHT, NOTHING, Compared, Parameters, rules_of
from closeknit.identity.comparing import Model
from closeknit.identity.entries import make_ready
from closeknit.identity.standing import find_standing, take_over, tell_fresh, to_keep, with_fresh
from closeknit.identity.training import FIRST_LOOK, PRIOR, learn, strangers
from closeknit.identity.weighing import Trained, levels_of, weigh

IN_SIGHT = 0.9
"""Probability, by what one expects, from which a pair counts as one to learn from."""

FEW = 2_000
"""A shorter list from which nothing was learnt is compared anew each time, in a second; nothing is kept."""

READY = "ready"
"""The table of entries prepared for comparing."""

Weights = npt.NDArray[np.float64]
"""Bits, or probabilities."""


@dataclass(frozen=True)
class Linked:
    """All pairs with evidence for being one (see the module for the columns), and what to keep."""

    pairs: pa.Table
    compared: Compared = NOTHING


def link(
    con: duckdb.DuckDBPyConnection,
    model: Model,
    facts: str,
    before: Compared = NOTHING,
    *,
    now: datetime = EPOCH,
) -> Linked:
    """Which entries are likely one. Of those in `before` only what is new or changed is compared.

    Parameters found before are used while they serve; else all is learnt and compared anew, at `now` (UTC).
    Works in a session of its own, where `con` sees none of the tables made; `facts` must not be a temporary
    one, for the session would not see that.
    """
    with con.cursor() as own:
        return _linked(own, model, facts, before, now)


def _linked(
    con: duckdb.DuckDBPyConnection, model: Model, facts: str, before: Compared, now: datetime
) -> Linked:
    entries = one_number(con, f"SELECT count(*) FROM {facts}")
    given = before.parameters
    if given is None or not given.serves(model, entries):
        given, before = None, NOTHING
    told = tell_fresh(con, facts, before)
    words = make_ready(con, model, "fresh", READY, before.words if given else None)
    states = with_fresh(con, model, told, READY)
    known = _known(states, model)
    if known.comparisons_of_names_only:
        return Linked(_no_pairs(known))
    if given and given.m.keys() != {c.name for c in known.comparisons}:
        return _linked(con, model, facts, NOTHING, now)
    find_standing(con, known, states)
    bring_together(con)
    if len(before.entries):
        _prepare_others(con, model, facts, words)
    if not _compare(con, known, before) and given is None:
        return Linked(_no_pairs(known))
    used = given or _expected(con, known, model, entries, now)
    total = max(1, entries * (entries - 1) // 2)
    found = _judged(con, used.trained(known), total, FLOOR if given else LEAST_WEIGHT)
    if not used.learnt and _in_sight(found) >= PRIOR:
        if len(before.entries):
            return _linked(con, model, facts, NOTHING, now)
        taught = learn(con, known, READY)
        used = replace(used, learnt=True, m=taught.m, u=taught.u)
        found = _judged(con, used.trained(known), total, FLOOR)
    elif given is None and entries >= FEW:
        weigh(con, used.trained(known), FLOOR)
    keep = used.learnt or entries >= FEW
    return Linked(found, to_keep(con, known, states, Compared(used, words=words)) if keep else NOTHING)


def _compare(con: duckdb.DuckDBPyConnection, model: Model, before: Compared) -> bool:
    """compared: a, b and levels of all pairs brought together, kept ones included. False without any.

    Of two that stand, those pairs alone that were kept: the others weigh too little.
    """
    levels = levels_of(con, model, READY, "brought_together")
    con.execute(f"CREATE OR REPLACE TEMP TABLE compared AS {levels}")
    con.execute("DROP TABLE brought_together")
    take_over(con, before)
    return one_number(con, "SELECT count(*) FROM compared") > 0


def _prepare_others(con: duckdb.DuckDBPyConnection, model: Model, facts: str, words: pa.Table) -> None:
    """Prepare, beside the fresh entries, those that are compared with them."""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE others AS
        SELECT * FROM {facts}
        SEMI JOIN (SELECT a AS code FROM brought_together UNION SELECT b FROM brought_together) USING (code)
        ANTI JOIN {READY} USING (code)""")
    if one_number(con, "SELECT count(*) FROM others"):
        make_ready(con, model, "others", "others_ready", words)
        con.execute(f"INSERT INTO {READY} BY NAME FROM others_ready")


def _expected(
    con: duckdb.DuckDBPyConnection, known: Model, model: Model, entries: int, now: datetime
) -> Parameters:
    """What one expects before anything is learnt."""
    m = {c.name: c.expected for c in known.comparisons}
    return Parameters(rules_of(model), now, entries, False, m, strangers(con, known, READY, FIRST_LOOK))


def _judged(con: duckdb.DuckDBPyConnection, trained: Trained, total: int, least: float) -> pa.Table:
    """All pairs that count, with start and probability; those of at least so many bits are in `weights`."""
    weigh(con, trained, least)
    found = con.execute(f"FROM weights WHERE weight >= {LEAST_WEIGHT} ORDER BY a, b").to_arrow_table()
    odds, chance = probabilities(found["weight"].to_numpy(), total)
    start = pa.array(np.full(len(chance), np.log2(odds)))
    return found.append_column("start", start).append_column("probability", pa.array(chance))


def _in_sight(found: pa.Table) -> int:
    return int((found["probability"].to_numpy() >= IN_SIGHT).sum())


def probabilities(weight: Weights, total: int) -> tuple[float, Weights]:
    """Odds before any evidence, and the probability of each weight.

    Of `total` pairs as many are true as the probabilities sum up to. Found from below by repeating; starts at
    half a true pair, so that without evidence nothing is likely.
    """
    true, odds = 0.5, 0.0
    evidence = np.exp2(np.clip(weight, -60, 60))
    chance = np.zeros_like(evidence)
    for _ in range(200):
        odds = true / max(total - true, 1e-9)
        chance = evidence * odds / (1 + evidence * odds)
        new = min(0.5 + float(chance.sum()), total / 2)
        if abs(new - true) < 1e-9 * true:
            break
        true = new
    return odds, np.round(chance, 9).astype(np.float64)


def _known(states: pa.Table, model: Model) -> Model:
    """The model without comparisons and blocks of which the entries know nothing."""
    there = {c for c in model.columns if len(states) - states[f"h_{c}"].null_count > 1}
    return replace(
        model,
        comparisons=tuple(c for c in model.comparisons if c.name in there),
        blocks=tuple(b for b in model.blocks if there.issuperset(b)),
        learning=tuple(b for b in model.learning if there.issuperset(b)),
    )


def _no_pairs(model: Model) -> pa.Table:
    columns: dict[str, pa.DataType] = {"a": pa.int64(), "b": pa.int64(), "weight": pa.float64()}
    columns |= {f"level_{c.name}": pa.int8() for c in model.comparisons}
    columns |= {f"w_{c.name}": pa.float64() for c in model.comparisons}
    columns |= {"start": pa.float64(), "probability": pa.float64()}
    return pa.schema(list(columns.items())).empty_table()
