"""From rows to named columns and an account of every row: data, broken, or no data at all.

No data are repeated headers, rows that a mapping's `skip` patterns name, a closing total, remarks
after the last row, and - where cells are filled from above - rows that only head a group. They are
counted, so that nothing disappears unsaid. Reading itself is done in `delimited`, `spreadsheets` and
`structured`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from closeknit.sources.tables.headers import PLACE
from closeknit.sources.tables.staging import Job, Table, Trouble, cell_columns, identifier, text

PROBLEMS = pa.schema(
    [
        ("ordinal", pa.int64()),
        ("line", pa.int64()),
        ("code", pa.string()),
        ("field", pa.string()),
        ("value", pa.string()),
        ("reason", pa.string()),
        ("remedy", pa.string()),
        ("raw", pa.string()),
    ]
)
"""Columns of the problems of a staged table, as in the ledger's problems table."""

TOTAL = re.compile(
    r"((grand )?totals?|sum|gesamt(summe)?|summe|total g[ée]n[ée]ral|totaal)\s*:?", re.IGNORECASE
)
"""First cells that make the last row of a table a total, when it is not full."""

LAST_ROWS = 50
"""Rows at the end of a table among which remarks may stand; no report says more below its data."""


@dataclass(frozen=True)
class Account:
    """A relation of named text columns with `_ordinal`, and what became of the other rows."""

    relation: str
    received: int
    rejected: int
    problems: pa.Table


def account(job: Job, table: Table, header: Sequence[str], titles: Sequence[str]) -> Account:
    """Name the columns of a table, leave out what is no data, and count."""
    received = _number(job, f"SELECT count(*) FROM {table.name}")
    troubles = _placed(job, table)
    remarks, last = _closing_remarks(troubles, received, _skipped_last(job, table, received))
    broken = [(ordinal, trouble) for ordinal, trouble in troubles if ordinal not in remarks]
    reject = _no_data(job, table, titles, last=last)
    rejected = _number(job, f"SELECT count(*) FROM {table.name} WHERE {reject}") if reject else 0
    keep = f"NOT coalesce({reject}, false)" if rejected else "true"
    if troubles:
        keep += f" AND NOT coalesce(starts_with(c0, {text(job.token)}), false)"
    relation, heads = _relation(job, table, header, keep)
    return Account(relation, received, rejected + heads + len(remarks), _problems(broken))


def _number(job: Job, query: str) -> int:
    row = job.con.execute(query).fetchone()
    return int(row[0]) if row else 0


def _placed(job: Job, table: Table) -> list[tuple[int, Trouble]]:
    """Troubles with the number of the record each stands for."""
    if not table.troubles:
        return []
    marked = f"SELECT rowid + 1 FROM {table.name} WHERE starts_with(c0, {text(job.token)}) ORDER BY 1"
    ordinals = [row[0] for row in job.con.execute(marked).fetchall()]
    return list(zip(ordinals, table.troubles, strict=True))


def _closing_remarks(
    troubles: Sequence[tuple[int, Trouble]], rows: int, skipped: frozenset[int]
) -> tuple[set[int], int]:
    """Records after the last row of data that are one cell each, skipped ones among them; and that row."""
    remarks: set[int] = set()
    one_cell = {ordinal for ordinal, trouble in troubles if trouble.footer}
    last = rows
    while last in one_cell or last in skipped:
        remarks |= {last} & one_cell
        last -= 1
    return remarks, last


def _skipped(job: Job, table: Table) -> list[str]:
    """Conditions of the rows that the mapping leaves out, by their first filled cell."""
    first = f"lower(coalesce({', '.join(cell_columns(table.width))}, ''))"
    return [f"{first} GLOB {text(pattern.casefold())}" for pattern in job.rules.skip]


def _skipped_last(job: Job, table: Table, rows: int) -> frozenset[int]:
    """Those of the last records that the mapping leaves out."""
    if not (conditions := _skipped(job, table)):
        return frozenset()
    end = f"FROM {table.name} WHERE rowid >= {rows - LAST_ROWS}"
    found = job.con.execute(f"SELECT rowid + 1 {end} AND ({' OR '.join(conditions)})")
    return frozenset(row[0] for row in found.fetchall())


def _no_data(job: Job, table: Table, titles: Sequence[str], *, last: int) -> str:
    """A condition that holds for rows that are no data; empty when nothing can be."""
    columns = cell_columns(table.width)
    parts = _skipped(job, table)
    if any(titles):
        same = zip(columns, titles, strict=False)
        parts.append("(" + " AND ".join(f"{c} IS NOT DISTINCT FROM {_cell(t)}" for c, t in same) + ")")
    if _is_total(job, table, last):
        parts.append(f"rowid = {last - 1}")
    return "(" + " OR ".join(parts) + ")" if parts else ""


def _is_total(job: Job, table: Table, last: int) -> bool:
    """Whether the last row is a total."""
    row = job.con.execute(f"SELECT * FROM {table.name} WHERE rowid = {last - 1}").fetchone()
    return bool(row) and is_total(row or ())


def is_total(row: Sequence[str | None]) -> bool:
    """Whether a row calls itself a total and leaves a third of its cells empty."""
    if len(row) < 3 or not row[0]:
        return False
    return row.count(None) * 3 >= len(row) and TOTAL.fullmatch(row[0]) is not None


def _cell(title: str) -> str:
    return text(title) if title else "NULL"


def _relation(job: Job, table: Table, header: Sequence[str], keep: str) -> tuple[str, int]:
    """The relation people read, and how many of its rows only headed a group."""
    relation = table.name.removesuffix("_rows")
    by_name = {name.casefold(): name for name in header}
    filled = [by_name[n.casefold()] for n in job.rules.fill_down if n.casefold() in by_name]
    columns = dict(zip(header, cell_columns(table.width), strict=True))
    named = ", ".join(f"{c} AS {identifier(name)}" for name, c in columns.items())
    if not filled:
        job.con.execute(
            f"CREATE TEMP VIEW {relation} AS SELECT rowid + 1 AS _ordinal, {named}, "
            f"rowid AS {identifier(PLACE)} FROM {table.name} WHERE {keep}"
        )
        return relation, 0
    job.con.execute(f"CREATE TEMP TABLE {relation}_filled AS {_filled_down(table, columns, filled, keep)}")
    others = [identifier(name) for name in header if name not in filled]
    empty = f"coalesce({', '.join(others)}, NULL) IS NULL" if others else "false"
    job.con.execute(f"CREATE TEMP VIEW {relation} AS SELECT * FROM {relation}_filled WHERE NOT ({empty})")
    return relation, _number(job, f"SELECT count(*) FROM {relation}_filled WHERE {empty}")


def _filled_down(table: Table, columns: dict[str, str], filled: Sequence[str], keep: str) -> str:
    """Empty cells take the value above, within one group.

    A new group begins where the first of the filled columns has a value that differs from the one
    above, or comes after a row without one.
    """
    lead = columns[filled[0]]
    cells = ", ".join(
        f"last_value({c} IGNORE NULLS) OVER (PARTITION BY part ORDER BY place) AS {identifier(n)}"
        if n in filled
        else f"{c} AS {identifier(n)}"
        for n, c in columns.items()
    )
    return (
        f"WITH rows AS (SELECT *, rowid AS place FROM {table.name} WHERE {keep}), "
        f"marked AS (SELECT *, {lead} IS NOT NULL AND lag({lead}) OVER (ORDER BY place) "
        f"IS DISTINCT FROM {lead} AS begins FROM rows), "
        "parted AS (SELECT *, sum(begins::int) OVER (ORDER BY place) AS part FROM marked) "
        f"SELECT place + 1 AS _ordinal, {cells}, place AS {identifier(PLACE)} FROM parted ORDER BY place"
    )


def _problems(broken: Sequence[tuple[int, Trouble]]) -> pa.Table:
    rows = [
        {
            "ordinal": ordinal,
            "line": trouble.line or None,
            "code": trouble.code,
            "field": trouble.column,
            "value": trouble.value,
            "reason": trouble.reason,
            "remedy": trouble.remedy,
            "raw": trouble.raw,
        }
        for ordinal, trouble in broken
    ]
    return pa.Table.from_pylist(rows, schema=PROBLEMS)
