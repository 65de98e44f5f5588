"""Talk between people, and what programs send."""

from __future__ import annotations

import pytest

from tests.sources.mail.letters import cells, letter


@pytest.mark.parametrize(
    ("headers", "sort"),
    [
        ({}, "mail"),
        ({"Auto_Submitted": "no"}, "mail"),
        ({"List_Id": "Numpy <numpy.python.org>", "List_Post": "<mailto:numpy@python.org>"}, "list"),
        ({"List_Post": "NO", "List_Unsubscribe": "<https://x>"}, "newsletter"),
        ({"X_BeenThere": "a@b", "Precedence": "bulk"}, "list"),
        ({"Precedence": "list"}, "list"),
        ({"List_Unsubscribe": "<https://x.example/u>"}, "newsletter"),
        ({"Precedence": "junk"}, "newsletter"),
        ({"To": ", ".join(f"p{n}@x.example" for n in range(60))}, "newsletter"),
        ({"Auto_Submitted": "auto-generated"}, "automatic"),
        ({"From": "Shop <no-reply@shop.example>"}, "automatic"),
        ({"From": "Ana Noreply <ana@halden.example>"}, "mail"),
        ({"Auto_Submitted": "auto-replied (vacation)"}, "autoreply"),
        ({"Subject": "Automatische Antwort: The offer"}, "autoreply"),
        ({"Subject": "Out of office: back on Monday"}, "autoreply"),
        ({"Subject": "Re: out of office hours"}, "mail"),
        ({"X_Failed_Recipients": "li@x.example"}, "bounce"),
        ({"From": "MAILER-DAEMON@x.example", "Subject": "Undelivered Mail Returned to Sender"}, "bounce"),
        ({"Return_Path": "<>", "Subject": "Unzustellbar: The offer"}, "bounce"),
        ({"Content_Type": "multipart/report; report-type=disposition-notification; boundary=b"}, "mail"),
    ],
)
def test_the_sort_of_a_message_is_told_by_its_header(headers: dict[str, str], sort: str) -> None:
    assert cells(letter(**headers))["sort"] == sort


def test_the_list_is_named_by_its_id() -> None:
    assert cells(letter(List_Id="Numpy <numpy.python.org>"))["list"] == "numpy.python.org"
