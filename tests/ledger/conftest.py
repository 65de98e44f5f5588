"""An empty folder to keep things in."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeknit.ledger.store import Ledger
from closeknit.settings import Settings


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """A new, empty one."""
    return Ledger.create(tmp_path / "ledger", Settings())
