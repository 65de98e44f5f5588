"""Names of users and of keys. The log calls both by their names alone, so no two in use are the same."""

from __future__ import annotations

import re
from unicodedata import normalize

from sqlalchemy import select
from sqlalchemy.orm import Session

from closeknit.desk.tables import ApiKey, User
from closeknit.errors import UnknownUser

LONGEST = 80
"""Characters of a name."""
NAME = re.compile(rf"[\w.@+-]{{1,{LONGEST}}}")


def user_name(typed: str) -> str:
    """How the name of a user is kept, whichever way it was typed."""
    return key_name(typed).casefold()


def key_name(typed: str) -> str:
    """How the name of a key is kept: letters that look the same are the same."""
    return normalize("NFKC", typed).strip()


def check_new(session: Session, name: str, what: str) -> None:
    """Nothing where a user or key can be called so.

    what: "a user" or "a key", such as is to have the name.

    Raises:
        UnknownUser: it is empty or too long, holds other signs, or is in use.
    """
    if not NAME.fullmatch(name):
        signs = f"A name has up to {LONGEST} letters, digits and . @ + - _"
        such = "ana or ana@ourfirm.example" if what == "a user" else "nightly-report"
        raise UnknownUser(
            f'{what} cannot be called "{name[:LONGEST]}"',
            remedy=f"{signs}, and no blanks, such as {such}.",
            about=name[:LONGEST],
        )
    users = session.scalars(select(User.name))
    keys = session.scalars(select(ApiKey.name).where(ApiKey.ended.is_(None)))
    for kind, names in (("user", users), ("key", keys)):
        if name.casefold() in (one.casefold() for one in names):
            raise UnknownUser(
                f'there is a {kind} "{name}" already',
                remedy=f"Choose another name; closeknit {kind}s lists those there are.",
                about=name,
            )
