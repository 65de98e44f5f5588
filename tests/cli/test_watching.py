"""`closeknit load --watch`: what is dropped into a folder is loaded as it comes, until somebody stops it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from closeknit.business import Business
from closeknit.ledger import watching
from closeknit.workspace import create_workspace, open_workspace
from tests.cli.conftest import Typed

HEADER = "Record ID,First Name,Last Name,Email\n"
ANA, BO = "1,Ana,Ruiz,ana@halden.example\n", "2,Bo,Lind,bo@okafor.example\n"


@pytest.mark.slow
def test_a_watched_folder_is_loaded_as_it_changes_until_it_is_stopped(
    tmp_path: Path, typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, dropped = create_workspace(tmp_path / "firm").folder, tmp_path / "dropped"
    dropped.mkdir()
    file = dropped / "contacts.csv"

    def nothing() -> None:
        """The file rests, so that the next look takes it."""

    def written(text: str) -> Callable[[], object]:
        return lambda: file.write_text(text)

    steps = iter([written(HEADER + ANA), nothing, nothing, written(HEADER + ANA + BO), nothing, nothing])

    def sleep(_: float) -> None:
        step = next(steps, None)
        if step is None:
            raise KeyboardInterrupt
        step()

    monkeypatch.setattr(watching, "watch", partial(watching.watch, sleep=sleep))
    done = typed(folder, "load", "--watch", str(dropped))
    assert done.returncode == 0, done.stderr
    told = [line for line in done.stdout.splitlines() if " read: " in line]
    assert ["1 new" in line for line in told] == [True, True], done.stdout
    assert done.stdout.rstrip().endswith("Stopped. What was loaded stays.")
    with Business(open_workspace(folder)) as business:
        assert [row.stored for row in business.imports()] == [1, 1]
