"""Which entries need not be compared again, and what to keep for the next time.

An entry stands when its facts are what they were, no place it is in became crowded or ceased to be, and its
values did not become so much rarer that a pair which was not kept could count by now. The levels of two that
stand are taken from what was kept; how much they weigh is worked out anew from what is rare today. So the
outcome is, to the last pair, that of comparing everything by the same parameters; the tests hold it to that.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from closeknit.identity.compared import FLOOR, LEAST_WEIGHT, Compared, Parameters
from closeknit.identity.comparing import Model

_RARER = LEAST_WEIGHT - FLOOR - 1e-3
"""Bits by which the values of an entry may have become rarer, less what rounding could hide."""


def find_standing(con: duckdb.DuckDBPyConnection, model: Model, table: str, before: Compared) -> None:
    """states: of every entry what is kept of it; stood: code and former row number of those that stand.

    Expects `held` of blocking and `often` of weighing.
    """
    columns = [
        row[:2] for row in con.execute(f"DESCRIBE {table}").fetchall() if row[0] not in ("code", "key")
    ]
    facts = ", ".join(f"list_sort({c})" if kind.endswith("[]") else c for c, kind in columns)
    often = "".join(f", often_{c}::FLOAT AS often_{c}" for c in model.rare)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE states AS
        SELECT code, key, hash({facts}) AS digest{often} FROM {table} JOIN often USING (code)""")
    _former(con, "entries_before", before.entries, "SELECT * EXCLUDE (code) FROM states")
    _former(con, "crowded_before", before.crowded, "SELECT place FROM held")
    rarer = " + ".join(f"greatest(0, coalesce(log2(b.often_{c} / s.often_{c}), 0))" for c in model.rare)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE stood AS
        SELECT s.code, b.number FROM states s JOIN entries_before b USING (key)
        WHERE s.digest = b.digest AND {rarer or "0"} <= {_RARER} AND s.code NOT IN (
            SELECT code FROM held LEFT JOIN crowded_before o USING (place)
            WHERE crowded <> (o.place IS NOT NULL))""")


def _former(con: duckdb.DuckDBPyConnection, name: str, kept: pa.Table, like: str) -> None:
    """A table of what was kept with its row numbers, or an empty one like a query."""
    if not len(kept):
        con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT *, 0 AS number FROM ({like}) LIMIT 0")
        return
    con.register("kept_rows", kept.append_column("number", pa.array(range(len(kept)))))
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM kept_rows")
    con.unregister("kept_rows")


def take_over(con: duckdb.DuckDBPyConnection, before: Compared) -> None:
    """Add to `compared` the pairs that were kept and of which both stand."""
    if len(before.pairs):
        con.register("kept_pairs", before.pairs)
        con.execute("""
            INSERT INTO compared BY NAME
            SELECT least(x.code, y.code) AS a, greatest(x.code, y.code) AS b, p.* EXCLUDE (one, other)
            FROM kept_pairs p JOIN stood x ON x.number = p.one JOIN stood y ON y.number = p.other""")
        con.unregister("kept_pairs")


def to_keep(con: duckdb.DuckDBPyConnection, model: Model, parameters: Parameters) -> Compared:
    """What to keep of this comparison: tables as `compared` describes them.

    For those that stand the frequencies of the time of their comparison are kept, and every pair that was:
    a pair that is not kept weighed less than FLOOR by just these frequencies.
    """
    levels = ", ".join(f"level_{c.name}" for c in model.comparisons)
    often = "".join(f", coalesce(b.often_{c}, s.often_{c}) AS often_{c}" for c in model.rare)
    con.execute("""
        CREATE OR REPLACE TEMP TABLE ranks AS
        SELECT code, (row_number() OVER (ORDER BY code) - 1)::INT AS rank FROM states""")
    entries = con.execute(f"""
        SELECT s.key, s.digest{often} FROM states s LEFT JOIN stood t USING (code)
        LEFT JOIN entries_before b ON b.number = t.number ORDER BY code""").to_arrow_table()
    pairs = con.execute(f"""
        WITH wanted AS (
            SELECT a, b, {levels} FROM weights
            UNION ALL
            SELECT a, b, {levels} FROM compared ANTI JOIN weights USING (a, b)
            WHERE a IN (SELECT code FROM stood) AND b IN (SELECT code FROM stood)
        )
        SELECT x.rank AS one, y.rank AS other, {levels} FROM wanted
        JOIN ranks x ON x.code = a JOIN ranks y ON y.code = b ORDER BY one, other""").to_arrow_table()
    crowded = con.execute("FROM full_places").to_arrow_table()
    return Compared(parameters, entries, pairs, crowded)
