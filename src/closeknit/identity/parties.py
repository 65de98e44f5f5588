"""Parties as tables: numbers that last, aliases of former ones, and the step by which each key came in.

A party's number is the hash of its anchor key: of the strongest kind, then the smallest text. It
depends on nothing else, so it is the same after every rebuild and in whatever order files were loaded.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from closeknit.identity.compared import Compared, save
from closeknit.identity.components import Joins, Numbers, Tree, tree
from closeknit.identity.evidence import Evidence
from closeknit.identity.schema import ALIASES, KEPT_APART, KEYS, STEPS, TO_REVIEW, WEIGHTS
from closeknit.ids import stable_id, stable_id_sql
from closeknit.keys import NUMBER

ANCHOR_ORDER = f"""CASE
    WHEN NOT seen THEN 9
    WHEN kind = 'domain' THEN 0
    WHEN kind = 'email' AND NOT shared THEN CASE tag WHEN '' THEN 1 ELSE 2 END
    WHEN hub = 0 AND regexp_matches(value, '{NUMBER}') THEN 3
    WHEN hub = 0 THEN 4
    WHEN kind = 'email' THEN 5
    ELSE 6 END"""
"""Strength of a key as an anchor: domain, e-mail, number in a system, name in a system, shared mailbox,
phone. What only a decision speaks of cannot be one."""

ROWS_TOGETHER = 20_000
"""Rows of a saved table that are read together at least: what one party needs is a few of a million."""


@dataclass(frozen=True)
class Resolution:
    """Who is who, as tables of `identity.schema`: `keys` and `aliases` for the book, the rest for `why`."""

    keys: pa.Table
    aliases: pa.Table
    to_review: pa.Table
    kept_apart: pa.Table
    steps: pa.Table
    weights: pa.Table
    compared: Mapping[str, Compared] = field(default_factory=dict)
    """By kind of party what was compared; `compared.load` reads it back."""

    def save(self, folder: Path) -> None:
        """Write each table as Parquet into an existing folder, and what was compared beside them."""
        for name in _TABLES:
            table, file = getattr(self, name), folder / f"{name}.parquet"
            pq.write_table(table, file, write_page_checksum=True, row_group_size=ROWS_TOGETHER)
        save(self.compared, folder)

    @staticmethod
    def load(
        folder: Path, names: Collection[str] | None = None, of: Collection[int] | None = None
    ) -> Resolution:
        """The tables that `save` wrote but what was compared; empty where an older version wrote none.

        names: these tables, the others are empty. of: only rows that tell of these parties, by their numbers
        now or former ones. Either is far quicker than all.

        Raises one of `compared.UNREADABLE` where there is none, or it is torn.
        """
        rows = {} if of is None else _rows_of(folder, of)
        return Resolution(
            **{
                name: _kept(folder, name, rows.get(name))
                if names is None or name in names
                else schema.empty()
                for name, schema in _TABLES.items()
            }
        )


def _rows_of(folder: Path, party_ids: Collection[int]) -> Mapping[str, pc.Expression]:
    """What holds for the rows of each table that tell of these parties."""
    # Of none, a bare list would be of no type, and such a one is compared with nothing.
    former = pc.field("old_id").isin(pa.array(list(party_ids), pa.int64()))
    numbers = [*party_ids, *_kept(folder, "aliases", former)["party_id"].to_pylist()]
    named = pc.field("party_id").isin(pa.array(numbers, pa.int64()))
    read = pq.read_table(
        folder / "keys.parquet", columns=["key"], page_checksum_verification=True, filters=named
    )
    theirs = pa.array(read["key"].to_pylist(), pa.string())
    own = pc.field("key").isin(theirs)
    one, other = (pc.field(side).isin(theirs) for side in ("key_a", "key_b"))
    return {
        "keys": own, "aliases": former, "to_review": one | other, "kept_apart": one | other, "steps": own,
        "weights": one & other,
    }  # fmt: skip


def _kept(folder: Path, name: str, which: pc.Expression | None = None) -> pa.Table:
    """The rows of a table that was saved: all, or those for `which` something holds."""
    file, schema = folder / f"{name}.parquet", _TABLES[name]
    # Every version wrote the keys.
    there_is = file.exists() or schema is KEYS
    found = (
        pq.read_table(file, page_checksum_verification=True, filters=which) if there_is else schema.empty()
    )
    there = set(found.column_names)
    columns = (found[f.name] if f.name in there else pa.nulls(len(found), f.type) for f in schema.arrow)
    return pa.table(list(columns), schema=schema.arrow)


_TABLES = {
    "keys": KEYS, "aliases": ALIASES, "to_review": TO_REVIEW, "kept_apart": KEPT_APART, "steps": STEPS,
    "weights": WEIGHTS,
}  # fmt: skip


def resolution(
    evidence: Evidence,
    parties: Numbers,
    before: Resolution | None,
) -> Resolution:
    """All tables, from final parties and the joins in the evidence."""
    con = evidence.con
    anchors = _anchors(evidence)
    joins = evidence.query("SELECT * FROM joins ORDER BY a, b, score DESC, rule")
    grown = tree(
        parties, Joins(*(joins[c].to_numpy() for c in ("a", "b", "score"))), anchors["code"].to_numpy()
    )
    _steps(evidence, joins, grown)
    keys = _keys(evidence)
    con.register("resolved", keys)
    return Resolution(
        keys,
        _aliases(evidence, before),
        _to_review(evidence),
        _kept_apart(evidence),
        evidence.query(f"SELECT {', '.join(STEPS.names)} FROM steps ORDER BY key").cast(STEPS.arrow),
        _weights(evidence),
        evidence.compared,
    )


def _anchors(evidence: Evidence) -> pa.Table:
    """anchors: party, code, key and party_id of each party's anchor."""
    con = evidence.con
    con.execute(f"""
        CREATE TABLE anchors AS
        SELECT party, code, key, {stable_id_sql("key")} AS party_id FROM (
            SELECT p.party, k.code, k.key, row_number() OVER (
                PARTITION BY p.party ORDER BY {ANCHOR_ORDER}, k.code) AS place
            FROM keys k JOIN parties p USING (code)
        ) WHERE place = 1""")
    clashes = con.execute("""
        SELECT key FROM anchors WHERE party_id IN (
            SELECT party_id FROM anchors GROUP BY party_id HAVING count(*) > 1) ORDER BY key""").fetchall()
    taken: set[int] = set()
    for (key,) in clashes:
        number = numbered(key, taken)
        con.execute("UPDATE anchors SET party_id = $number WHERE key = $key", {"number": number, "key": key})
    return evidence.query("SELECT code FROM anchors ORDER BY code")


def numbered(key: str, taken: set[int]) -> int:
    """The number of a party by its anchor key, a further one where two anchors hash alike.

    Adds it to `taken`.
    """
    text = key
    while (number := stable_id(text)) in taken:
        text += "\x1f"
    taken.add(number)
    return number


def _steps(evidence: Evidence, joins: pa.Table, grown: Tree) -> None:
    """steps: one row a key, with the join it hangs on."""
    con, count = evidence.con, evidence.count
    con.register(
        "hanging",
        pa.table(
            {"code": np.arange(count), "parent": grown.parent, "row": grown.join, "sure": grown.confidence}
        ),
    )
    con.register("joined", joins.append_column("row", pa.array(np.arange(len(joins)))))
    con.execute("""
        CREATE TABLE steps AS
        WITH spoken AS (SELECT code, arg_min(name, (-records, name)) AS name FROM names GROUP BY code)
        SELECT k.code, k.key, k.party_kind, s.name, p.key AS joined_to, coalesce(j.rule, 'alone') AS rule,
               least(coalesce(j.score, 1.0), 1.0) AS score, j.evidence, j.stream_id, j.record_id, h.sure
        FROM keys k JOIN hanging h USING (code) LEFT JOIN spoken s USING (code)
        LEFT JOIN keys p ON p.code = h.parent LEFT JOIN joined j ON j.row = h.row""")


def _keys(evidence: Evidence) -> pa.Table:
    rows = evidence.query("""
        SELECT k.key, k.kind AS key_kind, k.value AS key_value, a.party_id, s.sure AS confidence,
               CASE s.rule
                   WHEN 'alone' THEN 'stands for itself'
                   WHEN 'record' THEN 'one line of ' || s.stream_id || ' names both'
                   WHEN 'email' THEN 'same e-mail'
                   WHEN 'domain' THEN 'same domain'
                   WHEN 'phone' THEN 'same phone and name'
                   WHEN 'mailbox' THEN 'shared mailbox of that domain'
                   WHEN 'switchboard' THEN 'phone of several people of that domain'
                   WHEN 'tag' THEN 'same mailbox with another tag'
                   WHEN 'staff' THEN 'same name among our own people'
                   WHEN 'likely person' THEN 'much alike: ' || s.evidence
                   WHEN 'likely organization' THEN 'much alike: ' || s.evidence
                   WHEN 'decision' THEN 'decision ' || s.evidence
                   ELSE 'same name' END AS why, s.rule, s.stream_id
        FROM keys k JOIN parties p USING (code) JOIN anchors a USING (party) JOIN steps s USING (code)
        WHERE k.seen ORDER BY k.key""")
    return rows.cast(KEYS.arrow)


def _to_review(evidence: Evidence) -> pa.Table:
    """One row for each two parties that may be one, unless people said that they are not."""
    rows = evidence.query("""
        WITH liked AS (SELECT a, b, 1 / (1 + pow(2, -sum(weight))) AS likeness FROM weighed GROUP BY a, b)
        SELECT x.key AS key_a, y.key AS key_b, r.why, r.score, l.likeness
        FROM apart r JOIN parties p ON p.code = r.a JOIN parties q ON q.code = r.b
        JOIN keys x ON x.code = r.a JOIN keys y ON y.code = r.b
        LEFT JOIN liked l ON l.a = r.a AND l.b = r.b
        WHERE r.score > 0 AND p.party <> q.party AND x.seen AND y.seen
          AND (p.party, q.party) NOT IN (SELECT (one, other) FROM decided)
        QUALIFY row_number() OVER (PARTITION BY least(p.party, q.party), greatest(p.party, q.party)
                                   ORDER BY r.score DESC, r.a, r.b, r.why) = 1
        ORDER BY r.score DESC, key_a, key_b""")
    return rows.cast(TO_REVIEW.arrow)


def _kept_apart(evidence: Evidence) -> pa.Table:
    rows = evidence.query("""
        SELECT DISTINCT x.key AS key_a, y.key AS key_b, r.why
        FROM apart r JOIN parties p ON p.code = r.a JOIN parties q ON q.code = r.b
        JOIN keys x ON x.code = r.a JOIN keys y ON y.code = r.b
        WHERE r.score = 0 AND p.party <> q.party ORDER BY key_a, key_b, why""")
    return rows.cast(KEPT_APART.arrow)


def _weights(evidence: Evidence) -> pa.Table:
    rows = evidence.query("""
        SELECT x.key AS key_a, y.key AS key_b, w.place, w.fact, w.said, w.value_a, w.value_b,
               w.weight, w.untaught
        FROM weighed w JOIN keys x ON x.code = w.a JOIN keys y ON y.code = w.b
        ORDER BY key_a, key_b, w.place""")
    return rows.cast(WEIGHTS.arrow)


def _aliases(evidence: Evidence, before: Resolution | None) -> pa.Table:
    """Former numbers that no party has now, each with the party that holds its anchor key, or most of it."""
    con = evidence.con
    con.register("former", before.keys.select(["key", "party_id"]) if before else KEYS.empty())
    con.register("former_aliases", before.aliases if before else ALIASES.empty())
    rows = con.execute(
        f"""
        WITH gone AS (
            SELECT f.party_id AS old_id,
                   arg_min(r.party_id, ({stable_id_sql("f.key")} <> f.party_id, f.key)) AS now_id
            FROM former f JOIN resolved r USING (key)
            WHERE f.party_id NOT IN (SELECT party_id FROM resolved) GROUP BY f.party_id
        ), older AS (
            SELECT o.old_id, coalesce(g.now_id, o.party_id) AS now_id,
                   CASE WHEN g.now_id IS NULL THEN o.since ELSE $now END AS since
            FROM former_aliases o LEFT JOIN gone g ON g.old_id = o.party_id
        )
        SELECT old_id, now_id AS party_id, min(since) AS since FROM (
            SELECT old_id, now_id, $now AS since FROM gone UNION ALL SELECT * FROM older
        ) WHERE old_id NOT IN (SELECT party_id FROM resolved) AND now_id IN (SELECT party_id FROM resolved)
        GROUP BY ALL ORDER BY old_id""",
        {"now": evidence.now},
    ).to_arrow_table()
    return rows.cast(ALIASES.arrow)
