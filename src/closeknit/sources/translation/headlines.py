"""What headlines tell, as columns of their rows: once for each distinct one, in Python, then joined back.

The rules are in `closeknit.sources.feeds.headlines`; what a mapping may say of them is declared by
`Headline`.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from closeknit.settings import Settings
from closeknit.sources.mappings.mapping import HEADLINE, Mapping
from closeknit.sources.translation.expressions import columns_of, identifier, text_sql

_TEXT, _ABOUT = identifier("?headline"), identifier("?about")
"""Columns for what the rules look at; no file has such names."""


def with_headlines(
    con: duckdb.DuckDBPyConnection, base: str, mapping: Mapping, settings: Settings, name: str
) -> tuple[str, tuple[str, ...]]:
    """SQL of rows with what their headlines tell beside their own columns, and the tables it reads.

    `base` is SQL of the rows, `name` that of a table to make.
    """
    said = mapping.headline
    if said is None:
        return base, ()
    column_of = columns_of(con.sql(f"select * from {base} limit 0").columns, settings)
    about = text_sql(said.about, column_of) if said.about else "null"
    about = f"coalesce({about}, '')"
    asked = f"(select *, {text_sql(said.text, column_of)} as {_TEXT}, {about} as {_ABOUT} from {base})"
    _make_told(con, asked, name)
    columns = ", ".join(f"t.{identifier(c)} as {identifier(f'headline.{c}')}" for c in HEADLINE)
    on = f"t.text = r.{_TEXT} and t.about = r.{_ABOUT}"
    joined = (
        f"(select r.* exclude ({_TEXT}, {_ABOUT}), {columns} "
        f"from {asked} r left join {identifier(name)} t on {on})"
    )
    return joined, (name,)


def _make_told(con: duckdb.DuckDBPyConnection, asked: str, name: str) -> None:
    """The table of the headlines of which a rule is sure: text, about and what is told."""
    # Loaded where a mapping tells headlines: their patterns take a while to be made.
    from closeknit.sources.feeds.headlines import told, told_about

    distinct = f"select distinct {_TEXT}, {_ABOUT} from {asked} where {_TEXT} is not null"
    each = (
        (text, about, told_about(text, about) if about else told(text))
        for text, about in con.sql(distinct).fetchall()
    )
    sure = [(text, about, one.what, one.organization, one.other) for text, about, one in each if one]
    kinds = pa.schema([(column, pa.string()) for column in ("text", "about", *HEADLINE)])
    table = pa.Table.from_pylist([dict(zip(kinds.names, row, strict=True)) for row in sure], kinds)
    con.register("closeknit_headlines", table)
    empty = ", ".join(f"nullif({c}, '') as {c}" for c in HEADLINE)
    con.execute(
        f"create or replace temp table {identifier(name)} as "
        f"select text, about, {empty} from closeknit_headlines"
    )
    con.unregister("closeknit_headlines")
