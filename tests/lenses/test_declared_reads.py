"""Questions read no more than they declare, and what order rows stand in does not matter."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from closeknit.lenses.advocates import LENS as ADVOCATES
from closeknit.lenses.hygiene import LENS as HYGIENE
from closeknit.lenses.profit import LENS as PROFIT
from closeknit.lenses.relations import LENS as RELATIONS
from closeknit.lenses.service import LENS as SERVICE
from closeknit.lenses.stakeholders import LENS as STAKEHOLDERS
from closeknit.lenses.topics import LENS as TOPICS
from tests.lenses.advocates.town import business as sent_by_others
from tests.lenses.handmade import HandmadeBook
from tests.lenses.hygiene.desk import everything as to_mend
from tests.lenses.profit.agency import AS_OF
from tests.lenses.relations.firm import business as who_knows_whom
from tests.lenses.stakeholders.firm import business as parts_played
from tests.lenses.test_engines import desk, everything_on_money
from tests.lenses.topics.town import business as talk

EACH = pytest.mark.parametrize(
    ("lens", "book"),
    [
        pytest.param(ADVOCATES, sent_by_others, marks=pytest.mark.slow, id="advocates"),
        pytest.param(HYGIENE, to_mend, marks=pytest.mark.slow, id="hygiene"),
        pytest.param(PROFIT, everything_on_money, id="profit"),
        pytest.param(RELATIONS, who_knows_whom, marks=pytest.mark.slow, id="relations"),
        pytest.param(SERVICE, desk, marks=pytest.mark.slow, id="service"),
        pytest.param(STAKEHOLDERS, parts_played, marks=pytest.mark.slow, id="stakeholders"),
        pytest.param(TOPICS, talk, marks=pytest.mark.slow, id="topics"),
    ],
)


@EACH
def test_the_declared_tables_and_columns_are_enough(lens, book):
    question = book().question(AS_OF, **lens.settle({}))
    declared = {name: question.tables[name].select(*columns) for name, columns in lens.reads.items()}
    assert lens.ask(replace(question, tables=declared)).findings == lens.ask(question).findings


@EACH
def test_the_order_of_rows_does_not_matter(lens, book):
    made = book()
    before = lens.ask(made.question(AS_OF, **lens.settle({})))
    for rows in made.rows.values():
        Random(7).shuffle(rows)
    after = lens.ask(made.question(AS_OF, **lens.settle({})))
    assert (after.findings, after.actions) == (before.findings, before.actions)
    assert [t.data.to_pylist() for t in after.tables] == [t.data.to_pylist() for t in before.tables]


money = st.tuples(
    st.sampled_from(["A", "B", "C"]),
    st.sampled_from(["invoice.issued", "order.placed", "refund.made"]),
    st.integers(-500_000, 500_000),
    st.integers(1, 28),
)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(money, max_size=12))
def test_revenue_over_all_customers_is_the_sum_of_all_amounts(rows):
    book = HandmadeBook()
    for name in ("A", "B", "C"):
        book.party(name)
    accounts = {row["name"]: row["party_id"] for row in book.rows["parties"]}
    for name, kind, cents, day in rows:
        book.activity(kind, accounts[name], f"2026-05-{day:02d}", amount=cents / 100)
    answer = PROFIT.ask(book.question(AS_OF, **PROFIT.settle({})))
    total = sum(answer.table("clients").data["revenue"].to_pylist())
    assert total == pytest.approx(sum(cents for _, _, cents, _ in rows) / 100)
