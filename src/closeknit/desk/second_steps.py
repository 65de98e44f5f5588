"""The second step at log-in: who gives a code besides the password, and whether a code is right.

Everybody switches it on for themselves, after a first code has shown that their app knows the secret; an
admin can switch it off for somebody who lost the app.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from closeknit.desk.audit import WRONG_CODE, By, note
from closeknit.desk.one_time import new_secret, plain, recovery_codes, recovery_hash, step_of
from closeknit.desk.opening import Desk
from closeknit.desk.tables import RecoveryCode, SecondStep, User
from closeknit.desk.tries import check_codes
from closeknit.desk.users import end_logins, named
from closeknit.errors import NotLetIn

SWITCHED_ON, SWITCHED_OFF = "switched codes at log-in on", "switched codes at log-in off"


@dataclass(frozen=True)
class State:
    """How it stands with somebody's second step."""

    secret: str = ""
    """What to put into the app, while a first code is still to come; empty before and after."""
    since: datetime | None = None
    """Since when it is on; None while it is off."""
    codes_left: int = 0
    """Recovery codes not used yet."""


def state(desk: Desk, name: str) -> State:
    """How it stands with somebody.

    Raises:
        UnknownUser: there is nobody of that name.
    """
    with desk.reading() as session:
        user = named(session, name)
        found = session.get(SecondStep, user.user_id)
        if found is None:
            return State()
        left = select(func.count()).where(RecoveryCode.user_id == user.user_id)
        return State("" if found.since else found.secret, found.since, session.scalar(left) or 0)


def who_takes(desk: Desk) -> set[int]:
    """The numbers of those whose second step is on."""
    with desk.reading() as session:
        return set(session.scalars(select(SecondStep.user_id).where(SecondStep.since.is_not(None))))


def prepare(desk: Desk, name: str) -> None:
    """Draw a secret for somebody's app, anew each time; it counts for nothing before `switch_on`.

    Raises:
        NotLetIn: the second step is on already.
    """
    with desk.writing() as session:
        user = named(session, name)
        found = session.get(SecondStep, user.user_id)
        if found is None:
            session.add(SecondStep(user_id=user.user_id, secret=new_secret(), since=None, used=0))
        elif found.since is None:
            found.secret = new_secret()
        else:
            raise NotLetIn(
                "you log in with a code already", remedy="To use another app, switch it off first."
            )


def switch_on(desk: Desk, name: str, typed: str, by: By) -> list[str]:
    """Ask somebody for codes from now on; gives their recovery codes, this once.

    Raises:
        NotLetIn: the code is not the one of their app, or no secret was prepared.
    """
    with desk.writing() as session:
        user = named(session, name)
        found = session.get(SecondStep, user.user_id)
        if found is None or found.since is not None:
            raise NotLetIn("nothing was prepared", remedy="Begin again on the page of your name.")
        step = step_of(found.secret, plain(typed), by.at, after=found.used)
        if step is None:
            raise NotLetIn(
                "this is not the code that your app shows now",
                remedy="Type the newest one; the clock of your phone has to be right.",
            )
        found.since, found.used = by.at, step
        note(session, by, SWITCHED_ON, user.name)
        return _new_codes(session, user)


def new_codes(desk: Desk, name: str, typed: str, by: By) -> list[str]:
    """New recovery codes in place of the old ones, for a code; given this once.

    Raises:
        NotLetIn: the code is not right.
        TooManyTries: that happened too often.
    """
    with desk.writing() as session:
        user = named(session, name)
        if accepts(session, user, typed, by):
            note(session, by, "drew recovery codes", user.name)
            return _new_codes(session, user)
    raise wrong_code()


def switch_off(desk: Desk, name: str, typed: str, by: By) -> None:
    """Ask somebody for no code any more, for a last one.

    Raises:
        NotLetIn, TooManyTries: as `new_codes`.
    """
    with desk.writing() as session:
        user = named(session, name)
        if accepts(session, user, typed, by):
            _forget(session, user, by)
            return
    raise wrong_code()


def forget(desk: Desk, name: str, by: By) -> None:
    """Ask somebody for no code any more who lost the app; whoever is logged in as them logs in anew.

    Raises:
        UnknownUser: there is nobody of that name.
    """
    with desk.writing() as session:
        user = named(session, name)
        end_logins(session, user)
        _forget(session, user, by)


def is_on(session: Session, user: User) -> bool:
    """Whether somebody gives a code."""
    found = session.get(SecondStep, user.user_id)
    return found is not None and found.since is not None


def accepts(session: Session, user: User, typed: str, by: By) -> bool:
    """Whether a code is right, of the app or for recovery; it is so once. A wrong one is noted as such.

    Raises:
        TooManyTries: too many were wrong.
    """
    check_codes(session, user.name, by)
    found = session.get(SecondStep, user.user_id)
    if found is not None and found.since is not None:
        step = step_of(found.secret, plain(typed), by.at, after=found.used)
        if step is not None:
            found.used = step
            return True
        if _recovers(session, user, typed):
            note(session, By(user.name, by.address, by.at), "used a recovery code", user.name)
            return True
    note(session, By(user.name, by.address, by.at), WRONG_CODE, user.name)
    return False


def wrong_code() -> NotLetIn:
    """What whoever gave a wrong code is told."""
    return NotLetIn(
        "this code does not fit",
        remedy="Each counts once: wait for the next one of your app. Without the app, a recovery code does; "
        "an admin can switch codes off for you.",
    )


def _recovers(session: Session, user: User, typed: str) -> bool:
    held = delete(RecoveryCode).where(
        RecoveryCode.user_id == user.user_id, RecoveryCode.code == recovery_hash(typed)
    )
    return bool(session.execute(held.returning(RecoveryCode.code_id)).all())


def _new_codes(session: Session, user: User) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.user_id))
    codes = recovery_codes()
    session.add_all(RecoveryCode(user_id=user.user_id, code=recovery_hash(code)) for code in codes)
    return codes


def _forget(session: Session, user: User, by: By) -> None:
    for table in (SecondStep, RecoveryCode):
        session.execute(delete(table).where(table.user_id == user.user_id))
    note(session, by, SWITCHED_OFF, user.name)
