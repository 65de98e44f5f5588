"""What does not fit into memory lies in a folder that never stays behind, however a process ended."""

from __future__ import annotations

import gc
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from closeknit.spill import MARK, PREFIX, Spill, sweep

ENDS = "from closeknit.spill import Spill; s = Spill(); print(s.folder, flush=True); "


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's place for what is temporary, for us and for processes that we start."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def test_it_goes_when_it_is_closed_or_dropped(place: Path) -> None:
    closed, dropped = Spill(), Spill()
    assert len(list(place.iterdir())) == 4
    closed.close()
    del dropped
    gc.collect()
    assert not list(place.iterdir())


def test_nobody_else_can_look_into_it(place: Path) -> None:
    spill = Spill()
    assert [oct(path.stat().st_mode)[-2:] for path in place.iterdir()] == ["00", "00"]
    spill.close()


def test_what_a_killed_process_left_goes_with_the_next_one(place: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", ENDS + "import os, signal; (s.folder / 'much').write_bytes(bytes(9)); "
         "os.kill(os.getpid(), signal.SIGKILL)"], stdout=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == -signal.SIGKILL
    left = Path(ended.stdout.strip())
    assert (left / "much").exists()
    spill = Spill()
    assert sorted(place.iterdir()) == sorted([spill.folder, spill.folder.with_name(spill.folder.name + MARK)])
    spill.close()


def test_that_of_a_process_which_lives_stays(place: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", ENDS + "input()"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as living:
        assert living.stdout
        folder = Path(living.stdout.readline().strip())
        sweep(place)
        assert folder.is_dir()
        living.communicate("\n")
    assert not list(place.iterdir())


def test_links_are_left_alone(place: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "mine").write_text("kept")
    (place / f"{PREFIX}x").symlink_to(elsewhere)
    (place / f"{PREFIX}x{MARK}").touch()
    (place / f"{PREFIX}y{MARK}").symlink_to(elsewhere / "mine")
    sweep(place)
    assert (elsewhere / "mine").read_text() == "kept"
    assert (place / f"{PREFIX}y{MARK}").is_symlink()
