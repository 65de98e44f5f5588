"""What a load, a retry or an undo did, as values; drawing them is the matter of `reports`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True)
class Understood:
    """One table of a file that was read, or a stream that was read anew. Counts are rows.

    received = stored + duplicate + set_aside + rejected, always.
    """

    file: str
    """Name of the file; the member or sheet after '!'. Empty for a stream read anew."""
    title: str
    """What people call such a file."""
    stream_id: str
    mapping: str
    import_id: str
    """The import it became; of a file loaded already, the import it was."""
    received: int = 0
    stored: int = 0
    """Rows new to us, or with new content."""
    duplicate: int = 0
    """Rows we had."""
    set_aside: int = 0
    rejected: int = 0
    """Rows that are no data: totals, footers, repeated headers."""
    first: date | None = None
    """Day of the oldest thing that its new rows tell of; local."""
    last: date | None = None
    already: bool = False
    """The very same bytes had been loaded before."""
    anew: str = ""
    """Why a stream was read anew, in words; empty for a file."""


@dataclass(frozen=True)
class NotUnderstood:
    """A file, or a table of one, that was not read, and what to do about it."""

    file: str
    reason: str
    remedy: str = ""
    proposal: str = ""
    """A mapping to start from, as TOML; empty where the file is no table."""
    unknown: bool = False
    """Nothing is wrong with it but that no mapping reads it."""


@dataclass(frozen=True)
class AnswersRead:
    """A sheet that people filled in on what came before sales: lines, pairs to compare, and what to know."""

    file: str
    lines: int
    pairs: int
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class LoadReport:
    """What was understood, what was not and why, and what had to be guessed (`notes`)."""

    understood: tuple[Understood, ...] = ()
    not_understood: tuple[NotUnderstood, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    answers: tuple[Path, ...] = ()
    """Sheets that people filled in, which are still to be read."""
    lists: tuple[Path, ...] = ()
    """Lists of people to turn to that came back, which are still to be read."""
    read: tuple[AnswersRead, ...] = ()
    """What was read of them."""
    standing: int = 0
    """Rows that are set aside now, those of earlier loads included; 0 where nobody counted them."""

    @property
    def received(self) -> int:
        """Rows read."""
        return sum(one.received for one in self.understood)

    @property
    def stored(self) -> int:
        """Rows that were new."""
        return sum(one.stored for one in self.understood)

    @property
    def set_aside(self) -> int:
        """Rows set aside."""
        return sum(one.set_aside for one in self.understood)


@dataclass(frozen=True)
class UndoReport:
    """What an undo took back. Rows that other imports brought too are kept."""

    import_id: str
    file: str
    title: str
    removed: int
    kept: int
    anew: tuple[str, ...] = ()
    """Titles of streams that had to be read anew because of it."""
