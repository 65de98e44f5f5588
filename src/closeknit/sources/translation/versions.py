"""What sorts the versions of a record: the mapping's version column as text that sorts.

Numbers are filled up with zeros, times become ISO text, anything else stays as it is. Without a version
column the time of the file sorts alone (`identify`).
"""

from __future__ import annotations

import duckdb

from closeknit.settings import Settings
from closeknit.sources.mappings.mapping import Mapping
from closeknit.sources.mappings.values import Value
from closeknit.sources.translation.choices import decide
from closeknit.sources.translation.expressions import cleaned, columns_of, identifier
from closeknit.sources.translation.numbers import DOT, number_sql
from closeknit.sources.translation.times import UNDECIDED, TimeRules, times_sql

_SORTED = "%Y-%m-%dT%H:%M:%S.%f"


def make_ranks(
    con: duckdb.DuckDBPyConnection, relation: str, column: str, mapping: Mapping, settings: Settings
) -> str:
    """Name of a table with the rank of each text of a column: text, rank."""
    rows = cleaned(identifier(relation), [column], mapping.read.null)
    value = {column: Value(column=column)}
    choices = decide(con, rows, columns_of([column]), (value, value), settings)
    written = mapping.read.dates
    rules = TimeRules(
        order=written if written and "%" not in written else choices.dates.get(column, UNDECIDED),
        pattern=written if "%" in written else "",
        zone=mapping.read.zone,
        day_zone=settings.timezone,
    )
    style = mapping.read.numbers or choices.numbers.get(column, DOT)
    texts = f"select distinct {identifier(column)} as text from {rows} where text is not null"
    number = f"case when regexp_matches(text, '^[\\d.,]+$') then {number_sql('text', style)} end"
    name = f"{relation}_ranks"
    rank = f"coalesce(lpad(printf('%.4f', {number}), 24, '0'), strftime(\"at\", '{_SORTED}'), text)"
    con.execute(
        f"create or replace temp table {identifier(name)} as "
        f"select text, {rank} as rank from ({times_sql(texts, rules)})"
    )
    return name
