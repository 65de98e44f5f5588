"""The keys of the parties on each row, normalised: once for each distinct text, in Python, then joined back.

How a key is normalised is the matter of `closeknit.keys`; what parties say is made in `claim_rows`.
"""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass, field

import duckdb
import numpy as np
import pyarrow as pa

from closeknit.keys import normalised, organization_name
from closeknit.settings import Settings
from closeknit.sources.mappings.meanings import Party
from closeknit.sources.mappings.values import Value
from closeknit.sources.translation.expressions import identifier
from closeknit.sources.translation.rows import Rows
from closeknit.sources.translation.slots import Slots, one_text_sql
from closeknit.sources.translation.times import quoted

FIRM_NAME = "firm name"
"""A pretended kind of key: the name of an organization in the form in which names are compared."""

MANY_ROWS = 100_000
"""Rows from which on keys are enumerated: of fewer, making the enumeration takes longer than it saves."""
OFTEN = 8
"""Rows that each key stands on, on average, where keys are enumerated: every part of a file lists all."""

_JUDGED = ("email", "phone")
"""Kinds whose values can be wrong in themselves; other keys that cannot be used are simply no keys."""


@dataclass
class KeySlots:
    """The keys that a mapping asks for: (kind, text slot, cut at) → name of the key's column."""

    columns: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def key(self, kind: str, slot: str, split: str = "") -> str:
        """The column of a key; it holds a list of `kind:value` texts."""
        return self.columns.setdefault((kind, slot, split), f"k{len(self.columns)}")


PIECES = "_pieces"
"""Follows the name of a key's column that is cut: the piece of the cell that each of its keys came from."""


def piece_of(slots: Slots, keys: KeySlots, name: str, value: Value) -> str:
    """SQL of the pieces that name each of several parties; empty when a value is cut from no key's cell."""
    kind, values = next(iter(slots.mapping.party[name].keys.items()))
    first = values[0]
    if not (value.split and value.column == first.column and value.split == first.split):
        return ""
    return keys.key(kind, slots.text(first), first.split) + PIECES


def party_column(slots: Slots, keys: KeySlots, name: str) -> str:
    """SQL of the list of keys of one party of the mapping, the best first; empty when the row has none."""
    party = slots.mapping.party[name]
    lists = [keys.key(kind, slots.text(v), v.split) for kind, values in party.keys.items() for v in values]
    listed = lists[0] if party.several or len(lists) == 1 else f"flatten([{', '.join(lists)}])"
    there = [slots.condition(party.when)] if party.when else []
    if party.with_key:
        needed = [keys.key(party.with_key, slots.text(v), v.split) for v in party.keys[party.with_key]]
        there.append(f"len(flatten([{', '.join(needed)}])) > 0")
    if party.unless:
        there.append(f"len({party_column(slots, keys, party.unless)}) = 0")
    return f"case when {' and '.join(there)} then {listed} else [] end" if there else listed


def has_one_key(party: Party) -> bool:
    """Whether a row gives a party one key at most: of one kind, from one value that is not cut."""
    values = [value for several in party.keys.values() for value in several]
    return len(values) == 1 and not values[0].split


def unusable(keys: KeySlots, slots: Slots, name: str) -> list[tuple[str, str, str]]:
    """(code SQL, label, value SQL) for keys of one party that are given but can be nobody's."""
    party, found = slots.mapping.party[name], []
    judged = [(kind, value) for kind in _JUDGED for value in party.keys.get(kind, ())]
    for kind, value in judged:
        if not value.split:
            slot = slots.text(value)
            column = keys.key(kind, slot, value.split)
            found.append(
                (
                    f"case when {slot} is not null and len({column}) = 0 then 'key.unusable' end",
                    value.label,
                    slot,
                )
            )
    return found


def firm_name(slots: Slots, keys: KeySlots, value: Value) -> str:
    """SQL of an organization's name in comparable form."""
    return f"substr({keys.key(FIRM_NAME, slots.text(value))}[1], {len(FIRM_NAME) + 2})"


def make_keys(
    con: duckdb.DuckDBPyConnection, rows: Rows, keys: KeySlots, slots: Slots, name: str
) -> tuple[dict[str, str], str]:
    """A table (text, keys) for each key column, named after it behind `name`; gives
    column → the join that brings it in, and the type of all keys.

    That is text, or an enumeration of that name where each key stands on many rows: a column of such is
    written in a third of the time. In files it is text like any other.
    """
    found, joins, most = {}, {}, 0
    for (kind, slot, split), column in keys.columns.items():
        known, texts = f"{name}_{column}", one_text_sql(rows, slots, slot)
        piece = f"trim(unnest(string_split({slot}, {quoted(split)})))" if split else slot
        pieces = f"select text, count(*) as many from (select {piece} as text from {texts}) group by text"
        found[known], written = _normalised(con, pieces, kind, slots.settings)
        most = max(most, written)
        if split:
            joins[column] = _split_join(texts, known, slot, split, column)
        else:
            joins[column] = f"left join {identifier(known)} {column} on {column}.text = s.{slot}"
    told = sum(len(part.values) for table in found.values() for part in table["keys"].chunks)
    # An enumeration of nothing is no type.
    often = told > 0 and most >= max(MANY_ROWS, OFTEN * told)
    return joins, _keep(con, found, keys_of(name) if often else "")


def keys_of(name: str) -> str:
    """The name of the enumeration of all keys of a table of facts, where there is one."""
    return f"{name}_keys"


def _normalised(
    con: duckdb.DuckDBPyConnection, pieces: str, kind: str, settings: Settings
) -> tuple[pa.Table, int]:
    """The texts that SQL gives, each with the list of its one key or of none; and how often all stand."""
    distinct = con.execute(pieces).to_arrow_table()
    written = int(distinct.column("many").to_numpy().sum())
    given: list[str] = distinct.column("text").to_pylist()
    if kind == FIRM_NAME:
        values: list[str | None] = [organization_name(text) or None for text in given]
    else:
        values = normalised(kind, given, country=settings.country)
    # Lists of Arrow's own: to make one of Python's for each text takes longer than all else here.
    ends = np.cumsum([0, *(v is not None for v in values)], dtype=np.int32)
    keys = pa.array([f"{kind}:{v}" for v in values if v is not None], pa.string())
    return pa.table({"text": distinct.column("text"), "keys": pa.ListArray.from_arrays(ends, keys)}), written


def _keep(con: duckdb.DuckDBPyConnection, found: Dict[str, pa.Table], enumeration: str) -> str:
    """Make a table of each, their keys of an enumeration of that name if it is given; gives their type."""
    of_type = identifier(enumeration) if enumeration else "varchar"
    for name, table in found.items():
        con.register(f"{name}_given", table)
    if enumeration:
        listed = " union all ".join(
            f"select unnest(keys) as key from {identifier(f'{n}_given')}" for n in found
        )
        con.execute(f"drop type if exists {of_type}")
        con.execute(f"create temp type {of_type} as enum (select distinct key from ({listed}) order by key)")
    for name in found:
        con.execute(
            f"create or replace temp table {identifier(name)} as "
            f"select text, keys::{of_type}[] as keys from {identifier(f'{name}_given')}"
        )
        con.unregister(f"{name}_given")
    return of_type


def _split_join(texts: str, known: str, slot: str, split: str, column: str) -> str:
    cut = f"string_split({slot}, {quoted(split)})"
    return f"""left join (
        select record_id, version, flatten(list(keys order by place)) as keys,
            list(text order by place) filter (len(keys) > 0) as pieces from (
            select record_id, version, trim(unnest({cut})) as text, generate_subscripts({cut}, 1) as place
            from {texts}) join {identifier(known)} using (text)
        group by all) {column} on {column}.record_id = s.record_id and {column}.version = s.version"""
