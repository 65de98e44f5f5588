"""Answers kept on disk, so that an unchanged question is not computed twice and `why` works later.

One file an answer, named by its cache key. A file that cannot be read any more is as good as none:
answers can always be asked again.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa

from closeknit.answers.values import Action, Answer, Finding

MOST = 200
"""How many answers are kept; the oldest go first."""


def keep(answer: Answer, folder: Path) -> None:
    """Keep an answer under its cache key, where there is room for it."""
    text = msgspec.json.encode(answer, enc_hook=_encode)
    draft = folder / f"{answer.cache_key}.draft"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft.write_bytes(text)
        draft.replace(folder / f"{answer.cache_key}.json")
    except OSError:
        # On a full disk, or in a folder one may only read, an answer is still an answer.
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        return
    for old in _newest_first(folder)[MOST:]:
        old.unlink(missing_ok=True)


def kept(cache_key: str, folder: Path) -> Answer | None:
    """The answer kept under that key, or None."""
    return _read(folder / f"{cache_key}.json")


def finding_kept(finding_id: str, folder: Path) -> tuple[Answer, Finding] | None:
    """The newest kept answer that holds a finding of that id, with the finding."""
    for answer in _answers(folder):
        for finding in answer.findings:
            if finding.id == finding_id:
                return answer, finding
    return None


def actions_kept(key: str, folder: Path) -> Iterator[Action]:
    """What the answers kept say to do about the customer of that key, newest answers first."""
    for answer in _answers(folder):
        yield from (action for action in answer.actions if action.subject.key == key)


def finding_ids(folder: Path) -> list[str]:
    """Ids of all findings kept, newest answers first."""
    return [finding.id for answer in _answers(folder) for finding in answer.findings]


def _answers(folder: Path) -> Iterator[Answer]:
    for file in _newest_first(folder):
        answer = _read(file)
        if answer is not None:
            yield answer


def _newest_first(folder: Path) -> list[Path]:
    found = [(f.stat().st_mtime_ns, f) for f in folder.glob("*.json")]
    return [f for _, f in sorted(found, reverse=True)]


def _read(file: Path) -> Answer | None:
    try:
        return msgspec.json.decode(file.read_bytes(), type=Answer, dec_hook=_decode)
    except (OSError, msgspec.MsgspecError):
        return None


def _encode(value: Any) -> Any:
    if isinstance(value, pa.Table):
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, value.schema) as writer:
            writer.write_table(value)
        return base64.b64encode(sink.getvalue()).decode()
    raise NotImplementedError(f"an answer cannot hold a {type(value).__name__}")


def _decode(kind: type, value: Any) -> Any:
    if kind is pa.Table:
        return pa.ipc.open_stream(base64.b64decode(value)).read_all()
    raise NotImplementedError(f"an answer cannot hold a {kind.__name__}")
