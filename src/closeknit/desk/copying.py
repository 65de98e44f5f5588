"""All rows of a desk in a new file: for backups, whichever database the desk lies in."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from closeknit.desk.opening import Desk, form_in, in_file, open_desk
from closeknit.desk.tables import Row
from closeknit.desk.words import RESTORE, told
from closeknit.errors import DeskError

AT_ONCE = 10_000
"""Rows carried over together."""


def copy(desk: Desk, file: Path) -> None:
    """Write a desk of the same rows, as of one moment, to a file that is not there yet."""
    new = open_desk(file)
    one_moment = desk.engine.execution_options(
        **({} if desk.engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"})
    )
    with told(desk.where), one_moment.connect() as source, told(new.where), new.engine.begin() as target:
        for table in Row.metadata.sorted_tables:
            found = source.execution_options(yield_per=AT_ONCE).execute(sa.select(table))
            for rows in found.mappings().partitions():
                target.execute(sa.insert(table), [dict(row) for row in rows])
    new.close()


def check_file(file: Path) -> None:
    """Nothing where every page of a desk's file is sound and every row's references are there.

    Raises:
        DeskError: it is damaged.
    """
    with told(str(file)), in_file(file).engine.connect() as connection:
        form_in(file, connection)
        said = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
        stray = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if said != "ok" or stray is not None:
        what = said if stray is None else f"a row of {stray[0]} belongs to one that is not there"
        raise DeskError(f"{file} is damaged: {what}", remedy=RESTORE, about=str(file))
