"""Mail that is broken or meant to break: no crash, no hang, nothing lost."""

from __future__ import annotations

import gzip
import io
import tomllib
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from closeknit.errors import Unreadable
from closeknit.sources.mail.fields import begins_message
from closeknit.sources.mail.messages import COLUMNS, KEPT, message_row
from closeknit.sources.mail.splitting import pieces
from tests.sources.files_read import read
from tests.sources.mail.letters import cells, letter, mailbox

CORPUS = Path(__file__).parents[2] / "corpora" / "mail"
EXPECTED = tomllib.loads((CORPUS / "expect.toml").read_text(encoding="utf-8"))


def test_every_file_of_the_corpus_is_expected_to_say_something() -> None:
    assert {path.name for path in CORPUS.iterdir()} == {*EXPECTED, "expect.toml"}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_file_of_the_corpus_says_what_it_holds(name: str) -> None:
    expected: dict[str, Any] = EXPECTED[name]
    with (CORPUS / name).open("rb") as file:
        rows = [message_row(one.data, "texts") for one in pieces(file)]
    assert None not in rows
    assert len(rows) == expected["rows"]
    if "says" in expected:
        assert (rows[0] or ())[list(COLUMNS).index("text")] == expected["says"]
    head = (CORPUS / name).read_bytes()
    assert begins_message(head) or head.startswith(b"From ")


def nested(depth: int) -> bytes:
    """A message in whose parts there are parts."""
    inner = b"Content-Type: text/plain\n\nhi\n"
    for n in range(depth):
        inner = b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n%s\n--b%d--\n" % (n, n, inner, n)
    return letter("", MIME_Version="1.0").rstrip() + b"\n" + inner


@pytest.mark.parametrize("depth", [10, 1_000])
def test_parts_in_parts_are_read_to_a_depth_and_then_said(depth: int) -> None:
    found = cells(nested(depth))
    assert found["from"] == "ana@halden.example"
    assert ("broken" in found) is (depth > 256)


@pytest.mark.parametrize(
    "made",
    [
        letter(Subject="x" * 1_000_000),
        letter(To=", ".join(f"p{n}@x.example" for n in range(20_000))),
        letter(To="<" * 100_000, From="(" * 100_000),
        letter(References="<a@b> " * 50_000),
        letter(Received="from " + "a;" * 100_000),
        letter(X_Gmail_Labels="," * 200_000),
        letter("=?utf-8?q?" * 20_000, Subject="=?utf-8?q?" * 20_000),
        letter("\n".join(["On Monday Jo wrote:", "> x"] * 20_000)),
        letter("<style>" * 30_000 + "<p>" * 30_000, Content_Type="text/html"),
        letter("From " * 40_000),
        b"From x Mon Mar  2 10:11:12 2026\n" * 5_000,
        b"From " + b"Mon " * 50_000 + b"\n" + letter(),
    ],
    ids=range(12),
)
@pytest.mark.timeout(20)
def test_giant_headers_and_texts_cost_no_more_than_their_length(made: bytes) -> None:
    for one in pieces(io.BytesIO(made)):
        for keep in KEPT:
            row = message_row(one.data, keep)
            assert row is None or all(len(cell or "") <= 300_000 for cell in row)


def test_a_mailbox_that_grows_beyond_measure_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.mbox.gz"
    path.write_bytes(gzip.compress(mailbox(letter()) + bytes(20 << 20)))
    with pytest.raises(Unreadable, match="more than 100 times"):
        read(path)


SEEDS = [letter(), mailbox(letter(), letter()), nested(3)]
SEEDS += [path.read_bytes() for path in sorted(CORPUS.glob("*.eml"))]


def mutated(seed: bytes, dice: Random, times: int) -> bytes:
    """A file with bytes changed, cut out, doubled, or taken from a list of dangerous ones."""
    data = bytearray(seed)
    odd = (b"\0", b"\n\n", b"\r", b"From ", b"\xff\xfe", b"--b\n", b"=?x?q?", b"<", b">", b":", b"\n ", b"@")
    for _ in range(times):
        at = dice.randrange(len(data) + 1)
        upto = min(len(data), at + dice.randrange(1, 40))
        change = dice.randrange(4)
        data[at : upto if change else at] = (
            dice.choice(odd), b"", bytes(data[at:upto]) * 2, dice.randbytes(dice.randrange(1, 6)),
        )[change]  # fmt: skip
    return bytes(data)


@given(st.sampled_from(SEEDS), st.randoms(use_true_random=False), st.integers(1, 12))
@settings(suppress_health_check=list(HealthCheck))
def test_no_change_of_any_message_stops_the_reading(seed: bytes, dice: Random, times: int) -> None:
    data = mutated(seed, dice, times)
    for one in pieces(io.BytesIO(data)):
        row = message_row(one.data, "texts")
        assert row is None or (
            len(row) == len(COLUMNS) and all(cell is None or "\0" not in cell for cell in row)
        )


@given(st.binary(max_size=400))
@example(b"From \n\n\n")
@example(b":\n\n")
def test_no_bytes_stop_the_reading(data: bytes) -> None:
    for one in pieces(io.BytesIO(data)):
        message_row(one.data, "texts")


@given(
    st.dictionaries(
        st.sampled_from(
            ["From", "To", "Date", "Subject", "Message_ID", "References", "List_Id", "Content_Type"]
        ),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=80),
    ),
    st.text(max_size=300),
)
def test_any_headers_and_any_text_give_a_row_that_is_text(headers: dict[str, str], text: str) -> None:
    row = message_row(letter(text.encode("utf-8", "replace").decode(), **headers), "texts")
    if row is not None:
        "\n".join(cell or "" for cell in row).encode()
