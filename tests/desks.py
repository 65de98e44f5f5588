"""A new desk, made once in a process: to make its tables takes longer than most tests of what it keeps."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from closeknit.desk.opening import open_desk


def new_desk(file: Path) -> Path:
    """The file of a desk that holds nothing, where there was none."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.touch(mode=0o600, exist_ok=False)
    file.write_bytes(_made())
    return file


@cache
def _made() -> bytes:
    """A new desk as the product makes it."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "desk.sqlite"
        open_desk(file).close()
        return file.read_bytes()
