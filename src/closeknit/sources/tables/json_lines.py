"""JSON into DuckDB tables: lines of objects or one list of objects, nested ones flattened to `a.b`.

Numbers keep their digits as written. Lists inside objects stay JSON texts: what to make of them is
for the mapping. A line that is no JSON costs itself only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from pathlib import Path

import msgspec
import pyarrow as pa

from closeknit.sources.tables.dialects import Dialect
from closeknit.sources.tables.encodings import UTF8, decoded, encoding_of
from closeknit.sources.tables.files import unreadable
from closeknit.sources.tables.headers import column_names
from closeknit.sources.tables.sniffing import LOOKED_AT, Look
from closeknit.sources.tables.staging import Job, Table, Trouble, Troubles, insert, new_name

LINES, LIST = "lines", "list"
"""What stands for the delimiter in the dialect of a JSON file."""

LONGEST_LINE = 16 << 20
"""Bytes of the longest line that is read; a longer one is set aside."""

LARGEST_LIST = 256 << 20
"""Bytes of the largest file that is one list; lines may fill a file of any size."""

MOST_FIELDS = 5_000
"""Different field names in one file; more are ids used as names."""

_BATCH = 10_000
_DECODER = msgspec.json.Decoder(float_hook=Decimal)
_ENCODER = msgspec.json.Encoder(decimal_format="number")
_REMEDY = "Correct the line in the file and load it again; the other rows are in."

Values = dict[str, str]


@dataclass(frozen=True)
class Item:
    """One object of a JSON file: its line (0 in a list), and its values or what is wrong with it."""

    line: int
    values: Values = field(default_factory=dict)
    trouble: Trouble | None = None


def look_at_json(head: bytes, dialect: Dialect, *, whole: bool) -> Look:
    """Field names and first objects, from the first bytes of a file."""
    encoding = encoding_of(head)
    text = decoded(head, encoding).encode(UTF8, "replace").lstrip()
    one = text.startswith(b"[")
    found = Dialect(
        "json", encoding, LIST if one else LINES, header_line=0, data_line=1, member=dialect.member
    )
    if one:
        items = [_item(0, raw) for raw in _first_in_list(text)]
    else:
        lines = text.split(b"\n") if whole else text.split(b"\n")[:-1]
        items = [_item(n, line) for n, line in enumerate(lines, 1) if line.strip()]
    rows = [item.values for item in items[:LOOKED_AT] if not item.trouble]
    names = list(dict.fromkeys(name for row in rows for name in row))
    header = column_names(names, len(names))
    return Look(found, header, (), tuple(tuple(row.get(name) for name in names) for row in rows))


def read_json(job: Job, path: Path, dialect: Dialect) -> tuple[Table, tuple[str, ...]]:
    """Read all objects of a UTF-8 JSON file; also gives the names of all fields found in it."""
    names: dict[str, int] = {}
    troubles, name = Troubles(), new_name()
    job.con.execute(f"CREATE TEMP TABLE {name} (c0 VARCHAR)")
    items, done = items_of(path, dialect, job.name), 0
    while some := list(islice(items, _BATCH)):
        known = max(len(names), 1)
        for item in some:
            if item.trouble:
                troubles.add(item.trouble)
            for field_name in item.values:
                names.setdefault(field_name, len(names))
        if len(names) > MOST_FIELDS:
            raise unreadable(
                job.name,
                f"has more than {MOST_FIELDS:,} different field names",
                remedy="Ids seem to stand where names should: write them as values instead.",
            )
        for place in range(known, len(names)):
            job.con.execute(f"ALTER TABLE {name} ADD COLUMN c{place} VARCHAR")
        _insert(job, name, some, names)
        done += len(some)
        job.progress.step(f"Reading {job.name}", done=done)
    width = max(len(names), 1)
    return Table(name, width, tuple(troubles.found)), column_names(list(names), width)


def _insert(job: Job, name: str, items: list[Item], names: dict[str, int]) -> None:
    columns: list[list[str | None]] = [[None] * len(items) for _ in range(max(len(names), 1))]
    for row, item in enumerate(items):
        if item.trouble:
            columns[0][row] = job.token
        for field_name, value in item.values.items():
            columns[names[field_name]][row] = value
    batch = pa.table({f"c{n}": pa.array(values, pa.string()) for n, values in enumerate(columns)})
    insert(job, name, batch)


def items_of(path: Path, dialect: Dialect, name: str) -> Iterator[Item]:
    """The objects of a UTF-8 JSON file in order, blank lines passed over."""
    if dialect.delimiter == LIST:
        return (_item(0, bytes(raw)) for raw in _list_of(path, name))
    return (_item(n, line) for n, line in _lines(path))


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    with path.open("rb") as file:
        n = 0
        while line := file.readline(LONGEST_LINE + 1):
            n += 1
            rest = line
            while len(rest) > LONGEST_LINE and not rest.endswith(b"\n"):
                rest = file.readline(LONGEST_LINE + 1)
            line = line.removeprefix(b"\xef\xbb\xbf") if n == 1 else line
            if line.strip():
                yield n, line


def _list_of(path: Path, name: str) -> list[msgspec.Raw]:
    if path.stat().st_size > LARGEST_LIST:
        raise unreadable(
            name,
            f"is one JSON list of more than {LARGEST_LIST >> 20} MB",
            remedy="Write one object per line (JSON lines); such a file may be of any size.",
        )
    try:
        return msgspec.json.decode(path.read_bytes().removeprefix(b"\xef\xbb\xbf"), type=list[msgspec.Raw])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise unreadable(
            name, f"is no valid JSON: {error}", remedy="Export it again; it may have been cut short."
        ) from error


def _first_in_list(text: bytes) -> list[bytes]:
    """The whole objects at the beginning of a list that may be cut off."""
    found: list[bytes] = []
    depth = start = 0
    quoted = escaped = False
    for place, byte in enumerate(text):
        if quoted:
            quoted, escaped = escaped or byte != 0x22, not escaped and byte == 0x5C
        elif byte == 0x22:
            quoted = True
        elif byte in b"{[":
            depth += 1
            start = place if depth == 2 else start
        elif byte in b"}]":
            depth -= 1
            if depth == 1:
                found.append(text[start : place + 1])
                if len(found) >= LOOKED_AT:
                    break
    return found


def _item(line: int, raw: bytes) -> Item:
    if len(raw) > LONGEST_LINE:
        return Item(
            line,
            trouble=_trouble(line, "row.too_long", f"the line is longer than {LONGEST_LINE:,} bytes", raw),
        )
    try:
        value = _DECODER.decode(raw)
        if isinstance(value, dict):
            return Item(line, dict(_flat(value, "")))
        reason = "the line is no JSON object"
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        reason = f"the line is no valid JSON: {str(error)[:200]}"
    except RecursionError:
        reason = "the line nests objects too deeply"
    except ArithmeticError:
        reason = "the line holds a number that is beyond all measure"
    return Item(line, trouble=_trouble(line, "json.invalid", reason, raw))


def _trouble(line: int, code: str, reason: str, raw: bytes) -> Trouble:
    return Trouble(line, code, reason, _REMEDY, raw[:40_000].decode(UTF8, "replace").strip())


def _flat(values: dict[str, object], prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in values.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        elif (shown := _text(value)) is not None:
            yield prefix + key, shown


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f") if -20 <= value.adjusted() <= 40 else str(value)
    if isinstance(value, list):
        return _ENCODER.encode(value).decode() if value else None
    return str(value)
