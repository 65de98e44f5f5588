"""Segments as they are kept: a question under a name, and who was in it from when until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from closeknit.desk.opening import Desk
from closeknit.desk.tables import Segment
from closeknit.errors import UnknownQuestion, did_you_mean


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
        UnknownQuestion: no name, or one that is taken.
    """
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
