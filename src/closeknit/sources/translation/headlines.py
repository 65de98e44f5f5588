"""What headlines tell, as columns of their rows: once for each distinct one, in Python, then joined back.

The rules are in `closeknit.sources.feeds.headlines`; what a mapping may say of them is declared by
`Headline`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import duckdb
import pyarrow as pa

from closeknit.settings import Settings
from closeknit.sources.mappings.mapping import HEADLINE, Mapping
from closeknit.sources.translation.expressions import columns_of, identifier, text_sql

_TEXT, _ABOUT = identifier("?headline"), identifier("?about")
"""Columns for what the rules look at; no file has such names."""

_TOLD = "closeknit_headlines"


@contextmanager
def with_headlines(
    con: duckdb.DuckDBPyConnection, rows: str, names: Iterable[str], mapping: Mapping, settings: Settings
) -> Iterator[str]:
    """SQL of rows with what their headlines tell beside their own columns, `names`; read within the block."""
    said = mapping.headline
    if said is None:
        yield rows
        return
    column_of = columns_of(names, settings)
    about = f"coalesce({text_sql(said.about, column_of)}, '')" if said.about else "''"
    asked = f"(select *, {text_sql(said.text, column_of)} as {_TEXT}, {about} as {_ABOUT} from {rows})"
    distinct = f"select distinct {_TEXT}, {_ABOUT} from {asked} where {_TEXT} is not null"
    con.register(_TOLD, _told(con.sql(distinct).fetchall()))
    columns = ", ".join(f"t.{identifier(c)} as {identifier(f'headline.{c}')}" for c in HEADLINE)
    on = f"t.text = r.{_TEXT} and t.about = r.{_ABOUT}"
    own = f"r.* exclude ({_TEXT}, {_ABOUT})"
    try:
        yield f"(select {own}, {columns} from {asked} r left join {_TOLD} t on {on})"
    finally:
        con.unregister(_TOLD)


def _told(headlines: Iterable[tuple[str, str]]) -> pa.Table:
    """The headlines of which a rule is sure: text, about and what is told."""
    # Loaded where a mapping tells headlines: their patterns take a while to be made.
    from closeknit.sources.feeds.headlines import told, told_about

    each = ((text, about, told_about(text, about) if about else told(text)) for text, about in headlines)
    sure = [
        {"text": text, "about": about} | {column: getattr(found, column) or None for column in HEADLINE}
        for text, about, found in each
        if found
    ]
    return pa.Table.from_pylist(sure, pa.schema([(c, pa.string()) for c in ("text", "about", *HEADLINE)]))
