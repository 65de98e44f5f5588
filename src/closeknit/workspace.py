"""One folder is one business: its settings, and where its data, mappings and answers lie.

    mybusiness/
      closeknit.toml    settings, written by `closeknit init`, edited by people
      mappings/         the business's own mappings, one TOML file each
      data/
        ledger/         what was loaded and what people decided
        desk/           what people keep that is no fact about anybody
        book/           what follows from the ledger
        answers/        answers kept
        maps/           maps drawn ahead, and where people stood on them
        fetched/        feeds as they were last fetched
        backups/        the ledger before its format was raised

`data` may lie elsewhere (`storage` in the settings); where that is the address of an object store, `data`
here is a working copy. Everything under `data/book` and `data/answers` can be deleted at any time,
under `data/maps` too, though people then stand elsewhere on them; `data/ledger` is the truth, and
`data/desk` is nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from closeknit.errors import WorkspaceError
from closeknit.settings import SETTINGS_FILE, Settings, is_address
from closeknit.settings_file import read_settings

PRIVATE = 0o700
"""Only the user who made it may look into a business folder."""


@dataclass(frozen=True)
class Workspace:
    """A business folder and its settings."""

    folder: Path
    settings: Settings

    @property
    def data(self) -> Path:
        """Where everything that Closeknit writes lies; a working copy where the truth lies in a store."""
        return self.folder / ("data" if self.store else self.settings.storage or "data")

    @property
    def store(self) -> str:
        """Address of the object store that holds what was loaded; empty where a folder does."""
        return self.settings.storage if is_address(self.settings.storage) else ""

    def keep_private(self) -> None:
        """Make the folder of the data, for its owner's eyes only, where there is none yet.

        Where that fails, whoever writes there next says why.
        """
        with suppress(OSError):
            self.data.mkdir(mode=PRIVATE, parents=True, exist_ok=True)

    @property
    def ledger(self) -> Path:
        """What was loaded and what people decided."""
        return self.data / "ledger"

    @property
    def book(self) -> Path:
        """What follows from it; can be rebuilt."""
        return self.data / "book"

    @property
    def answers(self) -> Path:
        """Answers kept, for `why` and for unchanged questions."""
        return self.data / "answers"

    @property
    def maps(self) -> Path:
        """Maps drawn ahead, and where people stood on them."""
        return self.data / "maps"

    @property
    def desk(self) -> Path:
        """What people keep that is no fact about anybody, where no database is set for it."""
        return self.data / "desk" / "desk.sqlite"

    @property
    def fetched(self) -> Path:
        """Feeds as they were last fetched from their addresses."""
        return self.data / "fetched"

    @property
    def mappings(self) -> Path:
        """Where the business's own mapping files lie."""
        return self.folder / "mappings"

    @property
    def own_mappings(self) -> list[Path]:
        """The business's own mapping files."""
        return sorted(self.mappings.glob("*.toml"))


def open_workspace(folder: Path) -> Workspace:
    """The workspace in exactly this folder; WorkspaceError when there is none."""
    file = folder / SETTINGS_FILE
    if not file.is_file():
        raise WorkspaceError(
            f"{folder} is not a business folder: it has no {SETTINGS_FILE}",
            remedy=f"To make it one: closeknit init {folder}",
            about=str(folder),
        )
    return Workspace(folder.resolve(), read_settings(file))


def find_workspace(start: Path) -> Workspace:
    """The workspace in this folder or the nearest one above it."""
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / SETTINGS_FILE).is_file():
            return open_workspace(folder)
    raise WorkspaceError(
        f"no {SETTINGS_FILE} in {start.resolve()} or any folder above it",
        remedy="Make a new business folder: closeknit init mybusiness && cd mybusiness\n"
        "  Or name an existing one: closeknit … --in DIR",
        about=str(start),
    )


def create_workspace(folder: Path, *, name: str = "", settings_text: str = "") -> Workspace:
    """A new business folder; WorkspaceError when it is one already."""
    file = folder / SETTINGS_FILE
    if file.exists():
        raise WorkspaceError(
            f"{folder} is a business folder already",
            remedy=f"To use it: cd {folder}",
            about=str(folder),
        )
    if folder.exists() and not folder.is_dir():
        raise WorkspaceError(
            f"{folder} is a file, not a folder", remedy="Choose another name.", about=str(folder)
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "mappings").mkdir(exist_ok=True)
        (folder / "data").mkdir(mode=PRIVATE, exist_ok=True)
        file.write_text(settings_text or first_settings(name or folder.resolve().name), encoding="utf-8")
    except OSError as error:
        raise WorkspaceError(
            f"{folder} cannot be made: {error.strerror}",
            remedy="Choose a folder you may write to.",
            about=str(folder),
        ) from error
    return open_workspace(folder)


def first_settings(name: str) -> str:
    """The text of a new closeknit.toml: what most people set, the rest as comments."""
    return "\n".join(_first_lines(name)) + "\n"


def _first_lines(name: str) -> Iterator[str]:
    default = Settings()
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    yield "# Settings of this business. All of them are in docs/reference/settings.md."
    yield f'name = "{quoted}"'
    yield ""
    yield "# Our own mail domains: people there are us, not customers."
    yield 'our_domains = []            # ["ourfirm.example"]'
    yield "our_people = []             # names or addresses of us that no domain tells"
    yield ""
    yield "# All sums are in this currency; other currencies need a rate below."
    yield f'currency = "{default.currency}"'
    yield f'timezone = "{default.timezone}"            # such as "Europe/Berlin"'
    yield f'locale = "{default.locale}"               # how numbers and dates are written: en, en_GB, de …'
    yield 'country = ""                # two letters: phone prefix and public holidays'
    yield ""
    yield "# cost_per_hour = 55         # what an hour of work costs us, where no file says"
    yield ""
    yield "[office]"
    yield 'days = ["mon", "tue", "wed", "thu", "fri"]'
    yield f'from = "{default.office_from}"'
    yield f'to = "{default.office_to}"'
    yield ""
    yield "[rates]"
    yield "# What one unit of another currency is worth in ours, from a day on:"
    yield "# USD = { 2025-01-01 = 0.96, 2026-01-01 = 0.92 }"
