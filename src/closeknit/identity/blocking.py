"""Which entries are compared at all: those that agree in some block of columns which not too many share.

A place is a block with the values that an entry has in it; whoever is in one place is brought together.
Places are numbered by the engine's own hash, which holds for one version of it.
"""

from __future__ import annotations

import duckdb

from closeknit.identity.comparing import Model

MOST_IN_BLOCK = 200
"""A value that more entries share brings nobody together: it is a placeholder, or too common to tell."""


def put_in_places(con: duckdb.DuckDBPyConnection, model: Model, table: str) -> None:
    """held: code, place, crowded (too many share it), for all places of more than one entry."""
    held = " UNION ALL ".join(
        f"""SELECT code, hash({n}, {", ".join(block)}) AS place FROM {table}
            WHERE {" AND ".join(f"{c} IS NOT NULL" for c in block)}"""
        for n, block in enumerate(model.blocks)
    )
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE held AS
        SELECT code, place, count(*) OVER (PARTITION BY place) > {MOST_IN_BLOCK} AS crowded
        FROM ({held or f"SELECT code, 0::UBIGINT AS place FROM {table} LIMIT 0"})
        QUALIFY count(*) OVER (PARTITION BY place) > 1""")


def bring_together(con: duckdb.DuckDBPyConnection) -> None:
    """brought_together: a, b (a < b) that share a place, without the pairs of which both stand in `stood`.

    Of `held` only the places that are crowded remain, as `full_places`.
    """
    con.execute("""
        CREATE OR REPLACE TEMP TABLE brought_together AS
        WITH here AS (
            SELECT code, place, number IS NOT NULL AS stands
            FROM held LEFT JOIN stood USING (code) WHERE NOT crowded
        )
        SELECT DISTINCT least(l.code, r.code) AS a, greatest(l.code, r.code) AS b
        FROM here l JOIN here r USING (place)
        WHERE NOT l.stands AND (l.code < r.code OR r.stands);
        CREATE OR REPLACE TEMP TABLE full_places AS
            SELECT DISTINCT place FROM held WHERE crowded ORDER BY place;
        DROP TABLE held""")
