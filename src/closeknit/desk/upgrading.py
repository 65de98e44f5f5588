"""The tables of a desk brought to the form this Closeknit knows, step by step, in one transaction.

Killed at any moment, the desk is as it was or as it shall be. Whoever calls holds the lock.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from closeknit.errors import DeskError

MIGRATIONS = Path(__file__).parent / "migrations"


def newest_form() -> str:
    """The form this Closeknit knows: the number of the last migration."""
    return max(file.name[1:5] for file in MIGRATIONS.glob("m*.py"))


def form_of(connection: sa.Connection) -> str:
    """The form of a desk; empty where it has no tables yet."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return ""
    return connection.scalar(sa.text("SELECT version_num FROM alembic_version")) or ""


def upgrade(connection: sa.Connection, where: str) -> None:
    """Bring a desk to the newest form, within the transaction of `connection`.

    Raises:
        DeskError: a newer Closeknit wrote it.
    """
    have = form_of(connection)
    if have == newest_form():
        return
    if have > newest_form():
        raise DeskError(
            f"the desk at {where} is of form {have}, this Closeknit knows forms up to {newest_form()}",
            remedy="Install a newer version: pip install --upgrade closeknit",
            about=where,
        )
    # Only who makes or upgrades a desk waits for these libraries.
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(MIGRATIONS), version_locations=[str(MIGRATIONS)])
    with EnvironmentContext(Config(), script) as environment:
        environment.configure(
            connection=connection,
            fn=lambda revision, _: script._upgrade_revs("head", revision),
            render_as_batch=True,
            transactional_ddl=True,
        )
        environment.run_migrations()
