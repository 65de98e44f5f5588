"""The book of some customers alone: nothing of others, and nothing of theirs missing; on every engine."""

import pyarrow as pa
import pytest

from closeknit.book.only import only
from closeknit.book.schema import BOOK
from tests.lenses.handmade import HandmadeBook
from tests.questions.made_world import AS_OF, made_book

pytestmark = pytest.mark.usefixtures("names_are_free_again")


def tables_of_one(engine, account):
    tables = made_book().question(AS_OF.isoformat(), engine=engine).tables
    accounts = engine.from_arrow(pa.table({"account_id": pa.array([account], pa.int64())}), "within")
    return tables, only(tables, accounts)


def rows_of(engine, table):
    return engine.collect(table).to_pylist()


def test_only_what_is_of_these_customers_is_left_on_every_engine(every_engine):
    account = made_book().rows["parties"][3]["account_id"]
    before, after = tables_of_one(every_engine, account)
    for name in ("activities", "purchases", "cases"):
        wanted = [row for row in rows_of(every_engine, before[name]) if row["account_id"] == account]
        assert sorted(map(str, rows_of(every_engine, after[name]))) == sorted(map(str, wanted)), name
    people = rows_of(every_engine, after["parties"])
    assert {row["account_id"] for row in people if row["standing"] != "ours"} == {account}
    assert {row["name"] for row in people if row["standing"] == "ours"} == {"Colleague 0", "Colleague 1"}
    held = {row["party_id"] for row in people}
    for name in ("keys", "attributes"):
        assert {row["party_id"] for row in rows_of(every_engine, after[name])} <= held


def test_the_tables_that_are_left_can_be_joined_and_told_apart(duckdb_engine):
    """What a question does: `select`, join, then filter by a column of one side."""
    _, after = tables_of_one(duckdb_engine, made_book().rows["parties"][3]["account_id"])
    named = after["parties"].select("party_id", "standing")
    bought = after["purchases"].select("account_id", "purchase_id")
    joined = named.inner_join(bought, named.party_id == bought.account_id).filter(named.standing != "ours")
    assert {"standing", "purchase_id"} <= set(joined.columns)


def test_no_table_of_the_book_is_passed_over(duckdb_engine):
    """Whatever names a customer, person, deal or purchase is cut; only what names none stays whole."""
    book = HandmadeBook()
    book.party("One")
    tables = book.question("2026-06-30", engine=duckdb_engine).tables
    accounts = duckdb_engine.from_arrow(pa.table({"account_id": pa.array([1], pa.int64())}), "within")
    after = only(tables, accounts)
    whole = {name for name in BOOK if name in tables and after[name] is tables[name]}
    assert whole == {"freshness"}
