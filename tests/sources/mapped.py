"""Files through mappings without a ledger: stage, identify, choose, translate. For tests only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb

from closeknit.claims import CLAIMS
from closeknit.engines.connecting import open_duckdb
from closeknit.progress import Quiet
from closeknit.settings import Settings
from closeknit.sources.mappings.library import mapping_from_text, read_mapping
from closeknit.sources.mappings.mapping import Mapping
from closeknit.sources.tables.looking import tables_in
from closeknit.sources.tables.reading import stage
from closeknit.sources.translation.choices import Choices, choices_for
from closeknit.sources.translation.expressions import identifier
from closeknit.sources.translation.identify import Identified, identify
from closeknit.sources.translation.layouts import cells_sql
from closeknit.sources.translation.translate import Translated, translate

MAPPINGS = Path(__file__).parents[1] / "data" / "mappings"
FILE_TIME = datetime(2025, 1, 1)


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """One for all: to open a database takes longer than to translate a few rows in it, as do threads."""
    return open_duckdb(threads=1)


def connect() -> duckdb.DuckDBPyConnection:
    """A connection as the ledger makes it, UTC; nobody else sees its tables, which are temporary."""
    con = _database().cursor()
    con.execute("SET TimeZone = 'UTC'")
    return con


def mapping(body: str, *, head: str = 'format = 1\nsource = "own"\nstream = "rows"\n') -> Mapping:
    """A mapping from the part of its text that a test is about."""
    return mapping_from_text(head + body, file="test.toml")


@dataclass
class Rows:
    """Streams of rows on one connection, each with its mapping."""

    settings: Settings = field(default_factory=Settings)
    con: duckdb.DuckDBPyConnection = field(default_factory=connect)
    streams: dict[str, tuple[Mapping, str]] = field(default_factory=dict)
    kept: dict[str, Translated] = field(default_factory=dict)

    def add(
        self,
        one: Mapping,
        header: Sequence[str],
        rows: Iterable[Sequence[str | None]],
        time: datetime = FILE_TIME,
    ) -> Identified:
        """Rows given as texts, in the order of the header."""
        name = f"staged{len(self.streams)}"
        columns = ", ".join(f"{identifier(c)} varchar" for c in header)
        self.con.execute(f"create or replace temp table {name} (_ordinal bigint, {columns})")
        marks = ", ".join("?" for _ in range(len(header) + 1))
        filled = [(n, *(cell or None for cell in row)) for n, row in enumerate(rows, 1)]
        if filled:
            self.con.executemany(f"insert into {name} values ({marks})", filled)
        return self._keep(one, SimpleNamespace(relation=name), time)

    def read(self, path: Path, mapping_file: str) -> Identified:
        """A file, with a mapping of tests/data/mappings."""
        one = read_mapping(MAPPINGS / mapping_file)
        glimpse = tables_in(path, known=one.rules.columns)[0]
        return self._keep(one, stage(self.con, path, glimpse, one.rules, progress=Quiet()), FILE_TIME)

    def _keep(self, one: Mapping, staged: Any, time: datetime) -> Identified:
        found = identify(self.con, staged, one, settings=self.settings, file_time=time)
        cells = ", ".join(cells_sql(one, found.names))
        relation = f"live{len(self.streams)}"
        self.con.execute(
            f"create or replace temp table {relation} as select record_id, version, "
            f"timestamp '{time}' as seen_at, {cells} from {identifier(found.relation)} "
            "qualify row_number() over (partition by record_id order by rank desc, version desc) = 1"
        )
        self.streams[one.stream_id] = (one, relation)
        self.kept.clear()
        return found

    def choices(self, stream: str) -> Choices:
        """What was decided over all rows of a stream."""
        one, relation = self.streams[stream]
        return choices_for(self.con, relation, one, self.settings)

    def said(self, stream: str = "own/rows") -> Translated:
        """The claims of a stream, looking things up in the others."""
        if stream in self.kept:
            return self.kept[stream]
        one, relation = self.streams[stream]
        lookups = {name: there for name, (_, there) in self.streams.items() if name != stream}
        choices = self.choices(stream)
        self.kept[stream] = translate(
            self.con, relation, one, choices=choices, settings=self.settings, lookups=lookups
        )
        return self.kept[stream]

    def table(self, name: str, columns: str = "*", stream: str = "") -> list[tuple[Any, ...]]:
        """Rows of a claim table (or `problems`), sorted; none of one that the mapping makes nothing of."""
        said = self.said(stream or next(iter(self.streams)))
        if name in CLAIMS and name not in said.tables:
            return []
        view = said.problems if name == "problems" else said.tables[name]
        return self.con.sql(f"select {columns} from {identifier(view)} order by all").fetchall()


def said(one: Mapping, header: str, *rows: str, settings: Settings | None = None) -> Rows:
    """Rows written as texts with | between cells."""
    made = Rows(settings or Settings())
    made.add(one, header.split("|"), [row.split("|") for row in rows])
    return made
