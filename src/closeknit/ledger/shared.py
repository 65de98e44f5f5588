"""What was loaded, kept in an object store, and the folder on this machine that is a working copy of it.

    s3://bucket/folder/ledger/
      heads/00000012.json            every file of the ledger as it was then, with the object that holds it
      activities/fresh/b5f0….parquet data files under their own names: they never change
      activities/_delta_log/….json~9f2c…   all else, with the hash of its bytes

A commit puts the new files there and then the next head, which only one writer can: that is what makes it
count, on every machine at once. A working copy that is behind fetches what it lacks, and one that died
between its own commit and that of the store makes up for it, or gives way where another was quicker.
Everything else works on the copy as on any folder. One writer at a time is the matter of `lease`.
"""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from closeknit.errors import StoreError, WorkspaceBusy, WorkspaceError
from closeknit.ledger.datafiles import content_hash, told_hash
from closeknit.ledger.deltalog import LOG
from closeknit.ledger.durable import sync_folder, write_durably
from closeknit.ledger.lease import LEASE, leased
from closeknit.ledger.objects import RESTORE, SWEPT_FROM, Objects
from closeknit.ledger.schema import FORMAT_FILE
from closeknit.ledger.tables import TABLES, VERSIONS, named_files, versions_now
from closeknit.ledger.underway import forget_note
from closeknit.locks import WAIT, writing

STORE = "store"
"""File in the folder that says of which store it is a copy, and as of which head."""
HOME = "ledger"
HEADS = f"{HOME}/heads"
_HASHED = 32
"""Digits of a hash that tell one content from another."""
KEPT = timedelta(days=1)
"""How long what was replaced stays in the store for those who are fetching it."""
AGAIN = "Run the same command again."


@dataclass(frozen=True)
class Copy:
    """A folder as a working copy: the store's address, the copy's own name, and the head it was like last."""

    address: str
    name: str
    head: int = 0
    versions: Mapping[str, int] = field(default_factory=dict)
    """Versions of the tables at that head; when the folder's are others, something was not sent."""
    fills: bool = False
    """Whether what the folder held before is still to be put into the store, which held nothing."""


@dataclass(frozen=True)
class Head:
    """The ledger at one moment: each file's path, and the object that holds it."""

    number: int
    by: str
    files: Mapping[str, str]


def copy_of(folder: Path) -> Copy | None:
    """Of what a folder is a working copy; None when it stands by itself."""
    try:
        return Copy(**json.loads((folder / STORE).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise StoreError(
            f"{folder / STORE} cannot be read, so nobody can tell of what {folder} is a copy",
            remedy=f"Move {folder} away and run the same command: it is fetched again.",
            about=str(folder),
        ) from error


def store_of(folder: Path) -> Objects | None:
    """The store of which a folder is a working copy."""
    copy = copy_of(folder)
    return None if copy is None else Objects(copy.address)


def attach(folder: Path, address: str) -> None:
    """Have a folder be a working copy of what lies at an address, and fetch what it lacks.

    A folder that holds data already fills a store that holds none.

    Raises:
        StoreError: the store does not answer or refuses.
        WorkspaceError: folder and store hold different data.
    """
    have = copy_of(folder)
    if have is None or have.address != address:
        holds = (folder / "imports").exists()
        if holds and _newest(Objects(address)):
            raise _not_the_same(folder, address)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        have = Copy(address, uuid.uuid4().hex[:12], fills=holds)
        _note(folder, have)
    if have.fills:
        with writing(folder), sharing(folder):
            return
    catch_up(folder)


def _not_the_same(folder: Path, address: str) -> WorkspaceError:
    return WorkspaceError(
        f"{folder} and {address} both hold data already, and it is not the same",
        remedy=f"Name an address that holds nothing; or move {folder} away, and what lies at "
        f"{address} is fetched.",
        about=address,
    )


def catch_up(folder: Path) -> bool:
    """Fetch what others committed; True if there was anything. A folder that is no copy is left alone.

    While another process writes here nothing is fetched: it has done so itself.
    """
    copy = copy_of(folder)
    if copy is None:
        return False
    objects = Objects(copy.address)
    if _newest(objects, after=copy.head) == copy.head:
        return False
    with suppress(WorkspaceBusy), writing(folder, wait=0):
        return _settle(folder, objects)
    return False


@contextmanager
def sharing(folder: Path, *, wait: float = WAIT) -> Iterator[None]:
    """Be the one writer of the store too, on a copy that is up to date.

    The caller holds the folder's lock.
    """
    copy = copy_of(folder)
    if copy is None:
        yield
        return
    objects = Objects(copy.address)
    with leased(objects, copy.name, wait=wait):
        _settle(folder, objects)
        yield


def _settle(folder: Path, objects: Objects) -> bool:
    """Bring folder and store together: fetch what is newer there, or send what died before it was sent."""
    copy = copy_of(folder)
    assert copy is not None
    newest = _newest(objects, after=copy.head)
    if copy.fills and newest and _head(objects, newest).by != copy.name:
        raise _not_the_same(folder, copy.address)
    if newest > copy.head:
        _fetch(folder, objects, copy, _head(objects, newest))
        return True
    if any(copy.versions.get(table, -1) != now for table, now in versions_now(folder).items()):
        send(folder)
    return False


def send(folder: Path) -> None:
    """Make what was committed here count in the store; nothing where there is none.

    Raises:
        StoreError: the store does not answer, or another machine committed meanwhile.
    """
    copy = copy_of(folder)
    if copy is None:
        return
    objects = Objects(copy.address)
    files = dict(_files(folder))
    there = set(_head(objects, copy.head).files.values()) if copy.head else set()
    for path, name in files.items():
        if name not in there:
            objects.put(f"{HOME}/{name}", folder / path)
    head = Head(copy.head + 1, copy.name, files)
    # The next number is free again where others went far beyond it and what they replaced was removed; and
    # what is sent twice after a lost reply finds itself there.
    behind = _newest(objects, after=copy.head) > head.number
    if behind or (
        not objects.put_new(_name(head.number), _text(head)) and _head(objects, head.number) != head
    ):
        raise StoreError(
            f"another machine wrote to {copy.address} meanwhile, so nothing of this was kept",
            remedy=AGAIN,
            about=copy.address,
        )
    _note(folder, replace(copy, head=head.number, versions=versions_now(folder), fills=False))


def fetch_anew(folder: Path) -> bool:
    """Make a working copy again what the store holds; False where that is nothing. What was not sent goes.

    The caller holds the folder's lock, and has taken away what is damaged.
    """
    copy = copy_of(folder)
    if copy is None or copy.fills or not copy.head:
        return False
    objects = Objects(copy.address)
    _fetch(folder, objects, copy, _head(objects, _newest(objects)))
    return True


def _fetch(folder: Path, objects: Objects, copy: Copy, head: Head) -> None:
    """Make the folder what a head says. Data files come first, `imports` after all other tables; data files
    that no log names any more stay for whoever reads them.

    What a batch that died had begun goes with it: nobody may take it back out of what others committed.
    """
    forget_note(folder)
    for path, name in sorted(head.files.items(), key=lambda item: (_order(item[0]), item[0])):
        if not _is_here(folder / path, name):
            _fetch_one(folder / path, objects, name)
    for table in (folder / table for table in TABLES):
        if not any(path.startswith(f"{table.name}/") for path in head.files):
            shutil.rmtree(table, ignore_errors=True)
        for file in (table / LOG).glob("*"):
            if file.relative_to(folder).as_posix() not in head.files:
                file.unlink(missing_ok=True)
    _note(folder, replace(copy, head=head.number, versions=versions_now(folder), fills=False))


def _is_here(file: Path, name: str) -> bool:
    told = name.rpartition("~")[2] if "~" in name else ""
    return file.is_file() and (not told or content_hash(file).startswith(told))


def _fetch_one(file: Path, objects: Objects, name: str) -> None:
    """Put one file in place whole, with the bytes that its name tells."""
    for folder in (file.parent.parent, file.parent):
        folder.mkdir(mode=0o700, exist_ok=True)
    objects.fetch_whole(f"{HOME}/{name}", file, name.rpartition("~")[2] if "~" in name else told_hash(file))
    sync_folder(file.parent)


def tidy(folder: Path) -> None:
    """Remove from the store heads that were replaced a day ago, and files of no head any more; nothing while
    there are few."""
    copy = copy_of(folder)
    if copy is None:
        return
    objects = Objects(copy.address)
    if len(objects.names(HEADS)) < SWEPT_FROM:
        return
    before = objects.now() - KEPT
    objects.sweep(HEADS, {_name(_newest(objects))}, before)
    left = [int(name[-13:-5]) for name in objects.names(HEADS)]
    used = {f"{HOME}/{name}" for number in left for name in _head(objects, number).files.values()}
    objects.sweep(HOME, used | {_name(number) for number in left} | {LEASE}, before)


def _files(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file that makes up a ledger, by its path in the folder, with the object that holds it."""
    plain = [folder / FORMAT_FILE, folder / VERSIONS, *(folder / "mappings").glob("*.toml")]
    for table in TABLES:
        plain += [one for one in (folder / table / LOG).glob("*") if one.is_file() and one.name[0] != "."]
        for one in named_files(folder, table):
            file = folder / table / one.path
            if told_hash(file):
                yield f"{table}/{one.path}", f"{table}/{one.path}"
            else:
                plain.append(file)
    for file in plain:
        path = file.relative_to(folder).as_posix()
        with suppress(FileNotFoundError):
            yield path, f"{path}~{content_hash(file)[:_HASHED]}"


def _is_data(path: str) -> bool:
    return path.endswith(".parquet") and f"/{LOG}/" not in path


def _order(path: str) -> int:
    """Which files have to be there before which."""
    if _is_data(path):
        return 0
    return {VERSIONS: 4, FORMAT_FILE: 1}.get(path, 3 if path.startswith("imports/") else 2)


def _name(number: int) -> str:
    return f"{HEADS}/{number:08}.json"


def _text(head: Head) -> bytes:
    return json.dumps(asdict(head), sort_keys=True).encode()


def _newest(objects: Objects, *, after: int = 0) -> int:
    """Number of the newest head; `after` itself where there is none after it."""
    found = objects.names(HEADS, after=_name(after) if after else "")
    return int(found[-1].rpartition("/")[2][:8]) if found else after


def _head(objects: Objects, number: int) -> Head:
    told = objects.told(_name(number))
    if told is None:
        raise StoreError(f"{objects.address}/{_name(number)} is gone", remedy=RESTORE, about=objects.address)
    return Head(**told)


def _note(folder: Path, copy: Copy) -> None:
    write_durably(folder / STORE, json.dumps(asdict(copy)))
