"""From the parser's tree to the question's own: wordings become one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from lark import Token, Transformer, Tree
from lark.exceptions import VisitError

from closeknit.questions import tree, windows
from closeknit.questions.literals import NoSuchValue, day, in_order, place_of, span, value, whole
from closeknit.questions.words import TALK

SIGNS: dict[str, tree.Bound] = {
    "GREATER": ">",
    "OVER": ">",
    "LESS": "<",
    "UNDER": "<",
    "AT_LEAST": ">=",
    "AT_MOST": "<=",
}

SIDES: dict[str, Callable[[date], windows.Window]] = {
    "SINCE": windows.Since,
    "BEFORE": windows.Before,
    "AFTER": windows.After,
    "ON": windows.On,
}


def question_of(parsed: Tree[Token]) -> tree.Question:
    """The question of a parse tree; NoSuchValue when a day, number or text is none."""
    try:
        found: tree.Question = Making().transform(parsed)
    except VisitError as error:
        raise error.orig_exc from None
    return found


MOST_INTRODUCTIONS = 2
"""Introductions in a row beyond which nobody would ask."""

Tested = Callable[[tree.Measure], tree.Test]


class Making(Transformer[Token, Any]):
    """One method for each rule of the grammar, of the same name."""

    # The whole

    def question(self, parts: list[Any]) -> tree.Question:
        things, where, order, limit, as_of = parts
        return tree.Question(str(things), where, order or (), limit, as_of, place_of(things))

    def order(self, parts: list[Any]) -> tuple[tree.Order, ...]:
        return tuple(parts)

    def ordering(self, parts: list[Any]) -> tree.Order:
        measure, way = parts
        return tree.Order(measure, None if way is None else way.type == "DESCENDING")

    def limit(self, parts: list[Any]) -> int:
        found = whole(parts[0])
        if found < 1:
            raise NoSuchValue("a limit is at least 1", place_of(parts[0]))
        return found

    def as_of(self, parts: list[Any]) -> date:
        return day(parts[0])

    # And, or, not

    def condition(self, parts: list[Any]) -> tree.Condition:
        return parts[0] if len(parts) == 1 else tree.Or(tuple(parts))

    def both(self, parts: list[Any]) -> tree.Condition:
        return parts[0] if len(parts) == 1 else tree.And(tuple(parts))

    def factor(self, parts: list[Any]) -> tree.Condition:
        found: tree.Condition = parts[-1]
        return found

    grouped = factor
    being_so = factor
    where = factor

    def negated(self, parts: list[Any]) -> tree.Condition:
        return tree.Not(parts[0])

    # Measures and what is said of them

    def field(self, parts: list[Any]) -> tree.Field:
        name, who = parts
        return tree.Field(str(name), None, "" if who is None else _name(who), place_of(name), place_of(who))

    def dated_trait(self, parts: list[Any]) -> Any:
        name, on, test = parts
        return test(tree.Field(str(name), day(on), at=place_of(name)))

    def measured(self, parts: list[Any]) -> Any:
        measure, test = parts
        return test(measure)

    def edge(self, parts: list[Any]) -> tree.Edge:
        which, noun, tail = parts
        return tree.Edge("first" if which.type == "FIRST" else "last", _event(noun, tail))

    def total(self, parts: list[Any]) -> tree.Total:
        what, noun, tail = parts
        return tree.Total("number" if what.type == "NUMBER_OF" else "sum", _event(noun, tail))

    def equal(self, parts: list[Any]) -> Tested:
        return lambda measure: tree.Compare(measure, "=", value(parts[0]), place_of(parts[0]))

    def unequal(self, parts: list[Any]) -> Tested:
        return lambda measure: tree.Compare(measure, "!=", value(parts[0]), place_of(parts[0]))

    def compared(self, parts: list[Any]) -> Tested:
        sign, token = parts
        return lambda measure: tree.Compare(measure, SIGNS[sign.type], value(token), place_of(token))

    def holds(self, parts: list[Any]) -> Tested:
        how, text = parts
        said = "contains" if how.type == "CONTAINS" else "starts with"
        return lambda measure: tree.Holds(measure, said, str(text), place_of(text))  # type: ignore[arg-type]

    def one_of(self, parts: list[Any]) -> Tested:
        return lambda measure: tree.OneOf(measure, tuple(value(one) for one in parts), place_of(*parts))

    def between(self, parts: list[Any]) -> Tested:
        low, high = value(parts[0]), value(parts[1])
        place = place_of(*parts)
        if parts[2] is not None:
            window = self.aged(parts)
            return lambda measure: tree.When(measure, window, place)
        if isinstance(low, date) and isinstance(high, date):
            in_order(low, high, place)
            return lambda measure: tree.When(measure, windows.Through(low, high), place)
        if isinstance(low, Decimal) and isinstance(high, Decimal):
            in_order(low, high, place)
            return lambda measure: tree.Range(measure, low, high, place)
        raise NoSuchValue("between takes two numbers or two days", place, "Such as: between 10 and 20.")

    def known(self, _: list[Any]) -> Tested:
        return lambda measure: tree.Known(measure, place_of(measure))

    def unknown(self, _: list[Any]) -> Callable[[tree.Measure], tree.Condition]:
        return lambda measure: tree.Not(tree.Known(measure, place_of(measure)))

    def untold(self, parts: list[Any]) -> Callable[[tree.Measure], tree.Condition]:
        return lambda measure: tree.Not(parts[0](measure))

    def when(self, parts: list[Any]) -> Tested:
        return lambda measure: tree.When(measure, parts[0], place_of(measure))

    # What happened, what there is, what is said

    def tail(self, parts: list[Any]) -> tuple[str, windows.Window | None, tree.Relative | None]:
        about, window = parts[0], parts[1]
        return about or "", window, parts[2] if len(parts) == 3 else None

    def about(self, parts: list[Any]) -> str:
        if not parts[0].strip():
            raise NoSuchValue(
                "there are no words to look for", place_of(parts[0]), 'Such as: about "delivery".'
            )
        return str(parts[0])

    def relative(self, parts: list[Any]) -> tree.Relative:
        side, _, which, noun = parts
        return tree.Relative(side.type.lower(), str(noun), which.type.lower() if which else "any")

    def near_relative(self, parts: list[Any]) -> tree.Relative:
        count, unit, side, _, which, noun = parts
        return replace(self.relative([side, None, which, noun]), within=span(count, unit))

    def quantity(self, parts: list[Any]) -> tree.Amount:
        first = parts[0]
        match first.type:
            case "A":
                return tree.Amount()
            case "NO":
                return tree.Amount("=", 0)
            case "NUMBER":
                number = whole(first)
                return tree.Amount(">=", number) if number else tree.Amount("=", 0)
            case "EXACTLY":
                return tree.Amount("=", whole(parts[1]))
        return tree.Amount(SIGNS[first.type], whole(parts[1]))

    def happened(self, parts: list[Any]) -> tree.Happened:
        amount, noun, tail = parts
        return tree.Happened(_event(noun, tail), amount or tree.Amount(), place_of(noun))

    def did(self, parts: list[Any]) -> tree.Happened:
        verb, tail = parts
        return tree.Happened(_event(verb, tail), tree.Amount(), place_of(verb))

    def has(self, parts: list[Any]) -> tree.Has:
        amount, status, case, where = parts
        return tree.Has(str(case), str(status or ""), where, amount or tree.Amount(), place_of(status, case))

    def belongs(self, parts: list[Any]) -> tree.BelongsTo:
        things, where = parts
        return tree.BelongsTo(str(things), where, place_of(things))

    def referred_by(self, parts: list[Any]) -> tree.Referred:
        return tree.Referred(_name(parts[0]), "people", None, place_of(parts[0]))

    def referred(self, parts: list[Any]) -> tree.Referred:
        things, where = parts
        return tree.Referred("", str(things), where, place_of(things))

    def refers(self, parts: list[Any]) -> tree.Refers:
        amount, things, where = parts
        return tree.Refers(str(things), where, amount or tree.Amount(), place_of(things))

    def state(self, parts: list[Any]) -> tree.Is:
        return tree.Is(str(parts[0]), place_of(parts[0]))

    def state_at(self, parts: list[Any]) -> tree.And:
        state, things, where = parts
        return tree.And((self.state([state]), self.belongs([things, where])))

    def state_at_named(self, parts: list[Any]) -> tree.And:
        state, name = parts
        place = place_of(name)
        called = tree.Holds(tree.Field("name", at=place), "contains", _name(name), place)
        return tree.And((self.state([state]), tree.BelongsTo("organizations", called, place)))

    def said(self, parts: list[Any]) -> tree.Said | tree.Happened:
        stance, topic, window = parts
        words, place = self.about([topic]), place_of(stance, topic)
        if stance == TALK:
            return tree.talked_of(words, window, place)
        return tree.Said(str(stance), words, window, place)

    def near(self, parts: list[Any]) -> tree.Near:
        steps, who = parts
        if (many := whole(steps)) > MOST_INTRODUCTIONS:
            raise NoSuchValue(
                f"{many} introductions in a row are not asked for",
                place_of(steps),
                f"Ask for at most {MOST_INTRODUCTIONS}.",
            )
        named = _name(who) if who.type == "STRING" else ""
        return tree.Near(many, named, place_of(steps, who), place_of(who))

    def within_segment(self, parts: list[Any]) -> tree.InSegment:
        return tree.InSegment(" ".join(parts[0].split()), place_of(parts[0]))

    # Times

    def window(self, parts: list[Any]) -> windows.Window:
        found: windows.Window = parts[0]
        return found

    def plain(self, parts: list[Any]) -> windows.Window:
        return windows.Last(*span(*parts))

    def through(self, parts: list[Any]) -> windows.Window:
        first, last = day(parts[0]), day(parts[1])
        in_order(first, last, place_of(*parts))
        return windows.Through(first, last)

    def aged(self, parts: list[Any]) -> windows.Window:
        least, most, unit = parts
        if least.type != "NUMBER" or most.type != "NUMBER":
            raise NoSuchValue(
                "so long ago takes two numbers", place_of(*parts), "Such as: between 7 and 42 days ago."
            )
        low, (high, unit) = whole(least), span(most, unit)
        in_order(low, high, place_of(least, most))
        return windows.Between(low, high, unit)

    def in_year(self, parts: list[Any]) -> windows.Window:
        year = whole(parts[0])
        if not 1800 <= year <= 2199:
            raise NoSuchValue(f"{parts[0]} is no year", place_of(parts[0]), "Write in 2026, or in 60 days.")
        return windows.InYear(year)

    def moment(self, parts: list[Any]) -> windows.Window:
        first, *rest = parts
        match first.type:
            case "IN_LAST":
                return windows.Last(*span(*rest))
            case "IN_NEXT":
                return windows.Next(*span(*rest))
            case "OVER":
                return windows.Ago("over", *span(*rest))
            case "UNDER":
                return windows.Ago("under", *span(*rest))
            case "THIS":
                return windows.This(str(rest[0]))  # type: ignore[arg-type]
        return SIDES[first.type](day(rest[0]))


def _name(token: Token) -> str:
    """Whom a text in quotes names."""
    if not token.strip():
        raise NoSuchValue("no name stands here", place_of(token), 'Write a name, e-mail or firm: "Ana Ruiz".')
    return str(token)


def _event(noun: Token, tail: tuple[str, windows.Window | None, tree.Relative | None]) -> tree.Event:
    about, window, relative = tail
    return tree.Event(str(noun), about, window, relative, place_of(noun))
