"""Which of the 32 buckets a record lies in, and which buckets may speak of a person.

A record and everything it says lie together, in the bucket of its *leading key*: the key of the customer
or person it is about – an e-mail address before other keys, other people before our own. Most of what
names one person then lies in one bucket or two, so that forgetting them rewrites a 32nd of each table. By
its own number instead, a record would lie anywhere, and somebody with thirty records everywhere.

A record never moves: a later version of it, a new reading of it or another sight of it goes where it is,
whatever key leads then. Keys that do not lead are why `key_places` notes, for every key, each bucket whose
records name it. The tables share their buckets, so one note serves them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import duckdb

from closeknit.claims import CLAIMS, KEY_COLUMNS, OUR_ROLES
from closeknit.ids import PARTS, stable_id, stable_id_sql
from closeknit.ledger.datafiles import bucket_of
from closeknit.ledger.tables import Snapshot, quoted, reading

BUCKETED = ("records", "sightings", *CLAIMS)
"""Tables that are kept in buckets; the others are small, or have no record to go by."""

_OURS = "role IN (" + ", ".join(quoted(role) for role in OUR_ROLES) + ")"
_LEADS = {
    ("participants", "key"): f"CASE WHEN {_OURS} THEN 2 ELSE 0 END",
    ("traits", "key"): "1",
    ("same", "key_a"): "1",
    ("same", "key_b"): "1",
    ("cases", "contact_key"): "0",
    ("cases", "account_key"): "0",
    ("cases", "owner_key"): "2",
    ("ties", "from_key"): "1",
    ("ties", "to_key"): "3",
}
"""How well a key leads its record, from 0; the smallest wins."""

_LOW = (1 << 60) - 1


def place_records(
    con: duckdb.DuckDBPyConnection, fresh: Callable[[str], str], kept: Mapping[int, Sequence[str]]
) -> None:
    """Make the tables `placed` (record_id, bucket) of fresh rows, and `key_places_now` of the keys they name.

    `fresh` gives SQL for the fresh rows of a table, `kept` the files of `records` in each bucket. Records
    that name no key and are in no bucket yet are not among `placed`: see `bucket_sql`.
    """
    # One number tells rank and hash, so that the best key is found by a plain minimum.
    packed = f"(rank::BIGINT << 61) | (unlike::BIGINT << 60) | ({stable_id_sql('key')} & {_LOW})"
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE placed AS
        SELECT record_id, (min({packed}) % {PARTS})::INTEGER AS bucket
        FROM ({_named(fresh)}) GROUP BY record_id""")
    if kept:
        known = " UNION ALL ".join(
            f"SELECT record_id, {bucket}::INTEGER AS bucket FROM {reading('records', files)}"
            for bucket, files in kept.items()
        )
        # A new reading says something of old records, and not always with a key.
        arriving = " UNION ".join(f"SELECT record_id FROM {fresh(table)}" for table in BUCKETED)
        con.execute(f"""
            CREATE OR REPLACE TEMP TABLE placed AS
            WITH known AS (
                SELECT record_id, min(bucket) AS bucket FROM ({known})
                SEMI JOIN ({arriving}) USING (record_id)
                GROUP BY record_id)
            SELECT record_id, coalesce(k.bucket, p.bucket) AS bucket
            FROM placed p FULL JOIN known k USING (record_id)""")
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE key_places_now AS
        SELECT DISTINCT {stable_id_sql("key")} AS key_hash, bucket
        FROM (SELECT DISTINCT key, bucket FROM ({_named(fresh)}) JOIN placed USING (record_id))""")


def bucket_sql(rows: str) -> str:
    """SQL of rows of one table with the bucket of each, by `placed`."""
    return f"""
        SELECT r.*, coalesce(p.bucket, (r.record_id % {PARTS})::INTEGER) AS bucket
        FROM {rows} r LEFT JOIN placed p USING (record_id)"""


def _named(fresh: Callable[[str], str]) -> str:
    """SQL of every key that fresh rows name: record_id, key, rank, unlike (whether it is no e-mail)."""
    return " UNION ALL ".join(
        f"SELECT record_id, {column} AS key, {_LEADS[table, column]} AS rank, "
        f"NOT starts_with({column}, 'email:') AS unlike FROM {fresh(table)} WHERE {column} IS NOT NULL"
        for table, columns in KEY_COLUMNS.items()
        for column in columns
    )


def buckets_naming(con: duckdb.DuckDBPyConnection, snapshot: Snapshot, keys: Iterable[str]) -> set[int]:
    """Buckets with records that name one of the keys."""
    hashes = ", ".join(str(stable_id(key)) for key in keys) or "NULL"
    found = con.execute(
        f"SELECT DISTINCT bucket FROM {snapshot.reading('key_places')} WHERE key_hash IN ({hashes})"
    ).fetchall()
    return {int(bucket) for (bucket,) in found}


def files_naming(
    con: duckdb.DuckDBPyConnection, snapshot: Snapshot, keys: Iterable[str]
) -> dict[str, list[str]]:
    """Of each table that is kept in buckets, the files that can hold what records naming the keys say.

    Those are all fresh files and the files of the buckets noted for the keys.
    """
    buckets = {None, *buckets_naming(con, snapshot, keys)}
    return {
        table: [file for file in snapshot.files[table] if bucket_of(file) in buckets] for table in BUCKETED
    }
