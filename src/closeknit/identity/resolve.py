"""Who is who: every key that live claims name, with the party it belongs to, how surely and why.

A pure function of live claims, people's decisions and settings. The order in which things were loaded
plays no part. An earlier answer plays two: a number a party had before is kept as an alias, and what was
learnt of how often facts agree serves until the list has grown to another size. The steps of the craft are
the modules beside this one:

    told, told_again, evidence  what claims say about keys
    guards, links   which shared identifiers to trust
    rules       further reasons to join           belief          which of these to believe
    lifelong    what one has once for life        decisions       what people decided, which wins
    components  what hangs together
    likely      what is much alike without a shared identifier: facts, entries, comparing, linkage, clusters
    compared    what was compared, kept so that only what is new is: blocking, standing
    parties     numbers, aliases, tables
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np
import pyarrow as pa

from closeknit.identity.belief import propose, withdraw_chains
from closeknit.identity.compared import EPOCH
from closeknit.identity.components import Apart, Joins, Numbers, components
from closeknit.identity.decisions import Verdict, verdicts
from closeknit.identity.evidence import Evidence, gather
from closeknit.identity.facts import write_plainly
from closeknit.identity.lifelong import find_lifelong
from closeknit.identity.likely import LIKELY
from closeknit.identity.links import loosen, trust_links
from closeknit.identity.parties import Resolution, resolution
from closeknit.identity.rules import RULES, Rule
from closeknit.identity.told import ClaimSums
from closeknit.settings import Settings

DECIDED = 2.0
"""Score of a join that a person decided: surer than any other."""


def resolve(
    told: ClaimSums,
    decisions: pa.Table,
    settings: Settings,
    before: Resolution | None = None,
    *,
    now: datetime = EPOCH,
) -> Resolution:
    """Who is who.

    `told` is what live claims tell of keys, `decisions` rows of ledger.schema.DECISIONS.
    `before` is the last resolution: numbers that are gone become aliases, dated `now` (UTC), and what it
    compared is not compared again.

    Raises:
        DecisionsDisagree: people's decisions contradict each other.
    """
    holding = verdicts(decisions)
    compared = dict(before.compared) if before else {}
    evidence = replace(gather(told, holding, settings), compared=compared, now=now)
    try:
        apart = _decided(evidence, holding)
        find_lifelong(evidence)
        trust_links(evidence, apart)
        parties = _grow(evidence, apart)
        if loosen(evidence):
            parties = _grow(evidence, apart)
        if settings.identity_likely:
            write_plainly(evidence)
        for rule in (*RULES, *(LIKELY if settings.identity_likely else ())):
            parties = _apply(evidence, rule, parties, apart)
        return resolution(evidence, parties, before)
    finally:
        evidence.con.close()


def _decided(evidence: Evidence, holding: Sequence[Verdict]) -> tuple[Apart, ...]:
    """Put what people decided to be one into `joins`; what they decided to be two is returned."""
    wanted = sorted({key for verdict in holding for key in verdict.keys})
    evidence.con.register("wanted", pa.table({"key": pa.array(wanted, pa.string())}))
    code = dict(evidence.con.execute("SELECT key, code FROM keys JOIN wanted USING (key)").fetchall())
    rows = []
    for verdict in holding:
        if verdict.same:
            first, *others = sorted(code[key] for key in verdict.keys)
            rows += [(first, other, verdict.decision_id) for other in others]
    columns = list(zip(*rows, strict=True)) or [(), (), ()]
    types = (pa.int64(), pa.int64(), pa.string())
    arrays = [pa.array(values, kind) for values, kind in zip(columns, types, strict=True)]
    evidence.con.register("merged", pa.table(arrays, names=["a", "b", "evidence"]))
    evidence.con.execute(f"""
        CREATE TABLE joins AS SELECT a, b, 'decision' AS rule, {DECIDED}::DOUBLE AS score, evidence,
            NULL::TEXT AS stream_id, NULL::BIGINT AS record_id FROM merged""")
    return tuple(
        Apart(frozenset(code[k] for k in v.one), frozenset(code[k] for k in v.other))
        for v in holding
        if not v.same
    )


def _grow(evidence: Evidence, apart: Sequence[Apart]) -> Numbers:
    """Parties by the joins so far, also as the tables `parties` and `decided`."""
    labels = _components(evidence, apart)
    _register(evidence, "parties", labels)
    pairs = {(int(labels[a]), int(labels[b])) for d in apart for a in d.one for b in d.other}
    both = sorted(pairs | {(b, a) for a, b in pairs})
    evidence.con.register(
        "decided",
        pa.table(
            {
                "one": pa.array([a for a, _ in both], pa.int64()),
                "other": pa.array([b for _, b in both], pa.int64()),
            }
        ),
    )
    return labels


def _components(evidence: Evidence, apart: Sequence[Apart]) -> Numbers:
    found = evidence.query("SELECT a, b, score FROM joins ORDER BY a, b, score")
    return components(evidence.count, Joins(*(column.to_numpy() for column in found.columns)), apart)


def _register(evidence: Evidence, name: str, labels: Numbers) -> None:
    evidence.con.register("labels", pa.table({"code": np.arange(len(labels)), "party": labels}))
    evidence.con.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT code, party FROM labels")


def _apply(evidence: Evidence, rule: Rule, parties: Numbers, apart: Sequence[Apart]) -> Numbers:
    """Parties after a rule; what its joins, chained, must not bring together is taken back."""
    if not propose(evidence, rule):
        return parties
    if rule.guarded:
        _register(evidence, "grown", _components(evidence, apart))
        withdraw_chains(evidence, rule)
    return _grow(evidence, apart)
