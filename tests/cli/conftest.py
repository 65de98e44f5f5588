"""The sample business, small and loaded, and a way to type commands at it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Typed = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def sample(loaded_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A business folder of this process's own with the sample business, loaded."""
    return shutil.copytree(loaded_sample, tmp_path_factory.mktemp("sample") / "veldhaven")


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    """Type a command in a folder; gives exit code and what it printed."""

    def type_in(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
        from closeknit.cli.app import run

        monkeypatch.chdir(folder)
        monkeypatch.setenv("COLUMNS", "110")
        monkeypatch.setenv("CLOSEKNIT_DEBUG", "1")
        code = run(words)
        printed = capsys.readouterr()
        return subprocess.CompletedProcess([sys.argv[0], *words], code, printed.out, printed.err)

    return type_in
