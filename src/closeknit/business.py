"""One business, open: load files into it, ask it questions, look behind the answers.

This is what Python users hold and what commands and pages call. It joins the layers below it and adds
no method of its own: reading is `sources` and `ledger`, who is who is `identity`, tables are `book`,
questions are asked by `asking`, what people decide is written down by `deciding`.
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
from closeknit.up_to_date import UpToDateFolder

if TYPE_CHECKING:
    import pyarrow as pa

    from closeknit.answers import Answer
    from closeknit.backup import Backup
    from closeknit.book.versions import Book
    from closeknit.briefings.by_hand import Correction, Note
    from closeknit.briefings.joins import Precision
    from closeknit.briefings.pairs import Pair
    from closeknit.briefings.segments import Line as SegmentLine
    from closeknit.briefings.segments import Page as SegmentPage
    from closeknit.briefings.sources import Sources
    from closeknit.campaigns import Made as CampaignList
    from closeknit.identity.decisions import Verdict
    from closeknit.identity.why import Step
    from closeknit.ledger.history import ImportState
    from closeknit.ledger.report import LoadReport, NotUnderstood
    from closeknit.outreach import Outreach
    from closeknit.reviews.reading import Read as ReviewRead


class Business(UpToDateFolder):
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
        from closeknit.briefings.sources import Sources, known_files, loaded_files
        from closeknit.sources.mappings.library import known_mappings

        known = {**known_mappings(), **{one.stream_id: one for one in self.own_mappings()}}
        files, loaded = known_files(known.values(), tool=tool), self.imports()
        if not loaded:
            return Sources(files, ())
        rows = self.freshness_rows()
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

    def outreach(self, name: str, of: str | Reply | Answer) -> Outreach:
        """A list of whom to turn to: through whom of us, with which words; `write` gives it as a file.

        of: a sentence as for `find`, a segment or a question by its name, or an answer. Nobody is on two
        lists within a quarter; load the filled-in file, and what came back is kept.

        Raises:
            UnknownQuestion, NotUnderstood: nobody is meant by it.
        """
        from closeknit.outreach import make

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

    # What people decide

    def decide(self, kind: str, one: str, other: str, *, by: str = "") -> str:
        """Write down that two customers or persons are the same, or are not; gives what was done.

        Raises:
            UnknownCustomer: one of the two names nobody, or several.
            DecisionsDisagree: it contradicts an earlier decision; nothing is written.
        """
        from closeknit.deciding import decide

        return decide(self, kind, one, other, by=by)

    def pairs(self) -> tuple[Pair, ...]:
        """People and organizations that may be the same, for a person to look at; what matters most first."""
        from closeknit.briefings.pairs import pairs

        settled = {one.keys for one in self._verdicts()}
        return pairs(self.plain_question(None), self.resolution(building=False), settled)

    def answer_pair(self, pair: Pair, kind: str, *, by: str = "") -> str:
        """Say of such a pair that they are the "same" or "different"; gives the number that `undo` takes.

        Tables are not brought up yet, so that many can be answered in a row: `bring_up` does it.

        Raises:
            DecisionsDisagree: it contradicts an earlier decision; nothing is written.
        """
        from closeknit.deciding import answer_pair

        return answer_pair(self, pair, kind, by=by)

    def joins_to_judge(self) -> tuple[Step, ...]:
        """Joins drawn by lot, for a person to say which are right: from that follows how many are."""
        from closeknit.briefings.joins import sample

        return sample(self.resolution(building=False), self._verdicts(), self.titles())

    def judge_join(self, join: Step, kind: str, *, by: str = "") -> str:
        """Say of such a join that its sides are the "same" or "different"; as for `answer_pair`."""
        from closeknit.deciding import judge_join

        return judge_join(self, join, kind, by=by)

    def precision(self) -> Precision | None:
        """How many joins are right, going by those that people judged; None where nobody did."""
        from closeknit.briefings.joins import precision

        return precision(self.resolution(building=False), self._verdicts())

    def _verdicts(self) -> tuple[Verdict, ...]:
        from closeknit.identity.decisions import verdicts

        return verdicts(self.ledger.read("decisions"))

    def group(self, names: Sequence[str], *, by: str = "") -> str:
        """Say that purchases (p-…) or papers (a-…) of a customer are one purchase; gives what was done."""
        from closeknit.deciding import decide_purchase

        return decide_purchase(self, "one purchase", names, by=by)

    def ungroup(self, names: Sequence[str], *, by: str = "") -> str:
        """Say that each paper of these purchases (p-…), or each of these papers, is its own purchase."""
        from closeknit.deciding import decide_purchase

        return decide_purchase(self, "own purchases", names, by=by)

    def say_role(
        self,
        person: str,
        role: str | None = None,
        *,
        stake: str | None = None,
        at: str = "",
        deal: str = "",
        by: str = "",
    ) -> str:
        """Say which part a person plays at a customer, or what they have at stake; gives what was done.

        role: champion, decision-maker, blocker, user or unknown; it wins over what `ask("stakeholders")`
        suggests. at: the customer, else where they work; deal: in this deal alone.

        Raises:
            UnknownCustomer, UnknownQuestion: nobody, no deal or no role of that name.
        """
        from closeknit.deciding import Told, say_role

        return say_role(self, person, Told(role, stake, at, deal), by=by)

    def keep_role(
        self, person: str, role: str | None = None, *, stake: str | None = None, at: str = "", by: str = ""
    ) -> str:
        """Say the same; gives the number that `take_back` takes. `bring_up` brings the tables up.

        Raises:
            UnknownCustomer, UnknownQuestion: as `say_role`.
        """
        from closeknit.deciding import Told, keep_role

        return keep_role(self, person, Told(role, stake, at), by=by)

    def undo(self, thing: str) -> str:
        """Take back an import (i-…), a decision (d-…) or a join (j-…); gives what was done."""
        from closeknit.deciding import undo

        return undo(self, thing)

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

    def note(self, whom: str, text: str, *, due: date | None = None, by: str = "") -> str:
        """Write something down about a customer or person, promised for a day if one is given.

        Gives the number that `undo` takes.

        Raises:
            UnknownCustomer, UnknownQuestion: nobody or several are meant, or the text is none.
        """
        from closeknit.deciding import note

        return note(self, whom, text, due=due, by=by)

    def correct(self, whom: str, name: str, value: str, *, since: date | None = None, by: str = "") -> str:
        """Write down what a fact of a customer or person is: it wins over what files say, for ever.

        Gives the number that `undo` takes. Tables are not brought up yet: `bring_up` does it.

        Raises:
            UnknownCustomer, UnknownQuestion: nobody or several are meant, or nothing is said.
        """
        from closeknit.deciding import correct

        return correct(self, whom, name, value, since=since, by=by)

    def notes(self) -> tuple[Note, ...]:
        """What people wrote down and did not take back, the newest first."""
        from closeknit.briefings.by_hand import notes_of

        return notes_of(*self.decided())

    def corrections(self) -> tuple[Correction, ...]:
        """What people corrected and did not take back, the newest first."""
        from closeknit.briefings.by_hand import corrections_of

        return corrections_of(*self.decided())

    def take_back(self, decision: str, *, by: str = "") -> None:
        """Take back a note, a correction or what was said of a part; but of a note, `bring_up` follows.

        Raises:
            UnknownQuestion: nothing that holds was written under that number.
        """
        from closeknit.deciding import take_back_by_hand

        take_back_by_hand(self, decision, by=by)


def missing_rates(book: Book, rated: Collection[str]) -> list[str]:
    """What to say about amounts in currencies without a rate, or without one that early."""
    return [
        f"{wording.count(rate['activities'], 'amount')} in {rate['currency']} cannot be counted: "
        f"there is no rate{' that early' if rate['currency'] in rated else ''}; "
        f"set {line_to_set(rate['currency'], rate['first_day'], rated)} under {SETTING}"
        for rate in book.unknown_rates
    ]
