"""Versions of the book: each is a folder that never changes; `current` names the one to read.

A part of a table is one file, or two: the part as it was once written whole, and the rows of accounts written
anew since. Files that stay as they are are linked from version to version.

A build writes a draft beside the versions, renames it into place and then replaces `current`. Readers
hold a shared lock on the version they read. A version nobody reads goes an hour after it was replaced;
a draft that its writer left behind goes at the next build.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import ibis.expr.types as ir

from closeknit.book.schema import BOOK, BY_PART
from closeknit.columns import TableSchema
from closeknit.engines.engine import Engine
from closeknit.engines.parts import CHANGES, changes_file, is_parted, part_file, part_in
from closeknit.ids import part_of
from closeknit.locks import Shared, alone
from closeknit.settings import Settings

RULES = 6
"""Raised whenever the rules of the build change: a book built by older rules is built anew."""
REPLACED = "replaced"
"""Note of a version: accounts whose rows count only in files of changes."""
CURRENT = "current"
ABOUT = "book.json"
LOCK = "in-use"
DRAFT = ".draft-"
KEEP_SECONDS = 3600


@dataclass(frozen=True)
class Book:
    """One version of the book. While this value lives, its files stay."""

    folder: Path
    version: str
    about: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What the build noted: rules, settings, files with rows and bytes, unknown_rates."""
    _lock: Shared | None = field(default=None, compare=False, repr=False)

    @cached_property
    def replaced(self) -> frozenset[int]:
        """Accounts written anew since their part was: of tables of BY_PART, only what stands of them in files
        of changes counts."""
        return frozenset(self.about.get(REPLACED, ()))

    def files(self, table: str) -> list[str]:
        """Paths of the Parquet files that hold a table; none where it is empty."""
        return [str(self.folder / table / name) for name in sorted(self.about["files"].get(table, {}))]

    def part(self, table: str, account_id: int) -> list[str]:
        """Paths of the files that hold the rows of an account: all of them where the table has no parts."""
        if not is_parted(BOOK[table]):
            return self.files(table)
        replaced = table in BY_PART and account_id in self.replaced
        name = (changes_file if replaced else part_file)(part_of(account_id))
        return [str(self.folder / table / name)] if name in self.about["files"].get(table, {}) else []

    def files_with(self, table: str, accounts: Iterable[int]) -> list[str]:
        """Paths of the files that hold rows of these accounts that count."""
        return sorted({file for account in accounts for file in self.part(table, account)})

    def table(self, engine: Engine, table: str, files: Sequence[str] | None = None) -> ir.Table:
        """A table of the book on an engine; with `files`, what these of its files hold of it."""
        chosen = self.files(table) if files is None else files
        return engine.read(chosen, BOOK[table], replaced=self.replaced_in(table, chosen))

    def replaced_in(self, table: str, files: Iterable[str]) -> set[int]:
        """The accounts whose rows in files of a table that hold whole parts do not count any more."""
        if table not in BY_PART or not self.replaced:
            return set()
        parts = {part_in(file) for file in files if not file.endswith(CHANGES)}
        return {account for account in self.replaced if part_of(account) in parts}

    def tables(self, engine: Engine) -> dict[str, ir.Table]:
        """All tables of the book on an engine."""
        return {name: self.table(engine, name) for name in BOOK}

    def rows(self, table: str) -> int:
        """How many rows the files of a table hold, those that no longer count among them."""
        return sum(rows for rows, _ in self.about["files"].get(table, {}).values())

    @property
    def unknown_rates(self) -> list[dict[str, Any]]:
        """Amounts without a known exchange rate: currency, first_day, last_day, activities, amount."""
        return list(self.about.get("unknown_rates", []))

    def close(self) -> None:
        """Let go of the version before this value does; its files may then be removed."""
        if self._lock is not None:
            self._lock.release()


def current(folder: Path) -> Book | None:
    """The version to read now, held; None where there is none, or only one that must be built anew."""
    name = newest_name(folder)
    while name:
        try:
            lock = Shared(folder / name / LOCK)
            about = json.loads((folder / name / ABOUT).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            # Removed between reading its name and locking it: another one has taken its place.
            again = newest_name(folder)
            if again == name:
                return None
            name = again
            continue
        book = Book(folder / name, about["version"], about, lock)
        return book if about["rules"] == rules_now() and _whole(book) else None
    return None


def newest_name(folder: Path) -> str:
    """Name of the version to read now, as a folder beside it; empty where none was built."""
    try:
        return (folder / CURRENT).read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def _whole(book: Book) -> bool:
    """Whether every file has the size it was written with: a power cut may have torn some."""
    for table, files in book.about["files"].items():
        for name, (_, size) in files.items():
            path = book.folder / table / name
            if not path.is_file() or path.stat().st_size != size:
                return False
    return True


def rules_now() -> str:
    """Names the rules and the columns of the book."""
    columns = repr([(t.name, c.name, c.type) for t in BOOK.values() for c in t.columns])
    return f"{RULES}-{sha256(columns.encode()).hexdigest()[:12]}"


class Draft:
    """A version being written. `publish` makes it the current one; `discard` leaves nothing of it."""

    def __init__(self, folder: Path, version: str, settings: Settings) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._home = folder
        self._version = version
        self.folder = Path(mkdtemp(prefix=DRAFT, dir=folder))
        self._lock = Shared(self.folder / LOCK)
        self._about: dict[str, Any] = {
            "version": version, "rules": rules_now(), "settings": settings.hash(), "files": {},
        }  # fmt: skip
        sweep(folder)

    def write(
        self,
        engine: Engine,
        rows: ir.Table,
        schema: TableSchema,
        order: Sequence[str],
        *,
        changed: Iterable[int] = (),
    ) -> None:
        """Write a table, or those of its parts that the rows are of; see `noted` for `changed`."""
        written = engine.write(rows, self.folder / schema.name, schema, order=order)
        self.noted(schema, written, changed=changed)

    def noted(self, schema: TableSchema, written: Mapping[str, int], *, changed: Iterable[int] = ()) -> None:
        """Take note of files of a table that were written into the draft, with their number of rows.

        What was written of parts that are `changed` becomes their file of changes.
        """
        folder, named = self.folder / schema.name, {part_file(part): changes_file(part) for part in changed}
        for name, count in written.items():
            path = (folder / name).rename(folder / named.get(name, name))
            self._about["files"].setdefault(schema.name, {})[path.name] = [count, path.stat().st_size]

    def follows(self, book: Book) -> bool:
        """Whether another version was built by the same rules and settings, so that its parts still hold."""
        return all(book.about.get(key) == self._about[key] for key in ("rules", "settings"))

    def take_over(self, book: Book, table: str, *, without: Collection[str]) -> None:
        """Have the files of a table as in another version, but those of these names; linked where the disk
        allows."""
        (self.folder / table).mkdir(exist_ok=True)
        for name, counted in book.about["files"].get(table, {}).items():
            if name in without:
                continue
            old, new = book.folder / table / name, self.folder / table / name
            try:
                os.link(old, new)
            except OSError:
                shutil.copy2(old, new)
            self._about["files"].setdefault(table, {})[name] = list(counted)

    def written(self) -> Book:
        """What has been written so far, to be read as a version."""
        return Book(self.folder, self._version, self._about)

    def note(self, name: str, value: Any) -> None:
        """Keep something that JSON can hold (days, texts, amounts as text) with the version."""
        self._about[name] = json.loads(json.dumps(value, default=str))

    def adopt(self, about: Mapping[str, Any]) -> None:
        """Take over what was noted where the files, now in place here, were written."""
        self._about = dict(about)

    def publish(self) -> Book:
        """Rename the draft into place and make it the current version."""
        (self.folder / ABOUT).write_text(json.dumps(self._about, indent=1), encoding="utf-8")
        replaced = newest_name(self._home)
        name = self._free_name()
        self.folder.rename(self._home / name)
        self.folder = self._home / name
        waiting = self._home / f"{CURRENT}.{os.getpid()}"
        waiting.write_text(name, encoding="utf-8")
        waiting.replace(self._home / CURRENT)
        if replaced and (self._home / replaced / LOCK).exists():
            os.utime(self._home / replaced / LOCK)
        return Book(self.folder, self._version, self._about, self._lock)

    def discard(self) -> None:
        """Remove what was not published."""
        if self.folder.name.startswith(DRAFT):
            self._lock.release()
            shutil.rmtree(self.folder, ignore_errors=True)

    def _free_name(self) -> str:
        """The version as a folder name that is not taken: the same version may be built twice."""
        plain = re.sub(r"[^A-Za-z0-9._-]", "-", self._version)[:80].lstrip(".") or "book"
        names = (plain if n == 1 else f"{plain}~{n}" for n in range(1, 10_000))
        return next(name for name in names if not (self._home / name).exists())


def sweep(folder: Path, *, keep_seconds: float = KEEP_SECONDS, now: float | None = None) -> list[str]:
    """Remove drafts left behind, and versions replaced longer ago that nobody reads; gives their names."""
    at = newest_name(folder)
    removed = []
    for path in sorted(folder.iterdir()):
        if not path.is_dir() or path.name == at or not (path / LOCK).exists():
            continue
        age = (time.time() if now is None else now) - (path / LOCK).stat().st_mtime
        if (path.name.startswith(DRAFT) or age > keep_seconds) and _remove_unread(path):
            removed.append(path.name)
    return removed


def _remove_unread(path: Path) -> bool:
    """Remove a folder unless somebody holds it."""
    with alone(path / LOCK) as unread:
        if unread:
            shutil.rmtree(path, ignore_errors=True)
        return unread
