"""Working copies of one object store: what one commits all have, and nothing counts in one place only."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from closeknit.errors import StoreError, WorkspaceBusy, WorkspaceError
from closeknit.ledger import batch as batches
from closeknit.ledger import compaction, shared
from closeknit.ledger.batch import writer
from closeknit.ledger.examination import faults
from closeknit.ledger.lease import LEASE, leased
from closeknit.ledger.objects import Objects
from closeknit.ledger.shared import attach, catch_up, copy_of
from closeknit.ledger.store import Ledger
from closeknit.ledger.undo import undo
from closeknit.settings import Settings
from tests.ledger.loads import column, facts, mapped, new_ledger, order, take, write_rows
from tests.ledger.rows import NOW

slow = pytest.mark.slow


@pytest.fixture(params=["file", pytest.param("s3", marks=slow)])
def objects(request: pytest.FixtureRequest, tmp_path: Path) -> Objects:
    """Such a place, on a disk or on a server."""
    on_disk = (tmp_path / "store").as_uri()
    return Objects(on_disk if request.param == "file" else request.getfixturevalue("store_address"))


class Machines:
    """Working copies of one store, by name, and files that they may load."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder, self.address = folder, address
        self.mapping = mapped(folder)

    def at(self, name: str) -> Ledger:
        """What was loaded, as one machine has it after looking."""
        attach(self.folder / name, self.address)
        return Ledger.open(self.folder / name, Settings())

    def load(self, name: str, day: int) -> None:
        """Load a file of two orders on one machine: one that all files have, one of its own."""
        rows = [order(0, total=str(day)), order(day, total="7")]
        take(self.at(name), self.mapping, write_rows(self.folder / f"{day}.csv", rows, time=day))

    def totals(self, name: str) -> list[object]:
        """The totals of all orders as one machine has them."""
        return sorted(column(self.at(name), "activities", "amount"))


@pytest.fixture
def machines(tmp_path: Path, store_address: str) -> Machines:
    return Machines(tmp_path, store_address)


@slow
def test_what_one_machine_loads_the_others_have_and_the_other_way_round(machines: Machines) -> None:
    machines.load("one", 1)
    machines.load("two", 2)
    machines.load("one", 3)
    assert facts(machines.at("two")) == facts(machines.at("one")) == facts(machines.at("three"))
    assert len(machines.totals("three")) == 4
    assert all(faults(machines.at(name)) == [] for name in ("one", "two", "three"))


@slow
def test_a_load_is_taken_back_on_every_machine(machines: Machines) -> None:
    machines.load("one", 1)
    machines.load("one", 2)
    undo(machines.at("two"), "i-0002", now=NOW)
    assert len(machines.totals("one")) == len(machines.totals("two")) == 2


@slow
def test_few_large_files_take_the_place_of_many_on_every_machine(
    machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in (1, 2, 3):
        machines.load("one", day)
    before = facts(machines.at("two"))
    monkeypatch.setattr(compaction, "FRESH_ROWS", 2)
    assert compaction.tidy(machines.at("one").folder)
    machines.load("two", 3)
    assert facts(machines.at("one")) == facts(machines.at("two")) == facts(machines.at("new")) == before


@slow
def test_a_load_that_another_machine_was_quicker_than_counts_nowhere(
    machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    machines.load("one", 1)
    with monkeypatch.context() as patch:
        patch.setattr(Objects, "put_new", lambda self, name, content: name == LEASE)
        patch.setattr(shared, "_head", lambda objects, number: shared.Head(number, "another", {}))
        with pytest.raises(StoreError, match=r"(?s)wrote to .* meanwhile.*Run the same command again"):
            machines.load("one", 2)
    assert len(machines.totals("one")) == len(machines.totals("two")) == 2
    machines.load("one", 2)
    assert len(machines.totals("one")) == len(machines.totals("two")) == 3


@slow
def test_a_number_that_is_free_again_is_not_taken_by_who_fell_behind(
    machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    machines.load("one", 1)

    def sends_late(folder: Path) -> None:
        if folder.name == "one":
            objects = Objects(machines.address)
            objects.delete([LEASE])
            machines.load("two", 3)
            machines.load("two", 4)
            objects.delete(["ledger/heads/00000002.json"])
        shared.send(folder)

    monkeypatch.setattr(batches, "send", sends_late)
    with pytest.raises(StoreError, match="nothing of this was kept"):
        machines.load("one", 2)
    assert machines.totals("one") == machines.totals("two")
    assert len(machines.totals("one")) == 4
    assert faults(machines.at("one")) == []


def refuses(*_: object) -> None:
    raise StoreError("it does not answer")


@slow
def test_a_store_that_does_not_answer_takes_nothing_in(
    machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    machines.load("one", 1)
    with monkeypatch.context() as patch:
        patch.setattr(Objects, "put", refuses)
        with pytest.raises(StoreError, match="does not answer"):
            machines.load("one", 2)
    assert len(machines.totals("one")) == len(machines.totals("two")) == 2


Moment = tuple[object, str]
"""Of a module or class, the function at whose call a machine dies."""
BEFORE_THE_STORE_HAS_IT, AFTER_THE_STORE_HAS_IT = (batches, "send"), (shared, "_note")


@contextmanager
def dying_at(moment: Moment) -> Iterator[None]:
    """What is done here must come to this moment; nothing tidies up after it."""

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batches.Batch, "abandon", lambda self: None)
        patch.setattr(*moment, die)
        with pytest.raises(KeyboardInterrupt):
            yield


@slow
@pytest.mark.parametrize("dies_at", [BEFORE_THE_STORE_HAS_IT, AFTER_THE_STORE_HAS_IT])
def test_a_machine_that_dies_as_it_commits_makes_up_for_it(machines: Machines, dies_at: Moment) -> None:
    machines.load("one", 1)
    with dying_at(dies_at):
        machines.load("one", 2)
    machines.load("one", 3)
    assert len(machines.totals("one")) == 4
    assert facts(machines.at("one")) == facts(machines.at("two"))


@slow
def test_a_machine_that_died_gives_way_to_one_that_was_quicker(machines: Machines) -> None:
    machines.load("one", 1)
    with dying_at(BEFORE_THE_STORE_HAS_IT):
        machines.load("one", 2)
    machines.load("two", 3)
    assert machines.totals("one") == machines.totals("two")
    machines.load("one", 2)
    assert len(machines.totals("two")) == 4
    assert faults(machines.at("one")) == []


@slow
@pytest.mark.parametrize(
    "dies_at", [BEFORE_THE_STORE_HAS_IT, AFTER_THE_STORE_HAS_IT, (batches, "forget_note")]
)
def test_a_machine_that_dies_as_it_tidies_up_can_always_go_on(
    machines: Machines, monkeypatch: pytest.MonkeyPatch, dies_at: Moment
) -> None:
    for day in (1, 2, 3):
        machines.load("one", day)
    before = facts(machines.at("one"))
    with monkeypatch.context() as patch, dying_at(dies_at):
        patch.setattr(compaction, "FRESH_ROWS", 2)
        compaction.tidy(machines.at("one").folder)
    assert facts(machines.at("one")) == before
    with writer(machines.at("one").folder):
        pass
    assert facts(machines.at("one")) == facts(machines.at("two")) == before
    machines.load("one", 4)
    assert len(machines.totals("one")) == len(machines.totals("two")) == 5
    assert faults(machines.at("one")) == faults(machines.at("two")) == []


@slow
def test_a_first_load_that_the_store_refuses_leaves_a_folder_one_can_go_on_with(
    machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(batches, "send", refuses)
        with pytest.raises(StoreError, match="does not answer"):
            machines.load("one", 1)
    assert machines.totals("one") == machines.totals("two") == []
    machines.load("one", 1)
    assert len(machines.totals("one")) == len(machines.totals("two")) == 2


@slow
@pytest.mark.parametrize("table", ["activities", "imports", "sightings"])
def test_what_a_machine_had_begun_to_take_back_is_taken_back_whole(
    machines: Machines, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    machines.load("one", 1)
    real = batches.take_back

    def dies(home: Path, version: int, batch: str) -> None:
        real(home, version, batch)
        if home.name == table:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(batches, "send", refuses)
        patch.setattr(batches, "take_back", dies)
        with pytest.raises(KeyboardInterrupt):
            machines.load("one", 2)
    machines.load("one", 3)
    assert len(machines.totals("one")) == len(machines.totals("two")) == 3
    assert facts(machines.at("one")) == facts(machines.at("two"))


@slow
def test_what_a_machine_died_at_does_not_take_back_what_others_committed(machines: Machines) -> None:
    machines.load("one", 1)
    with dying_at((batches.Batch, "commit")):
        machines.at("one").decide("note", ["email:a@firm.example"], value="one")
    machines.at("two").decide("note", ["email:a@firm.example"], value="two")
    with writer(machines.at("one").folder):
        pass
    for name in ("one", "two"):
        assert machines.at(name).read("decisions")["value"].to_pylist() == ["two"]


@slow
@pytest.mark.parametrize("harmed", ["sightings/fresh/*.parquet", "activities/_delta_log/*.json"])
def test_what_is_damaged_in_a_copy_is_fetched_from_the_store(machines: Machines, harmed: str) -> None:
    machines.load("one", 1)
    machines.load("one", 2)
    before = facts(machines.at("one"))
    for file in machines.at("one").folder.glob(harmed):
        file.write_bytes(b"")
    assert facts(machines.at("one")) == before
    assert faults(machines.at("one")) == []
    machines.load("one", 3)
    assert len(machines.totals("one")) == len(machines.totals("two")) == 4


@slow
def test_a_folder_that_died_before_it_filled_the_store_gives_its_data_to_no_other(machines: Machines) -> None:
    file = write_rows(machines.folder / "0.csv", [order(9)])
    take(new_ledger(machines.folder / "one"), machines.mapping, file)
    with dying_at((shared, "send")):
        machines.at("one")
    machines.load("two", 1)
    with pytest.raises(WorkspaceError, match="both hold data already"):
        machines.at("one")
    kept = Ledger.open(machines.folder / "one", Settings())
    assert column(kept, "activities", "amount") == [Decimal("10.5")]


@slow
def test_a_folder_that_holds_data_fills_an_empty_store_and_no_other(
    tmp_path: Path, store_address: str
) -> None:
    machines = Machines(tmp_path, store_address)
    take(new_ledger(tmp_path / "one"), machines.mapping, write_rows(tmp_path / "0.csv", [order(9)]))
    assert machines.totals("one") == machines.totals("two") == [Decimal("10.5")]
    take(new_ledger(tmp_path / "other"), machines.mapping, write_rows(tmp_path / "0.csv", [order(8)]))
    with pytest.raises(WorkspaceError, match=r"(?s)both hold data already.*Name an address"):
        machines.at("other")


@slow
def test_a_damaged_object_is_named_and_not_taken(machines: Machines) -> None:
    machines.load("one", 1)
    objects = Objects(machines.address)
    (name,) = [n for n in objects.names("ledger/records") if n.endswith(".parquet")]
    objects.put(name, b"PAR1")
    with pytest.raises(StoreError, match="its bytes have changed") as raised:
        machines.at("two")
    assert name in str(raised.value)
    objects.delete([name])
    with pytest.raises(StoreError, match="is gone"):
        machines.at("two")


@pytest.mark.parametrize("told", ["", "[]", '{"files": {"../../x": "x"}}', '{"files": {"/x": "x"}}'])
def test_a_list_of_files_that_we_did_not_write_is_not_followed(objects: Objects, told: str) -> None:
    objects.put("ledger/heads/00000001.json", told.encode())
    with pytest.raises(StoreError, match=r"heads/00000001.json is not what Closeknit writes"):
        objects.told("ledger/heads/00000001.json")


def test_a_folder_that_stands_by_itself_asks_no_store(tmp_path: Path) -> None:
    assert copy_of(tmp_path) is None
    assert not catch_up(tmp_path)


def test_a_name_is_given_once(objects: Objects) -> None:
    assert objects.put_new("heads/1", b"mine")
    assert not objects.put_new("heads/1", b"yours")
    held = objects.get("heads/1")
    assert held is not None
    assert held.content == b"mine"
    assert objects.get("heads/2") is None


def test_a_second_machine_waits_and_is_told_who_writes(objects: Objects) -> None:
    told = pytest.raises(WorkspaceBusy, match=r"\(process \d+\) is writing")
    with leased(objects, "one", wait=0), told, leased(objects, "two", wait=0):
        pytest.fail("both write")
    with leased(objects, "two", wait=0):
        assert objects.get(LEASE) is not None
    assert objects.get(LEASE) is None


@pytest.mark.parametrize(("copy", "hours"), [("one", 0), ("another", 2)])
def test_what_the_dead_left_does_not_stand_in_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, copy: str, hours: int
) -> None:
    objects = Objects((tmp_path / "store").as_uri())
    objects.put_new(LEASE, json.dumps({"copy": copy}).encode())
    now = objects.now()
    monkeypatch.setattr(Objects, "now", lambda self: now + timedelta(hours=hours))
    with leased(objects, "one", wait=0):
        mine = objects.get(LEASE)
        assert mine is not None
        assert json.loads(mine.content)["copy"] == "one"


def test_time_is_told_by_the_clock_of_the_store(objects: Objects) -> None:
    begun = objects.now()
    objects.put_new("heads/1", b"mine")
    put = objects.get("heads/1")
    assert put is not None
    assert begun <= put.at <= objects.now()


def test_a_store_that_is_not_there_is_told_with_what_to_look_at() -> None:
    with pytest.raises(StoreError, match=r"(?s)is no address.*AWS_ACCESS_KEY_ID"):
        Objects("s3://")
