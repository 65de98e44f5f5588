"""A firm's mail of three years: strengths are added up mail by mail, warmest ways equal another library's."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import networkx as nx
import numpy as np
import pyarrow as pa
import pytest

from closeknit.engines.duckdb import DuckDBEngine
from closeknit.lenses.strengths import HABIT, strengths
from closeknit.methods.warmest import Network, Start

pytestmark = pytest.mark.slow

AS_OF = (date(2001, 12, 31) - date(1970, 1, 1)).days
FIRST_BELIEVED = "1998-01-01"
"""Mail dated before it is older than the firm's archive: a clock gone wrong."""


@pytest.fixture(scope="module")
def mail(public_data: Callable[[str], Path]) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute(f"CREATE TABLE edges AS FROM read_csv('{public_data('enron-network')}/enron_edges.csv.gz')")
    return con


@pytest.fixture(scope="module")
def rows(mail: duckdb.DuckDBPyConnection) -> pa.Table:
    """Strengths of all pairs, from mails told apart by sender and second."""
    mail.execute(f"""
        CREATE TABLE took AS
        WITH mails AS (
            SELECT *, dense_rank() OVER (ORDER BY "from", Time) AS activity_id,
                   datediff('day', DATE '1970-01-01', Time::DATE)::INT AS day
            FROM edges WHERE Time >= '{FIRST_BELIEVED}' AND Time < '2002-01-01')
        SELECT DISTINCT activity_id::BIGINT AS activity_id, party_id::BIGINT AS party_id, role,
               'email.circulated' AS kind, day
        FROM (SELECT activity_id, "from" AS party_id, 'sender' AS role, day FROM mails
              UNION ALL SELECT activity_id, "to", 'recipient', day FROM mails)""")
    ties = {
        "from_party": pa.int64(),
        "to_party": pa.int64(),
        "kind": pa.string(),
        "since_day": pa.int32(),
        "until_day": pa.int32(),
    }
    given = {
        "timeline": mail.sql("FROM took").to_arrow_table(),
        "parties": mail.sql("SELECT DISTINCT party_id, 'person' AS kind FROM took").to_arrow_table(),
        "relationships": pa.schema(ties).empty_table(),
    }
    engine = DuckDBEngine()
    tables = {name: engine.from_arrow(table, name) for name, table in given.items()}
    return engine.collect(strengths(tables, AS_OF).order_by("one", "other"))


def test_the_file_is_the_published_one(mail: duckdb.DuckDBPyConnection) -> None:
    """Of the data alone: what is found in them below stands on it."""

    def count(sql: str) -> list[tuple[object, ...]]:
        return mail.sql(sql).fetchall()

    assert count("SELECT count(*) FROM edges") == [(125_409,)]
    assert dict(count("SELECT Reciptype, count(*) FROM edges GROUP BY ALL")) == {
        "to": 81_023, "cc": 22_193, "bcc": 22_193,
    }  # fmt: skip
    assert count(f"SELECT count(*), min(Time)::DATE::TEXT FROM edges WHERE Time < '{FIRST_BELIEVED}'") == [
        (174, "1979-12-31")
    ]
    months = (
        "SELECT strftime(Time, '%Y-%m') AS m, count(*) AS n FROM edges GROUP BY m ORDER BY n DESC LIMIT 3"
    )
    assert count(months) == [("2001-10", 10_796), ("2001-05", 7_808), ("2001-04", 7_435)]


def test_every_strength_is_the_sum_over_single_mails(mail: duckdb.DuckDBPyConnection, rows: pa.Table) -> None:
    people, senders = defaultdict(set), {}
    for number, person, role, day in mail.sql("SELECT activity_id, party_id, role, day FROM took").fetchall():
        people[number].add(person)
        if role == "sender":
            senders[number] = (person, day)
    sent: dict[tuple[int, int], float] = defaultdict(float)
    for number, (sender, day) in senders.items():
        others = people[number] - {sender}
        if len(others) <= 24:
            for other in others:
                sent[sender, other] += 0.5 ** ((AS_OF - day) / 90) / len(others) ** 2
    found = rows.to_pylist()
    assert len(found) > 1_000
    assert {(r["one"], r["other"]) for r in found} == {(min(p), max(p)) for p in sent}
    for row in found:
        there, back = (sent.get(p, 0.0) for p in ((row["one"], row["other"]), (row["other"], row["one"])))
        shared = max(0.1, 2 * min(there, back) / (there + back))
        assert row["strength"] == pytest.approx((1 - math.exp(-(there + back) / HABIT)) * shared, abs=1e-6)


def test_the_warmest_way_equals_dijkstra_on_sampled_pairs(rows: pa.Table) -> None:
    one, other, strength = (rows[c].to_numpy() for c in ("one", "other", "strength"))
    network = Network.of(one, other, strength)
    graph = nx.Graph()
    kept = np.minimum(strength, 0.999).astype(np.float32)
    graph.add_weighted_edges_from(zip(one.tolist(), other.tolist(), (-np.log(kept)).tolist(), strict=True))
    rng, compared = np.random.default_rng(5), 0
    for source in rng.choice(network.ids, 40, replace=False).tolist():
        far, ways = nx.single_source_dijkstra(graph, source)
        start = Start(network, (network.place(source),))
        for target in rng.choice(network.ids, 30, replace=False).tolist():
            if target == source or target not in far:
                continue
            way = start.way_to(network.place(target))
            if len(ways[target]) <= 4:
                compared += 1
                assert way is not None
                assert way.strength == pytest.approx(math.exp(-far[target]), rel=1e-4)
            elif way is not None:
                assert way.strength <= math.exp(-far[target]) * (1 + 1e-4)
    assert compared > 100
