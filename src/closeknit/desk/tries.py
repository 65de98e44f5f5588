"""How often somebody may fail to log in, counted from the log of what was done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from math import ceil

from sqlalchemy.orm import Session

from closeknit.answers.wording import count
from closeknit.desk.audit import LOG_IN_FAILED, LOGGED_IN, WRONG_CODE, By, nth_newest
from closeknit.errors import TooManyTries

TRIES_IN = timedelta(minutes=15)
TRIES_NAME, TRIES_ADDRESS = 10, 50
"""How often somebody may fail to log in under one name, and from one address, within that time."""

CODES_IN = timedelta(days=1)
CODES_NAME = 30
"""How often codes may be wrong under one name: of a million three are right at a time, so that whoever knows
the password and goes on for a year still comes in with a chance of 3 in 100 only."""

KNOWN_FOR = timedelta(days=30)
"""An address from which a user logged in that lately has its own tries: others cannot lock them out."""

FAILED = (LOG_IN_FAILED, WRONG_CODE)

NO_WAIT = timedelta(0)


def check_tries(session: Session, about: str, by: By) -> None:
    """Nothing where somebody may try once more.

    about: how the log calls the name they try to log in with.

    Raises:
        TooManyTries: too many failed, under this name or from this address.
    """
    _check_waits(_waits_after_tries(session, about, by))


def check_codes(session: Session, about: str, by: By) -> None:
    """Nothing where somebody may try a code once more; as `check_tries`.

    Raises:
        TooManyTries: too many tries failed, or too many codes in a day.
    """
    where = _where(session, about, by)
    after_codes = _wait(session, (WRONG_CODE,), CODES_IN, CODES_NAME, by, about=about, address=where)
    _check_waits([*_waits_after_tries(session, about, by), after_codes])


def _waits_after_tries(session: Session, about: str, by: By) -> list[timedelta]:
    """How long to wait for the tries under this name, and for those from this address."""
    where = _where(session, about, by)
    return [
        _wait(session, FAILED, TRIES_IN, most, by, about=of, address=at)
        for most, of, at in ((TRIES_NAME, about, where), (TRIES_ADDRESS, None, by.address))
    ]


def _check_waits(waits: Sequence[timedelta]) -> None:
    """Nothing where there is nothing to wait for; else TooManyTries, until the last of them has passed."""
    longest = max(waits)
    if longest > NO_WAIT:
        raise _too_many(longest)


def _where(session: Session, about: str, by: By) -> str | None:
    """From where tries count: from this address alone where it is known, else from everywhere."""
    known = nth_newest(session, (LOGGED_IN,), by.at - KNOWN_FOR, about=about, address=by.address)
    return by.address if known else None


def _wait(
    session: Session,
    did: Sequence[str],
    within: timedelta,
    most: int,
    by: By,
    *,
    about: str | None,
    address: str | None,
) -> timedelta:
    """How long until one of these counts no more; no time where fewer were done lately."""
    full = nth_newest(session, did, by.at - within, most, about=about, address=address)
    # A clock that went back leaves entries of a time to come.
    return NO_WAIT if full is None else min(full + within - by.at, within)


def _too_many(wait: timedelta) -> TooManyTries:
    seconds = max(1, ceil(wait.total_seconds()))
    # Rounded up: who comes back at the time that was said is not refused again.
    how_long = count(ceil(seconds / 60), "minute") if seconds <= 5400 else count(ceil(seconds / 3600), "hour")
    return TooManyTries(
        "too many tries failed",
        remedy=f"Wait {how_long}, then try again. Until then what is right is refused, too.",
        wait_seconds=seconds,
    )
