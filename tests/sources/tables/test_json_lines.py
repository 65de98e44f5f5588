"""JSON lines and lists, broken lines apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from closeknit.errors import Unreadable
from closeknit.sources.tables import json_lines
from closeknit.sources.tables.looking import tables_in
from tests.sources.files_read import read_text


def test_objects_become_rows_and_nested_ones_flat_columns(tmp_path: Path) -> None:
    text = (
        '{"id": 270402053365, "who": {"name": " Ana ", "org": {"id": 1}}, "tags": ["a", 1.50], "x": null}\n'
        '\n{"id": 2, "amount": 1.10, "open": true, "big": 12345678901234567890123}\n'
    )
    got = read_text(tmp_path, text, name="t.jsonl")
    assert got.header == ("id", "who.name", "who.org.id", "tags", "amount", "open", "big")
    assert got.rows == [
        ("270402053365", "Ana", "1", '["a",1.50]', None, None, None),
        ("2", None, None, None, "1.10", "true", "12345678901234567890123"),
    ]
    assert got.lines == [1, 3]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"a": 1', "no valid JSON"),
        ('{"a": NaN}', "no valid JSON"),
        ('{"a": 1} x', "no valid JSON"),
        ('{"a": "\\ud800"}', "no valid JSON"),
        ("[1, 2]", "no JSON object"),
        ('"x"', "no JSON object"),
        ('{"a":' * 5000 + "1" + "}" * 5000, "too deeply"),
    ],
)
def test_a_line_that_is_no_object_costs_itself_only(tmp_path: Path, line: str, says: str) -> None:
    got = read_text(tmp_path, f'{{"a": 1}}\n{line}\n{{"a": 2}}\n', name="t.jsonl")
    assert got.rows == [("1",), ("2",)]
    assert got.ordinals == [1, 3]
    assert says in str(got.problems[0]["reason"])
    assert got.codes == [(2, "json.invalid")]


def test_bytes_that_are_not_utf8_cost_their_line_only(tmp_path: Path) -> None:
    good = "".join(f'{{"a": "Zoë {n}"}}\n' for n in range(5)).encode()
    got = read_text(tmp_path, good + b'{"a": "M\xfcller"}\n', name="t.jsonl")
    assert (len(got.rows), got.codes) == (5, [(6, "json.invalid")])


def test_a_line_without_end_is_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lines, "LONGEST_LINE", 1000)
    long = json.dumps({"a": "x" * 5000})
    got = read_text(tmp_path, f'{{"a": "1"}}\n{long}\n{{"a": "2"}}\n', name="t.jsonl")
    assert (got.rows, got.codes) == ([("1",), ("2",)], [(2, "row.too_long")])


def test_a_list_of_objects_is_a_table(tmp_path: Path) -> None:
    rows = [{"id": n, "note": 'say "hi" {[', "who": {"name": "Ana"}} for n in range(3)]
    for text in (json.dumps(rows), json.dumps(rows, indent=2), "\ufeff" + json.dumps(rows)):
        got = read_text(tmp_path, text, name="t.json")
        assert got.header == ("id", "note", "who.name")
        assert [row[0] for row in got.rows] == ["0", "1", "2"]
        assert tables_in(got.path)[0].rows[2] == ("2", 'say "hi" {[', "Ana")


def test_a_list_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no valid JSON"):
        read_text(tmp_path, '[{"a": 1}, {"a": 2}', name="t.json")


def test_fields_that_appear_late_are_columns_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lines, "_BATCH", 10)
    lines = [{"a": n} for n in range(25)] + [{"a": 25, "b": "late"}]
    got = read_text(tmp_path, "\n".join(map(json.dumps, lines)), name="t.jsonl")
    assert got.header == ("a", "b")
    assert got.rows[-1] == ("25", "late")
    assert [row[0] for row in got.rows] == [str(n) for n in range(26)]


def test_ids_used_as_names_are_refused(tmp_path: Path) -> None:
    lines = "\n".join(f'{{"k{n}": 1}}' for n in range(5_001))
    with pytest.raises(Unreadable, match="more than 5,000 different field names"):
        read_text(tmp_path, lines, name="t.jsonl")


def test_json_in_utf16_is_read(tmp_path: Path) -> None:
    got = read_text(tmp_path, '{"a": "Zoë"}\n'.encode("utf-16"), name="t.jsonl")
    assert got.rows == [("Zoë",)]


def test_a_list_too_large_to_hold_is_refused_and_the_form_that_may_be_of_any_size_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_lines, "LARGEST_LIST", 1 << 20)
    with pytest.raises(Unreadable, match="one JSON list of more than 1 MB") as refused:
        read_text(tmp_path, json.dumps([{"a": "x" * 1000}] * 1100), name="t.json")
    assert refused.value.remedy.startswith("Write one object per line")
