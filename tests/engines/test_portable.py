"""Expressions that mean the same everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from random import Random

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closeknit.engines import Engine, portable
from closeknit.engines.portable import (
    RATE,
    among,
    as_money,
    epoch_seconds,
    first_of_each,
    first_where_shared,
    in_groups_of,
    joined_id,
    look_up,
    look_up_some,
    money_sum,
    part_of,
    remembered,
    stable_id,
    stacked,
    trimmed,
    whole_numbers,
)
from closeknit.ids import part_of as part_number
from closeknit.ids import stable_id as stable_number

TEXTS = [
    "",
    "a",
    "email:ana@x.example",
    "xero_contact:brenner logistik",
    "ß – 東京 🚚",
    "a\x1fb",
    "quote ' and \\ x",
]


LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")


def rows(engine: Engine, **columns: list[object]) -> ibis.Table:
    """A small table on an engine."""
    return engine.from_arrow(pa.table(columns), "rows")


def test_numbers_of_texts_are_those_of_the_loader(every_engine: Engine) -> None:
    table = rows(every_engine, text=[*TEXTS, None])
    found = every_engine.collect(table.mutate(n=stable_id(table.text), part=part_of(stable_id(table.text))))
    numbers = {r["text"]: (r["n"], r["part"]) for r in found.to_pylist()}
    assert numbers.pop(None) == (None, None)
    assert numbers == {t: (stable_number(t), part_number(stable_number(t))) for t in TEXTS}


@settings(max_examples=5, deadline=None)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=200, max_size=200
    )
)
def test_numbers_of_any_text_are_those_of_the_loader(duckdb_engine: Engine, texts: list[str]) -> None:
    with duckdb_engine.scratch():
        table = rows(duckdb_engine, text=texts)
        found = duckdb_engine.collect(table.mutate(n=stable_id(table.text))).to_pylist()
    assert all(r["n"] == stable_number(r["text"]) for r in found)


def test_joined_numbers_separate_their_parts(every_engine: Engine) -> None:
    table = rows(every_engine, a=["x"], n=[12])
    found = every_engine.collect(table.mutate(id=joined_id("order", table.a, table.n))).to_pylist()
    assert found[0]["id"] == stable_number("order\x1fx\x1f12")


def test_seconds_are_whole_and_rounded_down(every_engine: Engine) -> None:
    times = pa.array(
        [datetime(1969, 12, 31, 23, 59, 59, 1), datetime(2024, 3, 31, 1, 0, 0, 999_999)], pa.timestamp("us")
    )
    table = every_engine.from_arrow(pa.table({"at": times}), "times")
    found = every_engine.collect(table.mutate(s=epoch_seconds(table["at"]))).to_pylist()
    assert sorted(r["s"] for r in found) == [-1, 1_711_846_800]


def test_money_adds_up_to_the_cent(every_engine: Engine) -> None:
    amounts = [Decimal("0.1000"), Decimal("0.2000"), Decimal("9999999999999.9999")]
    table = every_engine.from_arrow(pa.table({"a": pa.array(amounts, pa.decimal128(18, 4))}), "money")
    found = every_engine.collect(table.aggregate(total=money_sum(table.a)))
    assert found.to_pylist() == [{"total": Decimal("10000000000000.2999")}]
    assert found.schema.field("total").type == pa.decimal128(18, 4)


def test_money_that_does_not_fit_is_unknown_and_no_failure(every_engine: Engine) -> None:
    amounts = pa.array([Decimal("99999999999999.9999"), Decimal("-1")], pa.decimal128(18, 4))
    table = every_engine.from_arrow(pa.table({"a": amounts}), "money")
    doubled = as_money(table.a * ibis.literal(Decimal(2), RATE))
    found = every_engine.collect(table.select(doubled=doubled)).to_pylist()
    assert sorted((r["doubled"] for r in found), key=str) == [Decimal(-2), None]


def test_the_first_of_each_group_follows_the_order_whatever_the_rows(every_engine: Engine) -> None:
    values = [(g, v) for g in "abc" for v in (3, 1, 2)]
    Random(1).shuffle(values)
    table = rows(every_engine, g=[g for g, _ in values], v=[v for _, v in values])
    found = every_engine.collect(first_of_each(table, ["g"], [table.v.desc()])).to_pylist()
    assert {(r["g"], r["v"]) for r in found} == {("a", 3), ("b", 3), ("c", 3)}


def test_rows_alone_in_their_group_come_first_without_being_put_in_order(every_engine: Engine) -> None:
    g, v = ["a", "b", "b", "c", "d", "d", "d"], [1, 1, 2, None, 5, 5, None]
    table = rows(every_engine, g=g, v=v, n=[1, 2, 3, 4, 5, 6, 7])
    first = first_where_shared(table, ["g"], lambda t: [t.v.desc(nulls_first=False), t.n])
    found = sorted(every_engine.collect(first).to_pylist(), key=lambda r: r["n"])
    assert found == [{"g": g[n - 1], "v": v[n - 1], "n": n} for n in (1, 3, 4, 5)]


def test_groups_of_fewer_rows_are_left_out_by_a_number_or_by_their_own_column(every_engine: Engine) -> None:
    table = rows(every_engine, g=["a", "b", "b", "c", "c", None, None], least=[1, 2, 2, 3, 3, 1, 1])
    pairs, own = (
        sorted(
            r["g"] for r in every_engine.collect(in_groups_of(table, ["g", "least"], at_least=n)).to_pylist()
        )
        for n in (2, "least")
    )
    assert (pairs, own) == (["b", "b", "c", "c"], ["a", "b", "b"])


def test_nulls_come_last_in_either_direction(every_engine: Engine) -> None:
    table = rows(every_engine, g=[1, 1, 2, 2], v=[None, 5, None, 7])
    for order in (table.v, table.v.desc(nulls_first=False)):
        found = every_engine.collect(first_of_each(table, ["g"], [order])).to_pylist()
        assert {(r["g"], r["v"]) for r in found} == {(1, 5), (2, 7)}


def test_looking_up_keeps_rows_and_looking_up_some_drops_them(every_engine: Engine) -> None:
    left = rows(every_engine, k=["a", "b", None])
    right = rows(every_engine, key=["a", None], value=[1, 2])
    both = [
        sorted(
            (r["k"] or "", r["v"])
            for r in every_engine.collect(look(left, "k", right, "key", v="value")).to_pylist()
        )
        for look in (look_up, look_up_some)
    ]
    assert both == [[("", None), ("a", 1), ("b", None)], [("a", 1)]]


def test_rows_with_one_of_some_numbers_are_found_once_each_and_none_where_no_number_is_given(
    every_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = rows(every_engine, n=[1, 2, 2, None, 3], v=["a", "b", "c", "d", "e"])
    for numbers, wanted in (({2, 3, 4}, ["b", "c", "e"]), ((2, 2), ["b", "c"]), ((), [])):
        column = rows(every_engine, wanted=[*numbers, 7, None]).wanted
        for each, few in ((numbers, 0), (numbers, 9), (column, 9)):
            monkeypatch.setattr(portable, "FEW", few)
            assert sorted(every_engine.collect(among(table, "n", each))["v"].to_pylist()) == wanted


def test_numbers_at_hand_join_a_table_even_where_there_are_none(every_engine: Engine) -> None:
    table = rows(every_engine, n=[1, 2, 3], v=[10, 20, 30])
    for ids in ([], [3, 2]):
        at_hand = whole_numbers(id=ids, day=[one + 5 for one in ids])
        found = every_engine.collect(
            look_up_some(at_hand, "id", table, "n", v="v").order_by("id")
        ).to_pylist()
        assert found == [{"id": one, "day": one + 5, "v": 10 * one} for one in sorted(ids)]


def test_stacked_tables_keep_all_rows(every_engine: Engine) -> None:
    one, two = rows(every_engine, a=[1, 1]), rows(every_engine, a=[1])
    assert every_engine.collect(stacked(one, two)).num_rows == 3


def test_an_expression_over_equal_tables_is_put_together_once() -> None:
    made = []

    @remembered
    def dear(tables: Mapping[str, ibis.Table], limit: int) -> ibis.Table:
        made.append(limit)
        return tables["a"].filter(tables["a"].n > limit)

    def table(name: str) -> ibis.Table:
        return ibis.table({"n": "int64"}, name=name)

    assert dear({"a": table("x")}, 1).equals(dear({"a": table("x")}, 1))
    dear({"a": table("y")}, 1)
    dear({"a": table("x")}, 2)
    assert made == [1, 1, 2]


def test_white_space_is_cut_off_at_both_ends_and_nowhere_else(every_engine: Engine) -> None:
    texts = ["", " ", "a", " a", "a \n", "\t a  b \x0b", "\x0ca\r\n", "a\nb", "\u00a0a", None]
    texts += ["wolf", "vivaldi"]
    rows = every_engine.from_arrow(pa.table({"n": range(len(texts)), "text": pa.array(texts)}), "texts")
    found = every_engine.collect(rows.mutate(text=trimmed(rows.text)).order_by("n"))["text"].to_pylist()
    assert found == [None if text is None else text.strip(" \t\n\r\x0b\x0c") for text in texts]
