"""Answers kept on disk, so that an unchanged question is not computed twice and `why` works later.

One file an answer, named by its cache key, which begins with the question it answers. It is MessagePack, not
JSON: tables are bytes in it, and there may be a hundred thousand rows. A file that cannot be read any more is
as good as none: answers can always be asked again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pyarrow as pa

from closeknit.answers.finding_ids import is_finding_id
from closeknit.answers.values import Action, Answer, Finding

T = TypeVar("T")

MOST = 200
"""How many answers are kept; the oldest go first."""

ENDING = ".msgpack"
"""How files of answers end."""


class _Findings(msgspec.Struct):
    """An answer, of which only its findings are read."""

    findings: tuple[Finding, ...] = ()


class _Actions(msgspec.Struct):
    """An answer, of which only its actions are read."""

    actions: tuple[Action, ...] = ()


def keep(answer: Answer, folder: Path) -> None:
    """Keep an answer under its cache key, where there is room for it."""
    found = msgspec.msgpack.encode(answer, enc_hook=_encode)
    draft = folder / f"{answer.cache_key}.draft"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft.write_bytes(found)
        draft.replace(folder / f"{answer.cache_key}{ENDING}")
    except OSError:
        # On a full disk, or in a folder one may only read, an answer is still an answer.
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        return
    for old in _newest_first(folder)[MOST:]:
        old.unlink(missing_ok=True)


def kept(cache_key: str, folder: Path) -> Answer | None:
    """The answer kept under that key, or None."""
    return _read(folder / f"{cache_key}{ENDING}", Answer)


def finding_kept(finding_id: str, folder: Path) -> tuple[Answer, Finding] | None:
    """The newest kept answer that holds a finding of that id, with the finding."""
    if not is_finding_id(finding_id):
        return None
    question, _, _ = finding_id.partition("-")
    for file in _newest_first(folder, question):
        said = _read(file, _Findings)
        found = next((one for one in said.findings if one.id == finding_id), None) if said else None
        if found is not None and (answer := _read(file, Answer)) is not None:
            return answer, found
    return None


def actions_kept(key: str, folder: Path) -> Iterator[Action]:
    """What the answers kept say to do about the customer of that key, newest answers first."""
    for file in _newest_first(folder):
        said = _read(file, _Actions)
        yield from (action for action in said.actions if action.subject.key == key) if said else ()


def _newest_first(folder: Path, question: str = "") -> list[Path]:
    """The answers kept, to one question alone if it is named."""
    named = f"{question}-*{ENDING}" if question else f"*{ENDING}"
    found = []
    for file in folder.glob(named):
        with suppress(FileNotFoundError):  # another process has thrown it away since
            found.append((file.stat().st_mtime_ns, file))
    return [f for _, f in sorted(found, reverse=True)]


def _read(file: Path, what: type[T]) -> T | None:
    try:
        return msgspec.msgpack.decode(file.read_bytes(), type=what, dec_hook=_decode)
    except (OSError, msgspec.MsgspecError):
        return None


def _encode(value: Any) -> Any:
    if isinstance(value, pa.Table):
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, value.schema) as writer:
            writer.write_table(value)
        return memoryview(sink.getvalue())
    raise NotImplementedError(f"an answer cannot hold a {type(value).__name__}")


def _decode(kind: type, value: Any) -> Any:
    if kind is pa.Table:
        return pa.ipc.open_stream(value).read_all()
    raise NotImplementedError(f"an answer cannot hold a {kind.__name__}")
