"""Closeknit: know the people your business deals with, and act on it in time.

    import closeknit as ck
    business = ck.open("mybusiness")          # a folder made by `closeknit init`
    business.load(["exports"])
    answer = business.ask("clients")          # prints; draws in a notebook
    answer.findings[0].evidence().to_pandas()

    ck.clients("transactions.csv")            # the short way: plain tables, no folder

Everything heavy is loaded when it is first used.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from closeknit.answers import Answer
    from closeknit.business import Business
    from closeknit.errors import CloseknitError
    from closeknit.plain import clients, profit, service, triggers
    from closeknit.reply import Reply
    from closeknit.settings import Settings

__all__ = [
    "Answer",
    "Business",
    "CloseknitError",
    "Reply",
    "Settings",
    "clients",
    "create",
    "load",
    "open",
    "profit",
    "restore",
    "service",
    "triggers",
]

_HOMES = {
    "Answer": "closeknit.answers",
    "Business": "closeknit.business",
    "CloseknitError": "closeknit.errors",
    "Reply": "closeknit.reply",
    "Settings": "closeknit.settings",
    "clients": "closeknit.plain",
    "profit": "closeknit.plain",
    "service": "closeknit.plain",
    "triggers": "closeknit.plain",
}


def open(folder: str | Path = ".") -> Business:
    """The business in a folder made by `closeknit init`, or in the nearest one above it."""
    from closeknit.business import Business
    from closeknit.workspace import find_workspace

    return Business(find_workspace(Path(folder)))


def create(folder: str | Path, *, name: str = "") -> Business:
    """A new business folder, as `closeknit init` makes it."""
    from closeknit.business import Business
    from closeknit.workspace import create_workspace

    return Business(create_workspace(Path(folder), name=name))


def load(paths: str | Path | Sequence[str | Path], *, into: str | Path) -> Business:
    """Load exports into a business folder, which is made when it is not there yet."""
    from closeknit.settings import SETTINGS_FILE

    business = open(into) if (Path(into) / SETTINGS_FILE).is_file() else create(into)
    business.load([paths] if isinstance(paths, str | Path) else list(paths))
    return business


def restore(backup: str | Path, to: str | Path) -> Business:
    """A new business folder made from a backup, or from the newest in a folder of backups."""
    from closeknit.backup import restore

    restore(Path(backup), Path(to))
    return open(to)


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'closeknit' has no attribute {name!r}")
