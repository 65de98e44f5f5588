"""What people decide of their business: who is one, what is one purchase, what is taken back.

Each decision is kept beside what was loaded and wins over what files say, for ever. What is decided in one
go is followed by tables and segments, and tells how to take it back; what is answered in a row is not.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from getpass import getuser
from typing import TYPE_CHECKING

from closeknit.answers import wording
from closeknit.errors import UnknownCustomer
from closeknit.up_to_date import UpToDateFolder

if TYPE_CHECKING:
    from closeknit.briefings.joins import Precision
    from closeknit.briefings.pairs import Pair, Waiting
    from closeknit.identity.decisions import Verdict
    from closeknit.identity.why import Step
    from closeknit.lenses.seam import Question

MANY = 2_000
"""Above this many parties all of who is who is read, instead of each being looked up in it."""


class DecidingFolder(UpToDateFolder):
    """An open folder in which people decide who and what is one."""

    def decide(self, kind: str, one: str, other: str, *, by: str = "") -> str:
        """Write down that two customers or persons are the same, or are not; gives what was done.

        Raises:
            UnknownCustomer: one of the two names nobody, or several.
            DecisionsDisagree: it contradicts an earlier decision; nothing is written.
        """
        question = self.plain_question(None)
        known = set(self.book_column("keys", "key")) if kind == "different" else set()
        (key, name), (other_key, other_name) = (meant_by(question, words, known) for words in (one, other))
        if key == other_key:
            raise UnknownCustomer(
                f'"{one}" and "{other}" are one{" already" if kind == "same" else ""}',
                remedy=f'To part them, name two entries that closeknit why "{one}" lists.',
                about=other,
            )
        number = self._settled(kind, key, other_key, by=by)
        said = "are now one" if kind == "same" else "are now two"
        return self.followed(f"{name} and {other_name} {said}. To take it back: closeknit undo {number}")

    def pairs(self) -> tuple[Pair, ...]:
        """People and organizations that may be the same, for a person to look at; what matters most first."""
        return self.pairs_of(self.may_be_one().without(self.settled()))

    def may_be_one(self) -> Waiting:
        """Who may be the same, in that order, whatever was said of them since; what is told of each is not
        read yet."""
        from closeknit.briefings.pairs import waiting

        found = self.resolution(("keys", "to_review"), building=False)
        return waiting(self.plain_question(None), found)

    def pairs_of(self, some: Waiting) -> tuple[Pair, ...]:
        """What is told of some of them."""
        from closeknit.briefings.pairs import pairs

        if not some:
            return ()
        numbers = some.numbers()
        of = numbers if len(numbers) <= MANY else None
        found = self.resolution(("keys", "weights"), of, building=False)
        return pairs(self.plain_question(None), found, some)

    def settled(self) -> set[frozenset[str]]:
        """The two keys of each pair that people said to be one, or not."""
        return {one.keys for one in self._verdicts()}

    def answer_pair(self, pair: Pair, kind: str, *, by: str = "") -> str:
        """Say of such a pair that they are the "same" or "different"; gives the number that `undo` takes.

        How much each fact weighed when it was asked is kept with it, without the facts themselves.
        Tables are not brought up yet, so that many can be answered in a row: `bring_up` does it.

        Raises:
            DecisionsDisagree: it contradicts an earlier decision; nothing is written.
        """
        asked = {
            "asked": "pair",
            "kind": pair.one.kind,
            "chance": round(pair.chance, 6),
            "contradicted": pair.contradicted,
            "weights": {move.fact: round(move.untaught, 6) for move in pair.moves},
        }
        return self._settled(kind, pair.one.key, pair.other.key, value=json.dumps(asked), by=by)

    def joins_to_judge(self) -> tuple[Step, ...]:
        """Joins drawn by lot, for a person to say which are right: from that follows how many are."""
        from closeknit.briefings.joins import sample

        return sample(self.resolution(building=False), self._verdicts(), self.titles())

    def judge_join(self, join: Step, kind: str, *, by: str = "") -> str:
        """Say of such a join that its sides are the "same" or "different"; as for `answer_pair`."""
        asked = {"asked": "join", "rule": join.rule, "chance": join.confidence}
        return self._settled(kind, *join.split, value=json.dumps(asked), by=by)

    def precision(self) -> Precision | None:
        """How many joins are right, going by those that people judged; None where nobody did."""
        from closeknit.briefings.joins import judged, precision

        verdicts = self._verdicts()
        return precision(self.resolution(("steps",), building=False), verdicts) if judged(verdicts) else None

    def _verdicts(self) -> tuple[Verdict, ...]:
        from closeknit.identity.decisions import verdicts

        return verdicts(self.ledger.read("decisions"))

    def _settled(self, kind: str, one: str, other: str, *, value: str | None = None, by: str) -> str:
        """The number of a decision about two keys; none is written that contradicts an earlier one."""
        from closeknit.identity.decisions import verdicts

        return self.ledger.decide(kind, [one], [other], value=value, by=by or getuser(), check=verdicts)

    def group(self, names: Sequence[str], *, by: str = "") -> str:
        """Say that purchases (p-…) or papers (a-…) of a customer are one purchase; gives what was done."""
        papers, number = self._papers("one purchase", names, by)
        said = f"{wording.count(papers, 'paper')} are now one purchase"
        return self.followed(f"{said}. To take it back: closeknit undo {number}")

    def ungroup(self, names: Sequence[str], *, by: str = "") -> str:
        """Say that each paper of these purchases (p-…), or each of these papers, is its own purchase."""
        papers, number = self._papers("own purchases", names, by)
        own = "is now a purchase of its own" if papers == 1 else "are now purchases of their own"
        return self.followed(
            f"{wording.count(papers, 'paper')} {own}. To take it back: closeknit undo {number}"
        )

    def _papers(self, kind: str, names: Sequence[str], by: str) -> tuple[int, str]:
        """How many papers it was decided of, and the number of the decision."""
        from closeknit.briefings.purchases import papers_named

        papers = papers_named(self.plain_question(None), names)
        keys = [f"activity:{one}" for one in papers]
        return len(papers), self.ledger.decide(kind, keys, by=by or getuser())

    def undo(self, thing: str) -> str:
        """Take back an import (i-…), a decision (d-…) or a join (j-…); gives what was done."""
        if thing.startswith("j-"):
            from closeknit.identity.why import join_named

            return self.decide("different", *join_named(self.resolution(), thing).split)
        if thing.startswith("d-"):
            number = self.ledger.decide("undo", undoes=thing, by=getuser())
            return self.followed(f"{thing} is taken back. To set it again: closeknit undo {number}")
        return self.followed(self._undo_import(thing))

    def _undo_import(self, thing: str) -> str:
        from closeknit.ledger.store import utc_now
        from closeknit.ledger.undo import undo

        report = undo(self.ledger, thing, now=utc_now())
        lines = f"{wording.count(report.removed, 'line')} gone"
        kept_too = f", {report.kept:,} kept that another import brought too" if report.kept else ""
        return f"{report.file} ({report.title}) is taken back: {lines}{kept_too}."

    def followed(self, done: str) -> str:
        """What was done, and a line for whoever came into a segment or left it because of it."""
        return "\n".join([done, *self.bring_up()])


def meant_by(question: Question, words: str, entries: set[str]) -> tuple[str, str]:
    """The key that words name and how people say it; an entry's own key stands for that entry alone."""
    from closeknit.identity.wording import spoken_key
    from closeknit.lenses.naming import meant

    if words in entries:
        return words, spoken_key(words)
    who = meant(question, words).subject
    return who.key, who.name
