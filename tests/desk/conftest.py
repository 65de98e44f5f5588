"""A desk in a file, and on PostgreSQL where there is a server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

from closeknit.desk.opening import Desk, open_desk
from tests.desks import new_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A new desk in a file."""
    found = open_desk(new_desk(tmp_path / "desk" / "desk.sqlite"))
    yield found
    found.close()


@pytest.fixture
def postgresql() -> Iterator[str]:
    """The address of an empty database of its own; skips without a server."""
    server = os.environ.get("CLOSEKNIT_TEST_POSTGRESQL")
    if not server:
        pytest.skip("CLOSEKNIT_TEST_POSTGRESQL is not set: no PostgreSQL server to test on (CONTRIBUTING.md)")
    name = f"closeknit_{uuid4().hex[:12]}"
    url = sa.make_url(server).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield sa.make_url(server).set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    engine.dispose()
