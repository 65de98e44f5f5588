"""One business, open: load files into it, ask it questions, look behind the answers.

This is what Python users hold and what commands and pages call. It joins the layers below it and adds
no method of its own: reading is `sources` and `ledger`, who is who is `identity`, tables are `book`,
questions are `lenses`, lists over all questions are `briefings`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from closeknit.answers import Answer, Finding, Freshness, Scalar, Subject, wording
from closeknit.answers.kept import keep, kept
from closeknit.errors import WorkspaceError
from closeknit.lenses.seam import EPOCH, Lens, Question, day_to_date, each_lens, lens_named, unshown
from closeknit.lenses.seam import Business as Facts
from closeknit.lenses.unrated import SETTING, line_to_set
from closeknit.progress import Progress, Quiet
from closeknit.reply import Reply
from closeknit.settings import WEEKDAYS
from closeknit.workspace import Workspace

if TYPE_CHECKING:
    import pyarrow as pa
    from ibis.expr.types import Table

    from closeknit.backup import Backup
    from closeknit.book.versions import Book
    from closeknit.briefings.customer import CustomerPage
    from closeknit.briefings.one_list import OneList
    from closeknit.briefings.purchases import Opened, Purchase
    from closeknit.briefings.sources import Sources
    from closeknit.briefings.today import Today
    from closeknit.briefings.turned import Said
    from closeknit.briefings.why import Explanation as FindingWhy
    from closeknit.campaigns import Made as CampaignList
    from closeknit.engines import Engine
    from closeknit.identity.parties import Resolution
    from closeknit.identity.why import Explanation as PartyWhy
    from closeknit.ledger.history import ImportState
    from closeknit.ledger.report import LoadReport
    from closeknit.ledger.store import Ledger
    from closeknit.reviews.reading import Read as ReviewRead
    from closeknit.sources.mappings.mapping import Mapping as FileMapping

STALE_AFTER = 45
"""Days without new data after which questions are answered as of the last day with data."""


class Business:
    """An open business folder. Cheap to make; files and engine are opened when first needed."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.settings = workspace.settings
        self._past: dict[str, Any] = {}
        """The tables of the earlier day asked for last, and which book and day they are `of`."""
        self._open: dict[str, Any] = {}
        """The book's tables on the engine and its rows of freshness, and which book they are `of`."""

    def __repr__(self) -> str:
        return f"<Business {self.settings.name!r} in {self.workspace.folder}>"

    def __enter__(self) -> Business:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the engine back."""
        if "engine" in self.__dict__:
            self.engine.close()
            self._past, self._open = {}, {}
            del self.__dict__["engine"]

    @cached_property
    def ledger(self) -> Ledger:
        """What was loaded."""
        from closeknit.ledger.store import Ledger
        from closeknit.upgrade import upgraded

        self.workspace.keep_private()
        upgraded(self.workspace)
        return Ledger.open(self.workspace.ledger, self.settings)

    @cached_property
    def engine(self) -> Engine:
        """Where expressions run."""
        from closeknit.engines import engine_for

        return engine_for(self.settings)

    # Taking data in

    def load(
        self,
        paths: Sequence[Path | str],
        *,
        mapping: Path | str | None = None,
        progress: Progress | None = None,
    ) -> LoadReport:
        """Read files and folders; `mapping` reads all of them by one mapping file."""
        from closeknit.ledger.load import load
        from closeknit.ledger.store import utc_now

        report = load(
            self.ledger,
            [Path(p) for p in paths],
            mapping=Path(mapping) if mapping else None,
            own=self._own_mappings(),
            progress=progress or Quiet(),
            now=utc_now(),
        )
        if report.understood:
            notes = missing_rates(self.refresh(progress=progress), self.facts().rated)
            self.tidy(progress)
            standing = sum(one.set_aside for one in self.freshness(self.today_here()))
            report = replace(report, notes=(*report.notes, *notes), standing=standing)
        return self._with_answers(report)

    def _with_answers(self, report: LoadReport) -> LoadReport:
        """The report with the sheets read that people filled in."""
        from closeknit.reviews.reading import read_all

        return read_all(self, report) if report.answers else report

    def retry(self, *, dry_run: bool = False, progress: Progress | None = None) -> LoadReport:
        """Read set-aside lines again, after a mapping or a setting was mended."""
        from closeknit.ledger.load import retry
        from closeknit.ledger.store import utc_now

        report = retry(
            self.ledger,
            own=self._own_mappings(),
            dry_run=dry_run,
            progress=progress or Quiet(),
            now=utc_now(),
        )
        if not dry_run:
            self.refresh(progress=progress)
            self.tidy(progress)
        return report

    def imports(self) -> list[ImportState]:
        """What was loaded, newest first."""
        from closeknit.ledger.load import imports

        return imports(self.ledger)

    def sources(self, tool: str = "") -> Sources:
        """What can be read (of one tool, or of all), and what is here of it and how fresh it is."""
        from closeknit.briefings.sources import Sources, known_files, loaded_files
        from closeknit.sources.mappings.library import known_mappings

        known = {**known_mappings(), **{one.stream_id: one for one in self._own_mappings()}}
        files, loaded = known_files(known.values(), tool=tool), self.imports()
        if not loaded:
            return Sources(files, ())
        rows = self._opened()["freshness"]
        wanted = {one.stream_id for one in files}
        here = loaded_files(loaded, rows, self.today_here())
        return Sources(files, tuple(one for one in here if not tool or one.stream_id in wanted))

    def problems(self, *, code: str = "") -> pa.Table:
        """Lines set aside, with place, reason and remedy (columns of the ledger's `problems`)."""
        from closeknit.ledger.problems import problems

        return problems(self.ledger, code=code)

    def backup(self, into: Path | str, *, progress: Progress | None = None) -> Backup:
        """Make a backup in a new folder of `into`, tried out by restoring it; gives what it holds."""
        from closeknit.backup import back_up
        from closeknit.ledger.store import utc_now

        return back_up(self.workspace, self.ledger, Path(into), now=utc_now(), progress=progress)

    def tidy(self, progress: Progress | None = None) -> None:
        """Keep what was loaded in few files; put off where the disk will not or somebody else writes."""
        from closeknit.errors import DiskFault, DiskFull, WorkspaceBusy
        from closeknit.ledger.compaction import tidy

        with suppress(DiskFull, DiskFault, WorkspaceBusy):
            tidy(self.ledger.folder, progress=progress)

    # The book

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
        found: Mapping[str, Table] = self._opened()["tables"]
        return found

    def _opened(self) -> dict[str, Any]:
        if self._open.get("of") != self.book.folder:
            tables = self.book.tables(self.engine)
            rows = self.engine.collect(tables["freshness"]).to_pylist()
            self._open = {"of": self.book.folder, "tables": tables, "freshness": rows}
        return self._open

    def turn(self) -> bool:
        """Read from now on the newest tables that were built, building none; whether there are any."""
        from closeknit.book.versions import current, newest_name

        have: Book | None = self.__dict__.get("book")
        if have is None or have.folder.name != newest_name(self.workspace.book):
            found = current(self.workspace.book)
            if found is None:
                return have is not None
            # Views of the version before go with the engine.
            self.close()
            self.__dict__["book"] = found
        return True

    @contextmanager
    def passing(self) -> Iterator[Business]:
        """What the engine keeps inside the block goes when it ends: for those who stay open long."""
        self._opened()
        with self.engine.scratch():
            try:
                yield self
            finally:
                self._past = {}

    # Asking

    def ask(
        self,
        question: str,
        *,
        as_of: date | str | None = None,
        progress: Progress | None = None,
        so_far: Callable[[Answer], None] = unshown,
        **options: Scalar,
    ) -> Reply:
        """The answer to a question such as "clients", with options of its own.

        so_far: is given what stands of an answer that takes long, such as the events found and how much they
        do, before it is checked and tested on past days.
        """
        lens = lens_named(question)
        return Reply(self._answer(lens, as_of, options, progress or Quiet(), so_far), self._rows_behind)

    def _answer(
        self,
        lens: Lens,
        as_of: date | str | None,
        options: Mapping[str, Scalar],
        progress: Progress,
        so_far: Callable[[Answer], None] = unshown,
    ) -> Answer:
        settled = lens.settle(options)
        day, note = self._as_of(as_of)
        key = cache_key(lens, self.book.version, day, settled)
        known = kept(key, self.workspace.answers)
        if known is not None:
            return known

        def signed(answer: Answer) -> Answer:
            return replace(
                answer,
                lens=lens.name,
                question=lens.question,
                as_of=day,
                as_of_note=note,
                options=settled,
                freshness=self.freshness(day),
                currency=self.settings.currency,
                business=self.settings.name,
                book_version=self.book.version,
                lens_version=lens.version,
                cache_key=key,
            )

        question = self._question(day, settled, key, progress)
        answer = signed(lens.ask(replace(question, so_far=lambda first: so_far(signed(first)))))
        keep(answer, self.workspace.answers)
        return answer

    def kept_answer(
        self, question: str, options: Mapping[str, Scalar], *, as_of: date | str | None = None
    ) -> Answer | None:
        """The answer if it was worked out before; None where asking would take its time."""
        lens = lens_named(question)
        day, _ = self._as_of(as_of)
        return kept(cache_key(lens, self.book.version, day, lens.settle(options)), self.workspace.answers)

    def _question(self, day: date, options: Mapping[str, Scalar], key: str, progress: Progress) -> Question:
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
        return replace(question, tables=self._tables(question))

    def _tables(self, question: Question) -> Mapping[str, Table]:
        """The book as known on the day of a question; an earlier day's is worked out once."""
        from closeknit.book.as_of import as_of
        from closeknit.book.past import past

        tables, day = self.tables(), question.as_of_day
        if question.as_of >= self._as_of(None)[0]:
            return as_of(tables, day)
        if self._past.get("of") != (self.book.version, day):
            then = past(self.engine, tables, day, self.settings.purchase_rules())
            self._past = {"of": (self.book.version, day), "tables": then}
        found: Mapping[str, Table] = self._past["tables"]
        return found

    def _as_of(self, given: date | str | None) -> tuple[date, str]:
        """The day to answer for, and what to say when it is not today."""
        if isinstance(given, str):
            given = date.fromisoformat(given)
        if given is not None:
            return given, ""
        today = self.today_here()
        newest = max((f.newest for f in self.freshness(today) if f.newest), default=today)
        if (today - newest).days > STALE_AFTER:
            return newest, f"as of {wording.day_text(newest)}, the last day with data"
        return today, ""

    def today_here(self) -> date:
        """Today in the business's own time zone."""
        return datetime.now(self.settings.zone()).date()

    def freshness(self, day: date) -> tuple[Freshness, ...]:
        """How new each source is, seen from `day`."""
        rows = sorted(self._opened()["freshness"], key=lambda r: str(r["title"]))
        return tuple(fresh(row, day, self.today_here()) for row in rows)

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

    # Over all questions

    def answers(self, *, as_of: date | str | None = None, progress: Progress | None = None) -> list[Answer]:
        """The answer to every question, with default options."""
        asked = list(each_lens())
        found = []
        for done, lens in enumerate(asked):
            (progress or Quiet()).step(lens.question, done, len(asked))
            found.append(self._answer(lens, as_of, {}, Quiet()))
        return found

    def today(
        self,
        *,
        minutes: int | None = None,
        owner: str = "",
        as_of: date | str | None = None,
        progress: Progress | None = None,
    ) -> Today:
        """Whom to turn to now, merged from the answers to all questions."""
        from closeknit.briefings.today import today

        answers = self.answers(as_of=as_of, progress=progress)
        return today(answers, minutes=minutes, owner=owner, said=self.said())

    def said(self) -> tuple[Said, ...]:
        """What people said of today's list and did not take back."""
        from closeknit.briefings.turned import all_said
        from closeknit.identity.decisions import taken_back

        rows = self.ledger.read("decisions").to_pylist()
        return all_said(rows, taken_back(rows))

    def say(self, key: str, said: str, kinds: Sequence[str], *, by: str = "") -> str:
        """Say of a customer on today's list, and of the kinds of reasons there: done, not now or wrong.

        Gives the number that `undo` takes. Tables are not built anew: nothing else follows from it.
        """
        from closeknit.deciding import say

        return say(self, key, said, kinds, by=by)

    def unsay(self, decision: str, *, by: str = "") -> None:
        """Take back what was said of today's list.

        Raises:
            UnknownQuestion: nothing that holds was said under that number.
        """
        from closeknit.deciding import unsay

        unsay(self, decision, by=by)

    def show(
        self, customer: str, *, as_of: date | str | None = None, progress: Progress | None = None
    ) -> CustomerPage:
        """One page about a customer or person, named by name, e-mail, domain or key."""
        from closeknit.briefings.customer import customer as page
        from closeknit.briefings.naming import meant

        question = self.plain_question(as_of)
        who = meant(question, customer)
        return page(question, self.answers(as_of=as_of, progress=progress), who)

    def why(self, thing: str, *, rows: int = 20) -> FindingWhy | PartyWhy:
        """What lies behind a finding; for a customer, person or key: why its entries are one."""
        from closeknit.answers.kept import finding_kept

        found = finding_kept(thing, self.workspace.answers)
        if found is None and is_finding_id(thing):
            # Asked in another process that kept nothing, or the data changed since: ask once more.
            self.answers()
            found = finding_kept(thing, self.workspace.answers)
        if found is not None or is_finding_id(thing):
            return self._why_finding(thing, [found[0]] if found else [], rows)
        return self._why_party(thing)

    def purchases(
        self, customer: str, *, as_of: date | str | None = None
    ) -> tuple[Subject, tuple[Purchase, ...]]:
        """A customer, named as for `show`, and its purchases with the rule that made each one."""
        from closeknit.briefings.naming import meant
        from closeknit.briefings.purchases import purchases_of

        question = self.plain_question(as_of)
        who = meant(question, customer)
        return who.subject, purchases_of(question, who.account_id or who.subject.party_id)

    def purchase(self, name: str) -> Opened:
        """One purchase (p-…) with its papers, where each was read, and why they are one."""
        from closeknit.briefings.purchases import opened
        from closeknit.ledger.places import origins

        return opened(self.plain_question(None), name, origins=lambda ids: origins(self.ledger, ids))

    def _why_finding(self, finding_id: str, answers: list[Answer], rows: int) -> FindingWhy:
        from closeknit.briefings.why import why
        from closeknit.ledger.places import origins

        day = answers[0].as_of if answers else None
        return why(
            self.plain_question(day),
            answers,
            finding_id,
            origins=lambda ids: origins(self.ledger, ids),
            rows=rows,
        )

    def _why_party(self, name: str) -> PartyWhy:
        from closeknit.briefings.naming import meant
        from closeknit.identity.why import why

        who = meant(self.plain_question(None), name).subject
        explained = why(self.resolution(), who.party_id, titles=self.titles())
        # One customer goes by one name in all answers.
        return replace(explained, name=who.name)

    def _rows_behind(self, answer: Answer, finding: Finding) -> pa.Table:
        """Where all the lines behind a finding stand, with their cells."""
        from closeknit.ledger.places import origins

        explained = self._why_finding(finding.id, [answer], max(1, len(finding.evidence.ids)))
        return origins(self.ledger, [f.record_id for f in explained.facts if f.record_id is not None])

    def plain_question(self, as_of: date | str | None) -> Question:
        """The tables as of a day, without the options of any one question."""
        day, _ = self._as_of(as_of)
        return self._question(day, {}, "", Quiet())

    def question_of(self, name: str, **options: Scalar) -> Question:
        """What a question would be asked with today, its options at their defaults but for these."""
        day, _ = self._as_of(None)
        return self._question(day, lens_named(name).settle(options), "", Quiet())

    # Acting on answers

    def campaign(self, name: str, event: str, *, by: str = "", **plan: Any) -> CampaignList:
        """A list of those who just had an event and have not bought since, part of them left alone by lot.

        plan: `left_alone` (0..1), `quiet_days`, `from_day`, `to_day`, `within_days`; see `campaigns.Plan`.
        Listing again under the same name adds who is new. What was gained, `ask("triggers")` tells later.

        Raises:
            UnknownQuestion: no such event, or it is not known how long after it they buy.
        """
        from closeknit.campaigns import Plan, make

        return make(self, Plan(name, event, **plan), by=by)

    def review_sheet(self, to: Path | str, *, most: int = 50, segment: str = "") -> int:
        """Write the sheet on which people say what came before purchases; gives how many lines it has.

        Buyers and the others are alike in `segment`, an attribute such as industry.
        """
        from closeknit.reviews.sheet import sheet, write

        made = sheet(self, most=most, segment=segment)
        write(made, Path(to))
        return len(made.rows)

    def read_review(self, file: Path | str, *, by: str = "") -> ReviewRead:
        """Read a filled-in sheet and keep it; `ask("triggers")` then says what people remember."""
        from closeknit.reviews.reading import read

        return read(self, Path(file), by=by)

    # What people decide

    def decide(self, kind: str, one: str, other: str, *, by: str = "") -> str:
        """Write down that two customers or persons are the same, or are not; gives what was done.

        Raises:
            UnknownCustomer: one of the two names nobody, or several.
            DecisionsDisagree: it contradicts an earlier decision; nothing is written.
        """
        from closeknit.deciding import decide

        return decide(self, kind, one, other, by=by)

    def group(self, names: Sequence[str], *, by: str = "") -> str:
        """Say that purchases (p-…) or papers (a-…) of a customer are one purchase; gives what was done."""
        from closeknit.deciding import decide_purchase

        return decide_purchase(self, "one purchase", names, by=by)

    def ungroup(self, names: Sequence[str], *, by: str = "") -> str:
        """Say that each paper of these purchases (p-…), or each of these papers, is its own purchase."""
        from closeknit.deciding import decide_purchase

        return decide_purchase(self, "own purchases", names, by=by)

    def keys_of(self, ids: Sequence[int]) -> dict[int, str]:
        """The key of each of these customers and persons by number."""
        return self._of_parties("key", ids)

    def names_of(self, ids: Sequence[int]) -> dict[int, str]:
        """The name of each of these customers and persons by number."""
        return self._of_parties("name", ids)

    def _of_parties(self, column: str, ids: Sequence[int]) -> dict[int, str]:
        parties = self.tables()["parties"]
        found = self.engine.collect(parties.filter(parties.party_id.isin(ids)).select("party_id", column))
        return dict(zip(found["party_id"].to_pylist(), found[column].to_pylist(), strict=True))

    def book_column(self, table: str, column: str) -> list[Any]:
        """One column of a book table."""
        read = self.tables()[table].select(column)
        values: list[Any] = self.engine.collect(read)[column].to_pylist()
        return values

    def undo(self, thing: str) -> str:
        """Take back an import (i-…), a decision (d-…) or a join (j-…); gives what was done."""
        from closeknit.deciding import undo

        return undo(self, thing)

    def one_list(self, as_of: date | str | None = None) -> OneList:
        """How many customers there truly are, and the largest that files know under two names."""
        from closeknit.briefings.one_list import one_list
        from closeknit.identity.why import two_names

        resolution = self.resolution()
        return one_list(self.plain_question(as_of), resolution.steps, two_names(resolution))

    def resolution(self) -> Resolution:
        """Who is who, with the steps that joined entries."""
        from closeknit.book.refresh import last_resolution

        self.refresh()
        found = last_resolution(self.workspace.book)
        if found is None:
            raise WorkspaceError(
                f"{self.workspace.book} is incomplete", remedy=f"Delete {self.workspace.book} and ask again."
            )
        return found

    def titles(self) -> dict[str, str]:
        """Streams with the names people know them by."""
        return {row["stream_id"]: row["title"] for row in self._opened()["freshness"]}

    def _own_mappings(self) -> list[FileMapping]:
        from closeknit.sources.mappings.library import read_mappings

        return read_mappings(self.workspace.own_mappings)


def missing_rates(book: Book, rated: Collection[str]) -> list[str]:
    """What to say about amounts in currencies without a rate, or without one that early."""
    return [
        f"{wording.count(rate['activities'], 'amount')} in {rate['currency']} cannot be counted: "
        f"there is no rate{' that early' if rate['currency'] in rated else ''}; "
        f"set {line_to_set(rate['currency'], rate['first_day'], rated)} under {SETTING}"
        for rate in book.unknown_rates
    ]


def fresh(row: Mapping[str, Any], day: date, today: date) -> Freshness:
    """A row of the book's table `freshness`, seen from `day`: of an earlier day it is not known how new."""
    newest = None if row["last_day"] is None else day_to_date(row["last_day"])
    if newest is not None and day < min(newest, today):
        newest = None
    return Freshness(
        source=row["title"],
        newest=newest,
        days_old=None if newest is None else max(0, (day - newest).days),
        rows=row["records"],
        set_aside=row["set_aside"],
    )


def is_finding_id(text: str) -> bool:
    """Whether a text looks like the id of a finding: question, kind and six digits of a hash."""
    return re.fullmatch(r"[a-z_]+-[a-z_]+-[0-9a-f]{6}", text) is not None


def cache_key(lens: Lens, book_version: str, day: date, options: Mapping[str, Scalar]) -> str:
    """Names everything an answer depends on."""
    said = "\x1f".join(
        [
            lens.name,
            lens.version,
            book_version,
            day.isoformat(),
            *(f"{k}={v}" for k, v in sorted(options.items())),
        ]
    )
    return f"{lens.name}-{sha256(said.encode()).hexdigest()[:16]}"


def holidays_of(country: str, year: int) -> tuple[int, ...]:
    """Day numbers of the public holidays of ten years up to the next; none without a country."""
    if not country:
        return ()
    import holidays

    try:
        days = holidays.country_holidays(country.upper(), years=range(year - 9, year + 2))
    except NotImplementedError:
        return ()
    return tuple(sorted((day - EPOCH).days for day in days))
