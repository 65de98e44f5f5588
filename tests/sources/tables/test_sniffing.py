"""Delimiters, whitespace files, and what decides between them."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeknit.errors import MappingError
from closeknit.sources.tables.dialects import ReadRules
from closeknit.sources.tables.sniffing import find_delimiter
from tests.sources.files_read import read_text


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b,c\n1,2,3\n", ","),
        ("name;amount\nAna;1,50\nBen;2,75\n", ";"),
        ("date;amount;tax\n1.1.;1,5;0,3\n2.1.;2,5;0,4\n", ";"),
        ("name\tnote\nAna\thello, you; there\nBen\tone, two, three\n", "\t"),
        ("a|b\n1|2\n", "|"),
        ('a,b\n"x;y;z;w",1\n"u;v;w;x",2\n', ","),
        ("email\nana@x.example\nben@y.example\n", ","),
        ("Report; as of today\n\na,b,c,d\n1,2,3,4\n1,2,3,4\n", ","),
        ("x 1 2.5\ny 2 3.5\nz 3 4.5\n", "whitespace"),
        ("Ana Ruiz\nBen Okafor\nEve Lu\n", ","),
    ],
)
def test_the_delimiter_whose_rows_agree_is_found(text: str, delimiter: str) -> None:
    assert find_delimiter(text.encode()) == delimiter


def test_whitespace_files_are_read_with_given_names(tmp_path: Path) -> None:
    text = " 00004 0001 19970101  2   29.33\r\n 00004 0001 19970118  2   29.73\r\n\r\n 00005 0002 oops\r\n"
    names = ("id", "sample", "date", "cds", "dollars")
    got = read_text(tmp_path, text, ReadRules(delimiter="whitespace", header=names))
    assert got.header == names
    assert got.rows == [
        ("00004", "0001", "19970101", "2", "29.33"),
        ("00004", "0001", "19970118", "2", "29.73"),
    ]
    assert got.codes == [(4, "row.ragged")]
    assert got.lines == [1, 2]


def test_quotes_mean_nothing_where_whitespace_delimits(tmp_path: Path) -> None:
    got = read_text(tmp_path, 'size what\n13" "x\n14" y\n', ReadRules(delimiter="whitespace"))
    assert got.rows == [('13"', '"x'), ('14"', "y")]


def test_a_single_column_is_a_table(tmp_path: Path) -> None:
    got = read_text(tmp_path, "email\nana@x.example\n\nben@y.example\n")
    assert got.rows == [("ana@x.example",), ("ben@y.example",)]


def test_a_mapping_can_name_the_delimiter(tmp_path: Path) -> None:
    got = read_text(tmp_path, "a~b\n1~2\n", ReadRules(delimiter="~"))
    assert (got.header, got.rows) == (("a", "b"), [("1", "2")])


def test_a_delimiter_of_two_characters_is_refused_with_a_hint() -> None:
    with pytest.raises(MappingError, match="whitespace"):
        ReadRules(delimiter="whitspace")
    with pytest.raises(MappingError, match=r"read\.escape"):
        ReadRules(escape="'")
