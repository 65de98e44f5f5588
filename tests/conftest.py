"""Fixtures that all tests share."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def public_data() -> Callable[[str], Path]:
    """The folder of a public data set; skips when CLOSEKNIT_TEST_DATA is unset, fails when it lacks it."""

    def folder(name: str) -> Path:
        root = os.environ.get("CLOSEKNIT_TEST_DATA")
        if not root:
            pytest.skip("CLOSEKNIT_TEST_DATA is not set: public data sets are not here (see CONTRIBUTING.md)")
        found = Path(root) / name
        if not found.is_dir():
            pytest.fail(f"CLOSEKNIT_TEST_DATA is set, but {found} is missing (see CONTRIBUTING.md)")
        return found

    return folder
