"""A large file is read again for its hash only when somebody may have written to it."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import pytest

from closeknit.ledger import hashed
from closeknit.ledger.hashed import FILE, Hashed
from closeknit.progress import Progress
from closeknit.sources.tables import files
from tests.ledger.loads import mapped, new_ledger, order, take, write_rows

ONE, OTHER = b"id,total\n1,10\n", b"id,total\n1,99\n"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files whose bytes were read for their hash; all are large, and old enough to tell."""
    real, read = files.digest_of, []

    def digest_of(path: Path, progress: Progress) -> str:
        read.append(path)
        return real(path, progress)

    monkeypatch.setattr(hashed, "LEAST", 1)
    monkeypatch.setattr(files, "COARSE", -(10**12))
    for module in (files, hashed):
        monkeypatch.setattr(module, "digest_of", digest_of)
    return read


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "orders.csv"
    file.write_bytes(ONE)
    return file


def rewritten(file: Path) -> None:
    before = file.stat()
    file.write_bytes(OTHER)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def replaced(file: Path) -> None:
    before, fresh = file.stat(), file.with_name("fresh")
    fresh.write_bytes(OTHER)
    os.utime(fresh, ns=(before.st_atime_ns, before.st_mtime_ns))
    fresh.replace(file)


def test_a_file_that_nobody_wrote_to_is_read_once(tmp_path: Path, file: Path, read: list[Path]) -> None:
    for _ in range(3):
        assert Hashed(tmp_path).sha256(file) == sha256(ONE).hexdigest()
    assert read == [file]


@pytest.mark.parametrize("change", [rewritten, replaced])
def test_a_file_of_the_same_size_and_time_with_other_bytes_is_read(
    tmp_path: Path, file: Path, read: list[Path], change: object
) -> None:
    Hashed(tmp_path).sha256(file)
    assert callable(change)
    change(file)
    assert Hashed(tmp_path).sha256(file) == sha256(OTHER).hexdigest()
    assert read == [file, file]


def test_nothing_is_kept_of_a_file_that_was_just_written(
    tmp_path: Path, file: Path, read: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "COARSE", 3_000_000_000)
    Hashed(tmp_path).sha256(file)
    assert not (tmp_path / FILE).exists()


def test_where_the_system_does_not_tell_of_changes_files_are_read_each_time(
    tmp_path: Path, file: Path, read: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "CHANGES_TOLD", False)
    for _ in range(2):
        Hashed(tmp_path).sha256(file)
    assert read == [file] * 2
    assert not (tmp_path / FILE).exists()


@pytest.mark.parametrize("torn", ["", "[1]", '{"a": 1}', '{"a"'])
def test_a_torn_list_costs_reading_and_nothing_else(
    tmp_path: Path, file: Path, read: list[Path], torn: str
) -> None:
    Hashed(tmp_path).sha256(file)
    (tmp_path / FILE).write_text(torn)
    assert Hashed(tmp_path).sha256(file) == sha256(ONE).hexdigest()


@pytest.mark.slow
def test_what_a_load_read_is_not_read_again_by_the_next(tmp_path: Path, read: list[Path]) -> None:
    ledger, mapping = new_ledger(tmp_path / "one"), mapped(tmp_path)
    orders = write_rows(tmp_path / "o.csv", [order(1), order(2)])
    take(ledger, mapping, orders)
    assert read.count(orders) == 1
    assert [one.already for one in take(ledger, mapping, orders).understood] == [True]
    assert read.count(orders) == 1
