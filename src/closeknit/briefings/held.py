"""Everything we hold on somebody: every line that names them, what they are known by, every decision.

Of a customer that is all of the organization and of the people known there; of a person, what names them.
Which lines name a key is known to what was loaded; it comes in as functions.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from closeknit.answers import Subject
from closeknit.briefings.why import Origins
from closeknit.identity.wording import spoken_key
from closeknit.lenses.naming import Meant, people_at
from closeknit.lenses.people import names
from closeknit.lenses.seam import Question

Naming = Callable[[Sequence[str]], list[int]]
"""From keys to the ids of all records that name one of them."""


@dataclass(frozen=True)
class Line:
    """A line of a file that names them, as it was read."""

    record_id: int
    source: str
    """Source and stream, such as xero/invoices."""
    file: str
    row: int | None
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Decided:
    """Something a person decided that names them."""

    decision_id: str
    kind: str
    value: str
    by: str
    at: datetime
    holds: bool


@dataclass(frozen=True)
class Held:
    """What is held on a customer with its people, or on a person."""

    subject: Subject
    of: tuple[Subject, ...]
    """Whom it is about: themselves first."""
    known_as: tuple[tuple[str, str], ...]
    """Identifier as people say it, and whose it is."""
    lines: tuple[Line, ...]
    decided: tuple[Decided, ...]

    def by_source(self) -> list[tuple[str, int]]:
        """Source and stream, and how many lines of it; the most first."""
        counts: dict[str, int] = {}
        for line in self.lines:
            counts[line.source] = counts.get(line.source, 0) + 1
        return sorted(counts.items(), key=lambda c: (-c[1], c[0]))


def held(
    question: Question,
    who: Meant,
    naming: Naming,
    origins: Origins,
    decisions: tuple[Sequence[Mapping[str, Any]], Collection[str]],
) -> Held:
    """Everything held on them; `decisions` are rows of the ledger and the numbers of those taken back."""
    number = who.subject.party_id
    at_a_firm = who.account_id not in (0, number)
    about = [number, *([] if at_a_firm else sorted(set(people_at(question, number)) - {number}))]
    keys = question.tables["keys"]
    mine = question.collect(keys.filter(keys.party_id.isin(about)).select("key", "party_id")).to_pylist()
    named = names(question, about)
    records = naming([row["key"] for row in mine])
    return Held(
        subject=who.subject,
        of=tuple(named.subject(n) for n in about),
        known_as=tuple(sorted((spoken_key(r["key"]), named.subject(r["party_id"]).name) for r in mine)),
        lines=_lines(origins(records)) if records else (),
        decided=_decided(*decisions, {row["key"] for row in mine}),
    )


def _lines(found: pa.Table) -> tuple[Line, ...]:
    rows = sorted(found.to_pylist(), key=lambda r: (r["stream_id"], r["file"] or "", r["ordinal"] or 0))
    return tuple(
        Line(
            row["record_id"],
            row["stream_id"],
            row["file"] or "",
            row["ordinal"],
            tuple((n, text) for n, text in zip(row["names"] or (), row["raw"] or (), strict=False) if text),
        )
        for row in rows
    )


def _decided(
    rows: Sequence[Mapping[str, Any]], gone: Collection[str], keys: Collection[str]
) -> tuple[Decided, ...]:
    return tuple(
        Decided(
            row["decision_id"],
            row["kind"],
            row["value"] or "",
            row["by"] or "",
            row["at"],
            row["decision_id"] not in gone,
        )
        for row in rows
        if set(keys) & {*(row["keys_a"] or ()), *(row["keys_b"] or ())}
    )
