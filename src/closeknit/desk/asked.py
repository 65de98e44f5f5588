"""Who was put on which list of people to turn to, what came back, and when they may be asked again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from closeknit.desk.opening import Desk
from closeknit.desk.tables import Asked
from closeknit.errors import UnknownQuestion, did_you_mean
from closeknit.typed import check_signs

QUARTER = 91
"""Days within which nobody is asked twice."""

NEVER = date(9999, 12, 31)
"""When somebody may be asked again who said never."""


@dataclass(frozen=True)
class Opening:
    """How to begin when one turns to somebody; without words nothing is known to begin with."""

    words: str = ""
    day: date | None = None
    """When they said so, or when one last dealt with them; None where neither is known."""
    source: str = ""
    """The source that shows it, by its stream; by the name people know it by once it is on a list."""


@dataclass(frozen=True)
class Listed:
    """How to turn to somebody on a list: through whom of us, and how to begin."""

    through: str = ""
    opening: Opening = Opening()


@dataclass(frozen=True)
class CameBack:
    """A line of a list as somebody filled it in: asked on a day (None: not), what came back, when again."""

    key: str
    asked_on: date | None
    answer: str
    again_from: date | None


def everybody_asked(desk: Desk) -> Sequence[Asked]:
    """Everybody who ever was on a list, the first listed first."""
    with desk.reading() as session:
        return session.scalars(select(Asked).order_by(Asked.listed_on, Asked.asked_id)).all()


def put_on_list(desk: Desk, name: str, people: Mapping[str, Listed], day: date) -> None:
    """Put people on a list, by key; who is on it already stays as they are, or gets the opening they lack.

    They may be asked again a quarter later, unless what comes back says otherwise.

    Raises:
        UnknownQuestion: the name holds a control character.
    """
    check_signs(name, "the name of the list")
    with desk.writing() as session:
        there = {row.key: row for row in session.scalars(select(Asked).where(Asked.list_name == name))}
        again = day + timedelta(days=QUARTER)
        for key, how in people.items():
            row = there.get(key)
            if row is None:
                row = Asked(list_name=name, key=key, through=how.through, listed_on=day, answer="")
                row.again_from = again
                session.add(row)
            if not row.opening and how.opening.words:
                row.opening, row.opening_day = how.opening.words, how.opening.day
                row.opening_source = how.opening.source


def opening_kept(row: Asked) -> Opening:
    """How to begin with somebody, as their list keeps it."""
    return Opening(row.opening or "", row.opening_day, row.opening_source or "")


def resting(desk: Desk, day: date) -> dict[str, date]:
    """Whoever, by key, is on a list made up to a day and rests then, and from when they may be asked."""
    found: dict[str, date] = {}
    for row in everybody_asked(desk):
        if row.listed_on <= day and row.again_from is not None and row.again_from > day:
            found[row.key] = max(row.again_from, found.get(row.key, row.again_from))
    return found


def on_list(rows: Sequence[Asked], name: str) -> list[Asked]:
    """Whoever is on the list of that name, of everybody asked.

    Raises:
        UnknownQuestion: there is no list of that name.
    """
    mine = [row for row in rows if row.list_name == name]
    if mine:
        return mine
    known = list(dict.fromkeys(row.list_name for row in rows))
    there_are = f"There are: {', '.join(known)}."
    if not known:
        there_are = f'There is none yet. Make one: closeknit outreach "{name}" "people who …" --to FILE'
    raise UnknownQuestion(
        f'there is no list "{name}"',
        remedy=f"{did_you_mean(name, known)} {there_are}".strip(),
        about=name,
    )


def came_back(desk: Desk, name: str, lines: Sequence[CameBack]) -> tuple[list[str], int]:
    """Keep what came back of a list; gives the keys that are not on it, and how many lines are new."""
    with desk.writing() as session:
        rows = {row.key: row for row in session.scalars(select(Asked).where(Asked.list_name == name))}
        fresh = 0
        for line in lines:
            row = rows.get(line.key)
            if row is not None:
                said = (line.asked_on, line.answer, line.again_from)
                fresh += said != (row.asked_on, row.answer, row.again_from)
                row.asked_on, row.answer, row.again_from = said
    return [line.key for line in lines if line.key not in rows], fresh


def drop_list(desk: Desk, name: str) -> tuple[int, int]:
    """Take those off a list who were not asked; gives how many, and how many stay because they were.

    Raises:
        UnknownQuestion: there is no list of that name.
    """
    with desk.writing() as session:
        rows = on_list(session.scalars(select(Asked)).all(), name)
        idle = [row for row in rows if row.asked_on is None and not row.answer]
        for row in idle:
            session.delete(row)
    return len(idle), len(rows) - len(idle)
