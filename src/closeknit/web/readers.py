"""Reading for pages: open businesses, each used by one request at a time, that never build anything.

What is loaded elsewhere, here or by a command, is seen as soon as its tables are built; until then pages go
on reading those before. Answers stay in memory for as long as the tables they come from.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from queue import Queue
from threading import Lock
from types import MappingProxyType
from typing import TypeVar

from closeknit.answers import Answer, Scalar
from closeknit.business import Business
from closeknit.lenses.seam import each_lens
from closeknit.workspace import Workspace

READERS = 2
"""How many requests read at the same time; the others wait for their turn."""

REMEMBERED = 64
"""Things kept in memory: answers and what was made of them."""

NO_OPTIONS: Mapping[str, Scalar] = MappingProxyType({})

T = TypeVar("T")


class Readers:
    """Businesses to read from, lent out one at a time."""

    def __init__(self, workspace: Workspace, size: int = READERS) -> None:
        self._free: Queue[Business] = Queue()
        self._all = [Business(workspace) for _ in range(size)]
        for business in self._all:
            self._free.put(business)
        self.memory = Memory()

    @contextmanager
    def lend(self) -> Iterator[Business | None]:
        """A business turned to the newest tables; None where nothing was loaded yet."""
        business = self._free.get()
        try:
            if business.turn():
                with business.passing():
                    yield business
            else:
                yield None
        finally:
            self._free.put(business)

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
        return self.memory.get(key, lambda: business.kept_answer(question, options, as_of=as_of))

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
