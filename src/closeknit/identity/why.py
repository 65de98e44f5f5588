"""Why some entries are one person or firm: the steps that joined them, in plain sentences.

Values only, made from a saved resolution; showing them is for reports. Each step says which two keys
to part (`closeknit split ONE OTHER`) should it be wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from closeknit.errors import UnknownCustomer, did_you_mean
from closeknit.identity.moves import Move, moves
from closeknit.identity.parties import Resolution
from closeknit.identity.sentences import join_sentence, side_text
from closeknit.identity.wording import spoken_key
from closeknit.ids import short_name
from closeknit.keys import HUBS, key_parts, organization_name

TELLING = (
    *("decision", "domain", "record", "legal name", "name", "staff", "email", "moved", "phone", "tag"),
    *("mailbox", "number", "switchboard"),
)
"""Rules in the order in which their steps are told: those that bring most together first."""

MOST_SHOWN = 5
"""So many entries of one doubt are named, the others counted."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """One join: what it rests on in words, how sure it is, the record that shows it, how to part it.

    `split` holds a key of either side; telling that they differ takes this step back. `sides` says in words
    what stands on either side. `stream_id` and `record_id` are empty for joins that rest on no single record.
    """

    sentence: str
    rule: str
    confidence: float
    key: str
    joined_to: str
    split: tuple[str, str]
    sides: tuple[str, str] = ("", "")
    stream_id: str | None = None
    record_id: int | None = None
    moves: tuple[Move, ...] = ()
    """For a join that rests on likeness: what each fact added to it."""

    @property
    def id(self) -> str:
        """A short name to take this join back by: `closeknit undo j-3fa2c1`."""
        return join_id(self.key, self.joined_to)


@dataclass(frozen=True)
class Known:
    """One identifier: its key, how people say it, under which name it stands, and how sure we are."""

    key: str
    said: str
    name: str
    confidence: float


@dataclass(frozen=True)
class Doubt:
    """An entry and others that may be one with it, or that look so and are not, with the reason.

    `score` is how likely they are one; 0 where it is settled that they are not.
    """

    key: str
    others: tuple[str, ...]
    sentence: str
    score: float = 0.0


@dataclass(frozen=True)
class Explanation:
    """Everything about one party: who it is, what it is known by, why these are one, what is open.

    Steps that bring most together come first.
    """

    party_id: int
    key: str
    name: str
    known: tuple[Known, ...]
    steps: tuple[Step, ...]
    open: tuple[Doubt, ...]
    apart: tuple[Doubt, ...]


def why(resolution: Resolution, which: str | int, *, titles: Mapping[str, str] | None = None) -> Explanation:
    """Why the party of a key, or with a number, is one.

    `titles` names streams as people know them ("xero/invoices": "Xero: sales invoices").

    Raises:
        UnknownCustomer: there is no such key and no such number.
    """
    party_id = _party_of(resolution, which)
    rows = _rows_of(resolution, party_id)
    children = defaultdict(list)
    for row in rows.values():
        if row["joined_to"] is not None:
            children[row["joined_to"]].append(row["key"])
    anchor = next(key for key, row in rows.items() if row["joined_to"] not in rows)
    ordered = list(_outwards(anchor, children))
    made = [_step(rows, children, key, titles or {}) for key in ordered if rows[key]["joined_to"] in rows]
    made = _weighed(resolution, made)
    steps = tuple(sorted(made, key=lambda step: (*TELLING, step.rule).index(step.rule)))
    return Explanation(
        party_id,
        anchor,
        next((rows[key]["name"] for key in ordered if rows[key]["name"]), spoken_key(anchor)),
        tuple(_known(rows[key]) for key in ordered),
        steps,
        tuple(_doubts(resolution.to_review, rows)),
        tuple(_doubts(resolution.kept_apart, rows)),
    )


def _party_of(resolution: Resolution, which: str | int) -> int:
    keys = resolution.keys
    wanted = pc.equal(keys["party_id"] if isinstance(which, int) else keys["key"], which)
    found = keys.filter(wanted)["party_id"].to_pylist()
    if found:
        return int(found[0])
    aliases = resolution.aliases
    if isinstance(which, int):
        found = aliases.filter(pc.equal(aliases["old_id"], which))["party_id"].to_pylist()
    if found:
        return int(found[0])
    hint = "" if isinstance(which, int) else did_you_mean(which, keys["key"].to_pylist()[:10_000])
    raise UnknownCustomer(f"nobody goes by {which}", remedy=hint, about=str(which))


def _rows_of(resolution: Resolution, party_id: int) -> dict[str, Row]:
    """Step and confidence of each key of a party, by key."""
    mine = resolution.keys.filter(pc.equal(resolution.keys["party_id"], party_id))
    steps = resolution.steps.filter(pc.is_in(resolution.steps["key"], mine["key"].combine_chunks()))
    sure = dict(zip(mine["key"].to_pylist(), mine["confidence"].to_pylist(), strict=True))
    return {row["key"]: {**row, "confidence": sure[row["key"]]} for row in steps.to_pylist()}


def _known(row: Row) -> Known:
    own = key_parts(row["key"])[0] not in ("domain", "phone")
    return Known(row["key"], spoken_key(row["key"]), row["name"] or "" if own else "", row["confidence"])


def _outwards(anchor: str, children: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Keys from the anchor outwards, nearest first."""
    waiting = [anchor]
    for key in waiting:
        yield key
        waiting += sorted(children.get(key, ()))


def _step(
    rows: Mapping[str, Row], children: Mapping[str, Sequence[str]], key: str, titles: Mapping[str, str]
) -> Step:
    row = rows[key]
    inside = list(_outwards(key, children))
    outside = _around(row["joined_to"], rows, children, set(inside))
    own = _entry(inside)
    other = _entry(outside, [k for k in outside if _differ(rows[own], rows[k])])
    return Step(
        join_sentence(row, rows, titles),
        row["rule"],
        row["score"],
        key,
        row["joined_to"],
        (own, other),
        (side_text(own, inside, rows), side_text(other, outside, rows)),
        row["stream_id"],
        row["record_id"],
    )


def _weighed(resolution: Resolution, steps: Sequence[Step]) -> list[Step]:
    """The steps with what each fact added to those that rest on likeness."""
    pairs = {step: (min(step.key, step.joined_to), max(step.key, step.joined_to)) for step in steps}
    wanted = [pair[0] for step, pair in pairs.items() if step.rule.startswith("likely")]
    if not wanted:
        return list(steps)
    weights = resolution.weights
    told = moves(weights.filter(pc.is_in(weights["key_a"], value_set=pa.array(wanted))))
    return [replace(step, moves=told.get(pair, ())) for step, pair in pairs.items()]


def _around(
    start: str, rows: Mapping[str, Row], children: Mapping[str, Sequence[str]], without: set[str]
) -> list[str]:
    """Keys on the other side of a step, nearest first."""
    near, waiting = set(without) | {start}, [start]
    for key in waiting:
        above = rows[key]["joined_to"]
        around = [*children.get(key, ()), *([above] if above in rows else [])]
        fresh = sorted(set(around) - near)
        near |= set(fresh)
        waiting += fresh
    return waiting


def _entry(keys: Sequence[str], preferred: Sequence[str] = ()) -> str:
    """The nearest entry of a system, rather one of those preferred; where there is none, the nearest key."""
    return next((key for key in (*preferred, *keys) if key_parts(key)[0] not in HUBS), keys[0])


def _differ(one: Row, other: Row) -> bool:
    """Whether two keys stand under names that are not one in another spelling."""
    if not one["name"] or not other["name"]:
        return False
    return organization_name(one["name"]) != organization_name(other["name"])


def _doubts(table: pa.Table, rows: Mapping[str, Row]) -> Iterator[Doubt]:
    """Rows of a table of pairs that speak of these keys, those of one reason together."""
    own = pa.array(list(rows), pa.string())
    mine = pc.or_(*(pc.is_in(table[side], value_set=own) for side in ("key_a", "key_b")))
    grouped: dict[tuple[str, str, float], list[str]] = defaultdict(list)
    for row in table.filter(mine).to_pylist():
        key, other = (row["key_a"], row["key_b"]) if row["key_a"] in rows else (row["key_b"], row["key_a"])
        grouped[key, row["why"], row.get("score", 0.0)].append(other)
    for (key, reason, score), others in sorted(grouped.items(), key=lambda item: (-item[0][2], item[0])):
        shown = ", ".join(spoken_key(other) for other in sorted(others)[:MOST_SHOWN])
        more = f" and {len(others) - MOST_SHOWN} more" if len(others) > MOST_SHOWN else ""
        yield Doubt(key, tuple(sorted(others)), f"{spoken_key(key)} and {shown}{more}: {reason}.", score)


def join_id(key: str, joined_to: str) -> str:
    """A short stable name for the join of two keys."""
    return f"j-{short_name(key, joined_to, digits=6)}"


def join_named(resolution: Resolution, name: str) -> Step:
    """The join of that short name.

    Raises:
        UnknownCustomer: nothing is joined under that name now, or more than one join bears it.
    """
    steps = resolution.steps
    pairs = zip(steps["key"].to_pylist(), steps["joined_to"].to_pylist(), strict=True)
    keys = [key for key, other in pairs if other is not None and join_id(key, other) == name]
    found = [step for key in keys for step in why(resolution, key).steps if step.key == key]
    if len(found) == 1:
        return found[0]
    if found:
        ways = " or ".join(f"closeknit split {' '.join(step.split)}" for step in found)
        raise UnknownCustomer(
            f"{len(found)} joins are called {name}", remedy=f"Part those you mean: {ways}", about=name
        )
    raise UnknownCustomer(
        f"there is no join {name} now", remedy="closeknit why NAME lists what joined somebody.", about=name
    )
