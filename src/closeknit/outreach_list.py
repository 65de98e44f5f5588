"""A list of whom to turn to as it is written: a line or card each, to be filled in, and what to say of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from closeknit.answers import wording
from closeknit.briefings.outreach import Approach
from closeknit.desk.asked import NEVER, QUARTER
from closeknit.export.tables import ADDRESS_BOOK, write_table
from closeknit.reports.vcards import ADDRESS

if TYPE_CHECKING:
    from closeknit.desk.tables import Asked

COLUMNS = (
    *("name", "organization", "e-mail", "through", "opening", "from", "read from"),
    *("asked on", "what came back", "do not ask again before", "list", "key"),
)
NOT_ASKED, NEVER_AGAIN = "no", "never"
"""What is filled in for somebody who was not asked after all, and who is not to be asked again."""

FILLED_IN = (
    "Write into “asked on” the day, x, or no; into “what came back” what you like; and load the file.",
    "Change “do not ask again before” where somebody wants it later, or never. Leave “list” and “key” alone.",
)


@dataclass(frozen=True)
class Outreach:
    """A list that was made: its name, a row each (COLUMNS), the people on it, and what to say of it."""

    name: str
    table: pa.Table
    people: tuple[Approach, ...]
    notes: tuple[str, ...]

    def write(self, to: Path | str) -> str:
        """Write it as .csv, .jsonl or .parquet to be filled in, or as cards (.vcf); says how many.

        Raises:
            UnknownQuestion: the file's name has another ending.
            Unreadable: the place cannot be written.
        """
        to = Path(to)
        table = self._cards() if to.suffix == ADDRESS_BOOK else self.table
        return write_table(table, "outreach", to).strip()

    def how(self, to: Path) -> tuple[str, ...]:
        """How to tell what came back of the list that was written to this file."""
        if not self.people:
            return ()
        if to.suffix == ".csv":
            return FILLED_IN
        return ("To say what came back, write the same list to a .csv file, fill it in and load it.",)

    def _cards(self) -> pa.Table:
        """The columns that address books take, with through whom and the opening as a note."""
        rows = [
            {
                "party_id": one.party_id,
                "name": one.name,
                "organization": one.organization,
                "email": one.email,
                "standing": self.name,
                "do_not_contact": "yes" if one.refused else "",
                "note": " ".join(
                    part for part in (_through(one), one.opening.words, _asked_before(row)) if part
                ),
                **dict.fromkeys(ADDRESS, ""),
            }
            for one, row in zip(self.people, self.table.to_pylist(), strict=True)
        ]
        texts = [(name, pa.string()) for name in CARD_COLUMNS]
        return pa.Table.from_pylist(rows, pa.schema([("party_id", pa.int64()), *texts]))


CARD_COLUMNS = ("name", "organization", "email", "standing", "do_not_contact", "note", *ADDRESS)


def _through(one: Approach) -> str:
    return f"Through {one.through}." if one.through else ""


def _asked_before(row: Mapping[str, str]) -> str:
    """When somebody was asked, what came back, and when not to ask them again, as a card says it."""
    if not row["asked on"]:
        return ""
    came = f": {row['what came back'].rstrip('.')}." if row["what came back"] else "."
    if row["asked on"] == NOT_ASKED:
        return f"Not asked after all{came}"
    free = row["do not ask again before"]
    wait = "Never ask again." if free == NEVER_AGAIN else f"Do not ask again before {free}."
    return f"Asked on {row['asked on']}{came} {wait}"


def table_of(
    name: str, people: Sequence[Approach], mine: Mapping[int, Asked], free: Mapping[int, date], day: date
) -> pa.Table:
    """A line each, with what came back so far. free: from when everybody on some list may be asked again."""
    later = day + timedelta(days=QUARTER)
    rows = [
        (
            one.name, one.organization, one.email, one.through, one.opening.words, one.opening.day,
            one.opening.source, *_so_far(mine.get(one.party_id)),
            _again(one, free.get(one.party_id, later)), name, key_of(one, mine),
        )
        for one in people
    ]  # fmt: skip
    columns = zip(*rows, strict=True) if rows else ([] for _ in COLUMNS)
    typed = (pa.date32() if column == "from" else pa.string() for column in COLUMNS)
    return pa.table(
        {column: pa.array(values, kind) for column, values, kind in zip(COLUMNS, columns, typed, strict=True)}
    )


def _so_far(row: Asked | None) -> tuple[str, str]:
    """When somebody was asked, and what came back, as they were filled in."""
    if row is None or not (row.asked_on or row.answer):
        return "", ""
    return row.asked_on.isoformat() if row.asked_on else NOT_ASKED, row.answer


def _again(one: Approach, free: date) -> str:
    return NEVER_AGAIN if one.refused or free == NEVER else free.isoformat()


def notes_of(people: Sequence[Approach], left: Mapping[str, int], listed: int) -> list[str]:
    """What to say of a list. listed: how many are on it as it is kept, those asked already too."""
    own = sum(1 for one in people if one.opening.words.startswith("On "))
    now = "" if listed == len(people) else f" {len(people):,} of them to ask now,"
    said = [f"{wording.count(listed, 'person', 'people')} on the list,{now} {own:,} with words of their own."]
    said += [f"{n:,} left out: {reason}." for reason, n in left.items() if n]
    cold = sum(1 for one in people if not one.through)
    return [*said, *([f"{cold:,} whom nobody of us knows yet."] if cold else [])]


def told_back(
    people: Sequence[Approach], mine: Mapping[int, Asked], free: Mapping[int, date], day: date
) -> list[str]:
    """How many were asked, how many came back, and how many are not to be asked again, or not contacted."""
    asked = [one for one in people if mine[one.party_id].asked_on is not None]
    back = sum(bool(mine[one.party_id].answer) for one in people)
    wait = sum(free.get(one.party_id, day) > day for one in asked)
    refused = sum(one.refused for one in people)
    said = [f"{len(asked):,} asked, {back:,} came back, {wait:,} not to be asked again yet."]
    return [*said, *([f"{refused:,} who must not be contacted any more."] if refused else [])]


def key_of(one: Approach, mine: Mapping[int, Asked]) -> str:
    """The key that somebody is on the list by, so that what came back is found."""
    return mine[one.party_id].key if one.party_id in mine else one.key
