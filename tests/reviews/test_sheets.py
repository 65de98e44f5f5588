"""Sheets written, filled in as people do, and read: what can be used is kept, what cannot is told."""

import csv
import io
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from closeknit import create
from closeknit.errors import ColumnMissing, UnknownQuestion, Unreadable
from closeknit.reviews.reading import _together, read, rows_of
from closeknit.reviews.sheet import ASKED, sheet, write

BOSS = ASKED[0]


@pytest.fixture(scope="module")
def business(tmp_path_factory):
    """Forty firms by a mapping of their own: half bought in spring 2026, half long before."""
    folder = tmp_path_factory.mktemp("small")
    lines = ["order,customer,day,amount"]
    for n in range(40):
        lines.append(f"a{n},Firm {n:02d},2024-0{n % 9 + 1}-1{n % 9},100")
        if n % 2:
            lines.append(f"b{n},Firm {n:02d},2026-0{n % 3 + 3}-0{n % 8 + 1},900")
    (folder / "orders.csv").write_text("\n".join(lines), "utf-8")
    made = create(folder / "firm")
    from closeknit.proposals import save_proposals

    report = made.load([folder / "orders.csv"])
    save_proposals(made.workspace, report)
    made.load([folder / "orders.csv"])
    return made


def filled(made, cell=lambda row: "", checked="x"):
    """The sheet with one event's column filled in and every line ticked off, as CSV text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(made.header)
    for row in made.rows:
        said = dict(zip(made.header, row, strict=True))
        said |= {"checked": checked, BOSS: cell(said)}
        writer.writerow([said[name] for name in made.header])
    return out.getvalue()


@pytest.mark.slow
def test_buyers_and_others_stand_mixed_under_plain_headings(business):
    made = sheet(business)
    assert len(made.rows) == 40
    assert {"who", "look back from", "checked", BOSS, "key"} <= set(made.header)
    assert [row[1] for row in made.rows] != sorted(row[1] for row in made.rows)


@pytest.mark.slow
def test_a_workbook_holds_the_sheet_and_how_to_fill_it_in(business, tmp_path):
    made = sheet(business, most=5)
    write(made, tmp_path / "sales.xlsx")
    book = CalamineWorkbook.from_path(tmp_path / "sales.xlsx")
    assert book.sheet_names == ["sales", "how to fill it in"]
    header, rows = rows_of(tmp_path / "sales.xlsx")
    assert header == [name.casefold() for name in made.header]
    assert len(rows) == 10


@pytest.mark.slow
def test_a_sheet_that_is_there_is_never_overwritten(business, tmp_path):
    (tmp_path / "sales.csv").write_text("filled in")
    with pytest.raises(Unreadable, match="there already"):
        write(sheet(business, most=5), tmp_path / "sales.csv")
    with pytest.raises(UnknownQuestion, match=r"sales\.txt"):
        write(sheet(business, most=5), tmp_path / "sales.txt")


@pytest.mark.slow
def test_a_filled_in_sheet_joins_the_answer_and_can_be_taken_back(business, tmp_path):
    made = sheet(business)
    bought = {row["account_id"] for row in business.engine.collect(
        business.book.tables(business.engine)["purchases"].filter(lambda t: t.day > 20_400)
    ).to_pylist()}  # fmt: skip
    keys = dict(_together(business, "keys", "key", "party_id"))
    text = filled(made, lambda row: "x" if keys[row["key"]] in bought else "")
    (tmp_path / "sales.csv").write_text(text, "utf-8")
    done = read(business, tmp_path / "sales.csv", by="ana")
    assert (done.lines, done.pairs, done.problems) == (40, 20, ())
    findings = business.ask("triggers").answer.findings
    said = next(f for f in findings if f.kind == "remembered" and f.values.get("event") == BOSS)
    assert "before 20 of 20 purchases, and before 0 of 20" in said.sentence
    business.undo(done.decision_id)
    assert not [f for f in business.ask("triggers").answer.findings if f.kind == "remembered"]


@pytest.mark.slow
def test_what_cannot_be_used_is_told_with_its_line_and_the_rest_is_kept(business, tmp_path):
    lines = filled(sheet(business, most=5), lambda row: "soon" if row["line"] == "2" else "").splitlines()
    lines[1] = lines[1].replace(lines[1].split(",")[-1], "name:frim 99")
    lines.append(lines[4])
    lines = [line + (",phone" if n == 0 else ",call Ana") for n, line in enumerate(lines)]
    (tmp_path / "sales.csv").write_text("\n".join(lines).replace(",", ";"), "cp1252")
    done = read(business, tmp_path / "sales.csv")
    assert done.lines == 9
    told = " ".join(done.problems)
    assert 'line 2: no customer has the key "name:frim 99"' in told
    assert f'line 3: “{BOSS}” holds "soon", read as not known' in told
    assert "stands there twice" in told
    assert any("“phone”" in note for note in done.notes)
    business.undo(done.decision_id)


@pytest.mark.slow
def test_half_a_sheet_is_read_as_far_as_it_goes(business, tmp_path):
    made = sheet(business, most=5)
    first = {row[0] for row in made.rows[:3]}
    text = filled(made, lambda row: "2025-12" if row["line"] in first else "", checked="")
    (tmp_path / "sales.csv").write_text(text, "utf-8")
    done = read(business, tmp_path / "sales.csv")
    assert done.lines == 3
    assert any("not filled in" in note for note in done.notes)
    business.undo(done.decision_id)


@pytest.mark.slow
def test_an_empty_sheet_and_a_wrong_one_are_refused_with_what_to_do(business, tmp_path):
    (tmp_path / "empty.csv").write_text(filled(sheet(business, most=5), checked=""), "utf-8")
    with pytest.raises(Unreadable, match="filled in"):
        read(business, tmp_path / "empty.csv")
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(ColumnMissing, match='no column "pair"'):
        read(business, tmp_path / "other.csv")
    with pytest.raises(Unreadable, match="no file"):
        read(business, Path(tmp_path / "gone.csv"))
