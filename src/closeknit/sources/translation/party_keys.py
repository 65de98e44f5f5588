"""The keys of the parties on each row, normalised: once for each distinct text, in Python, then joined back.

How a key is normalised is the matter of `closeknit.keys`; what parties say is made in `claim_rows`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from closeknit.keys import normalised, organization_name
from closeknit.settings import Settings
from closeknit.sources.mappings.values import Value
from closeknit.sources.translation.expressions import identifier
from closeknit.sources.translation.rows import Rows
from closeknit.sources.translation.slots import Slots, one_text_sql
from closeknit.sources.translation.times import quoted

FIRM_NAME = "firm name"
"""A pretended kind of key: the name of an organization in the form in which names are compared."""

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
    return f"case when {' and '.join(there)} then {listed} else []::varchar[] end" if there else listed


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
) -> dict[str, str]:
    """A table (text, keys) for each key column, named after it behind `name`; gives
    column → the join that brings it in."""
    joins = {}
    for (kind, slot, split), column in keys.columns.items():
        known, texts = f"{name}_{column}", one_text_sql(rows, slots, slot)
        piece = f"trim(unnest(string_split({slot}, {quoted(split)})))" if split else slot
        _normalise(con, f"select distinct {piece} as text from {texts}", kind, slots.settings, known)
        if split:
            joins[column] = _split_join(texts, known, slot, split, column)
        else:
            joins[column] = f"left join {identifier(known)} {column} on {column}.text = s.{slot}"
    return joins


def _normalise(con: duckdb.DuckDBPyConnection, pieces: str, kind: str, settings: Settings, name: str) -> None:
    distinct = con.execute(pieces).to_arrow_table()
    given: list[str] = distinct.column("text").to_pylist()
    if kind == FIRM_NAME:
        values: list[str | None] = [organization_name(text) or None for text in given]
    else:
        values = normalised(kind, given, country=settings.country)
    table = pa.table(
        {
            "text": pa.array(given, pa.string()),
            "keys": pa.array([[] if v is None else [f"{kind}:{v}"] for v in values], pa.list_(pa.string())),
        }
    )
    con.register("closeknit_keys", table)
    con.execute(f"create or replace temp table {identifier(name)} as from closeknit_keys")
    con.unregister("closeknit_keys")


def _split_join(texts: str, known: str, slot: str, split: str, column: str) -> str:
    cut = f"string_split({slot}, {quoted(split)})"
    return f"""left join (
        select record_id, version, flatten(list(keys order by place)) as keys,
            list(text order by place) filter (len(keys) > 0) as pieces from (
            select record_id, version, trim(unnest({cut})) as text, generate_subscripts({cut}, 1) as place
            from {texts}) join {identifier(known)} using (text)
        group by all) {column} on {column}.record_id = s.record_id and {column}.version = s.version"""
