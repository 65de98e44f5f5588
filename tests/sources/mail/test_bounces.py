"""Whom mail could not reach, and whom a report says nothing about."""

from __future__ import annotations

import pytest

from tests.sources.mail.letters import cells, letter

DAEMON = {
    "From": "Mail Delivery <mailer-daemon@ours.example>",
    "Subject": "Undelivered Mail Returned to Sender",
}


def report(*groups: str, text: str = "Sorry.") -> dict[str, str]:
    """What a delivery report of these groups says."""
    said = "\n\n".join(("Reporting-MTA: dns; x", *groups))
    body = (
        f"--b\nContent-Type: text/plain\n\n{text}\n--b\nContent-Type: message/delivery-status\n\n{said}\n"
        "--b\nContent-Type: message/rfc822\n\nFrom: jo@ours.example\nTo: li@x.example\n"
        "Subject: secret\n\nx\n--b--\n"
    )
    kind = "multipart/report; report-type=delivery-status; boundary=b"
    return cells(letter(body, **DAEMON, Content_Type=kind), "metadata")


def group(address: str, status: str = "5.1.1", action: str = "failed") -> str:
    return f"Final-Recipient: rfc822; {address}\nAction: {action}\nStatus: {status}"


def test_a_report_names_who_is_gone_even_where_no_text_is_kept() -> None:
    found = report(group("li@x.example"), group("mo@x.example", "5.1.10"))
    assert (found["sort"], found["gone"], found["bounce"]) == (
        "bounce", "li@x.example, mo@x.example", "failed 5.1.1",
    )  # fmt: skip
    assert "text" not in found


def test_of_an_address_passed_on_the_one_we_wrote_to_is_gone() -> None:
    found = report("Original-Recipient: rfc822; li@x.example\n" + group("li@inside.x.example"))
    assert found["gone"] == "li@x.example"


@pytest.mark.parametrize(
    ("status", "action"),
    [
        ("4.4.1", "delayed"),
        ("5.2.2", "failed"),
        ("5.7.1", "failed"),
        ("5.3.4", "failed"),
        ("2.0.0", "relayed"),
    ],
)
def test_delays_full_mailboxes_and_spam_say_nothing_about_a_contact(status: str, action: str) -> None:
    assert "gone" not in report(group("li@x.example", status, action))


@pytest.mark.parametrize(
    "text",
    [
        "<li@x.example>:\nSorry, no mailbox here by that name. (#5.1.1)",
        "Delivery has failed to these recipients:\nli@x.example\nThe email address wasn't found.",
        "Die Adresse li@x.example existiert nicht.",
        "li@x.example: host mx.x.example said: 550 User unknown",
    ],
)
def test_usual_texts_without_a_report_are_read(text: str) -> None:
    assert cells(letter(text, **DAEMON))["gone"] == "li@x.example"


@pytest.mark.parametrize(
    "text",
    [
        "Neither li@x.example nor mo@x.example exists: user unknown",
        "li@x.example: mailbox full",
        "li@x.example said 452 4.2.2 over quota",
        "Something went wrong.",
    ],
)
def test_where_a_text_is_not_clear_nobody_is_taken_for_gone(text: str) -> None:
    found = cells(letter(text, **DAEMON))
    assert found["sort"] == "bounce"
    assert "gone" not in found


def test_the_provider_says_it_in_the_header() -> None:
    assert cells(letter("550", X_Failed_Recipients="li@x.example"))["gone"] == "li@x.example"
