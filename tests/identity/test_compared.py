"""What was compared is kept in a folder; what cannot be read there is as if it had never been kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pytest

from closeknit.identity.compared import Compared, Parameters, load, save

SHARES = {"birthday": (0.9, 0.1)}
KEPT = Compared(
    Parameters("rules", datetime(2026, 5, 1), 3, True, SHARES, SHARES),
    pa.table({"key": ["crm:1", "crm:2"], "digest": pa.array([7, 8], pa.uint64())}),
    pa.table({"one": [0], "other": [1], "level_birthday": pa.array([1], pa.int8())}),
    pa.table({"column": ["street"], "word": ["road"], "times": [3], "common": [True]}),
)


def test_what_is_kept_can_be_read_again(tmp_path: Path) -> None:
    save({"person": KEPT, "organization": Compared()}, tmp_path)
    assert load(tmp_path) == {"person": KEPT}


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _scratched(file: Path) -> None:
    """One bit of the text of a key is another."""
    file.write_bytes(file.read_bytes().replace(b"crm:2", b"crm:3", 1))


def _of_later(file: Path) -> None:
    file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), "seed": 7}))


@pytest.mark.parametrize(
    ("name", "happened"),
    [
        ("person.json", Path.unlink),
        ("person.json", _cut),
        ("person.json", _of_later),
        ("person.json", lambda file: file.write_text("[]")),
        ("person.json", lambda file: file.write_bytes(bytes(99))),
        ("person_pairs.parquet", Path.unlink),
        ("person_pairs.parquet", _cut),
        ("person_entries.parquet", _scratched),
        ("person_words.parquet", lambda file: file.write_bytes(b"")),
    ],
)
def test_what_is_torn_or_of_another_version_is_as_if_never_kept(
    tmp_path: Path, name: str, happened: Callable[[Path], object]
) -> None:
    save({"person": KEPT, "organization": KEPT}, tmp_path)
    before = (tmp_path / name).read_bytes()
    happened(tmp_path / name)
    assert not (tmp_path / name).exists() or (tmp_path / name).read_bytes() != before
    assert load(tmp_path) == {"organization": KEPT}
