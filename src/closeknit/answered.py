"""The product's own questions put to an open folder, one at a time.

It reads only: nothing that is asked changes what was loaded or decided. Answers are kept, so that the same
question costs nothing until the data changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

import pyarrow as pa

from closeknit.answers import Answer, Scalar
from closeknit.answers.kept import keep, kept
from closeknit.book.only import only
from closeknit.day_numbers import date_to_day
from closeknit.lenses.seam import Lens, lens_named, unshown
from closeknit.named import NamedFolder
from closeknit.progress import Progress

if TYPE_CHECKING:
    from ibis.expr.types import Table


@dataclass(frozen=True)
class Chosen:
    """Customers that a question is asked of alone: their numbers, and how it is said."""

    accounts: Sequence[int]
    meaning: str
    """Names all that choosing them depends on, beside day and data."""
    words: str


@dataclass(frozen=True)
class Settled:
    """A question as it is settled: its day with a note on it, its options, of whom alone, and who rests."""

    lens: Lens
    day: date
    note: str
    options: Mapping[str, Scalar]
    some: Chosen | None
    resting: Mapping[int, int]
    key: str
    """Names all that the answer depends on."""


class AnsweredFolder(NamedFolder):
    """An open folder that answers the product's own questions."""

    def answer_of(
        self,
        lens: Lens,
        as_of: date | str | None,
        options: Mapping[str, Scalar],
        progress: Progress,
        so_far: Callable[[Answer], None] = unshown,
        *,
        some: Chosen | None = None,
    ) -> Answer:
        """The answer to one question: the one kept, else a new one, signed with what it was made from."""
        settled = self._settle(lens, as_of, options, some)
        known = kept(settled.key, self.workspace.answers)
        if known is not None:
            return self.aged(known, settled.note)
        question = self.question(settled.day, settled.options, settled.key, progress)
        if some is not None:
            question = question.within(self.tables_within(question.tables, some))
        question = replace(
            question, resting=settled.resting, so_far=lambda first: so_far(self._signed(first, settled))
        )
        answer = self._signed(lens.ask(question), settled)
        keep(answer, self.workspace.answers)
        return answer

    def _settle(
        self,
        lens: Lens,
        as_of: date | str | None,
        options: Mapping[str, Scalar],
        some: Chosen | None = None,
    ) -> Settled:
        """A question as it is settled, and the name of all that its answer depends on."""
        settled = lens.settle(options)
        if some is not None:
            settled = {**settled, "within": some.meaning}
        day, note = self.asked_day(as_of)
        resting = self._resting(day) if lens.asks else {}
        key = cache_key(lens, self.book.version, day, settled, resting)
        return Settled(lens, day, note, settled, some, resting, key)

    def _signed(self, answer: Answer, settled: Settled) -> Answer:
        """An answer with what it was made from."""
        words = (settled.some.words,) if settled.some else ()
        return replace(
            answer,
            assumptions=(*words, *answer.assumptions),
            lens=settled.lens.name,
            question=settled.lens.question,
            as_of=settled.day,
            as_of_note=settled.note,
            options=settled.options,
            freshness=self.freshness(settled.day),
            currency=self.settings.currency,
            business=self.settings.name,
            book_version=self.book.version,
            lens_version=settled.lens.version,
            cache_key=settled.key,
        )

    def _resting(self, day: date) -> dict[int, int]:
        """Whoever is on a list of whom to turn to, and the day from which they may be asked again."""
        if not self.has_desk():
            return {}
        from closeknit.desk.asked import resting

        free = resting(self.desk, day)
        numbers = self.ids_of(sorted(free))
        return {number: date_to_day(free[key]) for key, number in numbers.items()}

    def tables_within(self, tables: Mapping[str, Table], some: Chosen) -> dict[str, Table]:
        """Tables of the book cut to some customers."""
        numbers = pa.table({"account_id": pa.array(some.accounts, pa.int64())})
        return only(tables, self.engine.from_arrow(numbers, "within"))

    def kept_answer(
        self, question: str, options: Mapping[str, Scalar], *, as_of: date | str | None = None
    ) -> Answer | None:
        """The answer as it was kept, if it was worked out before; None where asking would take its time.

        How old its sources are by now `aged` says.
        """
        return kept(self.answer_key(question, options, as_of=as_of), self.workspace.answers)

    def answer_key(
        self, question: str, options: Mapping[str, Scalar], *, as_of: date | str | None = None
    ) -> str:
        """Names all that an answer depends on: while it stays, so does the answer."""
        return self._settle(lens_named(question), as_of, options).key


def cache_key(
    lens: Lens,
    book_version: str,
    day: date,
    options: Mapping[str, Scalar],
    resting: Mapping[int, int],
) -> str:
    """Names everything an answer depends on."""
    said = "\x1f".join(
        [
            lens.name,
            lens.version,
            book_version,
            day.isoformat(),
            *(f"{k}={v}" for k, v in sorted(options.items())),
            *(f"{k} rests until {v}" for k, v in sorted(resting.items())),
        ]
    )
    return f"{lens.name}-{sha256(said.encode()).hexdigest()[:16]}"
