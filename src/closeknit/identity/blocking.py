"""Which entries are compared at all: those that agree in some block of columns which not too many share.

A place is a block with the values that an entry has in it; whoever is in one place is brought together.
Values and places are numbered by the engine's own hash, which holds for one version of it.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from closeknit.identity.comparing import Model

MOST_IN_BLOCK = 200
"""A value that more entries share brings nobody together: it is a placeholder, or too common to tell."""


def numbered(model: Model) -> str:
    """A list of the columns that matter for places and frequencies, each as the number of its value."""
    return ", ".join(f"CASE WHEN {c} IS NOT NULL THEN hash({c}) END AS h_{c}" for c in model.columns)


def put_in_places(con: duckdb.DuckDBPyConnection, model: Model, of: Sequence[str] = ()) -> None:
    """held: code, place, crowded (too many share it), for all places of more than one entry of `states`.

    `of`: tables of those whose places alone matter; without them all do.
    """
    among = ""
    if of:
        wanted = " UNION ".join(f"SELECT place FROM ({_places(model, table)})" for table in of)
        con.execute(f"CREATE OR REPLACE TEMP TABLE looked_at AS {wanted}")
        among = "SEMI JOIN looked_at USING (place)"
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE held AS
        SELECT code, place, count(*) OVER (PARTITION BY place) > {MOST_IN_BLOCK} AS crowded
        FROM (SELECT * FROM ({_places(model, "states")}) {among})
        QUALIFY count(*) OVER (PARTITION BY place) > 1""")


def _places(model: Model, table: str) -> str:
    """A query: code, place - for all entries of a table of numbered values."""
    held = (
        f"""SELECT code, hash({n}, {", ".join(f"h_{c}" for c in block)}) AS place FROM {table}
            WHERE {" AND ".join(f"h_{c} IS NOT NULL" for c in block)}"""
        for n, block in enumerate(model.blocks)
    )
    return " UNION ALL ".join(held) or f"SELECT code, 0::UBIGINT AS place FROM {table} LIMIT 0"


def find_turned(con: duckdb.DuckDBPyConnection, model: Model) -> None:
    """turned: the places in `held` that became crowded, or ceased to be, by who came and is `gone`."""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE turned AS
        WITH moved AS (
            SELECT place, -1 AS fewer FROM ({_places(model, "(FROM states WHERE number IS NULL)")})
            UNION ALL SELECT place, 1 FROM ({_places(model, "gone")})
        ), before AS (SELECT place, sum(fewer) AS fewer FROM moved GROUP BY place),
        now AS (SELECT place, count(*) AS times FROM held GROUP BY place)
        SELECT place FROM now JOIN before USING (place)
        WHERE (times > {MOST_IN_BLOCK}) <> (times + fewer > {MOST_IN_BLOCK})""")


def bring_together(con: duckdb.DuckDBPyConnection) -> None:
    """brought_together: a, b (a < b) that share a place, without the pairs of which both stand in `stood`."""
    con.execute("""
        CREATE OR REPLACE TEMP TABLE brought_together AS
        WITH here AS (
            SELECT code, place, number IS NOT NULL AS stands
            FROM held LEFT JOIN stood USING (code) WHERE NOT crowded
        )
        SELECT DISTINCT least(l.code, r.code) AS a, greatest(l.code, r.code) AS b
        FROM here l JOIN here r USING (place)
        WHERE NOT l.stands AND (l.code < r.code OR r.stands);
        DROP TABLE held""")
