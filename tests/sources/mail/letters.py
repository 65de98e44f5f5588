"""Messages of our own for the tests of mail."""

from __future__ import annotations

from closeknit.sources.mail.messages import COLUMNS, message_row

PLAIN = {
    "From": "Ana Ruiz <ana@halden.example>",
    "To": "Jo Lind <jo@ours.example>",
    "Date": "Mon, 2 Mar 2026 10:11:12 +0100",
    "Subject": "The offer",
    "Message-ID": "<m1@halden.example>",
}


def letter(text: str = "Hello Jo,\n\nagreed.\n", **headers: str | None) -> bytes:
    """A message: the plain one with these headers (`_` for `-`), those that are None left out."""
    named = PLAIN | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in named.items() if value is not None]
    return ("\n".join(lines) + "\n\n" + text).encode()


def cells(data: bytes, keep: str = "texts") -> dict[str, str]:
    """The filled cells of a message's row."""
    row = message_row(data, keep)
    assert row is not None
    return {name: cell for name, cell in zip(COLUMNS, row, strict=True) if cell}


def mailbox(*letters: bytes, day: str = "Mon Mar  2 10:11:12 2026") -> bytes:
    """A mailbox file of messages, their own lines that begin with "From " quoted."""
    quoted = (one.replace(b"\nFrom ", b"\n>From ").rstrip(b"\n") + b"\n\n" for one in letters)
    return b"".join(f"From someone@x.example {day}\n".encode() + one for one in quoted)
