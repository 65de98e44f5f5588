"""How likely two entries are one: those that some block brings together, weighed by a Fellegi–Sunter model.

Reads  a table with one row for each entry: `code` (int64, unique) and the columns that a model of
       `comparing` names (texts, lists of texts; null: unknown), in a DuckDB connection.
Gives  pairs that some block brings together: a, b (codes, a < b), weight (bits, log2 of the evidence for
       one against two), for every comparison its level and its weight, start (bits, the same for all: the
       odds of two picked at random) and probability (0..1): its log2 odds are start + weight.
Units  weights in bits: +10 makes "one" about a thousand times as likely as it was before.
Assumes facts err independently of each other, given that two entries are one (or are not).
Source Fellegi & Sunter (1969), JASA 64:1183–1210.

What a pair weighs is worked out in `weighing`; how often facts agree, in `training`.
"""

from __future__ import annotations

from dataclasses import replace

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from closeknit.engines.connecting import one_number
from closeknit.identity.comparing import Model
from closeknit.identity.training import FIRST_LOOK, PRIOR, learn, strangers
from closeknit.identity.weighing import Trained, scored

IN_SIGHT = 0.9
"""Probability, by what one expects, from which a pair counts as one to learn from."""

MOST_IN_BLOCK = 200
"""A value that more entries share brings nobody together: it is a placeholder, or too common to tell."""

Weights = npt.NDArray[np.float64]
"""Bits, or probabilities."""


def pairs(con: duckdb.DuckDBPyConnection, model: Model, table: str) -> pa.Table:
    """All pairs with evidence for being one, with probabilities. See the module for the columns."""
    known = _known(con, model, table)
    _block(con, known, table)
    if known.comparisons_of_names_only or not one_number(con, "SELECT count(*) FROM brought_together"):
        return _no_pairs(known)
    n = one_number(con, f"SELECT count(*) FROM {table}")
    total = max(1, n * (n - 1) // 2)
    m = {c.name: c.expected for c in known.comparisons}
    expected = Trained(known, m, strangers(con, known, table, FIRST_LOOK))
    found = scored(con, expected, table)
    odds, chance = probabilities(found["weight"].to_numpy(), total)
    if (chance >= IN_SIGHT).sum() >= PRIOR:
        found = scored(con, learn(con, known, table), table)
        odds, chance = probabilities(found["weight"].to_numpy(), total)
    start = pa.array(np.full(len(chance), np.log2(odds)))
    return found.append_column("start", start).append_column("probability", pa.array(chance))


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


def _known(con: duckdb.DuckDBPyConnection, model: Model, table: str) -> Model:
    """The model without comparisons and blocks of which the table knows nothing."""
    blocks = (*model.blocks, *model.learning)
    ordered = sorted({c for block in blocks for c in block} | {c.name for c in model.comparisons})
    row = con.execute(f"SELECT {', '.join(f'count({c})' for c in ordered)} FROM {table}").fetchone()
    there = {c for c, count in zip(ordered, row or (), strict=True) if count > 1}
    return replace(
        model,
        comparisons=tuple(c for c in model.comparisons if c.name in there),
        blocks=tuple(b for b in model.blocks if there.issuperset(b)),
        learning=tuple(b for b in model.learning if there.issuperset(b)),
    )


def _block(con: duckdb.DuckDBPyConnection, model: Model, table: str) -> None:
    """brought_together: a, b of all entries that agree in a block which not too many share."""
    held = " UNION ALL ".join(
        f"""SELECT code, hash({n}, {", ".join(block)}) AS place FROM {table}
            WHERE {" AND ".join(f"{c} IS NOT NULL" for c in block)}"""
        for n, block in enumerate(model.blocks)
    )
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE held AS
        SELECT * FROM ({held or f"SELECT code, 0 AS place FROM {table} LIMIT 0"})
        QUALIFY count(*) OVER (PARTITION BY place) BETWEEN 2 AND {MOST_IN_BLOCK}""")
    con.execute("""
        CREATE OR REPLACE TEMP TABLE brought_together AS
        SELECT DISTINCT l.code AS a, r.code AS b FROM held l JOIN held r USING (place)
        WHERE l.code < r.code""")


def _no_pairs(model: Model) -> pa.Table:
    columns: dict[str, pa.DataType] = {"a": pa.int64(), "b": pa.int64(), "weight": pa.float64()}
    columns |= {f"level_{c.name}": pa.int32() for c in model.comparisons}
    columns |= {f"w_{c.name}": pa.float64() for c in model.comparisons}
    columns |= {"start": pa.float64(), "probability": pa.float64()}
    return pa.schema(list(columns.items())).empty_table()
