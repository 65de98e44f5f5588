"""Watched folders: new and changed files count once they rest; the rest waits, and nothing is told twice."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from closeknit.errors import WorkspaceBusy
from closeknit.ledger.report import LoadReport
from closeknit.ledger.watching import Watch, watch
from tests.sources.mail.letters import letter


def put(path: Path, text: str, at: int) -> None:
    path.write_text(text)
    os.utime(path, (at, at))


def test_a_file_counts_once_it_has_stayed_the_same_from_one_look_to_the_next(tmp_path: Path) -> None:
    folder, file = tmp_path / "in", tmp_path / "in" / "a.csv"
    folder.mkdir()
    watched = Watch([folder], ledger=tmp_path / "ledger")
    assert watched.look() == []
    put(file, "a,b\n", 1)
    assert watched.look() == []
    put(file, "a,b\n1,2\n", 2)
    assert watched.look() == []
    assert watched.look() == [file]
    watched.loaded([file])
    assert watched.look() == []
    put(file, "a,b\n3,4\n", 3)
    assert [watched.look(), watched.look()] == [[], [file]]
    file.unlink()
    assert watched.look() == []
    folder.rmdir()
    assert watched.look() == []


def test_files_are_opened_again_only_where_their_size_or_time_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mails = tmp_path / "mails"
    mails.mkdir()
    for name in ("mails/1.eml", "mails/2.eml", "a.csv"):
        put(tmp_path / name, letter().decode(), 1)
    opened: list[str] = []
    plainly = Path.open

    def noted(path: Path, *given: Any, **named: Any) -> Any:
        opened.append(path.name)
        return plainly(path, *given, **named)

    monkeypatch.setattr(Path, "open", noted)
    watched = Watch([tmp_path], ledger=tmp_path / "ledger")
    assert watched.look() == []
    assert sorted(opened) == ["1.eml", "2.eml", "a.csv"]
    assert watched.look() == [tmp_path / "a.csv", mails]
    assert len(opened) == 3
    put(mails / "2.eml", letter("else").decode(), 2)
    del opened[:]
    assert watched.look() == [tmp_path / "a.csv"]
    assert opened.count("2.eml") == 1
    assert "1.eml" not in opened


@pytest.mark.parametrize("name", ["a.csv.part", "a.csv.crdownload", "a.TMP", ".a.csv", "~$a.xlsx", "a.csv~"])
def test_what_a_program_is_still_writing_waits_for_its_last_name(tmp_path: Path, name: str) -> None:
    put(tmp_path / name, "a,b\n", 1)
    watched = Watch([tmp_path], ledger=tmp_path / "ledger")
    assert [watched.look(), watched.look()] == [[], []]


def test_files_wait_while_another_process_writes_and_are_told_once(tmp_path: Path) -> None:
    put(tmp_path / "a.csv", "a,b\n", 1)
    tries: list[list[Path]] = []
    report = LoadReport((), (), (), 0.0)

    def load(ready: list[Path]) -> LoadReport:
        tries.append(ready)
        if len(tries) == 1:
            raise WorkspaceBusy("busy", remedy="wait", about="")
        return report

    looks = iter(range(6))

    def sleep(seconds: float) -> None:
        assert seconds > 0
        if next(looks, None) is None:
            raise KeyboardInterrupt

    reports = watch([tmp_path], load, ledger=tmp_path / "ledger", sleep=sleep)
    assert list(islice(reports, 1)) == [report]
    with pytest.raises(KeyboardInterrupt):
        next(reports)
    assert tries == [[tmp_path / "a.csv"]] * 2
