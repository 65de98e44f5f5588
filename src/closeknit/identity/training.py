"""How often facts agree: among strangers (u), counted; among true pairs (m), learnt without labels by Splink.

Reads  the table of entries that `linkage` reads
Gives  shares of pairs by level of each comparison: u over all pairs of a fixed sample; m by expectation
       maximisation within the model's learning blocks, drawn towards what one expects by as many pairs as
       PRIOR says, so that a short list is judged by expectation and a long one by what it shows
Source Winkler (1988) for learning without labels; Splink.

Where there is too little to learn from, Splink is not even imported.
"""

from __future__ import annotations

import logging
import warnings
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import duckdb

from closeknit.engines.connecting import one_number
from closeknit.identity.comparing import Comparison, Model
from closeknit.identity.weighing import Shares, Trained, levels_of

if TYPE_CHECKING:
    from splink import Linker

PRIOR = 50.0
"""True pairs that weigh as much as what one expects before seeing any; with fewer, nothing is learnt."""

FIRST_LOOK, SAMPLE = 400, 1_500
"""Rows over whose pairs it is counted how often strangers agree: 80,000 pairs tell whether anything is to be
learnt at all, a million are counted when there is."""

LEAST_PAIRS = 250
"""Fewer pairs than this in a block teach nothing: were one in five true, they would be as many as PRIOR."""

MOST_PAIRS = 2e6
"""Of larger blocks a fixed sample of so many pairs is learnt from."""

PLAUSIBLE = 0.6
"""A fact that differs in more of the supposed true pairs shows that learning found something else, such as
colleagues: then nothing of what it says is taken."""


def strangers(con: duckdb.DuckDBPyConnection, model: Model, table: str, rows: int) -> Shares:
    """How often two entries drawn by chance stand in each level; never quite 0, for nothing is impossible."""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE sampled AS
            SELECT code FROM {table} ORDER BY md5(code::TEXT) LIMIT {rows};
        CREATE OR REPLACE TEMP TABLE strangers AS
            SELECT l.code AS a, r.code AS b FROM sampled l JOIN sampled r ON l.code < r.code""")
    con.execute(f"CREATE OR REPLACE TEMP TABLE met AS {levels_of(con, model, table, 'strangers')}")
    result = {}
    for c in model.comparisons:
        counted = con.execute(f"SELECT level_{c.name}, count(*) FROM met GROUP BY ALL").fetchall()
        count = dict(counted)
        seen = [count.get(len(c.levels) - n, 0) + 0.5 for n in range(len(c.levels) + 1)]
        result[c.name] = tuple(round(s / sum(seen), 9) for s in seen)
    con.execute("DROP TABLE sampled; DROP TABLE strangers; DROP TABLE met")
    return result


def learn(con: duckdb.DuckDBPyConnection, model: Model, table: str) -> Trained:
    """The model with what the pairs of its learning blocks teach."""
    u = strangers(con, model, table, SAMPLE)
    learnt: dict[str, list[tuple[float, tuple[float, ...]]]] = defaultdict(list)
    teaching = [(b, n) for b in model.learning if (n := _pairs_sharing(con, table, b)) >= LEAST_PAIRS]
    if teaching:
        with _quietly():
            linker = _linker(con, table, model, u)
            for block, count in teaching:
                found = _session_or_none(con, linker, model, table, block, count)
                # Splink keeps the tables of a session; they are of no more use.
                linker.table_management.invalidate_cache()  # type: ignore[no-untyped-call]
                if found is None:
                    linker = _linker(con, table, model, u)
                for name, true, shares in found or ():
                    learnt[name].append((true, shares))
    m = {c.name: _drawn(c.expected, learnt[c.name]) for c in model.comparisons}
    return Trained(model, m, u)


def _pairs_sharing(con: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str]) -> int:
    """How many pairs have the same known values in these columns."""
    known = " AND ".join(f"{c} IS NOT NULL" for c in columns)
    return one_number(
        con,
        f"""SELECT coalesce(sum(n * (n - 1) // 2), 0) FROM (
            SELECT count(*) AS n FROM {table} WHERE {known} GROUP BY {", ".join(columns)})""",
    )


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


def _share_known(con: duckdb.DuckDBPyConnection, c: Comparison, table: str) -> float:
    """The share of pairs in which both sides of a comparison are known, by its own column."""
    row = con.execute(f"SELECT avg(({c.name} IS NOT NULL)::INT) FROM {table}").fetchone()
    return float(row[0] or 0.0) ** 2 if row else 0.0


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
