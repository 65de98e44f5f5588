"""Who may log in, in which role, and the codes with which a password is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from closeknit.desk.audit import By, note
from closeknit.desk.names import check_new, user_name
from closeknit.desk.opening import Desk
from closeknit.desk.roles import ROLES
from closeknit.desk.secrets import drawn, hashed, password_hash
from closeknit.desk.tables import Halfway, Login, User
from closeknit.errors import NotLetIn, UnknownUser, did_you_mean

CODE_DAYS = 7
"""How long a code for choosing a password opens."""


def users(desk: Desk) -> Sequence[User]:
    """Everybody, by name."""
    with desk.reading() as session:
        return session.scalars(select(User).order_by(User.name)).all()


def last_seen(desk: Desk) -> dict[int, datetime]:
    """When each user was last here, by number, of those who are logged in somewhere."""
    with desk.reading() as session:
        rows = session.execute(select(Login.user_id, func.max(Login.seen)).group_by(Login.user_id))
        return {row[0]: row[1] for row in rows}


def add(desk: Desk, name: str, role: str, by: By, *, password: str = "") -> tuple[User, str]:
    """Let somebody in, and the code with which they choose their password (none where it is given).

    Raises:
        UnknownUser: no name, one that is taken, or no such role.
        NotLetIn: the password will not do.
    """
    name = user_name(name)
    check_role(role)
    kept = password_hash(password, about=(name,)) if password else ""
    user = User(
        name=name,
        role=role,
        active=True,
        password=kept,
        code="",
        made_at=by.at,
        made_by=by.who,
    )
    with desk.writing() as session:
        check_new(session, name, "a user")
        code = "" if password else _new_code(user, by.at)
        session.add(user)
        note(session, by, f"let in as {role}", name)
    return user, code


def check_role(role: str) -> None:
    """Nothing where there is such a role; UnknownUser where there is none."""
    if role not in ROLES:
        hint = did_you_mean(role, ROLES) or f"It is one of {', '.join(ROLES)}."
        raise UnknownUser(f'there is no role "{role}"', remedy=hint, about=role)


def named(session: Session, name: str) -> User:
    """The user of that name.

    Raises:
        UnknownUser: there is none.
    """
    found = session.scalar(select(User).where(User.name == user_name(name)))
    if found is None:
        known = session.scalars(select(User.name)).all()
        hint = did_you_mean(name, known) or "closeknit users lists them."
        raise UnknownUser(f'nobody is called "{name}"', remedy=hint, about=name)
    return found


def set_role(desk: Desk, name: str, role: str, by: By) -> None:
    """Give somebody another role; whoever is logged in as them logs in anew.

    Raises:
        UnknownUser: there is nobody of that name, or no such role.
        NotLetIn: no admin would be left.
    """
    check_role(role)
    with desk.writing() as session:
        user = named(session, name)
        user.role = role
        end_logins(session, user)
        _check_admins(session)
        note(session, by, f"made {role}", user.name)


def set_active(desk: Desk, name: str, active: bool, by: By) -> None:
    """Let somebody log in no more, or again.

    Raises:
        UnknownUser: there is nobody of that name.
        NotLetIn: no admin would be left.
    """
    with desk.writing() as session:
        user = named(session, name)
        user.active = active
        if not active:
            user.code, user.code_until = "", None
            end_logins(session, user)
        _check_admins(session)
        note(session, by, "let in again" if active else "shut out", user.name)


def new_code(desk: Desk, name: str, by: By) -> str:
    """A code with which somebody chooses a password anew; the old one stays until then.

    Raises:
        UnknownUser: there is nobody of that name.
    """
    with desk.writing() as session:
        user = named(session, name)
        code = _new_code(user, by.at)
        note(session, by, "gave a code for a password", user.name)
    return code


def of_code(desk: Desk, code: str, at: datetime) -> User | None:
    """Whom a code is for; None where it opens nothing, or no more."""
    with desk.reading() as session:
        return _of_code(session, code, at)


def choose(desk: Desk, code: str, password: str, by: By) -> User:
    """Choose a password with a code, which opens nothing any more; whoever was logged in logs in anew.

    Raises:
        NotLetIn: the code opens nothing, or the password will not do.
    """
    found = of_code(desk, code, by.at)
    kept = password_hash(password, about=(found.name,)) if found is not None else ""
    with desk.writing() as session:
        user = _of_code(session, code, by.at)
        if user is None:
            raise NotLetIn("this link opens nothing any more", remedy="Ask an admin for a new one.")
        user.password, user.code, user.code_until = kept, "", None
        end_logins(session, user)
        note(session, By(user.name, by.address, by.at), "chose a password", user.name)
    return user


def set_password(desk: Desk, name: str, password: str, by: By) -> None:
    """Give somebody a password; whoever was logged in as them logs in anew.

    Raises:
        UnknownUser: there is nobody of that name.
        NotLetIn: the password will not do.
    """
    kept = password_hash(password, about=(name,))
    with desk.writing() as session:
        user = named(session, name)
        user.password, user.code, user.code_until = kept, "", None
        end_logins(session, user)
        note(session, by, "chose a password", user.name)


def _new_code(user: User, at: datetime) -> str:
    code = drawn()
    user.code, user.code_until = hashed(code), at + timedelta(days=CODE_DAYS)
    return code


def _of_code(session: Session, code: str, at: datetime) -> User | None:
    if not code:
        return None
    wanted = select(User).where(User.code == hashed(code), User.active, User.code_until > at)
    return session.scalar(wanted)


def end_logins(session: Session, user: User) -> None:
    """Have somebody log in anew everywhere, those half in as well."""
    for table in (Login, Halfway):
        session.execute(delete(table).where(table.user_id == user.user_id))


def _check_admins(session: Session) -> None:
    """Refuse to go on where nobody could manage people any more."""
    session.flush()
    left = select(func.count()).select_from(User).where(User.role == "admin", User.active)
    if not session.scalar(left):
        raise NotLetIn("no admin would be left", remedy="Make somebody else an admin first.")
