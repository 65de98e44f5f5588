"""Which versions and claims count: hand-made rows, hand-computed answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import ibis
import pyarrow as pa

from closeknit.ledger.live import live, silent, winners
from closeknit.ledger.tables import TABLES
from tests.ledger.rows import claim, import_row, sighting

OLD, NEW = datetime(2026, 1, 1), datetime(2026, 2, 1)


def tables(**rows: list[dict[str, object]]) -> Mapping[str, ibis.Table]:
    """All tables, those not named empty."""
    return {
        name: ibis.memtable(pa.Table.from_pylist(rows.get(name, []), schema=schema.arrow))
        for name, schema in TABLES.items()
    }


def won(given: Mapping[str, ibis.Table]) -> set[tuple[int, int]]:
    found = winners(given).to_pyarrow().to_pylist()
    return {(row["record_id"], row["version"]) for row in found}


def lost(given: Mapping[str, ibis.Table]) -> set[tuple[int, int]]:
    return {(row["record_id"], row["version"]) for row in silent(given).to_pyarrow().to_pylist()}


def counted(given: Mapping[str, ibis.Table], table: str, column: str) -> list[object]:
    return sorted(live(given)[table].to_pyarrow()[column].to_pylist())


def test_the_version_of_greatest_rank_wins_whatever_was_loaded_last() -> None:
    given = tables(
        imports=[import_row("i-1", 1), import_row("i-2", 2)],
        sightings=[sighting("i-1", 7, 100, "2026-02"), sighting("i-2", 7, 200, "2026-01")],
    )
    assert won(given) == {(7, 100)}
    assert lost(given) == {(7, 200)}


def test_of_equal_ranks_the_greater_version_number_wins() -> None:
    given = tables(
        imports=[import_row("i-1", 1)], sightings=[sighting("i-1", 7, 100), sighting("i-1", 7, 200)]
    )
    assert won(given) == {(7, 200)}


def test_an_undone_import_hands_the_record_back_to_the_version_before() -> None:
    given = tables(
        imports=[import_row("i-1", 1), import_row("i-2", 2), import_row("i-2", 3, "undone")],
        sightings=[sighting("i-1", 7, 100, "1"), sighting("i-2", 7, 200, "2"), sighting("i-2", 8, 300)],
    )
    assert won(given) == {(7, 100)}
    assert lost(given) == {(7, 200), (8, 300)}


def test_a_record_seen_by_two_imports_survives_the_undo_of_one() -> None:
    given = tables(
        imports=[import_row("i-1", 1), import_row("i-2", 2), import_row("i-1", 3, "undone")],
        sightings=[sighting("i-1", 7, 100), sighting("i-2", 7, 100)],
        same=[
            claim("i-1", 7, 100, party_kind="person", key_a="email:a@b.example", key_b="email:a@b.example")
        ],
    )
    assert won(given) == {(7, 100)}
    assert counted(given, "same", "key_a") == ["email:a@b.example"]


def test_claims_of_an_import_that_was_never_committed_do_not_count() -> None:
    given = tables(
        imports=[import_row("i-1", 1)],
        sightings=[sighting("i-1", 7, 100), sighting("i-9", 8, 100)],
        lines=[
            claim("i-1", 7, 100, activity_id=1, line_no=1),
            claim("i-9", 8, 100, activity_id=2, line_no=1),
        ],
    )
    assert won(given) == {(7, 100)}
    assert counted(given, "lines", "activity_id") == [1]


def test_only_the_newest_reading_of_a_stream_speaks() -> None:
    given = tables(
        imports=[import_row("i-1", 1), import_row("i-2", 2, "derived", epoch=2)],
        sightings=[sighting("i-1", 7, 100)],
        lines=[
            claim("i-1", 7, 100, activity_id=1, line_no=1),
            claim("i-2", 7, 100, 2, activity_id=1, line_no=2),
        ],
    )
    assert counted(given, "lines", "line_no") == [2]


def test_a_case_without_its_own_time_was_so_when_last_seen() -> None:
    given = tables(
        imports=[import_row("i-1", 1, file_time=OLD), import_row("i-2", 2, file_time=NEW)],
        sightings=[sighting("i-1", 7, 100), sighting("i-2", 7, 100), sighting("i-1", 8, 100)],
        cases=[
            claim("i-1", 7, 100, case_key="deal:1", kind="deal"),
            claim("i-1", 8, 100, case_key="deal:2", kind="deal", seen_at=datetime(2025, 5, 5)),
        ],
    )
    assert counted(given, "cases", "seen_at") == [datetime(2025, 5, 5), NEW]


def test_a_stage_in_an_older_export_still_counts_from_the_day_it_was_first_seen() -> None:
    given = tables(
        imports=[import_row("i-1", 1, file_time=OLD), import_row("i-2", 2, file_time=NEW)],
        sightings=[sighting("i-1", 7, 100, "1"), sighting("i-2", 7, 200, "2")],
        stages=[
            claim("i-1", 7, 100, case_key="deal:1", stage="Proposal"),
            claim("i-2", 7, 200, case_key="deal:1", stage="Won"),
            claim("i-1", 7, 100, case_key="deal:1", stage="Opened", at=OLD),
            claim("i-2", 7, 200, case_key="deal:1", stage="Opened", at=OLD),
        ],
    )
    rows = live(given)["stages"].to_pyarrow().to_pylist()
    assert sorted((r["stage"], r["at"]) for r in rows) == [("Opened", OLD), ("Proposal", OLD), ("Won", NEW)]
