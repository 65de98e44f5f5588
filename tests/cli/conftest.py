"""The sample business, made small and loaded once, and a way to type commands at it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from closeknit.business import Business
from closeknit.demo import make
from closeknit.workspace import open_workspace

Typed = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A business folder with the sample business of a quarter of its size, loaded."""
    folder = tmp_path_factory.mktemp("sample") / "veldhaven"
    make(folder, end=date(2026, 6, 30), size=0.25)
    with Business(open_workspace(folder)) as business:
        business.load([folder / "exports"])
    return folder


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
