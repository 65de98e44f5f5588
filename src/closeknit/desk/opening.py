"""A desk, open: where it lies, and the two ways to use it, reading and writing.

A file in the folder of the business (SQLite with a rollback journal: no second file that a copy could miss),
or a PostgreSQL database named in the settings. It is brought to the newest form when it is opened, by one
process at a time. Whatever the database refuses is told in one sentence.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from closeknit.desk.upgrading import form_of, newest_form, upgrade
from closeknit.desk.words import RESTORE, told
from closeknit.errors import DeskError
from closeknit.ledger.durable import disk_of, sync_file, sync_folder
from closeknit.locks import writing as locked

WAIT = 10.0
"""Seconds that a second writer waits for the first."""
LOCK, WRITERS = 0x6465736B, 0x6465736C
"""Numbers of locks in a PostgreSQL database: of whoever upgrades it, and of whoever writes."""


class Desk:
    """An open desk. `with desk.writing() as session:` keeps all of the block or nothing."""

    def __init__(self, engine: sa.Engine, where: str) -> None:
        self.engine = engine
        self.where = where
        """Its file or address, without a password."""

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one moment and changes nothing.

        Raises:
            DeskError, WorkspaceBusy, DiskFull: the database refuses.
        """
        with told(self.where), Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that is committed at the end of the block, or rolled back where that fails.

        One after another, in both databases: what a block looked at first holds until it is done.

        Raises:
            DeskError, WorkspaceBusy, DiskFull: the database refuses; nothing of the block is kept.
        """
        # Taking the lock at the beginning, a writer never has to give up half-way because of another.
        engine = self.engine.execution_options(begin="IMMEDIATE")
        with told(self.where), Session(engine, expire_on_commit=False) as session, session.begin():
            if self.engine.dialect.name == "postgresql":
                session.execute(sa.text(f"SET LOCAL lock_timeout = '{int(WAIT)}s'"))
                session.execute(sa.select(sa.func.pg_advisory_xact_lock(WRITERS)))
            yield session

    def close(self) -> None:
        """Give connections back."""
        self.engine.dispose()


def open_desk(file: Path, address: str = "") -> Desk:
    """The desk in a file, or at an address of PostgreSQL; made when it is not there yet.

    Raises:
        DeskError: it is damaged, of a newer form, cannot be reached, or its driver is not installed.
        WorkspaceBusy: another process upgrades it for too long.
    """
    if address:
        desk = _at_address(address)
        with told(desk.where), desk.engine.begin() as connection:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
            upgrade(connection, desk.where)
        return desk
    if not file.exists():
        _make(file)
    desk = in_file(file)
    with told(desk.where), desk.engine.connect() as connection:
        form = form_in(file, connection)
    if form != newest_form():
        with locked(file.parent), desk.writing() as session:
            upgrade(session.connection(), desk.where)
    return desk


def in_file(file: Path) -> Desk:
    """The desk in a file that is there, as it is."""
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(file)), poolclass=NullPool, connect_args={"timeout": WAIT}
    )
    sa.event.listen(engine, "connect", _settle)
    sa.event.listen(engine, "begin", _begin)
    return Desk(engine, str(file))


def _settle(connection: Any, _: object) -> None:
    # The driver would begin and end transactions by itself, and never around a change of tables.
    connection.isolation_level = None
    for setting in ("foreign_keys = ON", "journal_mode = DELETE", "synchronous = FULL", "secure_delete = ON"):
        connection.execute(f"PRAGMA {setting}")


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('begin', 'DEFERRED')}")


def _make(file: Path) -> None:
    """Write an empty desk beside its place and put it there whole: an empty file is always a torn one."""
    with disk_of(file.parent):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with disk_of(file.parent), told(str(file)), locked(file.parent):
        if file.exists():  # made by another process meanwhile
            return
        draft = file.with_name(f".{file.name}.new")
        draft.unlink(missing_ok=True)
        os.close(os.open(draft, os.O_CREAT | os.O_RDWR, 0o600))
        with in_file(draft).engine.begin() as connection:
            upgrade(connection, str(file))
        sync_file(draft)
        draft.rename(file)
        sync_folder(file.parent)


def form_in(file: Path, connection: sa.Connection) -> str:
    """The form of the desk in a file; DeskError where it holds none."""
    form = form_of(connection)
    if not form:
        raise DeskError(
            f"{file} is damaged: it holds no desk",
            remedy=RESTORE,
            about=str(file),
        )
    return form


def _at_address(address: str) -> Desk:
    try:
        url = sa.make_url(address).set(drivername="postgresql+psycopg")
        engine = sa.create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": int(WAIT)})
    except sa.exc.ArgumentError as error:
        raise DeskError(
            "the setting desk.address is no address",
            remedy='It looks like "postgresql://user@host/database".',
        ) from error
    except ImportError as error:
        raise DeskError(
            "the desk lies in PostgreSQL, whose driver is not installed",
            remedy="pip install 'closeknit[postgresql]'",
        ) from error
    return Desk(engine, url.render_as_string(hide_password=True).replace("+psycopg", ""))
