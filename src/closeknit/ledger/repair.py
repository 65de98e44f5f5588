"""Putting right what a dead process, a power cut or a failing disk left behind, where the truth allows it.

Which batch counts (`underway`) tells what may be done:

    an entry of a batch that does not count      moved aside, and the batch is swept
    a checkpoint                                 moved aside: the entries before it still tell everything
    a file of what rows say (claims)             made again from the rows, by the next writer (`Task.begin`)
    anything in a copy of what a store holds     moved aside, and fetched from there
    anything else                                said in one sentence that names file and command

Nothing is deleted: what is moved aside lies in `damaged` and can be looked at.
"""

from __future__ import annotations

from pathlib import Path

from closeknit.errors import LedgerError
from closeknit.ledger.batch import sweep
from closeknit.ledger.deltalog import checkpoints, entries, newest
from closeknit.ledger.durable import sync_folder
from closeknit.ledger.shared import copy_of, fetch_anew
from closeknit.ledger.tail import Damage, damages
from closeknit.ledger.underway import dead_batch
from closeknit.locks import writing

ASIDE = "damaged"


def mended(folder: Path) -> tuple[Damage, ...]:
    """Look at a folder's tables and put right what can be; gives files of claims that are to be made again.

    Raises:
        LedgerError: something is damaged that nothing else tells.
        WorkspaceBusy: it has to be put right, and another process writes for too long.
    """
    # Twice: a writer may have made a table just between two looks at it.
    if not (damages(folder) and damages(folder)):
        return ()
    with writing(folder):
        found = damages(folder)
        for one in [one for one in found if _may_go(folder, one)]:
            _move_aside(folder, one.file)
            if one.part == "checkpoint":
                # It would be looked for where this says; without it, the log's own files are listed.
                one.file.with_name("_last_checkpoint").unlink(missing_ok=True)
        sweep(folder)
        left = damages(folder)
        if left and copy_of(folder) is not None:
            left = _from_the_store(folder, left)
    for one in left:
        if not one.remade:
            raise LedgerError(
                f"{one}, so part of what you loaded cannot be read",
                remedy="Restore your newest backup: closeknit restore BACKUP --to NEWDIR\n"
                "  Without one, load your exports into a new folder: closeknit init NEWDIR",
                about=str(one.file),
            )
    return tuple(left)


def _from_the_store(folder: Path, damaged: list[Damage]) -> list[Damage]:
    """What is still damaged after a working copy was made again what its store holds."""
    for one in damaged:
        if one.file.is_file():
            _move_aside(folder, one.file)
    return damages(folder) if fetch_anew(folder) else damaged


def _may_go(folder: Path, one: Damage) -> bool:
    """Whether nothing that counts is lost without this file."""
    home = folder / one.table
    if one.part == "checkpoint":
        kept_from = min([v for v in checkpoints(home) if v != one.version], default=0)
        return set(range(kept_from, newest(home) + 1)) <= set(entries(home))
    dead = dead_batch(folder)
    never_counted = dead is not None and one.version > dead.before(one.table)
    return one.part == "entry" and one.file.is_file() and never_counted


def _move_aside(folder: Path, file: Path) -> None:
    aside = folder / ASIDE
    aside.mkdir(mode=0o700, exist_ok=True)
    home = file.parent.parent.name
    names = (f"{home}-{file.name}" + (f".{n}" if n else "") for n in range(1000))
    file.rename(next(aside / name for name in names if not (aside / name).exists()))
    sync_folder(aside)
    sync_folder(file.parent)
