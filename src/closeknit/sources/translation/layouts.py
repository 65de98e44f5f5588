"""The cells of a kept row as columns of the mapping, and what only the header of its file knows.

Rows are kept as lists of cells; which cell is which column depends on the header they had (their layout).
Two things a mapping may ask of a header itself: what a name such as `Amount (USD)` holds, and all the
columns that the mapping does not name.
"""

from __future__ import annotations

from collections.abc import Sequence

from closeknit.sources.mappings.canonical import canonical_columns, heading_of
from closeknit.sources.mappings.column_names import column_name
from closeknit.sources.mappings.mapping import Mapping, all_values
from closeknit.sources.translation.times import quoted

HEADING = "?heading "
"""Starts the name of a column that holds what a heading says; no column of a file is called so."""

OTHERS = "?others"
"""The column that holds all the columns which the mapping does not name."""


def cells_sql(mapping: Mapping, header: Sequence[str], cell: str = "raw[{}]") -> list[str]:
    """Each column of the mapping as SQL, for rows that had this header; `cell` is that of a numbered cell."""
    names = canonical_columns(mapping, header)
    cells = [f"{cell.format(place)} AS {_identifier(name)}" for place, name in enumerate(names, 1)]
    for name in mapping.headings:
        found = (heading_of(mapping, name, c) for c, n in zip(header, names, strict=True) if n == name)
        text = next((quoted(one) for one in found if one), "NULL::VARCHAR")
        cells.append(f"{text} AS {_identifier(HEADING + name)}")
    if any(part.others for one in all_values(mapping) for part in (one, *one.parts())):
        cells.append(f"{_others_sql(mapping, names, cell)} AS {_identifier(OTHERS)}")
    return cells


def _others_sql(mapping: Mapping, names: Sequence[str], cell: str) -> str:
    named = {column_name(c) for c in mapping.columns()}
    pairs = [
        f"{quoted(name + ': ')} || nullif(trim({cell.format(place)}), '')"
        for place, name in enumerate(names, 1)
        if column_name(name) not in named
    ]
    return f"nullif(concat_ws(chr(10), {', '.join(pairs)}), '')" if pairs else "NULL::VARCHAR"


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
