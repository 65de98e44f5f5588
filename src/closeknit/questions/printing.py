"""A question as one sentence: printed and read again it gives the same tree.

This is how an answer says what was understood, whatever the wording it was asked in.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from closeknit.answers.wording import count
from closeknit.questions import tree, windows
from closeknit.questions.pieces import quoted
from closeknit.questions.vocabulary import Vocabulary
from closeknit.questions.words import CASES, DENIED, STANCES, TALK, THINGS

WORDS: dict[str, str] = {"<": "under", "<=": "at most", ">": "over", ">=": "at least", "!=": "other than"}
OF_DAYS = {"<": "earlier than", ">": "later than"}

SAID_SHORT = tuple(
    f"{who} {are} {how} "
    for who in ("who", "that") for are in ("are", "is") for how in ("at", "in", "referred by")
)  # fmt: skip
"""What is said without "who are" behind the things."""

OF_ONE = {"are": "is", "were": "was", "have": "has", "do": "does", "like": "likes"}
"""How a condition begins when it is said of one rather than of many; others begin alike."""


def printed(question: tree.Question, vocabulary: Vocabulary, *, one: bool = False) -> str:
    """The question as a sentence of the language; `one`: as it is said of the only one who matches."""
    return Printer(vocabulary, one=one).question(question)


def counted(number: int, question: tree.Question, vocabulary: Vocabulary) -> str:
    """How many match: "no people who are champions", "1 person who is a champion (at most 5 asked for)"."""
    all_of_them = printed(replace(question, limit=None), vocabulary, one=number == 1)
    most = f" (at most {question.limit:,} asked for)" if question.limit is not None else ""
    return f"{f'{number:,}' if number else 'no'} {all_of_them}{most}"


class Printer:
    """Words for each part of a tree; `one`: conditions are said of one, otherwise of many."""

    def __init__(self, vocabulary: Vocabulary, *, one: bool = False) -> None:
        self.vocabulary, self.one = vocabulary, one

    def question(self, question: tree.Question) -> str:
        """The whole sentence."""
        parts = [THINGS[question.things][1] if self.one else question.things]
        if question.where is not None:
            parts.append(self.introduced(question.where, question.things))
        if question.order:
            parts.append("ordered by " + ", ".join(self.order(one) for one in question.order))
        parts += [f"limit {question.limit}"] if question.limit is not None else []
        parts += [f"as of {question.as_of.isoformat()}"] if question.as_of is not None else []
        return " ".join(parts)

    def introduced(self, condition: tree.Condition, things: str) -> str:
        """A condition after the things it speaks of; "who" or "whose" again only where it changes."""
        parts = condition.parts if isinstance(condition, tree.And | tree.Or) else (condition,)
        said: list[str] = []
        before = ""
        for part in parts:
            who, words = self._part(part, things)
            words = words if who == before else f"{who}{words}"
            if not said and words.startswith(SAID_SHORT):
                who, words = "", words.split(" ", 2)[2]
            said.append(words)
            before = who
        return f" {'or' if isinstance(condition, tree.Or) else 'and'} ".join(said)

    def _part(self, part: tree.Condition, things: str) -> tuple[str, str]:
        """The word that introduces one of several conditions, and the condition."""
        if isinstance(part, tree.And | tree.Or):
            return "", f"({self.introduced(part, things)})"
        return self._who(part, things), self.condition(part, things)

    def _who(self, condition: tree.Condition, things: str) -> str:
        """`whose` before what somebody has, `who` before what somebody does, nothing before a bracket."""
        match condition:
            case tree.When(tree.Field(name)) if self._verbal(name):
                return ""
            case tree.Not(tree.And() | tree.Or() | tree.Not()):
                return ""
            case tree.Not(part) if isinstance(part, tree.Test):
                return self._who(part, things)
            case part if isinstance(part, tree.Test):
                return "whose "
        return "that " if things in CASES else "who "

    def condition(self, condition: tree.Condition, things: str) -> str:
        """A condition other than `and` and `or`, without the word that introduces it."""
        if isinstance(condition, tree.Not):
            return self._not(condition.part, things)
        return self.atom(condition)

    def _not(self, part: tree.Condition, things: str) -> str:
        match part:
            case tree.Is() | tree.Near() | tree.BelongsTo() | tree.Referred() | tree.InSegment():
                return self._agreeing(f"are not {self.being(part)}")
            case tree.Known(measure):
                return f"{self.measure(measure)} is unknown"
            case tree.When(tree.Field(name)) if self._verbal(name):
                return f"not {self.test(part)}"
            case tree.Happened(event, amount) if (
                amount == tree.Amount() and part != _talk(part) and (verb := self._verb(event.name))
            ):
                return self._agreeing(f"{verb[1]}{self.tail(event)}")
            case tree.Said(stance, topic, window):
                return self._agreeing(self.said(stance, topic, window, denied=True))
            case tree.Happened() if part == _talk(part):
                return self.said(TALK, part.event.about, part.event.window, denied=True)
            case tree.Refers():
                return f"did not {self.atom(part).replace('referred', 'refer', 1)}"
            case tree.Happened() | tree.Has():
                return self._agreeing(f"do not {self._having(part)}")
            case part if isinstance(part, tree.Test):
                return self._untold(part)
        return f"not ({self.introduced(part, things)})"

    def atom(self, condition: tree.Condition) -> str:
        """A condition without and, or, not."""
        match condition:
            case tree.Happened(event) if condition == _talk(condition):
                return self.said(TALK, event.about, event.window)
            case tree.Happened(event, amount) if amount == tree.Amount() and (verb := self._verb(event.name)):
                return self._agreeing(f"{verb[0]}{self.tail(event)}")
            case tree.Happened() | tree.Has():
                return self._agreeing(self._having(condition))
            case tree.Said(stance, topic, window):
                return self._agreeing(self.said(stance, topic, window))
            case tree.Refers(things, where, amount):
                many = "" if amount == tree.Amount() else self.amount(amount, things)
                single = bool(many) and _is_one(amount)
                word = THINGS[things][1] if single else things
                return f"referred {many}{word}{self._where(where, things, one=single)}"
            case tree.Is() | tree.Near() | tree.BelongsTo() | tree.Referred() | tree.InSegment():
                return self._agreeing(f"are {self.being(condition)}")
        return self.test(condition)  # type: ignore[arg-type]

    def after_name(self, condition: tree.Condition, things: str) -> str:
        """A condition other than `and` and `or` behind a name: `Ana: a champion; has an open deal`."""
        said = self.condition(condition, things)
        first, _, rest = said.partition(" ")
        return rest if first in ("is", "was") else said

    def _agreeing(self, said: str) -> str:
        """Words that begin with a verb, as they are said of one where it is one."""
        first, _, rest = said.partition(" ")
        return f"{OF_ONE.get(first, first)} {rest}".rstrip() if self.one else said

    def _having(self, condition: tree.Happened | tree.Has) -> str:
        if isinstance(condition, tree.Happened):
            said = self.event(condition.event, condition.amount)
            return f"have {self.amount(condition.amount, said)}{said}"
        held = self._held(condition.things, condition.status, condition.amount)
        single = _is_one(condition.amount)
        return f"have {held}{self._where(condition.where, condition.things, one=single)}"

    def said(self, stance: str, topic: str, window: windows.Window | None, *, denied: bool = False) -> str:
        """`complained about "delivery" this year`; denied: `did not complain about …`."""
        words = DENIED[stance] if denied else STANCES[stance][0]
        said = f"{words} {quoted(topic)}"
        return f"{said} {self.window(window)}" if window else said

    def being(self, condition: tree.Is | tree.Near | tree.BelongsTo | tree.Referred | tree.InSegment) -> str:
        """What follows `are`."""
        match condition:
            case tree.Is(state):
                known = self.vocabulary.state[state]
                return known.of_one if self.one and known.of_one else known.words
            case tree.Near(steps, who):
                return f"within {count(steps, 'introduction')} of {quoted(who) if who else 'me'}"
            case tree.InSegment(name):
                return f"in segment {quoted(name)}"
            case tree.BelongsTo(things, where):
                return f"at {things}{self._where(where, things)}"
            case tree.Referred(who, things, where):
                return f"referred by {quoted(who) if who else things}{self._where(where, things)}"

    def _where(self, where: tree.Condition | None, things: str, *, one: bool = False) -> str:
        if where is None:
            return ""
        return f" ({Printer(self.vocabulary, one=one).introduced(where, things)})"

    def _held(self, things: str, status: str, amount: tree.Amount) -> str:
        word = THINGS[things][1] if _is_one(amount) else things
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
            case tree.Field(name, on, who):
                said = f"{name} with {quoted(who)}" if who else name
                return f"{said} as of {on.isoformat()}" if on else said
            case tree.Edge(which, event):
                return f"{which} {self.event(event, tree.Amount())}"
            case tree.Total(what, event):
                return f"{what} of {self.event(event, None)}"

    def event(self, event: tree.Event, amount: tree.Amount | None) -> str:
        """An event with its words and times, one or many."""
        known = self.vocabulary.happening[event.name]
        return f"{known.one if amount is not None and _is_one(amount) else known.many}{self.tail(event)}"

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
            case tree.Compare(_, "!=", value):
                return f"{said} is not {value_text(value)}"
            case tree.Holds(tree.Field(), how, text):
                return f"{said} {how} {quoted(text)}"
            case tree.When(tree.Field(name), window) if self._verbal(name):
                return f"{said} {self.window(window)}"
        return f"{said} is {self._told(test)}"

    def _untold(self, test: tree.Test) -> str:
        """A test that does not hold, also where nothing is known: `city is not known to be "Porto"`."""
        said = self.measure(test.measure)
        if isinstance(test, tree.Holds):
            how = {"contains": "contain", "starts with": "start with"}[test.how]
            return f"{said} is not known to {how} {quoted(test.text)}"
        return f"{said} is not known to be {self._told(test)}"

    def _told(self, test: tree.Test) -> str:
        """What follows `is`."""
        match test:
            case tree.Compare(_, sign, value):
                return f"{compared(sign, value)}{value_text(value)}"
            case tree.Holds(_, how, text):
                return f"{how} {quoted(text)}"
            case tree.OneOf(_, values):
                return f"one of {', '.join(map(value_text, values))}"
            case tree.Range(_, low, high):
                return f"between {value_text(low)} and {value_text(high)}"
            case tree.Known():
                return "known"
            case tree.When(_, window):
                return self.window(window)

    def window(self, window: windows.Window) -> str:
        """When."""
        match window:
            case windows.Last(number, unit):
                return f"in the last {unit if number == 1 else count(number, unit)}"
            case windows.Next(number, unit):
                return f"in the next {unit if number == 1 else count(number, unit)}"
            case windows.Ago(side, number, unit):
                return f"{side} {f'a {unit}' if number == 1 else count(number, unit)} ago"
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


def compared(sign: tree.Sign, value: tree.Value) -> str:
    """What stands before a value behind `is`: nothing, `other than`, `over`, of a day `later than`."""
    if sign == "=":
        return ""
    said = OF_DAYS.get(sign) if isinstance(value, date) else None
    return f"{said or WORDS[sign]} "


def value_text(value: tree.Value) -> str:
    """A text in quotes, a number, a day."""
    if isinstance(value, str):
        return quoted(value)
    return f"{value:f}" if isinstance(value, Decimal) else value.isoformat()


def _talk(happened: tree.Happened) -> tree.Happened | None:
    """What talking of these words in that time would be; None without words."""
    event = happened.event
    return tree.talked_of(event.about, event.window) if event.about else None


def _is_one(amount: tree.Amount) -> bool:
    """Whether one thing is counted: a deal, no deal, at most 1 deal."""
    return amount == tree.Amount("=", 0) or (amount.number == 1 and amount.sign in ("=", ">=", "<="))


def _article(word: str) -> str:
    return "an" if word[:1] in tuple("aeiou") else "a"
