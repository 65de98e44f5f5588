"""What a load says beside its counts: each guess and slip once, with what to do, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeknit.ledger.store import Ledger
from tests.ledger.loads import HEADER, ORDERS, mapped, order, take, write_rows


def notes(ledger: Ledger, mapping: Path, file: Path) -> tuple[str, ...]:
    return take(ledger, mapping, file).notes


def test_a_plain_file_needs_no_remark(ledger: Ledger, tmp_path: Path) -> None:
    assert notes(ledger, mapped(tmp_path), write_rows(tmp_path / "o.csv", [order(1)])) == ()


def test_a_guessed_encoding_is_named(ledger: Ledger, tmp_path: Path) -> None:
    file = write_rows(tmp_path / "o.csv", [order(1, city="Málaga")])
    file.write_bytes(file.read_text("utf-8").encode("cp1252"))
    (note,) = notes(ledger, mapped(tmp_path), file)
    assert note.startswith("o.csv is not UTF-8 and was read as Windows-1252 (cp1252).")


def test_an_encoding_that_was_chosen_is_not(ledger: Ledger, tmp_path: Path) -> None:
    file = write_rows(tmp_path / "o.csv", [order(1, city="Málaga")])
    file.write_bytes(file.read_text("utf-8").encode("cp1252"))
    assert notes(ledger, mapped(tmp_path, ORDERS + '[read]\nencoding = "cp1252"\n'), file) == ()


def test_columns_of_one_name_are_told_where_one_of_them_is_read(ledger: Ledger, tmp_path: Path) -> None:
    header = (*HEADER, "Total", "note", "note")
    file = write_rows(tmp_path / "o.csv", [(*order(1), "9", "a", "b")], header=header)
    (note,) = notes(ledger, mapped(tmp_path), file)
    assert note.startswith(
        'o.csv has 2 columns "total": the first is read; to read another, write "Total__2"'
    )


def test_days_to_come_are_told(ledger: Ledger, tmp_path: Path) -> None:
    file = write_rows(tmp_path / "o.csv", [order(1), order(2, "2124-05-06")])
    (note,) = notes(ledger, mapped(tmp_path), file)
    assert note.startswith("o.csv tells of days to come, up to 2124-05-06")


@pytest.mark.parametrize(
    ("right", "slip"), [("order.placed", "order.place"), ("buyer", "byer")], ids=["kind", "role"]
)
def test_a_word_that_is_nearly_one_we_know_is_asked_about(
    ledger: Ledger, tmp_path: Path, right: str, slip: str
) -> None:
    file = write_rows(tmp_path / "o.csv", [order(1)])
    (note,) = notes(ledger, mapped(tmp_path, ORDERS.replace(right, slip)), file)
    assert note.endswith(f'"{slip}"; did you mean "{right}"?')


def test_words_of_ones_own_are_left_alone(ledger: Ledger, tmp_path: Path) -> None:
    own = mapped(tmp_path, ORDERS.replace("order.placed", "tasting.held").replace("buyer", "guest"))
    assert notes(ledger, own, write_rows(tmp_path / "o.csv", [order(1)])) == ()
