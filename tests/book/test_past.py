"""The book of an earlier day is the book that would have been built from what was known by then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import pytest

from closeknit.book.past import _cut as as_known
from closeknit.book.past import past
from closeknit.day_numbers import day_to_date
from closeknit.engines import Engine
from closeknit.lenses.clients import LENS as CLIENTS
from closeknit.lenses.profit import LENS as PROFIT
from closeknit.lenses.seam import Question
from closeknit.lenses.service import LENS as SERVICE
from closeknit.purchase_rules import PurchaseRules
from tests.book import scenes
from tests.book.claims_of import Claims, at
from tests.book.conftest import day_number
from tests.lenses.handmade import HandmadeBook

DAY = "2024-04-10"
"""Retainers, contracts and projects are under way; a quarter of them has not begun."""

DATED = (
    scenes.orders, scenes.by_quote, scenes.by_project, scenes.habit, scenes.retainer, scenes.rising_retainer,
    scenes.yearly, scenes.contract, scenes.growing, scenes.unbilled, scenes.payments, scenes.refunds,
    scenes.currencies, scenes.taxes, scenes.lines, scenes.clocks, scenes.cases,
)  # fmt: skip
"""Scenes in which every fact has a day."""


def business() -> Claims:
    """The dated scenes, with what only a later day makes of them."""
    c = Claims()
    for scene in DATED:
        scene(c)
    c.did("payment.received", "2024-02-01", amount=80, buyer="x:pays first")
    c.did("invoice.issued", "2024-06-01", amount=90, buyer="x:pays first")
    c.did("order.placed", "2024-03-01", amount=70, buyer="x:orders", case="order:o-1")
    c.did("invoice.issued", "2024-05-01", amount=75, buyer="x:orders", case="order:o-1")
    c.case("order:o-1", account="x:orders", opened="2024-03-01")
    c.did("call.held", "2024-03-03", attendee="email:lea@gmail.com")
    c.did("order.placed", "2024-05-05", amount=10, buyer="x:told late", known_at=at("2024-09-01"))
    c.did("order.placed", "2024-03-05", amount=10, buyer="x:told late", known_at=at("2024-09-01"))
    c.did("order.placed", "2024-08-08", amount=60, buyer="email:lea@gmail.com")
    c.case("deal:d-1", account="x:asks", opened="2024-02-02", closed="2024-09-09", status="won", amount=500,
           amount_open=500)  # fmt: skip
    c.case("deal:d-2", account="x:asks later", opened="2024-06-02", status="open", amount=500)
    c.case("ticket:t-1", account="x:orders", opened="2024-03-20", closed="2024-05-20", status="closed")
    c.did("ticket.opened", "2024-03-20T10:00", case="ticket:t-1", requester="x:orders", agent=scenes.US)
    c.did("ticket.replied", "2024-05-19T10:00", case="ticket:t-1", agent=scenes.US)
    c.did("time.logged", "2024-03-09", hours=4, cost=100, buyer="x:orders", worker=scenes.US)
    c.did("time.logged", "2024-07-09", hours=40, cost=900, buyer="x:orders", worker=scenes.US)
    c.trait("x:habit", "city", "Porto", since="2023-01-01")
    c.trait("x:habit", "city", "Lisboa", since="2024-07-01")
    c.tie("email:lea@gmail.com", "works_at", "x:asks", since="2024-01-01")
    c.tie("x:habit", "reseller_of", "x:asks later", since="2024-09-01")
    c.tie("x:habit", "reseller_of", "x:asks", since="2024-01-01", until="2024-12-31")
    return c


def known_by(claims: Claims, day: str) -> Claims:
    """The facts that could be known on a day."""
    kept = Claims()
    end = at(f"{day}T22:00")  # Midnight in Berlin, in summer.
    rows = claims.rows
    told = [r for r in rows["activities"] if r["known_at"] < end and r["occurred_at"] < end]
    ids = {r["activity_id"] for r in told}
    kept.rows["activities"] = told
    for table in ("participants", "lines"):
        kept.rows[table] = [r for r in rows[table] if r["activity_id"] in ids]
    for table in ("traits", "ties"):
        kept.rows[table] = [
            _open(r, "until", end) for r in rows[table] if r["since"] is None or r["since"] < end
        ]
    begun = [r for r in rows["cases"] if r["opened_at"] is None or r["opened_at"] < end]
    kept.rows["cases"] = [_open(r, "closed_at", end, status="open") for r in begun]
    kept.rows["stages"] = [r for r in rows["stages"] if r["at"] < end]
    return kept


def _open(row: dict[str, Any], column: str, end: Any, **then: Any) -> dict[str, Any]:
    """A row whose end had not come yet."""
    return {**row, column: None, **then} if row[column] is not None and row[column] >= end else row


@pytest.mark.slow
def test_nobody_is_known_before_the_first_sign_or_a_customer_before_the_first_sale(duckdb_engine):
    book = HandmadeBook()
    bought, asked, later, undated = (
        book.party(name, standing=standing, first_day=first)
        for name, standing, first in (
            ("Bought", "customer", "2024-02-01"), ("Asked", "customer", "2024-03-01"),
            ("Later", "prospect", "2024-06-01"), ("Undated", "prospect", None),
        )
    )  # fmt: skip
    book.activity("invoice.issued", bought, "2024-02-01", amount=10)
    book.activity("call.held", asked, "2024-03-01")
    book.activity("invoice.issued", asked, "2024-08-01", amount=10)
    book.activity("call.held", later, "2024-06-01")
    tables = {n: duckdb_engine.from_arrow(t, n) for n, t in book.tables().items()}
    parties = duckdb_engine.collect(
        past(duckdb_engine, tables, day_number(DAY), PurchaseRules())["parties"]
    ).to_pylist()
    assert {r["party_id"]: (r["standing"], r["last_day"]) for r in parties} == {
        bought: ("customer", day_number("2024-02-01")),
        asked: ("prospect", day_number("2024-03-01")),
        undated: ("possible", None),
    }


TOLD = (
    "parties", "keys", "activities", "timeline", "purchases", "purchase_activities", "lines", "attributes",
    "relationships", "cases",
)  # fmt: skip


def test_of_two_values_of_one_day_the_later_is_shown_on_a_past_day_as_today(duckdb_engine, tmp_path):
    claims = Claims()
    claims.did("order.placed", "2024-01-01", amount=5, buyer="x:a")
    for _ in range(3):
        claims.trait("x:a", "city", "Porto", since="2024-01-05T08:00")
    claims.trait("x:a", "city", "Lisbon", since="2024-01-05T15:00")
    book = claims.book(duckdb_engine, tmp_path, scenes.SETTINGS)
    with duckdb_engine.scratch():
        today = book.tables(duckdb_engine)
        for tables in (today, as_known(today, day_number("2024-06-01"))):
            rows = duckdb_engine.collect(tables["attributes"]).to_pylist()
            assert [r["value"] for r in rows if r["newest"] and r["name"] == "city"] == ["Lisbon"]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Engine], tuple[Any, Any]]:
    """Tables of an earlier day as the whole book has them, and of the book built on that day."""

    @cache
    def made(engine: Engine) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        whole = business().book(engine, tmp_path_factory.mktemp("whole"), scenes.SETTINGS)
        then = known_by(business(), DAY).book(engine, tmp_path_factory.mktemp("then"), scenes.SETTINGS)
        return past(engine, whole.tables(engine), day_number(DAY), scenes.SETTINGS.purchase_rules()), _cut(
            then.tables(engine)
        )

    return made


def _cut(tables: Mapping[str, Any]) -> dict[str, Any]:
    """What runs out later is a fact of that day already, but not one it tells."""
    from closeknit.book.as_of import as_of

    return as_of(tables, day_number(DAY))


@pytest.mark.slow
def test_every_table_is_the_one_built_from_what_was_known(both, duckdb_engine):
    _alike(duckdb_engine, *both(duckdb_engine))


@pytest.mark.slow
def test_every_table_is_the_one_built_from_what_was_known_on_spark(both, spark_engine):
    _alike(spark_engine, *both(spark_engine))


def _alike(engine, cut, then):
    for name in TOLD:
        columns = [c for c in then[name].columns if c != "times"]
        found, wanted = (
            engine.collect(t[name].select(columns).order_by(columns)).to_pylist() for t in (cut, then)
        )
        assert found == wanted, name


@pytest.mark.slow
@pytest.mark.parametrize("lens", [CLIENTS, PROFIT, SERVICE], ids=lambda lens: lens.name)
def test_the_answer_as_of_a_day_is_the_answer_of_the_book_of_that_day(lens, both, duckdb_engine):
    said = [_answer(lens, duckdb_engine, tables) for tables in both(duckdb_engine)]
    assert said[0] == said[1]


def _answer(lens, engine, tables):
    answer = lens.ask(
        Question(
            tables, engine.collect, day_to_date(day_number(DAY)), lens.settle({}), salt="x", keep=engine.keep
        )
    )
    return (
        [(f.sentence, f.n, f.estimate, f.values, f.subjects, f.evidence) for f in answer.findings],
        {t.name: t.data.to_pylist() for t in answer.tables},
        answer.actions,
        answer.left_out,
        answer.assumptions,
    )
