"""How long entries of the log are kept: what is older is removed on demand, with an entry that says so.

The database lets go of nothing else: only of entries before the day that the newest entry names. What is old
is counted from the newest entry, not by the clock, so that a clock that jumped ahead removes nothing; where
the entries themselves tell of a jump, or of a silence as long, somebody has to say which it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from dateutil.relativedelta import relativedelta
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from closeknit.desk.audit import REMOVED_BEFORE, By, note
from closeknit.desk.opening import Desk
from closeknit.desk.tables import Entry
from closeknit.errors import ClockDoubted

SLACK = timedelta(hours=1)
"""How far clocks may go back without a question: between time servers, and machines that share a desk."""
SILENCE = timedelta(days=31)
"""Entries further apart than this look like a clock that jumped."""


@dataclass(frozen=True)
class Old:
    """What is older than it has to be kept."""

    before: date
    """Entries before this day are."""
    entries: int
    of: int
    """All entries there are."""
    oldest: datetime | None
    """The oldest entry; None where there is none."""


def old(desk: Desk, months: int, now: datetime, *, trusted: bool = False) -> Old:
    """Which entries are older than so many months, seen from the newest entry.

    trusted: somebody said that the clock was right where entries lie far apart.

    Raises:
        ClockDoubted: the clock says an earlier time than the newest entry, or was wrong once, as it seems.
    """
    with desk.reading() as session:
        return _old(session, months, now, trusted)


def remove(desk: Desk, months: int, by: By, *, trusted: bool = False) -> Old:
    """Remove the entries that `old` counts, and note that; nothing where there is none.

    Raises:
        ClockDoubted: as `old`.
    """
    with desk.writing() as session:
        found = _old(session, months, by.at, trusted)
        if found.entries:
            note(session, by, REMOVED_BEFORE, found.before.isoformat())
            session.flush()
            session.execute(delete(Entry).where(Entry.at < _midnight(found.before)))
        return found


def _old(session: Session, months: int, now: datetime, trusted: bool) -> Old:
    of, oldest, newest = session.execute(
        select(func.count(), func.min(Entry.at), func.max(Entry.at)).select_from(Entry)
    ).one()
    seen = min(now, newest or now)
    before = (seen - relativedelta(months=months)).date()
    if newest is not None and newest - now > SLACK:
        raise ClockDoubted(
            f"the clock says {now:%Y-%m-%d %H:%M}, and the log has entries of {newest:%Y-%m-%d %H:%M} (UTC)",
            remedy="Nothing was removed. Set the clock right; if it was ahead once, the log is kept as it is "
            "until that day has come.",
        )
    older = select(func.count()).select_from(Entry).where(Entry.at < _midnight(before))
    count = session.scalar(older) or 0
    if count and not trusted:
        times = session.scalars(select(Entry.at).order_by(Entry.entry_id).execution_options(yield_per=10_000))
        _check_steps(times)
    return Old(before, count, of, oldest)


def _check_steps(times: Iterable[datetime]) -> None:
    """Nothing where entries follow each other as time goes by."""
    for one, after in pairwise(times):
        if not -SLACK <= after - one <= SILENCE:
            raise ClockDoubted(
                f"an entry of {one:%Y-%m-%d %H:%M} is followed by one of {after:%Y-%m-%d %H:%M} (UTC): "
                "nothing was done in between, or the clock was wrong",
                remedy="Nothing was removed. If the clock was right: closeknit shorten-log --clock-was-right",
            )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
