"""Every table of the desk, in one place; `migrations` brings an older desk to exactly these.

All times are UTC, days are days of the business's time zone. Keys are written as the book writes them
(`email:ana@x.example`), so that they stay when who is who is seen anew.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""Constraints have names, so that a migration can name them."""


class Row(DeclarativeBase):
    """A row of any table of the desk."""

    metadata = MetaData(naming_convention=NAMES)


class Segment(Row):
    """A question under a name, looked at again whenever something was loaded."""

    __tablename__ = "segments"

    segment_id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    question: Mapped[str]
    """The sentence, as printing writes it."""
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    seen_from: Mapped[date | None]
    """The first day on which it was looked at who is in it."""
    seen_to: Mapped[date | None]
    """The last such day."""
    seen_version: Mapped[str | None]
    """The version of the tables it was looked at in, on that day."""


class Stay(Row):
    """Somebody in a segment, from a day on and until another."""

    __tablename__ = "stays"

    stay_id: Mapped[int] = mapped_column(primary_key=True)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segments.segment_id", ondelete="CASCADE"), index=True)
    key: Mapped[str]
    """Whom: a customer or person by key, a deal, ticket … by its own."""
    entered: Mapped[date]
    """The first day in it."""
    left: Mapped[date | None]
    """The first day out of it again; empty while in it."""


class User(Row):
    """Somebody who may log in."""

    __tablename__ = "users"

    user_id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    """What is typed to log in; in small letters."""
    role: Mapped[str]
    """viewer, member, analyst or admin."""
    active: Mapped[bool]
    password: Mapped[str]
    """As argon2 writes it; empty until they chose one."""
    code: Mapped[str]
    """Hash of the code with which a password can be chosen once; empty where there is none."""
    code_until: Mapped[datetime | None]
    made_at: Mapped[datetime]
    made_by: Mapped[str]


class Login(Row):
    """A browser in which somebody is logged in."""

    __tablename__ = "logins"

    login_id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.user_id", ondelete="CASCADE"), index=True)
    secret: Mapped[str] = mapped_column(unique=True)
    """Hash of what the browser keeps."""
    began: Mapped[datetime]
    seen: Mapped[datetime]
    """When it was last used, to the minute."""
    address: Mapped[str]
    browser: Mapped[str]


class SecondStep(Row):
    """The app with which somebody gives a code at log-in, besides the password."""

    __tablename__ = "second_steps"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.user_id", ondelete="CASCADE"), primary_key=True)
    secret: Mapped[str]
    """What app and desk compute codes from, as it is: nothing else can tell whether a code is right."""
    since: Mapped[datetime | None]
    """Since when codes are asked for; empty until a first one was right."""
    used: Mapped[int]
    """The step of 30 seconds since 1970 whose code was used last; 0 before."""


class RecoveryCode(Row):
    """A code that counts once in place of the app's; gone when it was used."""

    __tablename__ = "recovery_codes"

    code_id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.user_id", ondelete="CASCADE"), index=True)
    code: Mapped[str]
    """Hash of the code."""


class Halfway(Row):
    """A browser in which somebody's password fitted, and whose code is still to come."""

    __tablename__ = "halfway"

    halfway_id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.user_id", ondelete="CASCADE"), index=True)
    secret: Mapped[str] = mapped_column(unique=True)
    """Hash of what the page that asks for the code carries."""
    began: Mapped[datetime] = mapped_column(index=True)


class ApiKey(Row):
    """A key with which a program asks."""

    __tablename__ = "api_keys"

    key_id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    """What it is for."""
    secret: Mapped[str] = mapped_column(unique=True)
    """Hash of the key."""
    role: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    used: Mapped[datetime | None]
    """When it was last used, to the minute."""
    ended: Mapped[datetime | None]
    """Since when it opens nothing any more."""


class Entry(Row):
    """Something somebody did, or tried to. The database refuses to change an entry, and to
    remove any but those before the day that the newest entry says."""

    __tablename__ = "audit"

    entry_id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    who: Mapped[str]
    """The name of a user or of a key; empty for somebody unknown."""
    did: Mapped[str]
    """What, in a word or two: logged in, loaded, took out …"""
    about: Mapped[str]
    """To what: an import, a customer's key, another user …"""
    address: Mapped[str] = mapped_column(index=True)
    """From where; console for a command on the machine itself."""


class Asked(Row):
    """Somebody on a list of people to turn to, and what came back."""

    __tablename__ = "asked"

    asked_id: Mapped[int] = mapped_column(primary_key=True)
    list_name: Mapped[str] = mapped_column(index=True)
    key: Mapped[str] = mapped_column(index=True)
    """Whom, by key."""
    through: Mapped[str]
    """Who of us was to turn to them; empty where nobody knows them."""
    opening: Mapped[str | None]
    """With which words; empty where none were known, or where it was not kept yet."""
    opening_day: Mapped[date | None]
    """When they said so, or when one last dealt with them."""
    opening_source: Mapped[str | None]
    """The kind of file that shows it, as people know it."""
    listed_on: Mapped[date]
    asked_on: Mapped[date | None]
    """When they were asked, as the list that came back says."""
    answer: Mapped[str]
    """What came back, in the words of whoever asked."""
    again_from: Mapped[date | None]
    """The first day on which they may be asked again; empty where they were not asked after all."""
