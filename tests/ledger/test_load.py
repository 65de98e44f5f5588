"""Loading: what is stored, what is known, what is said about files nobody can read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from closeknit.errors import MappingError
from closeknit.ledger import intake, settle
from closeknit.ledger import rows as rows_kept
from closeknit.ledger.load import catch_up, imports, load
from closeknit.ledger.store import Ledger
from closeknit.ledger.undo import undo
from closeknit.settings import Settings
from closeknit.sources.translation.choices import Choices
from tests.ledger.loads import (
    HEADER,
    LINES,
    ORDERS,
    PLAIN,
    VERSIONED,
    assert_balanced,
    column,
    facts,
    mapped,
    new_ledger,
    order,
    take,
    write_rows,
)
from tests.ledger.rows import NOW


def test_a_load_says_what_each_file_was_and_how_many_rows_were_new(ledger: Ledger, tmp_path: Path) -> None:
    file = write_rows(tmp_path / "orders.csv", [order(1), order(2, "31/02/2024"), order(3, total="ten")])
    report = take(ledger, mapped(tmp_path), file)
    (one,) = report.understood
    assert (one.file, one.title, one.import_id) == ("orders.csv", "Shop: orders", "i-0001")
    assert (one.received, one.stored, one.set_aside) == (3, 1, 2)
    assert (one.first, one.last) == (date(2024, 5, 6), date(2024, 5, 6))
    assert (report.received, report.stored, report.set_aside) == (3, 1, 2)
    assert_balanced(report)


def test_identical_lines_stay_two_purchases(ledger: Ledger, tmp_path: Path) -> None:
    take(ledger, mapped(tmp_path, PLAIN), write_rows(tmp_path / "o.csv", [order(1), order(1)]))
    assert len(column(ledger, "activities", "activity_id")) == 2


@pytest.mark.slow
@pytest.mark.parametrize(("keys", "pieces_of_ten_rows"), [("", 3), (', shop_order = "order_id"', 5)])
def test_a_large_file_is_understood_piece_by_piece_as_if_in_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keys: str, pieces_of_ten_rows: int
) -> None:
    said = PLAIN.replace('email = "email"', f'email = "email"{keys}')
    rows = [order(1), order(2, "31/02/2024"), order(1), order(3, city=" "), order(4, city="'+351"), order(1)]
    rows += [order(5, total=" 7 "), (*order(6), "one cell too many")]
    rows += [order(7, city="Porto,\nRua 5"), order(1)]
    file, mapping = write_rows(tmp_path / "o.csv", rows), mapped(tmp_path, said)
    whole = new_ledger(tmp_path / "whole")
    at_once = take(whole, mapping, file)
    for module in (intake, settle, rows_kept):
        monkeypatch.setattr(module, "AT_ONCE", 2)
    pieces = new_ledger(tmp_path / "pieces")
    report = take(pieces, mapping, file)
    assert len(pieces.snapshot().files["activities"]) == pieces_of_ten_rows
    assert_balanced(report)
    assert (report.received, report.stored, report.set_aside) == (10, 8, 2) == (
        at_once.received, at_once.stored, at_once.set_aside,
    )  # fmt: skip
    assert facts(pieces) == facts(whole)


def test_many_files_come_in_by_one_commit_and_each_keeps_its_own_account(
    ledger: Ledger, tmp_path: Path
) -> None:
    files = [write_rows(tmp_path / "dropped" / f"{n}.csv", [order(n), order(n + 1)]) for n in range(8)]
    log = ledger.folder / "imports" / "_delta_log"
    before = len(list(log.glob("*.json")))
    report = take(ledger, mapped(tmp_path), *files)
    assert len(list(log.glob("*.json"))) == before + 1
    assert [(one.received, one.stored, one.duplicate) for one in report.understood] == [
        (2, 2, 0), *[(2, 1, 1)] * 7,
    ]  # fmt: skip
    assert_balanced(report)


def test_a_changed_row_is_a_newer_version_of_the_same_record(ledger: Ledger, tmp_path: Path) -> None:
    mapping = mapped(tmp_path)
    take(ledger, mapping, write_rows(tmp_path / "old.csv", [order(1, total="10"), order(2)], time=1))
    report = take(ledger, mapping, write_rows(tmp_path / "new.csv", [order(1, total="12"), order(2)], time=2))
    assert (report.understood[0].stored, report.understood[0].duplicate) == (1, 1)
    assert [str(a) for a in column(ledger, "activities", "amount")] == ["10.5000", "12.0000"]


@pytest.mark.slow
def test_a_stage_without_a_time_counts_from_the_day_of_the_first_file_that_showed_it(
    ledger: Ledger, tmp_path: Path
) -> None:
    mapping = mapped(tmp_path)
    for day, state in ((3, "Won"), (1, "Proposal"), (2, "Proposal")):
        take(ledger, mapping, write_rows(tmp_path / f"{day}.csv", [order(1, state=state)], time=day))
    days = [at.day for at in column(ledger, "stages", "at")]  # type: ignore[attr-defined]
    assert dict(zip(column(ledger, "stages", "stage"), days, strict=True)) == {"Proposal": 2, "Won": 4}


def test_an_older_export_loaded_later_does_not_win(ledger: Ledger, tmp_path: Path) -> None:
    mapping = mapped(tmp_path)
    take(ledger, mapping, write_rows(tmp_path / "new.csv", [order(1, total="12")], time=2))
    take(ledger, mapping, write_rows(tmp_path / "old.csv", [order(1, total="10")], time=1))
    assert [str(a) for a in column(ledger, "activities", "amount")] == ["12.0000"]


def test_the_version_column_decides_before_the_time_of_the_file(ledger: Ledger, tmp_path: Path) -> None:
    mapping, header = mapped(tmp_path, VERSIONED), (*HEADER, "changed")
    rows = [[(*order(1, total="12"), "2024-02-01")], [(*order(1, total="10"), "2024-01-01")]]
    take(ledger, mapping, write_rows(tmp_path / "a.csv", rows[0], header=header, time=1))
    take(ledger, mapping, write_rows(tmp_path / "b.csv", rows[1], header=header, time=2))
    assert [str(a) for a in column(ledger, "activities", "amount")] == ["12.0000"]


def test_columns_in_another_order_or_missing_when_empty_make_no_new_version(
    ledger: Ledger, tmp_path: Path
) -> None:
    mapping = mapped(tmp_path, ORDERS.replace("[record]", '[read]\noptional = ["city", "state"]\n[record]'))
    take(ledger, mapping, write_rows(tmp_path / "a.csv", [order(1, city="")]))
    other = write_rows(
        tmp_path / "b.csv",
        [("Won", "10.50", "c1@firm.example", "2024-05-06", "1")],
        header=("state", "total", "email", "ordered_at", "order_id"),
    )
    assert take(ledger, mapping, other).understood[0].duplicate == 1


def test_a_later_file_can_decide_how_the_dates_of_earlier_ones_are_read(
    ledger: Ledger, tmp_path: Path
) -> None:
    mapping = mapped(tmp_path)
    first = take(ledger, mapping, write_rows(tmp_path / "a.csv", [order(1, "03/04/2024")]))
    assert first.set_aside == 1
    second = take(ledger, mapping, write_rows(tmp_path / "b.csv", [order(2, "13/04/2024")]))
    days = [str(at)[:10] for at in column(ledger, "activities", "occurred_at")]
    assert days == ["2024-04-03", "2024-04-13"]
    assert any('dates in "ordered_at" are now read day first' in note for note in second.notes)


def test_what_rows_decide_together_is_told_by_the_new_ones_and_by_what_was_counted_before(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [order(1, "03/04/2024"), order(2, "05/04/2024"), order(3, "12/04/2024")]
    mapping = mapped(tmp_path)
    pieces = [write_rows(tmp_path / f"{n}.csv", rows[: n + 1], time=n) for n in range(len(rows))]
    take(ledger, mapping, pieces[0])
    with monkeypatch.context() as patch:
        patch.setattr(settle, "all_live", lambda *_: pytest.fail("all rows are read again"))
        for piece in pieces[1:]:
            take(ledger, mapping, piece)
    whole = new_ledger(tmp_path / "whole")
    take(whole, mapping, *pieces)
    told, counted = (one.read("imports")["choices"].to_pylist()[-1] for one in (ledger, whole))
    assert told == counted
    # A row that is there already does not count again.
    assert Choices.from_json(told).date_tallies == {"ordered_at": (0, 0, 3, 0)}


def test_after_an_undo_all_rows_that_are_left_decide(ledger: Ledger, tmp_path: Path) -> None:
    mapping = mapped(tmp_path)
    days = ("25/04/2024", "03/04/2024", "04/04/2024")
    files = [write_rows(tmp_path / f"{n}.csv", [order(n, day)]) for n, day in enumerate(days)]
    first, *_ = [take(ledger, mapping, file).understood[0].import_id for file in files[:2]]
    undo(ledger, first, now=NOW)
    take(ledger, mapping, files[2])
    told = Choices.from_json(ledger.read("imports")["choices"].to_pylist()[-1])
    assert told.date_tallies == {"ordered_at": (0, 0, 1, 0)}


@pytest.mark.slow
def test_a_looked_up_stream_may_come_after_the_one_that_needs_it(ledger: Ledger, tmp_path: Path) -> None:
    lines = write_rows(
        tmp_path / "lines.csv", [("7", "1", "Tea", "2")], header=("line_id", "order", "product", "quantity")
    )
    orders = write_rows(tmp_path / "orders.csv", [order(1)])
    take(ledger, mapped(tmp_path, LINES, "lines.toml"), lines)
    assert column(ledger, "lines", "product_key") == []
    report = take(ledger, mapped(tmp_path), orders)
    assert column(ledger, "lines", "product_key") == ["Tea"]
    assert report.notes == ("Shop: order lines: all of it was read anew, because what it looks up changed",)
    both = new_ledger(tmp_path / "both")
    take(both, mapped(tmp_path), orders)
    take(both, mapped(tmp_path, LINES, "lines.toml"), lines)
    assert facts(both) == facts(ledger)


def test_unknown_files_come_with_a_reason_a_remedy_and_a_proposal(ledger: Ledger, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    write_rows(folder / "mystery.csv", [("a", "b")], header=("Foo", "Bar"))
    (folder / "empty.csv").write_text("")
    (folder / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (folder / ".hidden").write_text("x")
    report = load(ledger, [folder, tmp_path / "gone.csv"], now=NOW)
    told = {one.file: one for one in report.not_understood}
    assert set(told) == {"mystery.csv", "empty.csv", "photo.png", "gone.csv"}
    assert '"Foo", "Bar"' in told["mystery.csv"].reason
    assert "format = 1" in told["mystery.csv"].proposal
    assert all(one.reason and one.remedy for one in told.values())
    assert ledger.files("imports") == []


def test_a_bad_file_costs_itself_only(ledger: Ledger, tmp_path: Path) -> None:
    good = write_rows(tmp_path / "good.csv", [order(1)])
    bad = write_rows(tmp_path / "bad.csv", [("1", "x")], header=("order_id", "other"))
    report = take(ledger, mapped(tmp_path), bad, good)
    assert [one.file for one in report.understood] == ["good.csv"]
    assert [one.file for one in report.not_understood] == ["bad.csv"]
    assert [one.import_id for one in imports(ledger)] == ["i-0001"]


def test_a_header_without_rows_is_an_import_of_no_rows(ledger: Ledger, tmp_path: Path) -> None:
    report = take(ledger, mapped(tmp_path), write_rows(tmp_path / "o.csv", []))
    assert (report.understood[0].received, report.understood[0].stored) == (0, 0)
    assert report.understood[0].first is None


def test_a_mapping_used_once_is_known_the_next_time(ledger: Ledger, tmp_path: Path) -> None:
    take(ledger, mapped(tmp_path), write_rows(tmp_path / "a.csv", [order(1)]))
    (tmp_path / "orders.toml").unlink()
    report = load(ledger, [write_rows(tmp_path / "b.csv", [order(2)])], now=NOW)
    assert [one.stream_id for one in report.understood] == ["shop/orders"]


def test_a_mapping_that_is_not_there_is_refused_before_anything_is_read(
    ledger: Ledger, tmp_path: Path
) -> None:
    with pytest.raises(MappingError, match=r"there is no mapping"):
        load(ledger, [tmp_path], mapping=tmp_path / "none.toml", now=NOW)


@pytest.mark.slow
def test_a_changed_mapping_reads_all_of_its_stream_anew(ledger: Ledger, tmp_path: Path) -> None:
    file = write_rows(tmp_path / "a.csv", [order(1)])
    take(ledger, mapped(tmp_path), file)
    changed = ORDERS.replace('"order.placed"', '"invoice.issued"')
    report = take(ledger, mapped(tmp_path, changed), file)
    assert column(ledger, "activities", "kind") == ["invoice.issued"]
    assert report.understood[0].already
    fresh = new_ledger(tmp_path / "fresh")
    take(fresh, mapped(tmp_path, changed), file)
    assert facts(fresh) == facts(ledger)


@pytest.mark.slow
@pytest.mark.parametrize("keep_file", [True, False], ids=["from the file", "from the rows kept"])
def test_a_mapping_with_another_identity_reads_earlier_files_again(
    ledger: Ledger, tmp_path: Path, keep_file: bool
) -> None:
    one = write_rows(tmp_path / "a.csv", [order(1, total="10"), order(1, total="11"), order(2)], time=1)
    two = write_rows(tmp_path / "b.csv", [order(1, total="10"), order(1, total="12")], time=2)
    fresh = new_ledger(tmp_path / "fresh")
    take(fresh, mapped(tmp_path, PLAIN), one, two)
    take(ledger, mapped(tmp_path), one)
    if not keep_file:
        one.unlink()
    report = take(ledger, mapped(tmp_path, PLAIN), two)
    assert_balanced(report)
    assert facts(ledger) == facts(fresh)
    states = {row.import_id: row.state for row in imports(ledger)}
    assert states["i-0001"] == "replaced"


def test_settings_that_change_the_meaning_of_rows_are_followed(ledger: Ledger, tmp_path: Path) -> None:
    take(ledger, mapped(tmp_path), write_rows(tmp_path / "a.csv", [order(1, "03/04/2024")]))
    assert not catch_up(ledger, now=NOW)
    british = Ledger.open(ledger.folder, Settings(locale="en_GB", timezone="Europe/Berlin"))
    assert catch_up(british, now=NOW)
    assert [str(at) for at in column(british, "activities", "occurred_at")] == ["2024-04-02 22:00:00"]
    assert not catch_up(british, now=NOW)


def test_our_own_folders_are_never_loaded(tmp_path: Path) -> None:
    ledger = Ledger.create(tmp_path / "data" / "ledger", Settings())
    write_rows(tmp_path / "orders.csv", [order(1)])
    take(ledger, mapped(tmp_path), tmp_path)
    again = take(ledger, mapped(tmp_path), tmp_path)
    assert [one.file for one in again.understood] == ["orders.csv"]
    assert again.not_understood == ()


def test_every_row_is_kept_as_it_was(ledger: Ledger, tmp_path: Path) -> None:
    cells = order(1, email="Ana <ANA@Firm.example>", city='Köln "Süd", 1st')
    take(ledger, mapped(tmp_path), write_rows(tmp_path / "o.csv", [[c.replace('"', '""') for c in cells]]))
    (kept,) = ledger.read("records").to_pylist()
    assert kept["raw"] == list(cells)
