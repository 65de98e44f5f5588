"""From an answer about people to a list of whom to turn to: through whom, with which words, when not.

A list is written to a file and kept on the desk, so that nobody is asked twice a quarter, on whichever list.
Nothing is sent. What came back is read from the filled-in list when it is loaded (`reviews.asked`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from closeknit.answers import Answer, wording
from closeknit.briefings.outreach import Approach, approaches
from closeknit.desk.asked import QUARTER, everybody_asked, put_on_list
from closeknit.errors import UnknownQuestion
from closeknit.export.tables import ADDRESS_BOOK, write_table
from closeknit.finding import meant_by
from closeknit.lenses.seam import lenses
from closeknit.reports.vcards import ADDRESS

if TYPE_CHECKING:
    from closeknit.asking import AskedFolder
    from closeknit.desk.tables import Asked
    from closeknit.questions.tree import Said

COLUMNS = (
    *("name", "organization", "e-mail", "through", "opening", "from"),
    *("asked on", "what came back", "do not ask again before", "list", "key"),
)
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
        return write_table(self._cards() if to.suffix == ADDRESS_BOOK else self.table, "outreach", to).strip()

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
                "do_not_contact": "",
                "note": " ".join(part for part in (_through(one), one.opening) if part),
                **dict.fromkeys(ADDRESS, ""),
            }
            for one in self.people
        ]
        texts = [(name, pa.string()) for name in CARD_COLUMNS]
        return pa.Table.from_pylist(rows, pa.schema([("party_id", pa.int64()), *texts]))


CARD_COLUMNS = ("name", "organization", "email", "standing", "do_not_contact", "note", *ADDRESS)


def _through(one: Approach) -> str:
    return f"Through {one.through}." if one.through else ""


def make(business: AskedFolder, name: str, of: str | Answer) -> Outreach:
    """A list of whom an answer, a sentence, a segment or a question by its name is about, as of today.

    Made again under its name, it holds who was not asked yet, and who is new.

    Raises:
        UnknownQuestion: no name, or nobody to turn to is meant.
        NotUnderstood: no sentence of the language.
    """
    name = " ".join(name.split())
    if not name:
        raise UnknownQuestion(
            "a list needs a name", remedy='Such as: closeknit outreach spring "people who …"'
        )
    day, _ = business.asked_day(None)
    found = approaches(business.plain_question(None), *_whom(business, of, day))
    before = everybody_asked(business.desk)
    numbers = business.ids_of(sorted({row.key for row in before}))
    mine = {numbers.get(row.key, 0): row for row in before if row.list_name == name}
    done = {who for who, row in mine.items() if row.asked_on is not None}
    resting = {
        numbers.get(row.key, 0)
        for row in before
        if row.list_name != name and row.again_from is not None and row.again_from > day
    }
    kept = tuple(one for one in found.people if one.party_id not in done | resting)
    put_on_list(business.desk, name, {one.key: one.through for one in kept if one.party_id not in mine}, day)
    left = {
        **found.left_out,
        "asked already on this list": sum(1 for one in found.people if one.party_id in done),
        f"on another list within a quarter ({QUARTER} days), or not to be asked again yet": sum(
            1 for one in found.people if one.party_id in resting - done
        ),
    }
    return Outreach(name, _table(name, kept, mine, day), kept, tuple(_notes(kept, left)))


def _whom(business: AskedFolder, of: str | Answer, day: date) -> tuple[Sequence[int], tuple[Said, ...]]:
    """Numbers of the people and customers that somebody means, in order, and the stances asked for."""
    if isinstance(of, str) and of.strip().casefold() in lenses():
        of = business.ask(of.strip().casefold()).answer
    if isinstance(of, Answer):
        return _of_answer(of), ()
    meant = meant_by(business, of, day)
    return meant.ids if not meant.cases else business.accounts_of(True, meant.ids), meant.said


def _of_answer(answer: Answer) -> list[int]:
    """Whom an answer names: all in the table of a sentence's answer, else those of its findings."""
    if answer.lens == "find" and answer.tables and "party_id" in answer.tables[0].data.column_names:
        found: list[int] = answer.tables[0].data["party_id"].to_pylist()
        return found
    return [subject.party_id for finding in answer.findings for subject in finding.subjects]


def _table(name: str, people: Sequence[Approach], mine: dict[int, Asked], day: date) -> pa.Table:
    rows = [
        (
            one.name, one.organization, one.email, one.through, one.opening, one.opening_day,
            "", "", _again(mine.get(one.party_id), day), name, one.key,
        )
        for one in people
    ]  # fmt: skip
    days = {"from", "do not ask again before"}
    columns = zip(*rows, strict=True) if rows else ([] for _ in COLUMNS)
    typed = (pa.date32() if column in days else pa.string() for column in COLUMNS)
    return pa.table(
        {column: pa.array(values, kind) for column, values, kind in zip(COLUMNS, columns, typed, strict=True)}
    )


def _again(row: Asked | None, day: date) -> date:
    return (row.again_from if row else None) or day + timedelta(days=QUARTER)


def _notes(people: Sequence[Approach], left: dict[str, int]) -> list[str]:
    own = sum(1 for one in people if one.opening.startswith("On "))
    said = [f"{wording.count(len(people), 'person', 'people')} on the list, {own:,} with words of their own."]
    said += [f"{n:,} not on it: {reason}." for reason, n in left.items() if n]
    cold = sum(1 for one in people if not one.through)
    return [*said, *([f"{cold:,} whom nobody of us knows yet."] if cold else [])]


def lists(business: AskedFolder) -> list[str]:
    """A line for each list there is: how many were put on it, asked, answered."""
    if not business.has_desk():
        return []
    found: dict[str, list[Asked]] = {}
    for row in everybody_asked(business.desk):
        found.setdefault(row.list_name, []).append(row)
    return [_list_line(name, rows) for name, rows in found.items()]


def _list_line(name: str, rows: Sequence[Asked]) -> str:
    asked, back = sum(row.asked_on is not None for row in rows), sum(bool(row.answer) for row in rows)
    since = wording.day_text(rows[0].listed_on)
    return f"{name}: {len(rows):,} on it since {since}, {asked:,} asked, {back:,} came back"
