"""Versions: swapped under readers, kept while read, swept afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from closeknit.book.versions import ABOUT, LOCK, Book, Draft, current, sweep
from closeknit.engines import Engine
from closeknit.errors import EngineError
from closeknit.settings import Settings
from tests.book.claims_of import Claims


def publish(folder: Path, version: str) -> Book:
    """A version without any table."""
    return Draft(folder, version, Settings()).publish()


def orders(count: int) -> Claims:
    """So many orders of one customer."""
    claims = Claims()
    for n in range(count):
        claims.did("order.placed", f"2024-01-{n + 1:02d}", amount=n, buyer="x:a")
    return claims


def test_there_is_no_current_version_before_the_first(tmp_path: Path) -> None:
    assert current(tmp_path) is None
    assert current(tmp_path / "nowhere") is None


def test_the_newest_version_is_current(tmp_path: Path) -> None:
    publish(tmp_path, "one")
    publish(tmp_path, "two")
    book = current(tmp_path)
    assert book is not None
    assert book.version == "two"


def test_the_same_version_can_be_built_twice(tmp_path: Path) -> None:
    one, two = publish(tmp_path, "v/1"), publish(tmp_path, "v/1")
    assert one.folder != two.folder
    assert one.version == two.version == "v/1"


@pytest.mark.slow
def test_a_reader_keeps_its_version_while_others_are_built(duckdb_engine: Engine, tmp_path: Path) -> None:
    old = orders(2).book(duckdb_engine, tmp_path, version="old")
    rows = old.tables(duckdb_engine)["activities"]
    orders(3).book(duckdb_engine, tmp_path, version="new")
    assert sweep(tmp_path, keep_seconds=0) == []
    assert duckdb_engine.collect(rows).num_rows == 2


def test_a_version_goes_an_hour_after_it_was_replaced(tmp_path: Path) -> None:
    old = publish(tmp_path, "old")
    new = publish(tmp_path, "new")
    old.close()
    assert sweep(tmp_path) == []
    assert sweep(tmp_path, now=time.time() + 3700) == ["old"]
    assert new.folder.exists()
    assert not old.folder.exists()


def test_the_hour_begins_with_the_replacement(tmp_path: Path) -> None:
    old = publish(tmp_path, "old")
    os.utime(old.folder / LOCK, (0, 0))
    publish(tmp_path, "new")
    old.close()
    assert sweep(tmp_path) == []


def test_the_current_version_is_never_swept(tmp_path: Path) -> None:
    publish(tmp_path, "only").close()
    assert sweep(tmp_path, keep_seconds=0, now=time.time() + 10_000) == []


def test_a_version_read_by_another_process_stays(tmp_path: Path) -> None:
    publish(tmp_path, "old").close()
    code = (
        "import sys; from pathlib import Path; from closeknit.book.versions import current\n"
        "book = current(Path(sys.argv[1])); print(book.version, flush=True); sys.stdin.read()"
    )
    reader = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert reader.stdout is not None
    assert reader.stdout.readline().strip() == "old"
    publish(tmp_path, "new")
    assert sweep(tmp_path, keep_seconds=-1) == []
    reader.communicate("")
    assert sweep(tmp_path, keep_seconds=-1) == ["old"]


def test_a_draft_left_behind_goes_and_one_being_written_stays(tmp_path: Path) -> None:
    left = Draft(tmp_path, "left", Settings())
    left._lock.release()
    writing = Draft(tmp_path, "writing", Settings())
    assert not left.folder.exists()
    assert writing.folder.exists()
    writing.discard()
    assert not writing.folder.exists()


def test_a_build_that_fails_leaves_nothing_and_the_old_version(
    duckdb_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders(1).book(duckdb_engine, tmp_path, version="good")

    def fails(*_: object, **__: object) -> None:
        raise EngineError("no")

    monkeypatch.setattr("closeknit.book.build.build_search", fails)
    with pytest.raises(EngineError):
        orders(2).book(duckdb_engine, tmp_path, version="bad")
    kept = current(tmp_path)
    assert kept is not None
    assert kept.version == "good"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["current", "good"]


def test_a_torn_file_makes_the_version_unusable(duckdb_engine: Engine, tmp_path: Path) -> None:
    book = orders(1).book(duckdb_engine, tmp_path)
    Path(book.files("activities")[0]).write_bytes(b"")
    assert current(tmp_path) is None


def test_a_book_of_older_rules_is_not_current(tmp_path: Path) -> None:
    book = publish(tmp_path, "v")
    about = json.loads((book.folder / ABOUT).read_text())
    (book.folder / ABOUT).write_text(json.dumps({**about, "rules": "0-old"}))
    assert current(tmp_path) is None


def test_files_and_rows_of_a_table_are_known(duckdb_engine: Engine, tmp_path: Path) -> None:
    book = orders(3).book(duckdb_engine, tmp_path)
    assert book.rows("activities") == 3
    assert book.rows("stages") == 0
    assert book.files("stages") == []
    assert [Path(f).parent.name for f in book.files("activities")] == ["activities"]
