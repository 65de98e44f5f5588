"""What claims tell of keys is the same, told anew or from what was told before and the keys that changed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from closeknit.book.basis import Touched
from closeknit.book.touched import imports_that_count, touched
from closeknit.claims import KEY_COLUMNS
from closeknit.engines import Engine
from closeknit.identity.told import ABOUT, ClaimSums, told
from closeknit.identity.told_again import Before, keep_sums, kept_sums, told_again
from closeknit.ledger.history import History
from closeknit.ledger.live import SILENT, live, silent, silent_again
from closeknit.ledger.load import load
from closeknit.ledger.store import Ledger
from closeknit.ledger.tables import TABLES
from closeknit.ledger.undo import undo
from closeknit.settings import Settings
from tests.how_many import examples
from tests.identity.claims_made import Claims, told_by


def rows_of(sums: ClaimSums) -> dict[str, list[tuple[Any, ...]]]:
    """All tables, in an order of their own."""
    tables = {f.name: getattr(sums, f.name) for f in fields(ClaimSums) if f.name != "active"}
    return {n: sorted(tuple(row.values()) for row in table.to_pylist()) for n, table in tables.items()}


def kept(sums: ClaimSums) -> Mapping[str, pa.Table]:
    return {name: getattr(sums, name) for name in ABOUT}


KEYS = st.sampled_from(["email:a@x.example", "email:b@x.example", "phone:+491", "crm:1", "crm:2", "bare"])
PARTY = st.tuples(
    st.lists(KEYS, min_size=1, max_size=3, unique=True), st.sampled_from(["person", "organization"]),
    st.fixed_dictionaries(
        {}, optional={"name": st.sampled_from("AB"), "birthday": st.just("1980-03-12"),
                      "tax_number": st.sampled_from("78"), "city": st.just("Porto"), "ours": st.just("yes")}
    ),
)  # fmt: skip
SAID = PARTY | st.tuples(KEYS, KEYS) | KEYS.map(lambda key: (key,))
RECORDS = st.dictionaries(st.integers(0, 5), SAID, max_size=5)
"""What each record says: of a party, who works where, or who took part in something and whose case it is."""


def claims_of(records: Mapping[int, Any]) -> Claims:
    """The claims of these records; each has its number."""
    every = Claims()
    for number, said in records.items():
        claims = Claims()
        match said:
            case (keys, kind, traits):
                claims.party(*keys, kind=kind, **traits)
            case (person, firm):
                claims.works_at(person, firm)
            case (key,):
                claims.did(key, "2025-01-01", role=("buyer", "owner")[number % 2])
                case = {"stream_id": "crm/deals", "case_key": f"deal:{number}", "account_key": key}
                claims.rows["cases"].append({**case, "owner_key": "crm_user:1"})
        for name, rows in claims.rows.items():
            every.rows[name] += ({**row, "record_id": number} for row in rows)
    return every


def named_by(records: Mapping[int, Any]) -> set[str]:
    """All keys that these records name."""
    rows = claims_of(records).rows
    named = (
        row.get(column) for name, columns in KEY_COLUMNS.items() for row in rows[name] for column in columns
    )
    return {key for key in named if key}


def told_both_ways(engine: Engine, first: Mapping[int, Any], then: Mapping[int, Any]) -> None:
    with told_by(claims_of(first), engine) as before:
        pass
    changed = [
        {n: one[n] for n in one if one[n] != other.get(n)} for one, other in ((first, then), (then, first))
    ]
    keys = named_by(changed[0]) | named_by(changed[1])
    every = claims_of(then)
    for rows in every.rows.values():
        for row in rows:
            row["import_id"] = "i-0001" if row["record_id"] in first else "i-0002"
    added = ["i-0002"] if first.items() <= then.items() else []
    with engine.scratch():
        claims = {name: engine.from_arrow(rows, name) for name, rows in every.tables().items()}
        again = told_again(engine, claims, Before(kept(before), sorted(keys), added))
        assert rows_of(again) == rows_of(told(engine, claims))


ANA = (["email:a@x.example", "crm:1"], "person", {"name": "Ana", "birthday": "1980-03-12", "city": "Porto"})
SHOP = (["shop:1", "email:a@x.example"], "person", {"name": "Ana R", "birthday": "1980-03-13"})
FIRM = (["crm:2", "phone:+491"], "organization", {"name": "Halden", "ours": "yes"})


@settings(max_examples=examples(20, all_of_them=300, quick=4))
@given(RECORDS, RECORDS, st.sets(st.integers(0, 5)))
@example({0: ANA}, {1: ("crm:1",)}, set())
@example({0: ANA, 1: ("crm:1", "crm:2")}, {}, {1})
@example({0: ANA, 1: SHOP}, {2: SHOP}, {1})
def test_telling_again_gives_what_telling_all_gives(
    duckdb_engine: Engine, first: Mapping[int, Any], change: Mapping[int, Any], gone: set[int]
) -> None:
    told_both_ways(duckdb_engine, first, {n: s for n, s in {**first, **change}.items() if n not in gone})


@settings(max_examples=examples(10, all_of_them=300))
@given(RECORDS, RECORDS)
@example({0: ANA, 1: FIRM}, {0: ANA, 1: SHOP, 2: ("crm:1",)})
def test_what_new_records_tell_added_to_what_was_told_gives_what_telling_all_gives(
    duckdb_engine: Engine, first: Mapping[int, Any], more: Mapping[int, Any]
) -> None:
    told_both_ways(duckdb_engine, first, {**first, **{6 + number: said for number, said in more.items()}})


def test_telling_again_gives_the_same_on_every_engine(every_engine: Engine) -> None:
    first = {0: ANA, 1: FIRM, 2: ("crm:1", "crm:2"), 3: ("crm:2",)}
    told_both_ways(every_engine, first, {**first, 0: SHOP, 4: ("shop:1",)})
    told_both_ways(every_engine, first, {**first, 4: ("shop:1",), 5: SHOP})


def test_sums_are_those_of_the_imports_they_are_kept_with(tmp_path: Path) -> None:
    with told_by(claims_of({0: ANA, 1: FIRM, 2: ("crm:1", "crm:2")})) as sums:
        keep_sums(sums, ["read:i-1"], tmp_path)
    assert kept_sums(tmp_path, ["read:i-1"]) == kept(sums)
    assert kept_sums(tmp_path, ["read:i-1", "read:i-2"]) is None
    (tmp_path / "told_names.parquet").write_bytes(b"PAR1")
    assert kept_sums(tmp_path, ["read:i-1"]) is None


MAPPING = """
format = 1
source = "made"
stream = "people"
title = "Made people"

[recognise]
columns = ["number", "name", "email", "phone", "firm", "born", "owner"]

[record]
identity = ["number"]

[party.firm]
kind = "organization"
keys = { made_firm = "firm" }
name = "firm"

[party.owner]
kind = "person"
keys = { made_user = "owner" }
name = "owner"
ours = true

[party.person]
kind = "person"
keys = { email = "email", phone = "phone" }
name = "name"
works_at = "firm"
traits = { birthday = "born" }

[[activity]]
kind = "meeting.held"
at = "born"
participants = { attendee = "person", owner = "owner" }
"""


def a_list(file: Path, *rows: str) -> Path:
    file.write_text("\n".join(["number,name,email,phone,firm,born,owner", *rows]) + "\n")
    return file


class Telling:
    """A ledger after each of whose changes what is silent, and what claims tell, is found both ways."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine, self.folder = engine, folder
        self.ledger = Ledger.open(folder / "ledger", Settings())
        (folder / "people.toml").write_text(MAPPING)
        self.now = datetime(2026, 1, 1)
        self.imports: list[str] = []
        self.sums: ClaimSums | None = None
        self.lost = SILENT.empty()

    def load(self, *rows: str) -> None:
        """Load a list."""
        self.now += timedelta(days=1)
        file = a_list(self.folder / f"list-{self.now:%F}.csv", *rows)
        os.utime(file, (self.now.timestamp(), self.now.timestamp()))
        load(self.ledger, [file], mapping=self.folder / "people.toml", now=self.now)

    def undo(self, import_id: str) -> None:
        """Take a list back."""
        self.now += timedelta(days=1)
        undo(self.ledger, import_id, now=self.now)

    def counting(self) -> list[str]:
        """The lists that count."""
        return [i.import_id for i in History.of(self.ledger.read("imports")).counting()]

    def tell(self) -> dict[str, list[tuple[Any, ...]]]:
        """What claims tell now, told again from what they told before; the same as told anew."""
        engine, before = self.engine, self.sums
        counting, changed = self._counting_claims()
        # Brought here and back, they are plain tables: what is told of them compiles to what others compiled.
        with engine.scratch():
            claims = {name: engine.from_arrow(rows, name) for name, rows in counting.items()}
            whole = self.sums = told(engine, claims)
            if before is not None:
                again = told_again(engine, claims, Before(kept(before), changed.keys, changed.added))
                assert rows_of(again) == rows_of(whole)
        return rows_of(whole)

    def _counting_claims(self) -> tuple[dict[str, pa.Table], Touched]:
        """The claims that count now, and what changed since the last time."""
        engine, files = self.engine, self.ledger.snapshot().files
        with engine.scratch():
            tables = {name: engine.read(files[name], schema) for name, schema in TABLES.items()}
            lost = silent(tables)
            before, self.imports = self.imports, imports_that_count(engine, tables)
            changed = touched(engine, tables, before, self.imports)
            if self.sums is not None:
                then = engine.from_arrow(self.lost, "lost_before")
                assert same_rows(engine, silent_again(tables, then, changed.records), lost)
            self.lost = engine.collect(lost)
            return {name: engine.collect(rows) for name, rows in live(tables, lost).items()}, changed


def same_rows(engine: Engine, one: ir.Table, other: ir.Table) -> bool:
    found = [sorted(tuple(row.values()) for row in engine.collect(rows).to_pylist()) for rows in (one, other)]
    return found[0] == found[1]


@pytest.mark.slow
def test_what_counts_again_of_a_former_employer_is_told(duckdb_engine: Engine, tmp_path: Path) -> None:
    telling = Telling(duckdb_engine, tmp_path)
    told_firms = []
    for row in (
        "1,Ana Ruiz,ana@x.example,,Alder,1980-03-12,u1",
        "1,Bo Holm,bo@x.example,,Cedar,1990-03-12,u1",
        "2,Ana Ruiz,ana@x.example,,Birch,1980-03-12,u1",
    ):
        telling.load(row)
        told_firms.append({key for key, *_ in telling.tell()["keys"] if key.startswith("made_firm:")})
    assert ["made_firm:alder" in firms for firms in told_firms] == [True, False, True]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_after_any_sequence_of_loads_and_undos_telling_again_gives_the_same(
    duckdb_engine: Engine, tmp_path: Path, seed: int
) -> None:
    telling, rng = Telling(duckdb_engine, tmp_path), Random(seed)
    for _ in range(12):
        if len(telling.counting()) > 1 and rng.random() < 0.4:
            telling.undo(rng.choice(telling.counting()))
        else:
            firms, numbers = rng.choice((0, 6)), rng.choice((8, 10**6))
            telling.load(*(a_row(rng, firms, numbers) for _ in range(3)))
        telling.tell()


def a_row(rng: Random, firms: int, numbers: int) -> str:
    """Of few numbers, some come again, with other people and other firms; no firms: nobody says who works
    where."""
    firm = f"Firm {rng.randrange(firms)}" if firms else ""
    name, phone = rng.choice(("Ana Ruiz", "Bo Holm")), f"+4930123456{rng.randrange(4)}"
    return (
        f"{rng.randrange(numbers)},{name},p{rng.randrange(4)}@x.example,{phone},{firm},"
        f"198{rng.randrange(3)}-01-01,u{rng.randrange(2)}"
    )
