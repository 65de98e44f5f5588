"""Every table of the desk, in one place; `migrations` brings an older desk to exactly these.

All times are UTC, days are days of the business's time zone. Keys are written as the book writes them
(`email:ana@x.example`), so that they stay when who is who is seen anew.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""Constraints have names, so that a migration can name them."""


class Row(DeclarativeBase):
    """A row of any table of the desk."""

    metadata = MetaData(naming_convention=NAMES)


class Segment(Row):
    """A question under a name, looked at again whenever something was loaded."""

    __tablename__ = "segments"

    segment_id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    question: Mapped[str]
    """The sentence, as printing writes it."""
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    seen_from: Mapped[date | None]
    """The first day on which it was looked at who is in it."""
    seen_to: Mapped[date | None]
    """The last such day."""
    seen_version: Mapped[str | None]
    """The version of the tables it was looked at in, on that day."""


class Stay(Row):
    """Somebody in a segment, from a day on and until another."""

    __tablename__ = "stays"

    stay_id: Mapped[int] = mapped_column(primary_key=True)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segments.segment_id", ondelete="CASCADE"), index=True)
    key: Mapped[str]
    """Whom: a customer or person by key, a deal, ticket … by its own."""
    entered: Mapped[date]
    """The first day in it."""
    left: Mapped[date | None]
    """The first day out of it again; empty while in it."""
