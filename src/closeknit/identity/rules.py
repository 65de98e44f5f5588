"""Joins beyond what one record shows: tagged addresses, phones with a name, firms' and colleagues' names.

A rule proposes blocks: keys that would be one party, with a score. What becomes of proposals is for
`belief`. Rules run in the order of RULES, each on the parties that those before it left. A further
source of proposals, such as a statistical model of records, is one more Rule.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa

from closeknit.identity.evidence import Evidence
from closeknit.identity.phones import moved_with_number, own_numbers, same_name_and_phone, switchboards
from closeknit.keys.words import word_list


@dataclass(frozen=True)
class Rule:
    """A reason to think that keys are one party.

    `propose` fills the table `blocks` (block, code, evidence, score) from the evidence and the table
    `parties` (code, party) of what is joined so far; the keys of one block would be one party.
    `guarded`: contradictions are looked for. `why_not` is said of a contradicted block, with its
    evidence in the place of %; a rule without it is not even asked whether what one has once for life
    contradicts (see `lifelong`). Scores of `believed` or more are joined, and said to be `at_most` so sure.
    """

    name: str
    propose: Callable[[Evidence], None]
    why_not: str = ""
    guarded: bool = True
    believed: float = 0.9
    at_most: float = 1.0


FROM_NEWS = "news_organization"
"""Kind of the keys of organizations that headlines and lists of news call by name, without a domain."""

NAME_FITS, SEVERAL_FIT = 0.7, 0.5
"""Scores of a pair for which a name alone speaks, and of each where it speaks for several: the least that is
shown. They put what people look at in order; nothing is joined by them."""

BY_NAME_ALONE = f"bool_and(k.kind = '{FROM_NEWS}')"
"""Of all keys of a party: that only news tells of it, by name."""


def _tagged_addresses(evidence: Evidence) -> None:
    """ana+shop@halden.example and ana@halden.example reach one person (RFC 5233)."""
    evidence.con.execute("""
        INSERT INTO blocks SELECT local || '@' || domain, code, local || '@' || domain, 0.97 FROM keys
        WHERE kind = 'email' AND NOT shared AND (local, domain) IN (
            SELECT (local, domain) FROM keys WHERE kind = 'email' AND tag <> '' AND local <> '')""")


def _firm_names(block: str, condition: str, score: float) -> Callable[[Evidence], None]:
    """Organizations under one normalised name, or one name with one legal form."""

    def propose(evidence: Evidence) -> None:
        _usable_names(evidence)
        evidence.con.execute(f"""
            INSERT INTO blocks SELECT {block}, n.code, min(n.name), {score} FROM usable n
            WHERE {condition} GROUP BY 1, n.code""")

    return propose


def _usable_names(evidence: Evidence) -> None:
    """usable: names of organizations that can tell one from others, with the kind of their key."""
    generic = sorted(word_list("generic_names") | word_list("placeholders"))
    evidence.con.register("generic", pa.table({"form": pa.array(generic, pa.string())}))
    evidence.con.execute("""
        CREATE OR REPLACE TEMP TABLE usable AS
            SELECT n.*, k.kind FROM names n JOIN keys k USING (code)
            WHERE k.party_kind = 'organization' AND NOT n.mixed AND len(replace(n.form, ' ', '')) >= 3
              AND n.form NOT IN (SELECT form FROM generic)""")


def _outside_names(evidence: Evidence) -> None:
    """An organization of which news tells the name alone, and each that is known under it: worth a look."""
    _usable_names(evidence)
    evidence.con.execute(f"""
        WITH outside AS (
            SELECT p.party FROM keys k JOIN parties p USING (code) GROUP BY p.party HAVING {BY_NAME_ALONE}
        ), called AS (
            SELECT n.form, p.party, min(n.code) AS code, min(n.name) AS name, p.party IN (FROM outside) AS out
            FROM usable n JOIN parties p USING (code) GROUP BY n.form, p.party
        ), pairs AS (
            SELECT o.code AS news, k.code AS known, k.name, k.party,
                   CASE count(*) OVER (PARTITION BY o.party)
                       WHEN 1 THEN {NAME_FITS} ELSE {SEVERAL_FIT} END AS score
            FROM called o JOIN called k USING (form) WHERE o.out AND NOT k.out
        )
        INSERT INTO blocks SELECT news || ' ' || party, unnest([news, known]), name, score FROM pairs""")


def _domain_names(evidence: Evidence) -> None:
    """A domain known only from people's addresses, and a firm of that name without any: worth a look."""
    evidence.con.execute(f"""
        WITH named AS (
            SELECT DISTINCT p.party, replace(n.form, ' ', '') AS form, p.code
            FROM names n JOIN parties p USING (code) JOIN keys k USING (code)
            WHERE k.party_kind = 'organization' AND len(n.form) >= 5
        ), located AS (
            SELECT p.party, p.code, k.value,
                   regexp_replace(split_part(k.value, '.', 1), '[^a-z0-9]', '', 'g') AS form
            FROM keys k JOIN parties p USING (code) WHERE k.kind = 'domain'
        ), pairs AS (
            SELECT l.value, l.code AS code_a, n.code AS code_b FROM located l JOIN named n USING (form)
            WHERE l.party NOT IN (SELECT party FROM named) AND n.party NOT IN (SELECT party FROM located)
        )
        INSERT INTO blocks SELECT value, unnest([code_a, code_b]), value, {NAME_FITS} FROM pairs""")


def _staff_names(evidence: Evidence) -> None:
    """Our own people under one full name: time sheets and tickets know colleagues by name only."""
    evidence.con.execute("""
        INSERT INTO blocks
        SELECT n.form, n.code, min(n.name), 0.96 FROM names n JOIN keys k USING (code)
        WHERE k.party_kind = 'person' AND contains(n.form, ' ') AND NOT n.mixed AND n.code IN (
            SELECT p.code FROM parties p JOIN parties q USING (party)
            JOIN keys o ON o.code = q.code WHERE o.ours)
        GROUP BY n.form, n.code""")


KNOWN = f"n.kind <> '{FROM_NEWS}'"
TWO_FIRMS = "same name “%”, but the systems hold more than one firm of that name"

RULES = (
    Rule("tag", _tagged_addresses, guarded=False),
    Rule("moved", moved_with_number, "same name and phone %", guarded=False),
    Rule("phone", same_name_and_phone, "same name and phone %, but one system has two entries"),
    Rule("number", own_numbers, guarded=False),
    Rule("switchboard", switchboards, guarded=False),
    Rule(
        "legal name", _firm_names("n.form || ' ' || n.legal", f"n.legal <> '' AND {KNOWN}", 0.98), TWO_FIRMS
    ),
    Rule("name", _firm_names("n.form", KNOWN, 0.96), TWO_FIRMS),
    # What news calls by name alone is one with what news calls so, and perhaps with one that we know.
    Rule("news name", _firm_names("n.form", f"NOT {KNOWN}", 0.95), TWO_FIRMS),
    Rule("outside name", _outside_names, "news tell of “%” by name alone", guarded=False),
    Rule("staff", _staff_names, "same name “%” among our own people, but more than one of them"),
    Rule("domain name", _domain_names, "the name fits the domain %"),
)
"""In the order they are applied."""
