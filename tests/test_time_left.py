"""A run of tests that is short of time says how many it left out."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_tests_for_which_there_was_no_time_are_counted_by_folder() -> None:
    of = ("tests/methods/test_wilson.py", "tests/test_toml.py")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *of],
        cwd=ROOT, env=os.environ | {"CLOSEKNIT_TEST_UNTIL": "1"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    (line,) = [said for said in ran.stdout.splitlines() if "NOT RUN" in said]
    assert "tests/methods " in line
    assert "tests/test_toml.py " in line
    assert " passed" not in ran.stdout
