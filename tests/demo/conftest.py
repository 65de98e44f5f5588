"""Small sample businesses, shared by the tests that only read them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from closeknit.business import Business
from closeknit.demo import Truth, make
from closeknit.demo.truth import read_truth
from closeknit.workspace import open_workspace

END = date(2026, 6, 30)


@dataclass(frozen=True)
class Sample:
    """A sample business on disk, and its truth."""

    folder: Path
    truth: Truth

    def file(self, start: str) -> Path:
        """The export whose name begins so; the newest of several."""
        return sorted((self.folder / "exports").glob(f"{start}*"))[-1]

    def rows(self, start: str, *, encoding: str = "utf-8", delimiter: str = ",") -> list[dict[str, str]]:
        """Its rows by column name."""
        return rows_of(self.file(start), encoding=encoding, delimiter=delimiter)


def rows_of(path: Path, *, encoding: str = "utf-8", delimiter: str = ",") -> list[dict[str, str]]:
    """Rows of a CSV file by column name."""
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Truth:
    """The truth of the business that `closeknit demo` makes: size 1."""
    return make(tmp_path_factory.mktemp("whole"), end=date(2026, 11, 20))


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """A business of about seventy customers."""
    folder = tmp_path_factory.mktemp("sample")
    return Sample(folder, make(folder, end=END, size=0.12))


@pytest.fixture(scope="session")
def truth(loaded_sample: Path) -> Truth:
    """What was planted in the sample business that is loaded."""
    return read_truth(loaded_sample / "truth")


@pytest.fixture(scope="module")
def business(loaded_sample: Path) -> Iterator[Business]:
    """The sample business that is loaded, to be read only."""
    with Business(open_workspace(loaded_sample)) as opened:
        yield opened
