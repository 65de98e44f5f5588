"""The mapping that a stream of files is read by, to be looked at and mended in place."""

from __future__ import annotations

from pathlib import Path

from closeknit.errors import MappingError
from closeknit.ledger.durable import write_durably
from closeknit.sources.mappings.library import known_mappings, mapping_from_text, read_mapping
from closeknit.sources.mappings.mapping import Mapping
from closeknit.workspace import Workspace

LONGEST = 100_000
"""Characters of a mapping: the longest of ours has a tenth of it."""


def mapping_of(workspace: Workspace, stream_id: str) -> Mapping:
    """The mapping in the folder that describes a stream, else the one that comes with Closeknit.

    Raises:
        MappingError: there is none.
    """
    own = _own(workspace, stream_id)
    found = read_mapping(own) if own else known_mappings().get(stream_id)
    if found is None:
        raise MappingError(
            f'no mapping here describes "{stream_id}"',
            remedy="Lines read by a mapping that lies elsewhere (--as) are mended there.",
            about=stream_id,
        )
    return found


def keep_mended(workspace: Workspace, stream_id: str, text: str) -> Path:
    """Write a mended text in place of the folder's mapping of a stream, or as a new one before one of ours.

    Raises:
        MappingError: it cannot be read as a mapping of that stream; nothing was written.
    """
    if len(text) > LONGEST:
        raise MappingError(f"this mapping has {len(text):,} characters; at most {LONGEST:,} are taken")
    text = text.replace("\r\n", "\n").strip() + "\n"
    mapping = mapping_from_text(text, file="this mapping")
    if mapping.stream_id != stream_id:
        raise MappingError(
            f'this mapping describes "{mapping.stream_id}", and the lines are of "{stream_id}"',
            remedy="Leave source and stream as they were.",
            about=stream_id,
        )
    path = _own(workspace, stream_id) or _free(workspace, stream_id.replace("/", "-"))
    path.parent.mkdir(exist_ok=True)
    write_durably(path, text)
    return path


def _own(workspace: Workspace, stream_id: str) -> Path | None:
    """The file in the folder that describes a stream."""
    return next((p for p in workspace.own_mappings if read_mapping(p).stream_id == stream_id), None)


def _free(workspace: Workspace, word: str) -> Path:
    """A file of that name, with a number where the name is taken."""
    taken, name, n = {file.stem for file in workspace.own_mappings}, word, 1
    while name in taken:
        n += 1
        name = f"{word}-{n}"
    return workspace.mappings / f"{name}.toml"
