"""Zip archives: members read under limits, attacks refused."""

from __future__ import annotations

import gzip
import os
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from closeknit.errors import Unreadable
from closeknit.sources.tables import archives
from closeknit.sources.tables.looking import look_into, tables_in
from closeknit.sources.tables.reading import line_of
from tests.sources.files_read import read, workbook

TABLE = "Name,City\nAna,Porto\n"


def zipped(folder: Path, members: dict[str, bytes | str], name: str = "all.zip") -> Path:
    """A zip file with these members."""
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in members.items():
            archive.writestr(member, data)
    return path


def test_each_table_of_an_archive_is_read_by_its_name(tmp_path: Path) -> None:
    path = zipped(
        tmp_path,
        {
            "Connections.csv": TABLE,
            "sub/Profile.csv": "a;b\n1;ü\n".encode("cp1252"),
            "__MACOSX/._x": b"\0\5",
        },
    )
    assert [g.member for g in tables_in(path)] == ["Connections.csv", "sub/Profile.csv"]
    assert read(path, table=0).rows == [("Ana", "Porto")]
    got = read(path, table=1)
    assert (got.rows, got.lines) == ([("1", "ü")], [2])


def test_a_workbook_inside_an_archive_is_read_by_sheet(tmp_path: Path) -> None:
    book = workbook(tmp_path / "b.xlsx", {"One": [["a", "b"], ["x", 1]], "Two": [["c", "d"], ["y", 2]]})
    path = zipped(tmp_path, {"b.xlsx": book.read_bytes()})
    assert [g.member for g in tables_in(path)] == ["b.xlsx!One", "b.xlsx!Two"]
    assert read(path, table=1).rows == [("y", "2")]


def test_the_time_of_a_member_is_in_its_name_or_in_the_archive(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo("a.csv", (2023, 5, 6, 7, 8, 10)), TABLE)
        archive.writestr("b-2022-01-02.csv", TABLE)
    assert read(path, table=0).staged.file_time == datetime(2023, 5, 6, 7, 8, 10)
    assert read(path, table=1).staged.file_time == datetime(2022, 1, 2)


def test_names_that_point_outside_are_only_names(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"../../evil.csv": TABLE, "/etc/passwd.csv": TABLE})
    assert read(path).rows == [("Ana", "Porto")]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["all.zip"]


def test_an_archive_in_an_archive_is_not_opened(tmp_path: Path) -> None:
    inner = zipped(tmp_path, {"a.csv": TABLE}, "inner.zip").read_bytes()
    path = zipped(tmp_path, {"inner.zip": inner, "x.csv.gz": gzip.compress(TABLE.encode())})
    with pytest.raises(Unreadable, match="archive inside an archive"):
        tables_in(path)


def test_members_that_are_no_tables_do_not_hide_the_others(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"a.csv": TABLE, "empty.csv": b"", "p.pdf": b"%PDF-1.4"})
    contents = look_into(path)
    assert [g.member for g in contents.tables] == ["a.csv"]
    assert [s.member for s in contents.skipped] == ["empty.csv", "p.pdf"]


def test_an_archive_without_tables_says_what_it_holds(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"holds no table: p\.pdf is a PDF document"):
        tables_in(zipped(tmp_path, {"p.pdf": b"%PDF-1.4"}))
    with pytest.raises(Unreadable, match="no file in it"):
        tables_in(zipped(tmp_path, {}))
    with pytest.raises(Unreadable, match="text document"):
        tables_in(zipped(tmp_path, {"word/document.xml": b"<w/>"}, "letter.docx"))


def test_a_small_file_that_grows_a_hundredfold_is_refused(tmp_path: Path) -> None:
    bomb = b"a,b\n" + b"0,0\n" * 6_000_000
    path = zipped(tmp_path, {"bomb.csv": bomb})
    with pytest.raises(Unreadable, match="more than 100 times its size"):
        read(path)
    packed = tmp_path / "bomb.csv.gz"
    packed.write_bytes(gzip.compress(bomb))
    with pytest.raises(Unreadable, match="more than 100 times its size"):
        read(packed)


def test_an_archive_that_grows_too_large_or_holds_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = zipped(tmp_path, {"a.csv": TABLE, "b.csv": "a,b\n" + os.urandom(3 << 20).hex() + ",1\n"})
    monkeypatch.setattr(archives, "MOST_BYTES", 1 << 20)
    with pytest.raises(Unreadable, match="grows beyond"):
        read(path, table=1)
    monkeypatch.setattr(archives, "MOST_MEMBERS", 1)
    with pytest.raises(Unreadable, match="holds 2 files"):
        tables_in(path)


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"a.csv": "a,b\n" + "1,2\n" * 1000})
    data = bytearray(path.read_bytes())
    data[60] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(Unreadable, match="damaged or was cut short"):
        read(path)
    path.write_bytes(data[:100])
    with pytest.raises(Unreadable, match="damaged or was cut short"):
        read(path)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("all.zip", b"Please log in to download\n"),
        ("all.zip", bytes(range(256)) * 20),
        ("list.XLSX", b"Error 500\n"),
        ("list.parquet", b"Error 500\n"),
    ],
)
def test_a_file_that_is_no_archive_whatever_it_is_called_is_said_to_be_none(
    tmp_path: Path, name: str, data: bytes
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(Unreadable, match=r"is called a.* and is none, or its beginning was cut off") as said:
        tables_in(tmp_path / name)
    assert name in said.value.message
    assert said.value.remedy == "Download or export it again."


def test_a_table_is_read_even_where_it_is_called_an_archive(tmp_path: Path) -> None:
    (tmp_path / "all.zip").write_text(TABLE)
    assert tables_in(tmp_path / "all.zip")[0].header == ("Name", "City")


def test_an_archive_locked_with_a_password_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"a.csv": TABLE})
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(Unreadable, match="locked with a password"):
        read(path)


def test_of_an_archive_packed_anew_the_table_that_is_gone_is_named(tmp_path: Path) -> None:
    (table,) = tables_in(zipped(tmp_path, {"a.csv": TABLE}))
    anew = zipped(tmp_path, {"b.csv": TABLE})
    with pytest.raises(Unreadable, match=r'all\.zip no longer holds "a\.csv"'):
        line_of(anew, table.dialect, [1])
