"""Parties that are likely one though no identifier says so: the statistical tier, as rules like the others.

The facts of each party - name, organization, address, phone, date of birth - are put into one row; `linkage`
says how likely two rows are one; `clusters` joins what is likely enough and contradicts nothing. From SURE on
two are taken for one, from SHOWN on a person is asked.
"""

from __future__ import annotations

from functools import partial

import pyarrow as pa

from closeknit.identity.clusters import grouped
from closeknit.identity.comparing import ORGANIZATION, PERSON, Model
from closeknit.identity.entries import make_ready
from closeknit.identity.evidence import Evidence
from closeknit.identity.facets import find_facets
from closeknit.identity.facts import gather_facts
from closeknit.identity.linkage import pairs
from closeknit.identity.rules import Rule

SURE, SHOWN = 0.99, 0.5
"""Probabilities from which two parties are joined; from which a person is asked."""

SAID = 0.94
"""No such join is said to be surer than this: below all that rest on an identifier. Facts are not as
independent as the model takes them to be."""

UNSURE = 0.89
"""A pair that is only likely one, or refused, is shown with at most this: below what `belief` believes."""


def _propose(model: Model, evidence: Evidence) -> None:
    """Fill `blocks` with likely pairs, and `weighed` with what each fact added."""
    con = evidence.con
    con.execute("""
        CREATE OR REPLACE TABLE weighed (a BIGINT, b BIGINT, place INT, said TEXT, weight DOUBLE)""")
    gather_facts(evidence, model)
    if evidence.number("SELECT count(*) FROM facts") < 2:
        return
    make_ready(con, model, "facts", "entries")
    found = pairs(con, model, "entries")
    con.register("scored", found)
    con.execute(f"CREATE OR REPLACE TEMP TABLE shown AS SELECT * FROM scored WHERE probability >= {SHOWN}")
    if not evidence.number("SELECT count(*) FROM shown"):
        return
    _keep_weights(evidence, model)
    _to_blocks(evidence)


def _to_blocks(evidence: Evidence) -> None:
    """Likely pairs as blocks, joined ones above the score that `belief` believes from, others below.

    Two that contradict and are not nearly surely one are left out: namesakes are no news.
    """
    find_facets(evidence)
    con = evidence.con
    rows = con.execute("SELECT a, b, probability FROM shown ORDER BY a, b").fetchall()
    marks = {party: frozenset(found) for party, found in con.execute(_MARKS).fetchall()}
    apart = con.execute("SELECT one, other FROM decided").fetchall()
    result = grouped(rows, sure=SURE, marks=marks, apart=apart)
    joined, alike = set(result.joined), {(a, b): said for a, b, said in con.execute(_ALIKE).fetchall()}
    blocks = []
    for a, b, probability in rows:
        if probability >= SURE or not marks.get(a, _NONE) & marks.get(b, _NONE):
            score = SAID if (a, b) in joined else min(probability, UNSURE)
            but = f"; but {result.refused[a, b]}" if (a, b) in result.refused else ""
            blocks += [(f"likely {a} {b}", code, f"{alike[a, b]}{but}", score) for code in (a, b)]
    if blocks:
        con.executemany("INSERT INTO blocks VALUES (?, ?, ?, ?)", blocks)


_NONE: frozenset[str] = frozenset()

_MARKS = """
    SELECT party, list(facet) FROM facets
    WHERE party IN (SELECT a FROM shown UNION SELECT b FROM shown) GROUP BY party"""

_ALIKE = """
    SELECT a, b, string_agg(said, ', ' ORDER BY weight DESC, place) FROM weighed WHERE weight > 0.5
    GROUP BY a, b"""


def _keep_weights(evidence: Evidence, model: Model) -> None:
    """weighed: for every likely pair how each comparison came out, and its weight."""
    compared = set(evidence.query("SELECT * FROM shown LIMIT 0").column_names)
    for place, c in enumerate(c for c in model.comparisons if f"w_{c.name}" in compared):
        said = [c.different, *(level.said for level in reversed(c.levels))]
        values = pa.table({"level": pa.array(range(len(said)), pa.int32()), "said": pa.array(said)})
        evidence.con.register("outcomes", values)
        evidence.con.execute(f"""
            INSERT INTO weighed
            SELECT s.a, s.b, {place}, o.said, s.w_{c.name}
            FROM shown s JOIN outcomes o ON o.level = s.level_{c.name}""")


LIKELY = tuple(
    Rule(f"likely {model.party_kind}", partial(_propose, model), "much alike (%)")
    for model in (ORGANIZATION, PERSON)
)
"""Applied after all other rules, organizations first: where somebody works says who it is."""
