"""Where commands print: one console for people, and progress bars when a person is looking."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from closeknit.progress import Progress, Quiet
from closeknit.reports.screen import Screen

if TYPE_CHECKING:
    from closeknit.business import Business

NARROW = 80
"""Columns assumed where the output is no terminal."""


def console() -> Console:
    """The console for a person; as wide as the terminal, at most 110 columns."""
    found = Screen(highlight=False)
    width = min(found.width, 110) if found.is_terminal else max(found.width, NARROW)
    return Screen(highlight=False, width=width, soft_wrap=False)


class Bars:
    """A Progress drawn by rich: one bar at a time, gone when it is done."""

    def __init__(self, console: Console) -> None:
        from rich.progress import BarColumn, TextColumn
        from rich.progress import Progress as Rich

        self._rich = Rich(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            TextColumn("{task.percentage:>3.0f} %"),
            console=console,
            transient=True,
        )
        self._task = self._rich.add_task("", total=None)

    def __enter__(self) -> Bars:
        self._rich.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._rich.stop()

    def step(self, text: str, done: int = 0, total: int = 0) -> None:
        """Show what is going on."""
        self._rich.update(self._task, description=text, completed=done, total=total or None)


@contextmanager
def progress(out: Console) -> Iterator[Progress]:
    """Bars on a terminal, silence elsewhere."""
    if out.is_terminal and sys.stderr.isatty():
        with Bars(out) as bars:
            yield bars
    else:
        yield Quiet()


def business(folder: Path | None) -> Business:
    """The business in `folder`, or in the folder one stands in or above it."""
    from closeknit.business import Business
    from closeknit.workspace import find_workspace, open_workspace

    return Business(open_workspace(folder) if folder else find_workspace(Path.cwd()))


def loaded(folder: Path | None) -> Business:
    """The business as `business` finds it; WorkspaceError when nothing was loaded into it yet."""
    from closeknit.errors import WorkspaceError

    opened = business(folder)
    if not opened.imports():
        raise WorkspaceError(
            f"nothing is loaded into {opened.workspace.folder} yet",
            remedy="Load a folder of exports: closeknit load ~/exports",
        )
    return opened
