"""What becomes of proposals: believed when sure and uncontradicted, else shown to a person.

A block of keys is contradicted when one system has two numbers in it, when two domains, two addresses
at one company or two legal forms stand in it, or when somebody decided that two of its parties are not
one, or when two state wholly differently what one has once for life (see `lifelong`). This holds for every
rule alike, and for the chain of all blocks of a rule together. Two entries in a system that knows firms and
people by name only are no contradiction: there, two names are two entries by nature, though firms are renamed
and names typed anew.
"""

from __future__ import annotations

from closeknit.identity.evidence import Evidence
from closeknit.identity.facets import find_facets
from closeknit.identity.lifelong import find_opposed
from closeknit.identity.links import CONTRADICTED
from closeknit.identity.rules import Rule

SHOWN = 0.5
"""Scores from here on are shown to a person."""

MOST_SHOWN = 20
"""At most this many parties of one block are shown: nobody looks through more."""

_CODE = (1 << 40) - 1
# Keys of one block are linked through an id in a system where there is one, so hub and code are sorted
# together: the bits from 40 on hold the hub.


def propose(evidence: Evidence, rule: Rule) -> bool:
    """Add a rule's believed blocks to `joins`, and those to look at to `apart`. True when any is believed.

    Expects the tables `parties` (code, party) and `decided` (one, other: parties that people hold apart).
    """
    con = evidence.con
    con.execute("""
        CREATE OR REPLACE TABLE blocks (block TEXT, code BIGINT, evidence TEXT, score DOUBLE);
        CREATE OR REPLACE TABLE clashing (block TEXT, why TEXT)""")
    rule.propose(evidence)
    if not evidence.number("SELECT count(*) FROM blocks"):
        return False
    con.execute("""
        CREATE OR REPLACE TABLE members AS
            SELECT b.block, p.party, min((k.hub::BIGINT << 40) + b.code) AS place,
                   min(b.evidence) AS evidence, min(b.score) AS score
            FROM blocks b JOIN parties p USING (code) JOIN keys k USING (code) GROUP BY b.block, p.party;
        DELETE FROM members
            WHERE block IN (SELECT block FROM members GROUP BY block HAVING count(*) = 1)""")
    if not evidence.number("SELECT count(*) FROM members"):
        return False
    if rule.why_not:
        find_opposed(evidence, "SELECT block, party FROM members")
    if rule.guarded:
        _find_clashes(evidence)
    _sort_out(evidence, rule)
    return evidence.number("SELECT count(*) FROM proposed WHERE believed") > 0


def _sort_out(evidence: Evidence, rule: Rule) -> None:
    """Turn each block with several parties into joins or into pairs to look at."""
    con = evidence.con
    con.execute(f"""
        CREATE OR REPLACE TABLE proposed AS
            SELECT block, least(first & {_CODE}, place & {_CODE}) AS a,
                   greatest(first & {_CODE}, place & {_CODE}) AS b, evidence, score, parties,
                   score >= {rule.believed} AND block NOT IN (SELECT block FROM clashing) AS believed
            FROM (SELECT *, min(place) OVER one AS first, count(*) OVER one AS parties,
                         row_number() OVER (one ORDER BY place) AS number
                  FROM members WINDOW one AS (PARTITION BY block))
            WHERE number > 1 AND score >= {SHOWN} AND (believed OR number <= {MOST_SHOWN});
        INSERT INTO joins
            SELECT a, b, '{rule.name}', least(score, {rule.at_most}), evidence, NULL, NULL
            FROM proposed WHERE believed""")
    con.execute(
        f"""INSERT INTO apart
            SELECT a, b, replace(CASE WHEN c.why IS NULL THEN $why
                                      ELSE split_part($why, ', but ', 1) || ', but ' || c.why END,
                                 '%', coalesce(evidence, '')),
                   CASE WHEN parties > 2 THEN {SHOWN}
                        WHEN c.block IS NOT NULL THEN least(score, {CONTRADICTED}) ELSE score END
            FROM proposed
            LEFT JOIN (SELECT block, min(why) AS why FROM clashing GROUP BY block) c USING (block)
            WHERE NOT believed""",
        {"why": rule.why_not},
    )


def _find_clashes(evidence: Evidence) -> None:
    find_facets(evidence)
    evidence.con.execute("""
        INSERT INTO clashing (block)
            SELECT block FROM members JOIN facets USING (party) GROUP BY block, facet HAVING count(*) > 1
            UNION
            SELECT b.block FROM blocks b JOIN names n USING (code) JOIN parties p USING (code)
            WHERE n.legal <> '' AND n.form = b.block GROUP BY b.block
            HAVING count(DISTINCT n.legal) > 1 AND count(DISTINCT p.party) > 1
            UNION
            SELECT m.block FROM members m JOIN members n USING (block)
            JOIN decided d ON d.one = m.party AND d.other = n.party""")


def withdraw_chains(evidence: Evidence, rule: Rule) -> None:
    """Take a rule's joins back where, chained, they brought together what contradicts.

    Expects `parties` and `facets` as before the rule and `grown` (code, party) as after it.
    """
    con = evidence.con
    con.execute("DELETE FROM clashing")
    find_opposed(
        evidence,
        f"""SELECT DISTINCT g.party::TEXT AS block, p.party FROM grown g JOIN parties p USING (code)
            WHERE g.party IN (
                SELECT x.party FROM joins j JOIN grown x ON x.code = j.a WHERE j.rule = '{rule.name}')""",
    )
    con.execute(f"""
        CREATE OR REPLACE TABLE withdrawn AS
            SELECT j.a, j.b, j.evidence FROM joins j JOIN grown g ON g.code = j.a
            WHERE j.rule = '{rule.name}' AND (g.party::TEXT IN (SELECT block FROM clashing) OR g.party IN (
                SELECT g.party FROM facets f JOIN grown g ON g.code = f.party
                GROUP BY g.party, f.facet HAVING count(*) > 1))""")
    if evidence.number("SELECT count(*) FROM withdrawn"):
        con.execute(
            f"""INSERT INTO apart
                SELECT a, b, replace($why, '%', coalesce(evidence, '')), {SHOWN} FROM withdrawn""",
            {"why": rule.why_not},
        )
        con.execute(
            f"DELETE FROM joins WHERE rule = '{rule.name}' AND (a, b) IN (SELECT (a, b) FROM withdrawn)"
        )
