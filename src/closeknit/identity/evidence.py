"""What live claims say about keys, coded by number, as tables of an own DuckDB connection.

    keys    code, key, kind, value, party_kind, hub, local, tag, domain, company, shared, ours, seen
    links   a, b, stream_id, record_id, records: two keys that records show to be one party (a < b)
    names   code, name, form, legal, mixed, records: what a key's party is called

`code` numbers keys in the order of their texts. `hub` says how many parties a key may connect by
mistake: 0 an id in one system, 1 an e-mail, 2 a domain, 3 a phone. Nothing is decided here: which
links to trust is for `guards`, which further joins to believe for `rules`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import duckdb
import pyarrow as pa

from closeknit.engines.connecting import one_number, open_duckdb
from closeknit.identity.compared import EPOCH, Compared
from closeknit.identity.decisions import Verdict
from closeknit.identity.learning import Lessons, lessons
from closeknit.identity.told import HUB_RANKS, ClaimSums
from closeknit.keys import (
    NUMBER,
    company_domain,
    is_mixed_script,
    is_shared_mailbox,
    legal_form,
    organization_name,
    person_name,
)
from closeknit.settings import Settings


@dataclass(frozen=True)
class Evidence:
    """Tables `keys`, `links` and `names` in `con`; `count` keys."""

    con: duckdb.DuckDBPyConnection
    count: int
    lessons: Lessons = field(default_factory=dict)
    """What people's answers taught."""
    compared: dict[str, Compared] = field(default_factory=dict)
    """By kind of party what was compared before; what is compared now takes its place."""
    now: datetime = EPOCH
    """When who is who is looked at (UTC)."""
    active: Callable[[pa.Table], pa.Table] = field(kw_only=True)
    """See `told`: when keys were active is asked only of the few for which it matters."""

    def query(self, sql: str) -> pa.Table:
        """The rows of a query over these tables."""
        return self.con.execute(sql).to_arrow_table()

    def number(self, sql: str) -> int:
        """The one number that a query gives."""
        return one_number(self.con, sql)


def gather(told: ClaimSums, verdicts: Sequence[Verdict], settings: Settings) -> Evidence:
    """All keys that claims, implied company domains and decisions speak of, with links and names."""
    con = open_duckdb()
    for name in ("keys", "links", "names", "lifelong"):
        con.register(f"told_{name}", getattr(told, name))
    con.register("traits", told.traits)
    con.register("employers", told.employers)
    _seen(con, {key for verdict in verdicts for key in verdict.keys})
    _keys(con)
    _links(con)
    _names(con)
    _ours(con, settings)
    count = one_number(con, "SELECT count(*) FROM keys")
    return Evidence(con, count, lessons(verdicts), active=told.active)


def _seen(con: duckdb.DuckDBPyConnection, decided: Iterable[str]) -> None:
    """seen: key, live (false: only decisions speak of it), with company domains of e-mails added."""
    con.register("decided_keys", pa.table({"key": pa.array(sorted(decided), pa.string())}))
    con.execute("""
        CREATE TABLE seen AS
        SELECT key, bool_or(live) AS live FROM (
            SELECT key, true AS live FROM told_keys UNION ALL SELECT key, false FROM decided_keys
        ) WHERE key IS NOT NULL AND contains(key, ':') GROUP BY key""")
    ask_of_texts(
        con, "companies", "SELECT DISTINCT regexp_extract(key, '@([^@]*)$', 1) FROM seen "
        "WHERE key LIKE 'email:%'", [company_domain], ["company"],
    )  # fmt: skip
    con.execute("""
        INSERT INTO seen SELECT 'domain:' || company, true FROM companies WHERE company IS NOT NULL
        GROUP BY company HAVING ('domain:' || company) NOT IN (SELECT key FROM seen)""")


def ask_of_texts(
    con: duckdb.DuckDBPyConnection,
    table: str,
    question: str,
    functions: Sequence[Callable[[str], object]],
    columns: Sequence[str],
) -> None:
    """A table of distinct texts (column `text`) with what Python functions say of each."""
    texts = [row[0] for row in con.execute(question).fetchall()]
    answers = {name: [ask(text) for text in texts] for name, ask in zip(columns, functions, strict=True)}
    types = {name: pa.bool_() if name in ("shared", "mixed") else pa.string() for name in columns}
    data = {"text": pa.array(texts, pa.string())}
    data |= {name: pa.array(values, types[name]) for name, values in answers.items()}
    con.register(f"{table}_asked", pa.table(data))
    con.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT * FROM {table}_asked")
    con.unregister(f"{table}_asked")


def _keys(con: duckdb.DuckDBPyConnection) -> None:
    """keys: numbered, taken apart, and each with the kind of party that most records take it for."""
    _address_parts(con)
    hubs = " ".join(f"WHEN '{kind}' THEN {hub}" for kind, hub in HUB_RANKS.items())
    con.execute(f"""
        CREATE TABLE keys AS
        WITH parts AS (
            SELECT key, live, split_part(key, ':', 1) AS kind, substr(key, instr(key, ':') + 1) AS value
            FROM seen
        ), told AS (
            SELECT p.*, m.local, m.domain, m.company, coalesce(m.shared, false) AS shared,
                   coalesce(v.person, 0) AS person, coalesce(v.organization, 0) AS organization,
                   coalesce(v.guessed, false) AS guessed
            FROM parts p LEFT JOIN addresses m USING (key) LEFT JOIN told_keys v USING (key)
        )
        SELECT row_number() OVER (ORDER BY key) - 1 AS code, key, kind, value, live AS seen,
               CASE WHEN kind = 'domain' OR shared OR organization > person THEN 'organization'
                    WHEN person > 0 OR guessed OR kind IN ('email', 'phone') THEN 'person'
                    ELSE 'organization' END AS party_kind,
               CASE kind {hubs} ELSE 0 END AS hub,
               split_part(local, '+', 1) AS local, split_part(local, '+', 2) AS tag, domain, company, shared,
               false AS ours
        FROM told ORDER BY key""")


def _address_parts(con: duckdb.DuckDBPyConnection) -> None:
    """addresses: e-mail keys with what stands before and after the @, the company, and whether shared."""
    ask_of_texts(
        con, "locals", "SELECT DISTINCT regexp_extract(key, ':(.*)@[^@]*$', 1) FROM seen "
        "WHERE key LIKE 'email:%'", [lambda local: is_shared_mailbox(f"{local}@company.example")], ["shared"],
    )  # fmt: skip
    con.execute("""
        CREATE TABLE addresses AS
        SELECT key, cut.local, cut.domain, c.company, l.shared AND c.company IS NOT NULL AS shared
        FROM (
            SELECT key, regexp_extract(key, '^email:(.*)@([^@]*)$', ['local', 'domain']) AS cut
            FROM seen WHERE key LIKE 'email:%'
        ) LEFT JOIN companies c ON c.text = cut.domain LEFT JOIN locals l ON l.text = cut.local""")


def _links(con: duckdb.DuckDBPyConnection) -> None:
    """links: every pair of keys once, with the first record that shows it and how many do."""
    con.execute("""
        CREATE TABLE links AS
        SELECT x.code AS a, y.code AS b, min(s.stream_id) AS stream_id,
               arg_min(s.record_id, s.stream_id) AS record_id, sum(s.records)::BIGINT AS records
        FROM told_links s JOIN keys x ON x.key = s.a JOIN keys y ON y.key = s.b
        GROUP BY 1, 2 ORDER BY 1, 2""")


def _names(con: duckdb.DuckDBPyConnection) -> None:
    """names: of a key itself; an id in a system is also called what a record calls the key beside it.

    A key without any name that looks like one itself ("xero_contact:brenner logistik") stands for it.
    """
    con.execute("""
        CREATE TABLE called AS
        SELECT code, party_kind, name, records FROM told_names JOIN keys USING (key, party_kind)""")
    con.execute(
        f"""
        INSERT INTO called SELECT code, party_kind, value, 1 FROM keys
        WHERE hub = 0 AND code NOT IN (SELECT code FROM called)
          AND regexp_matches(value, '\\p{{L}}.*\\p{{L}}') AND NOT regexp_matches(value, '{NUMBER}')"""
    )
    for table, kind, form, legal in (
        ("people", "person", person_name, lambda _: ""),
        ("firms", "organization", organization_name, legal_form),
    ):
        ask_of_texts(
            con, table, f"SELECT DISTINCT name FROM called WHERE party_kind = '{kind}'",
            [form, legal, is_mixed_script], ["form", "legal", "mixed"],
        )  # fmt: skip
    con.execute("""
        CREATE TABLE names AS
        SELECT c.code, c.name, s.form, s.legal, s.mixed, c.records
        FROM called c JOIN (SELECT 'person' AS party_kind, * FROM people
                            UNION ALL SELECT 'organization', * FROM firms) s
          ON s.text = c.name AND s.party_kind = c.party_kind""")


def _ours(con: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Mark keys of our own people: so said by a source, at our domains, or named in the settings."""
    domains = [domain.casefold().removeprefix("@") for domain in settings.our_domains]
    people = [person.casefold() for person in settings.our_people]
    forms = [person_name(person) for person in settings.our_people if "@" not in person]
    con.execute(
        """
        UPDATE keys SET ours = true WHERE party_kind = 'person' AND (
            key IN (SELECT key FROM told_keys WHERE ours)
            OR (kind = 'email' AND (value IN (SELECT unnest($people)) OR domain IN (SELECT unnest($domains))
                OR company IN (SELECT unnest($domains))))
            OR (hub = 0 AND code IN (SELECT code FROM names WHERE form IN (SELECT unnest($forms)))))""",
        {"people": people, "domains": domains, "forms": forms},
    )
