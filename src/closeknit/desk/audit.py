"""Who did what, when, to what and from where. Entries are only ever added; the database refuses the rest.

Those too old to be kept are the one exception, in `log_kept`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from closeknit.desk.opening import Desk
from closeknit.desk.tables import Entry

CONSOLE = "console"
"""From where a command on the machine itself comes."""
LONGEST = 200
"""Characters of each part that are kept."""

LOGGED_IN, LOG_IN_FAILED, LOGGED_OUT = "logged in", "log-in failed", "logged out"
WRONG_CODE = "gave a wrong code"
"""The password fitted, the code after it did not."""
REFUSED = "was refused"
REMOVED_BEFORE = "removed entries before"
"""The entry by which older ones go; about which day. The database goes by these words."""


@dataclass(frozen=True)
class By:
    """Who does something, from where, and when (UTC)."""

    who: str
    address: str
    at: datetime


def note(session: Session, by: By, did: str, about: str = "") -> None:
    """Add an entry within a transaction: it is kept exactly when what was done is."""
    entry = Entry(
        at=by.at, who=by.who[:LONGEST], did=did, about=about[:LONGEST], address=by.address[:LONGEST]
    )
    session.add(entry)


def noted(desk: Desk, by: By, did: str, about: str = "") -> None:
    """Add an entry of its own."""
    with desk.writing() as session:
        note(session, by, did, about)


def entries(desk: Desk, *, before: int = 0, most: int = 100, who: str = "") -> Sequence[Entry]:
    """The newest entries; those before an entry's number; those of somebody."""
    wanted = select(Entry).order_by(Entry.entry_id.desc()).limit(most)
    if before:
        wanted = wanted.where(Entry.entry_id < before)
    if who:
        wanted = wanted.where(Entry.who == who)
    with desk.reading() as session:
        return session.scalars(wanted).all()


def nth_newest(
    session: Session,
    did: Sequence[str],
    since: datetime,
    nth: int = 1,
    *,
    about: str | None = None,
    address: str | None = None,
) -> datetime | None:
    """When one of these was done for the nth time, counted back: to something, from somewhere.

    None: it was done less often since that moment.
    """
    wanted = select(Entry.at).where(Entry.did.in_(did), Entry.at > since)
    if about is not None:
        wanted = wanted.where(Entry.about == about)
    if address is not None:
        wanted = wanted.where(Entry.address == address)
    return session.scalar(wanted.order_by(Entry.at.desc()).offset(nth - 1).limit(1))
