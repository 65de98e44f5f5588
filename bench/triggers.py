"""A made business for timing the search for triggers: as Parquet files, and what is asked of it.

`make` writes accounts, purchases and events, as the search reads them; `make_book` makes book tables of them,
for the whole answer.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from closeknit.book.as_of import as_of
from closeknit.book.schema import BOOK
from closeknit.columns import ARROW_TYPES, Column, TableSchema
from closeknit.day_numbers import day_to_date
from closeknit.engines.engine import Engine
from closeknit.ids import PARTS
from closeknit.lenses.seam import Question
from closeknit.lenses.triggers import LENS
from closeknit.lenses.triggers.counted import counted
from closeknit.lenses.triggers.history import History
from closeknit.methods.cells import LOOK_BACK_DAYS, Calendar
from closeknit.methods.sccs import season

WEEKS = 130
KINDS = tuple(f"kind.no_{number:02d}" for number in range(40))
EVENTS_AN_ACCOUNT = 200
WEEKLY_CHANCE = 0.012
CALENDAR = Calendar(LOOK_BACK_DAYS, 7, WEEKS - LOOK_BACK_DAYS // 7)
FOLLOWED = 0.01
"""Share of events of the first kind that bring a purchase within four weeks."""

STAMP = "TIMESTAMP '1970-01-01' + to_days(day)"
SQL_TYPES = {"int64": "BIGINT", "int32": "INTEGER", "text": "VARCHAR", "decimal": "DECIMAL(18, 4)",
             "timestamp": "TIMESTAMP", "bool": "BOOLEAN"}  # fmt: skip

COLUMNS = {
    "accounts": {"account_id": "int64", "first_day": "int32", "last_day": "int32", "segment": "text"},
    "purchases": {"account_id": "int64", "day": "int32", "known_day": "int32", "amount_base": "decimal"},
    "events": {
        "account_id": "int64",
        "kind": "text",
        "day": "int32",
        "known_day": "int32",
        "activity_id": "int64",
    },
}


def schema(table: str) -> TableSchema:
    """The columns of one of the three tables."""
    return TableSchema(table, "", tuple(Column(name, kind, "") for name, kind in COLUMNS[table].items()))


def make(folder: Path, activities: int) -> None:
    """A business with so many events, 200 an account; kinds come once to fifty times as often as others.

    Accounts differ in size, and their events and purchases with it. Half the kinds are known late.
    """
    rng = np.random.default_rng(17)
    accounts, days = activities // EVENTS_AN_ACCOUNT, WEEKS * 7
    size = np.exp(0.8 * rng.standard_normal(accounts))
    ids = np.sort(rng.integers(1 << 40, 1 << 62, accounts))
    first = np.where(rng.random(accounts) < 0.3, rng.integers(0, days // 2, accounts), 0)
    of = np.sort(rng.choice(accounts, activities, p=size / size.sum()).astype(np.int32))
    often = np.exp(rng.uniform(0, np.log(50), len(KINDS)))
    kind = rng.choice(len(KINDS), activities, p=often / often.sum()).astype(np.int8)
    on = rng.integers(0, days, activities, dtype=np.int32)
    known = on + np.where(kind % 2, rng.integers(0, 15, activities, dtype=np.int32), 0)
    bought = rng.poisson(WEEKLY_CHANCE * WEEKS * size)
    by = np.repeat(np.arange(accounts), bought)
    brings = np.flatnonzero((kind == 0) & (rng.random(activities) < FOLLOWED))
    by = np.concatenate([by, of[brings]])
    when = rng.integers(0, days, bought.sum(), dtype=np.int32)
    when = np.concatenate([when, known[brings] + rng.integers(1, 29, len(brings), dtype=np.int32)])
    last = np.full(accounts, CALENDAR.last_day, dtype=np.int32)
    start = np.maximum(first, CALENDAR.first_day).astype(np.int32)
    segment = pa.array(np.array(["large", "small"])[(size < 1).astype(int)])
    _write(folder, "accounts", ids, start, last, segment)
    money = pa.array(np.full(len(by), 100, np.int32)).cast(ARROW_TYPES["decimal"])
    _write(folder, "purchases", ids[by], when, when, money)
    names = pa.DictionaryArray.from_arrays(pa.array(kind), pa.array(KINDS)).cast(pa.string())
    _write(folder, "events", ids[of], names, on, known, np.arange(activities))


def _write(folder: Path, table: str, *columns: object) -> None:
    columns_of = dict(zip(COLUMNS[table], columns, strict=True))
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns_of, schema=schema(table).arrow), folder / f"{table}.parquet")


BOOK_OF = {
    "timeline": (
        "events",
        {
            "account_id": "account_id", "party_id": "account_id", "at": STAMP, "day": "day",
            "known_day": "known_day", "activity_id": "activity_id", "kind": "kind", "plays": "'trigger'",
            "role": "'subject'", "stream_id": "'bench/events'", "counts": "true",
        },
    ),
    "activities": (
        "events",
        {
            "activity_id": "activity_id", "record_id": "activity_id", "kind": "kind", "plays": "'trigger'",
            "account_id": "account_id", "at": STAMP, "day": "day", "known_day": "known_day",
            "is_revenue": "false", "stream_id": "'bench/events'",
        },
    ),
    "purchases": (
        "purchases",
        {
            "purchase_id": "row_number() OVER ()", "account_id": "account_id", "at": STAMP, "day": "day",
            "known_day": "known_day", "kind": "'repeat'", "amount_base": "amount_base", "activities": "1",
            "rule": "'order'",
        },
    ),
    "parties": (
        "accounts",
        {
            "party_id": "account_id", "kind": "'organization'", "name": "'Firm ' || account_id",
            "key": "'bench:' || account_id", "account_id": "account_id", "standing": "'customer'",
            "first_day": "CASE WHEN first_day > {first} THEN first_day ELSE -1 END",
        },
    ),
    "attributes": (
        "accounts",
        {"party_id": "account_id", "name": "'segment'", "value": "segment", "newest": "true"},
    ),
}  # fmt: skip
"""Book tables, which of ours each is made of, and their columns as DuckDB says them; all others are null."""


def make_book(folder: Path) -> None:
    """Book tables of what `make` made, sorted as the book is."""
    con = duckdb.connect()
    (folder / "book").mkdir(exist_ok=True)
    for name, (source, columns) in BOOK_OF.items():
        told = {"part": f"account_id % {PARTS}"} | columns
        wanted = ", ".join(
            f'CAST({told.get(c.name, "NULL")} AS {SQL_TYPES[c.type]}) AS "{c.name}"'
            for c in BOOK[name].columns
        ).format(first=CALENDAR.first_day)
        con.execute(
            f"COPY (SELECT {wanted} FROM '{folder}/{source}.parquet' ORDER BY part, account_id) "
            f"TO '{folder}/book/{name}.parquet' (FORMAT parquet)"
        )


def asked_of_the_book(engine: Engine, folder: Path) -> list[Stage]:
    """The whole answer as a business folder gives it: when each stage of it began."""
    told = Stages()
    tables = {
        name: engine.read([str(file) for file in (folder / "book").glob(f"{name}.parquet")], schema)
        for name, schema in BOOK.items()
    }
    question = Question(
        as_of(tables, CALENDAR.last_day),
        engine.collect,
        day_to_date(CALENDAR.last_day),
        LENS.settle({}),
        progress=told,
        keep=engine.keep,
        so_far=lambda _: told.step(FIRST),
    )
    LENS.ask(question)
    told.step(WHOLE)
    return told.stages


FIRST, WHOLE = "first answer", "whole answer"


@dataclass(frozen=True)
class Stage:
    """A stage of the answer: what was said, and the seconds and CPU seconds gone by."""

    text: str
    wall: float
    cpu: float


@dataclass
class Stages:
    """A progress that notes when each text was first said."""

    stages: list[Stage] = field(default_factory=list)
    began: tuple[float, float] = field(default_factory=lambda: (time.perf_counter(), time.process_time()))

    def step(self, text: str, done: int = 0, total: int = 0) -> None:  # noqa: ARG002
        """Note the text, apart from what it counts, if it is new, and say so to who waits for the figures."""
        text = text.partition(":")[0]
        if not self.stages or self.stages[-1].text != text:
            since = time.perf_counter() - self.began[0], time.process_time() - self.began[1]
            self.stages.append(Stage(text, *since))
            print(f"{since[0]:7.0f} s, {since[1]:5.0f} CPU s: {text}", file=sys.stderr, flush=True)


def history(tables: dict[str, ir.Table]) -> History:
    """The three tables as the search reads them."""
    return History(**tables, kinds=dict.fromkeys(KINDS, "trigger"), calendar=CALENDAR)


def question(engine: Engine) -> Question:
    """A question that runs on this engine."""
    return Question({}, engine.collect, date(2026, 6, 30), keep=engine.keep)


def near_purchases(told: History) -> ir.Table:
    """The look-back alone: of each kind, how often a purchase came within half a year after an event."""
    bought = told.purchases.select("account_id", on="day")
    since = bought.on - told.events.known_day
    both = [bought.account_id == told.events.account_id, since >= 1, since <= LOOK_BACK_DAYS]
    near = bought.inner_join(told.events, both)
    return near.group_by("kind").agg(n=near.count())


def sums(asked: Question, told: History) -> None:
    """Everything that is counted, with the season fitted in between."""
    found = counted(asked, told)
    found.near_events(season(found.strata, found.recording.spells))
