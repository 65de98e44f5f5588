"""The made business as ground that sentences are held against, on an engine; and what plain Python says."""

from contextlib import contextmanager
from functools import cache

import pytest

from closeknit.engines import statements
from closeknit.engines.duckdb import DuckDBEngine
from closeknit.lenses.strengths import strengths
from closeknit.questions import introductions
from closeknit.questions.opinions import MEANS, took
from closeknit.questions.seams import INTRODUCTIONS, Ground
from tests.questions.made_world import AS_OF, VOCABULARY, in_segment, in_state, made_book
from tests.questions.plainly import Plainly


def ground_on(engine, day=AS_OF):
    """As of a day. Who is few introductions away is worked out once: it takes as long as ten questions."""
    asked, near = made_book().question(day.isoformat(), engine=engine), {}

    def reached(condition, _):
        if condition not in near:
            near[condition] = asked.keep(introductions.within(condition, asked), "near")
        return near[condition]

    def states(state):
        return in_state()[state.name]

    others = {**dict.fromkeys(MEANS, took), INTRODUCTIONS: reached}
    return Ground(asked, VOCABULARY, states, in_segment().__getitem__, others=others)


@cache
def engine():
    """The DuckDB that all share."""
    return DuckDBEngine()


@cache
def ground(day=AS_OF):
    """On DuckDB."""
    return ground_on(engine(), day)


@cache
def plainly(day=AS_OF):
    """The same business for plain Python; how well each two know each other is as `strengths` weighs it."""
    asked = ground(day).asked
    rows = asked.collect(strengths(asked.tables, asked.as_of_day)).to_pylist()
    ties = {(row["one"], row["other"]): row["strength"] for row in rows}
    return Plainly(made_book().rows, VOCABULARY, day, states=in_state(), segments=in_segment(), ties=ties)


def expected(question, day=AS_OF):
    """Whom plain Python finds, whatever the limit."""
    return {one["who"] for one in plainly(day).matches(question.things, question.where)}


def told_plainly(question, day=AS_OF):
    """Whom plain Python finds, in the order asked for and so many as asked for."""
    return in_order(question, expected(question, day), day)[: question.limit]


def in_order(question, who, day=AS_OF):
    """Sorted by what was asked for, the unknown last, then by name and number."""
    rows = {one["who"]: one for one in plainly(day).everybody(question.things)}
    ordered = sorted(who, key=lambda w: (rows[w]["name"] or "", w))
    for order in reversed(question.order):
        value = {w: one_value(order.measure, question.things, rows[w], day) for w in who}
        known = [w for w in ordered if value[w] is not None]
        text = any(isinstance(v, str) for v in value.values())
        down = order.descending if order.descending is not None else not text
        known.sort(key=value.get, reverse=down)
        ordered = [*known, *(w for w in ordered if value[w] is None)]
    return ordered


def one_value(measure, things, row, day=AS_OF):
    """The value that plain Python shows of one; of several the greatest."""
    return max(plainly(day).values(measure, things, row), default=None)


@contextmanager
def nothing_kept():
    """No sentence comes twice: to keep what it compiles to would compile it twice, for its gaps."""

    def no_home():
        raise RuntimeError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(statements, "cache_folder", no_home)
        yield
