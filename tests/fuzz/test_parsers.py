"""Parsers give rows or a sentence, whatever bytes come: kept finds in every run, new ones in the long run."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.parsers import PARSERS, kept, seeds

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


@pytest.mark.parametrize("path", [p for parser in PARSERS for p in kept(parser)], ids=lambda p: p.name)
def test_what_once_broke_a_parser_does_so_no_more(path) -> None:
    PARSERS[path.parent.name](path.read_bytes())


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("parser", PARSERS)
@settings(max_examples=150, deadline=10_000, suppress_health_check=[HealthCheck.too_slow])
@given(number=st.integers(0, 2**32))
def test_a_mangled_file_is_read_or_refused_with_a_sentence(parser: str, number: int) -> None:
    some = seeds(parser)
    PARSERS[parser](mangled(some[number % len(some)], number))
