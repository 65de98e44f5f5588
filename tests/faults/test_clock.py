"""The clock jumps years ahead or back between two commands: nothing is lost and nothing doubled.

What goes by age – replaced files, former books – goes only where nothing names or reads it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from closeknit.business import Business
from closeknit.ledger.examination import faults
from tests.faults.runner import Runner, running
from tests.faults.shop import Shop

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(
        not shutil.which("faketime"), reason="faketime is not installed (see CONTRIBUTING.md)"
    ),
]

NOW, BEFORE, AFTER = "+0", "-10y", "+10y"
STEPS = (
    (NOW, "load", 0), (BEFORE, "load", 1), (AFTER, "refresh", None), (AFTER, "load", 2),
    (BEFORE, "refresh", None), (AFTER, "compact", None), (BEFORE, "undo", 1), (BEFORE, "load", 3),
    (AFTER, "compact", None), (NOW, "load", 1), (AFTER, "undo", 0), (NOW, "compact", None),
    (BEFORE, "load", 0),
)  # fmt: skip
"""When, what, and of which file."""


@pytest.fixture(scope="module")
def at() -> Iterator[dict[str, Runner]]:
    """A process for each of the times."""
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        # Only the clock jumps: files keep their times, and waiting takes as long as ever.
        patch.setenv("NO_FAKE_STAT", "1")
        patch.setenv("FAKETIME_DONT_FAKE_MONOTONIC", "1")
        yield {time: stack.enter_context(running("faketime", "-f", time)) for time in (NOW, BEFORE, AFTER)}


def words(what: str, file: int | None, shop: Shop) -> list[str]:
    """What words an action takes."""
    if file is None:
        return []
    if what == "load":
        return [str(shop.files[file])]
    return [row.import_id for row in shop.counting() if row.file == shop.files[file].name]


def test_a_clock_that_jumps_between_commands_loses_and_doubles_nothing(
    tmp_path: Path, at: dict[str, Runner]
) -> None:
    shop, names = Shop(tmp_path, files=4), []
    for time, what, file in STEPS:
        given = words(what, file, shop)
        names = shop.names_after(what, names, given) if given else names
        end = at[time].do(what, shop.folder, *given)
        assert end.code == 0, (time, what, file, end.words)
        assert shop.check() == names, (time, what, file)
    assert names == [file.name for file in shop.files]
    assert faults(shop.ledger()) == []
    with Business(shop.workspace) as business:
        assert sorted(business.book_column("activities", "amount")) == shop.orders()


def test_the_processes_of_this_test_do_think_it_is_another_year(
    tmp_path: Path, at: dict[str, Runner]
) -> None:
    shop = Shop(tmp_path, files=2)
    for time, file in ((BEFORE, 0), (AFTER, 1)):
        at[time].do("load", shop.folder, str(shop.files[file]))
    first, last = (row.at for row in shop.counting())
    assert (last - first).days > 19 * 365
