"""The search file brought up from that of the version before finds what one written whole finds."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import apsw
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from closeknit.book import indexing, text_changes
from closeknit.book.basis import Anew
from closeknit.book.indexing import SIZE, build_search
from closeknit.book.schema import CASES, KEYS, PARTIES, TEXTS
from closeknit.book.search import SEARCH, search
from closeknit.book.versions import Book
from closeknit.columns import TableSchema
from closeknit.engines import Engine
from closeknit.engines.parts import write_parts
from closeknit.ids import PARTS
from tests.book.indexed import indexed

WORDS = ("Müller", "printer", "design", "late")
ACCOUNTS = (0, 1, 2, PARTS + 1)
NONE = pa.chunked_array([[]], pa.int64())

words, accounts = st.sampled_from(WORDS), st.sampled_from(ACCOUNTS)
WORLDS = st.fixed_dictionaries(
    {
        "parties": st.dictionaries(st.integers(1, 6), st.tuples(accounts, words)),
        "keys": st.dictionaries(words, st.integers(1, 6)),
        "cases": st.dictionaries(st.integers(1, 4), st.tuples(accounts, st.one_of(st.none(), words))),
        "texts": st.dictionaries(
            st.integers(1, 9), st.tuples(accounts, words, st.one_of(st.none(), words)), max_size=9
        ),
    }
)
World = dict[str, dict[Any, Any]]


def written(folder: Path, world: World) -> Book:
    """A version with the tables that are indexed, before it is."""
    texts = [
        {"part": account % PARTS, "account_id": account, "day": number, "activity_id": number}
        | {"subject": subject, "body": body}
        for number, (account, subject, body) in world["texts"].items()
    ]
    parties = [{"party_id": n, "account_id": a, "name": w} for n, (a, w) in world["parties"].items()]
    keys = [{"key": f"x:{w}", "key_value": w, "party_id": n} for w, n in sorted(world["keys"].items())]
    cases = [
        {"case_id": n, "case_key": f"deal:{n}", "account_id": a, "name": w}
        for n, (a, w) in world["cases"].items()
    ]
    texts.sort(key=lambda row: (row["part"], row["account_id"], row["day"]))
    files = {
        schema.name: _table(folder, schema, rows)
        for schema, rows in ((TEXTS, texts), (PARTIES, parties), (KEYS, keys), (CASES, cases))
    }
    return Book(folder, "v", {"files": files})


def _table(folder: Path, schema: TableSchema, rows: list[dict[str, Any]]) -> dict[str, tuple[int, int]]:
    part = {"part": 0} if "part" in schema.names else {}
    table = pa.Table.from_pylist([part | row for row in rows], schema=schema.arrow)
    counts = write_parts(table.to_batches(), folder / schema.name, schema)
    return {name: (count, 0) for name, count in counts.items()}


def index(engine: Engine, book: Book, anew: Anew | None = None) -> Book:
    """Write the search file of a version."""
    with engine.scratch():
        book.about[SIZE] = build_search(engine, book, anew)
    return book


def touched(*worlds: World) -> pa.ChunkedArray:
    """Accounts of texts that only one of two worlds tells."""
    one, other = (set(world["texts"].items()) for world in worlds)
    return pa.chunked_array([sorted({account for _, (account, *_) in one ^ other})], pa.int64())


def check(engine: Engine, worlds: list[World]) -> None:
    """Go from world to world, and compare with what is written whole each time."""
    with tempfile.TemporaryDirectory() as name:
        book, before = index(engine, written(Path(name) / "0", worlds[0])), worlds[0]
        for n, world in enumerate(worlds[1:], start=1):
            anew = Anew(book, tuple(range(PARTS)), (), touched(before, world), NONE)
            held, old = book, indexed(book)
            book, before = index(engine, written(Path(name) / str(n), world), anew), world
            whole = index(engine, written(Path(name) / f"whole-{n}", world))
            assert indexed(book) == indexed(whole)
            assert [search(book, word) for word in WORDS] == [search(whole, word) for word in WORDS]
            assert indexed(held) == old


WORLD: World = {
    "parties": {1: (1, "Müller")}, "keys": {"printer": 1}, "cases": {1: (1, "late")},
    "texts": {1: (1, "design", None), 2: (2, "late", "The printer is late")},
}  # fmt: skip
OTHER: World = {
    "parties": {1: (2, "Müller"), 2: (0, "late")}, "keys": {"printer": 2, "Müller": 1}, "cases": {},
    "texts": {1: (1, "design", None), 2: (1, "late", "The printer is late"), 3: (1, "design", None)},
}  # fmt: skip


def test_brought_up_time_and_again_it_equals_one_written_whole(every_engine: Engine) -> None:
    check(every_engine, [WORLD, OTHER, WORLD, {name: {} for name in WORLD}, OTHER])


def test_what_does_not_go_into_memory_together_is_brought_up_part_by_part(
    duckdb_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_changes, "AT_ONCE", 1)
    check(duckdb_engine, [WORLD, OTHER, WORLD])


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(WORLDS, min_size=2, max_size=4))
def test_brought_up_through_any_worlds_it_equals_one_written_whole(
    duckdb_engine: Engine, worlds: list[World]
) -> None:
    check(duckdb_engine, worlds)


def test_only_what_changed_is_put_in_again(
    duckdb_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    added: list[Any] = []
    book = index(duckdb_engine, written(tmp_path / "0", WORLD))
    changed = WORLD | {"texts": {**WORLD["texts"], 3: (1, "Müller", None)}}
    monkeypatch.setattr(indexing, "_add", lambda _, rows: added.extend(rows))
    index(
        duckdb_engine, written(tmp_path / "1", changed), Anew(book, (1,), (), touched(WORLD, changed), NONE)
    )
    assert [row.id for row in added] == [3]


def test_an_account_of_which_one_text_changes_again_and_again_stands_in_few_stretches(
    duckdb_engine: Engine, tmp_path: Path
) -> None:
    book, before = index(duckdb_engine, written(tmp_path / "0", WORLD)), WORLD
    for n in range(1, 6):
        world = WORLD | {"texts": {**WORLD["texts"], 3: (1, "Müller", f"The {n}th")}}
        anew = Anew(book, tuple(range(PARTS)), (), touched(before, world), NONE)
        book, before = index(duckdb_engine, written(tmp_path / str(n), world), anew), world
    with closing(apsw.Connection(str(book.folder / SEARCH))) as con:
        stretches = con.execute("SELECT * FROM stretches WHERE place = 'activities' AND owner = 1").fetchall()
    assert len(stretches) == 2


@pytest.mark.parametrize("torn", ["gone", "shorter", "other bytes"])
def test_a_torn_file_is_written_anew(duckdb_engine: Engine, tmp_path: Path, torn: str) -> None:
    book = index(duckdb_engine, written(tmp_path / "0", WORLD))
    path = book.folder / SEARCH
    size = path.stat().st_size
    path.write_bytes(b"\0" * (size if torn == "other bytes" else size // 2))
    if torn == "gone":
        path.unlink()
    again = index(
        duckdb_engine, written(tmp_path / "1", WORLD), Anew(book, (), (), touched(WORLD, WORLD), NONE)
    )
    assert len(indexed(again)) == 4
