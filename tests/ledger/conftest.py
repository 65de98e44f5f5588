"""An empty folder to keep things in, and one that holds three files."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from closeknit.ledger.store import Ledger
from closeknit.settings import Settings
from tests.ledger.loads import Facts, facts, mapped, new_ledger, order, take, write_rows


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


@pytest.fixture(scope="session")
def three_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three files of eight orders each, the first two of which change from file to file."""
    folder = tmp_path_factory.mktemp("three")
    ledger, mapping = new_ledger(folder / "ledger"), mapped(folder)
    for day in range(1, 4):
        rows = [
            order(n, total=str(n * (day if n < 3 else 1)), email=f"c{n % 4}@firm.example") for n in range(8)
        ]
        take(ledger, mapping, write_rows(folder / f"{day}.csv", rows, time=day))
    return folder


@pytest.fixture
def loaded(three_files: Path, tmp_path: Path) -> Ledger:
    """A copy of it."""
    return Ledger.open(shutil.copytree(three_files / "ledger", tmp_path / "copy"), Settings())


@pytest.fixture(scope="session")
def before(three_files: Path) -> Facts:
    """What is believed after the three files."""
    return facts(Ledger.open(three_files / "ledger", Settings()))
