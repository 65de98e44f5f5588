"""Each parser as a function of bytes that gives what a person is told of them."""

from __future__ import annotations

import gzip
import io
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from closeknit.engines.connecting import open_duckdb
from closeknit.errors import MappingError, SourceError
from closeknit.progress import Quiet
from closeknit.sources.feeds.items import NoFeed, items_of
from closeknit.sources.mail.messages import message_row
from closeknit.sources.mail.splitting import pieces
from closeknit.sources.mappings.library import mapping_from_text
from closeknit.sources.tables.dialects import ReadRules
from closeknit.sources.tables.looking import look_into
from closeknit.sources.tables.reading import release, stage
from tests.sources.known_files import FILES
from tests.sources.test_calendars_and_cards_broken import calendar_survives, cards_survive

CORPORA = Path(__file__).parents[1] / "corpora"


@cache
def _connection() -> duckdb.DuckDBPyConnection:
    return open_duckdb()


def read_file(name: str, data: bytes) -> str:
    """A load of a file of that name: what it says of the lines set aside, or of the whole file."""
    said = ""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        con = _connection()
        try:
            for glimpse in look_into(path).tables:
                staged = stage(con, path, glimpse, ReadRules(), progress=Quiet())
                said += " ".join(staged.problems["reason"].to_pylist())
                release(con, staged)
        except SourceError as error:
            return error.message
    return said


def read_mapping(data: bytes) -> str:
    """A mapping that a person wrote."""
    try:
        mapping_from_text(data.decode("utf-8", "replace"))
    except MappingError as error:
        return error.message
    return ""


NAMES = {
    "csv": "a.csv", "mail": "a.mbox", "calendar": "a.ics", "cards": "a.vcf", "feed": "a.xml",
    "jsonl": "a.jsonl", "xlsx": "a.xlsx", "zip": "a.zip", "parquet": "a.parquet", "gzip": "a.csv.gz",
}  # fmt: skip
"""What a file of each parser is called."""

PARSERS: dict[str, Callable[[bytes], str]] = {
    **{parser: partial(read_file, name) for parser, name in NAMES.items()},
    "mapping": read_mapping,
}


def _mail_survives(data: bytes) -> None:
    for one in pieces(io.BytesIO(data)):
        message_row(one.data, "texts")


def _feed_survives(data: bytes) -> None:
    with suppress(NoFeed):
        list(items_of(data))


TARGETS: dict[str, Callable[[bytes], object]] = {
    **PARSERS,
    "mail": _mail_survives, "calendar": calendar_survives, "cards": cards_survive, "feed": _feed_survives,
}  # fmt: skip
"""What coverage guides through: the parser alone, without a file and a table, wherever it stands alone."""


def seeds(parser: str) -> list[bytes]:
    """Files to begin from: small ones of known exports, and what once broke the parser."""
    endings = {"csv": ".csv", "mail": ".mbox", "calendar": ".ics", "cards": ".vcf", "feed": ".xml"}
    found = [
        one.text.encode(one.encoding)
        for one in FILES
        if parser in endings and one.name.endswith(endings[parser])
    ][:8]
    return [*found, *_made(parser), *(path.read_bytes() for path in kept(parser))]


def kept(parser: str) -> list[Path]:
    """The kept corpus of a parser."""
    folder = CORPORA / parser
    return sorted(path for path in folder.glob("*") if path.name != "expect.toml")


def _made(parser: str) -> list[bytes]:
    if parser == "mapping":
        known = Path(__file__).parents[2] / "src" / "closeknit" / "sources" / "known"
        return [path.read_bytes() for path in sorted(known.glob("*.toml"))[:8]]
    if parser == "jsonl":
        return [b'{"id": 1, "at": "2026-03-02"}\n{"id": 2, "at": null, "more": {"a": [1, 2]}}\n']
    packed = {"zip": _zipped, "xlsx": _workbook, "parquet": _parquet, "gzip": _gzipped}
    return [packed[parser]()] if parser in packed else []


def _zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", "id,at\n1,2026-03-02\n")
        archive.writestr("b/b.eml", "From: ana@halden.example\nDate: Mon, 2 Mar 2026 10:11:12 +0100\n\nhi\n")
    return out.getvalue()


def _gzipped() -> bytes:
    return gzip.compress(b"id,at\n1,2026-03-02\n", mtime=0)


def _parquet() -> bytes:
    out = io.BytesIO()
    rows = {"id": [1, 2], "at": ["2026-03-02", None], "more": [{"a": [1, 2]}, None]}
    pq.write_table(pa.table(rows), out)
    return out.getvalue()


def _workbook() -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate((("id", "at", "amount"), (1, "2026-03-02", 9.5), (2, "", -1))):
            sheet.write_row(place, 0, row)
    return out.getvalue()
