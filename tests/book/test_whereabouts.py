"""Which files hold a number: none that does is left out, and a file that stays is read once."""

from __future__ import annotations

import os
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given
from hypothesis import strategies as st

from closeknit.book import whereabouts
from closeknit.book.whereabouts import Whereabouts

NUMBERS = st.integers(-(2**63), 2**63 - 1) | st.sampled_from([0, 1, 2**32, 2**32 + 1, 7])


def written(folder: Path, name: str, numbers: list[int]) -> str:
    """A file with these numbers in a column."""
    file = folder / name
    pq.write_table(pa.table({"activity_id": pa.array(numbers, pa.int64())}), file)
    return str(file)


@given(st.lists(st.lists(NUMBERS, max_size=6), max_size=5), st.lists(NUMBERS, max_size=4))
def test_no_file_that_holds_a_number_is_left_out(held: list[list[int]], wanted: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = [written(Path(folder), f"{n}.parquet", numbers) for n, numbers in enumerate(held)]
        found = Whereabouts().files(files, "timeline", "activity_id", wanted)
    assert found == sorted(found)
    halves = {number % 2**32 for number in wanted}
    for file, numbers in zip(files, held, strict=True):
        assert (file in found) == bool(halves & {number % 2**32 for number in numbers})


def test_a_file_that_stays_is_read_once_and_one_in_its_place_anew(tmp_path: Path, monkeypatch) -> None:
    read, plain = [], pq.read_table
    monkeypatch.setattr(whereabouts.pq, "read_table", lambda f, **how: read.append(f) or plain(f, **how))
    files = [written(tmp_path, f"{n}.parquet", list(range(10 * n, 10 * n + 10))) for n in range(3)]
    known = Whereabouts()
    assert known.files(files, "timeline", "activity_id", np.array([3, 25])) == [files[0], files[2]]
    linked = tmp_path / "later.parquet"
    os.link(files[0], linked)
    written(tmp_path, "1.parquet", [77])
    later = [str(linked), files[1]]
    assert known.files(later, "timeline", "activity_id", [77, 3]) == later
    assert read == [*files, files[1]]


def test_of_several_who_ask_at_once_one_reads_and_all_are_answered(tmp_path: Path, monkeypatch) -> None:
    read, plain = [], pq.read_table

    def slowly(file: str, **how):
        read.append(file)
        time.sleep(0.02)
        return plain(file, **how)

    monkeypatch.setattr(whereabouts.pq, "read_table", slowly)
    files = [written(tmp_path, f"{n}.parquet", list(range(10 * n, 10 * n + 10))) for n in range(4)]
    known = Whereabouts()
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda n: known.files(files, "timeline", "activity_id", [10 * n + 3]), range(4))
        assert list(found) == [[file] for file in files]
    assert read == files
