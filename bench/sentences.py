"""A made business for timing sentences of the question language: book tables as Parquet files."""

from __future__ import annotations

import json
import resource
from datetime import date
from pathlib import Path

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from closeknit.book.schema import BOOK
from closeknit.claims import KINDS
from closeknit.engines.duckdb import DuckDBEngine
from closeknit.ids import PARTS
from closeknit.lenses.seam import EPOCH, Question
from closeknit.questions.answering import answer
from closeknit.questions.compiling import compiled
from closeknit.questions.reading import parse
from closeknit.questions.seams import Ground
from closeknit.questions.vocabulary import vocabulary_of

AS_OF = date(2026, 6, 30)
AN_ACCOUNT = 200
"""Activities of a customer; each has two who took part: somebody there and one of us."""

SENTENCES = (
    "customers whose last order is over 3 months ago and lifetime value > 1000 and not contacted in 20 days",
    "customers who closed a funding round in the last 30 days and have no open deal",
    "customers whose number of meetings in the last 90 days is over 3 ordered by number of meetings in the "
    "last 90 days limit 20",
    "customers who have a meeting within 30 days before an order",
    "people whose first email is in 2024 and not contacted in 20 days",
)


def make(folder: Path, activities: int) -> None:
    """Organizations with a person each, what happened with them over three years, orders and deals."""
    rng = np.random.default_rng(5)
    accounts = max(10, activities // AN_ACCOUNT)
    firms = np.sort(rng.choice(1 << 40, accounts, replace=False)) + 10
    people = firms + (1 << 41)
    _write(folder, "parties", 2 * accounts, {
        "party_id": np.r_[firms, people], "account_id": np.r_[firms, firms],
        "kind": ["organization"] * accounts + ["person"] * accounts, "standing": ["customer"] * 2 * accounts,
        "name": [f"Firm {n}" for n in range(accounts)] + [f"Person {n}" for n in range(accounts)],
        "key": [f"made:{n}" for n in range(2 * accounts)],
    })  # fmt: skip
    kinds = np.array([k for k, plays in KINDS.items() if plays in ("touch", "signal", "trigger", "money")])
    of = np.sort(rng.integers(0, accounts, activities))
    kind, day = kinds[rng.integers(0, len(kinds), activities)], _days(rng, activities)
    number, amount = np.arange(1, activities + 1), np.round(rng.uniform(10, 900, activities), 2)
    money = np.isin(kind, [k for k, plays in KINDS.items() if plays == "money"])
    shared = {"day": day, "known_day": day, "kind": kind, "part": (firms[of] % PARTS)}
    _write(folder, "activities", activities, shared | {
        "activity_id": number, "account_id": firms[of], "is_revenue": money,
        "amount_base": pa.array(np.where(money, amount, np.nan), from_pandas=True).cast(pa.decimal128(18, 4)),
    })  # fmt: skip
    twice = {name: np.repeat(column, 2) for name, column in shared.items()}
    who = np.stack([people[of], np.full(activities, 7)], axis=1).ravel()
    _write(folder, "timeline", 2 * activities, twice | {
        "activity_id": np.repeat(number, 2), "account_id": np.repeat(firms[of], 2), "party_id": who,
        "counts": np.tile([True, False], activities),
    })  # fmt: skip
    orders = activities // 20
    _write(folder, "purchases", orders, {
        "purchase_id": np.arange(orders), "account_id": firms[rng.integers(0, accounts, orders)],
        "day": _days(rng, orders), "known_day": _days(rng, orders), "kind": ["repeat"] * orders,
    })  # fmt: skip
    _write(folder, "cases", orders, {
        "case_id": np.arange(orders), "account_id": firms[rng.integers(0, accounts, orders)],
        "kind": ["deal"] * orders, "status": np.array(["open", "won", "lost"])[rng.integers(0, 3, orders)],
        "opened_day": _days(rng, orders),
    })  # fmt: skip
    for name in set(BOOK) - {"parties", "activities", "timeline", "purchases", "cases"}:
        pq.write_table(BOOK[name].empty(), folder / f"{name}.parquet")


def _days(rng: np.random.Generator, many: int) -> np.ndarray:
    return (AS_OF - EPOCH).days - rng.integers(0, 1_100, many).astype(np.int32)


def _write(folder: Path, table: str, rows: int, columns: dict[str, object]) -> None:
    fields = BOOK[table].arrow
    arrays = [
        pa.array(columns[f.name]).cast(f.type) if f.name in columns else pa.nulls(rows, f.type)
        for f in fields
    ]
    pq.write_table(pa.table(arrays, schema=fields), folder / f"{table}.parquet")


def asked(folder: str, what: str) -> None:
    """CPU seconds of the work alone. scan: the largest of each column of the timeline; a number: that one
    of SENTENCES, read and run once before, then read, compiled, run and explained."""
    engine = DuckDBEngine()
    tables = {name: engine.read([f"{folder}/{name}.parquet"], schema) for name, schema in BOOK.items()}
    if what == "scan":
        rows = tables["timeline"]
        scan = rows.agg(**{name: ibis.coalesce(rows[name].max(), ibis.null()) for name in rows.columns})
        seconds, found = _timed(lambda: engine.collect(scan).num_rows)
        print(json.dumps({"seconds": seconds, "found": found, "running": seconds}))
        return
    words = vocabulary_of(tables, engine.collect)
    ground = Ground(Question(tables, engine.collect, AS_OF, keep=engine.keep), words)
    tree = parse(SENTENCES[int(what)], words)
    engine.collect(compiled(tree, ground))
    running, _ = _timed(lambda: engine.collect(compiled(tree, ground)))
    seconds, found = _timed(lambda: answer(parse(SENTENCES[int(what)], words), ground))
    count = found.tables[0].data.num_rows if found.tables else 0
    print(json.dumps({"seconds": seconds, "running": running, "found": count}))


def _timed(work: object) -> tuple[float, object]:
    began = resource.getrusage(resource.RUSAGE_SELF)
    found = work()  # type: ignore[operator]
    ended = resource.getrusage(resource.RUSAGE_SELF)
    return ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime, found
