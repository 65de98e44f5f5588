"""What people say and open, by whom, with stance and quote."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from closeknit.book.basis import Anew
from closeknit.book.mentions import SAID, _among_kept, _of_others, _of_what_stays, _read, mentions_of
from closeknit.book.schema import MENTIONS
from closeknit.book.versions import Book
from closeknit.engines import Engine
from closeknit.engines.duckdb import DuckDBEngine
from closeknit.engines.parts import write_parts
from closeknit.settings import Settings
from closeknit.texts.topics import Topics
from tests.book.claims_of import Claims, party

ANA, BEN, US = "email:ana@north.example", "email:ben@north.example", "email:mira@us.example"
SETTINGS = Settings(
    our_domains=("us.example",), topics={"churn": ["cancellations"]}, kinds={"newsletter.opened": "signal"}
)


def spoken() -> Claims:
    """A mail from each side, a ticket, a note, an answer to a survey, an opened letter, a talk of two."""
    c = Claims()
    body = "Hello,\n\nI am worried about churn. See you on Monday."
    c.did("email.received", "2026-03-01", subject="Spring", body=body, sender=ANA, recipient=US)
    c.did("email.sent", "2026-03-02", body="We are worried about churn.", sender=US, recipient=ANA)
    c.did("ticket.opened", "2026-03-03", subject="Label printer fails", body="It is late.", requester=BEN)
    c.did(
        "activity.logged", "2026-03-04", subject="Call", body="Ben was delighted.", subject_of=BEN, owner=US
    )
    c.did("survey.answered", "2026-03-05", body="What annoys you?: Nothing.\nWishes: More demos please.",
          author=ANA)  # fmt: skip
    c.did("newsletter.opened", "2026-03-06", subject="CRM white papers", subject_who=ANA)
    c.did("call.held", "2026-03-07", body="Both praised the portal.", contact=ANA, other=BEN, owner=US)
    c.did("invoice.issued", "2026-03-08", subject="Awful invoice", amount=5, buyer=ANA)
    return c


def rows_of(book: Any, engine: Engine) -> list[dict[str, Any]]:
    with engine.scratch():
        table = book.tables(engine)["mentions"]
        return engine.collect(table.order_by("day", "stance", "topic")).to_pylist()


def test_what_each_side_says_is_told_apart(tmp_path: Path) -> None:
    engine = DuckDBEngine()
    found = rows_of(spoken().book(engine, tmp_path, SETTINGS), engine)
    told = [(r["kind"], r["stance"], r["topic"], r["quote"]) for r in found]
    assert told == [
        ("email.received", "", "", "Spring"),
        ("email.received", "concern", "churn", "I am worried about churn."),
        ("ticket.opened", "", "", "Label printer fails"),
        ("ticket.opened", "complaint", "", "It is late."),
        ("activity.logged", "praise", "", "Ben was delighted."),
        ("survey.answered", "asked", "", "More demos please."),
        ("newsletter.opened", "opened", "", "CRM white papers"),
        ("call.held", "praise", "", "Both praised the portal."),
    ]
    account = found[0]["account_id"]
    who = {r["kind"]: r["party_id"] for r in found}
    assert who["email.received"] == who["survey.answered"] == who["newsletter.opened"] == party(ANA)
    assert who["ticket.opened"] == who["activity.logged"] == party(BEN)
    assert who["call.held"] == account not in (party(ANA), party(BEN))


@pytest.mark.slow
def test_every_engine_reads_the_same(tmp_path: Path, every_engine: Engine) -> None:
    duck = DuckDBEngine()
    here = spoken().book(every_engine, tmp_path / "one", SETTINGS)
    assert rows_of(here, every_engine) == rows_of(spoken().book(duck, tmp_path / "two", SETTINGS), duck)


def read(**row: Any) -> list[tuple[str, str, str]]:
    given = {"by": "theirs", "kind": "email.received", "subject": None, "body": None} | row
    found = mentions_of(given, Topics.listed({"price": ["discount"]}))
    return [(m["stance"], m["topic"], m["quote"]) for m in found]


def test_a_sentence_without_stance_or_listed_topic_is_left_out_and_one_said_twice_counts_once() -> None:
    assert read(body="We met at noon.") == []
    assert read(body="About the discounts. About the discounts.") == [("", "price", "About the discounts.")]


def test_a_subject_names_a_topic_once_and_not_in_the_answers() -> None:
    assert read(subject="Pallet prices") == [("", "price", "Pallet prices")]
    assert read(subject="Roof tiles") == [("", "", "Roof tiles")]
    assert read(subject="Re: Roof tiles") == [] == read(subject="AW: Roof tiles")


def test_a_fault_named_in_a_subject_is_no_complaint_until_it_is_voiced_below() -> None:
    fault = "Label printer fails again"
    assert read(kind="ticket.opened", subject=fault) == [("", "", fault)]
    assert read(kind="ticket.opened", body=fault) == [("complaint", "", fault)]
    assert read(subject="Worried about the label printer")[0][0] == "concern"
    assert read(subject="Where is the label printer?")[0][0] == "asked"


def test_a_sentence_of_two_stances_is_a_row_for_each() -> None:
    assert {stance for stance, _, _ in read(body="Excellent portal, awful manual.")} == {
        "praise",
        "complaint",
    }


def test_mentions_read_anew_stand_among_those_kept_each_activity_in_the_order_of_its_sentences(
    tmp_path: Path,
) -> None:
    blank = dict.fromkeys(SAID.names, 0) | {"kind": "email.received", "by": "theirs", "subject": ""}
    body = "No {} is late. I am worried about it. It fails."
    told = [
        blank | {"account_id": account, "activity_id": activity, "body": body.format(activity)}
        for account, activity in ((32, 1), (64, 2), (64, 3), (96, 4))
    ]
    said = pa.Table.from_pylist(told, schema=SAID.arrow)
    topics = Topics.listed({})
    for name, rows in (("all", said), ("anew", said.slice(1, 1))):
        write_parts(rows.to_batches(), tmp_path / name, SAID)
    (name,) = (path.name for path in (tmp_path / "all").iterdir())
    whole = list(_read(tmp_path / "all" / name, topics))
    write_parts(whole, tmp_path / "mentions", MENTIONS)
    book = Book(tmp_path, "v", {"files": {"mentions": {name: (len(whole), 0)}}})
    accounts, activities = (pa.chunked_array([some], pa.int64()) for some in ([64, 5], [2]))
    anew = Anew(book, (0, 7), (), accounts, activities)
    merged = list(_among_kept(anew, {name: tmp_path / "anew" / name}, topics))
    kept = [sum(map(len, rows)) for rows in (_of_others(anew, 0), _of_what_stays(anew, 0))]
    assert kept == [len(whole[0]) / 2, len(whole[0]) / 4]
    assert kept[1] > 1
    assert pa.Table.from_batches(merged).to_pylist() == pa.Table.from_batches(whole).to_pylist()
