"""What a phone number says about who is who, with the names beside it.

A number is one person's when everybody it is given for bears one name; it is a switchboard when not.
"""

from __future__ import annotations

from itertools import combinations

import pyarrow as pa

from closeknit.identity.evidence import Evidence
from closeknit.identity.names import all_agree, firms_agree

SCORE = 0.97
"""How sure it is that equal phone and name are one party, where nothing contradicts."""

SWITCHBOARD = 0.9
"""How sure it is that a number of several people belongs to the one firm they all write from."""

MOST_NAMES = 20
"""A number with more names than this is not even compared."""


def moved_with_number(evidence: Evidence) -> None:
    """People of one name and number with addresses at different firms: they moved and kept the number.

    A switchboard is no explanation then, so two entries in one system are no contradiction.
    """
    _look_at_phones(evidence)
    evidence.con.execute(f"""
        INSERT INTO blocks
        WITH held AS (
            SELECT a.phone, p.party, list(DISTINCT k.company) FILTER (k.company IS NOT NULL) AS companies
            FROM agreeing a JOIN ringing r USING (phone) JOIN parties p ON p.code = r.spoke
            JOIN parties q ON q.party = p.party JOIN keys k ON k.code = q.code
            GROUP BY a.phone, p.party
        ), apart_at_work AS (
            SELECT phone FROM held GROUP BY phone
            HAVING count(companies) = count(*)
               AND len(flatten(list(companies))) = len(list_distinct(flatten(list(companies))))
        )
        SELECT block, code, evidence, {SCORE} FROM phone_blocks WHERE phone IN (FROM apart_at_work)""")


def same_name_and_phone(evidence: Evidence) -> None:
    """Entries under one name with one number."""
    _look_at_phones(evidence)
    evidence.con.execute(f"INSERT INTO blocks SELECT block, code, evidence, {SCORE} FROM phone_blocks")


def _look_at_phones(evidence: Evidence) -> None:
    """ringing: phone, spoke · agreeing: phones of several parties under one name · phone_blocks."""
    con = evidence.con
    con.execute("""
        CREATE OR REPLACE TABLE ringing AS
            SELECT CASE WHEN hub_a = 3 THEN a ELSE b END AS phone,
                   CASE WHEN hub_a = 3 THEN b ELSE a END AS spoke
            FROM trusted WHERE greatest(hub_a, hub_b) = 3;
        CREATE OR REPLACE TABLE numbers AS
            SELECT r.phone, any_value(k.party_kind) AS party_kind,
                   list_distinct(flatten(list(coalesce(f.forms, [])))) AS names
            FROM ringing r JOIN parties p ON p.code = r.spoke JOIN keys k ON k.code = r.spoke
            LEFT JOIN forms f ON f.code = r.spoke GROUP BY r.phone
            HAVING count(DISTINCT p.party) > 1 AND count(DISTINCT k.party_kind) = 1
               AND bool_and(f.forms IS NOT NULL)""")
    numbers = con.execute("SELECT phone, party_kind, names FROM numbers").fetchall()
    agreeing = [phone for phone, kind, names in numbers if _one_name(kind, names)]
    con.register("agreeing", pa.table({"phone": pa.array(agreeing, pa.int64())}))
    con.execute("""
        CREATE OR REPLACE TABLE phone_blocks AS
            SELECT a.phone, k.key AS block, unnest([r.spoke, a.phone]) AS code, k.value AS evidence
            FROM agreeing a JOIN ringing r USING (phone) JOIN keys k ON k.code = a.phone""")


def _one_name(kind: str, names: list[str]) -> bool:
    if len(names) > MOST_NAMES:
        return False
    if kind == "person":
        return all(" " in name for name in names) and all_agree(frozenset(names))
    return all(firms_agree(one, other) for one, other in combinations(names, 2))


def own_numbers(evidence: Evidence) -> None:
    """A number on one party only is that party's; one of a firm and its people is the firm's."""
    evidence.con.execute("""
        INSERT INTO blocks
        WITH held AS (
            SELECT r.phone, r.spoke, k.party_kind,
                   count(DISTINCT p.party) OVER (PARTITION BY r.phone) AS parties,
                   count(DISTINCT p.party) FILTER (k.party_kind = 'organization')
                       OVER (PARTITION BY r.phone) AS firms
            FROM ringing r JOIN parties p ON p.code = r.spoke JOIN keys k ON k.code = r.spoke
        )
        SELECT k.key, unnest([h.phone, h.spoke]), k.value, 0.99
        FROM held h JOIN keys k ON k.code = h.phone
        WHERE h.parties = 1 OR (h.firms = 1 AND h.party_kind = 'organization')""")


def switchboards(evidence: Evidence) -> None:
    """A number of several people is their firm's, where their addresses show just one firm."""
    evidence.con.execute(f"""
        CREATE OR REPLACE TABLE shared_numbers AS
            SELECT r.phone, r.spoke FROM ringing r JOIN parties p ON p.code = r.phone
            WHERE p.party IN (SELECT party FROM parties GROUP BY party HAVING count(*) = 1);
        INSERT INTO apart
            SELECT least(phone, spoke), greatest(phone, spoke), 'several people have this number', 0
            FROM shared_numbers;
        INSERT INTO blocks SELECT 'phone ' || phone, unnest([phone, d.code]), NULL, {SWITCHBOARD} FROM (
            SELECT n.phone, min(k.company) AS company FROM shared_numbers n JOIN parties p ON p.code = n.spoke
            JOIN parties q ON q.party = p.party JOIN keys k ON k.code = q.code
            GROUP BY n.phone HAVING count(DISTINCT k.company) = 1
        ) s JOIN keys d ON d.key = 'domain:' || s.company""")
