"""Entries made ready for comparing: names taken apart, addresses split, the telling words of a name.

In comes a table of plain facts, one row for each entry, texts in small ASCII letters, null where unknown:

    code, key, given, surname, firm, street, city, postcode, birthday, number, tax_number, mailbox   of people
    code, key, name, street, city, postcode, number, tax_number, site                         of organizations

Out goes what `comparing` compares. The house number is taken out of the street; a word tells something when
few entries have it. How many have a word is counted once, and kept with what is learnt: so an entry looks the
same however many others are prepared beside it.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from closeknit.identity.comparing import Model
from closeknit.keys.names import call_names

RARE_SHARE, RARE_LEAST = 0.002, 5
"""A word is rare when at most this share of entries, or so few of them, have it."""

_HOUSE = "(^|[^0-9a-z])([0-9]+[a-z]?)($|[^0-9a-z])"

IN_WORDS = {"person": ("street",), "organization": ("street", "name")}
"""Columns of which the words count."""


def make_ready(
    con: duckdb.DuckDBPyConnection, model: Model, facts: str, into: str, words: pa.Table | None = None
) -> pa.Table:
    """Make the temporary table `into` of the entries of the table `facts`, ready for comparing.

    `words`: column, word, times, common, as counted among other entries; else these are counted. Gives them.
    """
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE addressed AS
        SELECT * REPLACE (
            {_plain(f"regexp_replace(street, '{_HOUSE}', ' ')")} AS street, {_plain("city")} AS city,
            nullif(regexp_replace(postcode, '[^a-z0-9]+', '', 'g'), '') AS postcode,
        ), nullif(regexp_extract(street, '{_HOUSE}', 2), '') AS house
        FROM {facts}""")
    columns = IN_WORDS[model.party_kind]
    if words is None:
        words = con.execute(" UNION ALL ".join(_counted(c) for c in columns)).to_arrow_table()
    con.register("counted_words", words)
    for column in columns:
        _rare_words(con, column)
    con.unregister("counted_words")
    if model.party_kind == "person":
        _people(con, into)
    else:
        _organizations(con, into)
    for table in ("addressed", *(f"rare_in_{c}" for c in columns)):
        con.execute(f"DROP TABLE {table}")
    return words


def _plain(text: str) -> str:
    return f"nullif(trim(regexp_replace({text}, '[^a-z0-9]+', ' ', 'g')), '')"


def _said(column: str) -> str:
    return f"""
        SELECT code, unnest(list_distinct(string_split({column}, ' '))) AS word FROM addressed
        WHERE {column} IS NOT NULL"""


def _counted(column: str) -> str:
    """A query: how many have each word that more than one has."""
    most = f"greatest({RARE_LEAST}, {RARE_SHARE} * (SELECT count(*) FROM addressed))"
    return f"""
        SELECT '{column}' AS "column", word, count(*)::INT AS times, count(*) > {most} AS common
        FROM ({_said(column)}) GROUP BY word HAVING count(*) > 1"""


def _rare_words(con: duckdb.DuckDBPyConnection, column: str) -> None:
    """rare_in_…: code, its rare words in any order, and the two rarest of these."""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE rare_in_{column} AS
        SELECT code, list(word) AS words, arg_min(word, (coalesce(times, 1), word), 2) AS rarest
        FROM ({_said(column)}) LEFT JOIN (FROM counted_words WHERE "column" = '{column}') USING (word)
        WHERE len(word) > 2 AND NOT coalesce(common, false)
        GROUP BY code""")


def _people(con: duckdb.DuckDBPyConnection, into: str) -> None:
    given = con.execute("SELECT DISTINCT given FROM addressed WHERE given <> ''").fetchall()
    names = [row[0] for row in given]
    calls = pa.array([sorted(call_names(name)) for name in names], pa.list_(pa.string()))
    con.register("called_so", pa.table({"given": pa.array(names, pa.string()), "calls": calls}))
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE {into} AS
        SELECT a.*, c.calls, least(a.given, surname) || ' ' || greatest(a.given, surname) AS names,
               s.words AS street_words
        FROM addressed a LEFT JOIN called_so c USING (given) LEFT JOIN rare_in_street s USING (code)""")
    con.unregister("called_so")


def _organizations(con: duckdb.DuckDBPyConnection, into: str) -> None:
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE {into} AS
        SELECT a.*, list_distinct(string_split(name, ' ')) AS words,
               array_to_string(list_sort(list_distinct(string_split(name, ' '))), ' ') AS sorted,
               n.words AS telling, n.rarest[1] AS telling_word, n.rarest[2] AS other_telling_word,
               s.words AS street_words
        FROM addressed a LEFT JOIN rare_in_name n USING (code) LEFT JOIN rare_in_street s USING (code)""")
