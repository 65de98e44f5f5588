"""The whole book: alike on every engine, of the declared shape, the same however rows come in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pyarrow.parquet as pq
import pytest

from closeknit.book.schema import BOOK
from closeknit.engines import Engine
from closeknit.ids import part_of
from tests.book.claims_of import Claims
from tests.book.conftest import Shop
from tests.book.scenes import SETTINGS, everything

pytestmark = pytest.mark.usefixtures("names_are_free_again")


@pytest.mark.slow
@pytest.mark.spark
@pytest.mark.parametrize("table", BOOK)
def test_spark_and_duckdb_build_the_same_rows(
    duckdb_engine: Engine, spark_engine: Engine, shop_on: Callable[[Engine], Shop], table: str
) -> None:
    ours, theirs = shop_on(duckdb_engine), shop_on(spark_engine)
    assert ours.tables[table] == theirs.tables[table]


@pytest.mark.slow
@pytest.mark.spark
def test_spark_and_duckdb_write_the_same_files(
    duckdb_engine: Engine, spark_engine: Engine, shop_on: Callable[[Engine], Shop]
) -> None:
    books = [shop_on(engine).book for engine in (duckdb_engine, spark_engine)]
    for table in BOOK:
        ours, theirs = (book.files(table) for book in books)
        assert [Path(f).name for f in ours] == [Path(f).name for f in theirs]
        for one, other in zip(ours, theirs, strict=True):
            assert pq.read_table(one).to_pylist() == pq.read_table(other).to_pylist()


def test_files_hold_the_declared_columns_and_types(shop: Shop) -> None:
    for name, schema in BOOK.items():
        for file in shop.book.files(name):
            assert pq.read_schema(file).remove_metadata().types == schema.arrow.types
            assert tuple(pq.read_schema(file).names) == schema.names


def test_columns_that_cannot_be_empty_are_not(shop: Shop) -> None:
    for name, schema in BOOK.items():
        for column in (c.name for c in schema.columns if not c.nullable):
            assert all(row[column] is not None for row in shop.tables[name]), (name, column)


def test_rows_stand_in_the_part_of_their_account(shop: Shop) -> None:
    account = {r["party_id"]: r["account_id"] for r in shop.tables["parties"]}
    for name in ("activities", "timeline", "purchases", "lines", "texts", "cases", "parties"):
        assert all(r["part"] == part_of(r["account_id"]) for r in shop.tables[name])
    for row in shop.tables["attributes"]:
        assert row["part"] == part_of(account[row["party_id"]])


def test_files_are_named_by_their_part_and_sorted_by_account_and_time(shop: Shop) -> None:
    for file in shop.book.files("timeline"):
        rows = pq.read_table(file).to_pylist()
        assert {f"part-{r['part']:02d}.parquet" for r in rows} == {Path(file).name}
        assert [(r["account_id"], r["at"]) for r in rows] == sorted((r["account_id"], r["at"]) for r in rows)


def test_accounts_are_parties_that_are_their_own_account(shop: Shop) -> None:
    account = {r["party_id"]: r["account_id"] for r in shop.tables["parties"]}
    assert all(account[a] == a for a in account.values())
    assert {r["account_id"] for r in shop.tables["activities"]} - {0} <= set(account.values())


def test_revenue_by_account_is_the_sum_of_activities(shop: Shop) -> None:
    revenue = [r for r in shop.tables["activities"] if r["is_revenue"] and r["amount_base"] is not None]
    counted = {r["activity_id"]: r["account_id"] for r in shop.rows("timeline", counts=True)}
    through_timeline = sum(r["amount_base"] for r in revenue if r["activity_id"] in counted)
    assert through_timeline == sum(r["amount_base"] for r in revenue)


@pytest.mark.slow
def test_the_order_of_rows_changes_nothing(duckdb_engine: Engine, tmp_path: Path) -> None:
    claims, mixed = everything(), everything()
    for rows in mixed.rows.values():
        Random(3).shuffle(rows)
    one = claims.book(duckdb_engine, tmp_path / "one", SETTINGS)
    other = mixed.book(duckdb_engine, tmp_path / "other", SETTINGS)
    for table in BOOK:
        for a, b in zip(one.files(table), other.files(table), strict=True):
            assert pq.read_table(a).equals(pq.read_table(b))


def test_a_book_of_nothing_has_all_tables_and_no_rows(duckdb_engine: Engine, tmp_path: Path) -> None:
    book = Claims().book(duckdb_engine, tmp_path, SETTINGS)
    for name, table in book.tables(duckdb_engine).items():
        assert duckdb_engine.collect(table).num_rows == 0, name
