"""What people decide about their business: who is one, what is one purchase, who plays which part.

Each writes a decision into what was loaded, brings all that follows up to it and says how to take it back.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from getpass import getuser
from typing import TYPE_CHECKING

from closeknit.answers import wording
from closeknit.errors import UnknownCustomer, UnknownQuestion, did_you_mean

if TYPE_CHECKING:
    from closeknit.answers import Subject
    from closeknit.briefings.pairs import Pair
    from closeknit.identity.why import Step
    from closeknit.lenses.seam import Question
    from closeknit.up_to_date import UpToDateFolder


def decide(business: UpToDateFolder, kind: str, one: str, other: str, *, by: str = "") -> str:
    """Write down that two customers or persons are the same, or are not; gives what was done.

    Raises:
        UnknownCustomer: one of the two names nobody, or several.
        DecisionsDisagree: it contradicts an earlier decision; nothing is written.
    """
    from closeknit.identity.decisions import verdicts

    question = business.plain_question(None)
    known = set(business.book_column("keys", "key")) if kind == "different" else set()
    (key, name), (other_key, other_name) = (_meant(question, words, known) for words in (one, other))
    if key == other_key:
        raise UnknownCustomer(
            f'"{one}" and "{other}" are one already',
            remedy=f'To part them, name two entries that closeknit why "{one}" lists.',
            about=other,
        )
    number = business.ledger.decide(kind, [key], [other_key], by=by or getuser(), check=verdicts)
    said = "are now one" if kind == "same" else "are now two"
    return _brought_up(business, f"{name} and {other_name} {said}. To take it back: closeknit undo {number}")


def answer_pair(business: UpToDateFolder, pair: Pair, kind: str, *, by: str = "") -> str:
    """Write down that a pair shown is the "same" or "different"; gives the number that takes it back.

    How much each fact weighed when it was asked is kept with it, without the facts themselves.
    Tables are not brought up, so that many can be answered in a row.

    Raises:
        DecisionsDisagree: it contradicts an earlier decision; nothing is written.
    """
    from closeknit.identity.decisions import verdicts

    asked = {
        "asked": "pair",
        "kind": pair.one.kind,
        "chance": round(pair.chance, 6),
        "contradicted": pair.contradicted,
        "weights": {move.fact: round(move.untaught, 6) for move in pair.moves},
    }
    sides = [pair.one.key], [pair.other.key]
    return business.ledger.decide(kind, *sides, value=json.dumps(asked), by=by or getuser(), check=verdicts)


def judge_join(business: UpToDateFolder, join: Step, kind: str, *, by: str = "") -> str:
    """Write down that a join drawn by lot is right ("same") or not ("different"); gives its number."""
    from closeknit.identity.decisions import verdicts

    value = json.dumps({"asked": "join", "rule": join.rule, "chance": join.confidence})
    one, other = join.split
    return business.ledger.decide(kind, [one], [other], value=value, by=by or getuser(), check=verdicts)


def _meant(question: Question, words: str, entries: set[str]) -> tuple[str, str]:
    """The key that words name and how people say it; an entry's own key stands for that entry alone."""
    from closeknit.identity.wording import spoken_key
    from closeknit.lenses.naming import meant

    if words in entries:
        return words, spoken_key(words)
    who = meant(question, words).subject
    return who.key, who.name


def say(business: UpToDateFolder, key: str, said: str, kinds: Sequence[str], *, by: str = "") -> str:
    """Write down what somebody said of a customer on today's list; gives the number that takes it back.

    Tables are not brought up: nothing in them follows from it.

    Raises:
        UnknownQuestion: one cannot say that, or no answer ever named such a reason for the customer.
    """
    from closeknit.briefings.turned import value_of
    from closeknit.ledger.decisions import TURNED

    _check_reasons(business, key, set(kinds))
    value = value_of(said, kinds, business.plain_question(None).as_of_day)
    return business.ledger.decide(TURNED, [key], value=value, by=by or getuser())


def _check_reasons(business: UpToDateFolder, key: str, kinds: set[str]) -> None:
    """Look for the reasons in the answers kept, older ones too: the list may be from before a load."""
    from closeknit.answers.kept import actions_kept

    known: set[str] = set()
    for action in actions_kept(key, business.workspace.answers):
        known.add(action.kind)
        if kinds <= known:
            return
    if unknown := sorted(kinds - known):
        named = wording.listing([f'"{kind}"' for kind in unknown], 4)
        raise UnknownQuestion(
            f'no list names "{key}" with the reason {named}', remedy="Open Today again.", about=key
        )


def unsay(business: UpToDateFolder, decision: str, *, by: str = "") -> None:
    """Take back what was said of today's list.

    Raises:
        UnknownQuestion: nothing that holds was said under that number.
    """
    if decision not in {one.decision_id for one in business.said()}:
        raise UnknownQuestion(f'nothing that holds was said under "{decision}"', about=decision)
    business.ledger.decide("undo", undoes=decision, by=by or getuser())


def note(business: UpToDateFolder, whom: str, text: str, *, due: date | None = None, by: str = "") -> str:
    """Write something down about a customer or person; gives the number that takes it back.

    due: the day for which it is promised. Tables are not brought up: nothing in them follows from it.

    Raises:
        UnknownCustomer: nobody, or several, go by `whom`.
        UnknownQuestion: it is empty or too long.
    """
    from closeknit.briefings.by_hand import note_value
    from closeknit.ledger.decisions import NOTE
    from closeknit.lenses.naming import meant

    who = meant(business.plain_question(None), whom).subject
    return business.ledger.decide(NOTE, [who.key], value=note_value(text, due), by=by or getuser())


def correct(
    business: UpToDateFolder, whom: str, name: str, value: str, *, since: date | None = None, by: str = ""
) -> str:
    """Write down what an attribute of a customer or person is; gives the number that takes it back.

    It wins over what files say, for ever. Tables are not brought up yet: `bring_up` does it.

    Raises:
        UnknownCustomer: nobody, or several, go by `whom`.
        UnknownQuestion: nothing is said.
    """
    from closeknit.briefings.by_hand import correction_value
    from closeknit.ledger.decisions import CORRECTION
    from closeknit.lenses.naming import meant

    who = meant(business.plain_question(None), whom)
    said = correction_value(name, value, who.kind, since)
    return business.ledger.decide(CORRECTION, [who.subject.key], value=said, by=by or getuser())


def take_back_by_hand(business: UpToDateFolder, decision: str, *, by: str = "") -> None:
    """Take back a note, a correction or what was said of a part. But of a note, `bring_up` follows.

    Raises:
        UnknownQuestion: nothing that holds was written under that number.
    """
    from closeknit.briefings.by_hand import corrections_of, notes_of

    rows, gone = business.decided()
    written = {one.decision_id for one in notes_of(rows, gone)}
    written |= {one.decision_id for one in corrections_of(rows, gone)}
    said = {row["decision_id"] for row in rows if row["kind"] == "role"} - set(gone)
    if decision not in written | said:
        raise UnknownQuestion(f'nothing that holds was written under "{decision}"', about=decision)
    business.ledger.decide("undo", undoes=decision, by=by or getuser())


def decide_purchase(business: UpToDateFolder, kind: str, names: Sequence[str], *, by: str = "") -> str:
    """Write down that papers are "one purchase" or "own purchases"; gives what was done."""
    from closeknit.briefings.purchases import papers_named

    papers = papers_named(business.plain_question(None), names)
    number = business.ledger.decide(kind, [f"activity:{one}" for one in papers], by=by or getuser())
    many = wording.count(len(papers), "paper")
    each = "is now a purchase of its own" if len(papers) == 1 else "are now purchases of their own"
    said = f"{many} {'are now one purchase' if kind == 'one purchase' else each}"
    return _brought_up(business, f"{said}. To take it back: closeknit undo {number}")


LONGEST_STAKE = 500
"""Characters of what somebody has at stake."""


def say_role(business: UpToDateFolder, person: str, told: Told, *, by: str = "") -> str:
    """Write down which part a person plays, or what they have at stake; gives what was done.

    Raises:
        UnknownCustomer: nobody, or several, go by that name; they are at no customer; no such deal.
        UnknownQuestion: there is no such role, or nothing is said.
    """
    who, at, value = _told_of(business, person, told)
    number = keep_role(business, person, told, by=by)
    deal = f" in {told.deal}" if told.deal else ""
    part = f"{who.name} at {at.name}{deal}: {told.role or 'the part is left as it was'}"
    stake = f", at stake for them: {value['stake'] or 'nothing'}" if told.stake is not None else ""
    return _brought_up(business, f"{part}{stake}. To take it back: closeknit undo {number}")


def keep_role(business: UpToDateFolder, person: str, told: Told, *, by: str = "") -> str:
    """Write the same down and give the number that takes it back; tables are not brought up.

    Raises:
        UnknownCustomer, UnknownQuestion: as `say_role`.
    """
    who, at, value = _told_of(business, person, told)
    return business.ledger.decide("role", [who.key], [at.key], value=json.dumps(value), by=by or getuser())


@dataclass(frozen=True)
class Told:
    """What somebody says of a person: None leaves as it was, an empty stake takes it away."""

    role: str | None = None
    stake: str | None = None
    at: str = ""
    """The customer; empty: where they work now."""
    deal: str = ""
    """Only in this deal: its name or number."""


def _told_of(business: UpToDateFolder, person: str, told: Told) -> tuple[Subject, Subject, dict[str, object]]:
    """The person, the customer and the value of the decision, checked."""
    from closeknit.lenses.naming import meant
    from closeknit.lenses.people import people
    from closeknit.lenses.stakeholders.known import deal_named, deals_of
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
    stake = None if told.stake is None else " ".join(told.stake.split())
    if stake and len(stake) > LONGEST_STAKE:
        raise UnknownQuestion(f"that is longer than {LONGEST_STAKE} characters", about="stake")
    question = business.plain_question(None)
    who = meant(question, person)
    account = meant(question, told.at).account_id if told.at else who.account_id
    if who.kind != "person" or account in (0, who.subject.party_id):
        raise UnknownCustomer(
            f"{who.subject.name} is not somebody at a customer",
            remedy="Name a person; with --at, the customer it is about.",
            about=person,
        )
    deal = (
        deal_named([d for d in deals_of(question) if d.account == account], told.deal) if told.deal else None
    )
    value: dict[str, object] = {
        "role": told.role,
        "stake": stake,
        "deal": deal.key if deal else None,
        "day": question.as_of_day,
    }
    return who.subject, people(question, [account]).subject(account), value


def undo(business: UpToDateFolder, thing: str) -> str:
    """Take back an import (i-…), a decision (d-…) or a join (j-…); gives what was done."""
    if thing.startswith("j-"):
        from closeknit.identity.why import join_named

        return decide(business, "different", *join_named(business.resolution(), thing).split)
    if thing.startswith("d-"):
        number = business.ledger.decide("undo", undoes=thing, by=getuser())
        return _brought_up(business, f"{thing} is taken back. To set it again: closeknit undo {number}")
    return _undo_import(business, thing)


def _undo_import(business: UpToDateFolder, thing: str) -> str:
    from closeknit.ledger.store import utc_now
    from closeknit.ledger.undo import undo

    report = undo(business.ledger, thing, now=utc_now())
    lines = f"{wording.count(report.removed, 'line')} gone"
    kept_too = f", {report.kept:,} kept that another import brought too" if report.kept else ""
    return _brought_up(business, f"{report.file} ({report.title}) is taken back: {lines}{kept_too}.")


def _brought_up(business: UpToDateFolder, done: str) -> str:
    """What was done, and a line for whoever came into a segment or left it because of it."""
    return "\n".join([done, *business.bring_up()])
