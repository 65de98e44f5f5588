"""Which versions and claims count: hand-made rows, hand-computed answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

import ibis
import pyarrow as pa
import pytest

from closeknit.engines import Engine
from closeknit.ledger.live import live, silent, winners
from closeknit.ledger.tables import TABLES
from tests.ledger.rows import claim, import_row, sighting

OLD, NEW = datetime(2026, 1, 1), datetime(2026, 2, 1)


def named(**rows: list[dict[str, object]]) -> dict[str, list[dict[str, object]]]:
    """Rows by the name of their table."""
    return rows


@cache
def empty_tables(engine: Engine) -> Mapping[str, ibis.Table]:
    """All tables without rows, brought to an engine once for all tests."""
    return {name: engine.from_arrow(schema.empty(), name) for name, schema in TABLES.items()}


@dataclass(frozen=True)
class Asked:
    """Hand-made tables on one engine, and what `live` makes of them."""

    engine: Engine

    def tables(self, rows: dict[str, list[dict[str, object]]]) -> Mapping[str, ibis.Table]:
        given = {
            name: self.engine.from_arrow(pa.Table.from_pylist(some, schema=TABLES[name].arrow), name)
            for name, some in rows.items()
        }
        return {**empty_tables(self.engine), **given}

    def won(self, **rows: list[dict[str, object]]) -> set[tuple[int, int]]:
        return self._pairs(winners(self.tables(rows)))

    def lost(self, **rows: list[dict[str, object]]) -> set[tuple[int, int]]:
        return self._pairs(silent(self.tables(rows)))

    def claims(self, table: str, **rows: list[dict[str, object]]) -> list[dict[str, object]]:
        tables = self.tables(rows)
        return self.engine.collect(live(tables, silent(tables))[table]).to_pylist()

    def _pairs(self, found: ibis.Table) -> set[tuple[int, int]]:
        return {(row["record_id"], row["version"]) for row in self.engine.collect(found).to_pylist()}


@pytest.fixture(params=["duckdb", pytest.param("spark", marks=pytest.mark.spark)])
def on(request: pytest.FixtureRequest) -> Asked:
    """Each engine; Spark with the slow tests, the core builds a whole book of live claims on it."""
    engine: Engine = request.getfixturevalue(f"{request.param}_engine")
    return Asked(engine)


def test_the_version_of_greatest_rank_wins_whatever_was_loaded_last(on: Asked) -> None:
    given = named(
        imports=[import_row("i-1", 1), import_row("i-2", 2)],
        sightings=[sighting("i-1", 7, 100, "2026-02"), sighting("i-2", 7, 200, "2026-01")],
    )
    assert on.won(**given) == {(7, 100)}
    assert on.lost(**given) == {(7, 200)}


def test_of_equal_ranks_the_greater_version_number_wins(on: Asked) -> None:
    given = named(
        imports=[import_row("i-1", 1)], sightings=[sighting("i-1", 7, 100), sighting("i-1", 7, 200)]
    )
    assert on.won(**given) == {(7, 200)}


def test_an_undone_import_hands_the_record_back_to_the_version_before(on: Asked) -> None:
    given = named(
        imports=[import_row("i-1", 1), import_row("i-2", 2), import_row("i-2", 3, "undone")],
        sightings=[sighting("i-1", 7, 100, "1"), sighting("i-2", 7, 200, "2"), sighting("i-2", 8, 300)],
    )
    assert on.won(**given) == {(7, 100)}
    assert on.lost(**given) == {(7, 200), (8, 300)}


def test_a_record_seen_by_two_imports_survives_the_undo_of_one(on: Asked) -> None:
    given = named(
        imports=[import_row("i-1", 1), import_row("i-2", 2), import_row("i-1", 3, "undone")],
        sightings=[sighting("i-1", 7, 100), sighting("i-2", 7, 100)],
        same=[
            claim("i-1", 7, 100, party_kind="person", key_a="email:a@b.example", key_b="email:a@b.example")
        ],
    )
    assert on.won(**given) == {(7, 100)}
    assert sorted(row["key_a"] for row in on.claims("same", **given)) == ["email:a@b.example"]


def test_claims_of_an_import_that_was_never_committed_do_not_count(on: Asked) -> None:
    given = named(
        imports=[import_row("i-1", 1)],
        sightings=[sighting("i-1", 7, 100), sighting("i-9", 8, 100)],
        lines=[
            claim("i-1", 7, 100, activity_id=1, line_no=1),
            claim("i-9", 8, 100, activity_id=2, line_no=1),
        ],
    )
    assert on.won(**given) == {(7, 100)}
    assert sorted(row["activity_id"] for row in on.claims("lines", **given)) == [1]


def test_only_the_newest_reading_of_a_stream_speaks(on: Asked) -> None:
    given = named(
        imports=[import_row("i-1", 1), import_row("i-2", 2, "derived", epoch=2)],
        sightings=[sighting("i-1", 7, 100)],
        lines=[
            claim("i-1", 7, 100, activity_id=1, line_no=1),
            claim("i-2", 7, 100, 2, activity_id=1, line_no=2),
        ],
    )
    assert sorted(row["line_no"] for row in on.claims("lines", **given)) == [2]


def test_a_case_without_its_own_time_was_so_when_last_seen(on: Asked) -> None:
    given = named(
        imports=[import_row("i-1", 1, file_time=OLD), import_row("i-2", 2, file_time=NEW)],
        sightings=[sighting("i-1", 7, 100), sighting("i-2", 7, 100), sighting("i-1", 8, 100)],
        cases=[
            claim("i-1", 7, 100, case_key="deal:1", kind="deal"),
            claim("i-1", 8, 100, case_key="deal:2", kind="deal", seen_at=datetime(2025, 5, 5)),
        ],
    )
    assert sorted(row["seen_at"] for row in on.claims("cases", **given)) == [datetime(2025, 5, 5), NEW]


def test_a_stage_in_an_older_export_still_counts_from_the_day_it_was_first_seen(on: Asked) -> None:
    given = named(
        imports=[import_row("i-1", 1, file_time=OLD), import_row("i-2", 2, file_time=NEW)],
        sightings=[sighting("i-1", 7, 100, "1"), sighting("i-2", 7, 200, "2")],
        stages=[
            claim("i-1", 7, 100, case_key="deal:1", stage="Proposal"),
            claim("i-2", 7, 200, case_key="deal:1", stage="Won"),
            claim("i-1", 7, 100, case_key="deal:1", stage="Opened", at=OLD),
            claim("i-2", 7, 200, case_key="deal:1", stage="Opened", at=OLD),
        ],
    )
    rows = on.claims("stages", **given)
    assert sorted((r["stage"], r["at"]) for r in rows) == [("Opened", OLD), ("Proposal", OLD), ("Won", NEW)]


def employed(version: int, record: int = 7, firm: str = "a", **more: object) -> dict[str, object]:
    """Ana at a firm, as one version of a row says."""
    tie = {"from_key": "crm:1", "to_key": f"firm:{firm}", "kind": "works_at", **more}
    return claim("i-1", record, version, **tie)


TWO_FILES = named(
    imports=[import_row("i-1", 1, file_time=OLD), import_row("i-2", 2, file_time=NEW)],
    sightings=[sighting("i-1", 7, 100, "1"), sighting("i-2", 7, 200, "2")],
)


def posts(rows: list[dict[str, object]]) -> list[tuple[object, ...]]:
    """Where somebody worked: firm, since, until."""
    return sorted((r["to_key"], r["since"], r["until"]) for r in rows)


def test_a_firm_that_a_newer_export_replaced_ended_on_the_day_of_that_export(on: Asked) -> None:
    created = datetime(2020, 1, 1)
    ties = [employed(100, since=created), employed(200, firm="b", since=created)]
    assert posts(on.claims("ties", **TWO_FILES, ties=ties)) == [
        ("firm:a", created, NEW),
        ("firm:b", NEW, None),
    ]


def test_a_new_firm_that_the_source_dates_itself_keeps_its_date(on: Asked) -> None:
    began = datetime(2026, 1, 20)
    ties = [employed(100), employed(200, firm="b", since=began)]
    assert posts(on.claims("ties", **TWO_FILES, ties=ties)) == [
        ("firm:a", None, NEW),
        ("firm:b", began, None),
    ]


def test_two_firms_in_one_export_are_two_posts_at_once(on: Asked) -> None:
    given = named(
        imports=[import_row("i-1", 1, file_time=OLD)],
        sightings=[sighting("i-1", 7, 100), sighting("i-1", 8, 100)],
        ties=[employed(100), employed(100, 8, "b")],
    )
    assert posts(on.claims("ties", **given)) == [("firm:a", None, None), ("firm:b", None, None)]


def test_an_undone_export_leaves_no_former_firm(on: Asked) -> None:
    given = {**TWO_FILES, "imports": [*TWO_FILES["imports"], import_row("i-1", 3, "undone", file_time=OLD)]}
    given["ties"] = [employed(100), employed(200, firm="b")]
    assert posts(on.claims("ties", **given)) == [("firm:b", None, None)]


def test_a_replaced_row_keeps_its_old_address_only_under_the_same_name(on: Asked) -> None:
    def row(
        version: int, record: int, email: str, name: str, title: str
    ) -> dict[str, list[dict[str, object]]]:
        who = {"party_kind": "person"}
        trait = {**who, "key": f"crm:{record}"}
        return named(
            same=[claim("i-1", record, version, **who, key_a=f"crm:{record}", key_b=f"email:{email}")],
            traits=[
                claim("i-1", record, version, **trait, name="name", value=name),
                claim("i-1", record, version, **trait, name="title", value=title),
            ],
        )

    rows = [
        row(100, 7, "ana@a.example", "Ana Ruiz", "Buyer"),
        row(200, 7, "ana@b.example", "Ana Ruiz", "Head of buying"),
        row(100, 8, "bo@a.example", "Bo Berg", "Clerk"),
        row(200, 8, "cy@a.example", "Cy Dale", "Clerk"),
    ]
    given = named(
        imports=TWO_FILES["imports"],
        sightings=[sighting(f"i-{n}", r, 100 * n, str(n)) for n in (1, 2) for r in (7, 8)],
        same=[claim_ for one in rows for claim_ in one["same"]],
        traits=[claim_ for one in rows for claim_ in one["traits"]],
    )
    assert sorted(r["key_b"] for r in on.claims("same", **given)) == [
        "email:ana@a.example",
        "email:ana@b.example",
        "email:cy@a.example",
    ]
    titles = [r for r in on.claims("traits", **given) if r["name"] == "title" and r["key"] == "crm:7"]
    assert sorted((r["value"], r["until"]) for r in titles) == [("Buyer", NEW), ("Head of buying", None)]
