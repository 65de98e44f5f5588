"""A load that dies leaves nothing that counts, and does not stand in the way of the next one."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from closeknit.ledger.store import Ledger
from tests.ledger.loads import facts, mapped, new_ledger, order, take, write_rows

DYING = """
import os, signal, sys
from pathlib import Path
from closeknit.ledger import datafiles, deltalog
from closeknit.ledger.store import Ledger
from closeknit.settings import Settings
from tests.ledger.loads import take

folder, mapping, file, left = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
real = datafiles.sync_file


def dies(path):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    real(path)


datafiles.sync_file = deltalog.sync_file = dies
take(Ledger.open(folder, Settings()), mapping, file)
"""
"""Loads a file, and is killed when one more file is to be made durable after `left` of them."""

FIRST, LAST = 0, 14
"""Moments to die at: before each of 8 data files and 7 log entries is durable; next would be imports."""


def killed_after(left: int, ledger: Ledger, mapping: Path, file: Path) -> int:
    command = [sys.executable, "-c", DYING, str(ledger.folder), str(mapping), str(file), str(left)]
    return subprocess.run(command, cwd=Path(__file__).parents[2], check=False).returncode


@pytest.mark.fault
@pytest.mark.parametrize("left", range(FIRST, LAST + 1))
def test_a_killed_load_counts_for_nothing_and_the_next_one_for_all(tmp_path: Path, left: int) -> None:
    ledger, fresh, mapping = new_ledger(tmp_path / "l"), new_ledger(tmp_path / "fresh"), mapped(tmp_path)
    first, second = (write_rows(tmp_path / f"{n}.csv", [order(n), order(9)], time=n) for n in (1, 2))
    take(ledger, mapping, first)
    before = facts(ledger)
    assert killed_after(left, ledger, mapping, second) == -signal.SIGKILL
    assert facts(ledger) == before
    take(ledger, mapping, second)
    take(fresh, mapping, first, second)
    assert facts(ledger) == facts(fresh)
    assert not list(ledger.folder.glob("loading"))
