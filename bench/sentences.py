"""Sentences of the question language, asked of a made business (`made_book`)."""

from __future__ import annotations

import json
import resource
from collections.abc import Callable, Mapping
from functools import cache
from typing import TypeVar

import ibis
import ibis.expr.types as ir
from made_book import AS_OF

from closeknit.answers import Answer
from closeknit.book.schema import BOOK
from closeknit.engines.duckdb import DuckDBEngine
from closeknit.lenses.seam import Question, lens_named
from closeknit.lenses.states import in_state
from closeknit.questions.answering import answer
from closeknit.questions.compiling import compiled
from closeknit.questions.reading import parse
from closeknit.questions.seams import Ground, States
from closeknit.questions.vocabulary import Stated, vocabulary_of

ROLES = "stakeholders"
"""The question that says who is a champion."""

SENTENCES = (
    "customers whose last order is over 3 months ago and lifetime value > 1000 and not contacted in 20 days",
    "customers who closed a funding round in the last 30 days and have no open deal",
    "customers whose number of meetings in the last 90 days is over 3 ordered by number of meetings in the "
    "last 90 days limit 20",
    "customers who have a meeting within 30 days before an order",
    "people whose first email is in 2024 and not contacted in 20 days",
    "people who are within 2 introductions of me",
    'people who like "white papers" and voiced concern about "churn" in the last 90 days and are within 2 '
    "introductions of me",
    'customers who did not complain about "delivery" this year and have a person (who praised "support")',
    "people who referred at least 2 customers (whose lifetime value > 1000)",
    'customers referred by people (whose title contains "manager")',
    "people who are champions at customers (who have an open deal)",
)

Found = TypeVar("Found")
Tables = Mapping[str, ir.Table]


def asked(folder: str, what: str) -> None:
    """CPU seconds of the work alone. scan: the largest of each column of the timeline; roles: to work out
    who plays which part; a number: that one of SENTENCES, read and run once before, then read, compiled, run
    and explained."""
    engine = DuckDBEngine()
    tables = {name: engine.read([f"{folder}/{name}.parquet"], schema) for name, schema in BOOK.items()}
    if what == "scan":
        rows = tables["timeline"]
        scan = rows.agg(**{name: ibis.coalesce(rows[name].max(), ibis.null()) for name in rows.columns})
        _told(*_timed(lambda: engine.collect(scan).num_rows))
    elif what == "roles":
        seconds, roles = _timed(lambda: _roles(engine, tables))
        _told(seconds, roles.tables[0].data.num_rows)
    else:
        _sentence(engine, tables, SENTENCES[int(what)])


def _sentence(engine: DuckDBEngine, tables: Tables, said: str) -> None:
    words = vocabulary_of(tables, engine.collect, [lens_named(ROLES)])
    ground = Ground(Question(tables, engine.collect, AS_OF, keep=engine.keep), words, _kept(engine, tables))
    engine.collect(compiled(parse(said, words), ground))
    running, _ = _timed(lambda: engine.collect(compiled(parse(said, words), ground)))
    seconds, found = _timed(lambda: answer(parse(said, words), ground))
    _told(seconds, found.tables[0].data.num_rows if found.tables else 0, running)


def _roles(engine: DuckDBEngine, tables: Tables) -> Answer:
    lens = lens_named(ROLES)
    return lens.ask(Question(tables, engine.collect, AS_OF, lens.settle({}), keep=engine.keep))


def _kept(engine: DuckDBEngine, tables: Tables) -> States:
    """Who is in a state by the answer as it is kept: worked out when first asked for, then looked up."""
    roles = cache(lambda: _roles(engine, tables))

    def told(stated: Stated) -> list[int]:
        return in_state(roles(), next(one for one in lens_named(ROLES).states if one.name == stated.name))

    return told


def _told(seconds: float, found: object, running: float = 0.0) -> None:
    print(json.dumps({"seconds": seconds, "found": found, "running": running}))


def _timed(work: Callable[[], Found]) -> tuple[float, Found]:
    began = resource.getrusage(resource.RUSAGE_SELF)
    found = work()
    ended = resource.getrusage(resource.RUSAGE_SELF)
    return ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime, found
