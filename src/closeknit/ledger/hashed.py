"""Hashes of large files that were read before: while the file system tells that nobody wrote to one, it is
not read again to see that it is still the same.

What is kept follows from the files alone and may be deleted at any time. A file is told by its place, number,
size and both its times, of which programs cannot set that of its change (but see `Stamp`). On Windows, which
keeps no such time, nothing is kept; nor of a file that was written within moments of being read, for a second
write might bear the same time.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from closeknit.ledger.durable import write_durably
from closeknit.progress import Quiet
from closeknit.sources.tables.files import Stamp, digest_of, stamp_of, unchanged

FILE = "hashed"
LEAST = 1 << 24
"""Bytes of a file from which on its hash is kept: to hash fewer takes no time."""
MOST = 1_000
"""Files whose hashes are kept, the last."""

Known = dict[str, tuple[list[int], str]]


@dataclass(frozen=True)
class Hashed:
    """The hashes kept in a folder."""

    folder: Path

    def sha256(self, path: Path) -> str:
        """The SHA-256 of a file's bytes, or of those of the messages in a folder.

        Raises:
            Unreadable: it is large and changes meanwhile.
        """
        stamp = stamp_of(path)
        if stamp is None or stamp.size < LEAST:
            return digest_of(path, Quiet())
        kept, digest = self._known().get(_name(path), ([], ""))
        if kept == [*stamp]:
            return digest
        with unchanged(path, Quiet()) as seen:
            self.remember(path, seen.stamp, seen.sha256)
        return seen.sha256

    def remember(self, path: Path, stamp: Stamp | None, sha256: str) -> None:
        """Keep the hash of a file that has this stamp, where it is large and has one."""
        if stamp is None or stamp.size < LEAST:
            return
        known = self._known()
        known.pop(_name(path), None)
        known[_name(path)] = ([*stamp], sha256)
        # Whoever may only read here hashes again next time.
        with suppress(OSError):
            write_durably(self.folder / FILE, json.dumps(dict([*known.items()][-MOST:])))

    def _known(self) -> Known:
        try:
            told = json.loads((self.folder / FILE).read_text(encoding="utf-8"))
            return {path: (list(stamp), str(digest)) for path, (stamp, digest) in told.items()}
        except (OSError, ValueError, AttributeError, TypeError):
            return {}


def _name(path: Path) -> str:
    return str(path.resolve())
