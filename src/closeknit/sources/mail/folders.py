"""Folders of messages: one file each, as mail programs keep them (Maildir) or people save them (.eml).

A Maildir has the folders `cur` and `new`; its other mailboxes are hidden folders beside them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from closeknit.sources.mail.fields import begins_message
from closeknit.sources.mail.splitting import begins_mailbox

_HEAD = 8 << 10


def is_maildir(folder: Path) -> bool:
    """Whether a folder is a mailbox in the form of Maildir."""
    return (folder / "cur").is_dir() and (folder / "new").is_dir()


def is_message(path: Path) -> bool:
    """Whether a file is one message, by its first bytes; one that cannot be read is none."""
    try:
        with path.open("rb") as file:
            return is_one_message(file.read(_HEAD))
    except OSError:
        return False


def message_files(folder: Path, is_message: Callable[[Path], bool] = is_message) -> list[Path]:
    """The files of a folder that are one message each, by name; in a Maildir those of `cur` and `new`.

    `is_message` tells which files are; none is asked about in a Maildir.
    """
    if is_maildir(folder):
        found = [p for part in ("cur", "new") for p in (folder / part).iterdir() if _is_plain(p)]
        return sorted(found, key=lambda p: p.name)
    return sorted(p for p in folder.iterdir() if _is_plain(p) and is_message(p))


def _is_plain(path: Path) -> bool:
    return not path.name.startswith(".") and path.is_file()


def is_one_message(head: bytes) -> bool:
    """Whether a file that begins so is one message, not a mailbox of them."""
    return begins_message(head) and not begins_mailbox(head)
