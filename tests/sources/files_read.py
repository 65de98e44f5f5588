"""Writing a small file and reading it back as a table, for the tests of reading; and tiny workbooks."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

import duckdb

from closeknit.progress import Quiet
from closeknit.sources.tables.dialects import ReadRules
from closeknit.sources.tables.headers import PLACE
from closeknit.sources.tables.looking import tables_in
from closeknit.sources.tables.reading import Staged, line_of, release, stage

Row = tuple[str | None, ...]


@dataclass(frozen=True)
class Read:
    """A staged table with its rows fetched."""

    path: Path
    staged: Staged
    ordinals: list[int]
    rows: list[Row]

    @property
    def header(self) -> tuple[str, ...]:
        return self.staged.header

    @property
    def problems(self) -> list[dict[str, object]]:
        return self.staged.problems.to_pylist()

    @property
    def codes(self) -> list[tuple[object, object]]:
        """(line, code) of each problem."""
        return [(p["line"], p["code"]) for p in self.problems]

    @property
    def lines(self) -> list[int]:
        """The line each row stands on."""
        found = line_of(self.path, self.staged.dialect, self.ordinals)
        return [found[ordinal] for ordinal in self.ordinals]


def connection() -> duckdb.DuckDBPyConnection:
    """A DuckDB connection that fetches nothing from outside."""
    off = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    return duckdb.connect(config={**off, "threads": "2"})


@cache
def shared_connection() -> duckdb.DuckDBPyConnection:
    """One connection for all tests that only read and release."""
    return connection()


def read(path: Path, rules: ReadRules | None = None, *, table: int = 0) -> Read:
    """Stage one table of a file and fetch it; its account must balance."""
    glimpse = tables_in(path, known=rules.columns if rules else ())[table]
    con = shared_connection()
    staged = stage(con, path, glimpse, rules or ReadRules(), progress=Quiet())
    cells = f'SELECT * EXCLUDE ("{PLACE}") FROM {staged.relation}'
    found = con.execute(f"{cells} ORDER BY _ordinal").fetchall()
    release(con, staged)
    assert staged.received == len(found) + staged.rejected + staged.problems.num_rows
    return Read(path, staged, [row[0] for row in found], [row[1:] for row in found])


def read_text(folder: Path, text: str | bytes, rules: ReadRules | None = None, name: str = "t.csv") -> Read:
    """Write a text to a file and read it."""
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read(path, rules)


def workbook(
    path: Path, sheets: dict[str, Sequence[Sequence[object]]], *, hidden: Iterable[str] = ()
) -> Path:
    """A minimal XLSX file: texts, numbers, booleans, and ("date", serial) cells."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    names, state = list(sheets), ("", ' state="hidden"')
    tags = "".join(
        f'<sheet name="{escape(n)}" sheetId="{i}" r:id="rId{i}"{state[n in hidden]}/>'
        for i, n in enumerate(names, 1)
    )
    rels = "".join(
        f'<Relationship Id="rId{i}" Type="{kind}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(names) + 1)
    )
    styles = f'<Relationship Id="rId99" Type="{kind}/styles" Target="styles.xml"/>'
    package = "http://schemas.openxmlformats.org/package/2006"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", f'<Types xmlns="{package}/content-types"/>')
        book.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
            f'Type="{kind}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        book.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{kind}"><sheets>{tags}</sheets></workbook>'
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}/relationships">{rels}{styles}</Relationships>',
        )
        book.writestr(
            "xl/styles.xml",
            f'<styleSheet xmlns="{main}"><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs>'
            "</styleSheet>",
        )
        for i, rows in enumerate(sheets.values(), 1):
            book.writestr(f"xl/worksheets/sheet{i}.xml", _sheet(main, rows))
    return path


def _sheet(main: str, rows: Sequence[Sequence[object]]) -> str:
    written = ""
    for r, row in enumerate(rows, 1):
        cells = (_cell(r, c, value) for c, value in enumerate(row) if value is not None)
        written += f'<row r="{r}">{"".join(cells)}</row>'
    return f'<worksheet xmlns="{main}"><sheetData>{written}</sheetData></worksheet>'


def _cell(row: int, column: int, value: object) -> str:
    place = f"{chr(65 + column)}{row}"
    if isinstance(value, tuple):
        return f'<c r="{place}" s="1"><v>{value[1]}</v></c>'
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value!r}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'
