"""What the rows of a stream say, in our terms: records in, claims out, as one pass of SQL.

Order of work: join the rows that are looked up and what headlines tell; lay out every value the mapping
uses as text; read times and keys once per distinct text; find the rows that cannot be read and set them
aside; offer one view per claim table. What a mapping may say is declared in `meanings`; storing claims is
the ledger's matter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from collections.abc import Mapping as Dict
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb

from closeknit.claims import CLAIMS, KEY_COLUMNS
from closeknit.columns import TableSchema
from closeknit.settings import Settings
from closeknit.sources.mappings.mapping import Mapping
from closeknit.sources.translation.choices import Choices
from closeknit.sources.translation.claim_rows import Claims, Query
from closeknit.sources.translation.expressions import (
    columns_of,
    enumeration,
    identifier,
    one_of,
)
from closeknit.sources.translation.lookups import decided_with_lookups
from closeknit.sources.translation.party_keys import (
    PIECES,
    KeySlots,
    keys_of,
    make_keys,
    party_column,
    unusable,
)
from closeknit.sources.translation.row_problems import FIELD, ROW, Suspect, make_problems
from closeknit.sources.translation.rows import Rows, rows_of
from closeknit.sources.translation.slots import Slots, make_times, texts_sql

_LEFT_OUT = ("epoch", "import_id")
DUCKDB_TYPES = {
    "int64": "bigint",
    "int32": "integer",
    "text": "varchar",
    "bool": "boolean",
    "float64": "double",
    "timestamp": "timestamp",
    "decimal": "decimal(18, 4)",
    "list of text": "varchar[]",
}


@dataclass(frozen=True)
class Translated:
    """What a relation of records says.

    `tables` names a view for each claim table that the mapping makes anything of, with its columns except
    epoch and import_id; those of its columns in `repeated` hold so few texts that these are enumerated.
    `problems` names a table: record_id, version, severity, code, field, value, reason, remedy. All are
    temporary and hold until `drop`, or until the same relation is translated again on the connection.
    """

    tables: Dict[str, str]
    repeated: Dict[str, frozenset[str]]
    problems: str
    made: tuple[tuple[str, str], ...]

    def drop(self, con: duckdb.DuckDBPyConnection) -> None:
        """Free what the translation made."""
        for what, name in self.made:
            con.execute(f"drop {what} if exists {identifier(name)}")


def translate(
    con: duckdb.DuckDBPyConnection,
    relation: str,
    mapping: Mapping,
    *,
    choices: Choices,
    settings: Settings,
    lookups: Dict[str, str],
    trimmed: bool = False,
) -> Translated:
    """The claims of records.

    `relation` has record_id, version, seen_at (timestamp, UTC) and the stream's columns under the mapping's
    names, as text. `lookups` names a relation of the same shape for each stream that is looked things up in;
    one that is not there finds nothing. `trimmed`: no cell has blanks around it. The connection's time zone
    must be UTC.
    """
    facts, problems = f"{relation}_facts", f"{relation}_problems"
    choices = decided_with_lookups(con, mapping, choices, settings, lookups)
    with rows_of(con, relation, mapping, settings, lookups, trimmed=trimmed) as rows:
        slots = Slots(mapping, settings, choices, columns_of(rows.columns, settings))
        claims = Claims(mapping, slots, KeySlots(), [])
        queries, parties = _queries(claims), _parties(claims)
        _doubt_keys(claims)
        _doubt_lookups(claims)
        key_type = _make_facts(con, rows, claims, parties, facts)
    make_problems(con, facts, claims.suspects, problems)
    aside = f"select record_id, version from {identifier(problems)} where severity = '{ROW}'"
    con.execute(f"delete from {identifier(facts)} where (record_id, version) in ({aside})")
    tables = {name: f"{relation}_{name}" for name in queries}
    repeated = {name: _repeated(CLAIMS[name], asked) for name, asked in queries.items()}
    listed = key_type != DUCKDB_TYPES["text"]
    keyed = {name: _naming(name, asked) if listed else frozenset() for name, asked in queries.items()}
    for name, view in tables.items():
        said = _view(CLAIMS[name], mapping, facts, queries[name], repeated[name], keyed[name])
        con.execute(f"create or replace temp view {identifier(view)} as {said}")
    views = tuple(("view", v) for v in tables.values())
    few = {name: frozenset({"stream_id", *columns, *keyed[name]}) for name, columns in repeated.items()}
    made = (*views, ("table", facts), ("table", problems), ("type", keys_of(facts)))
    return Translated(tables, few, problems, made)


def _parties(claims: Claims) -> dict[str, str]:
    """The fact that lists the keys of each party, with its SQL, where that is not one key's own fact."""
    listed = {
        claims.party(name): party_column(claims.slots, claims.keys, name) for name in claims.mapping.party
    }
    return {fact: sql for fact, sql in listed.items() if fact != sql}


def _queries(claims: Claims) -> dict[str, list[Query]]:
    """Queries for every claim table that the mapping makes anything of."""
    mapping = claims.mapping
    said = [claims.party_claims(name, one) for name, one in mapping.party.items()]
    said += [claims.tie(one) for one in mapping.tie]
    said += [claims.activity(n, one) for n, one in enumerate(mapping.activity)]
    said += [claims.case_claims(one) for one in mapping.case.values()]
    every = {name: [q for one in said for q in one.get(name, [])] for name in CLAIMS}
    # To plan and write what can hold no row takes as long as many rows.
    return {name: asked for name, asked in every.items() if asked}


def _doubt_keys(claims: Claims) -> None:
    """Rows that name nobody, or not the party that must be named; keys that can be nobody's."""
    mapping, slots = claims.mapping, claims.slots
    for name, party in mapping.party.items():
        for code, label, value in unusable(claims.keys, slots, name):
            claims.suspects.append(Suspect(FIELD, code, label, value))
        if party.required:
            claims.suspects += _nobody(claims, (name,))
    if mapping.party:
        claims.suspects += _nobody(claims, tuple(mapping.party))


def _nobody(claims: Claims, names: tuple[str, ...]) -> list[Suspect]:
    """Rows on which none of the parties is named; where a lookup found nothing, that is the reason."""
    values = [v for name in names for vs in claims.mapping.party[name].keys.values() for v in vs]
    fields = ", ".join(dict.fromkeys(f'"{v.label}"' for v in values))
    none = " and ".join(f"len({claims.party(name)}) = 0" for name in names)
    if claims.mapping.record.nobody_where:
        none += f" and not {claims.slots.condition(claims.mapping.record.nobody_where)}"
    texts = ", ".join(dict.fromkeys(claims.slots.text(v) for v in values))
    looked = dict.fromkeys(one for value in values for one in claims.lookups_of(value))
    lost = " or ".join(f"({text} is not null and not {found})" for _, text, found in looked) or "false"
    code = f"case when {none} and not ({lost}) then 'key.missing' end"
    return [
        Suspect(ROW, code, fields, f"concat_ws(', ', {texts})"),
        *(
            Suspect(
                ROW,
                f"case when {none} and {text} is not null and not {found} then 'lookup.missing' end",
                stream,
                text,
            )
            for stream, text, found in looked
        ),
    ]


def _doubt_lookups(claims: Claims) -> None:
    for name, lookup in claims.mapping.lookup.items():
        text, found = claims.lookup_facts(name)
        code = f"case when {text} is not null and not {found} then 'lookup.missing' end"
        claims.suspects.append(Suspect(FIELD, code, lookup.stream, text))


def _make_facts(
    con: duckdb.DuckDBPyConnection,
    rows: Rows,
    claims: Claims,
    parties: Dict[str, str],
    name: str,
) -> str:
    """The table of facts: texts of slots, times, a list of keys per party; gives the type of the keys."""
    slots, keys = claims.slots, claims.keys
    times = make_times(con, rows, slots, name)
    names, key_type = make_keys(con, rows, keys, slots, name)
    columns = [f'{slot}."at" as {slot}_at, {slot}.code as {slot}_code' for slot in times]
    columns += [f"coalesce({column}.keys, []) as {column}" for column in names]
    cut = [column for (_, _, split), column in keys.columns.items() if split]
    columns += [f"coalesce({column}.pieces, []) as {column}{PIECES}" for column in cut]
    listed = "".join(f", {c}" for c in columns)
    worked_out = {name: sql for sql, name in slots.worked_out.items()}
    lists = "".join(f", {sql} as {fact}" for fact, sql in {**parties, **worked_out}.items())
    joined = " ".join([f"{texts_sql(rows, slots)} s", *times.values(), *names.values()])
    with _joined_as_written(con):
        con.execute(
            f"create or replace temp table {identifier(name)} as select *{lists} "
            f"from (select s.*{listed} from {joined})"
        )
    for table in (*(f"{name}_{slot}" for slot in times), *(f"{name}_{column}" for column in names)):
        con.execute(f"drop table {identifier(table)}")
    return key_type


@contextmanager
def _joined_as_written(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Have the distinct texts, which stand on the right, looked up by the rows, which stand on the left.

    DuckDB cannot tell how many rows there are in a part of a file and would gather them all first.
    """
    con.execute("set disabled_optimizers = 'build_side_probe_side'")
    try:
        yield
    finally:
        con.execute("reset disabled_optimizers")


def _repeated(schema: TableSchema, queries: list[Query]) -> dict[str, list[str]]:
    """The columns of a table that hold one text in all rows of each query, with those texts."""
    found = {}
    for column in (c.name for c in schema.columns if c.name in queries[0].columns):
        texts = [query.constant(column) for query in queries]
        if all(text is not None for text in texts):
            found[column] = [text for text in texts if text is not None]
    return found


def _naming(table: str, queries: list[Query]) -> frozenset[str]:
    """The columns of a table that hold a key in any of its queries."""
    nobody = ("", "null")
    named = KEY_COLUMNS.get(table, ())
    return frozenset(c for c in named if any(q.columns.get(c, "") not in nobody for q in queries))


def _view(
    schema: TableSchema,
    mapping: Mapping,
    facts: str,
    queries: list[Query],
    repeated: Dict[str, list[str]],
    keyed: Collection[str],
) -> str:
    """A claim table as a view: the queries one under the other, each column of its declared type.

    Those of `keyed` hold enumerated keys and stay of their type: wherever a statement names it, all keys are
    gone through to plan it, which of many takes longer than writing them.
    """
    columns = [c for c in schema.columns if c.name not in _LEFT_OUT and c.name != "stream_id"]
    types = {c.name: "" if c.name in keyed else f"::{DUCKDB_TYPES[c.type]}" for c in columns}
    types |= {name: f"::{enumeration(texts)}" for name, texts in repeated.items()}
    none = "select " + ", ".join(f'null{kind} as "{name}"' for name, kind in types.items()) + " where false"
    listed = ", ".join(f'"{name}"{kind} as "{name}"' for name, kind in types.items())
    together = " union all by name ".join([none, *(query.sql(repeated) for query in queries)])
    return (
        f"with facts as (from {identifier(facts)}) "
        f"select {one_of(mapping.stream_id)} as stream_id, {listed} from ({together})"
    )
