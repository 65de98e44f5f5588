"""Everything we hold on somebody, as plain values and as rows: one for every cell of every line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from closeknit.briefings.held import Held
from closeknit.reports.jsonform import subject_json

COLUMNS = ("source", "file", "row", "column", "value")


def held_json(held: Held) -> dict[str, Any]:
    """All of it as plain values."""
    return {
        "version": 1,
        "subject": subject_json(held.subject),
        "of": [subject_json(one) for one in held.of],
        "known_as": [{"known_as": said, "whose": whose} for said, whose in held.known_as],
        "lines": [
            {"source": one.source, "file": one.file, "row": one.row, "cells": dict(one.cells)}
            for one in held.lines
        ],
        "decided": [
            {
                "id": one.decision_id,
                "kind": one.kind,
                "value": one.value,
                "by": one.by,
                "at": one.at.isoformat(),
                "holds": one.holds,
            }
            for one in held.decided
        ],
    }


def held_rows(held: Held) -> tuple[tuple[str, ...], Iterator[tuple[object, ...]]]:
    """Names of columns and rows, for CSV."""
    return COLUMNS, (
        (line.source, line.file, line.row, name, text) for line in held.lines for name, text in line.cells
    )
