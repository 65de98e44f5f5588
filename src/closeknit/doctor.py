"""Is this folder in order, and can this machine do what it asks? Each check says what to mend."""

from __future__ import annotations

import os
import shutil
import stat
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from closeknit.answers import wording
from closeknit.backup import last_backup
from closeknit.errors import CloseknitError
from closeknit.ledger.store import utc_now
from closeknit.lenses.unrated import SETTING, line_to_set

if TYPE_CHECKING:
    from closeknit.business import Business
    from closeknit.progress import Progress

LEAST_FREE = 1 << 30
"""Bytes that should be free on the disk."""

BACKUP_DAYS = 30
"""Days after which a backup is called old."""

SAFE_SQLITE = (3, 51, 3)
"""From here on SQLite's write-ahead log cannot be corrupted by two checkpoints at once."""


@dataclass(frozen=True)
class Check:
    """One check: how it went, what was found, and what to do."""

    state: Literal["good", "note", "bad"]
    text: str
    remedy: str = ""


def checks(business: Business, *, deep: bool = False, progress: Progress | None = None) -> Iterator[Check]:
    """All checks, one after the other; `deep` reads and counts everything that was loaded."""
    yield Check("good", f"settings of {business.settings.name!r} can be read")
    yield from _settings(business)
    yield from _folder(business.workspace.data)
    yield from _store(business)
    yield from _loaded(business)
    yield from _desk(business)
    if deep:
        yield from _whole(business, progress)
    yield _sqlite()
    yield from _engine(business)


def _settings(business: Business) -> Iterator[Check]:
    if not business.settings.our_domains:
        yield Check(
            "note",
            "our_domains is empty: your own people may be taken for customers",
            'Set our_domains = ["yourfirm.example"] in closeknit.toml.',
        )


def _exceptions(business: Business) -> Iterator[Check]:
    """Exceptions under [purchases] that name nobody and nothing loaded."""
    rules = business.settings.purchase_rules()
    columns = (("keys", "key"), ("keys", "key_value"), ("parties", "name"))
    known = {str(one).lower() for table, column in columns for one in business.book_column(table, column)}
    strangers = [name for name in rules.customers if name.strip().lower() not in known]
    streams = set(business.titles())
    streams |= {stream.partition("/")[0] for stream in streams}
    strangers += [name for name in rules.sources if name not in streams]
    for name in strangers:
        yield Check(
            "note",
            f'[purchases] has an exception for "{name}", which nothing loaded goes by',
            "Name a customer as closeknit show does, or a source such as xero or xero/invoices.",
        )


def _folder(data: Path) -> Iterator[Check]:
    free = shutil.disk_usage(data if data.exists() else data.parent).free
    room = f"{free / (1 << 30):,.1f} GiB free"
    if free < LEAST_FREE:
        yield Check("bad", f"the disk is nearly full: {room}", "Make room before you load more.")
    else:
        yield Check("good", room)
    if data.exists() and os.name == "posix" and stat.S_IMODE(data.stat().st_mode) & 0o077:
        yield Check("note", f"other users of this machine can read {data}", f"chmod 700 {data}")


def _store(business: Business) -> Iterator[Check]:
    """Whether the object store answers, where one is set."""
    from closeknit.ledger.shared import copy_of

    if not business.workspace.store:
        return
    try:
        copy = copy_of(business.ledger.folder)
    except CloseknitError as error:
        yield Check("bad", error.message, error.remedy)
        return
    commits = wording.count(copy.head if copy else 0, "commit")
    yield Check("good", f"{business.workspace.store} answers: {commits}, all of it here")


def _loaded(business: Business) -> Iterator[Check]:
    try:
        states = business.imports()
    except CloseknitError as error:
        yield Check("bad", error.message, error.remedy)
        return
    if not states:
        yield Check("note", "nothing is loaded yet", "closeknit load ~/exports")
        return
    lines = sum(state.stored for state in states if state.state == "complete")
    yield Check("good", f"{wording.count(len(states), 'file')} loaded, {lines:,} lines")
    if business.settings.purchases:
        yield from _exceptions(business)
    yield from _aside(business)
    yield _backup(business)
    found = Counter(business.problems()["severity"].to_pylist())
    if found:
        said = f"{wording.count(found['row'], 'line')} set aside"
        said += f", {wording.count(found['field'], 'value')} not usable" if found["field"] else ""
        yield Check("note", said, "closeknit problems")
    rated = business.facts().rated
    for rate in business.refresh().unknown_rates:
        amounts, code = wording.count(rate["activities"], "amount"), rate["currency"]
        early = " that early" if code in rated else ""
        yield Check(
            "bad",
            f"no exchange rate{early} for {amounts} in {code}: they cannot be counted",
            f"Set {line_to_set(code, rate['first_day'], rated)} under {SETTING}.",
        )


def _desk(business: Business) -> Iterator[Check]:
    """What people keep, where they keep something."""
    if not business.has_desk():
        return
    from closeknit.desk.copying import check_file
    from closeknit.desk.segments import segments

    try:
        desk = business.desk
        if not business.settings.desk_address:
            check_file(business.workspace.desk)
        count = len(segments(desk))
    except CloseknitError as error:
        yield Check("bad", error.message, error.remedy)
        return
    yield Check("good", f"{wording.count(count, 'segment')} kept in {desk.where}")


def _whole(business: Business, progress: Progress | None) -> Iterator[Check]:
    from closeknit.ledger.examination import faults

    try:
        ledger = business.ledger
        found = faults(ledger, progress=progress)
    except CloseknitError as error:
        yield Check("bad", error.message, error.remedy)
        return
    restore = "Restore your newest backup: closeknit restore BACKUP --to NEWDIR"
    yield from (Check("bad", fault, restore) for fault in found)
    if not found:
        files = sum(len(names) for names in ledger.snapshot().files.values())
        yield Check("good", f"every byte of {wording.count(files, 'file')} read: hashes and counts are right")


def _backup(business: Business) -> Check:
    last = last_backup(business.workspace)
    if last is None:
        return Check("note", "no backup was made yet", "closeknit backup DEST, with DEST on another disk.")
    at, folder = last
    days = (utc_now() - at).days
    age = f"last backup {wording.count(days, 'day')} ago" if days > 0 else "last backup today"
    if days > BACKUP_DAYS:
        return Check("note", f"{age}, in {folder}", f"closeknit backup {folder.parent}")
    return Check("good", f"{age}, in {folder}")


def _aside(business: Business) -> Iterator[Check]:
    """Log entries that a power cut tore, moved aside when the folder was opened next."""
    folder = business.workspace.ledger / "damaged"
    torn = len(list(folder.glob("*")))
    if torn:
        yield Check(
            "note",
            f"{wording.count(torn, 'torn file')} of loads that were cut off moved to {folder}",
            "Nothing of what you loaded is missing; the folder can be deleted.",
        )


def _sqlite() -> Check:
    import apsw

    version = apsw.sqlite_lib_version()
    if tuple(map(int, version.split("."))) < SAFE_SQLITE:
        return Check("bad", f"SQLite {version} can lose data", "pip install --upgrade apsw")
    return Check("good", f"SQLite {version}")


def _engine(business: Business) -> Iterator[Check]:
    try:
        yield Check("good", f"engine {business.engine.name} starts")
    except CloseknitError as error:
        yield Check("bad", error.message, error.remedy)
