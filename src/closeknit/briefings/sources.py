"""What can be read, and what this business has of it and how fresh it is: a value for every surface."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Dict
from dataclasses import dataclass
from datetime import date

from closeknit.day_numbers import day_to_date
from closeknit.errors import UnknownQuestion, did_you_mean
from closeknit.ledger.history import ImportState
from closeknit.sources.mappings.mapping import Mapping

STANDINGS = {
    "tested on real files": "tested on real files",
    "published headers": "by published column names",
    "our own format": "columns of our own",
    "unconfirmed": "unconfirmed column names",
    "": "your own mapping",
}
"""How sure the columns of an export are, in the words people read."""


@dataclass(frozen=True)
class KnownFile:
    """An export that can be read: whose, which, how to get it, how sure its columns are."""

    stream_id: str
    tool: str
    file: str
    get: str
    standing: str


@dataclass(frozen=True)
class LoadedFile:
    """What is here of one export: files and lines that count, and the newest day in them."""

    stream_id: str
    title: str
    files: int
    rows: int
    set_aside: int
    loaded: date
    newest: date | None
    days_old: int | None


@dataclass(frozen=True)
class Sources:
    """All exports that can be read, and those that were."""

    known: tuple[KnownFile, ...]
    loaded: tuple[LoadedFile, ...]


def known_files(mappings: Iterable[Mapping], *, tool: str = "") -> tuple[KnownFile, ...]:
    """Every export that a mapping describes, by tool and file; `tool` keeps those of one.

    Raises:
        UnknownQuestion: no export is of that tool.
    """
    files = [_known(one) for one in mappings]
    if tool:
        tools = {name.casefold() for one in files for name in (one.tool, one.stream_id.partition("/")[0])}
        files = [one for one in files if tool.casefold() in f"{one.tool} {one.stream_id}".casefold()]
        if not files:
            raise UnknownQuestion(
                f'no export of "{tool}" is known',
                remedy=did_you_mean(tool.casefold(), tools)
                or "closeknit sources lists all; any other table goes in by a mapping of your own.",
                about=tool,
            )
    return tuple(sorted(files, key=lambda one: (one.tool.casefold(), one.file)))


def _known(one: Mapping) -> KnownFile:
    tool, _, file = (one.title or one.stream_id).partition(":")
    return KnownFile(one.stream_id, tool, file.strip() or one.stream, one.get, STANDINGS[one.standing])


def loaded_files(
    imports: Sequence[ImportState], fresh: Iterable[Dict[str, object]], today: date
) -> tuple[LoadedFile, ...]:
    """What counts now of each export. `fresh` are rows of the book's table of that name."""
    files = []
    for row in fresh:
        stream_id = str(row["stream_id"])
        now = [one for one in imports if one.stream_id == stream_id and one.state == "complete"]
        if now:
            day = row["last_day"]
            newest = day_to_date(day) if isinstance(day, int) else None
            files.append(
                LoadedFile(
                    stream_id,
                    str(row["title"]),
                    len(now),
                    int(str(row["records"])),
                    int(str(row["set_aside"])),
                    max(one.at for one in now).date(),
                    newest,
                    (today - newest).days if newest else None,
                )
            )
    return tuple(sorted(files, key=lambda one: one.title.casefold()))
