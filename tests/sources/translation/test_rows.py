"""The rows that steps of reading see."""

from __future__ import annotations

import duckdb
import pytest

from closeknit.settings import Settings
from closeknit.sources.translation.headlines import with_headlines
from closeknit.sources.translation.rows import rows_of
from tests.sources.mapped import connect, mapping

PLAIN = mapping("[record]\nkeep_where = { Extra = { filled = true } }\n")
NEWS = mapping('[headline]\ntext = "News"\n')


def two_rows() -> duckdb.DuckDBPyConnection:
    return connect().execute(
        "create temp table r as from (values (1, ' Halden raises $5M ', 'x'), (2, 'Sunny', '')) "
        'v(record_id, "News", "Extra"), (values (1, null)) w(version, seen_at)'
    )


def test_a_step_is_given_the_cells_it_names_of_the_rows_that_are_kept() -> None:
    with two_rows() as con, rows_of(con, "r", PLAIN, Settings(), {}, trimmed=False) as rows:
        kept = con.sql('select "News" from ' + rows.naming('"News"')).fetchall()
        assert kept == [("Halden raises $5M",)]
        assert "News" not in con.sql(rows.naming("record_id")).columns


def test_what_headlines_tell_stands_beside_them_and_leaves_no_table_behind() -> None:
    with two_rows() as con:
        with rows_of(con, "r", NEWS, Settings(), {}, trimmed=False) as rows:
            told = con.sql(f'select "News", "headline.what" from {rows.naming("")} order by 1').fetchall()
        assert told == [("Halden raises $5M", "funding"), ("Sunny", None)]
        assert tables(con) == ["r"]


def test_nothing_is_left_behind_where_reading_fails() -> None:
    with two_rows() as con:
        with pytest.raises(KeyError), rows_of(con, "r", NEWS, Settings(), {}, trimmed=False):
            raise KeyError
        assert tables(con) == ["r"]
        with pytest.raises(KeyError), with_headlines(con, "r", ["News"], NEWS, Settings()):
            raise KeyError
        assert tables(con) == ["r"]


def tables(con: duckdb.DuckDBPyConnection) -> list[str]:
    return [name for (name,) in con.sql("select name from (show tables)").fetchall()]
