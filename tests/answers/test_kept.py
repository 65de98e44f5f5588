"""Answers are kept whole and found again by key and by finding."""

from dataclasses import replace
from pathlib import Path

import pytest

from closeknit.answers import kept as keeping
from closeknit.answers.kept import MOST, actions_kept, finding_kept, keep, kept
from tests.reports.answers_made import made_answer


def test_an_answer_kept_comes_back_equal(tmp_path):
    answer = replace(made_answer(), cache_key="abc")
    keep(answer, tmp_path)
    assert kept("abc", tmp_path) == answer


def test_a_finding_is_found_by_its_id_in_the_answers_kept(tmp_path):
    keep(replace(made_answer(), cache_key="clients-1"), tmp_path)
    answer, finding = finding_kept("clients-late-3f9a2c", tmp_path)
    assert finding.kind == "late"
    assert answer == replace(made_answer(), cache_key="clients-1")
    assert finding_kept("clients-late-000000", tmp_path) is None


def test_no_table_is_read_to_find_what_is_not_there_nor_what_to_do(tmp_path, monkeypatch):
    for key in ("clients-1", "profit-1"):
        keep(replace(made_answer(), cache_key=key), tmp_path)
    opened, read_bytes = [], Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda file: opened.append(file.name) or read_bytes(file))
    monkeypatch.setattr(keeping, "_decode", lambda *_: pytest.fail("a table was read"))
    assert finding_kept("domain:okafor.example", tmp_path) is None
    assert opened == []
    assert finding_kept("clients-late-000000", tmp_path) is None
    assert opened == ["clients-1.msgpack"]
    actions = made_answer().actions
    assert tuple(actions_kept("domain:okafor.example", tmp_path)) == actions * 2
    assert tuple(actions_kept("domain:nobody.example", tmp_path)) == ()


def test_a_torn_file_counts_as_no_answer(tmp_path):
    keep(replace(made_answer(), cache_key="clients-1"), tmp_path)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-9])
    assert kept("clients-1", tmp_path) is None
    assert finding_kept("clients-late-3f9a2c", tmp_path) is None
    assert tuple(actions_kept("domain:okafor.example", tmp_path)) == ()


def test_only_the_newest_answers_are_kept(tmp_path):
    for n in range(MOST + 5):
        keep(replace(made_answer(), cache_key=f"k{n}"), tmp_path)
    assert len(list(tmp_path.iterdir())) == MOST


def test_a_file_that_another_process_throws_away_meanwhile_is_as_none(tmp_path, monkeypatch):
    for key in ("clients-1", "clients-2"):
        keep(replace(made_answer(), cache_key=key), tmp_path)
    glob = Path.glob

    def then_gone(folder, pattern):
        found = list(glob(folder, pattern))
        (tmp_path / "clients-2.msgpack").unlink(missing_ok=True)
        return found

    monkeypatch.setattr(Path, "glob", then_gone)
    answer, _ = finding_kept("clients-late-3f9a2c", tmp_path)
    assert answer.cache_key == "clients-1"
    keep(replace(made_answer(), cache_key="clients-3"), tmp_path)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["clients-1.msgpack", "clients-3.msgpack"]


def test_an_answer_that_cannot_be_kept_is_no_fault(tmp_path):
    (tmp_path / "answers").write_text("a file where the folder should be")
    keep(replace(made_answer(), cache_key="abc"), tmp_path / "answers")
    assert kept("abc", tmp_path / "answers") is None
