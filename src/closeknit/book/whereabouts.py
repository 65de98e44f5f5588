"""Which files of a table hold a number: what is looked up by number is then read from few of many files.

Numbers of activities and parties are hashes: the least and greatest of a file tell nothing of what is in it.
Of each file the lower halves of its numbers are kept, sorted, four bytes each; a file that holds none of
those asked for is not opened. A number that shares its lower half with another costs a look in vain.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from threading import Lock

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

Halves = npt.NDArray[np.uint32]


class Whereabouts:
    """What stands in the columns asked for so far. A file is read again only when it is another one.

    Several threads may ask one of these: who reads the same book need not hold it twice.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._halves: dict[tuple[str, str], dict[tuple[int, ...], Halves]] = {}

    def files(self, files: Sequence[str], table: str, column: str, numbers: Collection[int]) -> list[str]:
        """Those of all files of a table that may hold one of the numbers in an int64 column."""
        wanted = _halves(np.fromiter(numbers, dtype=np.int64, count=len(numbers)))
        known = zip(files, self._of(files, table, column), strict=True)
        return [file for file, halves in known if _any_of(wanted, halves)]

    def _of(self, files: Sequence[str], table: str, column: str) -> list[Halves]:
        """What each of all files of a table holds; of files no longer among them nothing is kept."""
        names = [_name(file) for file in files]
        with self._lock:
            before = self._halves.get((table, column), {})
            now = {
                name: before[name] if name in before else _of_file(file, column)
                for name, file in zip(names, files, strict=True)
            }
            self._halves[table, column] = now
        return [now[name] for name in names]


def _any_of(wanted: Halves, halves: Halves) -> bool:
    at = np.searchsorted(halves, wanted)
    inside = at < len(halves)
    return bool((halves[at[inside]] == wanted[inside]).any())


def _of_file(file: str, column: str) -> Halves:
    return _halves(pq.read_table(file, columns=[column])[column].to_numpy())


def _halves(numbers: npt.NDArray[np.int64]) -> Halves:
    return np.unique(numbers.astype(np.uint64).astype(np.uint32))


def _name(file: str) -> tuple[int, ...]:
    """What tells a file from the one of a later version: parts that stay are linked, not written again."""
    about = os.stat(file)
    return about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns
