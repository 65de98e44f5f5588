"""One version of the book on an engine: its tables as of a day, worked out once for the day asked last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache, partial

import ibis.expr.types as ir

from closeknit.book.as_of import as_of
from closeknit.book.near import Near
from closeknit.book.past import past
from closeknit.book.versions import Book
from closeknit.book.whereabouts import Whereabouts
from closeknit.engines.engine import Engine
from closeknit.settings import Settings

remember_last = lru_cache(maxsize=1)


class Reading:
    """The tables of a version, opened on an engine. Days are local day numbers."""

    def __init__(self, book: Book, engine: Engine, settings: Settings, whereabouts: Whereabouts) -> None:
        self.book = book
        self.tables: Mapping[str, ir.Table] = book.tables(engine)
        self.freshness = engine.collect(self.tables["freshness"]).to_pylist()
        """Rows of the table `freshness`."""
        self.fleeting = False
        """Whether what is opened goes soon, so that much may be opened for one look."""
        self._engine, self._rules = engine, settings.purchase_rules
        self.known = remember_last(partial(as_of, self.tables))
        """The tables cut to what was known on a day: all it takes where the day is not an earlier one."""
        self.past = remember_last(self._past)
        self._whereabouts = whereabouts
        self.near = remember_last(self._near)
        """Some files of these tables read alone, as `known` on a day."""
        self.newest = remember_last(self._newest)

    @contextmanager
    def passing(self) -> Iterator[None]:
        """What the engine keeps inside the block goes when it ends, and is not found after it."""
        with self._engine.scratch():
            before = self.fleeting
            self._turn(fleeting=True)
            try:
                yield
            finally:
                self._turn(fleeting=before)

    def _turn(self, *, fleeting: bool) -> None:
        self.fleeting = fleeting
        self.past.cache_clear()
        self.near.cache_clear()

    def _near(self, day: int) -> Near:
        return Near(self.book, self._engine, self._whereabouts, day, self.fleeting)

    def _past(self, day: int) -> Mapping[str, ir.Table]:
        """The tables as they were on an earlier day, kept on the engine."""
        return past(self._engine, self.tables, day, self._rules())

    def _newest(self, day: int) -> Mapping[str, int]:
        """By source, the day of the newest fact that was known on a day."""
        known = as_of({"activities": self.tables["activities"]}, day)["activities"]
        newest = self._engine.collect(known.group_by("stream_id").aggregate(day=known.day.max()))
        return {row["stream_id"]: row["day"] for row in newest.to_pylist()}
