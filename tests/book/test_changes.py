"""Building only what a change touches gives the same book as building all."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from closeknit.book import rows as happened
from closeknit.book.basis import Since, Touched
from closeknit.book.changes import Reach, reach
from closeknit.book.schema import BOOK, BY_PART
from closeknit.book.versions import Book
from closeknit.engines import Engine
from closeknit.engines.parts import changes_file, part_file
from closeknit.ids import part_of, stable_id
from tests.book.claims_of import Claims
from tests.book.counting import counting, whole_book
from tests.book.indexed import indexed
from tests.book.scenes import SETTINGS, everything
from tests.how_many import examples

FIRMS = (*(f"x:firm{n}" for n in range(8)), *(f"domain:d{n}.example" for n in range(3)))
PEOPLE = (*(f"email:p{n}@d{n % 4}.example" for n in range(6)), "email:solo@gmail.com", "email:me@us.example")
CASES = ("project:a", "deal:b", "contract:d", "invoice:e")
DAYS = tuple(f"2024-{m:02d}-01" for m in range(1, 13))

firms, people, cases, days = (st.sampled_from(x) for x in (FIRMS, PEOPLE, CASES, DAYS))
amounts = st.sampled_from((100, 100, 100, 250, 999))
somebody = st.one_of(firms, people)
FACTS = st.one_of(
    st.tuples(st.just("invoice"), somebody, days, amounts, st.one_of(st.none(), cases)),
    st.tuples(st.just("order"), somebody, days, amounts, st.one_of(st.none(), cases)),
    st.tuples(st.just("payment"), somebody, days, amounts),
    st.tuples(st.just("reseller"), firms, firms, days),
    st.tuples(st.just("meeting"), people, people, days),
    st.tuples(st.just("ticket"), st.one_of(st.none(), people), days, cases),
    st.tuples(st.just("case"), cases, firms, people, st.sampled_from(("open", "won", "void")), days),
    st.tuples(st.just("works"), people, firms, days),
    st.tuples(st.just("same"), firms, somebody),
    st.tuples(st.just("ours"), somebody),
    st.tuples(st.just("type"), firms),
)
WORLDS = st.lists(FACTS, min_size=15, max_size=40)


def tell(c: Claims, number: int, fact: tuple[Any, ...]) -> None:
    """Add the claims of one record; its numbers depend on nothing but its own."""
    c._numbers = count(number * 100)
    what, *given = fact
    match what, given:
        case "invoice" | "order", (buyer, day, amount, of_case):
            kind = "invoice.issued" if what == "invoice" else "order.placed"
            made = c.did(kind, day, amount=amount, case=of_case, subject=f"No {number % 3}00", buyer=buyer)
            c.line(made, "Thing", amount, record=c.rows["activities"][-1]["record_id"])
        case "payment", (buyer, day, amount):
            c.did("payment.received", day, amount=amount, buyer=buyer)
        case "reseller", (buyer, seller, day):
            c.did("order.placed", day, amount=70, buyer=buyer, sold_through=seller)
        case "meeting", (one, other, day):
            c.did("meeting.held", day, attendee=one, organizer=other)
        case "ticket", (requester, day, of_case):
            text = {"subject": f"No {number % 3} is late", "body": "It fails. It fails again, I am worried."}
            c.did(
                "ticket.opened", day, case=of_case, who={"requester": requester} if requester else {}, **text
            )
        case "case", (key, firm, contact, status, day):
            c.case(key, account=firm, contact=contact, status=status, opened=day, due="2025-01-31", seen=day)
        case "works", (person, firm, day):
            c.tie(person, "works_at", firm, since=day)
        case "same", (one, other):
            c.party(one, other, kind="organization", name=f"Name {number}")
        case "ours", (key,):
            c.trait(key, "ours", "yes")
        case "type", (key,):
            c.trait(key, "type", "Reseller")


def world(facts: dict[int, tuple[Any, ...]]) -> Claims:
    """Claims of numbered records."""
    claims = Claims()
    for number, fact in facts.items():
        tell(claims, number, fact)
    return claims


def keys_of(facts: dict[int, tuple[Any, ...]]) -> set[str]:
    """All keys that records name."""
    return world(facts)._keys()


def activities_of(facts: dict[int, tuple[Any, ...]]) -> set[int]:
    """All activities that records tell of."""
    return {row["activity_id"] for row in world(facts).rows["activities"]}


def as_changed(
    engine: Engine, book: Book, keys: Sequence[str], *activities: int, added: Sequence[str] = ()
) -> Since:
    """That records changed which name these keys and tell of these activities; all are new and of the imports
    `added`, if any are."""
    told_of = pa.table({"activity_id": pa.array(activities, pa.int64())})
    records = engine.from_arrow(pa.table({"record_id": pa.array([], pa.int64())}), "changed_records")
    return Since(book, Touched(keys, engine.from_arrow(told_of, "told_of"), records, added))


def of_an_import(claims: Claims, import_id: str, *, but: Claims) -> None:
    """Have an import write the claims of all records, but those of the others."""
    others = {row["record_id"] for rows in but.rows.values() for row in rows}
    for row in (row for rows in claims.rows.values() for row in rows if row["record_id"] not in others):
        row["import_id"] = import_id


def same_book(one: Book, other: Book) -> None:
    """Both books hold the same rows in the same parts and order, and find the same."""
    assert indexed(one) == indexed(other)
    for table in BOOK:
        assert counting(one, table) == counting(other, table), table


def holds_together(book: Book) -> None:
    """What is true of any book: each activity counts once, no paper is in two purchases, sums agree."""
    rows = whole_book(book)
    counted = sorted(r["activity_id"] for r in rows["timeline"] if r["counts"])
    assert counted == sorted(r["activity_id"] for r in rows["activities"] if r["account_id"] != 0)
    papers = [r["activity_id"] for r in rows["purchase_activities"]]
    assert len(papers) == len(set(papers))
    worth = {r["activity_id"]: r["amount_base"] or 0 for r in rows["activities"]}
    assert sum(r["amount_base"] or 0 for r in rows["purchases"]) == sum(worth[a] for a in papers)
    numbers = [r["purchase_id"] for r in rows["purchases"]]
    assert len(numbers) == len(set(numbers))


def check(
    engine: Engine, first: list[Any], second: list[Any], gone: int, folded: float = happened.FOLDED
) -> None:
    """Change a world - some records go, one is changed in place, some come - and compare both ways."""
    before = dict(enumerate(first))
    after = {n: f for n, f in before.items() if n >= gone} | {1000 + n: f for n, f in enumerate(second)}
    last = max(before)
    if second and second[0][0] == before[last][0]:
        after[last] = second[0]
    changed = (
        {n: f for n, f in before.items() if after.get(n) != f},
        {n: f for n, f in after.items() if before.get(n) != f},
    )
    keys = keys_of(changed[0]) | keys_of(changed[1])
    told_of = activities_of(changed[0]) | activities_of(changed[1])
    with tempfile.TemporaryDirectory() as folder:
        old = world(before).book(engine, Path(folder) / "old", SETTINGS)
        new = world(after)
        of_an_import(new, "i-new", but=world(before))
        whole = new.book(engine, Path(folder) / "whole", SETTINGS)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(happened, "FOLDED", folded)
            added = () if changed[0] else ("i-new",)
            since = as_changed(engine, old, sorted(keys), *told_of, added=added)
            parts = new.book(engine, Path(folder) / "parts", SETTINGS, since=since, version="v2")
        same_book(whole, parts)
        read = {t: engine.collect(rows).num_rows for t, rows in parts.tables(engine).items()}
        assert read == {t: len(rows) for t, rows in whole_book(whole).items()}
        holds_together(whole)


many = settings(
    max_examples=examples(15, all_of_them=60), deadline=None, suppress_health_check=list(HealthCheck)
)
FEW, MOST = 0.0, 1e9
"""Shares of changes from which on every part, or none that has rows, is written whole again."""
PAIRS = {
    "first": WORLDS, "second": st.lists(FACTS, max_size=4), "gone": st.integers(0, 3),
    "folded": st.sampled_from((MOST, 0.5, FEW)),
}  # fmt: skip


@pytest.mark.slow
@many
@given(**PAIRS)
def test_building_what_changed_equals_building_all(
    duckdb_engine: Engine, first: list[Any], second: list[Any], gone: int, folded: float
) -> None:
    check(duckdb_engine, first, second, gone, folded)


@pytest.mark.slow
def test_parts_that_nothing_touches_are_taken_over(duckdb_engine: Engine, tmp_path: Path) -> None:
    old = everything().book(duckdb_engine, tmp_path, SETTINGS)
    claims = everything()
    made = claims.did("order.placed", "2024-12-01", amount=1, buyer="domain:orders.example")
    since = as_changed(duckdb_engine, old, ["domain:orders.example"], made)
    new = claims.book(duckdb_engine, tmp_path, SETTINGS, since=since, version="v2")
    shared = [
        Path(file).name
        for file in new.files("activities")
        if (old.folder / "activities" / Path(file).name).exists()
        and Path(file).samefile(old.folder / "activities" / Path(file).name)
    ]
    assert 0 < len(new.files("activities")) - len(shared) <= 3
    counted = [
        duckdb_engine.collect(b.table(duckdb_engine, "activities").count().as_table()) for b in (old, new)
    ]
    assert counted[1][0][0].as_py() == counted[0][0][0].as_py() + 1


@pytest.mark.slow
def test_only_accounts_that_change_are_worked_out_however_many_share_their_part(
    duckdb_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached: list[Reach] = []
    monkeypatch.setattr(happened, "reach", lambda *given: reached.append(reach(*given)) or reached[-1])
    monkeypatch.setattr(happened, "_placed", watched := _Counting(duckdb_engine, happened._placed))
    claims = Claims()
    for n in range(100):
        claims.did(
            "ticket.opened", "2024-01-01", subject="It is late", body="I am worried.", requester=f"x:f{n}"
        )
    old = claims.book(duckdb_engine, tmp_path, SETTINGS)
    text = {"subject": "It is late", "body": "It fails."}
    made = claims.did("ticket.opened", "2024-02-01", requester="x:f7", **text)
    since = as_changed(duckdb_engine, old, ["x:f7"], made)
    new = claims.book(duckdb_engine, tmp_path / "parts", SETTINGS, since=since)
    assert watched.activities == [100, 1]
    assert len(reached[0].parts) <= 2
    same_book(claims.book(duckdb_engine, tmp_path / "whole", SETTINGS), new)


class _Counting:
    """Works out what happened and counts the activities that claims told of."""

    def __init__(self, engine: Engine, work: Callable[..., Any]) -> None:
        self.engine, self.work = engine, work
        self.activities: list[int] = []

    def __call__(self, engine: Engine, spine: Any, claims: Any, *given: Any) -> Any:
        count = claims["activities"].aggregate(n=claims["activities"].count())
        self.activities.append(self.engine.collect(count)["n"][0].as_py())
        return self.work(engine, spine, claims, *given)


@pytest.mark.slow
def test_other_settings_build_everything_anew(duckdb_engine: Engine, tmp_path: Path) -> None:
    claims = Claims()
    claims.did("order.placed", "2024-01-01", amount=5, currency="USD", buyer="x:a")
    old = claims.book(duckdb_engine, tmp_path, SETTINGS)
    dearer = replace(SETTINGS, rates={"USD": 3})
    since = as_changed(duckdb_engine, old, [])
    new = claims.book(duckdb_engine, tmp_path, dearer, since=since, version="v2")
    (row,) = duckdb_engine.collect(new.tables(duckdb_engine)["activities"]).to_pylist()
    assert row["amount_base"] == 15


def test_tables_built_in_parts_have_parts_and_accounts() -> None:
    assert all({"part", "account_id"} <= set(BOOK[name].names) for name in BY_PART)


@pytest.mark.slow
def test_changes_are_written_beside_a_part_until_they_are_much_of_it(
    duckdb_engine: Engine, tmp_path: Path
) -> None:
    accounts = [f"x:{n}" for n in range(400) if part_of(stable_id(f"x:{n}")) == 7][:8]
    claims = Claims()
    for n in range(80):
        claims.did("order.placed", "2024-01-01", amount=n, buyer=accounts[min(n, 7)])
    books = [claims.book(duckdb_engine, tmp_path, SETTINGS)]
    for n in range(7):
        made = claims.did("order.placed", "2024-02-01", amount=n, buyer=accounts[n])
        since = as_changed(duckdb_engine, books[-1], accounts[n : n + 1], made)
        books.append(claims.book(duckdb_engine, tmp_path, SETTINGS, since=since, version=f"v{n}"))
    same_book(claims.book(duckdb_engine, tmp_path / "whole", SETTINGS), books[-1])
    held = [[Path(file).name for file in book.files("activities")] for book in books]
    assert held[:2] == [[part_file(7)], [changes_file(7), part_file(7)]]
    assert [part_file(7)] in held[2:]
    assert books[0].files("activities")[0] != books[1].files("activities")[1]
    assert Path(books[0].files("activities")[0]).samefile(books[1].files("activities")[1])
