"""One business, open: load files into it, ask it questions, look behind the answers.

This is what Python users hold and what commands and pages call. It joins the layers below it and adds
no method of its own: reading is `sources` and `ledger`, who is who is `identity`, tables are `book`,
questions are `lenses`, lists over all questions are `briefings`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from closeknit.answers import Answer, Finding, Scalar, Subject, wording
from closeknit.answers.kept import keep, kept
from closeknit.lenses.seam import Lens, each_lens, lens_named, unshown
from closeknit.lenses.unrated import SETTING, line_to_set
from closeknit.opened import OpenFolder
from closeknit.progress import Progress, Quiet
from closeknit.reply import Reply

if TYPE_CHECKING:
    import pyarrow as pa

    from closeknit.backup import Backup
    from closeknit.book.versions import Book
    from closeknit.briefings.customer import CustomerPage
    from closeknit.briefings.joins import Precision
    from closeknit.briefings.one_list import OneList
    from closeknit.briefings.pairs import Pair
    from closeknit.briefings.purchases import Opened, Purchase
    from closeknit.briefings.sources import Sources
    from closeknit.briefings.today import Today
    from closeknit.briefings.turned import Said
    from closeknit.briefings.why import Explanation as FindingWhy
    from closeknit.campaigns import Made as CampaignList
    from closeknit.identity.decisions import Verdict
    from closeknit.identity.why import Explanation as PartyWhy
    from closeknit.identity.why import Step
    from closeknit.ledger.history import ImportState
    from closeknit.ledger.report import LoadReport, NotUnderstood
    from closeknit.reviews.reading import Read as ReviewRead


class Business(OpenFolder):
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
            notes = missing_rates(self.refresh(progress=progress), self.facts().rated)
            self.tidy(progress)
            standing = sum(one.set_aside for one in self.freshness(self.today_here()))
            report = replace(report, notes=(*report.notes, *notes), standing=standing)
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

        return read_all(self, report) if report.answers else report

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
        return Reply(self.answer_of(lens, as_of, options, progress or Quiet(), so_far), self._rows_behind)

    def answer_of(
        self,
        lens: Lens,
        as_of: date | str | None,
        options: Mapping[str, Scalar],
        progress: Progress,
        so_far: Callable[[Answer], None] = unshown,
    ) -> Answer:
        settled = lens.settle(options)
        day, note = self.asked_day(as_of)
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

        question = self.question(day, settled, key, progress)
        answer = signed(lens.ask(replace(question, so_far=lambda first: so_far(signed(first)))))
        keep(answer, self.workspace.answers)
        return answer

    def find(
        self, question: str, *, as_of: date | str | None = None, progress: Progress | None = None
    ) -> Reply:
        """Who matches a sentence such as "customers whose last order is over 6 months ago", and why.

        A day in the sentence (`as of 2026-01-31`) goes before `as_of`.

        Raises:
            NotUnderstood: it is no sentence of the language, or makes no sense; the message shows where.
            UnknownQuestion: a condition that cannot be answered; the message says what can.
        """
        from closeknit.finding import find

        return Reply(find(self, question, as_of=as_of, progress=progress or Quiet()), self._rows_behind)

    def complete(self, question: str) -> list[str]:
        """What may be written next in a sentence for `find`."""
        from closeknit.questions.completing import completions

        return completions(question, self.vocabulary())

    def kept_answer(
        self, question: str, options: Mapping[str, Scalar], *, as_of: date | str | None = None
    ) -> Answer | None:
        """The answer if it was worked out before; None where asking would take its time."""
        lens = lens_named(question)
        day, _ = self.asked_day(as_of)
        return kept(cache_key(lens, self.book.version, day, lens.settle(options)), self.workspace.answers)

    # Over all questions

    def answers(self, *, as_of: date | str | None = None, progress: Progress | None = None) -> list[Answer]:
        """The answer to every question, with default options."""
        asked = list(each_lens())
        found = []
        for done, lens in enumerate(asked):
            (progress or Quiet()).step(lens.question, done, len(asked))
            found.append(self.answer_of(lens, as_of, {}, Quiet()))
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
        from closeknit.briefings.turned import remaining

        question = self.plain_question(as_of)
        who = meant(question, customer)
        answers, _ = remaining(self.answers(as_of=as_of, progress=progress), self.said())
        return page(question, answers, who)

    def introduce(
        self,
        person: str,
        *,
        by: str = "",
        as_of: date | str | None = None,
        progress: Progress | None = None,
    ) -> Answer:
        """Who can introduce us to a person, or to anybody at a firm; `by`: ways from this colleague only."""
        from closeknit.briefings.naming import meant

        who = meant(self.plain_question(as_of), person).subject.key
        return self.ask("relations", as_of=as_of, progress=progress, person=who, by=by).answer

    def why(self, thing: str, *, rows: int = 20, asking: bool = True) -> FindingWhy | PartyWhy:
        """What lies behind a finding; for a customer, person or key: why its entries are one.

        asking: what is missing is worked out: all questions for a finding that no answer kept holds, and who
        is who after a load. Otherwise it is read as it was worked out last.
        """
        from closeknit.answers.kept import finding_kept

        found = finding_kept(thing, self.workspace.answers)
        if found is None and asking and is_finding_id(thing):
            # Asked in another process that kept nothing, or the data changed since: ask once more.
            self.answers()
            found = finding_kept(thing, self.workspace.answers)
        if found is not None or is_finding_id(thing):
            return self._why_finding(thing, [found[0]] if found else [], rows)
        return self._why_party(thing, building=asking)

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

    def _why_party(self, name: str, *, building: bool) -> PartyWhy:
        from closeknit.briefings.naming import meant
        from closeknit.identity.why import why

        who = meant(self.plain_question(None), name).subject
        explained = why(self.resolution(building=building), who.party_id, titles=self.titles())
        # One customer goes by one name in all answers.
        return replace(explained, name=who.name)

    def _rows_behind(self, answer: Answer, finding: Finding) -> pa.Table:
        """Where all the lines behind a finding stand, with their cells."""
        from closeknit.ledger.places import origins

        explained = self._why_finding(finding.id, [answer], max(1, len(finding.evidence.ids)))
        return origins(self.ledger, [f.record_id for f in explained.facts if f.record_id is not None])

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

    def pairs(self) -> tuple[Pair, ...]:
        """People and organizations that may be the same, for a person to look at; what matters most first."""
        from closeknit.briefings.pairs import pairs

        settled = {one.keys for one in self._verdicts()}
        return pairs(self.plain_question(None), self.resolution(building=False), settled)

    def answer(self, pair: Pair, kind: str, *, by: str = "") -> str:
        """Say of such a pair that they are the "same" or "different"; gives the number that `undo` takes.

        Tables are not brought up yet, so that many can be answered in a row: `refresh` does it.

        Raises:
            DecisionsDisagree: it contradicts an earlier decision; nothing is written.
        """
        from closeknit.deciding import answer

        return answer(self, pair, kind, by=by)

    def joins_to_judge(self) -> tuple[Step, ...]:
        """Joins drawn by lot, for a person to say which are right: from that follows how many are."""
        from closeknit.briefings.joins import sample

        return sample(self.resolution(building=False), self._verdicts(), self.titles())

    def judge(self, join: Step, kind: str, *, by: str = "") -> str:
        """Say of such a join that its sides are the "same" or "different"; as for `answer`."""
        from closeknit.deciding import judge

        return judge(self, join, kind, by=by)

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


def missing_rates(book: Book, rated: Collection[str]) -> list[str]:
    """What to say about amounts in currencies without a rate, or without one that early."""
    return [
        f"{wording.count(rate['activities'], 'amount')} in {rate['currency']} cannot be counted: "
        f"there is no rate{' that early' if rate['currency'] in rated else ''}; "
        f"set {line_to_set(rate['currency'], rate['first_day'], rated)} under {SETTING}"
        for rate in book.unknown_rates
    ]


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
