"""What live claims tell of keys, summed up where they lie: plain Ibis, for either engine.

There may be tens of millions of claims, but only as many keys as there are customers, people and entries of
systems. So claims are counted in the engine, which works beyond its memory, and only sums come to `evidence`.
Each sum is about one key, and follows from the records that name it: see `told_again`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from closeknit.claims import ROLES_AT_WORK, WORKS_AT
from closeknit.engines.engine import Engine
from closeknit.engines.portable import remembered, stacked
from closeknit.keys import HUBS

PLACES = ("street", "city", "postal_code")
LIFELONG = ("birthday", "tax_number")
"""What one has once for life."""
COMPARED = (*PLACES, *LIFELONG)
"""Traits that are compared."""
HUB_RANKS = {kind: rank for rank, kind in enumerate(HUBS, 1)}
"""How many parties a key of a kind may connect by mistake, the fewest first; 0 for ids in one system."""
PEOPLES_TIES = (WORKS_AT, "reports_to")
"""Ties that start from a person, where nothing else says what a key is."""


@dataclass(frozen=True)
class ClaimSums:
    """Sums of claims. Their number does not grow with what happened, but for `traits`."""

    keys: pa.Table
    """key; person, organization: claims that take it for one; guessed: in a person's part; ours"""
    links: pa.Table
    """a, b, stream_id, record_id, records: keys that records of a stream show to be one party (a < b)."""
    names: pa.Table
    """key, party_kind, name, records: what its own records call it; an id also what others beside it do"""
    lifelong: pa.Table
    """key, name, value: what one has for life, of the entry in its system where a record names one."""
    traits: pa.Table
    """stream_id, record_id, key, name, value of those compared."""
    employers: pa.Table
    """from_key, to_key: who works where."""
    recorded: pa.Table
    """key, stream_id: of whom a stream states a trait or what other keys are theirs."""
    active: Callable[[pa.Table], pa.Table]
    """Of these keys (column key): key, times, first and last of what they took part in."""


ABOUT = {
    "keys": "key", "links": "a", "names": "key", "lifelong": "key", "employers": "from_key", "recorded": "key"
}  # fmt: skip
"""The column of each that says which key a row is about. `traits` are left out: there may be as many as
records."""


def told(engine: Engine, claims: Mapping[str, ir.Table]) -> ClaimSums:
    """What these live claims tell of keys."""
    return with_sums(engine, claims, collected(engine, sums(engine, claims)))


def with_sums(engine: Engine, claims: Mapping[str, ir.Table], found: Mapping[str, pa.Table]) -> ClaimSums:
    """What these live claims tell of keys, of which the tables of ABOUT are found already."""
    return ClaimSums(
        **found,
        traits=engine.collect(_compared(claims["traits"])),
        active=lambda keys: engine.collect(_active(claims, engine.from_arrow(keys, "asked_keys"))),
    )


def collected(engine: Engine, tables: Mapping[str, ir.Table]) -> dict[str, pa.Table]:
    """Expressions as the tables they give."""
    return {name: engine.collect(expression) for name, expression in tables.items()}


def sums(engine: Engine, claims: Mapping[str, ir.Table]) -> dict[str, ir.Table]:
    """The tables of ABOUT, still to be computed."""
    same = claims["same"]
    # Often none: once they lie there, the engine knows, and joins them to all else in no time.
    pairs = engine.keep(same.filter(same.key_a != same.key_b), "key_pairs")
    return _sums(claims, pairs)


@remembered
def _sums(claims: Mapping[str, ir.Table], pairs: ir.Table) -> dict[str, ir.Table]:
    return {
        "keys": _keys(claims),
        "links": _links(pairs),
        "names": _names(claims["traits"], pairs),
        "lifelong": _lifelong(claims["traits"], pairs),
        "employers": employers(claims["ties"]),
        "recorded": _recorded(claims["traits"], claims["same"]),
    }


def _compared(traits: ir.Table) -> ir.Table:
    compared = traits.filter(traits.name.isin(COMPARED))
    return compared.select("stream_id", "record_id", "key", "name", "value").distinct()


def employers(ties: ir.Table) -> ir.Table:
    """from_key, to_key: who works where, by these ties."""
    return ties.filter(ties.kind == WORKS_AT).select("from_key", "to_key").distinct()


def _recorded(traits: ir.Table, same: ir.Table) -> ir.Table:
    stated = [traits.select("key", "stream_id"), same.select("stream_id", key="key_a")]
    return stacked(*(rows.distinct() for rows in stated)).distinct()


def _keys(claims: Mapping[str, ir.Table]) -> ir.Table:
    traits, same, ties, cases = (claims[name] for name in ("traits", "same", "ties", "cases"))
    took_part, works = claims["participants"], ties.kind.isin(PEOPLES_TIES)
    shown = same.group_by("key_a", "key_b", "party_kind").agg(times=same.count())
    every = stacked(
        _mentions(
            traits, traits.key, kind=traits.party_kind, ours=(traits.name == "ours") & (traits.value == "yes")
        ),
        _mentions(shown, shown.key_a, kind=shown.party_kind, times=shown.times),
        _mentions(shown, shown.key_b, kind=shown.party_kind, times=shown.times),
        _mentions(took_part, took_part.key, guessed=took_part.role.isin(ROLES_AT_WORK)),
        _mentions(ties, ties.from_key, guessed=works),
        _mentions(ties, ties.to_key),
        _mentions(cases, cases.account_key),
        _mentions(cases, cases.contact_key, guessed=ibis.literal(True)),
        _mentions(cases, cases.owner_key, guessed=ibis.literal(True)),
    )
    sums = every.group_by("key").agg(
        person=every.person.sum(),
        organization=every.organization.sum(),
        guessed=every.guessed.max() == 1,
        ours=every.ours.max() == 1,
    )
    return sums.filter(sums.key.contains(":"))


def _mentions(
    table: ir.Table,
    key: ir.Column,
    *,
    kind: ir.Column | None = None,
    times: ir.Value | None = None,
    guessed: ir.Value | None = None,
    ours: ir.Value | None = None,
) -> ir.Table:
    """Claims of one table by a key they name. Summed up each, before they meet: texts are long to carry."""
    no, once = ibis.literal(False), ibis.literal(1, "int64") if times is None else times
    rows = table.select(
        key=key,
        person=_times(no if kind is None else kind == "person", once),
        organization=_times(no if kind is None else kind == "organization", once),
        guessed=_times(no if guessed is None else guessed),
        ours=_times(no if ours is None else ours),
    )
    return rows.group_by("key").agg(
        person=rows.person.sum(),
        organization=rows.organization.sum(),
        guessed=rows.guessed.max(),
        ours=rows.ours.max(),
    )


def _times(holds: ir.Value, times: ir.Value | None = None) -> ir.Value:
    once = ibis.literal(1, "int64") if times is None else times
    return ibis.ifelse(holds, once, ibis.literal(0, "int64")).cast("int64")


def _links(pairs: ir.Table) -> ir.Table:
    pairs = pairs.select(
        "stream_id",
        "record_id",
        a=ibis.least(pairs.key_a, pairs.key_b),
        b=ibis.greatest(pairs.key_a, pairs.key_b),
    )
    return pairs.group_by("a", "b", "stream_id").agg(
        record_id=pairs.record_id.min(), records=pairs.record_id.nunique()
    )


def _names(traits: ir.Table, pairs: ir.Table) -> ir.Table:
    columns = ["stream_id", "record_id", "key", "party_kind", "name"]
    own = traits.filter(traits.name == "name").drop("name").rename(name="value")
    beside = _with_pairs(own, pairs, "party_kind")
    # An address or a domain is not called what stands beside it: that may be anything.
    others = [rows.filter(_hub(rows.key) == 0) for rows in beside]
    rows = stacked(own.select(columns), *(other.select(columns) for other in others))
    by_stream = rows.group_by("stream_id", "key", "party_kind", "name").agg(records=rows.record_id.nunique())
    return by_stream.group_by("key", "party_kind", "name").agg(records=by_stream.records.sum())


def _lifelong(traits: ir.Table, pairs: ir.Table) -> ir.Table:
    """A line states it of the entry in its system, if it names one: father and son may share a phone."""
    columns = ["stream_id", "record_id", "version", "key", "name", "value"]
    stated = traits.filter(traits.name.isin(LIFELONG)).select(columns)
    stated = stated.mutate(said_of=stated.key)
    beside = _with_pairs(stated, pairs)
    rows = stacked(stated, *(other.select(stated.columns) for other in beside))
    rows = rows.filter(rows.key.contains(":")).mutate(hub=_hub(rows.key))
    of_line = ibis.window(group_by=["stream_id", "record_id", "version", "said_of", "name", "value"])
    rows = rows.mutate(least=rows.hub.min().over(of_line))
    return rows.filter(rows.hub == rows.least).select("key", "name", "value").distinct()


def _with_pairs(traits: ir.Table, pairs: ir.Table, *alike: str) -> tuple[ir.Table, ir.Table]:
    """What a record says of one of two keys that it shows to be one party, said of either."""
    line = ["stream_id", "record_id", "version", *alike]
    rows = traits.inner_join(pairs.select(*line, "key_a", "key_b"), line)
    rows = rows.filter((rows.key == rows.key_a) | (rows.key == rows.key_b))
    either = (rows.mutate(key=rows[side]).drop("key_a", "key_b") for side in ("key_a", "key_b"))
    one, other = either
    return one, other


def _hub(key: ir.StringColumn) -> ir.IntegerValue:
    of_kinds = [(key.startswith(f"{kind}:"), ibis.literal(hub, "int64")) for kind, hub in HUB_RANKS.items()]
    return ibis.cases(*of_kinds, else_=ibis.literal(0, "int64"))


def _active(claims: Mapping[str, ir.Table], keys: ir.Table) -> ir.Table:
    took_part = claims["participants"].semi_join(keys, "key").select("activity_id", "key")
    rows = took_part.inner_join(claims["activities"].select("activity_id", "occurred_at"), "activity_id")
    return rows.group_by("key").agg(
        times=rows.count(), first=rows.occurred_at.min(), last=rows.occurred_at.max()
    )
