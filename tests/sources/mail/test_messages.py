"""One message as one row: who, when, which conversation; what is missing, broken or not to be kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeknit.sources.mail.fields import begins_message
from closeknit.sources.mail.messages import COLUMNS, message_row
from tests.sources.mail.letters import cells, letter


def test_a_plain_message_gives_every_column() -> None:
    found = cells(
        letter(Cc="jo@ours.example, Li <li@x.example>", References="<r@x> <q@x>", In_Reply_To="<q@x>")
    )
    assert found == {
        "message_id": "m1@halden.example",
        "at": "2026-03-02T09:11:12Z",
        "from": "ana@halden.example",
        "from_name": "Ana Ruiz",
        "to": "Jo Lind <jo@ours.example>, Li <li@x.example>",
        "recipients": "2",
        "subject": "The offer",
        "thread": "r@x",
        "in_reply_to": "q@x",
        "references": "r@x q@x",
        "sort": "mail",
        "text": "Hello Jo,\n\nagreed.",
        "fullness": "7",
    }


@pytest.mark.parametrize(
    ("date", "at"),
    [
        ("Thu Nov  1 11:19:12 2001", "2001-11-01 11:19:12"),
        ("Thu, 1 Nov 2001 11:19:12 -0500 (EST)", "2001-11-01T16:19:12Z"),
        ("Thu, 1 Nov 01 11:19:12 GMT", "2001-11-01T11:19:12Z"),
        ("31 Dec 1979 23:00:00 +0000", None),
        ("Mon, 2 Mar 20226 10:11:12 +0100", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_the_time_is_that_of_the_header_where_it_is_one(date: str | None, at: str | None) -> None:
    assert cells(letter(Date=date)).get("at") == at


def test_without_a_usable_date_the_server_that_took_it_in_tells() -> None:
    received = "from a by b; Tue, 3 Mar 2026 08:00:00 +0000"
    assert cells(letter(Date="soon", Received=received))["at"] == "2026-03-03T08:00:00+00:00"


@pytest.mark.parametrize(
    ("written", "address", "name"),
    [
        ("ana at halden.example (Ana Ruiz)", "ana@halden.example", "Ana Ruiz"),
        ("Ruiz, Ana <ana@halden.example>", "ana@halden.example", "Ruiz, Ana"),
        ("Ana Ruiz ana@halden.example", "ana@halden.example", ""),
        ('"ana@halden.example" <ana@halden.example>', "ana@halden.example", ""),
        ("=?utf-8?q?Ana_Ru=C3=ADz?= <ana@halden.example>", "ana@halden.example", "Ana Ruíz"),
        ("Ana", None, "Ana"),
    ],
)
def test_authors_are_read_however_they_are_written(written: str, address: str | None, name: str) -> None:
    found = cells(letter(From=written))
    assert (found.get("from"), found.get("from_name", "")) == (address, name)


def test_names_in_a_wrong_encoding_are_read_as_well_as_can_be() -> None:
    raw = letter().replace(b"Ana Ruiz <ana@halden.example>", b"luc\xeda at x.example (=?UTF-8?Q?Luc=eda?=)")
    assert (cells(raw)["from"], cells(raw)["from_name"]) == ("lucía@x.example", "Lucía")


def test_without_a_name_of_its_own_a_message_is_called_by_what_it_says() -> None:
    one, same = cells(letter(Message_ID=None)), cells(letter(Message_ID=""))
    other = cells(letter("else\n", Message_ID=None))
    assert one["message_id"] == same["message_id"] != other["message_id"]
    assert one["message_id"] == cells(letter(Message_ID=None), "metadata")["message_id"]


@pytest.mark.parametrize("ends", [b"\n", b"\r\n"], ids=["lf", "crlf"])
def test_letters_without_a_name_are_one_only_where_their_texts_are(ends: bytes) -> None:
    texts = ("Agreed.\n\nAna\n", "Not agreed.\n\nAna\n", "")
    named = [cells(letter(text, Message_ID=None).replace(b"\n", ends))["message_id"] for text in texts]
    assert named == [cells(letter(text, Message_ID=None))["message_id"] for text in texts]
    assert len(set(named)) == len(texts)


def test_only_as_much_is_kept_as_is_wished() -> None:
    signed = letter("Secret.\n\nBest regards\nAna Ruiz\nHead of Sales\n")
    assert cells(signed)["title"] == "Head of Sales"
    for keep, subject in (("subjects", "The offer"), ("metadata", None)):
        found = cells(signed, keep)
        assert found.get("subject") == subject
        assert not {"text", "title", "phone", "firm"} & found.keys()


def test_gmail_says_what_was_sent_and_what_is_a_draft() -> None:
    labels = cells(letter(X_Gmail_Labels="Gesendet,Wichtig,=?UTF-8?Q?B=C3=BCro?=", X_GM_THRID="1585"))
    assert (labels["labels"], labels["sent"], labels["gmail_thread"]) == (
        "Gesendet, Wichtig, Büro",
        "yes",
        "1585",
    )
    assert cells(letter(X_Gmail_Labels="Drafts"))["sort"] == "draft"


def test_a_message_of_html_says_its_text() -> None:
    page = "<style>p {x}</style><p>Hello&nbsp;Jo,<br>agreed &amp; done.</p><blockquote>old</blockquote>"
    assert cells(letter(page, Content_Type="text/html"))["text"] == "Hello Jo,\nagreed & done."


def test_what_is_broken_is_read_as_far_as_it_goes() -> None:
    parts = (
        "--b\nContent-Type: text/plain\n\nstill here\n"
        "--b\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\n!!!\n--b--\n"
    )
    found = cells(letter(parts, Content_Type="multipart/mixed; boundary=b"))
    assert found["text"] == "still here"
    assert "ase64" in found["broken"]


def test_what_is_no_message_is_none() -> None:
    assert message_row(b"just some text\nof two lines\n", "texts") is None
    assert message_row(b"", "texts") is None


@pytest.mark.parametrize(
    ("head", "is_one"),
    [
        (letter(), True),
        (b"Received: from a\n\tby b\nReturn-Path: <x@y>\n\nhi", True),
        (b"name;city\nFrom: a;b\n", False),
        (b"BEGIN:VCARD\nVERSION:3.0\n", False),
        (b"Subject: a\nTo: b\n\nhi", False),
        (b"From: a\nnot a header\nDate: b\n\n", True),
        (b"From: a\nno\nheader\nat all\nDate: b\n\n", False),
        (b"", False),
    ],
)
def test_a_message_is_known_by_its_header(head: bytes, is_one: bool) -> None:
    assert begins_message(head) is is_one


def test_the_page_on_mail_lists_every_column_with_what_it_holds() -> None:
    page = (Path(__file__).parents[3] / "docs" / "how-to" / "load-your-mail.md").read_text(encoding="utf-8")
    listed = [line for line in page.splitlines() if line.startswith("| `")]
    assert listed[-len(COLUMNS) :] == [f"| `{name}` | {what} |" for name, what in COLUMNS.items()]
