"""Keys with which programs ask: shown once, kept hashed, ended at any time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from closeknit.desk.audit import By, note
from closeknit.desk.names import check_new, key_name
from closeknit.desk.opening import Desk
from closeknit.desk.secrets import drawn, hashed
from closeknit.desk.tables import ApiKey
from closeknit.desk.users import check_role
from closeknit.errors import UnknownUser

PREFIX = "ck_"
"""How a key begins, so that one is seen for what it is wherever it turns up."""

USED_EVERY = timedelta(minutes=1)
"""How exactly it is kept when one was last used."""


def api_keys(desk: Desk) -> Sequence[ApiKey]:
    """Every key there is and was, the newest first."""
    with desk.reading() as session:
        return session.scalars(select(ApiKey).order_by(ApiKey.key_id.desc())).all()


def add(desk: Desk, name: str, role: str, by: By) -> str:
    """Make a key for something; it is given this once.

    Raises:
        UnknownUser: no name, one in use, or no such role.
    """
    name = key_name(name)
    check_role(role)
    key = PREFIX + drawn()
    with desk.writing() as session:
        check_new(session, name, "a key")
        session.add(ApiKey(name=name, secret=hashed(key), role=role, made_at=by.at, made_by=by.who))
        note(session, by, f"made a key as {role}", name)
    return key


def end(desk: Desk, name: str, by: By) -> None:
    """Have a key open nothing any more.

    Raises:
        UnknownUser: there is none of that name.
    """
    with desk.writing() as session:
        found = session.scalar(select(ApiKey).where(ApiKey.name == name, ApiKey.ended.is_(None)))
        if found is None:
            raise UnknownUser(f'there is no key "{name}"', remedy="closeknit keys lists them.", about=name)
        found.ended = by.at
        note(session, by, "ended a key", name)


def held(desk: Desk, key: str, at: datetime) -> ApiKey | None:
    """The key somebody sends; None where it is none, or ended."""
    if not key.startswith(PREFIX):
        return None
    with desk.reading() as session:
        found = session.scalar(select(ApiKey).where(ApiKey.secret == hashed(key), ApiKey.ended.is_(None)))
    if found is not None and (found.used is None or at - found.used > USED_EVERY):
        with desk.writing() as session:
            if (again := session.get(ApiKey, found.key_id)) is not None:
                again.used = at
    return found
