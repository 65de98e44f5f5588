"""One writer per folder: whoever holds the lock may append, everybody else may read.

Readers hold a lock together, so that nobody removes the files they read.

The lock is the operating system's, on an open file: it ends with the process that holds it, however
that ends, so a lock left by a dead process never has to be broken. The process number inside the file
is only for the message.
"""

from __future__ import annotations

import os
import sys
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from closeknit.errors import WorkspaceBusy

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

WAIT = 10.0
"""Seconds that a second writer waits for the first."""

LOCK_FILE = "lock"


@contextmanager
def writing(folder: Path, *, wait: float = WAIT) -> Iterator[None]:
    """Hold the folder's lock; WorkspaceBusy names the process that has it after `wait` seconds."""
    file = folder / LOCK_FILE
    descriptor = _opened(file, time.monotonic() + wait)
    try:
        _sign(descriptor, str(os.getpid()))
        yield
        _sign(descriptor, "")
    finally:
        os.close(descriptor)


def _sign(descriptor: int, text: str) -> None:
    """Say in the file who holds it; only a message is the poorer where that fails."""
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.write(descriptor, text.encode())


def _opened(file: Path, until: float) -> int:
    """The lock file, open and held; anew when an upgrade replaced the folder while we waited."""
    while True:
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _take(descriptor, file, until)
            if file.exists() and os.path.samestat(os.fstat(descriptor), file.stat()):
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _take(descriptor: int, file: Path, until: float) -> None:
    while not _try(descriptor):
        if time.monotonic() >= until:
            pid = holder(file)
            who = f"process {pid}" if pid else "another process"
            raise WorkspaceBusy(
                f"{who} is writing {file.parent}",
                pid=pid,
                remedy="Wait until it is done, or end it, then run the same command again.",
                about=str(file.parent),
            )
        time.sleep(0.05)


def _try(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def holder(file: Path) -> int | None:
    """The process number written in a lock file, where there is one."""
    try:
        text = file.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return None
    return int(text) if text.isdigit() else None


class Shared:
    """A lock on a file that any number may hold together, let go with this value or by `release`."""

    def __init__(self, file: Path) -> None:
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        self.release = weakref.finalize(self, os.close, descriptor)
        if sys.platform != "win32":  # there, a file that is open cannot be removed anyway
            fcntl.flock(descriptor, fcntl.LOCK_SH)


@contextmanager
def alone(file: Path) -> Iterator[bool]:
    """Hold such a lock alone inside the block; False when others hold it, and then nothing is held."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield _try(descriptor)
    finally:
        os.close(descriptor)
