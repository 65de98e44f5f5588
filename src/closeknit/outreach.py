"""From an answer about people to a list of whom to turn to: through whom, with which words, when not.

A list is written to a file (`outreach_list`) and kept on the desk, so that nobody is asked twice a quarter,
on whichever list. Nothing is sent. What came back is read from the filled-in list when it is loaded
(`reviews.asked`), and stands on the list when it is written again by its name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from closeknit.answers import Answer, wording
from closeknit.briefings.outreach import Approach, approached, approaches
from closeknit.desk.asked import QUARTER, Listed, everybody_asked, on_list, opening_kept, put_on_list
from closeknit.errors import UnknownQuestion
from closeknit.finding import meant_by, stances_asked
from closeknit.lenses.seam import lenses
from closeknit.outreach_list import Outreach, key_of, notes_of, table_of, told_back

if TYPE_CHECKING:
    from closeknit.asking import AskedFolder
    from closeknit.desk.tables import Asked
    from closeknit.questions.tree import Said


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
    turned_to = {key_of(one, mine): Listed(one.through, one.opening) for one in kept}
    put_on_list(business.desk, name, turned_to, day)
    elsewhere = [resting[one.party_id] for one in found.people if one.party_id in resting.keys() - done]
    left = {
        **found.left_out,
        "asked already on this list": sum(1 for one in found.people if one.party_id in done),
        **_left_to_others(elsewhere),
    }
    table = table_of(name, kept, mine, _free_from(before, numbers), day)
    listed = len(mine.keys() | {one.party_id for one in kept})
    return Outreach(name, table, kept, tuple(notes_of(kept, left, listed)))


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
    said = notes_of(people, {"nothing that is loaded tells of them any more": gone}, len(people))
    said += told_back(people, mine, free, day)
    return Outreach(name, table_of(name, people, mine, free, day), people, tuple(said))


def _as_listed(
    people: Sequence[Approach], mine: Mapping[int, Asked], titles: Mapping[str, str]
) -> tuple[Approach, ...]:
    """People as they were put on the list, through whom and with which words; as of today where it kept none.

    titles: streams with the names people know them by.
    """
    return tuple(_one_listed(one, mine.get(one.party_id), titles) for one in people)


def _one_listed(one: Approach, row: Asked | None, titles: Mapping[str, str]) -> Approach:
    source = one.opening.source
    now = replace(one, opening=replace(one.opening, source=titles.get(source, source)))
    if row is None:
        return now
    kept = replace(now, through=row.through or one.through)
    return kept if not row.opening or one.refused else replace(kept, opening=opening_kept(row))


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
