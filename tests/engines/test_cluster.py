"""A real cluster, two workers and a master, does the same work over the same files; the driver commits."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from closeknit.book.versions import Book, current
from closeknit.business import Business
from closeknit.demo import make
from closeknit.workspace import open_workspace
from tests.book.test_changes import same_book
from tests.conftest import SAMPLE_END
from tests.engines.on_cluster import DRIVER, answers_of, build
from tests.engines.standalone import Cluster, standalone

pytestmark = [pytest.mark.slow, pytest.mark.spark, pytest.mark.timeout(900)]

HERE = Path(__file__).parents[2]
REST = 6066
"""Where a master would take work from anybody by REST."""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small sample business, loaded, without a book."""
    folder = tmp_path_factory.mktemp("cluster") / "veldhaven"
    make(folder, end=SAMPLE_END, size=0.02)
    with Business(open_workspace(folder)) as business:
        business.load([folder / "exports"])
    for derived in (business.workspace.book, business.workspace.answers):
        shutil.rmtree(derived, ignore_errors=True)
    return folder


@pytest.fixture(scope="module")
def here(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same business with its book as DuckDB builds it."""
    folder = Path(shutil.copytree(loaded, tmp_path_factory.mktemp("duckdb") / "here"))
    build(str(folder))
    return folder


@pytest.fixture
def cluster(java: None) -> Iterator[Cluster]:
    """A cluster of two workers."""
    with standalone() as running:
        yield running


def elsewhere(loaded: Path, folder: Path, cluster: Cluster) -> Path:
    """The same business, set to work on a cluster."""
    shutil.copytree(loaded, folder)
    file = folder / "closeknit.toml"
    told = [f'engine = "spark"\nspark_master = "{cluster.address}"']
    told += [f"{name} = {json.dumps(value)}" for name, value in DRIVER.items()]
    file.write_text("\n".join([*told, file.read_text("utf-8")]), "utf-8")
    return folder


@contextmanager
def driver(what: str, *words: object) -> Iterator[subprocess.Popen[bytes]]:
    """A process that gives the workers of a cluster their work."""
    command = [sys.executable, "-m", "tests.engines.on_cluster", what, *map(str, words)]
    running = subprocess.Popen(command, cwd=HERE)
    try:
        yield running
    finally:
        running.kill()
        running.wait()


def book_of(folder: Path) -> Book:
    """The book that was published there."""
    book = current(open_workspace(folder).book)
    assert book is not None
    return book


def test_two_workers_build_the_book_and_answer_every_question_as_duckdb_does(
    loaded: Path, here: Path, cluster: Cluster, tmp_path: Path
) -> None:
    with socket.socket() as asking:
        assert asking.connect_ex(("127.0.0.1", REST)) != 0
    there = elsewhere(loaded, tmp_path / "there", cluster)
    with driver("answers", there) as running:
        assert running.wait() == 0
    _, answers = answers_of(here)
    same_book(book_of(here), book_of(there))
    assert json.loads((there / "answers.json").read_text())["answers"] == answers


def test_a_worker_lost_in_the_midst_of_a_build_costs_no_row(
    loaded: Path, here: Path, cluster: Cluster, tmp_path: Path
) -> None:
    there = elsewhere(loaded, tmp_path / "there", cluster)
    drafts = open_workspace(there).book
    with driver("build", there) as running:
        while running.poll() is None and not any(drafts.glob(".draft-*/*/*.parquet")):
            time.sleep(0.1)
        assert running.poll() is None
        assert not (drafts / "current").exists()
        cluster.kill_a_worker()
        assert running.wait() == 0
    same_book(book_of(here), book_of(there))


def test_what_was_worked_out_outlives_the_worker_that_did_it(cluster: Cluster, tmp_path: Path) -> None:
    with driver("keep", cluster.address, tmp_path) as running:
        while running.poll() is None and not (tmp_path / "kept").exists():
            time.sleep(0.1)
        assert running.poll() is None
        cluster.kill_a_worker()
        (tmp_path / "go").touch()
        assert running.wait() == 0
    found = json.loads((tmp_path / "sums.json").read_text())
    assert found == [{"group": g, "sum": sum(range(g, 10_000, 7))} for g in range(7)]
