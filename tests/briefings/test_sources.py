"""What can be read and what is here of it."""

from __future__ import annotations

from datetime import date, datetime
from types import SimpleNamespace

import pytest

from closeknit.briefings.sources import Sources, known_files, loaded_files
from closeknit.errors import UnknownQuestion
from closeknit.reports.sources import age, sources_json
from closeknit.sources.mappings.library import known_mappings

KNOWN = known_mappings().values()


def test_every_export_has_a_tool_a_way_to_get_it_and_says_how_sure_its_columns_are() -> None:
    for one in known_files(KNOWN):
        assert all((one.tool, one.file, one.get))
        assert one.standing in (
            "tested on real files",
            "by published column names",
            "columns of our own",
            "unconfirmed column names",
        )


def test_a_tool_is_found_by_a_part_of_its_name_and_an_unknown_one_gets_a_hint() -> None:
    assert {one.tool for one in known_files(KNOWN, tool="quickb")} == {"QuickBooks"}
    with pytest.raises(UnknownQuestion, match="salesforce"):
        known_files(KNOWN, tool="salesforse")


def test_what_is_here_counts_files_that_count_and_says_how_old_the_newest_line_is() -> None:
    def loaded(state: str, day: int) -> SimpleNamespace:
        return SimpleNamespace(stream_id="xero/invoices", state=state, at=datetime(2026, 3, day, 9))

    row = {"stream_id": "xero/invoices", "title": "Xero", "records": 7, "set_aside": 1, "last_day": 20_514}
    imports = [loaded("complete", 3), loaded("complete", 2), loaded("undone", 4)]
    (one,) = loaded_files(imports, [row, row | {"stream_id": "gone/away"}], date(2026, 3, 5))  # type: ignore[arg-type]
    assert (one.files, one.rows, one.loaded) == (2, 7, date(2026, 3, 3))
    assert (one.newest, one.days_old) == (date(2026, 3, 2), 3)
    assert '"newest": "2026-03-02"' in sources_json(Sources((), (one,)))


def test_an_age_is_said_in_words() -> None:
    assert [age(days) for days in (None, -1, 0, 1, 9)] == ["", "ahead of today", "today", "1 day", "9 days"]
