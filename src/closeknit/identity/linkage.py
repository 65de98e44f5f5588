"""How likely two entries are one: a Fellegi–Sunter model, learnt without labels by Splink, applied here.

Reads  a table with one row for each entry: `code` (int64, unique) and the columns that a model of
       `comparing` names (texts, lists of texts; null: unknown), in a DuckDB connection.
Gives  pairs that some block brings together: a, b (codes, a < b), weight (bits, log2 of the evidence for
       one against two), for every comparison its level and its weight, start (bits, the same for all: the
       odds of two picked at random) and probability (0..1): its log2 odds are start + weight.
Units  weights in bits: +10 makes "one" about a thousand times as likely as it was before.
Assumes facts err independently of each other, given that two entries are one (or are not).
Source Fellegi & Sunter (1969), JASA 64:1183–1210; Winkler (1988) for learning without labels; Splink.

u (how often strangers agree) is counted over all pairs of a fixed sample; m (how often true pairs agree) is
learnt by Splink's expectation maximisation and drawn towards what one expects by as many pairs as PRIOR says,
so that a short list is judged by expectation and a long one by what it shows. Where there is too little to
learn from, Splink is not even imported.
"""

from __future__ import annotations

import logging
import warnings
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from closeknit.identity.comparing import Comparison, Model

if TYPE_CHECKING:
    from splink import Linker

PRIOR = 50.0
"""True pairs that weigh as much as what one expects before seeing any; with fewer, nothing is learnt."""

IN_SIGHT = 0.9
"""Probability, by what one expects, from which a pair counts as one to learn from."""

FIRST_LOOK, SAMPLE = 400, 1_500
"""Rows over whose pairs it is counted how often strangers agree: 80,000 pairs tell whether anything is to be
learnt at all, a million are counted when there is."""

LEAST_PAIRS = 250
"""Fewer pairs than this in a block teach nothing."""

MOST_PAIRS = 2e6
"""Of larger blocks a fixed sample of so many pairs is learnt from."""

MOST_IN_BLOCK = 200
"""A value that more entries share brings nobody together: it is a placeholder, or too common to tell."""

PLAUSIBLE = 0.6
"""A fact that differs in more of the supposed true pairs shows that learning found something else, such as
colleagues: then nothing of what it says is taken."""

LEAST_WEIGHT = 0.0
"""Pairs with less evidence than this (bits) are left out: no prior could make them likely."""

Weights = npt.NDArray[np.float64]
"""Bits, or probabilities."""

Shares = Mapping[str, tuple[float, ...]]
"""For each comparison the share of pairs in each of its levels."""


@dataclass(frozen=True)
class Trained:
    """A model with what it learnt: shares of true pairs (m) and of strangers (u) by level."""

    model: Model
    m: Shares
    u: Shares


@contextmanager
def _quietly() -> Iterator[None]:
    """Splink reports its progress and what it could not learn; here that is expected and dealt with."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # Imported first, for the import sets up its logger; and only here, for it takes a second.
        import splink  # noqa: F401

        logger = logging.getLogger("splink")
        before = logger.handlers, logger.propagate
        logger.handlers, logger.propagate = [logging.NullHandler()], False
        try:
            yield
        finally:
            logger.handlers, logger.propagate = before


def pairs(con: duckdb.DuckDBPyConnection, model: Model, table: str) -> pa.Table:
    """All pairs with evidence for being one, with probabilities. See the module for the columns."""
    known = _known(con, model, table)
    _block(con, known, table)
    if known.comparisons_of_names_only or not _number(con, "SELECT count(*) FROM brought_together"):
        return _no_pairs(known)
    n = _number(con, f"SELECT count(*) FROM {table}")
    total = max(1, n * (n - 1) // 2)
    m = {c.name: c.expected for c in known.comparisons}
    expected = Trained(known, m, _strangers(con, known, table, FIRST_LOOK))
    scored = _scored(con, expected, table)
    odds, chance = probabilities(scored["weight"].to_numpy(), total)
    if (chance >= IN_SIGHT).sum() >= PRIOR:
        scored = _scored(con, _learn(con, known, table), table)
        odds, chance = probabilities(scored["weight"].to_numpy(), total)
    start = pa.array(np.full(len(chance), np.log2(odds)))
    return scored.append_column("start", start).append_column("probability", pa.array(chance))


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


def _pairs_sharing(con: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str]) -> int:
    """How many pairs have the same known values in these columns."""
    known = " AND ".join(f"{c} IS NOT NULL" for c in columns)
    return _number(
        con,
        f"""SELECT coalesce(sum(n * (n - 1) // 2), 0) FROM (
            SELECT count(*) AS n FROM {table} WHERE {known} GROUP BY {", ".join(columns)})""",
    )


def _number(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = con.execute(sql).fetchone()
    return int(row[0]) if row else 0


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


def _levels_of(con: duckdb.DuckDBPyConnection, model: Model, table: str, pairs: str) -> str:
    """A query: for each of these pairs (a, b) the level of each comparison: 0 different, null unknown."""
    columns = [row[0] for row in con.execute(f"DESCRIBE {table}").fetchall() if row[0] != "code"]
    sides = ", ".join(f"{side}.{c} AS {c}_{side}" for c in columns for side in ("l", "r"))
    levels = ", ".join(f"{_level(c)} AS level_{c.name}" for c in model.comparisons)
    rare = [level.rare for c in model.comparisons for level in c.levels if level.rare]
    values = "".join(f", {c}_l AS value_{c}" for c in rare)
    return f"""
        SELECT a, b, {levels}{values} FROM (
            SELECT a, b, {sides} FROM {pairs} JOIN {table} l ON l.code = a JOIN {table} r ON r.code = b)"""


def _level(c: Comparison) -> str:
    count = len(c.levels)
    cases = " ".join(f"WHEN {level.condition} THEN {count - n}" for n, level in enumerate(c.levels))
    return f"CASE WHEN {c.unknown} THEN NULL {cases} ELSE 0 END"


def _learn(con: duckdb.DuckDBPyConnection, model: Model, table: str) -> Trained:
    """The model with what the pairs of its learning blocks teach."""
    u = _strangers(con, model, table, SAMPLE)
    learnt: dict[str, list[tuple[float, tuple[float, ...]]]] = defaultdict(list)
    teaching = [(b, n) for b in model.learning if (n := _pairs_sharing(con, table, b)) >= LEAST_PAIRS]
    if teaching:
        with _quietly():
            linker = _linker(con, table, model, u)
            for block, count in teaching:
                found = _session_or_none(con, linker, model, table, block, count)
                if found is None:
                    linker = _linker(con, table, model, u)
                for name, true, shares in found or ():
                    learnt[name].append((true, shares))
    m = {c.name: _drawn(c.expected, learnt[c.name]) for c in model.comparisons}
    return Trained(model, m, u)


def _strangers(con: duckdb.DuckDBPyConnection, model: Model, table: str, rows: int) -> Shares:
    """How often two entries drawn by chance stand in each level; never quite 0, for nothing is impossible."""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE sampled AS
            SELECT code FROM {table} ORDER BY md5(code::TEXT) LIMIT {rows};
        CREATE OR REPLACE TEMP TABLE strangers AS
            SELECT l.code AS a, r.code AS b FROM sampled l JOIN sampled r ON l.code < r.code""")
    con.execute(f"CREATE OR REPLACE TEMP TABLE met AS {_levels_of(con, model, table, 'strangers')}")
    result = {}
    for c in model.comparisons:
        counted = con.execute(f"SELECT level_{c.name}, count(*) FROM met GROUP BY ALL").fetchall()
        count = dict(counted)
        seen = [count.get(len(c.levels) - n, 0) + 0.5 for n in range(len(c.levels) + 1)]
        result[c.name] = tuple(round(s / sum(seen), 9) for s in seen)
    return result


def _linker(con: duckdb.DuckDBPyConnection, table: str, model: Model, u: Shares) -> Linker:
    from splink import DuckDBAPI, Linker, SettingsCreator

    settings = {
        "link_type": "dedupe_only",
        "unique_id_column_name": "code",
        "blocking_rules_to_generate_predictions": [],
        "comparisons": [_for_splink(c, u[c.name]) for c in model.comparisons],
    }
    api = DuckDBAPI(connection=con)
    return Linker(
        api.register(con.table(table)), SettingsCreator.from_path_or_dict(settings), validate_settings=False
    )


def _for_splink(c: Comparison, u: Sequence[float]) -> dict[str, Any]:
    levels: list[dict[str, Any]] = [{"sql_condition": c.unknown, "is_null_level": True}]
    conditions = [*((level.condition, level.rare) for level in c.levels), ("ELSE", "")]
    for (condition, rare), m, share in zip(conditions, c.expected, u, strict=True):
        level: dict[str, Any] = {"sql_condition": condition, "m_probability": m, "u_probability": share}
        if rare:
            level |= {"tf_adjustment_column": rare, "tf_adjustment_weight": 1.0}
        levels.append(level)
    return {"output_column_name": f"c_{c.name}", "comparison_levels": levels}


def _share_known(con: duckdb.DuckDBPyConnection, c: Comparison, table: str) -> float:
    """The share of pairs in which both sides of a comparison are known, by its own column."""
    row = con.execute(f"SELECT avg(({c.name} IS NOT NULL)::INT) FROM {table}").fetchone()
    return float(row[0] or 0.0) ** 2 if row else 0.0


def _session_or_none(
    con: duckdb.DuckDBPyConnection, linker: Linker, model: Model, table: str, block: Sequence[str], count: int
) -> list[tuple[str, float, tuple[float, ...]]] | None:
    """What `_session` gives; None where it failed, after which the linker is of no more use.

    Where all pairs of a block are true, or a way to differ never occurs, Splink's arithmetic fails.
    """
    from splink.internals.exceptions import SplinkException

    try:
        return list(_session(con, linker, model, table, block, count))
    except (SplinkException, ValueError):
        return None


def _session(
    con: duckdb.DuckDBPyConnection, linker: Linker, model: Model, table: str, block: Sequence[str], count: int
) -> Iterator[tuple[str, float, tuple[float, ...]]]:
    """What one block of so many pairs teaches: comparison, true pairs it rests on, shares by level."""
    from splink import block_on
    from splink.internals.exceptions import EMTrainingException

    before = _learnt(linker)
    try:
        session = linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(*block), max_pairs=MOST_PAIRS
        )
    except EMTrainingException:
        return
    true = float(session.core_model_settings.probability_two_random_records_match) * count
    after = _learnt(linker)
    taught = {
        c: [_trained_value(values) or 0.0 for values in after[c.name]]
        for c in model.comparisons
        if len(after[c.name][0]) > len(before[c.name][0])
    }
    if all(s[-1] <= PLAUSIBLE and s[0] >= c.expected[0] / 4 for c, s in taught.items()):
        for c, shares in taught.items():
            yield c.name, true * _share_known(con, c, table), tuple(s / sum(shares) for s in shares)


def _learnt(linker: Linker) -> dict[str, list[list[Mapping[str, Any]]]]:
    """For each comparison what each session so far said of each level."""
    return {
        c.output_column_name.removeprefix("c_"): [
            list(level._trained_m_probabilities) for level in c.comparison_levels if not level.is_null_level
        ]
        for c in linker._settings_obj.core_model_settings.comparisons
    }


def _trained_value(values: Sequence[Mapping[str, Any]]) -> float | None:
    """The last value that training gave; it gives words where a level was not seen."""
    value = values[-1]["probability"] if values else None
    return float(value) if isinstance(value, int | float) else None


def _drawn(
    expected: tuple[float, ...], learnt: Sequence[tuple[float, tuple[float, ...]]]
) -> tuple[float, ...]:
    """What was learnt, drawn towards what one expects."""
    weight = PRIOR + sum(count for count, _ in learnt)
    shares = (
        (PRIOR * e + sum(count * values[n] for count, values in learnt)) / weight
        for n, e in enumerate(expected)
    )
    return tuple(round(share, 9) for share in shares)


def _scored(con: duckdb.DuckDBPyConnection, trained: Trained, table: str) -> pa.Table:
    """Levels and weights of the pairs brought together that have evidence for being one."""
    model = trained.model
    levels = _levels_of(con, model, table, "brought_together")
    con.execute(f"CREATE OR REPLACE TEMP TABLE compared AS {levels}")
    rare = [level.rare for c in model.comparisons for level in c.levels if level.rare]
    for column in rare:
        con.execute(f"""
            CREATE OR REPLACE TEMP TABLE often_{column} AS
            SELECT {column} AS value_{column}, count(*) / sum(count(*)) OVER () AS often_{column}
            FROM {table} WHERE {column} IS NOT NULL GROUP BY {column}""")
    joins = " ".join(f"LEFT JOIN often_{column} USING (value_{column})" for column in rare)
    weights = ", ".join(f"{_weight(trained, c)} AS w_{c.name}" for c in model.comparisons)
    weight = " + ".join(f"w_{c.name}" for c in model.comparisons)
    levels = ", ".join(f"level_{c.name}" for c in model.comparisons)
    return con.execute(f"""
        SELECT a, b, round({weight}, 6) AS weight, * EXCLUDE (a, b)
        FROM (SELECT a, b, {levels}, {weights} FROM compared {joins})
        WHERE {weight} >= {LEAST_WEIGHT} ORDER BY a, b""").to_arrow_table()


def _weight(trained: Trained, c: Comparison) -> str:
    """The weight of a comparison by its level; agreement in something rare weighs more."""
    count = len(c.levels)
    cases = []
    for n, (m, u) in enumerate(zip(trained.m[c.name], trained.u[c.name], strict=True)):
        rare = c.levels[n].rare if n < count else ""
        often = f"often_{rare}" if rare else str(u)
        cases.append(f"WHEN {count - n} THEN log2({max(m, 1e-9)} / {often})")
    return f"round(coalesce(CASE level_{c.name} {' '.join(cases)} END, 0), 6)"


def _no_pairs(model: Model) -> pa.Table:
    columns: dict[str, pa.DataType] = {"a": pa.int64(), "b": pa.int64(), "weight": pa.float64()}
    columns |= {f"level_{c.name}": pa.int32() for c in model.comparisons}
    columns |= {f"w_{c.name}": pa.float64() for c in model.comparisons}
    columns |= {"start": pa.float64(), "probability": pa.float64()}
    return pa.schema(list(columns.items())).empty_table()
