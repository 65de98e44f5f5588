"""Rows of other streams that belong to a row: joined by key, whichever file came first.

A looked-up column is called `name.Column`. Of several rows that fit the newest is taken, so that a row
never becomes two. How looked-up dates and numbers are written is decided where they stand.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Dict
from dataclasses import replace

import duckdb

from closeknit.settings import Settings
from closeknit.sources.mappings.mapping import Lookup, Mapping, all_values
from closeknit.sources.mappings.values import Value
from closeknit.sources.translation.choices import Choices, decide, open_dates, open_numbers
from closeknit.sources.translation.expressions import cleaned, columns_of, identifier, text_sql

KEPT = ("record_id", "version", "seen_at")
"""Columns of a relation of records that are no cells."""


def clean_rows(relation: str, names: Iterable[str], mapping: Mapping, *, trimmed: bool = False) -> str:
    """SQL of a relation of records with the cells of `names`, clean; `trimmed`: none has blanks around it."""
    cells = [name for name in names if name not in KEPT]
    return cleaned(identifier(relation), cells, mapping.read.null, keep=", ".join(KEPT), trimmed=trimmed)


def with_lookups(
    con: duckdb.DuckDBPyConnection,
    relation: str,
    mapping: Mapping,
    lookups: Dict[str, str],
    *,
    trimmed: bool = False,
) -> tuple[str, list[str]]:
    """SQL of the relation with the columns of looked-up rows beside its own, and the names of all.

    `name.?found` is filled where a row was found.
    """
    names = list(con.table(relation).columns)
    joined = clean_rows(relation, names, mapping, trimmed=trimmed)
    for name, lookup in mapping.lookup.items():
        wanted = _wanted(mapping, name)
        there = lookups.get(lookup.stream)
        if there is None:
            empty = ", ".join(f"null::varchar as {identifier(f'{name}.{c}')}" for c in (*wanted, "?found"))
            joined = f"(select *, {empty} from {joined})"
        else:
            joined = _joined(con, joined, names, mapping, (name, lookup, there, wanted))
        names += [f"{name}.{c}" for c in (*wanted, "?found")]
    return joined, names


def _wanted(mapping: Mapping, name: str) -> list[str]:
    columns = [c for value in all_values(mapping) for c in value.columns()]
    columns += [c for a in mapping.activity for c in a.one_per]
    found = (mapping.looked_up(c) for c in columns)
    return list(dict.fromkeys(f[1] for f in found if f and f[0] == name))


def _joined(
    con: duckdb.DuckDBPyConnection,
    joined: str,
    names: list[str],
    mapping: Mapping,
    lookup: tuple[str, Lookup, str, list[str]],
) -> str:
    name, declared, there, wanted = lookup
    theirs = con.table(there).columns
    clean = columns_of(theirs)
    ours = columns_of(names)
    keys = ", ".join(f"{clean(column)} as _on{n}" for n, column in enumerate(declared.on))
    places = ", ".join(f"_on{n}" for n in range(len(declared.on)))
    columns = "".join(f", {clean(c)} as {identifier(f'{name}.{c}')}" for c in wanted)
    newest = (
        f"select * exclude (_n, _seen, _record) from (select *, row_number() over (partition by {places} "
        f"order by _seen desc, _record) as _n from (select {keys}{columns}, "
        f"'1' as {identifier(f'{name}.?found')}, seen_at as _seen, record_id as _record "
        f"from {clean_rows(there, theirs, mapping)})) where _n = 1"
    )
    equal = " and ".join(f"o._on{n} = {text_sql(v, ours)}" for n, v in enumerate(declared.on.values()))
    return f"(select * exclude ({places}) from {joined} left join ({newest}) o on {equal})"


def decided_with_lookups(
    con: duckdb.DuckDBPyConnection,
    mapping: Mapping,
    choices: Choices,
    settings: Settings,
    lookups: Dict[str, str],
) -> Choices:
    """The choices, with those about looked-up columns added, decided over all rows of their own streams."""
    for name, lookup in mapping.lookup.items():
        there = lookups.get(lookup.stream)
        if there is None:
            continue
        leaves = (
            _looked_up(open_dates(mapping), mapping, name),
            _looked_up(open_numbers(mapping), mapping, name),
        )
        theirs = con.table(there).columns
        prefixed = {f"{name}.{c}": c for c in theirs if c not in KEPT}
        listed = ", ".join(f"{identifier(c)} as {identifier(n)}" for n, c in prefixed.items())
        renamed = f"(select {listed} from {clean_rows(there, theirs, mapping)})"
        found = decide(con, renamed, columns_of(prefixed), leaves, settings)
        choices = replace(
            choices, dates={**choices.dates, **found.dates}, numbers={**choices.numbers, **found.numbers}
        )
    return choices


def _looked_up(leaves: Dict[str, Value], mapping: Mapping, name: str) -> dict[str, Value]:
    return {
        label: value
        for label, value in leaves.items()
        if (found := [mapping.looked_up(c) for c in value.columns()])
        and all(f and f[0] == name for f in found)
    }
