"""Texts in the encodings that exports come in."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from closeknit.errors import Unreadable
from closeknit.sources.tables.dialects import ReadRules
from closeknit.sources.tables.encodings import encoding_of
from tests.sources.files_read import read_text

GERMAN = "Kunde;Ort\nMüller & Söhne;Köln\nBäckerei Groß;Gießen\n"


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("utf-32-le", codecs.BOM_UTF32_LE),
        ("cp1252", b""),
    ],
)
def test_german_names_survive_every_usual_encoding(tmp_path: Path, encoding: str, mark: bytes) -> None:
    got = read_text(tmp_path, mark + GERMAN.replace("\n", "\r\n").encode(encoding))
    assert got.header == ("Kunde", "Ort")
    assert got.rows == [("Müller & Söhne", "Köln"), ("Bäckerei Groß", "Gießen")]
    assert got.staged.dialect.encoding == encoding
    assert got.lines == [2, 3]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("id,name,price\n1,Smith – “Acme”,€ 5\n2,José O´Brien,£3\n", "cp1252"),
        ("id,nom\n1,Société Générale créée\n2,Bâtiment à côté\n", "cp1252"),
        ("id,name\n1,Åke Öberg\n2,Malmö Kök\n", "cp1252"),
        ("id,nazwa\n1,Żółta łódź sp. z o.o.\n2,Przedsiębiorstwo Śląskie\n", "cp1250"),
        ("номер,имя\n1,Общество Ромашка\n2,Иванов Пётр\n", "cp1251"),
        ("番号,名前\n1,株式会社山田\n2,東京商事カブシキ\n", "shift_jis"),
        ("编号,名称\n1,北京有限公司\n2,上海贸易\n", "gb18030"),
    ],
)
def test_other_encodings_are_told_apart_by_their_words(tmp_path: Path, text: str, encoding: str) -> None:
    got = read_text(tmp_path, text.encode(encoding))
    assert got.rows == [tuple(line.split(",")) for line in text.splitlines()[1:]]


def test_an_accent_far_down_the_file_decides_too(tmp_path: Path) -> None:
    rows = "".join(f"{n};Ana;Porto\n" for n in range(20_000))
    got = read_text(tmp_path, f"id;name;city\n{rows}x;Müller;Köln\n".encode("cp1252"))
    assert got.rows[-1] == ("x", "Müller", "Köln")
    assert got.staged.dialect.encoding == "cp1252"
    assert got.lines[-1] == 20_002


def test_the_encoding_a_mapping_names_is_taken(tmp_path: Path) -> None:
    text = "id,name\n1,Łódź\n".encode("iso8859-2")
    assert read_text(tmp_path, text, ReadRules(encoding="latin2")).rows == [("1", "Łódź")]
    assert read_text(tmp_path, "id,name\n1,Ä\n".encode("utf-16"), ReadRules(encoding="utf-16")).rows == [
        ("1", "Ä")
    ]


@pytest.mark.parametrize("rows", [3, 30_000])
def test_a_file_that_is_not_in_the_encoding_named_is_refused_with_the_line(tmp_path: Path, rows: int) -> None:
    text = "id,name\n" + "1,Ana\n" * rows + "2,Müller\n"
    with pytest.raises(Unreadable) as raised:
        read_text(tmp_path, text.encode("cp1252"), ReadRules(encoding="utf-8"))
    assert f"not written in utf-8: line {rows + 2} holds the byte FC" in raised.value.message
    assert "cp1252" in raised.value.remedy


def test_an_encoding_nobody_knows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match='no encoding called "utf-9"'):
        read_text(tmp_path, GERMAN, ReadRules(encoding="utf-9"))


def test_a_character_at_the_edge_of_the_first_look_is_no_sign_of_another_encoding() -> None:
    assert encoding_of(b"a" * 10 + "ü".encode()[:1]) == "utf-8"
