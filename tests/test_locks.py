"""One writer at a time, and a message that names it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from closeknit.errors import WorkspaceBusy
from closeknit.locks import LOCK_FILE, writing

HOLD = "import sys, pathlib; from closeknit.locks import writing\n"
HOLD += "with writing(pathlib.Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"


def test_a_second_writer_is_refused_and_told_who_writes(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert holder.stdout is not None
        holder.stdout.readline()
        with (
            pytest.raises(WorkspaceBusy, match=f"process {holder.pid} is writing") as told,
            writing(tmp_path, wait=0.1),
        ):
            pass
        assert told.value.pid == holder.pid
    finally:
        holder.kill()
        holder.wait()
    with writing(tmp_path, wait=0.1):
        assert (tmp_path / LOCK_FILE).read_text() == str(os.getpid())


def test_a_second_writer_in_the_same_process_waits_too(tmp_path: Path) -> None:
    with writing(tmp_path), pytest.raises(WorkspaceBusy), writing(tmp_path, wait=0.1):
        pass


def test_the_lock_is_free_again_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), writing(tmp_path):
        raise ZeroDivisionError
    with writing(tmp_path, wait=0.1):
        pass


def test_who_waited_while_the_folder_was_replaced_holds_the_new_one(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    folder.mkdir()
    with ThreadPoolExecutor() as pool:
        with writing(folder):
            waiting = pool.submit(hold_once, folder)
            time.sleep(0.2)
            folder.rename(tmp_path / "ledger-format-0")
            folder.mkdir()
        assert waiting.result() == str(os.getpid())


def hold_once(folder: Path) -> str:
    """Hold the lock for a moment; gives what the folder's lock file says meanwhile."""
    with writing(folder, wait=5):
        return (folder / LOCK_FILE).read_text()
