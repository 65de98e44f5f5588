"""Answers are kept whole and found again by key and by finding."""

from dataclasses import replace

from closeknit.answers.kept import MOST, finding_ids, finding_kept, keep, kept
from tests.reports.answers_made import made_answer


def test_an_answer_kept_comes_back_equal(tmp_path):
    answer = replace(made_answer(), cache_key="abc")
    keep(answer, tmp_path)
    assert kept("abc", tmp_path) == answer


def test_a_finding_is_found_by_its_id_in_the_answers_kept(tmp_path):
    keep(replace(made_answer(), cache_key="abc"), tmp_path)
    answer, finding = finding_kept("clients-late-3f9a2c", tmp_path)
    assert finding.kind == "late"
    assert answer.lens == "clients"
    assert finding_kept("clients-late-000000", tmp_path) is None
    assert "clients-model-aaaaaa" in finding_ids(tmp_path)


def test_a_torn_file_counts_as_no_answer(tmp_path):
    (tmp_path / "abc.json").write_bytes(b'{"lens": "cl')
    assert kept("abc", tmp_path) is None


def test_only_the_newest_answers_are_kept(tmp_path):
    for n in range(MOST + 5):
        keep(replace(made_answer(), cache_key=f"k{n}"), tmp_path)
    assert len(list(tmp_path.glob("*.json"))) == MOST


def test_an_answer_that_cannot_be_kept_is_no_fault(tmp_path):
    (tmp_path / "answers").write_text("a file where the folder should be")
    keep(replace(made_answer(), cache_key="abc"), tmp_path / "answers")
    assert kept("abc", tmp_path / "answers") is None
