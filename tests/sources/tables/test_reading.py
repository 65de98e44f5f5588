"""Reading any file: what comes out, and what is said when nothing can."""

from __future__ import annotations

import gzip
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from closeknit.errors import DiskFull, Unreadable
from closeknit.progress import Quiet
from closeknit.sources.tables import files, reading
from closeknit.sources.tables.dialects import Dialect, ReadRules
from closeknit.sources.tables.headers import PLACE
from closeknit.sources.tables.looking import look_into, tables_in
from closeknit.sources.tables.reading import line_of, release, stage
from tests.sources.files_read import connection, read, read_text

PLAIN = "Name,City,Amount\nAna Ruiz,Porto,12.50\nBen Okafor,Leeds,7\n"


def test_a_plain_file_comes_out_as_texts_with_record_numbers(tmp_path: Path) -> None:
    got = read_text(tmp_path, PLAIN)
    assert got.header == ("Name", "City", "Amount")
    assert got.rows == [("Ana Ruiz", "Porto", "12.50"), ("Ben Okafor", "Leeds", "7")]
    assert got.ordinals == [1, 2]


def test_a_glimpse_shows_header_and_rows_without_reading_all(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("a,b\n" + "x,y\n" * 100_000)
    (glimpse,) = tables_in(path)
    assert glimpse.header == ("a", "b")
    assert 10 <= len(glimpse.rows) <= 100


def test_cells_lose_the_blanks_around_them_and_empty_ones_are_null(tmp_path: Path) -> None:
    got = read_text(tmp_path, 'a,b,c\n  x ,"  ",\u00a0y\u00a0\n\tz\t,"in side",""\n')
    assert got.rows == [("x", None, "y"), ("z", "in side", None)]


def test_a_header_alone_is_a_table_without_rows(tmp_path: Path) -> None:
    for text in ("Name,City,Amount\n", "Name,City,Amount", "\ufeffName;City;Amount\r\n"):
        got = read_text(tmp_path, text)
        assert got.header == ("Name", "City", "Amount")
        assert (got.rows, got.staged.received) == ([], 0)


def test_a_cell_of_200_kb_is_read_whole(tmp_path: Path) -> None:
    cell = 'Hello "you", all\n' * 12_000
    quoted = '"' + cell.replace('"', '""') + '"'
    got = read_text(tmp_path, f"id,mail,owner\n1,{quoted},ana\n2,short,ben\n")
    assert got.rows == [("1", cell.strip(), "ana"), ("2", "short", "ben")]


def test_a_row_of_more_than_two_megabytes_is_set_aside(tmp_path: Path) -> None:
    got = read_text(tmp_path, f"id,mail\n1,{'x' * 2_100_000}\n2,short\n")
    assert got.rows == [("2", "short")]
    assert got.codes == [(2, "row.too_long")]
    assert len(str(got.problems[0]["raw"])) == 10_000


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("empty.csv", b"", "empty (0 bytes)"),
        ("blank.csv", b"\n \r\n\n", "nothing but blank lines"),
        ("photo.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a picture (PNG)"),
        ("doc.csv", b"%PDF-1.5 %\xe2\xe3", "a PDF document"),
        ("noise.csv", bytes(range(256)) * 20, "not text"),
        ("page.xls", b"\n<html><table><tr><td>Name</td></tr></table></html>", "web page"),
        ("log.csv", b"<?xml version='1.0'?><log/>", "web page or XML"),
        ("old.csv", b"SQLite format 3\0" + bytes(100), "an SQLite database"),
        ("cut.parquet", b"PAR1" + bytes(50), "not a Parquet file"),
        ("cut.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "not a spreadsheet"),
    ],
)
def test_what_is_no_table_is_named(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(Unreadable) as raised:
        tables_in(tmp_path / name)
    assert says in raised.value.message
    assert name in raised.value.message
    assert raised.value.remedy


def test_a_folder_and_a_missing_file_are_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="is a folder"):
        tables_in(tmp_path)
    with pytest.raises(Unreadable, match="is not there"):
        tables_in(tmp_path / "nowhere.csv")


@contextmanager
def without_special_rights() -> Iterator[None]:
    """No more than anybody's rights: the superuser may read everything."""
    was, nobody = os.geteuid(), 65_534
    if was == 0:
        os.seteuid(nobody)
    try:
        yield
    finally:
        os.seteuid(was)


def test_a_file_one_may_not_open_is_said_to_be_so() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = Path(folder) / "locked.csv"
        path.write_text(PLAIN)
        path.chmod(0)
        with without_special_rights(), pytest.raises(Unreadable, match="cannot be read"):
            tables_in(path)


def test_a_file_that_nobody_touched_of_late_is_gone_through_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    digest_of = files.digest_of
    monkeypatch.setattr(
        files, "digest_of", lambda path, progress: seen.append("x") or digest_of(path, progress)
    )
    path = tmp_path / "t.csv"
    path.write_text(PLAIN)
    read(path)
    assert len(seen) == 2, "it may have changed within the same tick of the clock"
    monkeypatch.setattr(files, "COARSE", -(10**12))
    read(path)
    assert len(seen) == 3


@pytest.mark.parametrize("coarse", [files.COARSE, -(10**12)])
@pytest.mark.parametrize("change", ["grow", "same size", "vanish"])
def test_a_file_that_changes_while_it_is_read_is_refused(
    tmp_path: Path, change: str, coarse: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "COARSE", coarse)
    path = tmp_path / "live.csv"
    path.write_text(PLAIN)
    times = (path.stat().st_atime_ns, path.stat().st_mtime_ns)
    read_rows = reading._read

    def meanwhile(*arguments: object) -> object:
        result = read_rows(*arguments)  # type: ignore[arg-type]
        if change == "vanish":
            path.unlink()
            return result
        path.write_text(PLAIN + "Eve,Rome,1\n" if change == "grow" else PLAIN.replace("Porto", "Lyon!"))
        os.utime(path, ns=times)
        return result

    monkeypatch.setattr(reading, "_read", meanwhile)
    with pytest.raises(Unreadable, match="changed while it was read"):
        read(path)


def test_no_disk_of_the_disk_is_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "big.csv"
    path.write_text(PLAIN)

    def full(*arguments: object) -> object:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(reading, "_read", full)
    with pytest.raises(DiskFull, match="no room to read big"):
        read(path)


def test_a_gzipped_file_reads_as_the_plain_one(tmp_path: Path) -> None:
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(PLAIN.encode()))
    got = read(path)
    assert got.rows == read_text(tmp_path, PLAIN).rows
    assert got.lines == [2, 3]


def test_a_gzip_file_that_was_cut_short_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(os.urandom(5000).hex().encode())[:-20])
    with pytest.raises(Unreadable, match="damaged or was cut short"):
        read(path)


def test_names_that_mean_something_to_a_database_are_plain_names(tmp_path: Path) -> None:
    for name in ("export [1] {a}*.csv", 'it\'s, "x".csv', "month=05.csv"):
        assert read_text(tmp_path, PLAIN, name=name).rows[0] == ("Ana Ruiz", "Porto", "12.50")


def test_odd_column_names_survive(tmp_path: Path) -> None:
    got = read_text(tmp_path, '"a ""b""",SELECT,a\'b,_ordinal,Id,ID,?place\n1,2,3,4,5,6,7\n')
    assert got.header == ('a "b"', "SELECT", "a'b", "_ordinal__2", "Id", "ID__2", "?place__2")
    assert got.rows == [("1", "2", "3", "4", "5", "6", "7")]


def test_seven_hundred_columns_are_read(tmp_path: Path) -> None:
    names = [f"field {n}" for n in range(700)]
    got = read_text(tmp_path, ",".join(names) + "\n" + ",".join(["x"] * 700) + "\n")
    assert len(got.header) == 700
    assert got.rows == [("x",) * 700]


def test_more_columns_than_can_be_held_are_refused(tmp_path: Path) -> None:
    header = ",".join(f"field {n}" for n in range(3000))
    with pytest.raises(Unreadable, match=r"t.csv has 3,000 columns; at most 1,500 are read"):
        read_text(tmp_path, f"{header}\n{',' * 2999}\n", name="t.csv")


def test_a_table_beyond_our_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def greedy(*arguments: object) -> object:
        raise duckdb.OutOfMemoryException("Out of Memory Error")

    monkeypatch.setattr(reading, "_read", greedy)
    with pytest.raises(Unreadable, match=r"big.csv needs more memory"):
        read_text(tmp_path, PLAIN, name="big.csv")


@pytest.mark.parametrize("text", ["[]", '{"a":' * 1000, '{\n  "a": 1\n}', '{"a": NaN}'])
def test_json_without_an_object_that_can_be_read_is_said_to_be_so(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.jsonl").write_text(text)
    with pytest.raises(Unreadable, match=r"x.jsonl holds no JSON object"):
        tables_in(tmp_path / "x.jsonl")


def test_names_can_be_given_where_a_file_has_none(tmp_path: Path) -> None:
    got = read_text(tmp_path, "1,Ana\n2,Ben\n", ReadRules(header=("id", "name")))
    assert (got.header, got.rows) == (("id", "name"), [("1", "Ana"), ("2", "Ben")])
    got = read_text(tmp_path, "x,y\nu,v\n", ReadRules(header=False))
    assert (got.header, len(got.rows)) == (("column1", "column2"), 2)


def test_a_time_in_the_name_is_the_time_of_the_file(tmp_path: Path) -> None:
    dated = read_text(tmp_path, PLAIN, name="all-companies-2025-11-14.csv")
    assert dated.staged.file_time == datetime(2025, 11, 14)
    undated = tmp_path / "plain.csv"
    undated.write_text(PLAIN)
    os.utime(undated, (1_700_000_000, 1_700_000_000))
    assert read(undated).staged.file_time == datetime(2023, 11, 14, 22, 13, 20)


def test_size_and_fingerprint_are_those_of_the_file(tmp_path: Path) -> None:
    staged = read_text(tmp_path, PLAIN).staged
    assert staged.size == len(PLAIN)
    assert len(staged.sha256) == 64


def test_lines_are_those_an_editor_shows(tmp_path: Path) -> None:
    text = 'Report\n\nid,note\n1,"two\nlines"\n\n,\n2,x\n3,"broken\n4,y\n'
    got = read_text(tmp_path, text)
    assert [row[0] for row in got.rows] == ["1", "2", "4"]
    assert got.lines == [4, 8, 10]
    assert got.codes == [(9, "quote.broken")]


def test_lines_of_records_that_are_not_there_are_left_out(tmp_path: Path) -> None:
    got = read_text(tmp_path, PLAIN)
    assert line_of(got.path, got.staged.dialect, [2, 99]) == {2: 3}


def test_a_dialect_written_down_finds_the_same_lines(tmp_path: Path) -> None:
    got = read_text(tmp_path, "x;y\n1;2\n".encode("utf-16"))
    again = Dialect.from_json(got.staged.dialect.to_json())
    assert again == got.staged.dialect
    assert line_of(got.path, again, [1]) == {1: 2}


def test_releasing_a_staged_table_frees_it(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(PLAIN)
    with connection() as con:
        for rules in (ReadRules(), ReadRules(fill_down=("City",))):
            release(con, stage(con, path, tables_in(path)[0], rules, progress=Quiet()))
        assert con.execute("SELECT count(*) FROM duckdb_tables()").fetchone() == (0,)


def test_temporary_copies_go_where_the_connection_keeps_its_own_and_are_removed(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("a;b\nä;ö\n".encode("utf-16"))
    with connection() as con:
        con.execute(f"SET temp_directory = '{tmp_path / 'spill'}'")
        stage(con, path, tables_in(path)[0], ReadRules(), progress=Quiet())
        assert list((tmp_path / "spill").iterdir()) == []


def test_sheets_and_members_without_a_table_are_listed_with_the_reason(tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("contacts.csv", PLAIN)
        archive.writestr("photo.png", b"\x89PNG\r\n\x1a\n")
    contents = look_into(tmp_path / "all.zip")
    assert [glimpse.member for glimpse in contents.tables] == ["contacts.csv"]
    assert [(s.member, "picture" in s.reason) for s in contents.skipped] == [("photo.png", True)]


def test_rows_keep_their_order_on_a_connection_that_does_not_care(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("id,b\n" + "".join(f"{n},x\n" for n in range(300_000)))
    with connection() as con:
        con.execute("SET preserve_insertion_order = false")
        staged = stage(con, path, tables_in(path)[0], ReadRules(), progress=Quiet())
        wrong = (
            f"SELECT count(*) FROM {staged.relation} WHERE _ordinal <> id::bigint + 1 "
            f'OR _ordinal <> "{PLACE}" + 1'
        )
        assert con.execute(wrong).fetchone() == (0,)
        setting = con.execute("SELECT current_setting('preserve_insertion_order')")
        assert setting.fetchone() == (False,)


@pytest.mark.public_data
@pytest.mark.parametrize(
    ("name", "file", "rows", "columns"),
    [
        ("superstore", "superstore.csv.gz", 9_994, 21),
        ("crunchbase-acquisitions", "acquisitions.csv.gz", 18_968, 18),
        ("servicenow-incidents", "incident_event_log_sample.csv.gz", 5_998, 36),
        ("sip-timesheets", "Sip-task-info.csv.gz", 12_299, 17),
        ("telco-churn", "telco_churn.csv.gz", 7_043, 21),
        ("chicago-orgs", "chicago_early_learning.csv.gz", 3_337, 33),
        ("cdnow", "CDNOW_master.txt.gz", 69_659, 4),
        ("cdnow", "CDNOW_sample.txt", 6_919, 5),
        ("northwind", "orders.csv", 830, 14),
        ("maven-crm", "sales_pipeline.csv", 8_800, 8),
    ],
)
def test_public_files_are_read_whole(
    public_data: Callable[[str], Path], name: str, file: str, rows: int, columns: int
) -> None:
    got = read(public_data(name) / file)
    assert (len(got.rows), len(got.header), got.problems) == (rows, columns, [])
