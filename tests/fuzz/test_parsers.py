"""Parsers give rows or a sentence, whatever bytes come: kept finds in every run, new ones in the long run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.parsers import CORPORA, PARSERS, TARGETS, kept, seeds

PIECES = (
    b"", b"\0", b"\r", b"\n\n", b'"', b'""', b",", b";", b"\t", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80",
    b"9" * 400, b"-0", b"1e999", b"=1+1", b"<" * 50, b"]]>", b"&x;", b"BEGIN:VEVENT\n",
    b"RRULE:FREQ=SECONDLY\n",
    b"\nFrom x\n", b"--b\n", b"=?utf-8?q?", b"[" * 300, b"{" * 300, b"PK\x03\x04", b"\x1f\x8b",
)  # fmt: skip
"""What breaks parsers, put into seeds at random places."""


def mangled(seed: bytes, number: int) -> bytes:
    """A file with some pieces cut out, doubled or put in; the same for the same number."""
    rng = Random(number)
    data = bytearray(seed)
    for _ in range(rng.randrange(1, 6)):
        at = rng.randrange(len(data) + 1)
        end = min(len(data), at + rng.choice((0, 1, 8, 200)))
        put = rng.choice((*PIECES, bytes(data[at:end]) * 2, rng.randbytes(4)))
        data[at:end] = put
    return bytes(data)


SAID = {
    "zip/grows-without-end.zip": "grows to more than 100 times its size",
    "zip/archive-in-an-archive.zip": "is an archive inside an archive",
    "zip/name-of-other-letters.zip": 'is said to be UTF-8 and is not: "K\\xfcnndigung.csv"',
    "zip/name-of-other-letters-in-the-header.zip": "is damaged or was cut short",
    "xlsx/name-of-other-letters.xlsx": "is said to be UTF-8 and is not",
    "xlsx/cell-far-away.xlsx": "holds a cell in row 1,048,576 or column 16,384, far from its table",
    "xlsx/deflated-wrongly.xlsx": "cannot be read (I/O error: corrupt deflate stream)",
    "xlsx/external-entity.xlsx": "unrecognized entity",
    "xlsx/entities-in-entities.xlsx": "unrecognized entity",
    "feed/external-entity.xml": "defines marks of its own",
    "feed/entities-in-entities.xml": "defines marks of its own",
    "csv/two-thousand-columns.csv": "has 2,000 columns; at most 1,500 are read",
    "csv/quote-never-closed.csv": "a quote is opened and not closed",
    "jsonl/brackets-in-brackets.jsonl": "nests objects too deeply",
    "parquet/text-packed-wrongly.parquet": "is not a Parquet file that can be read",
    "parquet/column-beyond-the-end.parquet": "is not a Parquet file that can be read",
    "mapping/tables-in-tables.toml": "inside each other more than 20 deep",
}
"""What is said of files that are made to fill memory or to go on for ever."""


@pytest.mark.parametrize("path", [p for parser in PARSERS for p in kept(parser)], ids=lambda p: p.name)
def test_what_once_broke_a_parser_does_so_no_more(path) -> None:
    said = PARSERS[path.parent.name](path.read_bytes())
    assert SAID.get(path.relative_to(CORPORA).as_posix(), "") in said


def test_every_file_of_which_something_is_to_be_said_is_kept() -> None:
    assert all((CORPORA / file).is_file() for file in SAID)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("parser", PARSERS)
@settings(max_examples=150, deadline=10_000, suppress_health_check=[HealthCheck.too_slow])
@given(number=st.integers(0, 2**32))
def test_a_mangled_file_is_read_or_refused_with_a_sentence(parser: str, number: int) -> None:
    some = seeds(parser)
    PARSERS[parser](mangled(some[number % len(some)], number))


GUIDED_SECONDS = 6
"""How long coverage leads through each parser here; `python -m tests.fuzz` goes on as long as told."""


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("parser", TARGETS)
def test_what_coverage_leads_to_breaks_no_parser(parser: str, tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="needs the extra fuzz, which has no build for every Python")
    # By one seed: what it finds is of the change at hand rather than of another way taken.
    words = f"-m tests.fuzz {parser} --seconds {GUIDED_SECONDS} --seed 1 --into".split()
    # Through a shell that forks: the peak of memory, which the fuzzer is held to, is that of whoever started
    # it where that was more, and a test process holds gigabytes once it has had a session of Spark.
    forking = ["sh", "-c", '"$@"; exit $?', "sh", sys.executable]
    done = subprocess.run([*forking, *words, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3_000:] + done.stderr[-1_000:]
    assert int(re.findall(r"Done (\d+) runs", done.stderr)[-1]) > 0
    assert list(tmp_path.iterdir()) == []
