"""What the database of a desk refuses, told as what it is and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from closeknit.errors import CloseknitError, DeskError, DiskFull, WorkspaceBusy

RESTORE = "Restore your newest backup: closeknit restore BACKUP --to NEWDIR"
AGAIN = "Wait until it is done, or end it, then run the same command again."

BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED", "55P03")
FULL = ("SQLITE_FULL", "53100")
TORN = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "XX001", "XX002")
"""What databases refuse, by code, in whatever words: SQLite's result codes and PostgreSQL's SQLSTATE."""


@contextmanager
def told(where: str) -> Iterator[None]:
    """Turn what the database says into words; what is our own mistake goes on as it is.

    Raises:
        WorkspaceBusy: another process writes for too long.
        DiskFull: no room is left.
        DeskError: it is damaged, or cannot be reached, read or written.
    """
    try:
        yield
    except (sa.exc.OperationalError, sa.exc.DatabaseError) as error:
        if isinstance(error, sa.exc.IntegrityError | sa.exc.ProgrammingError | sa.exc.DataError):
            raise
        raise _words(where, error.orig) from error


def _words(where: str, refused: BaseException | None) -> CloseknitError:
    reason = next(iter(str(refused or "").strip().splitlines()), "no reason was given")
    code = getattr(refused, "sqlite_errorname", None) or getattr(refused, "sqlstate", None) or ""
    if code.startswith(BUSY):
        return WorkspaceBusy(f"another process is writing {where}", remedy=AGAIN, about=where)
    if code.startswith(FULL):
        return DiskFull(
            f"the disk that holds {where} is full",
            remedy="Nothing of this was kept. Free some room, then run the same command again.",
            about=where,
        )
    if code.startswith(TORN):
        return DeskError(f"{where} is damaged: {reason}", remedy=RESTORE, about=where)
    return DeskError(
        f"the desk at {where} cannot be reached, read or written: {reason}",
        remedy="Check that it is there and who may write it, then run the same command again.",
        about=where,
    )
