"""A backup typed at the command line comes back as the same business."""

import pytest

from tests.cli.test_words import forbidden_in

pytestmark = pytest.mark.slow


def test_a_backup_restored_lists_the_same_files(sample, typed, tmp_path):
    made = typed(sample, "backup", str(tmp_path / "stick"))
    assert made.returncode == 0, made.stderr
    assert "restoring it was tried out" in " ".join(made.stdout.split())
    back = typed(sample, "restore", str(tmp_path / "stick"), "--to", str(tmp_path / "new"))
    assert back.returncode == 0, back.stderr
    assert forbidden_in(made.stdout + back.stdout, {str(tmp_path)}) == set()
    assert typed(tmp_path / "new", "imports").stdout == typed(sample, "imports").stdout


def test_a_folder_without_a_backup_is_refused_in_a_sentence(sample, typed, tmp_path):
    refused = typed(sample, "restore", str(tmp_path), "--to", str(tmp_path / "new"))
    assert refused.returncode == 2
    assert "holds none" in refused.stderr


def test_reading_every_byte_of_what_was_loaded_finds_no_fault(sample, typed):
    printed = typed(sample, "doctor", "--deep").stdout
    assert "hashes and counts are right" in " ".join(printed.split())
