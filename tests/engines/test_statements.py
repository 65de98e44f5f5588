"""Statements compiled once on a machine: what is kept, what never is, and what damage does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeknit.engines import statements
from closeknit.engines.duckdb import DuckDBEngine
from closeknit.engines.statements import Kept, NoFingerprint, compiled, fingerprint

Make = Callable[[ir.Table], ir.Table]
ROWS = ibis.table({"a": "int64", "name": "string"}, name="rows")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, as in a process that has compiled nothing yet."""
    monkeypatch.setenv("CLOSEKNIT_CACHE", str(tmp_path))
    statements._statement.cache_clear()
    return tmp_path / "statements"


def rows() -> ir.Table:
    """A table as an engine makes it."""
    engine = DuckDBEngine(threads=1)
    return engine.from_arrow(pa.table({"a": [1, 2], "name": ["Ana", "O'Neil"]}), "rows")


def test_a_statement_is_kept_and_used_by_the_next_process(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = compiled(rows().filter(lambda t: t.name == "Ana")).sql
    statements._statement.cache_clear()
    monkeypatch.setattr(statements, "_compile", lambda _: pytest.fail("compiled again"))
    monkeypatch.setattr(statements, "compiler", lambda: pytest.fail("imported the compiler"))
    assert compiled(rows().filter(lambda t: t.name == "Ana")).sql == said
    assert compiled(rows().filter(lambda t: t.name == "O'Neil")).sql == said.replace("'Ana'", "'O''Neil'")
    assert len(list(folder.iterdir())) == 1


def test_no_text_of_an_expression_is_kept(folder: Path) -> None:
    compiled(rows().filter(lambda t: t.name.isin(["ana@example.org", "Ruiz"])))
    (kept,) = folder.iterdir()
    assert "ana" not in kept.read_text("utf-8")
    assert "Ruiz" not in kept.read_text("utf-8")


@pytest.mark.parametrize(
    "made",
    [
        lambda t: t.select(t.name == "ana@example.org"),
        lambda t: t.group_by("a").agg((t.name == "ana@example.org").sum()),
        lambda t: t.mutate(said=ibis.literal(["ana@example.org"])),
        lambda t: t.mutate(said=ibis.literal({"ana@example.org": 1})),
        lambda t: t.mutate(said=ibis.literal({"who": "ana@example.org"}, "struct<who: string>")),
    ],
)
def test_texts_in_the_names_of_columns_and_inside_values_are_not_kept_either(
    folder: Path, made: Make
) -> None:
    assert "ana@example.org" in compiled(made(rows())).sql
    assert not any("ana" in kept.read_text("utf-8") for kept in folder.glob("*"))


@pytest.mark.parametrize(
    ("made", "found"),
    [
        (lambda t: t.filter(t.at > "2024-01-01"), 1),
        (lambda t: t.filter(t.day == "2024-05-01"), 1),
        (lambda t: t.filter(t.at.between("2024-05-02", "2025-01-01")), 0),
        (lambda t: t.mutate(said=t.at.strftime("%Y-%m")).filter(lambda x: x.said == "2024-05"), 1),
        (lambda t: t.filter(t.said.cast("json")["who"].cast("string").contains("Ana")), 1),
        (lambda t: t.filter(t.said.re_search("An+|'")), 1),
    ],
)
def test_texts_that_tell_of_days_or_are_taken_to_pieces_mean_the_same(
    folder: Path, made: Make, found: int
) -> None:
    day = datetime(2024, 5, 1)
    given = pa.table(
        {"at": pa.array([day], pa.timestamp("us")), "day": [day.date()], "said": ['{"who": "Ana"}']}
    )
    for _ in range(2):
        statements._statement.cache_clear()
        engine = DuckDBEngine(threads=1)
        assert engine.collect(made(engine.from_arrow(given, "fingerprint"))).num_rows == found


def test_another_version_keeps_statements_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint(ROWS.op()).digest
    for name in ("closeknit", "ibis-framework", "sqlglot", "duckdb"):
        with monkeypatch.context() as patch:
            real = statements.version
            patch.setattr(
                statements, "version", lambda n, name=name, real=real: "0" if n == name else real(n)
            )
            statements._versions.cache_clear()
            assert fingerprint(ROWS.op()).digest != before, name
    with monkeypatch.context() as patch:
        patch.setattr(statements, "KEPT_AS", 0)
        statements._versions.cache_clear()
        assert fingerprint(ROWS.op()).digest != before
    statements._versions.cache_clear()
    assert fingerprint(ROWS.op()).digest == before


@pytest.mark.parametrize("number", [2**31 + 1, 8_119_265_734_113_002_817, -(2**40) - 1])
def test_what_may_be_somebodys_number_is_not_kept(folder: Path, number: int) -> None:
    assert str(number) in compiled(rows().filter(lambda t: t.a == number)).sql
    assert not any(str(abs(number)) in kept.read_text("utf-8") for kept in folder.glob("*"))


def test_what_was_compiled_for_one_customer_serves_for_another(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other, far = 2**31 + 1, 8_119_265_734_113_002_817, 2**62 + 5

    def of(*numbers: int) -> str:
        return compiled(rows().filter(lambda t: t.a.isin(numbers[1:]) | (t.a == numbers[0]))).sql

    said = of(one, one, far)
    statements._statement.cache_clear()
    monkeypatch.setattr(statements, "_compile", lambda _: pytest.fail("compiled again"))
    assert of(other, other, one) == said.replace(str(far), "FAR").replace(str(one), str(other)).replace(
        "FAR", str(one)
    )
    with pytest.raises(pytest.fail.Exception, match="compiled again"):
        of(one, other, far)  # another pattern of the same numbers is another statement


@given(st.lists(st.integers(2**31 + 1, 2**63 - 1), min_size=1, max_size=4), st.integers(-9, 9))
def test_gaps_of_numbers_are_filled_with_exactly_what_was_compiled(numbers: list[int], more: int) -> None:
    wanted = ROWS.filter(ROWS.a.isin(numbers)).mutate(b=ROWS.a + more, c=ROWS.a - numbers[0]).op()
    _, found = fingerprint(wanted)
    with_gaps = statements._compile(statements.with_gaps(wanted, found))
    assert statements.filled(with_gaps, found) == statements._compile(wanted)


@pytest.mark.parametrize("column", ["b", "it's"])
def test_an_expression_over_a_table_of_its_own_is_kept_neither_on_disk_nor_in_memory(
    folder: Path, column: str
) -> None:
    own = ibis.memtable(pa.table({column: [1]}))
    joined = rows().semi_join(own, [rows().a == own[column]])
    assert [table.name for table in compiled(joined).in_memory] == [own.op().name]
    assert not folder.exists()
    assert statements._statement.cache_info().currsize == 0


@pytest.mark.parametrize("damage", ["", "no check\nSELECT 1", "\udcff"])
def test_a_damaged_statement_is_compiled_anew(folder: Path, damage: str) -> None:
    said = compiled(rows().filter(lambda t: t.a > 1)).sql
    (kept,) = folder.iterdir()
    kept.write_bytes(damage.encode("utf-8", "surrogateescape"))
    statements._statement.cache_clear()
    assert compiled(rows().filter(lambda t: t.a > 1)).sql == said
    assert kept.read_text("utf-8").endswith(said)


def test_a_statement_comes_back_as_it_was(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.put("one", "SELECT 'a\r\nb\rc' -- \u00fc\n")
    assert kept.get("one") == "SELECT 'a\r\nb\rc' -- \u00fc\n"


def test_a_folder_that_cannot_be_written_changes_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.parent.joinpath("file").touch()
    monkeypatch.setenv("CLOSEKNIT_CACHE", str(folder.parent / "file"))
    assert "2" in compiled(rows().filter(lambda t: t.a == 2)).sql


def test_a_user_without_a_home_compiles_each_time(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(statements, "cache_folder", no_home)
    assert "3" in compiled(rows().filter(lambda t: t.a == 3)).sql
    assert not folder.exists()


def test_what_was_written_first_goes_where_there_is_too_much(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements, "MOST_KEPT", 8)
    for number in range(9):
        compiled(rows().filter(lambda t, n=number: t.a == n))
    assert len(list(folder.iterdir())) == 7


@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00")), max_size=4),
    st.text("a'\\\n%", max_size=5),
)
def test_gaps_are_filled_with_exactly_what_was_compiled(texts: list[str], more: str) -> None:
    wanted = ROWS.filter(ROWS.name.isin([*texts, "a"])).mutate(said=ROWS.name + more).op()
    _, found = fingerprint(wanted)
    with_gaps = statements._compile(statements.with_gaps(wanted, found))
    assert statements.filled(with_gaps, found) == statements._compile(wanted)


def test_different_expressions_have_different_digests() -> None:
    shown = [
        ROWS,
        ROWS.filter(ROWS.a > 1),
        ROWS.filter(ROWS.a > 2),
        ROWS.filter(ROWS.a >= 1),
        ROWS.filter((ROWS.name == "x") | (ROWS.name == "y")),
        ROWS.filter((ROWS.name == "x") | (ROWS.name == "x")),
        ROWS.select("a"),
        ROWS.select(b="a"),
        ROWS.rename(b="a"),
        ROWS.limit(1),
        ROWS.distinct(),
        ROWS.mutate(c=ROWS.a.cast("int32")),
        ROWS.mutate(c=ROWS.a.cast("float64")),
        ROWS.mutate(c=True),
        ROWS.mutate(c=1),
        ROWS.order_by("a"),
        ROWS.order_by(ROWS.a.desc()),
        ibis.table({"a": "int32", "name": "string"}, name="rows"),
        ibis.table({"a": "int64", "name": "string"}, name="others"),
    ]
    assert len({fingerprint(one.op()).digest for one in shown}) == len(shown)


def test_an_unknown_kind_of_value_is_not_told() -> None:
    with pytest.raises(NoFingerprint):
        statements._value_told(object())
    assert statements._value_told(statements.SOURCE) == "compiler"
