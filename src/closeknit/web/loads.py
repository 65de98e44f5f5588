"""Loads in the browser's server: files taken in, how they are read and taken back, and what still waits."""

from __future__ import annotations

from functools import partial

from starlette.datastructures import UploadFile

from closeknit.answers import wording
from closeknit.business import Business
from closeknit.errors import UnknownQuestion
from closeknit.ledger.report import LoadReport
from closeknit.progress import Progress
from closeknit.web.hands import Work
from closeknit.web.uploads import MOST_TRIES, Received, begin, remove, tried
from closeknit.web.visits import Served, Visit

FIELD = "files"
"""What files are sent as."""


def received_from(visit: Visit) -> Received:
    """The files that a form brings, put where they are read from.

    Raises:
        UnknownQuestion: there is none, or none that is taken.
    """
    files = [one for one in visit.form.getlist(FIELD) if isinstance(one, UploadFile) and one.filename]
    if not files:
        remedy = f"Choose files or a zip of them; a program sends them as fields named “{FIELD}”."
        raise UnknownQuestion("no file was sent", remedy=remedy, about=FIELD)
    received = visit.served.incoming.receive(files)
    if not received.files:
        remove(received)
        name, why = received.refused[0]
        raise UnknownQuestion(f'"{name}" was not taken: {why}', about=FIELD)
    return received


def loading_title(received: Received) -> str:
    """What to call the reading of files."""
    names = [file.name for file in received.files]
    return f"Loading {names[0]}" if len(names) == 1 else f"Loading {len(names):,} files"


def loading(received: Received) -> Work:
    """Reads files that were received, then removes them."""
    return partial(_load, received)


def _load(received: Received, business: Business, progress: Progress) -> tuple[LoadReport, Received]:
    try:
        begin(received)
        return business.load(received.files, progress=progress), received
    finally:
        remove(received)


def taking_back(name: str) -> Work:
    """Takes an import back, or whatever else a number names."""
    return partial(_undo, name)


def _undo(name: str, business: Business, _: Progress) -> str:
    return business.undo(name)


def go_on(served: Served) -> None:
    """Read what was dropped before and waits still; then work out the answers."""
    for received in served.incoming.left():
        if tried(received) < MOST_TRIES:
            served.worker.submit(loading_title(received), loading(received))
            continue
        names = wording.listing([file.name for file in received.files], 3)
        remove(received)
        served.tell(
            f"{names}: not read, as the program ended {MOST_TRIES} times while it read them. "
            "To see why: closeknit load FILE"
        )
    served.worker.work_out()
