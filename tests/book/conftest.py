"""The book of the scenes, built once on each engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from closeknit.book.versions import Book
from closeknit.engines import Engine
from closeknit.ids import stable_id
from tests.book.scenes import SETTINGS, everything


@dataclass(frozen=True)
class Shop:
    """A built book with its rows at hand."""

    book: Book
    tables: dict[str, list[dict[str, Any]]]
    keys: dict[str, int]

    def rows(self, table: str, **where: Any) -> list[dict[str, Any]]:
        """Rows of a table in which these columns have these values."""
        return [r for r in self.tables[table] if all(r[c] == v for c, v in where.items())]

    def one(self, table: str, **where: Any) -> dict[str, Any]:
        """The one row of a table in which these columns have these values."""
        (row,) = self.rows(table, **where)
        return row

    def account(self, key: str) -> int:
        """The party that a key belongs to."""
        return self.keys[key]

    def bought(self, key: str) -> list[tuple[str, str, str, float | None, int]]:
        """An account's purchases in order: day, kind, rule, amount, how many papers."""
        return [
            (
                str(day(r["day"])),
                r["kind"],
                r["rule"],
                None if r["amount_base"] is None else float(r["amount_base"]),
                r["activities"],
            )
            for r in self.rows("purchases", account_id=self.account(key))
        ]


def day(number: int) -> date:
    """A day number as a date."""
    return date(1970, 1, 1) + timedelta(days=number)


def day_number(text: str) -> int:
    """A date as a day number."""
    return (date.fromisoformat(text) - date(1970, 1, 1)).days


def case(key: str) -> int:
    """The number of a case."""
    return stable_id(key)


@pytest.fixture(scope="session")
def shop_on(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Engine], Shop]:
    """Builds the book of all scenes on an engine, once."""

    @cache
    def built(engine: Engine) -> Shop:
        book = everything().book(engine, tmp_path_factory.mktemp("book"), SETTINGS)
        with engine.scratch():
            tables = {
                name: engine.collect(table.order_by(table.columns)).to_pylist()
                for name, table in book.tables(engine).items()
            }
        tables["purchases"].sort(key=lambda r: (r["day"], r["kind"] == "end"))
        return Shop(book, tables, {r["key"]: r["party_id"] for r in tables["keys"]})

    return built


@pytest.fixture(scope="session")
def shop(every_engine: Engine, shop_on: Callable[[Engine], Shop]) -> Shop:
    """The book of all scenes, on each engine in turn."""
    return shop_on(every_engine)


@pytest.fixture
def names_are_free_again(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a test brings into an engine goes with it: under names that are taken, the next test's tables
    would have others, and all that is asked of them would be put together and compiled anew."""
    engines = {"duckdb_engine", "every_engine"} & set(request.fixturenames)
    with ExitStack() as stack:
        for name in engines:
            stack.enter_context(request.getfixturevalue(name).scratch())
        yield
