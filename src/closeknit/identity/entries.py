"""Entries made ready for comparing: names taken apart, addresses split, the telling words of a name.

In comes a table of plain facts, one row for each entry, texts in small ASCII letters, null where unknown:

    code, key, given, surname, firm, street, city, postcode, birthday, number, tax_number, mailbox   of people
    code, key, name, street, city, postcode, number, tax_number, site                         of organizations

Out goes what `comparing` compares. The house number is taken out of the street; a word tells something when
few entries have it.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from closeknit.identity.comparing import Model
from closeknit.keys.names import call_names

RARE_SHARE, RARE_LEAST = 0.002, 5
"""A word is rare when at most this share of entries, or so few of them, have it."""

_HOUSE = "(^|[^0-9a-z])([0-9]+[a-z]?)($|[^0-9a-z])"


def make_ready(con: duckdb.DuckDBPyConnection, model: Model, facts: str, into: str) -> None:
    """Make the table `into` of the entries of the table `facts`, ready for `linkage.link`.

    It is not a temporary one, for linking reads it in a session of its own.
    """
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE addressed AS
        SELECT * REPLACE (
            {_plain(f"regexp_replace(street, '{_HOUSE}', ' ')")} AS street, {_plain("city")} AS city,
            nullif(regexp_replace(postcode, '[^a-z0-9]+', '', 'g'), '') AS postcode,
        ), nullif(regexp_extract(street, '{_HOUSE}', 2), '') AS house
        FROM {facts}""")
    _words(con, "street", "rare_in_street")
    if model.party_kind == "person":
        _people(con, into)
    else:
        _organizations(con, into)
        con.execute("DROP TABLE rare_in_name")
    con.execute("DROP TABLE addressed; DROP TABLE rare_in_street")


def _plain(text: str) -> str:
    return f"nullif(trim(regexp_replace({text}, '[^a-z0-9]+', ' ', 'g')), '')"


_RAREST = ", arg_min(word, (times, word), 2) AS rarest"


def _words(con: duckdb.DuckDBPyConnection, column: str, into: str, more: str = "") -> None:
    """The rare words of a column for each entry: code, words in any order, and what more is asked of them."""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE {into} AS
        WITH said AS (
            SELECT code, unnest(list_distinct(string_split({column}, ' '))) AS word FROM addressed
            WHERE {column} IS NOT NULL
        ), often AS (SELECT word, count(*) AS times FROM said GROUP BY word)
        SELECT code, list(word) AS words{more} FROM said JOIN often USING (word)
        WHERE len(word) > 2
          AND times <= greatest({RARE_LEAST}, {RARE_SHARE} * (SELECT count(*) FROM addressed))
        GROUP BY code""")


def _people(con: duckdb.DuckDBPyConnection, into: str) -> None:
    given = con.execute("SELECT DISTINCT given FROM addressed WHERE given <> ''").fetchall()
    names = [row[0] for row in given]
    calls = pa.array([sorted(call_names(name)) for name in names], pa.list_(pa.string()))
    con.register("called_so", pa.table({"given": pa.array(names, pa.string()), "calls": calls}))
    con.execute(f"""
        CREATE OR REPLACE TABLE {into} AS
        SELECT a.*, c.calls, least(a.given, surname) || ' ' || greatest(a.given, surname) AS names,
               s.words AS street_words
        FROM addressed a LEFT JOIN called_so c USING (given) LEFT JOIN rare_in_street s USING (code)""")
    con.unregister("called_so")


def _organizations(con: duckdb.DuckDBPyConnection, into: str) -> None:
    _words(con, "name", "rare_in_name", _RAREST)
    con.execute(f"""
        CREATE OR REPLACE TABLE {into} AS
        SELECT a.*, list_distinct(string_split(name, ' ')) AS words,
               array_to_string(list_sort(list_distinct(string_split(name, ' '))), ' ') AS sorted,
               n.words AS telling, n.rarest[1] AS telling_word, n.rarest[2] AS other_telling_word,
               s.words AS street_words
        FROM addressed a LEFT JOIN rare_in_name n USING (code) LEFT JOIN rare_in_street s USING (code)""")
