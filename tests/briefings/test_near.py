"""Pages are read from the few files that hold somebody, and tell what the whole book tells."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

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
    return [customer(question, [], who), happened, first, person_page(question, who) if away else None]


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
                assert question.part is not None
                assert question.parts is not None
                assert told(question, key) == told(replace(question, part=None, parts=None), key)


def test_some_pages_are_alike(loaded_sample: Path) -> None:
    same(loaded_sample, every=120)


@pytest.mark.slow
def test_all_pages_are_alike(loaded_sample: Path) -> None:
    same(loaded_sample, every=6)


def test_an_earlier_day_is_worked_out_from_everything(loaded_sample: Path) -> None:
    with Business(open_workspace(loaded_sample)) as business, business.passing():
        question = business.plain_question(date(2026, 3, 1))
        assert question.part is None
        assert question.parts is None


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
