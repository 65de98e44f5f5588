"""Which files are looked at, and which mapping is taken for each."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from closeknit.errors import MappingError
from closeknit.ledger.finding import chosen_mapping, files_under, find
from closeknit.ledger.report import NotUnderstood
from closeknit.sources.mappings.library import mapping_from_text
from tests.ledger.loads import ORDERS, mapped, order, write_rows
from tests.sources.mail.letters import letter


def names(folder: Path) -> list[str]:
    missed: list[NotUnderstood] = []
    return [path.name for path in files_under([folder, folder], missed, ledger=folder / "data" / "ledger")]


def test_folders_are_read_deep_sorted_and_once(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", "deep/c.csv", ".hidden.csv", "~$lock.xlsx", "mapping.toml"):
        write_rows(tmp_path / name, [])
    assert names(tmp_path) == ["a.csv", "b.csv", "c.csv"]


def test_our_own_folders_are_passed_over(tmp_path: Path) -> None:
    for name in ("data/ledger/x.parquet", "data/book/y.parquet", "data/more.csv"):
        write_rows(tmp_path / name, [])
    assert names(tmp_path) == ["more.csv"]


def test_a_link_that_leads_round_in_a_circle_is_not_followed(tmp_path: Path) -> None:
    write_rows(tmp_path / "in" / "a.csv", [])
    (tmp_path / "in" / "up").symlink_to(tmp_path, target_is_directory=True)
    assert names(tmp_path) == ["a.csv"]


def test_a_linked_folder_is_read_and_a_file_found_twice_once(tmp_path: Path) -> None:
    write_rows(tmp_path / "far" / "b.csv", [])
    write_rows(tmp_path / "in" / "may" / "a.csv", [])
    (tmp_path / "in" / "newest").symlink_to(tmp_path / "in" / "may", target_is_directory=True)
    (tmp_path / "in" / "other").symlink_to(tmp_path / "far", target_is_directory=True)
    assert names(tmp_path / "in") == ["a.csv", "b.csv"]


def test_a_folder_that_cannot_be_opened_is_told_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("good/a.csv", "bad/b.csv", "good/bad/c.csv", "good/deep/d.csv"):
        write_rows(tmp_path / name, [])
    real = Path.iterdir

    def refuses(path: Path) -> object:
        if path.name == "bad":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(Path, "iterdir", refuses)
    missed: list[NotUnderstood] = []
    files = files_under([tmp_path / "bad", tmp_path / "good"], missed, ledger=tmp_path / "l")
    assert [path.name for path in files] == ["a.csv", "d.csv"]
    told = [
        f"{path} cannot be looked into: Permission denied"
        for path in (tmp_path / "bad", tmp_path / "good/bad")
    ]
    assert [one.reason for one in missed] == told


def test_the_users_own_mapping_goes_before_a_known_one(tmp_path: Path) -> None:
    own = mapping_from_text(ORDERS)
    file = write_rows(tmp_path / "orders.csv", [order(1)])
    search = find([file], ledger=tmp_path / "l", own=[own])
    assert [one.mapping for one in search.found] == [own]


def test_a_mapping_is_named_by_its_file_or_by_its_stream(tmp_path: Path) -> None:
    mapping, called = chosen_mapping("xero/invoices")
    assert (mapping.stream_id, called) == ("xero/invoices", "xero/invoices")
    mapping, called = chosen_mapping(mapped(tmp_path))
    assert (mapping.stream_id, called) == ("shop/orders", str(tmp_path / "orders.toml"))
    mapping, called = chosen_mapping("shop/orders", own=[mapping])
    assert (mapping.stream_id, called) == ("shop/orders", "shop/orders")


def test_a_mapping_that_is_not_there_is_said_to_be_so() -> None:
    with pytest.raises(MappingError) as raised:
        chosen_mapping("xero/invoice")
    assert raised.value.message == 'there is no mapping "xero/invoice"'
    assert raised.value.remedy == 'did you mean "xero/invoices"?'


def test_a_folder_of_messages_and_each_mailbox_of_a_maildir_stand_for_what_is_in_them(tmp_path: Path) -> None:
    box, saved = tmp_path / "Maildir", tmp_path / "saved"
    for one in ("cur/1:2,S", "new/2", "tmp/3", ".Sent/cur/4:2,S", ".Sent/new/5"):
        (box / one).parent.mkdir(parents=True, exist_ok=True)
        (box / one).write_bytes(letter())
    (box / "dovecot-uidlist").write_text("3 V1\n")
    saved.mkdir()
    for name in ("1.eml", "2.eml"):
        (saved / name).write_bytes(letter())
    write_rows(saved / "t.csv", [])
    assert sorted(names(tmp_path)) == [".Sent", "Maildir", "saved", "t.csv"]
    (saved / "2.eml").unlink()
    assert sorted(names(saved)) == ["1.eml", "t.csv"]


def test_what_nobody_knows_in_an_archive_of_known_exports_is_told_in_one_line(tmp_path: Path) -> None:
    known = "First Name,Last Name,URL,Company,Position,Connected On\nAna,Ruiz,,Halden,CFO,12 Mar 2024\n"
    others = {
        "Shares.csv": "Date,Link\n1,2\n",
        "Skills.csv": "Name\nDesign\n",
        "Reactions.csv": "Date,Type\n1,2\n",
    }
    archive = tmp_path / "archive.zip"
    with zipfile.ZipFile(archive, "w") as out:
        for name, text in ({"Connections.csv": known} | others).items():
            out.writestr(name, text)
    search = find([archive], ledger=tmp_path / "ledger")
    assert [one.mapping.stream_id for one in search.found] == ["linkedin/connections"]
    assert search.not_understood == ()
    (note,) = search.notes
    assert note.startswith(
        "archive.zip also holds 3 tables of no known export, left out: Shares.csv, Skills.csv, R"
    )


def test_an_archive_of_which_nothing_is_known_is_told_file_by_file(tmp_path: Path) -> None:
    archive = tmp_path / "archive.zip"
    with zipfile.ZipFile(archive, "w") as out:
        for name in ("a.csv", "b.csv", "c.csv"):
            out.writestr(name, "one,two\n1,2\n")
    missed = find([archive], ledger=tmp_path / "ledger").not_understood
    assert [one.file for one in missed] == ["archive.zip!a.csv", "archive.zip!b.csv", "archive.zip!c.csv"]
    assert all(one.proposal for one in missed)
