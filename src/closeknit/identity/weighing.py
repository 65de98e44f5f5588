"""What a pair weighs under a Fellegi–Sunter model: the level of each comparison, and the bits it adds.

A weight is log2(m / u) of the level: how much commoner it is among true pairs than among strangers. Agreement
in something rare weighs more: its own frequency today stands for u. How m and u come about is for `training`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from closeknit.identity.comparing import Comparison, Model

Shares = Mapping[str, tuple[float, ...]]
"""For each comparison the share of pairs in each of its levels."""


@dataclass(frozen=True)
class Trained:
    """A model with what it learnt: shares of true pairs (m) and of strangers (u) by level."""

    model: Model
    m: Shares
    u: Shares


def levels_of(con: duckdb.DuckDBPyConnection, model: Model, table: str, pairs: str) -> str:
    """A query: for each of these pairs (a, b) the level of each comparison: 0 different, null unknown."""
    columns = [row[0] for row in con.execute(f"DESCRIBE {table}").fetchall() if row[0] != "code"]
    sides = ", ".join(f"{side}.{c} AS {c}_{side}" for c in columns for side in ("l", "r"))
    levels = ", ".join(f"{_level(c)} AS level_{c.name}" for c in model.comparisons)
    return f"""
        SELECT a, b, {levels} FROM (
            SELECT a, b, {sides} FROM {pairs} JOIN {table} l ON l.code = a JOIN {table} r ON r.code = b)"""


def _level(c: Comparison) -> str:
    count = len(c.levels)
    cases = " ".join(f"WHEN {level.condition} THEN {count - n}" for n, level in enumerate(c.levels))
    return f"(CASE WHEN {c.unknown} THEN NULL {cases} ELSE 0 END)::TINYINT"


def weigh(con: duckdb.DuckDBPyConnection, trained: Trained, least: float) -> None:
    """weights: of the pairs in `compared` (a, b, levels) that weigh so much, with levels and weights."""
    model = trained.model
    weights = ", ".join(f"{_weight(trained, c)} AS w_{c.name}" for c in model.comparisons)
    weight = " + ".join(f"w_{c.name}" for c in model.comparisons)
    levels = ", ".join(f"level_{c.name}" for c in model.comparisons)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE weights AS
        SELECT a, b, round({weight}, 6) AS weight, * EXCLUDE (a, b)
        FROM (SELECT a, b, {levels}, {weights} FROM compared JOIN often ON code = a)
        WHERE {weight} >= {least}""")


def _weight(trained: Trained, c: Comparison) -> str:
    """The weight of a comparison by its level; agreement in something rare weighs more."""
    count = len(c.levels)
    cases = []
    for n, (m, u) in enumerate(zip(trained.m[c.name], trained.u[c.name], strict=True)):
        rare = c.levels[n].rare if n < count else ""
        often = f"often_{rare}" if rare else str(u)
        cases.append(f"WHEN {count - n} THEN log2({max(m, 1e-9)} / {often})")
    return f"round(coalesce(CASE level_{c.name} {' '.join(cases)} END, 0), 6)"
