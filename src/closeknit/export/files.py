"""A file that is there whole or not at all: written beside its place, then moved there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from closeknit.errors import Unreadable


@contextmanager
def writing(to: Path) -> Iterator[Path]:
    """The file to write instead of `to`; it takes the place of `to` when the block ends well.

    Raises:
        Unreadable: the place cannot be written.
    """
    beside = to.with_name(f".{to.name}.part")
    try:
        beside.unlink(missing_ok=True)
        yield beside
        beside.replace(to)
    except OSError as error:
        raise Unreadable(f"{to} cannot be written: {error.strerror}", about=str(to)) from error
    finally:
        if beside.parent.is_dir():
            beside.unlink(missing_ok=True)
