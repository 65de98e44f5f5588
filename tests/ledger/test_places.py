"""Where records stand: file, line, names and cells."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from closeknit.ledger import places
from closeknit.ledger.places import origins
from closeknit.ledger.store import Ledger
from tests.ledger.loads import HEADER, mapped, order, take, write_rows


def ids_of(ledger: Ledger) -> dict[str, int]:
    """Record ids by the first cell of their rows."""
    return {row["raw"][0]: row["record_id"] for row in ledger.read("records").to_pylist()}


def test_records_come_back_as_they_stood_in_the_order_asked_for(ledger: Ledger, tmp_path: Path) -> None:
    take(ledger, mapped(tmp_path), write_rows(tmp_path / "o.csv", [order(1), order(2)]))
    ids = ids_of(ledger)
    found = origins(ledger, [ids["2"], ids["1"]]).to_pylist()
    assert [(row["line"], row["raw"][0]) for row in found] == [(3, "2"), (2, "1")]
    assert tuple(found[0]["names"]) == HEADER


def test_the_winning_version_is_shown_from_the_file_that_holds_it(ledger: Ledger, tmp_path: Path) -> None:
    mapping = mapped(tmp_path)
    take(ledger, mapping, write_rows(tmp_path / "a.csv", [order(1, total="10")], time=1))
    take(ledger, mapping, write_rows(tmp_path / "b.csv", [order(9), order(1, total="12")], time=2))
    (found,) = origins(ledger, [ids_of(ledger)["1"]]).to_pylist()
    assert (found["file"], found["line"], found["raw"][3]) == ("b.csv", 3, "12")


def test_a_changed_file_gives_no_wrong_line(ledger: Ledger, tmp_path: Path) -> None:
    file = write_rows(tmp_path / "o.csv", [order(1)])
    take(ledger, mapped(tmp_path), file)
    write_rows(file, [order(2), order(1)])
    (found,) = origins(ledger, list(ids_of(ledger).values())).to_pylist()
    assert (found["file"], found["line"], found["ordinal"]) == ("o.csv", None, 1)


def test_no_records_give_no_rows(ledger: Ledger) -> None:
    assert origins(ledger, []).num_rows == 0


def test_cells_are_read_of_the_files_that_hold_a_record_alone(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mapping = mapped(tmp_path)
    for n in (1, 2, 3):
        take(ledger, mapping, write_rows(tmp_path / f"{n}.csv", [order(n)], time=n))
    chosen, choose = [], places.files_with_wanted
    monkeypatch.setattr(
        places, "files_with_wanted", lambda con, files: chosen.append(choose(con, files)) or chosen[-1]
    )
    ids = ids_of(ledger)
    assert [row["file"] for row in origins(ledger, [ids["2"]]).to_pylist()] == ["2.csv"]
    assert [row["file"] for row in origins(ledger, [ids["3"], ids["1"]]).to_pylist()] == ["3.csv", "1.csv"]
    assert origins(ledger, [7]).num_rows == 0
    files = {file: duckdb.read_parquet(file).fetchall() for file in ledger.snapshot().files["records"]}
    holding = [{row[1] for file in some for row in files[file]} for some in chosen]
    assert (len(files), holding) == (3, [{ids["2"]}, {ids["1"], ids["3"]}, set()])
