"""An empty folder to keep things in."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from closeknit.ledger.store import Ledger
from closeknit.settings import Settings


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """A new, empty one."""
    return Ledger.create(tmp_path / "ledger", Settings())


@pytest.fixture(scope="session", autouse=True)
def no_power_is_lost() -> Iterator[None]:
    """Tests lose no power: waiting for the disk 50 times a load would be most of their time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda descriptor: None)
        yield
