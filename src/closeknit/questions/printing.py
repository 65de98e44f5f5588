"""A question as one sentence: printed and read again it gives the same tree.

This is how an answer says what was understood, whatever the wording it was asked in.
"""

from __future__ import annotations

from decimal import Decimal

from closeknit.answers.wording import count
from closeknit.questions import tree, windows
from closeknit.questions.pieces import quoted
from closeknit.questions.vocabulary import Vocabulary
from closeknit.questions.words import STANCES, TALK, THINGS

WORDS: dict[str, str] = {"<": "under", "<=": "at most", ">": "over", ">=": "at least"}


SAID_SHORT = ("who are at ", "who are in ", "who are referred by ")
"""What is said without "who are" behind the things."""


def printed(question: tree.Question, vocabulary: Vocabulary) -> str:
    """The question as a sentence of the language."""
    return Printer(vocabulary).question(question)


class Printer:
    """Words for each part of a tree."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def question(self, question: tree.Question) -> str:
        """The whole sentence."""
        parts = [question.things]
        if question.where is not None:
            parts.append(self.introduced(question.where))
        if question.order:
            parts.append("ordered by " + ", ".join(self.order(one) for one in question.order))
        parts += [f"limit {question.limit}"] if question.limit is not None else []
        parts += [f"as of {question.as_of.isoformat()}"] if question.as_of is not None else []
        return " ".join(parts)

    def introduced(self, condition: tree.Condition) -> str:
        """A condition after the things it speaks of."""
        said = f"{self._who(condition)}{self.condition(condition)}"
        return said.removeprefix("who are ") if said.startswith(SAID_SHORT) else said

    def _who(self, condition: tree.Condition) -> str:
        """`whose` before what somebody has, `who` before what somebody does, nothing before a bracket."""
        match condition:
            case tree.And(parts) | tree.Or(parts):
                return self._who(parts[0])
            case tree.When(tree.Field(name)) if self._verbal(name):
                return ""
            case tree.Compare() | tree.Holds() | tree.OneOf() | tree.Range() | tree.Known() | tree.When():
                return "whose "
            case tree.Not(tree.Known()):
                return "whose "
            case tree.Not(tree.Happened()) if self._not(condition.part).startswith(("not ", "never ")):
                return ""
        return "who "

    def condition(self, condition: tree.Condition) -> str:
        """A condition, brackets around what would be read otherwise."""
        match condition:
            case tree.And(parts):
                return " and ".join(self._part(one, tree.And | tree.Or) for one in parts)
            case tree.Or(parts):
                return " or ".join(self._part(one, tree.Or) for one in parts)
            case tree.Not(part):
                return self._not(part)
        return self.atom(condition)

    def _part(self, condition: tree.Condition, bracketed: object) -> str:
        said = self.condition(condition)
        return f"({said})" if isinstance(condition, bracketed) else said  # type: ignore[arg-type]

    def _not(self, part: tree.Condition) -> str:
        match part:
            case tree.Is() | tree.Near() | tree.BelongsTo() | tree.Referred() | tree.InSegment():
                return f"are not {self.being(part)}"
            case tree.Known(measure):
                return f"{self.measure(measure)} is unknown"
            case tree.Happened(event, amount) if amount == tree.Amount() and (verb := self._verb(event.name)):
                return f"{verb[1]}{self.tail(event)}"
            case tree.And() | tree.Or():
                return f"not ({self.condition(part)})"
        return f"not {self.condition(part)}"

    def atom(self, condition: tree.Condition) -> str:
        """A condition without and, or, not."""
        match condition:
            case tree.Happened(tree.Event("activity", topic, window)) if (
                condition == tree.talked_of(topic, window) and topic
            ):
                return self.said(TALK, topic, window)
            case tree.Happened(event, amount):
                verb = self._verb(event.name)
                if amount == tree.Amount() and verb:
                    return f"{verb[0]}{self.tail(event)}"
                said = self.event(event, amount)
                return f"have {self.amount(amount, said)}{said}"
            case tree.Has(things, status, where, amount):
                return f"have {self._held(things, status, amount)}{self._where(where)}"
            case tree.Said(stance, topic, window):
                return self.said(stance, topic, window)
            case tree.Refers(things, where, amount):
                many = "" if amount == tree.Amount() else self.amount(amount, things)
                return f"referred {many}{things}{self._where(where)}"
            case tree.Is() | tree.Near() | tree.BelongsTo() | tree.Referred() | tree.InSegment():
                return f"are {self.being(condition)}"
        return self.test(condition)  # type: ignore[arg-type]

    def said(self, stance: str, topic: str, window: windows.Window | None) -> str:
        """`complained about "delivery" this year`."""
        said = f"{STANCES[stance][0]} {quoted(topic)}"
        return f"{said} {self.window(window)}" if window else said

    def being(self, condition: tree.Is | tree.Near | tree.BelongsTo | tree.Referred | tree.InSegment) -> str:
        """What follows `are`."""
        match condition:
            case tree.Is(state):
                return self.vocabulary.state[state].words
            case tree.Near(steps, who):
                return f"within {steps} introductions of {quoted(who) if who else 'me'}"
            case tree.InSegment(name):
                return f"in segment {quoted(name)}"
            case tree.BelongsTo(things, where):
                return f"at {things}{self._where(where)}"
            case tree.Referred(who, things, where):
                return f"referred by {quoted(who) if who else things}{self._where(where)}"

    def _where(self, where: tree.Condition | None) -> str:
        return f" ({self.introduced(where)})" if where is not None else ""

    def _held(self, things: str, status: str, amount: tree.Amount) -> str:
        one = amount in (tree.Amount(), tree.Amount("=", 0), tree.Amount("=", 1))
        word = THINGS[things][1] if one else things
        said = f"{status} {word}" if status else word
        return f"{self.amount(amount, said)}{said}"

    def amount(self, amount: tree.Amount, before: str) -> str:
        """How many: `a `, `no `, `at least 3 `."""
        if amount == tree.Amount():
            return f"{_article(before)} "
        if amount == tree.Amount("=", 0):
            return "no "
        how = "exactly" if amount.sign == "=" else WORDS[amount.sign]
        return f"{how} {amount.number} "

    # Measures

    def measure(self, measure: tree.Measure) -> str:
        """A trait, the first or last of events, a number or sum of them."""
        match measure:
            case tree.Field(name, on):
                return f"{name} as of {on.isoformat()}" if on else name
            case tree.Edge(which, event):
                return f"{which} {self.event(event, tree.Amount())}"
            case tree.Total(what, event):
                return f"{what} of {self.event(event, None)}"

    def event(self, event: tree.Event, amount: tree.Amount | None) -> str:
        """An event with its words and times, one or many."""
        one = amount is not None and amount in (tree.Amount(), tree.Amount("=", 0), tree.Amount("=", 1))
        known = self.vocabulary.happening[event.name]
        return f"{known.one if one else known.many}{self.tail(event)}"

    def tail(self, event: tree.Event) -> str:
        """The words an event must hold, when it was, and beside what."""
        words = "" if self.vocabulary.happening[event.name].table == "purchases" else "about "
        parts = [f"{words}{quoted(event.about)}"] if event.about else []
        parts += [self.window(event.window)] if event.window else []
        parts += [self.relative(event.relative)] if event.relative else []
        return "".join(f" {part}" for part in parts)

    def relative(self, relative: tree.Relative) -> str:
        """`within 30 days before an order`."""
        within = f"within {count(*relative.within)} " if relative.within else ""
        other = self.vocabulary.happening[relative.other].one
        which = f"their {relative.which}" if relative.which != "any" else _article(other)
        return f"{within}{relative.side} {which} {other}"

    def _verb(self, name: str) -> tuple[str, str] | None:
        return self.vocabulary.happening[name].verb

    def _verbal(self, name: str) -> bool:
        return any(trait.verbal for trait in self.vocabulary.trait.get(name, ()))

    # Tests

    def test(self, test: tree.Test) -> str:
        """A measure and what is said of it."""
        said = self.measure(test.measure)
        match test:
            case tree.Compare(_, sign, value):
                is_not = {"=": "is", "!=": "is not"}
                return f"{said} {is_not.get(sign) or 'is ' + WORDS[sign]} {value_text(value)}"
            case tree.Holds(_, how, text):
                return f"{said} {how} {quoted(text)}" if isinstance(test.measure, tree.Field) else (
                    f"{said} is {how} {quoted(text)}")  # fmt: skip
            case tree.OneOf(_, values):
                return f"{said} is one of {', '.join(map(value_text, values))}"
            case tree.Range(_, low, high):
                return f"{said} is between {value_text(low)} and {value_text(high)}"
            case tree.Known():
                return f"{said} is known"
            case tree.When(tree.Field(name), window) if self._verbal(name):
                return f"{said} {self.window(window)}"
            case tree.When(_, window):
                return f"{said} is {self.window(window)}"

    def window(self, window: windows.Window) -> str:
        """When."""
        match window:
            case windows.Last(number, unit):
                return f"in the last {count(number, unit)}"
            case windows.Next(number, unit):
                return f"in the next {count(number, unit)}"
            case windows.Ago(side, number, unit):
                return f"{side} {count(number, unit)} ago"
            case windows.Between(least, most, unit):
                return f"between {least} and {count(most, unit)} ago"
            case windows.Since(day):
                return f"since {day.isoformat()}"
            case windows.Before(day):
                return f"before {day.isoformat()}"
            case windows.After(day):
                return f"after {day.isoformat()}"
            case windows.On(day):
                return f"on {day.isoformat()}"
            case windows.Through(first, last):
                return f"between {first.isoformat()} and {last.isoformat()}"
            case windows.InYear(year):
                return f"in {year}"
            case windows.This(unit):
                return f"this {unit}"

    def order(self, order: tree.Order) -> str:
        """What to sort by."""
        way = {None: "", True: " descending", False: " ascending"}[order.descending]
        return f"{self.measure(order.measure)}{way}"


def value_text(value: tree.Value) -> str:
    """A text in quotes, a number, a day."""
    if isinstance(value, str):
        return quoted(value)
    return f"{value:f}" if isinstance(value, Decimal) else value.isoformat()


def _article(word: str) -> str:
    return "an" if word[:1] in tuple("aeiou") else "a"
