"""One business, open: load files into it, ask it questions, look behind the answers.

This is what Python users hold and what commands and pages call. It joins the layers below it and adds
no method of its own: reading is `sources` and `ledger`, who is who is `identity`, tables are `book`,
questions are asked in `asking`, what people decide and tell is kept in `deciding` and `telling`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from closeknit.answers import wording
from closeknit.lenses.unrated import SETTING, line_to_set
from closeknit.progress import Progress, Quiet
from closeknit.reply import Reply
from closeknit.telling import TellingFolder

if TYPE_CHECKING:
    import pyarrow as pa

    from closeknit.answers import Answer
    from closeknit.backup import Backup
    from closeknit.book.versions import Book
    from closeknit.briefings.segments import Line as SegmentLine
    from closeknit.briefings.segments import Page as SegmentPage
    from closeknit.briefings.sources import LoadedFile, Sources
    from closeknit.campaigns import Made as CampaignList
    from closeknit.ledger.history import ImportState
    from closeknit.ledger.report import LoadReport, NotUnderstood
    from closeknit.outreach_list import Outreach
    from closeknit.reviews.reading import Read as ReviewRead


class Business(TellingFolder):
    """An open business folder, and what one does with it."""

    # Taking data in

    def load(
        self,
        paths: Sequence[Path | str],
        *,
        mapping: Path | str | None = None,
        progress: Progress | None = None,
    ) -> LoadReport:
        """Read files, folders and feeds at addresses; `mapping` reads all of them by one mapping file."""
        from closeknit.ledger.fetched import is_address
        from closeknit.ledger.load import load
        from closeknit.ledger.store import utc_now

        addresses = [str(given) for given in paths if is_address(given)]
        fetched, missed = self.fetch(addresses, progress=progress)
        report = load(
            self.ledger,
            [*(Path(given) for given in paths if not is_address(given)), *fetched],
            mapping=Path(mapping) if mapping else None,
            own=self.own_mappings(),
            progress=progress or Quiet(),
            now=utc_now(),
        )
        report = replace(report, not_understood=(*missed, *report.not_understood))
        if report.understood:
            moved = self.bring_up(progress=progress)
            notes = (*report.notes, *missing_rates(self.book, self.facts().rated), *moved)
            standing = sum(one.set_aside for one in self.freshness(self.today_here()))
            report = replace(report, notes=notes, standing=standing)
        return self._with_answers(report)

    def fetch(
        self, addresses: Sequence[str], *, progress: Progress | None = None
    ) -> tuple[list[Path], list[NotUnderstood]]:
        """The files of the feeds at these addresses, brought up to now, and those not fetched, with why."""
        if not addresses:
            return [], []
        from closeknit.ledger.fetched import fetch_all
        from closeknit.sources.addresses.hosts import Limits

        self.workspace.keep_private()
        limits = Limits(private=self.settings.feeds_private)
        return fetch_all(self.workspace.fetched, addresses, limits=limits, progress=progress or Quiet())

    def _with_answers(self, report: LoadReport) -> LoadReport:
        """The report with the sheets read that people filled in."""
        from closeknit.reviews.reading import read_all

        report = read_all(self, report) if report.answers else report
        if report.lists:
            from closeknit.reviews.asked import read_lists

            report = read_lists(self, report)
        return report

    def retry(self, *, dry_run: bool = False, progress: Progress | None = None) -> LoadReport:
        """Read set-aside lines again, after a mapping or a setting was mended."""
        from closeknit.ledger.load import retry
        from closeknit.ledger.store import utc_now

        report = retry(
            self.ledger,
            own=self.own_mappings(),
            dry_run=dry_run,
            progress=progress or Quiet(),
            now=utc_now(),
        )
        if not dry_run:
            report = replace(report, notes=(*report.notes, *self.bring_up(progress=progress)))
        return report

    def imports(self) -> list[ImportState]:
        """What was loaded, newest first."""
        from closeknit.ledger.load import imports

        return imports(self.ledger)

    def sources(self, tool: str = "") -> Sources:
        """What can be read (of one tool, or of all), and what is here of it and how fresh it is."""
        from closeknit.briefings.sources import Sources, known_files
        from closeknit.sources.mappings.library import known_mappings

        known = {**known_mappings(), **{one.stream_id: one for one in self.own_mappings()}}
        files = known_files(known.values(), tool=tool)
        wanted = {one.stream_id for one in files}
        here = self.files_here()
        return Sources(files, tuple(one for one in here if not tool or one.stream_id in wanted))

    def files_here(self) -> tuple[LoadedFile, ...]:
        """What is here of each kind of file and how fresh it is, even where a mapping cannot be read."""
        from closeknit.briefings.sources import loaded_files

        loaded = self.imports()
        return loaded_files(loaded, self.reading().freshness, self.today_here()) if loaded else ()

    def problems(self, *, code: str = "") -> pa.Table:
        """Lines set aside, with place, reason and remedy (columns of the ledger's `problems`)."""
        from closeknit.ledger.problems import problems

        return problems(self.ledger, code=code)

    def backup(self, into: Path | str, *, progress: Progress | None = None) -> Backup:
        """Make a backup in a new folder of `into`, tried out by restoring it; gives what it holds."""
        from closeknit.backup import back_up
        from closeknit.ledger.store import utc_now

        return back_up(self.workspace, self.ledger, Path(into), now=utc_now(), progress=progress)

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

    def outreach(self, name: str, of: str | Reply | Answer | None = None) -> Outreach:
        """A list of whom to turn to: through whom of us, with which words; `write` gives it as a file.

        of: a sentence as for `find`, a segment or a question by its name, or an answer; None: the list as it
        is kept, with what came back. Nobody is on two lists within a quarter; load the filled-in file, and
        what came back is kept.

        Raises:
            UnknownQuestion, NotUnderstood: nobody is meant by it, or no list of that name is kept.
        """
        from closeknit.outreach import again, make

        if of is None:
            return again(self, name)
        return make(self, name, of.answer if isinstance(of, Reply) else of)

    def drop_outreach(self, name: str) -> tuple[int, int]:
        """Take those off a list who were not asked; gives how many, and how many stay because they were."""
        from closeknit.desk.asked import drop_list

        return drop_list(self.desk, name)

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

    # Segments

    def segments(self) -> list[SegmentLine]:
        """Every segment with how many are in it, as it was last looked at."""
        from closeknit.segments import lines

        return lines(self)

    def segment(self, name: str, *, as_of: date | str | None = None) -> SegmentPage:
        """Who is, or on an earlier day was, in a segment, and since when.

        Raises:
            UnknownQuestion: there is none of that name.
        """
        from closeknit.segments import page

        return page(self, name, as_of=as_of)

    def add_segment(self, name: str, question: str, **plan: Any) -> SegmentPage:
        """Save a sentence as for `find` under a name; who matches it is in the segment, day by day.

        plan: `enter` and `leave` (days after the sentence's one event: 7 and 42), `back` (earlier days to
        look at, too), `by`, `progress`.

        Raises:
            NotUnderstood, UnknownQuestion: no sentence that can be saved, or no name that can be given.
        """
        from closeknit.segments import add

        return add(self, name, question, **plan)

    def drop_segment(self, name: str) -> None:
        """Forget a segment and who was in it.

        Raises:
            UnknownQuestion: there is none of that name, or another segment asks for who is in it.
        """
        from closeknit.segments import drop

        drop(self, name)


def missing_rates(book: Book, rated: Collection[str]) -> list[str]:
    """What to say about amounts in currencies without a rate, or without one that early."""
    return [
        f"{wording.count(rate['activities'], 'amount')} in {rate['currency']} cannot be counted: "
        f"there is no rate{' that early' if rate['currency'] in rated else ''}; "
        f"set {line_to_set(rate['currency'], rate['first_day'], rated)} under {SETTING}"
        for rate in book.unknown_rates
    ]
