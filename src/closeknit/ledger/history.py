"""What became of every import: the rows of `imports`, and what follows from them for each stream.

Only this small table is read, and nothing is written here. `live` says the same in Ibis, for engines;
a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import pyarrow as pa

from closeknit.errors import ImportUnknown
from closeknit.ledger.schema import ENDED, IMPORTS, OPEN

Row = dict[str, object]


@dataclass(frozen=True)
class ImportState:
    """A row of `imports`: an import as it came in, or as it ended. Columns as in `ledger.schema`."""

    import_id: str
    seq: int
    at: datetime
    state: str
    stream_id: str
    epoch: int
    file: str | None
    path: str | None
    size: int | None
    sha256: str | None
    file_time: datetime | None
    mapping: str
    mapping_hash: str
    dialect: str
    header: tuple[str, ...]
    choices: str | None
    fingerprint: str
    received: int
    stored: int
    duplicate: int
    set_aside: int
    rejected: int
    title: str = ""
    """What people call such a file; this and the next are filled in by `imports`, not kept."""
    ended_at: datetime | None = None
    """When it was undone or replaced."""

    def row(self) -> Row:
        """As a row of the table."""
        return {name: getattr(self, name) for name in IMPORTS.names} | {"header": list(self.header)}


class History:
    """All rows of `imports`, oldest first; grows while a batch is prepared."""

    def __init__(self, rows: Iterable[ImportState]) -> None:
        self.rows = list(rows)

    @staticmethod
    def of(imports: pa.Table) -> History:
        """The history that a read `imports` table tells."""
        return History(
            ImportState(**row | {"header": tuple(row["header"] or ())}) for row in imports.to_pylist()
        )

    @property
    def next_seq(self) -> int:
        """The number of the next row."""
        return 1 + max((row.seq for row in self.rows), default=0)

    def next_id(self, *, taken: int = 0) -> str:
        """The next import's name, `taken` names after those in use being spoken for."""
        used = max((int(row.import_id[2:]) for row in self.rows), default=0)
        return f"i-{used + 1 + taken:04}"

    def ended(self) -> dict[str, ImportState]:
        """The row that ended each import that was undone or replaced."""
        return {row.import_id: row for row in self.rows if row.state in ENDED}

    def counting(self, stream_id: str = "") -> list[ImportState]:
        """Imports of files that count now, of one stream or of all."""
        ended = self.ended()
        complete = (row for row in self.rows if row.state == "complete" and row.import_id not in ended)
        return [row for row in complete if stream_id in ("", row.stream_id)]

    def complete(self, stream_id: str) -> list[ImportState]:
        """Imports of files of a stream that ever were committed, whether they count or not."""
        return [row for row in self.rows if row.state == "complete" and row.stream_id == stream_id]

    def streams(self) -> list[str]:
        """Streams with at least one import that counts, sorted."""
        return sorted({row.stream_id for row in self.counting()})

    def opened(self, stream_id: str) -> list[ImportState]:
        """Rows with which imports and new readings of a stream came in."""
        return [row for row in self.rows if row.state in OPEN and row.stream_id == stream_id]

    def epoch(self, stream_id: str) -> int:
        """The stream's current reading; 0 when there is none."""
        return max((row.epoch for row in self.opened(stream_id)), default=0)

    def reading(self, stream_id: str) -> ImportState | None:
        """The row that began the stream's current reading."""
        epoch = self.epoch(stream_id)
        return next((row for row in self.opened(stream_id) if row.epoch == epoch), None)

    def current(self) -> set[str]:
        """Imports that wrote into the current reading of their stream; undone ones are among them."""
        epochs: dict[str, int] = {}
        opened = [row for row in self.rows if row.state in OPEN]
        for row in opened:
            epochs[row.stream_id] = max(row.epoch, epochs.get(row.stream_id, 0))
        return {row.import_id for row in opened if row.epoch == epochs[row.stream_id]}

    def told_by(self, stream_id: str) -> ImportState | None:
        """The newest row that still stands: it says by which mapping the stream is read."""
        ended = self.ended()
        standing = [row for row in self.opened(stream_id) if row.import_id not in ended]
        return standing[-1] if standing else None

    def derived_from(self, stream_id: str) -> set[str]:
        """Imports whose every version has its claims in the current reading.

        Those are the ones that counted when the reading began, or came later.
        """
        began = self.reading(stream_id)
        if began is None:
            return set()
        ended = self.ended()
        return {
            row.import_id
            for row in self.complete(stream_id)
            if row.import_id not in ended or ended[row.import_id].seq > began.seq
        }

    def named(self, import_id: str) -> ImportState:
        """The import of that name as it came in; ImportUnknown when there is none."""
        for row in self.rows:
            if row.import_id == import_id and row.state == "complete":
                return row
        known = [row.import_id for row in self.counting()]
        raise ImportUnknown(
            f'there is no import "{import_id}"',
            remedy=f"The newest ones: {', '.join(known[-5:])}" if known else "Nothing was loaded yet.",
            about=import_id,
        )

    def end(self, import_id: str, state: str, *, now: datetime) -> ImportState:
        """Add the row that ends an import as `undone` or `replaced`."""
        row = replace(self.named(import_id), state=state, at=now, seq=self.next_seq)
        self.rows.append(row)
        return row
