"""How often somebody may fail to log in, counted from the log of what was done."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from sqlalchemy.orm import Session

from closeknit.desk.audit import LOG_IN_FAILED, LOGGED_IN, WRONG_CODE, By, how_many
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


def check_tries(session: Session, about: str, by: By) -> None:
    """Nothing where somebody may try once more.

    about: how the log calls the name they try to log in with.

    Raises:
        TooManyTries: too many failed, under this name or from this address.
    """
    failed = partial(how_many, session, FAILED, by.at - TRIES_IN)
    under_name = failed(about=about, address=_where(session, about, by))
    if under_name >= TRIES_NAME or failed(address=by.address) >= TRIES_ADDRESS:
        raise _too_many(f"{int(TRIES_IN.total_seconds() // 60)} minutes")


def check_codes(session: Session, about: str, by: By) -> None:
    """Nothing where somebody may try a code once more; as `check_tries`.

    Raises:
        TooManyTries: too many tries failed, or too many codes in a day.
    """
    check_tries(session, about, by)
    where = _where(session, about, by)
    if how_many(session, (WRONG_CODE,), by.at - CODES_IN, about=about, address=where) >= CODES_NAME:
        raise _too_many("a day")


def _where(session: Session, about: str, by: By) -> str | None:
    """From where tries count: from this address alone where it is known, else from everywhere."""
    known = how_many(session, (LOGGED_IN,), by.at - KNOWN_FOR, about=about, address=by.address)
    return by.address if known else None


def _too_many(how_long: str) -> TooManyTries:
    return TooManyTries("too many tries failed", remedy=f"Wait {how_long}, then try again.")
