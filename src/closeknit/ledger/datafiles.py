"""Data files of a table: where in its folder they lie, and what their names tell.

    activities/
      fresh/b5f0c…-000-9d41e7c2….parquet       as loads wrote them
      bucket-07/b81aa…-003-1f6b09c4….parquet   moved there by `compaction`

A name ends with the first half of the SHA-256 of the file's bytes, so a file tells by itself whether it
is whole. Files of before that lie in the table's folder itself, under names without it: they are fresh.
Which files a table has now is only in its log (`deltalog`).
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from closeknit.ids import PARTS
from closeknit.ledger.durable import sync_file

FRESH = "fresh"
WRITTEN = "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 8192{more})"
"""How DuckDB writes data files. It would go on looking for repetition in columns that hold none, such as
numbers of records, until a fifth of all values were different: a sixth of the time of writing."""
_SEALED = re.compile(r"-([0-9a-f]{32})\.parquet$")
_MARK = b"PAR1"


@dataclass(frozen=True)
class DataFile:
    """A Parquet file of a table, with its number of rows."""

    path: Path
    rows: int


def fresh_folder(home: Path) -> Path:
    """Where loads write the rows of a table."""
    return home / FRESH


def bucket_folder(home: Path, bucket: int) -> Path:
    """Where the rows of one bucket of a table lie."""
    return home / f"bucket-{bucket:02}"


def bucket_of(file: str | Path) -> int | None:
    """The bucket that a file belongs to; None when it is fresh."""
    name = Path(file).parent.name
    number = name.removeprefix("bucket-")
    return int(number) if number != name and number.isdigit() and int(number) < PARTS else None


def seal(file: Path) -> Path:
    """Put the hash of a finished file into its name and have its bytes on the disk; gives its new path."""
    sealed = file.with_name(f"{file.stem}-{content_hash(file)[:32]}.parquet")
    file.rename(sealed)
    sync_file(sealed)
    return sealed


def content_hash(file: Path) -> str:
    """SHA-256 of a file's bytes."""
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest()


def told_hash(file: Path) -> str:
    """The start of the hash that a file's name tells; empty where it tells none."""
    found = _SEALED.search(file.name)
    return found[1] if found else ""


def damage(file: Path, size: int) -> str:
    """What is wrong with a data file at first sight: gone, another size, no footer; empty when nothing is."""
    try:
        found = file.stat().st_size
        if found != size:
            return f"has {found:,} of {size:,} bytes"
        with file.open("rb") as opened:
            opened.seek(-8, os.SEEK_END)
            end = opened.read(8)
    except FileNotFoundError:
        return "is gone"
    except OSError as error:
        return f"cannot be read: {error.strerror or error}"
    footer = int.from_bytes(end[:4], "little")
    return "" if end[4:] == _MARK and 0 < footer < size else "has no readable end"
