"""Which entries need not be compared again, and what to keep for the next time.

An entry stands when its facts are what they were, no place it is in became crowded or ceased to be, and its
values did not become so much rarer that a pair which was not kept could count by now. The levels of two that
stand are taken from what was kept; how much they weigh is worked out anew from what is rare today. So the
outcome is, to the last pair, that of comparing everything by the same parameters; the tests hold it to that.

Looked at are only the places and values of what came, changed or went: all others hold whom they held. Of an
entry that is what it was not even the facts are prepared again, but the numbers of its values taken over.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from closeknit.engines.connecting import one_number
from closeknit.identity.blocking import find_turned, numbered, put_in_places
from closeknit.identity.compared import FLOOR, LEAST_WEIGHT, Compared
from closeknit.identity.comparing import Model
from closeknit.identity.frequencies import recounted

_RARER = LEAST_WEIGHT - FLOOR - 1e-3
"""Bits by which the values of an entry may have become rarer, less what rounding could hide."""


@dataclass(frozen=True)
class StayedAndGone:
    """What is known of entries before any pair is looked at.

    `stayed`: code, number (row in what was kept), and that row, of those whose facts are what they were;
    `gone`: rows of those that are no more, or were otherwise.
    """

    stayed: pa.Table
    gone: pa.Table


def tell_fresh(con: duckdb.DuckDBPyConnection, facts: str, before: Compared) -> StayedAndGone:
    """Who is what it was; the facts of all others are in `fresh`."""
    kept = before.entries
    if not len(kept):
        con.execute(f"CREATE OR REPLACE TEMP TABLE fresh AS FROM {facts}")
        return StayedAndGone(pa.table({}), pa.table({}))
    numbers = pa.array(np.arange(len(kept)))
    con.register("kept_rows", kept.select(["key", "digest"]).append_column("number", numbers))
    same = con.execute(f"""
        SELECT code, number FROM ({_digested(con, facts)}) JOIN kept_rows USING (key, digest)
        ORDER BY code""").to_arrow_table()
    con.register("same_codes", same.select(["code"]))
    con.execute(f"CREATE OR REPLACE TEMP TABLE fresh AS FROM {facts} ANTI JOIN same_codes USING (code)")
    stayed = (
        kept.take(same["number"]).append_column("code", same["code"]).append_column("number", same["number"])
    )
    there = np.zeros(len(kept), dtype=bool)
    there[same["number"].to_numpy()] = True
    return StayedAndGone(stayed, kept.append_column("code", numbers).filter(pa.array(~there)))


def _digested(con: duckdb.DuckDBPyConnection, facts: str) -> str:
    columns = [row[0] for row in con.execute(f"DESCRIBE {facts}").fetchall() if row[0] not in ("code", "key")]
    return f"SELECT code, key, hash({', '.join(columns)}) AS digest FROM {facts}"


def with_fresh(con: duckdb.DuckDBPyConnection, model: Model, found: StayedAndGone, ready: str) -> pa.Table:
    """Of all entries, those of `fresh` last: code, key, digest, number, the numbers of their values, how many
    have each (times), and the bits by which these became rarer since the entry was compared.

    `ready`: the fresh entries, prepared. Also `states` (code, number, values) and `gone`, for places, and
    `often` (code, shares of values), for weighing.
    """
    came = con.execute(f"""
        SELECT f.code, f.key, f.digest, NULL::BIGINT AS number, {numbered(model)}
        FROM ({_digested(con, "fresh")}) f JOIN (SELECT * EXCLUDE (key) FROM {ready}) USING (code)
        ORDER BY f.code""").to_arrow_table()
    gone = found.gone if len(found.gone) else came.slice(0, 0)
    states, often = recounted(pa.concat_tables([found.stayed, came], promote_options="default"), gone, model)
    con.register("all_states", states)
    values = ", ".join(f"h_{c}" for c in model.columns)
    con.execute(f"CREATE OR REPLACE TEMP TABLE states AS SELECT code, number, {values} FROM all_states")
    con.unregister("all_states")
    con.register("often", often)
    con.register("gone", gone)
    return states


def find_standing(con: duckdb.DuckDBPyConnection, model: Model, states: pa.Table) -> None:
    """stood: code and number of those that stand; held, of `blocking`, with the places of all others."""
    stands = pc.fill_null(
        pc.and_(pc.is_valid(states["number"]), pc.less_equal(states["rarer"], _RARER)), False
    )
    _part(con, states, stands)
    if not pc.any(stands).as_py():
        put_in_places(con, model)
        return
    put_in_places(con, model, of=("loose", "gone"))
    find_turned(con, model)
    if one_number(con, "SELECT count(*) FROM turned"):
        turned = con.execute("SELECT code FROM held SEMI JOIN turned USING (place)").to_arrow_table()
        _part(con, states, pc.and_not(stands, pc.is_in(states["code"], value_set=turned["code"])))
        put_in_places(con, model, of=("loose", "gone"))


def _part(con: duckdb.DuckDBPyConnection, states: pa.Table, stands: pa.ChunkedArray) -> None:
    con.register("stood", states.select(["code", "number"]).filter(stands))
    con.register("loose", states.filter(pc.invert(stands)))


def take_over(con: duckdb.DuckDBPyConnection, before: Compared) -> None:
    """Add to `compared` the pairs that were kept and of which both stand."""
    if len(before.pairs):
        con.register("kept_pairs", before.pairs)
        con.execute("""
            INSERT INTO compared BY NAME
            SELECT least(x.code, y.code) AS a, greatest(x.code, y.code) AS b, p.* EXCLUDE (one, other)
            FROM kept_pairs p JOIN stood x ON x.number = p.one JOIN stood y ON y.number = p.other""")
        con.unregister("kept_pairs")


def to_keep(con: duckdb.DuckDBPyConnection, model: Model, states: pa.Table, learnt: Compared) -> Compared:
    """What to keep of this comparison, beside what was learnt: tables as `compared` describes them.

    Of those that stand every pair is kept that was: what is not kept weighed less than FLOOR when they were
    compared.
    """
    levels = ", ".join(f"level_{c.name}" for c in model.comparisons)
    con.register(
        "ranks", states.select(["code"]).append_column("rank", pa.array(np.arange(len(states)), pa.int32()))
    )
    pairs = con.execute(f"""
        WITH wanted AS (
            SELECT a, b, {levels} FROM weights
            UNION ALL
            SELECT a, b, {levels} FROM compared ANTI JOIN weights USING (a, b)
            WHERE a IN (SELECT code FROM stood) AND b IN (SELECT code FROM stood)
        )
        SELECT x.rank AS one, y.rank AS other, {levels} FROM wanted
        JOIN ranks x ON x.code = a JOIN ranks y ON y.code = b ORDER BY one, other""").to_arrow_table()
    stood = con.execute("SELECT code FROM stood").to_arrow_table()["code"]
    rarer = pc.if_else(pc.is_in(states["code"], value_set=stood), states["rarer"], pa.scalar(0, pa.float32()))
    entries = states.drop_columns(["code", "number", "rarer"]).append_column("rarer", rarer).combine_chunks()
    return Compared(learnt.parameters, entries, pairs, learnt.words)
