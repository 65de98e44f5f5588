"""A value held against what a sentence says of it, as an expression that both engines run."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

import ibis.expr.types as ir

from closeknit.day_numbers import date_to_day
from closeknit.questions import tree
from closeknit.questions.days import bounds
from closeknit.questions.events import within
from closeknit.questions.seams import Ground


def tested(value: Any, test: tree.Test, ground: Ground) -> ir.BooleanValue:
    """Whether a value passes a test; null where it is not known."""
    match test:
        case tree.Known():
            return value.notnull()
        case tree.When(_, window):
            found = within(value, bounds(window, ground.asked.as_of))
            return value.notnull() if found is None else found
        case tree.Holds(_, how, text):
            lower = value.lower()
            return lower.contains(text.lower()) if how == "contains" else lower.startswith(text.lower())
        case tree.Range(_, low, high):
            return (_number(value) >= float(low)) & (_number(value) <= float(high))
        case tree.OneOf(_, values):
            return reduce(or_, (_equals(value, "=", one) for one in values))
        case tree.Compare(_, sign, wanted):
            return _equals(value, sign, wanted)


def _equals(value: Any, sign: tree.Sign, wanted: tree.Value) -> ir.BooleanValue:
    if isinstance(wanted, str):
        return compared(value.lower(), sign, wanted.lower())
    if isinstance(wanted, Decimal):
        return compared(_number(value), sign, float(wanted))
    return compared(value, sign, date_to_day(wanted))


def _number(value: Any) -> Any:
    """A value as a number; a text that is none is not known."""
    return value.try_cast("float64") if value.type().is_string() else value.cast("float64")


SIGNS: dict[tree.Sign, Callable[[Any, Any], Any]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt,
    "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def compared(value: Any, sign: tree.Sign, wanted: object) -> Any:
    """Whether a value is equal to, more or less than another."""
    return SIGNS[sign](value, wanted)
