"""The mapping that a stream of files is read by, to be looked at and mended in place.

What stops loads is mended by the name of its file: one that cannot be read may name no stream, and of two
that describe one stream the name of the stream finds but one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import Lock

from closeknit.errors import MappingError
from closeknit.ledger.durable import write_durably
from closeknit.ledger.finish import title_of
from closeknit.sources.mappings.library import both_describe, known_mappings, mapping_from_text, read_mapping
from closeknit.workspace import Workspace

LONGEST = 100_000
"""Characters of a mapping: the longest of ours has a tenth of it."""

_NAMED = re.compile(r"""^\s*(source|stream)\s*=\s*["']?([\w-]+)""", re.MULTILINE)
_KEEPING = Lock()
"""Held from looking whether a text is still the one that was read until another is in its place."""


@dataclass(frozen=True)
class Written:
    """How the files of a stream are read, as it is written; that may be amiss."""

    stream_id: str
    text: str
    title: str
    problem: MappingError | None = None
    file: str = ""
    """Its name among the folder's mappings; none for one that comes with Closeknit."""

    @property
    def mark(self) -> str:
        """What tells this text from others."""
        return _mark(self.text)


def mapping_of(workspace: Workspace, stream_id: str) -> Written:
    """The mapping in the folder that describes a stream, else the one that comes with Closeknit.

    Where there is none, an empty text and that as its problem.
    """
    own, known = _own(workspace, stream_id), known_mappings().get(stream_id)
    if own is not None:
        try:
            mapping = read_mapping(own, within=workspace.folder)
        except MappingError as problem:
            return _amiss(own, problem)
        return Written(stream_id, mapping.text, title_of(mapping), file=own.name)
    if known is not None:
        return Written(stream_id, known.text, title_of(known))
    missing = MappingError(
        f'no mapping here describes "{stream_id}"',
        remedy="Lines read by a mapping that lies elsewhere (--as) are mended there.",
        about=stream_id,
    )
    return Written(stream_id, "", stream_id, missing)


def mapping_in(workspace: Workspace, file: str) -> Written:
    """The mapping in the folder's file of that name.

    Where there is none, an empty text and that as its problem.
    """
    streams = _streams(workspace)
    for path in workspace.own_mappings:
        if path.name == file:
            return _written(workspace, path, streams)
    missing = MappingError(
        f'there is no mapping "{file[:100]}" in this folder',
        remedy="It may have been renamed or taken out; Data shows those that are to be mended.",
        about=file[:100],
    )
    return Written("", "", file[:100], missing)


def stopping(workspace: Workspace) -> list[Written]:
    """The folder's mappings that stop loads: that cannot be read, or describe what another one describes."""
    streams = _streams(workspace)
    found = (_written(workspace, path, streams) for path in workspace.own_mappings)
    return [one for one in found if one.problem is not None]


def _written(workspace: Workspace, path: Path, streams: Mapping[Path, str]) -> Written:
    """One of the folder's mappings with what is amiss with it, also beside the others."""
    try:
        mapping = read_mapping(path, within=workspace.folder)
    except MappingError as problem:
        return _amiss(path, problem)
    clash = _clash(workspace, path, mapping.stream_id, streams)
    return Written(
        mapping.stream_id, mapping.text, path.name if clash else title_of(mapping), clash, path.name
    )


def _streams(workspace: Workspace) -> dict[Path, str]:
    """The streams that the folder's mappings describe, of those that can be read."""
    found = {}
    for path in workspace.own_mappings:
        with suppress(MappingError):
            found[path] = read_mapping(path).stream_id
    return found


def _clash(
    workspace: Workspace, path: Path, stream_id: str, streams: Mapping[Path, str]
) -> MappingError | None:
    """That another file describes the stream that one describes."""
    other = next((file for file, of in streams.items() if of == stream_id and file != path), None)
    return both_describe(stream_id, path, other, within=workspace.folder) if other else None


def keep_mended(workspace: Workspace, stream_id: str, text: str, *, read: str) -> Path:
    """Write a mended text in place of the folder's mapping of a stream, or as a new one before one of ours.

    read: the mark of the text that was mended.

    Raises:
        MappingError: it cannot be read as a mapping of that stream, or it is no longer the text that was
            mended; nothing was written.
    """
    text, said = _readable(text)
    _same_stream(said, stream_id)
    with _KEEPING:
        _unchanged(mapping_of(workspace, stream_id), read, text)
        return _put(workspace, _own(workspace, stream_id) or _free(workspace, stream_id), text)


def keep_mended_in(workspace: Workspace, file: str, text: str, *, read: str) -> Path:
    """Write a mended text into the folder's file of that name.

    One that stops loads may get another stream, but none that another file describes.

    Raises:
        MappingError: as for `keep_mended`, or there is no such file; nothing was written.
    """
    text, said = _readable(text)
    with _KEEPING:
        now = mapping_in(workspace, file)
        if now.problem is not None and not now.file:
            raise now.problem
        _unchanged(now, read, text)
        if now.problem is None:
            _same_stream(said, now.stream_id)
        path = workspace.mappings / now.file
        if clash := _clash(workspace, path, said, _streams(workspace)):
            raise clash
        return _put(workspace, path, text)


def _readable(text: str) -> tuple[str, str]:
    """A text as it is kept, and the stream that it describes."""
    if len(text) > LONGEST:
        raise MappingError(f"this mapping has {len(text):,} characters; at most {LONGEST:,} are taken")
    text = text.replace("\r\n", "\n").strip() + "\n"
    return text, mapping_from_text(text, file="this mapping").stream_id


def _same_stream(said: str, stream_id: str) -> None:
    if said != stream_id:
        raise MappingError(
            f'this mapping describes "{said}", and the lines are of "{stream_id}"',
            remedy="Leave source and stream as they were.",
            about=stream_id,
        )


def _unchanged(now: Written, read: str, text: str) -> None:
    # Who sends the same form twice has overwritten nobody.
    if now.mark not in (read, _mark(text)):
        raise MappingError(
            "this mapping was changed by somebody else while you changed it",
            remedy="Nothing is lost: bring the two texts together in yours, then keep it.",
            about=now.file or now.stream_id,
        )


def _put(workspace: Workspace, path: Path, text: str) -> Path:
    try:
        path.parent.mkdir(exist_ok=True)
        write_durably(path, text)
    except OSError as error:
        raise MappingError(
            f"{path.relative_to(workspace.folder)} cannot be written: {error.strerror}",
            remedy="See who may write there, and whether the disk is full; what was there still is.",
            about=path.name,
        ) from error
    return path


def _own(workspace: Workspace, stream_id: str) -> Path | None:
    """The file in the folder that describes a stream; else one that cannot be read but names it."""
    amiss = []
    for path in workspace.own_mappings:
        try:
            if read_mapping(path).stream_id == stream_id:
                return path
        except MappingError:
            amiss.append(path)
    return next((path for path in amiss if _named(_text(path)) == stream_id), None)


def _amiss(path: Path, problem: MappingError) -> Written:
    text = _text(path)
    return Written(_named(text), text, path.name, problem, path.name)


def _named(text: str) -> str:
    """The stream that a text seems to describe, by the first lines that name source and stream; else none."""
    first = dict(reversed(_NAMED.findall(text)))
    return "/".join(first[key] for key in ("source", "stream")) if len(first) == 2 else ""


def _text(path: Path) -> str:
    """What stands in a file, in whatever an editor wrote; nothing where it cannot be opened."""
    given = b""
    with suppress(OSError):
        given = path.read_bytes()
    try:
        return given.decode("utf-8-sig")
    except UnicodeDecodeError:
        return given.decode("cp1252", "replace")


def _mark(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def _free(workspace: Workspace, stream_id: str) -> Path:
    """A file named as a stream, with a number where the name is taken."""
    taken, word, n = {file.stem for file in workspace.own_mappings}, stream_id.replace("/", "-"), 1
    name = word
    while name in taken:
        n += 1
        name = f"{word}-{n}"
    return workspace.mappings / f"{name}.toml"
