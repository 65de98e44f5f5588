"""Mailboxes as files, folders and archives: every message is a row or a problem, wherever it stands."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from closeknit.errors import Unreadable
from closeknit.sources.mail.messages import COLUMNS
from closeknit.sources.tables.dialects import ReadRules
from closeknit.sources.tables.looking import look_into, tables_in
from tests.sources.files_read import Read, read
from tests.sources.mail.letters import letter, mailbox
from tests.sources.mail.test_hostile_mail import nested

A, B = letter("one\n", Message_ID="<a@x>"), letter("two\n", Message_ID="<b@x>")


def ids(found: Read) -> list[str | None]:
    return [row[0] for row in found.rows]


def test_a_mailbox_file_is_a_table_of_its_messages_with_their_lines(tmp_path: Path) -> None:
    (tmp_path / "Inbox").write_bytes(mailbox(A, B))
    found = read(tmp_path / "Inbox")
    assert (ids(found), found.header) == (["a@x", "b@x"], tuple(COLUMNS))
    assert found.lines == [
        1,
        mailbox(A, B).split(b"\n").index(b"From someone@x.example Mon Mar  2 10:11:12 2026", 1) + 1,
    ]


def test_a_gzipped_or_zipped_mailbox_is_read(tmp_path: Path) -> None:
    (tmp_path / "in.mbox.gz").write_bytes(gzip.compress(mailbox(A, B)))
    assert ids(read(tmp_path / "in.mbox.gz")) == ["a@x", "b@x"]
    with zipfile.ZipFile(tmp_path / "takeout.zip", "w") as archive:
        archive.writestr("Takeout/Mail/All mail.mbox", mailbox(A, B))
        archive.writestr("Takeout/archive_browser.html", "<html>")
    assert ids(read(tmp_path / "takeout.zip")) == ["a@x", "b@x"]
    assert [s.member for s in look_into(tmp_path / "takeout.zip").skipped] == ["Takeout/archive_browser.html"]


def test_the_messages_of_an_archive_are_one_table(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "mails.zip", "w") as archive:
        archive.writestr("1.eml", A)
        archive.writestr("t.csv", "a,b\n1,2\n")
        archive.writestr("2.eml", B)
    first, second = tables_in(tmp_path / "mails.zip")
    assert (first.member, second.member) == ("", "t.csv")
    assert ids(read(tmp_path / "mails.zip")) == ["a@x", "b@x"]


def test_a_folder_of_messages_is_one_table(tmp_path: Path) -> None:
    for name, data in (("1.eml", A), ("2.eml", B), ("notes.txt", b"hello")):
        (tmp_path / name).write_bytes(data)
    assert ids(read(tmp_path)) == ["a@x", "b@x"]


def test_a_maildir_is_what_is_in_it_whatever_the_files_are_called(tmp_path: Path) -> None:
    for part in ("cur", "new", "tmp"):
        (tmp_path / part).mkdir()
    (tmp_path / "cur" / "1234.M5.host:2,S").write_bytes(A)
    (tmp_path / "new" / "1235.M6.host").write_bytes(B)
    (tmp_path / "tmp" / "1236.M7.host").write_bytes(letter(Message_ID="<c@x>"))
    (tmp_path / "cur" / "1237.M8.host:2,").write_bytes(b"no mail\n")
    found = read(tmp_path)
    assert ids(found) == ["a@x", "b@x"]
    assert [str(p["reason"]).partition(",")[0] for p in found.problems] == ["1237.M8.host:2"]


def test_a_message_that_cannot_be_read_costs_itself_and_says_where_it_is(tmp_path: Path) -> None:
    box = mailbox(A) + b"From x Mon Mar  2 10:11:12 2026\nX-Nothing: a\n\nhm\n\n" + mailbox(B)
    (tmp_path / "in.mbox").write_bytes(box)
    found = read(tmp_path / "in.mbox")
    assert ids(found) == ["a@x", "b@x"]
    (problem,) = found.problems
    place = box.index(b"From x Mon")
    assert (problem["code"], problem["ordinal"]) == ("mail.unreadable", 2)
    assert problem["line"] == box[:place].count(b"\n") + 1
    assert f"message 2 (18 bytes from byte {place:,} on)" in str(problem["reason"])


def test_of_what_cannot_be_read_no_text_is_kept_where_none_is_wished(tmp_path: Path) -> None:
    (tmp_path / "in.mbox").write_bytes(mailbox(A) + b"From x Mon Mar  2 10:11:12 2026\nX-Nothing: a\n\nhm\n")
    found = read(tmp_path / "in.mbox", ReadRules(mail="metadata"))
    assert [p["raw"] for p in found.problems] == [""]
    assert "one" not in (cell for row in found.rows for cell in row)


@pytest.mark.parametrize(
    ("head", "says"),
    [(b"!BDN" + b"x" * 99, "Outlook data file"), (b'// <!-- <mdb:mork:z v="1.4"/> -->\n', "Thunderbird")],
)
def test_what_mail_programs_keep_beside_mailboxes_is_called_by_name(
    tmp_path: Path, head: bytes, says: str
) -> None:
    (tmp_path / "x").write_bytes(head)
    with pytest.raises(Unreadable, match=says):
        look_into(tmp_path / "x")


def test_of_a_message_whose_parts_lie_too_deep_the_header_is_kept_and_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "deep.eml").write_bytes(nested(1_000))
    assert read(tmp_path / "deep.eml").staged.notes == (
        "only the header could be read of some messages in it (1): "
        "MIME nesting exceeds maximum allowed depth",
    )
