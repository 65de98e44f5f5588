"""An object-centric event log as a file in the forms of OCEL 2.0: JSON and SQLite.

Times are ISO 8601 in UTC. A value without a date holds since 1970-01-01, as the standard has it.
"""

from __future__ import annotations

import errno
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import IO

import apsw

from closeknit.export.files import writing
from closeknit.export.ocel import EARLIEST, Event, EventLog, Kind, Link, Thing, Value
from closeknit.export.tables import fitting

JSON_FORMS, SQLITE = (".json", ".jsonocel"), ".sqlite"
FORMS = (*JSON_FORMS, SQLITE)

SQL_TYPES = {
    "string": "TEXT",
    "time": "TIMESTAMP",
    "integer": "INTEGER",
    "float": "REAL",
    "boolean": "BOOLEAN",
}


UNWRITABLE = (apsw.CantOpenError, apsw.FullError, apsw.IOError, apsw.PermissionsError, apsw.ReadOnlyError)
"""What SQLite says of a place rather than of what is written there."""


def write_event_log(log: EventLog, what: str, to: Path) -> str:
    """Write a log to a .json, .jsonocel or .sqlite file; says how much it holds."""
    fitting(to, what, FORMS)
    with writing(to) as file:
        if to.suffix == SQLITE:
            events = _write_sqlite(log, file)
        else:
            with file.open("w", encoding="utf-8") as out:
                events = write_json(log, out)
    return f"{events:,} events and {len(log.objects):,} objects written to {to}\n"


# JSON


def write_json(log: EventLog, out: IO[str]) -> int:
    """Write the log as JSON, one event or object a line; gives the number of events."""
    out.write('{"eventTypes": ')
    _write_list(out, map(_kind, log.event_kinds))
    out.write(',\n"objectTypes": ')
    _write_list(out, map(_kind, log.object_kinds))
    out.write(',\n"events": ')
    events = _write_list(out, map(_event, log.events()))
    out.write(',\n"objects": ')
    _write_list(out, map(_object, log.objects))
    out.write("}\n")
    return events


def _write_list(out: IO[str], items: Iterable[Mapping[str, object]]) -> int:
    written = 0
    out.write("[")
    for item in items:
        out.write((",\n" if written else "\n") + json.dumps(item, ensure_ascii=False))
        written += 1
    out.write("]")
    return written


def _kind(kind: Kind) -> dict[str, object]:
    return {"name": kind.name, "attributes": [{"name": n, "type": t} for n, t in kind.attributes.items()]}


def _event(event: Event) -> dict[str, object]:
    return {
        "id": event.id,
        "type": event.kind,
        "time": _iso(event.at),
        "attributes": [{"name": n, "value": _plain(v)} for n, v in event.attributes.items()],
        "relationships": _links(event.links),
    }


def _object(thing: Thing) -> dict[str, object]:
    return {
        "id": thing.id,
        "type": thing.kind,
        "attributes": [
            {"name": s.name, "time": _iso(s.since or EARLIEST), "value": _plain(s.value)}
            for s in thing.values
        ],
        "relationships": _links(thing.links),
    }


def _links(links: Sequence[Link]) -> list[dict[str, str]]:
    return [{"objectId": link.to, "qualifier": link.qualifier} for link in links]


def _iso(at: datetime) -> str:
    return f"{at.isoformat()}Z"


def _plain(value: Value) -> str | int | float | bool:
    return _iso(value) if isinstance(value, datetime) else value


# SQLite


@dataclass(frozen=True)
class _Table:
    """The table of one kind: its name, and the column of each attribute."""

    name: str
    columns: Mapping[str, str]

    def insert(self, con: apsw.Connection, fixed: Mapping[str, object], values: Mapping[str, Value]) -> None:
        """Insert a row: what every row of such tables has, and attributes by name."""
        row = {**fixed, **{self.columns[name]: _plain(value) for name, value in values.items()}}
        columns, marks = ", ".join(map(_quoted, row)), ", ".join("?" * len(row))
        con.execute(f"INSERT INTO {_quoted(self.name)} ({columns}) VALUES ({marks})", tuple(row.values()))


def _write_sqlite(log: EventLog, file: Path) -> int:
    """Write the log as the tables of the standard; gives the number of events.

    Raises:
        OSError: the place cannot be written.
    """
    file.touch()  # An empty file is an empty database; and the system says why it cannot be, SQLite does not.
    try:
        return _write_tables(log, file)
    except UNWRITABLE as error:
        raise OSError(errno.EIO, str(error), str(file)) from error


def _write_tables(log: EventLog, file: Path) -> int:
    with closing(apsw.Connection(str(file))) as con:
        # The file is moved to its place when it is whole: nothing is ever to be taken back.
        con.execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
        with con:
            con.execute(_SHARED_TABLES)
            events = _make_tables(con, "event", log.event_kinds)
            objects = _make_tables(con, "object", log.object_kinds)
            for thing in log.objects:
                _insert_object(con, thing, objects[thing.kind])
            written = 0
            for event in log.events():
                _insert_event(con, event, events[event.kind])
                written += 1
    return written


_SHARED_TABLES = """
    CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
    CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
    CREATE TABLE event (
        ocel_id TEXT PRIMARY KEY, ocel_type TEXT REFERENCES event_map_type (ocel_type));
    CREATE TABLE object (
        ocel_id TEXT PRIMARY KEY, ocel_type TEXT REFERENCES object_map_type (ocel_type));
    CREATE TABLE event_object (
        ocel_event_id TEXT REFERENCES event (ocel_id), ocel_object_id TEXT REFERENCES object (ocel_id),
        ocel_qualifier TEXT, PRIMARY KEY (ocel_event_id, ocel_object_id, ocel_qualifier));
    CREATE TABLE object_object (
        ocel_source_id TEXT REFERENCES object (ocel_id), ocel_target_id TEXT REFERENCES object (ocel_id),
        ocel_qualifier TEXT, PRIMARY KEY (ocel_source_id, ocel_target_id, ocel_qualifier))"""

_OWN_COLUMNS = {"event": ("ocel_id", "ocel_time"), "object": ("ocel_id", "ocel_time", "ocel_changed_field")}
"""What the table of a kind has beside attributes."""


def _make_tables(con: apsw.Connection, sort: str, kinds: Sequence[Kind]) -> dict[str, _Table]:
    """The table of each kind of events, or of objects, made and entered where readers look it up."""
    ends = _told_apart({kind.name: _joined(kind.name) for kind in kinds}, taken=("map_type", "object"))
    made = {}
    for kind in kinds:
        columns = _told_apart({name: name for name in kind.attributes}, taken=_OWN_COLUMNS[sort])
        made[kind.name] = _Table(f"{sort}_{ends[kind.name]}", columns)
        typed = [f"{name} {'TIMESTAMP' if name == 'ocel_time' else 'TEXT'}" for name in _OWN_COLUMNS[sort]]
        typed += [f"{_quoted(columns[name])} {SQL_TYPES[t]}" for name, t in kind.attributes.items()]
        con.execute(f"CREATE TABLE {_quoted(made[kind.name].name)} ({', '.join(typed)})")
        con.execute(f"INSERT INTO {sort}_map_type VALUES (?, ?)", (kind.name, ends[kind.name]))
    return made


def _joined(kind: str) -> str:
    """`order.placed` as `OrderPlaced`: what may end the name of a table anywhere."""
    return "".join(word[0].upper() + word[1:] for word in re.findall("[A-Za-z0-9]+", kind)) or "Other"


def _told_apart(names: Mapping[str, str], taken: Sequence[str]) -> dict[str, str]:
    """The same names, numbered where SQLite, which knows no capitals in names, would take two for one."""
    used, found = set(taken), {}
    for name, wanted in names.items():
        free = wanted
        for number in count(2):
            if free.lower() not in used:
                break
            free = f"{wanted}_{number}"
        used.add(free.lower())
        found[name] = free
    return found


def _insert_event(con: apsw.Connection, event: Event, table: _Table) -> None:
    con.execute("INSERT INTO event VALUES (?, ?)", (event.id, event.kind))
    table.insert(con, {"ocel_id": event.id, "ocel_time": _iso(event.at)}, event.attributes)
    con.executemany("INSERT INTO event_object VALUES (?, ?, ?)", _pairs(event.id, event.links))


def _insert_object(con: apsw.Connection, thing: Thing, table: _Table) -> None:
    """One row with all that holds as long as we know, and one for each value with a date."""
    con.execute("INSERT INTO object VALUES (?, ?)", (thing.id, thing.kind))
    first = {s.name: s.value for s in thing.values if s.since is None}
    table.insert(con, {"ocel_id": thing.id, "ocel_time": _iso(EARLIEST)}, first)
    for stated in thing.values:
        if stated.since is not None:
            fixed = {
                "ocel_id": thing.id,
                "ocel_time": _iso(stated.since),
                "ocel_changed_field": table.columns[stated.name],
            }
            table.insert(con, fixed, {stated.name: stated.value})
    con.executemany("INSERT INTO object_object VALUES (?, ?, ?)", _pairs(thing.id, thing.links))


def _pairs(own: str, links: Sequence[Link]) -> list[tuple[str, str, str]]:
    return [(own, link.to, link.qualifier) for link in links]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
