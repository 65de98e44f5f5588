"""Whether a question makes sense: each trait and event is one that such things have, each value of its type.

What was read is known to be a sentence; here it is held against what the business knows.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from closeknit.errors import NotUnderstood, did_you_mean
from closeknit.questions import tree, windows
from closeknit.questions.pieces import quoted
from closeknit.questions.vocabulary import PARTIES, Type, Vocabulary
from closeknit.questions.words import CASES

HOLDERS = tuple(one for one in PARTIES if one != "people")
"""What people are at and deals belong to."""

WANTED: dict[Type, str] = {
    "text": 'a text, such as "Porto"',
    "number": "a number",
    "money": "a number",
    "day": "a day, such as 2026-06-30",
}


def check(question: tree.Question, text: str, vocabulary: Vocabulary) -> None:
    """Nothing when the question makes sense.

    Raises:
        NotUnderstood: it does not; the message shows where and says what would.
    """
    for complaint in Checker(vocabulary).question(question):
        message, place, remedy = complaint
        raise NotUnderstood(message, text=text, at=place[0], to=place[1], remedy=remedy)


Complaint = tuple[str, tree.Place, str]


class Checker:
    """Goes through a tree and yields what is wrong with it, in order of the text."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def question(self, question: tree.Question) -> Iterator[Complaint]:
        """What is wrong with a whole question."""
        yield from self.condition(question.where, question.things)
        for order in question.order:
            yield from self.measure(order.measure, question.things)

    def condition(self, condition: tree.Condition | None, things: str) -> Iterator[Complaint]:
        """What is wrong with a condition on such things."""
        match condition:
            case None:
                return
            case tree.And(parts) | tree.Or(parts):
                for part in parts:
                    yield from self.condition(part, things)
            case tree.Not(part):
                yield from self.condition(part, things)
            case tree.Happened(event):
                yield from self.event(event, things)
            case tree.Has(held, _, where):
                yield from self._has(condition, things)
                yield from self.condition(where, held)
            case tree.BelongsTo(holders, where):
                yield from self._belongs(condition, things)
                yield from self.condition(where, holders)
            case tree.Referred(_, holders, where) | tree.Refers(holders, where):
                yield from self._referral(condition, things)
                yield from self.condition(where, holders)
            case tree.InSegment():
                yield from self._segment(condition, things)
            case tree.Is() | tree.Near() | tree.Said():
                yield from self._of_parties(condition, things)
            case _:
                yield from self._test(condition, things)

    def _has(self, has: tree.Has, things: str) -> Iterator[Complaint]:
        if things in CASES:
            yield f"{things} have no {has.things}", has.at, f"Ask for {things} at customers (who have …)."
        elif has.things == "people" and (things == "people" or has.status):
            said = "people have no people" if things == "people" else f"people are not {has.status}"
            yield said, has.at, "Customers and organizations have people."

    def _belongs(self, belongs: tree.BelongsTo, things: str) -> Iterator[Complaint]:
        if things in CASES or things == "people":
            if belongs.things not in HOLDERS:
                yield f"{things} are not at {belongs.things}", belongs.at, "Write: at customers (who …)."
        else:
            yield (
                f"{things} are not at {belongs.things}",
                belongs.at,
                "People are at customers, deals are of customers.",
            )

    def _referral(self, condition: tree.Referred | tree.Refers, things: str) -> Iterator[Complaint]:
        if {things, condition.things} & set(CASES):
            yield (
                f"{things if things in CASES else condition.things} are not referred",
                condition.at,
                "Customers and people are, and refer others.",
            )

    def _of_parties(self, condition: tree.Is | tree.Near | tree.Said, things: str) -> Iterator[Complaint]:
        if things in CASES:
            yield (
                f"this cannot be said of {things}",
                condition.at,
                f"It is said of customers and people: {things} at customers (who …).",
            )

    def _segment(self, condition: tree.InSegment, things: str) -> Iterator[Complaint]:
        known = self.vocabulary.segments
        of = {name.casefold(): held for name, held in known.items()}.get(condition.name.casefold())
        if of is None:
            offer = did_you_mean(condition.name, known) or "closeknit segments lists them."
            yield f'there is no segment "{condition.name}"', condition.at, offer
        elif of != things and {of, things} - set(PARTIES):
            yield f'segment "{condition.name}" holds {of}, no {things}', condition.at, ""

    def event(self, event: tree.Event, things: str) -> Iterator[Complaint]:
        """What is wrong with an event of such things."""
        names = [event.name, *([event.relative.other] if event.relative else [])]
        if things in CASES:
            for name in names:
                if self.vocabulary.happening[name].table == "purchases":
                    yield f"{things} have no orders", event.at, "Customers and people have."
        if isinstance(event.window, windows.Next):
            yield "what is to come is not loaded as events", event.at, "Deals can be due in the next 30 days."

    def measure(self, measure: tree.Measure, things: str) -> Iterator[Complaint]:
        """What is wrong with a measure of such things."""
        match measure:
            case tree.Field(name, on, who):
                trait = self.vocabulary.trait_of(name, things)
                if trait is None:
                    yield f"{things} have no “{name}”", measure.at, self._offer(things)
                elif who and trait.where != "strength":
                    yield (
                        f"“{name}” is not between two",
                        measure.who_at,
                        f"Such as: relationship strength with {quoted(who)} is over 0.3.",
                    )
                elif on is not None and not trait.dated:
                    yield (
                        f"how “{name}” was on an earlier day is not kept",
                        measure.at,
                        "Put the day at the end to ask as of then: … as of 2026-01-31.",
                    )
            case tree.Edge(_, event):
                yield from self.event(event, things)
            case tree.Total(what, event):
                yield from self.event(event, things)
                if what == "sum" and not self.vocabulary.happening[event.name].money:
                    named = self.vocabulary.happening[event.name].many
                    yield (
                        f"{named} have no amounts to add up",
                        event.at,
                        "Orders, invoices and payments have.",
                    )

    def _offer(self, things: str) -> str:
        names = [trait.name for trait in self.vocabulary.traits if things in trait.of]
        return f"They have: {', '.join(names[:12])}{' …' if len(names) > 12 else ''}."

    def _test(self, test: tree.Test, things: str) -> Iterator[Complaint]:
        complaints = list(self.measure(test.measure, things))
        yield from complaints
        if not complaints:
            kind = self.type_of(test.measure, things)
            yield from _fits(
                test, kind, isinstance(test.measure, tree.Field) and self._attribute(test.measure)
            )

    def type_of(self, measure: tree.Measure, things: str) -> Type:
        """What a measure of such things gives."""
        match measure:
            case tree.Field(name):
                trait = self.vocabulary.trait_of(name, things)
                return trait.type if trait else "text"
            case tree.Edge():
                return "day"
            case tree.Total(what):
                return "number" if what == "number" else "money"

    def _attribute(self, field: tree.Field) -> bool:
        return any(trait.where == "attribute" for trait in self.vocabulary.trait.get(field.name, ()))


def _fits(test: tree.Test, kind: Type, attribute: bool) -> Iterator[Complaint]:
    """What is wrong with a test of a measure of that type. Attributes are texts that may hold numbers."""
    match test:
        case tree.Known():
            return
        case tree.When() if kind != "day":
            yield "this is no day, so it lies in no time", test.at, f"Compare it with {WANTED[kind]}."
        case tree.Holds() if kind != "text":
            yield "only texts hold texts", test.at, f"Compare it with {WANTED[kind]}."
        case tree.Range() if kind in ("text", "day") and not attribute:
            yield f"this is compared with {WANTED[kind]}", test.at, ""
        case tree.Compare(_, sign, value):
            if attribute and isinstance(value, Decimal):
                return
            if kind == "text" and sign not in ("=", "!="):
                yield "texts are not more or less than others", test.at, 'Write: is "…", or contains "…".'
            else:
                yield from _value(value, kind, test.at)
        case tree.OneOf(_, values):
            for value in values:
                if not (attribute and isinstance(value, Decimal)):
                    yield from _value(value, kind, test.at)


def _value(value: tree.Value, kind: Type, place: tree.Place) -> Iterator[Complaint]:
    types = {"text": str, "number": Decimal, "money": Decimal, "day": date}
    if not isinstance(value, types[kind]):
        yield f"this is compared with {WANTED[kind]}", place, ""
