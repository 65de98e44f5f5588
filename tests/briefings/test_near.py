"""Pages are read from the few files that hold somebody, and tell what the whole book tells."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pytest

from closeknit.book.schema import BOOK
from closeknit.briefings.customer import customer
from closeknit.briefings.person import person_page
from closeknit.briefings.story import Wanted, story, whole_event
from closeknit.business import Business
from closeknit.engines.parts import is_parted
from closeknit.lenses.naming import meant
from closeknit.lenses.seam import Question
from closeknit.workspace import open_workspace

NOWHERE = pa.table({"record_id": []})
"""Where nobody knows the lines that things were read from."""


def told(question: Question, key: str) -> list[object]:
    """All that the pages of a party tell."""
    who = meant(question, key)
    happened = story(question, who, Wanted())
    first = [whole_event(question, one.activity_id, lambda _: NOWHERE) for one in happened.events[:1]]
    away = who.account_id not in (0, who.subject.party_id)
    page = customer(question, [], who)
    with_one = [Wanted(person=meant(question, one.subject.key)) for one in page.people[:1]]
    shared = [story(question, who, wanted) for wanted in with_one]
    return [page, happened, first, shared, person_page(question, [], who) if away else None]


def keys(business: Business, every: int) -> list[str]:
    """Keys of some of everybody: every so many of each kind and standing, our own people all of them."""
    parties = business.tables()["parties"]
    columns = parties.select("kind", "standing", "key").order_by(["kind", "standing", "key"])
    rows = business.engine.collect(columns).to_pylist()
    return [r["key"] for r in rows if r["standing"] == "ours"][:2] + [r["key"] for r in rows[::every]]


def same(folder: Path, every: int) -> None:
    with Business(open_workspace(folder)) as business:
        for key in keys(business, every):
            with business.passing():
                question = business.plain_question(None)
                assert question.nearby is not None
                assert question.nearby.fleeting
                assert told(question, key) == told(question.within(question.tables), key)


def test_some_pages_are_alike(loaded_sample: Path) -> None:
    same(loaded_sample, every=120)


@pytest.mark.slow
def test_all_pages_are_alike(loaded_sample: Path) -> None:
    same(loaded_sample, every=6)


def test_what_was_opened_for_one_look_is_opened_anew_for_the_next(loaded_sample: Path) -> None:
    with Business(open_workspace(loaded_sample)) as business:
        key = keys(business, 1000)[-1]
        looks = [told(business.plain_question(None), key)]
        for _ in range(2):
            with business.passing():
                looks.append(told(business.plain_question(None), key))
        looks.append(told(business.plain_question(None), key))
    assert looks == looks[:1] * 4


def _staying_on(business: Business, day: date) -> Question:
    """A question of one look, asked of a business for which it is that day."""
    business.stays_on = day
    return business.plain_question(None)


def test_parts_are_those_of_the_day_of_their_question(loaded_sample: Path) -> None:
    with Business(open_workspace(loaded_sample)) as business, business.passing():
        early, late = (_staying_on(business, day) for day in (date(2026, 3, 1), date(2026, 6, 30)))
        assert early.nearby is not None
        each = late.tables["activities"].group_by("account_id").aggregate(n=ibis._.count())
        account = business.engine.collect(each.order_by(ibis.desc("n")).limit(1))["account_id"][0].as_py()

        def known(question: Question, rows: ir.Table) -> tuple[int, int]:
            """How much of the account one knew of, and the last day on which one learnt of it."""
            mine = rows.filter(rows.account_id == account)
            (row,) = question.collect(mine.aggregate(n=mine.count(), last=mine.known_day.max())).to_pylist()
            return row["n"], row["last"]

        whole = [known(question, question.tables["activities"]) for question in (early, late)]
        assert whole[0][1] <= early.as_of_day < whole[1][1]
        for turn in (0, 1, 0):  # each after the other has opened the same files
            question = (early, late)[turn]
            assert known(question, question.near("activities", account)) == whole[turn]
            assert known(question, question.having("activities", "account_id", [account])) == whole[turn]


def test_asked_of_some_rows_no_part_is_read_past_these(loaded_sample: Path) -> None:
    with Business(open_workspace(loaded_sample)) as business, business.passing():
        question = business.plain_question(None)
        account = meant(question, keys(business, 1000)[-1]).account_id
        none = {name: table.limit(0) for name, table in question.tables.items()}
        for rows in (
            question.within(none).near("activities", account),
            question.within(none).here("activities", account),
            question.within(none).having("activities", "account_id", [account]),
        ):
            assert business.engine.collect(rows).num_rows == 0
            assert business.engine.collect(question.near("activities", account)).num_rows > 0


def test_what_is_read_of_one_customer_is_asked_in_the_words_of_another(loaded_sample: Path) -> None:
    with Business(open_workspace(loaded_sample)) as business:
        words = []
        for key in keys(business, 1000)[-2:]:
            with business.passing():
                question = business.plain_question(None)
                account = meant(question, key).account_id
                rows = question.here("parties", account)
                assert set(business.engine.collect(rows)["account_id"].to_pylist()) == {account}
                assert question.here("parties", account) is rows
                words.append(rows.op())
    assert words[0] == words[1]


def fleeting(business: Business) -> bool:
    nearby = business.plain_question(None).nearby
    return nearby is not None and nearby.fleeting


def test_a_look_inside_another_leaves_the_outer_one_as_it_was(loaded_sample: Path) -> None:
    with Business(open_workspace(loaded_sample)) as business:
        with business.passing():
            with business.passing():
                pass
            assert fleeting(business)
        assert not fleeting(business)


def test_an_earlier_day_is_worked_out_from_everything(loaded_sample: Path) -> None:
    with Business(open_workspace(loaded_sample)) as business, business.passing():
        question = business.plain_question(date(2026, 3, 1))
        assert question.nearby is None


def test_the_part_of_an_account_has_all_its_rows(loaded_sample: Path) -> None:
    with Business(open_workspace(loaded_sample)) as business, business.passing():
        question = business.plain_question(None)
        of = [name for name, schema in BOOK.items() if is_parted(schema) and "account_id" in schema.names]
        for table in of:
            whole = question.tables[table]
            counted = business.engine.collect(whole.group_by("account_id").aggregate(n=whole.count()))
            for account, n in zip(*(counted[c].to_pylist()[::40] for c in ("account_id", "n")), strict=True):
                part = question.near(table, account)
                assert business.engine.collect(part.filter(part.account_id == account)).num_rows == n
                assert len(business.book.part(table, account)) == 1 < len(business.book.files(table))
