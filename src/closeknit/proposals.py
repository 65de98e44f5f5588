"""Proposed mappings saved in a business folder, for a person to look over before files are read by them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from closeknit.ledger.report import LoadReport
from closeknit.sources.mappings.library import mapping_from_text, read_mapping
from closeknit.sources.mappings.mapping import Recognise
from closeknit.workspace import Workspace


@dataclass(frozen=True)
class Saved:
    """A mapping that was written, and the file it was proposed for."""

    path: Path
    file: str
    stream_id: str


def save_proposals(workspace: Workspace, report: LoadReport) -> list[Saved]:
    """Write the mappings proposed for tables that nobody knew to `mappings`; what is there stays.

    Files of one name but for dates and numbers, with the same columns, are one stream and get one mapping.
    """
    own = {file.stem: read_mapping(file, within=workspace.folder).stream for file in workspace.own_mappings}
    taken = {*own, *own.values()}
    done: list[tuple[str, tuple[Recognise, ...]]] = []
    saved = []
    for missed in report.not_understood:
        if not missed.proposal:
            continue
        mapping = mapping_from_text(missed.proposal, file=missed.file)
        if (mapping.stream, mapping.recognise) in done:
            continue
        done.append((mapping.stream, mapping.recognise))
        stream = _free(mapping.stream, taken)
        taken.add(stream)
        path = workspace.mappings / f"{stream}.toml"
        path.parent.mkdir(exist_ok=True)
        named = missed.proposal.replace(f'stream = "{mapping.stream}"', f'stream = "{stream}"', 1)
        path.write_text(named, encoding="utf-8")
        saved.append(Saved(path, missed.file, f"{mapping.source}/{stream}"))
    return saved


def _free(word: str, taken: Collection[str]) -> str:
    """The word, or the first of word-2, word-3 … that nobody uses."""
    free, n = word, 1
    while free in taken:
        n += 1
        free = f"{word}-{n}"
    return free
