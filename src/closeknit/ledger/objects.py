"""An object store: names with bytes, put once, read and listed. What lies in it is not known here.

Who may reach it stands in the variables that all such programs read (AWS_ACCESS_KEY_ID,
AWS_SECRET_ACCESS_KEY, AWS_REGION, AWS_ENDPOINT_URL), never in the settings.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from closeknit.errors import StoreError

GET_IT = "Install what it takes: pip install 'closeknit[s3]'"
CHECK = "Check the address, the network, and the keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
RESTORE = "Restore your newest backup: closeknit restore BACKUP --to NEWDIR"
SWEPT_FROM = 25
"""States of a business in a store from which on those that were replaced are removed."""
_CLOCK = "clock"
_WORDS = 200
"""Letters of what the library says that are shown."""


@dataclass(frozen=True)
class Held:
    """An object as it was read: its bytes, and when it was put, by the store's clock."""

    content: bytes
    at: datetime


class Objects:
    """What lies at an address such as s3://bucket/folder; names are relative to it.

    Every call may raise StoreError: the store does not answer, or refuses.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self._store = _opened(address)

    def put(self, name: str, content: bytes | Path) -> None:
        """Put bytes or a file under a name, whatever was there."""
        import obstore

        with self._asking():
            obstore.put(self._store, name, content)

    def put_new(self, name: str, content: bytes) -> bool:
        """Put bytes under a name that nobody has taken; False when somebody has."""
        import obstore
        from obstore.exceptions import AlreadyExistsError

        with self._asking():
            try:
                obstore.put(self._store, name, content, mode="create")
            except AlreadyExistsError:
                return False
        return True

    def get(self, name: str) -> Held | None:
        """What lies under a name; None when nothing does."""
        import obstore

        with self._asking():
            try:
                found = obstore.get(self._store, name)
            except FileNotFoundError:
                return None
            return Held(bytes(found.bytes()), found.meta["last_modified"])

    def now(self) -> datetime:
        """What time it is where the times of all objects come from; the clocks of machines may be wrong."""
        self.put(_CLOCK, b"")
        held = self.get(_CLOCK)
        if held is None:
            raise StoreError(
                f"{self.address} does not keep what is put there", remedy=CHECK, about=self.address
            )
        return held.at

    def told(self, name: str) -> dict[str, Any] | None:
        """The JSON under a name, whose `files` are paths inside a folder; None when nothing lies there."""
        held = self.get(name)
        if held is None:
            return None
        try:
            told: dict[str, Any] = json.loads(held.content)
            paths = [PurePosixPath(path) for path in told["files"]]
        except (ValueError, KeyError, TypeError):
            paths = [PurePosixPath("..")]
        if any(path.is_absolute() or ".." in path.parts for path in paths):
            raise StoreError(
                f"{self.address}/{name} is not what Closeknit writes", remedy=RESTORE, about=self.address
            )
        return told

    def fetch_whole(self, name: str, file: Path, told: str) -> None:
        """Write what lies under a name into a file, that is then on the disk whole.

        `told` is the beginning of the hash of its bytes; StoreError when they have another, or are gone.
        """
        import obstore

        fresh, digest = file.with_name(f".{file.name}.new"), sha256()
        with self._asking():
            try:
                found = obstore.get(self._store, name)
            except FileNotFoundError as error:
                raise StoreError(
                    f"{self.address}/{name} is gone", remedy=RESTORE, about=self.address
                ) from error
        with self._asking(), fresh.open("wb") as out:
            for piece in found.stream():
                out.write(piece)
                digest.update(piece)
            out.flush()
            os.fsync(out.fileno())
        if not digest.hexdigest().startswith(told):
            fresh.unlink()
            raise StoreError(
                f"{self.address}/{name} is not what was written: its bytes have changed",
                remedy=RESTORE,
                about=self.address,
            )
        fresh.replace(file)

    def names(self, folder: str, *, after: str = "") -> list[str]:
        """Names under a folder, sorted; those after one alone where it is given."""
        import obstore

        with self._asking():
            found = obstore.list(self._store, folder, offset=after or None)
            return sorted(one["path"] for some in found for one in some)

    def sweep(self, folder: str, kept: Set[str], before: datetime) -> None:
        """Remove what was put under a folder before a time of the store's clock, but these names."""
        import obstore

        with self._asking():
            found = [one for some in obstore.list(self._store, folder) for one in some]
            gone = [o["path"] for o in found if o["path"] not in kept and o["last_modified"] < before]
            if gone:
                obstore.delete(self._store, gone)

    def delete(self, names: Sequence[str]) -> None:
        """Have nothing under these names."""
        import obstore

        with self._asking():
            obstore.delete(self._store, list(names))

    @contextmanager
    def _asking(self) -> Iterator[None]:
        from obstore.exceptions import BaseError

        try:
            yield
        except (BaseError, FileNotFoundError) as error:
            said = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise StoreError(
                f"{self.address} cannot be read or written: {said[:_WORDS]}",
                remedy=CHECK,
                about=self.address,
            ) from error


def _opened(address: str) -> Any:
    try:
        from obstore.exceptions import BaseError
        from obstore.store import from_url
    except ImportError as error:
        raise StoreError(
            f"{address} cannot be reached: obstore is not installed", remedy=GET_IT, about=address
        ) from error
    retrying: dict[str, Any] = {"retry_config": {"max_retries": 4}}
    more: dict[str, Any] = {"mkdir": True} if urlsplit(address).scheme == "file" else retrying
    try:
        return from_url(address, **more)
    except (BaseError, OSError, ValueError) as error:
        raise StoreError(f"{address} is no address: {error}", remedy=CHECK, about=address) from error
