"""What a backup holds, file by file: the list that makes copying checkable.

`manifest.json` in a backup's folder. `backup` writes it, `restore` believes nothing that differs from it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from closeknit.errors import BackupError

MANIFEST = "manifest.json"
VERSION = 1
"""Form of backups. A newer one is refused."""
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Kept:
    """A file of a backup: bytes, SHA-256 and, for a data file, its rows."""

    size: int
    sha256: str
    rows: int | None = None


@dataclass(frozen=True)
class Manifest:
    """What a backup holds."""

    business: str
    made_at: datetime
    closeknit: str
    """The version that made it."""
    format: int
    """Of the ledger in it."""
    imports: int
    """Files that were loaded and count."""
    lines: int
    """Lines of those files that were kept."""
    files: dict[str, Kept]
    """By path within the backup."""
    version: int = VERSION

    def rows(self) -> dict[str, int]:
        """Rows of each table."""
        rows: dict[str, int] = {}
        for path, kept in self.files.items():
            if kept.rows is not None:
                table = Path(path).parts[1]
                rows[table] = rows.get(table, 0) + kept.rows
        return rows

    def size(self) -> int:
        """Bytes of all files."""
        return sum(kept.size for kept in self.files.values())

    def to_json(self) -> str:
        """As text."""
        return json.dumps(asdict(self) | {"made_at": self.made_at.isoformat()}, indent=1, ensure_ascii=False)

    @staticmethod
    def read(backup: Path) -> Manifest:
        """The manifest of the backup in a folder.

        Raises:
            BackupError: it cannot be read, or a newer version made it.
        """
        file = backup / MANIFEST
        try:
            told = json.loads(file.read_text(encoding="utf-8"))
            version = int(told["version"])
            if version <= VERSION:
                files = {path: Kept(**kept) for path, kept in told.pop("files").items()}
                return Manifest(made_at=datetime.fromisoformat(told.pop("made_at")), files=files, **told)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise BackupError(
                f"{file} cannot be read, so nobody can tell what the backup held",
                remedy="Choose another backup.",
                about=str(file),
            ) from error
        raise BackupError(
            f"{backup} was made by a newer Closeknit ({told['closeknit']})",
            remedy="Install it: pip install --upgrade closeknit",
            about=str(backup),
        )


def copied(source: Path, target: Path) -> Kept:
    """Copy a file; gives size and hash of the bytes that were read."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size = sha256(), 0
    with source.open("rb") as reading, target.open("xb") as writing:
        while block := reading.read(_BLOCK):
            digest.update(block)
            writing.write(block)
            size += len(block)
    return Kept(size, digest.hexdigest())
