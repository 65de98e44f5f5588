"""Parties that are likely one though no identifier says so: the statistical tier, as rules like the others.

The facts of each party - name, organization, address, phone, date of birth - are put into one row; `linkage`
says how likely two rows are one; `clusters` joins what is likely enough and contradicts nothing. From SURE on
two are taken for one, from SHOWN on a person is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

import numpy as np
import pyarrow as pa

from closeknit.identity.clusters import Pair, grouped
from closeknit.identity.compared import NOTHING
from closeknit.identity.comparing import ORGANIZATION, PERSON, Model
from closeknit.identity.entries import make_ready
from closeknit.identity.evidence import Evidence
from closeknit.identity.facets import find_facets
from closeknit.identity.facts import gather_facts
from closeknit.identity.learning import UNTAUGHT, Lesson
from closeknit.identity.lifelong import opposed, stated_by
from closeknit.identity.linkage import link
from closeknit.identity.rules import Rule

SURE, SHOWN = 0.99, 0.5
"""Probabilities from which two parties are joined; from which a person is asked."""

SAID = 0.94
"""No such join is said to be surer than this: below all that rest on an identifier. Facts are not as
independent as the model takes them to be."""


AT_RANDOM = "two picked at random"


def _propose(model: Model, evidence: Evidence) -> None:
    """Fill `blocks` with likely pairs, `clashing` with those refused, `weighed` with what each fact added."""
    con = evidence.con
    gather_facts(evidence, model)
    if evidence.number("SELECT count(*) FROM facts") < 2:
        return
    lesson = evidence.lessons.get(model.party_kind, UNTAUGHT)
    before = evidence.compared.get(model.party_kind, NOTHING)
    linked = link(con, model, "facts", before, now=evidence.now)
    evidence.compared[model.party_kind] = linked.compared
    con.register("scored", taught(linked.pairs, lesson))
    con.execute(f"CREATE OR REPLACE TEMP TABLE shown AS SELECT * FROM scored WHERE probability >= {SHOWN}")
    if not evidence.number("SELECT count(*) FROM shown"):
        return
    con.execute("""
        CREATE OR REPLACE TEMP TABLE shown_facts AS
        SELECT * FROM facts WHERE code IN (SELECT unnest([a, b]) FROM shown)""")
    make_ready(con, model, "shown_facts", "entries")
    _keep_weights(evidence, model, lesson)
    _to_blocks(evidence)


def _to_blocks(evidence: Evidence) -> None:
    """Likely pairs as blocks; those that groups refuse as contradicted."""
    find_facets(evidence)
    con = evidence.con
    rows = con.execute("SELECT a, b, probability FROM shown ORDER BY a, b").fetchall()
    marks = {party: frozenset(found) for party, found in con.execute(_MARKS).fetchall()}
    apart = con.execute("SELECT one, other FROM decided").fetchall()
    stated = stated_by(evidence, "SELECT unnest([a, b]) AS party FROM shown")

    def unlike(one: int, other: int) -> str:
        return opposed(stated.get(one, {}), stated.get(other, {}))

    result = grouped(rows, sure=SURE, marks=marks, apart=apart, unlike=unlike)
    alike = {(a, b): said for a, b, said in con.execute(_ALIKE).fetchall()}

    def contradict(one: int, other: int) -> bool:
        return bool(marks.get(one, _NONE) & marks.get(other, _NONE) or unlike(one, other))

    blocks = [
        (f"likely {a} {b}", code, alike[a, b], probability)
        for a, b, probability in worth_asking(rows, contradict)
        for code in (a, b)
    ]
    refused = [(f"likely {a} {b}", why) for (a, b), why in result.refused.items()]
    for rows, into in ((blocks, "blocks VALUES (?, ?, ?, ?)"), (refused, "clashing VALUES (?, ?)")):
        if rows:
            con.executemany(f"INSERT INTO {into}", rows)


def worth_asking(pairs: Iterable[Pair], contradict: Callable[[int, int], bool]) -> Iterator[Pair]:
    """Without those that contradict and are not nearly surely one: namesakes are no news."""
    return ((a, b, p) for a, b, p in pairs if p >= SURE or not contradict(a, b))


_NONE: frozenset[str] = frozenset()

_MARKS = """
    SELECT party, list(facet) FROM facets
    WHERE party IN (SELECT a FROM shown UNION SELECT b FROM shown) GROUP BY party"""

_ALIKE = """
    SELECT a, b, string_agg(said, ', ' ORDER BY weight DESC, place) FROM weighed
    WHERE weight > 0.5 AND place > 0 GROUP BY a, b"""


def taught(found: pa.Table, lesson: Lesson) -> pa.Table:
    """Pairs with their weights, and how likely they are one, as answers taught; as they were without any."""
    if lesson is UNTAUGHT or not len(found):
        return found
    bits = found["start"].to_numpy() + lesson.shift
    found = found.set_column(found.column_names.index("start"), "start", pa.array(bits))
    for at, name in enumerate(found.column_names):
        if name.startswith("w_"):
            weight = lesson.factor(name.removeprefix("w_")) * found[name].to_numpy()
            found = found.set_column(at, name, pa.array(weight))
            bits = bits + weight
    chance = np.round(1 / (1 + np.exp2(-np.clip(bits, -1000, 1000))), 9)
    return found.set_column(found.column_names.index("probability"), "probability", pa.array(chance))


def _keep_weights(evidence: Evidence, model: Model, lesson: Lesson) -> None:
    """weighed: for every likely pair how each comparison came out, on which values, and its weight."""
    con, compared = evidence.con, set(evidence.query("SELECT * FROM shown LIMIT 0").column_names)
    con.execute(f"""
        INSERT INTO weighed
        SELECT a, b, 0, '', '{AT_RANDOM}', NULL, NULL, start, start - {lesson.shift} FROM shown""")
    for place, c in enumerate((c for c in model.comparisons if f"w_{c.name}" in compared), start=1):
        said = [c.different, *(level.said for level in reversed(c.levels))]
        values = pa.table({"level": pa.array(range(len(said)), pa.int32()), "said": pa.array(said)})
        con.register("outcomes", values)
        # Where somebody works is compared by a number that tells people nothing.
        shown = "NULL, NULL" if c.name == "firm" else f"x.{c.name}, y.{c.name}"
        con.execute(f"""
            INSERT INTO weighed
            SELECT s.a, s.b, {place}, '{c.name}', o.said, {shown},
                   s.w_{c.name}, s.w_{c.name} / {lesson.factor(c.name)}
            FROM shown s JOIN outcomes o ON o.level = s.level_{c.name}
            JOIN entries x ON x.code = s.a JOIN entries y ON y.code = s.b""")


LIKELY = tuple(
    Rule(
        f"likely {model.party_kind}", partial(_propose, model), "much alike (%)", believed=SURE, at_most=SAID
    )
    for model in (ORGANIZATION, PERSON)
)
"""Applied after all other rules, organizations first: where somebody works says who it is."""
