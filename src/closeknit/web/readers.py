"""Reading for pages: open businesses, each used by one request at a time, that never build anything.

What is loaded, here or by a command, is seen as soon as its tables are built and all questions are answered
from them; until then pages go on with those before. So they do when a day begins, on which every question is
to be answered anew: until it is, they stay on the day before. Answers stay in memory for as long as their
tables and their day.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from queue import Queue
from threading import Lock
from types import MappingProxyType
from typing import TypeVar

from closeknit.answers import Answer, Scalar
from closeknit.book.whereabouts import Whereabouts
from closeknit.business import Business
from closeknit.lenses.seam import each_lens
from closeknit.web.worker import Job
from closeknit.workspace import Workspace

MOMENT = 0.3
"""Seconds that the first to come after a load waits, lest it is all but done."""
READERS = 2
"""How many requests read at the same time; the others wait for their turn."""

REMEMBERED = 600
"""Things kept in memory of the tables that pages read: answers, lists, pages of customers looked at last."""

NO_OPTIONS: Mapping[str, Scalar] = MappingProxyType({})

T = TypeVar("T")


def settled(tables: str, day: date) -> Job | None:  # noqa: ARG001
    """Nothing is being worked out."""
    return None


class Readers:
    """Businesses to read from, lent out one at a time."""

    def __init__(
        self,
        workspace: Workspace,
        size: int = READERS,
        catching_up: Callable[[str, date], Job | None] = settled,
    ) -> None:
        """`catching_up` gives the work that still answers from the tables of a folder on a day."""
        self._free: Queue[Business] = Queue()
        # Of a large business it is tens of megabytes: one for all.
        whereabouts = Whereabouts()
        self._all = [Business(workspace, whereabouts) for _ in range(size)]
        for business in self._all:
            self._free.put(business)
        self.memory = Memory()
        self._catching_up = catching_up
        self._noticed = ("", date.min)
        self.tables = ""
        """The folder of the tables that pages read now."""
        self.day: date | None = None
        """The day that is today on pages; None while nothing was read."""

    @contextmanager
    def lend(self) -> Iterator[Business | None]:
        """A business turned to the newest tables; None where nothing was loaded yet."""
        business = self._free.get()
        try:
            now = datetime.now(business.settings.zone()).date()
            if business.turn(lambda newest: self._hold(newest, now)):
                self._read_from(business.book.folder.name, now)
                business.stays_on = self.day
                with business.passing():
                    yield business
            else:
                yield None
        finally:
            self._free.put(business)

    def _read_from(self, tables: str, now: date) -> None:
        fresh = self.tables != tables
        if not fresh and (self.day == now or self._hold(tables, now)):
            return
        # Of those before nobody will ask again, and each of them holds large lists.
        self.memory.clear()
        self.tables, self.day = tables, now

    def _hold(self, newest: str, now: date) -> bool:
        """Whether pages go on with what was before: what follows from what is new is still worked out."""
        job = self._catching_up(newest, now)
        if job is None:
            return False
        if self._noticed != (newest, now):
            # Where little changed, whoever comes first need not come again.
            self._noticed = (newest, now)
            job.ended.wait(MOMENT)
        return job.going

    def answer(
        self,
        business: Business,
        question: str,
        options: Mapping[str, Scalar] = NO_OPTIONS,
        *,
        as_of: date | None = None,
    ) -> Answer | None:
        """The answer if it was worked out before, from memory or disk."""
        key = ("answer", business.book.folder.name, business.answer_key(question, options, as_of=as_of))
        known = self.memory.get(key, lambda: business.kept_answer(question, options, as_of=as_of))
        return None if known is None else business.aged(known, business.asked_day(as_of).note)

    def answers(self, business: Business) -> list[Answer] | None:
        """The answers to all questions, or None while one of them is not worked out."""
        found = [self.answer(business, lens.name) for lens in each_lens()]
        known = [answer for answer in found if answer is not None]
        return known if len(known) == len(found) else None

    def close(self) -> None:
        """Give everything back."""
        for business in self._all:
            business.close()


class Memory:
    """The things used last, by key; None is not remembered."""

    def __init__(self, most: int = REMEMBERED) -> None:
        self._kept: OrderedDict[tuple[object, ...], object] = OrderedDict()
        self._most = most
        self._lock = Lock()

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()

    def get(self, key: tuple[object, ...], make: Callable[[], T]) -> T:
        """What is kept under the key, made if it is not."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]  # type: ignore[return-value]
        made = make()
        if made is not None:
            with self._lock:
                self._kept[key] = made
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        return made
