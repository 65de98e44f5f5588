"""How often somebody may fail to log in, counted from the log of what was done."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from closeknit.desk.audit import LOG_IN_FAILED, LOGGED_IN, WRONG_CODE, By, how_many
from closeknit.errors import TooManyTries

TRIES_IN = timedelta(minutes=15)
TRIES_NAME, TRIES_ADDRESS = 10, 50
"""How often somebody may fail to log in under one name, and from one address, within that time."""

KNOWN_FOR = timedelta(days=30)
"""An address from which a user logged in that lately has its own tries: others cannot lock them out."""

FAILED = (LOG_IN_FAILED, WRONG_CODE)


def check_tries(session: Session, about: str, by: By) -> None:
    """Nothing where somebody may try once more.

    about: how the log calls the name they try to log in with.

    Raises:
        TooManyTries: too many failed, under this name or from this address.
    """
    known = how_many(session, (LOGGED_IN,), by.at - KNOWN_FOR, about=about, address=by.address)
    since = by.at - TRIES_IN
    under_name = how_many(session, FAILED, since, about=about, address=by.address if known else None)
    from_address = how_many(session, FAILED, since, address=by.address)
    if under_name >= TRIES_NAME or from_address >= TRIES_ADDRESS:
        minutes = int(TRIES_IN.total_seconds() // 60)
        raise TooManyTries(
            "too many tries failed",
            remedy=f"Wait {minutes} minutes, then try again.",
        )
