"""Stable numbers of texts: the same whether Python or DuckDB works them out."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from closeknit.engines.connecting import open_duckdb
from closeknit.ids import stable_id, stable_id_sql

_CON = open_duckdb()


@settings(deadline=None, max_examples=50)
@given(st.lists(st.text(st.characters(codec="utf-8")), min_size=1))
def test_duckdb_gives_every_text_the_number_that_python_gives_it(texts: list[str]) -> None:
    numbers = _CON.execute(f"select {stable_id_sql('unnest($1)')}", [texts]).fetchall()
    assert [number for (number,) in numbers] == [stable_id(text) for text in texts]


def test_the_number_of_a_text_is_the_same_in_every_release() -> None:
    assert stable_id("email:ana@example.org") == 6769861993100784197
