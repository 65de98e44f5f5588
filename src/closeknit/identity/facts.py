"""What each party shows of itself, one row each: the plain facts that the statistical tier compares.

Of several values the one that most records give counts. Our own people are left out: their names are ruled on
elsewhere. A person without a name is called as the address reads: anna.keller@… is Anna Keller.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pyarrow as pa

from closeknit.identity.comparing import Model
from closeknit.identity.evidence import Evidence
from closeknit.identity.lifelong import full_date, tax_number
from closeknit.identity.rules import BY_NAME_ALONE
from closeknit.identity.told import PLACES
from closeknit.keys.text import ascii_folded

TRAITS: Mapping[str, Callable[[str], str]] = {
    **dict.fromkeys(PLACES, ascii_folded),
    "birthday": lambda text: full_date(text) or ascii_folded(text),
    "tax_number": tax_number,
}
"""Traits that are compared, each with how it is written for that."""

SHARED_NUMBER = 3
"""A phone number on more parties than this is a switchboard or made up, and says nothing of who is who."""


def write_plainly(evidence: Evidence) -> None:
    """plain_traits: name, value, and that value as it is compared, for each that says something."""
    con = evidence.con
    told = con.execute("SELECT DISTINCT name, value FROM traits").fetchall()
    rows = [(name, value, plain) for name, value in told if (plain := TRAITS[name](value))]
    columns = [
        pa.array(column, pa.string()) for column in (zip(*rows, strict=True) if rows else ((), (), ()))
    ]
    con.register("plain_traits", pa.table(columns, names=["name", "value", "plain"]))


def gather_facts(evidence: Evidence, model: Model) -> None:
    """Fill the table `facts` (see `entries`) from what is known of the parties of one kind.

    Expects what `write_plainly` makes.
    """
    con = evidence.con
    # A name that news alone tell is shown as it is (see `rules`), however rare.
    con.execute("""
        CREATE OR REPLACE TEMP TABLE those AS
        SELECT p.party AS code FROM parties p JOIN keys k USING (code) GROUP BY p.party
        HAVING count(*) FILTER (k.party_kind = $kind) * 2 > count(*) AND bool_or(k.seen)
           AND NOT bool_or(k.ours) AND NOT """ + BY_NAME_ALONE, {"kind": model.party_kind})  # fmt: skip
    _names(evidence)
    _traits(evidence)
    _numbers(evidence)
    shared = """k.key, n.name, t.street, t.city, t.postal_code AS postcode, t.tax_number, u.number
        FROM those JOIN best_name n USING (code) JOIN keys k USING (code) LEFT JOIN told t USING (code)
        LEFT JOIN own_number u USING (code)"""
    if model.party_kind == "person":
        _people(evidence, shared)
    else:
        _organizations(evidence, shared)


def _names(evidence: Evidence) -> None:
    evidence.con.execute("""
        CREATE OR REPLACE TEMP TABLE best_name AS
        WITH given AS (
            SELECT p.party AS code, n.form AS name, n.records FROM names n JOIN parties p USING (code)
            WHERE n.form <> '' AND NOT n.mixed
            UNION ALL
            SELECT p.party, replace(local, '.', ' '), 0 FROM keys k JOIN parties p USING (code)
            WHERE NOT shared AND regexp_full_match(local, '[a-z]{2,}\\.[a-z]{2,}')
        ), counted AS (SELECT code, name, sum(records) AS records FROM given GROUP BY code, name)
        SELECT code, arg_min(name, (-records, name)) AS name FROM counted WHERE len(name) > 1
        GROUP BY code""")


def _traits(evidence: Evidence) -> None:
    chosen = ", ".join(f"any_value(value) FILTER (name = '{name}') AS {name}" for name in TRAITS)
    evidence.con.execute(f"""
        CREATE OR REPLACE TEMP TABLE told AS
        WITH counted AS (
            SELECT p.party AS code, t.name, v.plain AS value,
                   count(DISTINCT (stream_id, record_id)) AS records
            FROM traits t JOIN keys k USING (key) JOIN parties p USING (code)
            JOIN plain_traits v ON v.name = t.name AND v.value = t.value
            GROUP BY ALL
        ), best AS (
            SELECT code, name, arg_min(value, (-records, value)) AS value FROM counted GROUP BY code, name
        )
        SELECT code, {chosen} FROM best GROUP BY code""")


def _numbers(evidence: Evidence) -> None:
    evidence.con.execute(f"""
        CREATE OR REPLACE TEMP TABLE own_number AS
        WITH held AS (
            SELECT DISTINCT p.party AS code, h.value AS number
            FROM (SELECT a AS hub, b AS spoke FROM links UNION ALL SELECT b, a FROM links) l
            JOIN keys h ON h.code = l.hub AND h.kind = 'phone' JOIN parties p ON p.code = l.spoke
            WHERE l.hub NOT IN (SELECT code FROM crowded)
        )
        SELECT code, min(regexp_replace(number, '[^0-9]', '', 'g')) AS number FROM held
        WHERE number IN (SELECT number FROM held GROUP BY number HAVING count(*) <= {SHARED_NUMBER})
        GROUP BY code""")


def _people(evidence: Evidence, shared: str) -> None:
    evidence.con.execute(f"""
        CREATE OR REPLACE TEMP TABLE place_of_work AS
        WITH firms AS (
            SELECT p.party AS code, q.party AS firm FROM employers t JOIN keys x ON x.key = t.from_key
            JOIN parties p ON p.code = x.code JOIN keys y ON y.key = t.to_key
            JOIN parties q ON q.code = y.code
            UNION
            SELECT p.party, q.party FROM keys x JOIN parties p ON p.code = x.code
            JOIN keys y ON y.key = 'domain:' || x.company JOIN parties q ON q.code = y.code WHERE NOT x.shared
        )
        SELECT w.code, k.key AS firm
        FROM (SELECT code, min(firm) AS firm FROM firms GROUP BY code) w JOIN keys k ON k.code = w.firm;
        CREATE OR REPLACE TABLE facts AS
        SELECT code, f.firm, t.birthday, m.mailbox,
               string_split(n.name, ' ')[1] AS given, string_split(n.name, ' ')[-1] AS surname,
               {shared} LEFT JOIN place_of_work f USING (code) LEFT JOIN (
                   SELECT p.party AS code, min(local) AS mailbox FROM keys k JOIN parties p USING (code)
                   WHERE k.kind = 'email' AND NOT k.shared GROUP BY p.party
               ) m USING (code)
        WHERE contains(n.name, ' ') ORDER BY code""")


def _organizations(evidence: Evidence, shared: str) -> None:
    evidence.con.execute(f"""
        CREATE OR REPLACE TABLE facts AS
        SELECT code, d.site, {shared} LEFT JOIN (
            SELECT p.party AS code, min(split_part(value, '.', 1)) AS site
            FROM keys k JOIN parties p USING (code) WHERE k.kind = 'domain' GROUP BY p.party
        ) d USING (code) ORDER BY code""")
