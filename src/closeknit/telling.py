"""What people tell of those they deal with: notes, corrections, who plays which part, what came of a list.

All of it is kept beside what was loaded and can be taken back. Tables are brought up where somebody says
one thing in one go; what pages keep comes back at once with its number, and `bring_up` follows.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from getpass import getuser
from typing import TYPE_CHECKING

from closeknit.answers import wording
from closeknit.deciding import DecidingFolder
from closeknit.errors import UnknownCustomer, UnknownQuestion, did_you_mean
from closeknit.ledger.decisions import CORRECTION, NOTE, TURNED
from closeknit.typed import check_signs

if TYPE_CHECKING:
    from closeknit.answers import Subject
    from closeknit.asking import AskedFolder
    from closeknit.briefings.by_hand import Correction, Note

BY_HAND = (NOTE, CORRECTION, "role")
"""Kinds of decisions that pages take back one by one."""

LONGEST_STAKE = 500
"""Characters of what somebody has at stake."""


class TellingFolder(DecidingFolder):
    """An open folder that keeps what people tell."""

    def say(self, key: str, said: str, kinds: Sequence[str], *, by: str = "") -> str:
        """Say of a customer on today's list, and of the kinds of reasons there: done, not now or wrong.

        Gives the number that `undo` takes. Tables are not built anew: nothing else follows from it.

        Raises:
            UnknownQuestion: one cannot say that, or no answer ever named such a reason for the customer.
        """
        from closeknit.briefings.turned import value_of

        self._check_reasons(key, set(kinds))
        value = value_of(said, kinds, self.plain_question(None).as_of_day)
        return self.ledger.decide(TURNED, [key], value=value, by=by or getuser())

    def _check_reasons(self, key: str, kinds: set[str]) -> None:
        """Look for the reasons in the answers kept, older ones too: the list may be from before a load."""
        from closeknit.answers.kept import actions_kept

        known: set[str] = set()
        for action in actions_kept(key, self.workspace.answers):
            known.add(action.kind)
            if kinds <= known:
                return
        if unknown := sorted(kinds - known):
            named = wording.listing([f'"{kind}"' for kind in unknown], 4)
            raise UnknownQuestion(
                f'no list names "{key}" with the reason {named}', remedy="Open Today again.", about=key
            )

    def unsay(self, decision: str, *, by: str = "") -> None:
        """Take back what was said of today's list.

        Raises:
            UnknownQuestion: nothing that holds was said under that number.
        """
        if decision not in {one.decision_id for one in self.said()}:
            raise UnknownQuestion(f'nothing that holds was said under "{decision}"', about=decision)
        self.ledger.decide("undo", undoes=decision, by=by or getuser())

    def note(self, whom: str, text: str, *, due: date | None = None, by: str = "") -> str:
        """Write something down about a customer or person, promised for a day if one is given.

        Gives the number that `undo` takes. Tables are not built anew: nothing in them follows from it.

        Raises:
            UnknownCustomer: nobody, or several, go by `whom`.
            UnknownQuestion: the text is empty or too long.
        """
        from closeknit.briefings.by_hand import note_value
        from closeknit.lenses.naming import meant

        who = meant(self.plain_question(None), whom).subject
        return self.ledger.decide(NOTE, [who.key], value=note_value(text, due), by=by or getuser())

    def correct(self, whom: str, name: str, value: str, *, since: date | None = None, by: str = "") -> str:
        """Write down what a fact of a customer or person is: it wins over what files say, for ever.

        Gives the number that `undo` takes. Tables are not brought up yet: `bring_up` does it.

        Raises:
            UnknownCustomer: nobody, or several, go by `whom`.
            UnknownQuestion: nothing is said.
        """
        from closeknit.briefings.by_hand import correction_value
        from closeknit.lenses.naming import meant

        who = meant(self.plain_question(None), whom)
        said = correction_value(name, value, who.kind, since)
        return self.ledger.decide(CORRECTION, [who.subject.key], value=said, by=by or getuser())

    def notes(self) -> tuple[Note, ...]:
        """What people wrote down and did not take back, the newest first."""
        from closeknit.briefings.by_hand import notes_of

        return notes_of(*self.decided())

    def corrections(self) -> tuple[Correction, ...]:
        """What people corrected and did not take back, the newest first."""
        from closeknit.briefings.by_hand import corrections_of

        return corrections_of(*self.decided())

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
            UnknownCustomer: nobody, or several, go by that name; they are at no customer; no such deal.
            UnknownQuestion: there is no such role, or nothing is said.
        """
        told = told_of(self, person, PartSaid(role, stake, at, deal))
        number = self._keep_role(told, by)
        part = f"{told.who.name} at {told.at.name}{f' in {deal}' if deal else ''}: "
        part += role or "the part is left as it was"
        said = f", at stake for them: {told.value['stake'] or 'nothing'}" if stake is not None else ""
        return self.followed(f"{part}{said}. To take it back: closeknit undo {number}")

    def keep_role(
        self, person: str, role: str | None = None, *, stake: str | None = None, at: str = "", by: str = ""
    ) -> str:
        """Say the same; gives the number that `take_back` takes. `bring_up` brings the tables up.

        Raises:
            UnknownCustomer, UnknownQuestion: as `say_role`.
        """
        return self._keep_role(told_of(self, person, PartSaid(role, stake, at)), by)

    def _keep_role(self, told: Checked, by: str) -> str:
        value = json.dumps(told.value)
        return self.ledger.decide("role", [told.who.key], [told.at.key], value=value, by=by or getuser())

    def take_back(self, decision: str, *, by: str = "", of: Collection[str] = BY_HAND) -> None:
        """Take back a note, a correction or what was said of a part; but of a note, `bring_up` follows.

        of: which of these it may be: "note", "correction", "role".

        Raises:
            UnknownQuestion: nothing of that kind that holds was written under that number.
        """
        rows, gone = self.decided()
        if decision not in {row["decision_id"] for row in rows if row["kind"] in of} - gone:
            raise UnknownQuestion(f'nothing that holds was written under "{decision}"', about=decision)
        self.ledger.decide("undo", undoes=decision, by=by or getuser())


@dataclass(frozen=True)
class PartSaid:
    """What somebody says of a person: None leaves as it was, an empty stake takes it away."""

    role: str | None = None
    stake: str | None = None
    at: str = ""
    """The customer; empty: where they work now."""
    deal: str = ""
    """Only in this deal: its name or number."""


@dataclass(frozen=True)
class Checked:
    """The person and the customer that are meant, and the value of the decision."""

    who: Subject
    at: Subject
    value: dict[str, object]


def told_of(folder: AskedFolder, person: str, told: PartSaid) -> Checked:
    """What is said of a person, checked.

    Raises:
        UnknownCustomer, UnknownQuestion: as `say_role`.
    """
    from closeknit.lenses.naming import meant
    from closeknit.lenses.people import names
    from closeknit.lenses.stakeholders.deals import deal_named, deals_of

    stake = _part_checked(told, person)
    question = folder.plain_question(None)
    who = meant(question, person)
    account = meant(question, told.at).account_id if told.at else who.account_id
    if who.kind != "person" or account in (0, who.subject.party_id):
        raise UnknownCustomer(
            f"{who.subject.name} is not somebody at a customer",
            remedy="Name a person; with --at, the customer it is about.",
            about=person,
        )
    deal = (
        deal_named([d for d in deals_of(question) if d.account == account], told.deal).key
        if told.deal
        else None
    )
    value: dict[str, object] = {"role": told.role, "stake": stake, "deal": deal, "day": question.as_of_day}
    return Checked(who.subject, names(question, [account]).subject(account), value)


def _part_checked(told: PartSaid, person: str) -> str | None:
    """What is at stake, once it is sure that something is said and that there is such a role."""
    from closeknit.lenses.stakeholders.roles import ROLES

    if told.role is None and told.stake is None:
        raise UnknownQuestion(
            "nothing is said of them", remedy=f"Give a role: {', '.join(ROLES)}.", about=person
        )
    if told.role is not None and told.role not in ROLES:
        raise UnknownQuestion(
            f'there is no role "{told.role}"',
            remedy=did_you_mean(told.role, ROLES) or f"There are: {', '.join(ROLES)}.",
            about=told.role,
        )
    check_signs(told.stake or "", "what is at stake")
    stake = None if told.stake is None else " ".join(told.stake.split())
    if stake and len(stake) > LONGEST_STAKE:
        raise UnknownQuestion(f"that is longer than {LONGEST_STAKE} characters", about="stake")
    return stake
