"""From an answer about people to a list of whom to turn to: through whom, with which words, when not.

A list is written to a file and kept on the desk, so that nobody is asked twice a quarter, on whichever list.
Nothing is sent. What came back is read from the filled-in list when it is loaded (`reviews.asked`), and
stands on the list when it is written again by its name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from closeknit.answers import Answer, wording
from closeknit.briefings.outreach import Approach, approached, approaches
from closeknit.desk.asked import NEVER, QUARTER, Listed, everybody_asked, on_list, put_on_list
from closeknit.errors import UnknownQuestion
from closeknit.export.tables import ADDRESS_BOOK, write_table
from closeknit.finding import meant_by, stances_asked
from closeknit.lenses.seam import lenses
from closeknit.reports.vcards import ADDRESS

if TYPE_CHECKING:
    from closeknit.asking import AskedFolder
    from closeknit.desk.tables import Asked
    from closeknit.questions.tree import Said

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
                "do_not_contact": "yes" if one.refused else "",
                "note": " ".join(part for part in (_through(one), one.opening, _asked_before(row)) if part),
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


def make(business: AskedFolder, name: str, of: str | Answer) -> Outreach:
    """A list of whom an answer, a sentence, a segment or a question by its name is about, as of today.

    Made again under its name, of the same or of others, it holds who is new, and all on it not asked yet.

    Raises:
        UnknownQuestion: no name, one with a control character, or nobody to turn to is meant.
        NotUnderstood: no sentence of the language.
    """
    name = _as_kept(name)
    if not name:
        raise UnknownQuestion(
            "a list needs a name", remedy='Such as: closeknit outreach spring "people who …"'
        )
    day = business.asked_day(None).day
    before = everybody_asked(business.desk)
    numbers = business.ids_of(sorted({row.key for row in before}))
    mine = _by_person([row for row in before if row.list_name == name], numbers)
    ids, said = _whom(business, of, day)
    with business.passing():
        found = approaches(business.plain_question(None), [*ids, *_waiting(mine)], said)
    done = {who for who, row in mine.items() if row.asked_on is not None}
    resting = {
        numbers[row.key]: row
        for row in sorted(before, key=lambda row: row.asked_on is not None)
        if row.list_name != name and row.key in numbers and row.again_from is not None
        if row.again_from > day
    }
    free = [one for one in found.people if one.party_id not in {*done, *resting}]
    kept = _as_listed(free, mine, business.titles())
    put_on_list(business.desk, name, {_key(one, mine): _listed(one) for one in kept}, day)
    elsewhere = [resting[one.party_id] for one in found.people if one.party_id in resting.keys() - done]
    left = {
        **found.left_out,
        "asked already on this list": sum(1 for one in found.people if one.party_id in done),
        **_left_to_others(elsewhere),
    }
    table = _table(name, kept, mine, _free_from(before, numbers), day)
    listed = len(mine.keys() | {one.party_id for one in kept})
    return Outreach(name, table, kept, tuple(_notes(kept, left, listed)))


def _waiting(mine: Mapping[int, Asked]) -> list[int]:
    """Who is on a list and was not asked yet; who was not asked after all is waiting no more."""
    return [who for who, row in mine.items() if row.asked_on is None and row.again_from is not None]


def _left_to_others(rows: Sequence[Asked]) -> dict[str, int]:
    """How many rest for another list, by why: they were asked, or are on it and still to be asked."""
    idle = [row.list_name for row in rows if row.asked_on is None]
    names = wording.listing(sorted(set(idle)), 3)
    return {
        f"asked on another list within a quarter ({QUARTER} days), or not to be asked again yet": len(rows)
        - len(idle),
        f"on another list within a quarter ({QUARTER} days), not asked there yet: {names}": len(idle),
    }


def again(business: AskedFolder, name: str) -> Outreach:
    """A list as it is kept: everybody on it, what came back, and when not to ask them again.

    Raises:
        UnknownQuestion: there is no list of that name.
    """
    name, day = _as_kept(name), business.asked_day(None).day
    before = everybody_asked(business.desk) if business.has_desk() else ()
    listed = on_list(before, name)
    numbers = business.ids_of(sorted({row.key for row in before}))
    mine = _by_person(listed, numbers)
    with business.passing():
        now = approached(business.plain_question(None), list(mine))
    people = _as_listed(now, mine, business.titles())
    free = _free_from(before, numbers)
    gone = sum(row.key not in numbers for row in listed)
    said = _notes(people, {"nothing that is loaded tells of them any more": gone}, len(people))
    said += _told(people, mine, free, day)
    return Outreach(name, _table(name, people, mine, free, day), people, tuple(said))


def _as_listed(
    people: Sequence[Approach], mine: Mapping[int, Asked], titles: Mapping[str, str]
) -> tuple[Approach, ...]:
    """People as they were put on the list, through whom and with which words; as of today where it kept none.

    titles: streams with the names people know them by.
    """
    return tuple(_one_listed(one, mine.get(one.party_id), titles) for one in people)


def _one_listed(one: Approach, row: Asked | None, titles: Mapping[str, str]) -> Approach:
    now = replace(one, opening_source=titles.get(one.opening_source, one.opening_source))
    if row is None:
        return now
    kept = replace(now, through=row.through or one.through)
    if not row.opening or one.refused:
        return kept
    return replace(
        kept, opening=row.opening, opening_day=row.opening_day, opening_source=row.opening_source or ""
    )


def _listed(one: Approach) -> Listed:
    return Listed(one.through, one.opening, one.opening_day, one.opening_source)


def _key(one: Approach, mine: Mapping[int, Asked]) -> str:
    """The key that somebody is on the list by, so that what came back is found."""
    return mine[one.party_id].key if one.party_id in mine else one.key


def _as_kept(name: str) -> str:
    return " ".join(name.split())


def _by_person(rows: Sequence[Asked], numbers: Mapping[str, int]) -> dict[int, Asked]:
    """Lines of a list by whose they are; where two are one person, that of the one asked."""
    found: dict[int, Asked] = {}
    for row in rows:
        who = numbers.get(row.key)
        if who is not None and (who not in found or row.asked_on is not None):
            found[who] = row
    return found


def _free_from(rows: Sequence[Asked], numbers: Mapping[str, int]) -> dict[int, date]:
    """From when everybody on some list may be asked again, the latest day of all lists."""
    found: dict[int, date] = {}
    for row in rows:
        who = numbers.get(row.key)
        if who is not None and row.again_from is not None:
            found[who] = max(row.again_from, found.get(who, row.again_from))
    return found


def _told(
    people: Sequence[Approach], mine: Mapping[int, Asked], free: Mapping[int, date], day: date
) -> list[str]:
    """How many were asked, how many came back, and how many are not to be asked again, or not contacted."""
    asked = [one for one in people if mine[one.party_id].asked_on is not None]
    back = sum(bool(mine[one.party_id].answer) for one in people)
    wait = sum(free.get(one.party_id, day) > day for one in asked)
    refused = sum(one.refused for one in people)
    said = [f"{len(asked):,} asked, {back:,} came back, {wait:,} not to be asked again yet."]
    return [*said, *([f"{refused:,} who must not be contacted any more."] if refused else [])]


def _whom(business: AskedFolder, of: str | Answer, day: date) -> tuple[Sequence[int], tuple[Said, ...]]:
    """Numbers of the people and customers that somebody means, in order, and the stances asked for."""
    if isinstance(of, str) and of.strip().casefold() in lenses():
        of = business.ask(of.strip().casefold()).answer
    if isinstance(of, Answer):
        # What an answer to a sentence was asked by is its question: read again, it gives the same openings.
        return _of_answer(of), stances_asked(business, of.question, day) if of.lens == "find" else ()
    meant = meant_by(business, of, day)
    return meant.ids if not meant.cases else business.accounts_of(True, meant.ids), meant.said


def _of_answer(answer: Answer) -> list[int]:
    """Whom an answer names: all in the table of a sentence's answer, else those of its findings."""
    if answer.lens == "find" and answer.tables and "party_id" in answer.tables[0].data.column_names:
        found: list[int] = answer.tables[0].data["party_id"].to_pylist()
        return found
    return [subject.party_id for finding in answer.findings for subject in finding.subjects]


def _table(
    name: str, people: Sequence[Approach], mine: Mapping[int, Asked], free: Mapping[int, date], day: date
) -> pa.Table:
    """A line each, with what came back so far. free: from when everybody on some list may be asked again."""
    later = day + timedelta(days=QUARTER)
    rows = [
        (
            one.name, one.organization, one.email, one.through, one.opening, one.opening_day,
            one.opening_source, *_so_far(mine.get(one.party_id)),
            _again(one, free.get(one.party_id, later)), name, _key(one, mine),
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


def _notes(people: Sequence[Approach], left: Mapping[str, int], listed: int) -> list[str]:
    """What to say of a list. listed: how many are on it as it is kept, those asked already too."""
    own = sum(1 for one in people if one.opening.startswith("On "))
    now = "" if listed == len(people) else f" {len(people):,} of them to ask now,"
    said = [f"{wording.count(listed, 'person', 'people')} on the list,{now} {own:,} with words of their own."]
    said += [f"{n:,} left out: {reason}." for reason, n in left.items() if n]
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
