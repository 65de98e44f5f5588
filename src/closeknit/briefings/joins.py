"""How often joins are right: a sample of them for a person to judge, and what the answers say of all.

Joins are drawn by lot within each kind of reason, so that rare reasons are looked at too. What one line of a
file itself shows, such as the address that an entry has, and what people decided is no guess and left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

import pyarrow as pa
import pyarrow.compute as pc

from closeknit.identity.decisions import Verdict
from closeknit.identity.learning import asked_of
from closeknit.identity.parties import Resolution
from closeknit.identity.why import Step, join_id, why
from closeknit.keys import HUBS
from closeknit.methods.stratified import Sampled, stratified

MOST = 60
"""Joins that are asked about, those judged already included: a quarter of an hour's work, after which 57
right ones say that between 86 and 98 % of all are (Wilson, 95 %)."""

LEAST_OF_A_KIND = 5
"""At least so many of each kind of reason, where there are so many: five right ones of five say that more
than half of the kind are (.05 ** (1 / 5) = .55)."""

NOT_OURS = ("record", "decision", "alone")
"""Steps that are no guess of ours."""

STATED = ("email", "domain", "number")
"""Steps between an entry and what a line says it has. Of several that have it each further one is a guess."""


@dataclass(frozen=True)
class Precision:
    """Of `joins` joins `right` are thought to be right, likely between `low` and `high`, from `judged` ones.

    `unjudged`: joins of kinds of which none was judged; they are not among `joins`.
    """

    joins: int
    right: int
    low: int
    high: int
    judged: int
    unjudged: int = 0


def sample(found: Resolution, verdicts: Sequence[Verdict], titles: Mapping[str, str]) -> tuple[Step, ...]:
    """Joins to judge, in the order in which they were drawn."""
    rows = _ours(found)
    there, known = Counter(rows["rule"].to_pylist()), judged(verdicts)
    wanted = {rule: _share(count, len(rows)) - known.get(rule, (0, 0))[1] for rule, count in there.items()}
    drawn = sorted(
        (join_id(key, other), key, rule)
        for key, other, rule in zip(*(rows[c].to_pylist() for c in ("key", "joined_to", "rule")), strict=True)
    )
    chosen = []
    for name, key, rule in drawn:
        if wanted[rule] > 0:
            wanted[rule] -= 1
            chosen.append((name, key))
    return tuple(_step(found, name, key, titles) for name, key in chosen)


def _ours(found: Resolution) -> pa.Table:
    steps = found.steps
    joined = steps.filter(pc.is_valid(steps["joined_to"]))
    left_out = pc.or_(pc.is_in(joined["rule"], pa.array(NOT_OURS)), _stated(steps, joined))
    return joined.filter(pc.invert(left_out))


def _stated(steps: pa.Table, joined: pa.Table) -> pa.ChunkedArray:
    """Which joins are of an address, domain or number and the first that has it."""
    anchors = steps.filter(pc.is_null(steps["joined_to"]))["key"].combine_chunks()
    to_anchor = pc.and_(_is_hub(joined["joined_to"]), pc.is_in(joined["joined_to"], anchors))
    plain = pc.is_in(joined["rule"], pa.array(STATED))
    having = joined.filter(pc.and_(plain, to_anchor))
    first = having.group_by("joined_to").aggregate([("key", "min")])["key_min"].combine_chunks()
    return pc.and_(plain, pc.or_(_is_hub(joined["key"]), pc.is_in(joined["key"], first)))


def _is_hub(keys: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.match_substring_regex(keys, f"^({'|'.join(HUBS)}):")


def _share(count: int, total: int) -> int:
    """How many of a kind to look at."""
    return min(count, max(LEAST_OF_A_KIND, round(MOST * count / total)))


def _step(found: Resolution, name: str, key: str, titles: Mapping[str, str]) -> Step:
    return next(step for step in why(found, key, titles=titles).steps if step.id == name)


def judged(verdicts: Sequence[Verdict]) -> dict[str, tuple[int, int]]:
    """For each kind of reason how many were found right, and how many were judged."""
    right, all_of_them = Counter[str](), Counter[str]()
    for verdict in verdicts:
        told = asked_of(verdict)
        if told.get("asked") == "join":
            all_of_them[str(told.get("rule"))] += 1
            right[str(told.get("rule"))] += verdict.same
    return {rule: (right[rule], count) for rule, count in all_of_them.items()}


def precision(found: Resolution, verdicts: Sequence[Verdict]) -> Precision | None:
    """What the answers say of all joins, from the table `steps`; None before any."""
    there, known = Counter(_ours(found)["rule"].to_pylist()), judged(verdicts)
    kinds = {rule: Sampled(hits, n, there[rule] + n) for rule, (hits, n) in known.items()}
    if not kinds:
        return None
    total, share = sum(kind.size for kind in kinds.values()), stratified(kinds.values())
    return Precision(
        total,
        round(share.value * total),
        floor(share.low * total),
        ceil(share.high * total),
        sum(kind.n for kind in kinds.values()),
        sum(count for rule, count in there.items() if rule not in kinds),
    )
