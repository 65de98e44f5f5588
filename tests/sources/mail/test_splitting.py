"""A mailbox file into messages: each format, what looks like a beginning and is none, what is broken."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeknit.sources.mail import splitting
from closeknit.sources.mail.splitting import begins_mailbox, pieces
from tests.sources.mail.letters import letter, mailbox

A, B = letter("one\n", Message_ID="<a@x>"), letter("two\n", Message_ID="<b@x>")


def split(data: bytes) -> list[bytes]:
    return [one.data for one in pieces(io.BytesIO(data))]


def bodies(data: bytes) -> list[bytes]:
    return [one.partition(b"\n\n")[2].strip() for one in split(data)]


def test_a_mailbox_is_its_messages_with_the_place_of_each() -> None:
    box = mailbox(A, B)
    first, second = pieces(io.BytesIO(box))
    assert (first.line, first.offset, second.offset) == (1, 0, box.index(b"From someone", 5))
    assert second.line == box[: second.offset].count(b"\n") + 1
    assert bodies(box) == [b"one", b"two"]


def test_a_quoted_line_of_the_body_comes_back_as_it_was_written() -> None:
    box = mailbox(letter("From here on\n>From there\n"))
    (one,) = split(box)
    assert one.endswith(b"From here on\nFrom there\n\n")


@pytest.mark.parametrize(
    "line",
    [
        "From - Mon Mar 02 10:11:12 2026", "From ", "From 1785@xxx Mon Mar 02 10:11:12 +0000 2026",
        "From MAILER-DAEMON Thu Aug 26 16:49:36 2021", "From a at “b”  Thu Jan 15 13:22:25 2015",
    ],
)  # fmt: skip
def test_programs_begin_messages_in_several_ways(line: str) -> None:
    begun = line.encode() + b"\n"
    assert begins_mailbox(begun + A)
    assert bodies(begun + A + b"\n" + begun + B) == [b"one", b"two"]


def test_a_sentence_that_begins_with_from_begins_no_message() -> None:
    said = letter("Hi,\n\nFrom Monday at 10:15 in 2026 on\nSubject: it moves\n")
    assert len(split(b"From x Mon Mar  2 10:11:12 2026\n" + said)) == 1


def test_a_stated_length_tells_a_forwarded_mailbox_from_messages() -> None:
    inner = "see:\n\nFrom x Mon Mar  2 10:11:12 2026\nSubject: inner\n\nhi\n"
    outer = letter(inner, Content_Length=str(len(inner)))
    assert len(split(mailbox(B) + b"From y Mon Mar  2 10:11:12 2026\n" + outer + b"\n" + mailbox(A))) == 3
    wrong = letter(inner, Content_Length="7")
    assert len(split(b"From y Mon Mar  2 10:11:12 2026\n" + wrong)) == 2


def test_a_first_line_that_was_lost_costs_nothing() -> None:
    assert bodies(mailbox(A, B).partition(b"\n")[2]) == [b"one", b"two"]


def test_lone_messages_line_ends_and_marks_are_read() -> None:
    assert bodies(A) == [b"one"]
    assert len(split(mailbox(A, B).replace(b"\n", b"\r\n"))) == 2
    assert len(split(b"\xef\xbb\xbf\n" + mailbox(A, B))) == 2
    assert split(b"") == []
    assert split(b"\n\n\n") == []


def test_of_a_giant_message_the_beginning_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splitting, "LARGEST", 40_000)
    monkeypatch.setattr(splitting, "KEPT", 2_000)
    monkeypatch.setattr(splitting, "BLOCK", 5_000)
    box = mailbox(letter("x" * 60 + "\n" + ("y" * 60 + "\n") * 5_000), B)
    first, second = pieces(io.BytesIO(box))
    assert len(first.data) < 10_000 < 300_000 < first.size
    assert second.data == B.rstrip() + b"\n\n"
    assert second.line == box[: box.index(b"From someone", 5)].count(b"\n") + 1
    assert box[second.offset :].startswith(b"From someone")


@given(st.lists(st.binary(max_size=60), max_size=6), st.sampled_from([7, 100, 1 << 20]))
def test_no_byte_of_any_file_is_lost_or_read_twice(texts: list[bytes], block: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(splitting, "BLOCK", block)
        data = b"\nFrom x Mon Mar  2 10:11:12 2026\nSubject: a\n\n".join(texts)
        found = list(pieces(io.BytesIO(data)))
    places = [one.offset for one in found]
    assert places == sorted(set(places))
    assert sum(one.size for one in found) <= len(data)
    for one in found:
        line = data[: one.offset].count(b"\n") + 1
        assert one.line == line
