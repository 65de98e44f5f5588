"""The sample business after loading: what the book holds is what was planted, customer by customer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from closeknit.book.as_of import as_of
from closeknit.book.refresh import refresh
from closeknit.book.schema import BOOK
from closeknit.business import Business
from closeknit.day_numbers import EPOCH
from closeknit.demo import Truth
from closeknit.engines.duckdb import DuckDBEngine
from closeknit.engines.kept_tables import KeptTables
from closeknit.ledger.history import ImportState
from closeknit.progress import Quiet
from tests.conftest import SAMPLE_END

CENTS = Decimal("0.02")
"""Sums of rounded euros may differ by so much a paper."""


@dataclass(frozen=True)
class Loaded:
    """Book tables as of the last day, and which account each true organization became."""

    truth: Truth
    imports: list[ImportState]
    tables: Mapping[str, pa.Table]
    accounts: Mapping[str, int]

    def rows(self, table: str) -> list[dict[str, Any]]:
        return self.tables[table].to_pylist()

    def by_account(self, column: str, *, only: str = "") -> Counter[int]:
        """Sum of a column of activities by account."""
        sums: Counter[int] = Counter()
        for row in self.rows("activities"):
            if row[column] is not None and (not only or row[only]):
                sums[row["account_id"]] += row[column]
        return sums


@pytest.fixture(scope="module")
def loaded(truth: Truth, business: Business) -> Loaded:
    cut = as_of(business.book.tables(business.engine), (SAMPLE_END - EPOCH).days)
    wanted = ("parties", "keys", "activities", "purchases", "cases")
    tables = {name: business.engine.collect(cut[name]) for name in wanted}
    keys = {row["key"]: row["party_id"] for row in tables["keys"].to_pylist()}
    return Loaded(
        truth, business.imports(), tables, {p.id: keys[f"domain:{p.domain}"] for p in truth.parties}
    )


def test_as_many_rows_are_set_aside_as_were_planted(loaded: Loaded) -> None:
    assert sum(one.received for one in loaded.imports) == loaded.truth.total("lines")
    assert sum(one.set_aside for one in loaded.imports) == len(loaded.truth.set_aside)


def test_customers_are_counted_once_and_nobody_else_is_one(loaded: Loaded) -> None:
    customers = {p["account_id"] for p in loaded.rows("parties") if p["standing"] == "customer"}
    assert customers == {loaded.accounts[p.id] for p in loaded.truth.customers()}
    assert len(set(loaded.accounts.values())) == len(loaded.truth.parties)


def test_resellers_are_partners_without_custom_of_their_own(loaded: Loaded) -> None:
    standing = {p["party_id"]: p["standing"] for p in loaded.rows("parties")}
    partners = [p for p in loaded.truth.parties if p.standing == "partner"]
    sold = {p.sold_through for p in loaded.truth.purchases} - {""}
    assert sold
    assert {standing[loaded.accounts[p.id]] for p in partners} == {"partner"}


def test_revenue_of_every_customer_is_the_planted_one(loaded: Loaded) -> None:
    revenue = loaded.by_account("amount_base", only="is_revenue")
    papers = Counter(p.party for p in loaded.truth.papers)
    for party in loaded.truth.customers():
        assert abs(revenue[loaded.accounts[party.id]] - party.revenue_eur) <= CENTS * papers[party.id]


def test_hours_of_every_customer_are_the_planted_ones(loaded: Loaded) -> None:
    hours = loaded.by_account("hours")
    assert {p.id: hours[loaded.accounts[p.id]] for p in loaded.truth.parties if p.hours} == {
        p.id: p.hours for p in loaded.truth.parties if p.hours
    }


def test_purchases_are_the_planted_ones_by_rule_kind_day_and_papers(loaded: Loaded) -> None:
    planted = Counter(
        (loaded.accounts[p.party], p.rule, p.kind, p.day, p.papers) for p in loaded.truth.purchases
    )
    found = Counter(
        (p["account_id"], p["rule"], p["kind"], _day(p["day"]), p["activities"])
        for p in loaded.rows("purchases")
        if p["kind"] != "end" or _day(p["day"]) <= SAMPLE_END
    )
    assert found == planted


def _day(number: int) -> date:
    return EPOCH + timedelta(days=number)


def test_the_renamed_firm_is_one_and_the_twins_are_two(loaded: Loaded) -> None:
    parties = {row["key"]: row["party_id"] for row in loaded.rows("keys")}
    assert parties["xero_contact:brenner logistik gmbh"] == parties["xero_contact:bl group se"]
    twins = [loaded.accounts[p.id] for p in loaded.truth.parties if "twin" in p.roles]
    assert len(set(twins)) == 2


def test_tickets_are_all_there_and_belong_to_who_asked(loaded: Loaded) -> None:
    found = Counter(c["account_id"] for c in loaded.rows("cases") if c["kind"] == "ticket")
    assert found == Counter(loaded.accounts[t.party] for t in loaded.truth.tickets)


def test_a_book_whose_tables_all_lay_in_a_file_meanwhile_is_the_same(
    business: Business, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(KeptTables, "_is_full", lambda _: True)
    engine = DuckDBEngine(threads=1)
    built = refresh(business.ledger, engine, tmp_path, progress=Quiet())
    for name in BOOK:
        there, here = (
            opened.collect(book.table(opened, name)).to_pylist()
            for book, opened in ((business.book, business.engine), (built, engine))
        )
        assert sorted(map(str, here)) == sorted(map(str, there)), name
    engine.close()
