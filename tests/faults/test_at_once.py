"""Two commands at once on one folder: one waits for the other, or says who is at work; both count once."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from closeknit.locks import LOCK_FILE, holder
from tests.faults.runner import Runner, running
from tests.faults.shop import Shop

pytestmark = pytest.mark.fault


@pytest.fixture(scope="module")
def two() -> Iterator[tuple[Runner, Runner]]:
    with running() as one, running() as other:
        yield one, other


@pytest.fixture
def shop(tmp_path: Path, two: tuple[Runner, Runner]) -> Shop:
    """A business with one of its three files loaded."""
    made = Shop(tmp_path, files=3)
    assert two[0].do("load", made.folder, str(made.files[0])).code == 0
    return made


@pytest.mark.parametrize(
    "files", [(1, 2), (1, 1), (0, 1)], ids=["two files", "one file twice", "an old one and a new one"]
)
def test_two_loads_at_once_count_each_file_once(
    shop: Shop, two: tuple[Runner, Runner], files: tuple[int, int]
) -> None:
    children = [
        runner.start("load", shop.folder, str(shop.files[n])) for runner, n in zip(two, files, strict=True)
    ]
    assert [child.wait().code for child in children] == [0, 0]
    assert shop.check() == sorted({shop.files[n].name for n in (0, *files)})


@pytest.mark.parametrize("other", ["undo", "compact", "refresh"])
def test_a_load_beside_something_else_loses_and_doubles_nothing(
    shop: Shop, two: tuple[Runner, Runner], other: str
) -> None:
    words = [row.import_id for row in shop.counting()] if other == "undo" else []
    children = [
        two[0].start("load", shop.folder, *map(str, shop.files[1:])),
        two[1].start(other, shop.folder, *words),
    ]
    assert [child.wait().code for child in children] == [0, 0]
    assert shop.check() == [file.name for file in shop.files[1 if other == "undo" else 0 :]]


def test_a_load_that_stands_still_is_named_and_goes_on_afterwards(
    shop: Shop, two: tuple[Runner, Runner]
) -> None:
    still, lock = two[0].start("load", shop.folder, str(shop.files[1])), shop.workspace.ledger / LOCK_FILE
    while holder(lock) != still.pid:
        time.sleep(0.001)
    os.kill(still.pid, signal.SIGSTOP)
    try:
        end = two[1].do("load", shop.folder, str(shop.files[2]))
    finally:
        os.kill(still.pid, signal.SIGCONT)
    assert still.wait().code == 0
    assert end.code == 2
    assert f"process {still.pid} is writing" in end.words
    assert shop.check() == [file.name for file in shop.files[:2]]
