"""A run of tests that is short of time says how many it left out."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests import conftest

ROOT = Path(__file__).parents[1]


def test_nothing_is_begun_for_which_there_is_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOSEKNIT_TEST_UNTIL", "1")
    with pytest.raises(pytest.skip.Exception, match=conftest.NO_TIME):
        conftest.pytest_runtest_setup(cast(Any, None))
    monkeypatch.setenv("CLOSEKNIT_TEST_UNTIL", "9e9")
    conftest.pytest_runtest_setup(cast(Any, None))


def test_what_was_not_begun_is_counted_by_folder() -> None:
    nodes = {"tests/a/test_b.py::one": conftest.NO_TIME, "tests/test_c.py::two": conftest.NO_TIME,
             "tests/a/test_d.py::three": conftest.NO_TIME, "tests/e/test_f.py::four": "no Java"}  # fmt: skip
    skipped = [SimpleNamespace(nodeid=node, longrepr=why) for node, why in nodes.items()]
    said: list[str] = []
    reporter = SimpleNamespace(stats={"skipped": skipped}, write_line=lambda line, **_: said.append(line))
    conftest.pytest_terminal_summary(cast(Any, reporter))
    assert said == ["NOT RUN, for there was no time left: 3 (tests/a 2, tests/test_c.py 1)"]


@pytest.mark.slow
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
