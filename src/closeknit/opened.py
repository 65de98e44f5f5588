"""A business folder, open: what was loaded, the engine, the book's tables, and questions put to them.

Files and engine are opened when first needed and given back by `close`. What one does with an open folder
is the matter of `business`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from closeknit.answers import Answer, Freshness, Scalar, wording
from closeknit.day_numbers import date_to_day, day_to_date
from closeknit.errors import UnknownQuestion, WorkspaceError
from closeknit.lenses.seam import Business as Facts
from closeknit.lenses.seam import Question, day_given, lens_named
from closeknit.progress import Progress, Quiet
from closeknit.settings import WEEKDAYS
from closeknit.workspace import Workspace

if TYPE_CHECKING:
    from ibis.expr.types import Table

    from closeknit.book.reading import Reading
    from closeknit.book.versions import Book
    from closeknit.book.whereabouts import Whereabouts
    from closeknit.desk.opening import Desk
    from closeknit.engines import Engine
    from closeknit.identity.parties import Resolution
    from closeknit.ledger.store import Ledger
    from closeknit.questions.vocabulary import Vocabulary
    from closeknit.sources.mappings.mapping import Mapping as FileMapping

STALE_AFTER = 45
"""Days without new data after which questions are answered as of the last day with data."""


class AskedDay(NamedTuple):
    """The day that a question is answered for, and what to say where nobody named it and it is not today."""

    day: date
    note: str = ""


class OpenFolder:
    """The folder of a business. Cheap to make."""

    def __init__(self, workspace: Workspace, whereabouts: Whereabouts | None = None) -> None:
        """`whereabouts`: shared with others who read the same folder in this process; else its own."""
        if whereabouts is not None:
            self.__dict__["_whereabouts"] = whereabouts
        self.workspace = workspace
        self.settings = workspace.settings
        self.stays_on: date | None = None
        """The day that counts as today, where another one may have begun; None: it is always today."""
        self._reading: Reading | None = None
        """The version of the book that was read last."""
        self._vocabulary: tuple[Reading, Vocabulary] | None = None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.settings.name!r} in {self.workspace.folder}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the engine and the desk back."""
        if "desk" in self.__dict__:
            self.__dict__.pop("desk").close()
        if "engine" in self.__dict__:
            self.engine.close()
            self._reading = None
            del self.__dict__["engine"]

    @cached_property
    def ledger(self) -> Ledger:
        """What was loaded."""
        from closeknit.ledger.shared import attach
        from closeknit.ledger.store import Ledger
        from closeknit.upgrade import upgraded

        self.workspace.keep_private()
        if self.workspace.store:
            attach(self.workspace.ledger, self.workspace.store)
        upgraded(self.workspace)
        return Ledger.open(self.workspace.ledger, self.settings)

    @cached_property
    def engine(self) -> Engine:
        """Where expressions run."""
        from closeknit.engines import engine_for

        return engine_for(self.settings)

    @cached_property
    def desk(self) -> Desk:
        """What people keep that is no fact about anybody; made when it is not there yet."""
        from closeknit.desk.opening import open_desk

        self.workspace.keep_private()
        return open_desk(self.workspace.desk, self.settings.desk_address)

    def has_desk(self) -> bool:
        """Whether there is a desk already, so that asking makes none."""
        return bool(self.settings.desk_address) or self.workspace.desk.exists()

    @cached_property
    def book(self) -> Book:
        """The resolved tables, built if something changed since."""
        return self.refresh()

    def refresh(self, *, progress: Progress | None = None) -> Book:
        """Bring the book up to what was loaded and decided; nothing happens when it is."""
        from closeknit.book.refresh import refresh
        from closeknit.ledger.durable import disk_of

        folder = self.workspace.book
        with disk_of(folder, kept="What was loaded is kept, its tables are not."):
            self.__dict__["book"] = refresh(self.ledger, self.engine, folder, progress=progress or Quiet())
        return self.book

    def tables(self) -> Mapping[str, Table]:
        """The book's tables on the engine, opened once for each version."""
        return self.reading().tables

    def reading(self) -> Reading:
        """The book, opened on the engine once for each version."""
        from closeknit.book.reading import Reading

        if self._reading is None or self._reading.book.folder != self.book.folder:
            self._reading = Reading(self.book, self.engine, self.settings, self._whereabouts)
        return self._reading

    @cached_property
    def _whereabouts(self) -> Whereabouts:
        from closeknit.book.whereabouts import Whereabouts

        return Whereabouts()

    def turn(self, hold: Callable[[str], bool] = lambda _: False) -> bool:
        """Read from now on the newest tables that were built, building none; whether there are any.

        `hold` says of newer ones, by the name of their folder, whether to stay with those before for now.
        """
        from closeknit.book.versions import current, newest_name

        have: Book | None = self.__dict__.get("book")
        newest = newest_name(self.workspace.book)
        if have is None or (have.folder.name != newest and not hold(newest)):
            found = current(self.workspace.book)
            if found is None:
                return have is not None
            # Views of the version before go with the engine.
            self.close()
            self.__dict__["book"] = found
        return True

    @contextmanager
    def passing(self) -> Iterator[Self]:
        """What the engine keeps inside the block goes when it ends: for those who stay open long."""
        with self.reading().passing():
            yield self

    # Questions

    def question(self, day: date, options: Mapping[str, Scalar], key: str, progress: Progress) -> Question:
        """A question as of a day with its options; `key` names all that its answer depends on."""
        question = Question(
            tables={},
            collect=self.engine.collect,
            as_of=day,
            options=options,
            business=self.facts(),
            freshness=self.freshness(day),
            progress=progress,
            salt=key,
            keep=self.engine.keep,
        )
        reading, number = self.reading(), question.as_of_day
        if day < self.asked_day(None).day:
            return replace(question, tables=reading.past(number))
        return replace(question, tables=reading.known(number), nearby=reading.near(number))

    def asked_day(self, given: date | str | None) -> AskedDay:
        """The day to answer for: the one given, else today, or the last with data where that is long ago.

        Raises:
            UnknownQuestion: it is no day, or one yet to come, as of which nothing was known.
        """
        today = self.today_here()
        if (day := day_given(given)) is not None:
            _refuse_to_come(day, today)
            return AskedDay(day)
        days = (row["last_day"] for row in self.reading().freshness if row["last_day"] is not None)
        newest = day_to_date(max(days, default=date_to_day(today)))
        if (today - newest).days > STALE_AFTER:
            return AskedDay(newest, f"as of {wording.day_text(newest)}, the last day with data")
        return AskedDay(today)

    def today_here(self) -> date:
        """Today in the business's own time zone, or the day that it stays on."""
        return self.stays_on or datetime.now(self.settings.zone()).date()

    def freshness(self, day: date) -> tuple[Freshness, ...]:
        """How new each source is, seen from `day`; from today, where `day` is the last with data.

        Of a day before a source's newest fact: how new it was on that day.
        """
        rows = sorted(self.reading().freshness, key=lambda r: str(r["title"]))
        today = self.today_here()
        seen = today if day == self.asked_day(None).day else day
        number = date_to_day(day)
        later = {r["stream_id"] for r in rows if day < today and (r["last_day"] or number) > number}
        then = self.reading().newest(number) if later else {}
        return tuple(
            fresh(row, seen, then.get(row["stream_id"]) if row["stream_id"] in later else row["last_day"])
            for row in rows
        )

    def aged(self, answer: Answer, note: str) -> Answer:
        """An answer worked out before, with the age that its sources have by now.

        note: what `asked_day` says of its day; one answer is kept for whoever names that day or names none.
        """
        return replace(answer, freshness=self.freshness(answer.as_of), as_of_note=note)

    def facts(self) -> Facts:
        """What questions may know of the settings."""
        s = self.settings
        return Facts(
            name=s.name,
            currency=s.currency,
            language=s.language,
            office_days=tuple(WEEKDAYS.index(d) for d in s.office_days),
            office_hours=s.office_minutes(),
            timezone=s.timezone,
            holidays=holidays_of(s.country, self.today_here().year),
            cost_per_hour=s.cost_per_hour,
            rated=frozenset(code for code, _, _ in s.dated_rates()),
        )

    def plain_question(self, as_of: date | str | None) -> Question:
        """The tables as of a day, without the options of any one question."""
        day = self.asked_day(as_of).day
        return self.question(day, {}, "", Quiet())

    def question_of(self, name: str, **options: Scalar) -> Question:
        """What a question would be asked with today, its options at their defaults but for these."""
        day = self.asked_day(None).day
        return self.question(day, lens_named(name).settle(options), "", Quiet())

    def vocabulary(self) -> Vocabulary:
        """What sentences for `find` can name here, read once for each version of the tables."""
        from closeknit.lenses.seam import each_lens
        from closeknit.questions.vocabulary import vocabulary_of

        if self._vocabulary is None or self._vocabulary[0] is not self.reading():
            found = vocabulary_of(self.tables(), self.engine.collect, each_lens())
            self._vocabulary = self.reading(), found
        return self._vocabulary[1]

    # Who and what is known

    def resolution(
        self,
        names: Collection[str] | None = None,
        of: Collection[int] | None = None,
        *,
        building: bool = True,
    ) -> Resolution:
        """Who is who, with the steps that joined entries; as last worked out if nothing is to be built.

        names: tables of `identity.schema` that are wanted. of: numbers of those whom it is to tell of.
        """
        from closeknit.book.whois import last_resolution

        if building:
            self.refresh()
        found = last_resolution(self.workspace.book, names, of)
        if found is None:
            raise WorkspaceError(
                f"{self.workspace.book} is incomplete", remedy=f"Delete {self.workspace.book} and ask again."
            )
        return found

    def titles(self) -> dict[str, str]:
        """Streams with the names people know them by."""
        return {row["stream_id"]: row["title"] for row in self.reading().freshness}

    def own_mappings(self) -> list[FileMapping]:
        """The mappings in the folder."""
        from closeknit.sources.mappings.library import read_mappings

        return read_mappings(self.workspace.own_mappings, within=self.workspace.folder)


def _refuse_to_come(day: date, today: date) -> None:
    if day > today:
        raise UnknownQuestion(
            f"{wording.day_text(day)} is yet to come, and what will be known then nobody can tell",
            remedy="Ask as of today or an earlier day.",
            about=day.isoformat(),
        )


def fresh(row: Mapping[str, Any], seen: date, last_day: int | None) -> Freshness:
    """A row of the book's table `freshness`, its newest fact of `last_day`, its age on the day `seen`."""
    newest = None if last_day is None else day_to_date(last_day)
    return Freshness(
        source=row["title"],
        newest=newest,
        days_old=None if newest is None else (seen - newest).days,
        rows=row["records"],
        set_aside=row["set_aside"],
    )


def holidays_of(country: str, year: int) -> tuple[int, ...]:
    """Day numbers of the public holidays of ten years up to the next; none without a country."""
    if not country:
        return ()
    import holidays

    try:
        days = holidays.country_holidays(country.upper(), years=range(year - 9, year + 2))
    except NotImplementedError:
        return ()
    return tuple(sorted(date_to_day(day) for day in days))
