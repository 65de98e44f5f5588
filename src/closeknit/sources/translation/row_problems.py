"""What can be wrong with a row or a value, with the sentence people read and what they can do.

A row problem sets the whole row aside; a field problem lets the row in without that value. Which rows
have which is found in `translate`; problems of whole files are errors, not rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from closeknit.sources.translation.expressions import identifier
from closeknit.sources.translation.times import quoted

ROW, FIELD = "row", "field"
EXCERPT = 200
"""Characters of a value that a problem keeps."""


@dataclass(frozen=True)
class Explained:
    """One kind of problem: the reason (with {value} and {field}) and the remedy."""

    reason: str
    remedy: str


_AT_SOURCE = "Correct it where the file comes from and load the file again."

CODES: dict[str, Explained] = {
    "date.missing": Explained('"{field}" is empty, so nobody knows when it happened', _AT_SOURCE),
    "date.unreadable": Explained(
        '"{value}" is not a date as they are known here',
        'If it is one, say how it is written: dates = "%d.%m.%Y" under [read] in the mapping, or '
        'epoch = "s" for seconds since 1970, then: closeknit retry',
    ),
    "date.impossible": Explained('"{value}" is no date that exists in the years 1900 to 2200', _AT_SOURCE),
    "date.undecided": Explained(
        '"{value}" may have the day or the month first, and nothing in its column tells which',
        "Set locale in closeknit.toml (en_GB: day first, en_US: month first), or write "
        'dates = "day first" under [read] in the mapping, then: closeknit retry',
    ),
    "number.unreadable": Explained(
        '"{value}" is not a number',
        'If it is one, write numbers = "1.234,56" under [read] in the mapping, then: closeknit retry',
    ),
    "number.too_large": Explained(
        '"{value}" is beyond 99,999,999,999,999, the most that is kept', _AT_SOURCE
    ),
    "flag.unreadable": Explained('"{value}" is neither yes nor no', _AT_SOURCE),
    "currency.unknown": Explained('"{value}" names no currency', "Use a three-letter code such as EUR."),
    "status.unknown": Explained(
        '"{value}" does not say how it stands',
        "Add the word to the map of status in the mapping, then: closeknit retry",
    ),
    "key.missing": Explained("nobody is named: nothing in {field} tells who it is", _AT_SOURCE),
    "key.unusable": Explained('"{value}" cannot tell who it is', _AT_SOURCE),
    "lookup.missing": Explained(
        '"{value}" is not among what was loaded from {field}',
        "Load the file that holds it; the row is then read again by itself.",
    ),
}
"""Every code with its explanation; the reference page lists them."""


@dataclass(frozen=True)
class Suspect:
    """Rows that may have a problem: SQL of its code (null: none) and of the value shown; the field's name."""

    severity: str
    code: str
    field: str
    value: str


def make_problems(con: duckdb.DuckDBPyConnection, facts: str, suspects: Sequence[Suspect], name: str) -> None:
    """The table of problems: record_id, version, severity, code, field, value, reason, remedy.

    A row that is set aside is listed with what set it aside only.
    """
    found = [
        f"select record_id, version, {quoted(s.severity)} as severity, {s.code} as code, "
        f"{quoted(s.field)} as field, left({s.value}, {EXCERPT}) as value from {identifier(facts)}"
        for s in dict.fromkeys(suspects)
    ]
    nothing = (
        "select null::bigint as record_id, null::bigint as version, "
        "null::varchar as severity, null::varchar as code, null::varchar as field, null::varchar as value"
    )
    told = ", ".join(f"({quoted(c)}, {quoted(e.reason)}, {quoted(e.remedy)})" for c, e in CODES.items())
    con.execute(f"""
    create or replace temp table {identifier(name)} as
    with found as (select distinct * from ({" union all ".join([nothing, *found])}) where code is not null),
    aside as (select distinct record_id, version from found where severity = '{ROW}')
    select record_id, version, severity, code, field, value,
        replace(replace(reason, '{{value}}', coalesce(value, '')), '{{field}}', field) as reason, remedy
    from found join (values {told}) as told(code, reason, remedy) using (code)
    where severity = '{ROW}' or (record_id, version) not in (from aside)""")
