"""The folder: opened, refused, read, and its version."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from closeknit.errors import LedgerError, WorkspaceError
from closeknit.identity.decisions import verdicts
from closeknit.ledger.batch import writer
from closeknit.ledger.schema import FORMAT
from closeknit.ledger.store import Ledger
from closeknit.ledger.tables import TABLES, connect
from closeknit.settings import Settings
from closeknit.spill import MARK, PREFIX
from tests.ledger.rows import import_row


def test_opening_makes_a_folder_once_and_then_finds_it(tmp_path: Path) -> None:
    first = Ledger.open(tmp_path / "new", Settings())
    assert Ledger.open(tmp_path / "new", Settings()).version() == first.version()


def test_a_folder_of_a_newer_format_is_refused_with_the_way_out(ledger: Ledger) -> None:
    (ledger.folder / "format").write_text(json.dumps({"format": FORMAT + 1, "name": "x"}))
    with pytest.raises(WorkspaceError, match="newer version: pip install"):
        Ledger.open(ledger.folder, Settings())


def test_a_format_file_nobody_can_read_is_named(ledger: Ledger) -> None:
    (ledger.folder / "format").write_text("")
    with pytest.raises(WorkspaceError, match="cannot be read"):
        Ledger.open(ledger.folder, Settings())


def test_an_empty_table_has_no_files_and_no_rows(ledger: Ledger) -> None:
    assert ledger.files("records") == []
    assert ledger.read("imports").num_rows == 0


def test_the_version_changes_with_imports_and_decisions_only(ledger: Ledger) -> None:
    seen = [ledger.version()]
    with writer(ledger.folder) as batch:
        batch.add_rows("layouts", [{"stream_id": "a/b", "layout": 1, "names": ["x"], "import_id": "i-1"}])
        batch.commit()
    assert ledger.version() == seen[0]
    with writer(ledger.folder) as batch:
        batch.add_rows("imports", [import_row("i-1", 1)])
        batch.commit()
    seen.append(ledger.version())
    ledger.decide("note", ["email:a@b.example"], value="met", by="ana")
    seen.append(ledger.version())
    assert len(set(seen)) == 3


def test_rows_come_in_their_order_and_as_the_table_declares_them(ledger: Ledger) -> None:
    for seqs in ((3, 1), (2,)):
        with writer(ledger.folder) as batch:
            batch.add_rows("imports", [import_row(f"i-{seq}", seq) for seq in seqs])
            for seq in seqs:
                row = {"stream_id": f"s/{seq}", "layout": seq, "names": [f"c{seq}"], "import_id": "i-1"}
                batch.add_rows("layouts", [row])
            batch.commit()
    imports, layouts = ledger.read("imports"), ledger.read("layouts")
    assert imports.schema.equals(TABLES["imports"].arrow, check_metadata=True)
    assert imports["seq"].to_pylist() == [1, 2, 3]
    assert imports["import_id"].to_pylist() == ["i-1", "i-2", "i-3"]
    assert layouts.select(["stream_id", "names"]).to_pylist() == [
        {"stream_id": f"s/{n}", "names": [f"c{n}"]} for n in (1, 2, 3)
    ]


def test_reading_what_was_loaded_loads_nothing_to_compute_with(ledger: Ledger) -> None:
    with writer(ledger.folder) as batch:
        batch.add_rows("imports", [import_row("i-1", 1)])
        batch.commit()
    script = (
        "import sys\nfrom pathlib import Path\nfrom closeknit.ledger.tables import read_rows, table_files\n"
        "folder = Path(sys.argv[1])\n"
        "assert read_rows('imports', table_files(folder, 'imports')).num_rows == 1\n"
        "print([m for m in ('pyarrow.compute', 'pandas') if m in sys.modules])"
    )
    command = [sys.executable, "-c", script, str(ledger.folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_two_folders_never_share_a_version(tmp_path: Path) -> None:
    one, other = (Ledger.create(tmp_path / name, Settings()) for name in ("a", "b"))
    assert one.version() != other.version()


def test_decisions_are_numbered_and_read_back(ledger: Ledger) -> None:
    ledger.decide("same", ["email:a@x.example"], ["email:b@x.example"], by="ana")
    assert ledger.decide("undo", undoes="d-0001", by="ben") == "d-0002"
    kept = ledger.read("decisions").to_pylist()
    assert [(d["kind"], d["by"], d["undoes"]) for d in kept] == [
        ("same", "ana", None),
        ("undo", "ben", "d-0001"),
    ]


@pytest.mark.parametrize(
    ("kind", "more", "words"),
    [
        ("sane", {}, 'did you mean "same"'),
        ("same", {"keys_a": ["email:a@x.example"]}, "needs two sides"),
        ("role", {"keys_a": ["email:a@x.example"]}, "whom it is about, and what"),
        ("undo", {"undoes": "d-0099"}, 'no decision "d-0099"'),
    ],
)
def test_a_decision_that_cannot_stand_is_refused(ledger: Ledger, kind: str, more: dict, words: str) -> None:
    with pytest.raises(LedgerError, match=words):
        ledger.decide(kind, **more)


def test_a_decision_is_taken_back_only_once(ledger: Ledger) -> None:
    ledger.decide("note", ["email:a@x.example"], value="met")
    ledger.decide("undo", undoes="d-0001")
    with pytest.raises(LedgerError, match="already"):
        ledger.decide("undo", undoes="d-0001")


def test_a_clock_set_back_does_not_change_the_order_of_decisions(ledger: Ledger) -> None:
    days = [3, 2, 1]
    ledger.decide("same", ["email:a@x.example"], ["email:b@x.example"], now=datetime(2026, 1, days[0]))
    ledger.decide("undo", undoes="d-0001", now=datetime(2026, 1, days[1]))
    ledger.decide("undo", undoes="d-0002", now=datetime(2026, 1, days[2]))
    kept = ledger.read("decisions")
    assert kept["decision_id"].to_pylist() == ["d-0001", "d-0002", "d-0003"]
    assert len(verdicts(kept)) == 1


def test_what_a_killed_load_had_put_aside_goes_with_the_next_piece_of_work(ledger: Ledger) -> None:
    place = ledger.folder / "scratch"
    dead = place / f"{PREFIX}dead"
    dead.mkdir(parents=True)
    (dead / "much").write_bytes(bytes(9))
    (place / f"{PREFIX}dead{MARK}").touch()
    with connect(ledger.folder):
        assert not dead.exists()
        assert len(list(place.iterdir())) == 2
    assert not list(place.iterdir())
