"""Commands typed in a folder, as people do."""

from __future__ import annotations

import io
import os
import subprocess
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

from closeknit.cli.app import run

Printed = subprocess.CompletedProcess[str]

WIDE = {"COLUMNS": "110", "CLOSEKNIT_DEBUG": "1"}
"""A terminal of this width, in which a fault of ours is raised instead of told."""


def typed(folder: Path, *words: str) -> Printed:
    """Type a command in a folder; gives its exit code and what it printed."""
    out, err = io.StringIO(), io.StringIO()
    with patch.dict(os.environ, WIDE), chdir(folder), redirect_stdout(out), redirect_stderr(err):
        code = run(words)
    return Printed(["closeknit", *words], code, out.getvalue(), err.getvalue())


def one_line(printed: Printed) -> str:
    """What was printed, errors included, without its line breaks: sentences may be wrapped."""
    return " ".join((printed.stdout + printed.stderr).split())
