"""All that one asks of an open folder: answers, sentences, lists over all of them, and what lies behind them.

It reads only: nothing that is asked changes what was loaded or decided.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from closeknit.answered import AnsweredFolder
from closeknit.answers import Answer, Finding, Scalar, Subject
from closeknit.answers.finding_ids import is_finding_id
from closeknit.answers.kept import finding_kept
from closeknit.finding import chosen
from closeknit.lenses.seam import each_lens, lens_named, unshown
from closeknit.progress import Progress, Quiet
from closeknit.reply import Reply

if TYPE_CHECKING:
    import pyarrow as pa

    from closeknit.briefings.customer import CustomerPage
    from closeknit.briefings.held import Held
    from closeknit.briefings.one_list import OneList
    from closeknit.briefings.purchases import Opened, Purchase
    from closeknit.briefings.story import WholeEvent
    from closeknit.briefings.today import Today
    from closeknit.briefings.turned import Said
    from closeknit.briefings.why import Explanation as FindingWhy
    from closeknit.identity.why import Explanation as PartyWhy


class AskedFolder(AnsweredFolder):
    """An open folder that answers all that is asked."""

    def ask(
        self,
        question: str,
        *,
        as_of: date | str | None = None,
        within: str = "",
        progress: Progress | None = None,
        so_far: Callable[[Answer], None] = unshown,
        **options: Scalar,
    ) -> Reply:
        """The answer to a question such as "clients", with options of its own.

        within: only the customers in this segment, or whom a sentence as for `find` means.
        so_far: is given what stands of an answer that takes long, such as the events found and how much they
        do, before it is checked and tested on past days.
        """
        some = chosen(self, within, self.asked_day(as_of).day) if within else None
        lens = lens_named(question)
        found = self.answer_of(lens, as_of, options, progress or Quiet(), so_far, some=some)
        return Reply(found, self._rows_behind)

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
        from closeknit.finding import naming_segments
        from closeknit.questions.completing import completions

        return completions(question, naming_segments(self))

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
        return today(answers, minutes=minutes, owner=owner, said=self.said(), business=self.facts())

    def said(self) -> tuple[Said, ...]:
        """What people said of today's list and did not take back."""
        from closeknit.briefings.turned import all_said

        return all_said(*self.decided())

    def decided(self) -> tuple[list[dict[str, Any]], frozenset[str]]:
        """Rows of all decisions, oldest first, and the numbers of those taken back."""
        from closeknit.identity.decisions import taken_back

        rows = self.ledger.read("decisions").to_pylist()
        return rows, taken_back(rows)

    def show(
        self, customer: str, *, as_of: date | str | None = None, progress: Progress | None = None
    ) -> CustomerPage:
        """One page about a customer or person, named by name, e-mail, domain or key."""
        from closeknit.briefings.customer import customer as page
        from closeknit.briefings.turned import remaining
        from closeknit.lenses.naming import meant

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
        from closeknit.lenses.naming import meant

        who = meant(self.plain_question(as_of), person).subject.key
        return self.ask("relations", as_of=as_of, progress=progress, person=who, by=by).answer

    def why(self, thing: str, *, rows: int = 20, asking: bool = True) -> FindingWhy | PartyWhy:
        """What lies behind a finding; for a customer, person or key: why its entries are one.

        asking: what is missing is worked out: all questions for a finding that no answer kept holds, and who
        is who after a load. Otherwise it is read as it was worked out last.
        """
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
        from closeknit.briefings.purchases import purchases_of
        from closeknit.lenses.naming import meant

        question = self.plain_question(as_of)
        who = meant(question, customer)
        return who.subject, purchases_of(question, who.account_id or who.subject.party_id)

    def purchase(self, name: str) -> Opened:
        """One purchase (p-…) with its papers, where each was read, and why they are one."""
        from closeknit.briefings.purchases import opened
        from closeknit.ledger.places import origins

        return opened(self.plain_question(None), name, origins=lambda ids: origins(self.ledger, ids))

    def held(self, whom: str) -> Held:
        """Every line that names a customer or person, what they are known by, and what was decided of them.

        Raises:
            UnknownCustomer: nobody, or several, go by that name.
        """
        from closeknit.briefings.held import held
        from closeknit.ledger.places import naming, origins
        from closeknit.lenses.naming import meant

        question = self.plain_question(None)
        return held(
            question,
            meant(question, whom),
            lambda keys: naming(self.ledger, keys),
            lambda ids: origins(self.ledger, ids, lines=False),
            self.decided(),
        )

    def event(self, number: int) -> WholeEvent:
        """One thing that happened, with the line it was read from, its text and who took part.

        Raises:
            UnknownQuestion: there is none of that number.
        """
        from closeknit.briefings.story import whole_event
        from closeknit.ledger.places import origins

        return whole_event(self.plain_question(None), number, lambda ids: origins(self.ledger, ids))

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
        from closeknit.identity.why import why
        from closeknit.lenses.naming import meant

        who = meant(self.plain_question(None), name).subject
        found = self.resolution(of=[who.party_id], building=building)
        explained = why(found, who.party_id, titles=self.titles())
        # One customer goes by one name in all answers.
        return replace(explained, name=who.name)

    def _rows_behind(self, answer: Answer, finding: Finding) -> pa.Table:
        """Where all the lines behind a finding stand, with their cells."""
        from closeknit.ledger.places import origins

        explained = self._why_finding(finding.id, [answer], max(1, len(finding.evidence.ids)))
        return origins(self.ledger, [f.record_id for f in explained.facts if f.record_id is not None])

    def one_list(self, as_of: date | str | None = None) -> OneList:
        """How many customers there truly are, and the largest that files know under two names."""
        from closeknit.briefings.one_list import one_list
        from closeknit.identity.two_names import two_names

        resolution = self.resolution(("keys", "steps"))
        return one_list(self.plain_question(as_of), resolution.steps, two_names(resolution))
