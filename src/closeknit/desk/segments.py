"""Segments as they are kept: a question under a name, and who was in it from when until when."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from closeknit.desk.opening import Desk
from closeknit.desk.tables import Segment, Stay
from closeknit.errors import UnknownQuestion, did_you_mean
from closeknit.typed import check_signs

AT_ONCE = 10_000
"""Keys in one statement: databases take some 30,000 values in one."""


def segments(desk: Desk) -> Sequence[Segment]:
    """Every segment, by name."""
    with desk.reading() as session:
        return session.scalars(select(Segment).order_by(Segment.name)).all()


def segment_named(desk: Desk, name: str) -> Segment:
    """The segment of that name, in whatever case it is written.

    Raises:
        UnknownQuestion: there is none.
    """
    known = segments(desk)
    for one in known:
        if one.name.casefold() == name.strip().casefold():
            return one
    names = [one.name for one in known]
    raise UnknownQuestion(
        f'there is no segment "{name}"',
        remedy=did_you_mean(name, names) or "closeknit segments lists them.",
        about=name,
    )


def add(desk: Desk, name: str, question: str, *, by: str, at: datetime) -> Segment:
    """Keep a question, as printing writes it, under a name that none has yet.

    Raises:
        UnknownQuestion: no name, one with a control character, or one that is taken.
    """
    check_signs(name, "the name")
    name = " ".join(name.split())
    if not name or '"' in name:
        raise UnknownQuestion(
            f"a segment cannot be called '{name}'",
            remedy='It takes a name without ", such as big-and-silent.',
        )
    if any(one.name.casefold() == name.casefold() for one in segments(desk)):
        raise UnknownQuestion(
            f'there is a segment "{name}" already', remedy=f'To drop it: closeknit segments drop "{name}"'
        )
    made = Segment(name=name, question=question, made_at=at, made_by=by)
    with desk.writing() as session:
        session.add(made)
    return made


def drop(desk: Desk, name: str) -> Segment:
    """Forget a segment and who was in it; gives what it was.

    Raises:
        UnknownQuestion: there is none of that name.
    """
    gone = segment_named(desk, name)
    with desk.writing() as session:
        session.execute(delete(Segment).where(Segment.segment_id == gone.segment_id))
    return gone


def stays(desk: Desk, segment: Segment) -> Sequence[Stay]:
    """Everybody who ever was in a segment, the first to enter first."""
    with desk.reading() as session:
        chosen = select(Stay).where(Stay.segment_id == segment.segment_id)
        return session.scalars(chosen.order_by(Stay.entered, Stay.stay_id)).all()


def stays_of(desk: Desk, segment: Segment, keys: Collection[str]) -> Sequence[Stay]:
    """When those who go by these keys were in a segment, the first to enter first."""
    wanted, found = sorted(keys), list[Stay]()
    with desk.reading() as session:
        for first in range(0, len(wanted), AT_ONCE):
            few = Stay.key.in_(wanted[first : first + AT_ONCE])
            found += session.scalars(select(Stay).where(Stay.segment_id == segment.segment_id, few))
    return sorted(found, key=lambda stay: (stay.entered, stay.stay_id))


def in_it(stay: Stay, day: date) -> bool:
    """Whether somebody was in the segment on a day."""
    return stay.entered <= day and (stay.left is None or day < stay.left)


def looked_at(segment: Segment, day: date) -> bool:
    """Whether a day lies between the first and the last on which it was looked at who is in the segment."""
    return (
        segment.seen_from is not None
        and segment.seen_to is not None
        and (segment.seen_from <= day <= segment.seen_to)
    )


@dataclass(frozen=True)
class Seen:
    """What one look at a segment found, compared with the one before: keys of who entered and who left."""

    entered: tuple[str, ...]
    left: tuple[str, ...]


def look(
    desk: Desk, segment: Segment, day: date, version: str, present: Collection[str], now: Mapping[str, str]
) -> Seen:
    """Keep who is in a segment on a day, the last one looked at or a later one.

    present: the keys of who is in it. now: keys kept earlier whose owner goes by another key today.
    What an earlier look found for the same day is replaced by what this one finds.
    """
    with desk.writing() as session:
        kept = session.get_one(Segment, segment.segment_id)
        open_stays = _open_on(session, segment, day)
        there = {now.get(stay.key, stay.key) for stay in open_stays if stay.left is None}
        back = [stay for stay in open_stays if stay.left == day and now.get(stay.key, stay.key) in present]
        for stay in back:
            stay.left = None
        there |= {now.get(stay.key, stay.key) for stay in back}
        gone = [s for s in open_stays if s.left is None and now.get(s.key, s.key) not in present]
        for stay in gone:
            if stay.entered == day:
                session.delete(stay)
            else:
                stay.left = day
        fresh = [key for key in present if key not in there]
        session.add_all(Stay(segment_id=segment.segment_id, key=key, entered=day) for key in fresh)
        kept.seen_from, kept.seen_to, kept.seen_version = kept.seen_from or day, day, version
    return Seen(tuple(fresh), tuple(now.get(stay.key, stay.key) for stay in gone))


def _open_on(session: Session, segment: Segment, day: date) -> list[Stay]:
    """Stays that had not ended before a day, in order of entry."""
    lasting = select(Stay).where(
        Stay.segment_id == segment.segment_id, or_(Stay.left.is_(None), Stay.left >= day)
    )
    return list(session.scalars(lasting.order_by(Stay.entered, Stay.stay_id)))
