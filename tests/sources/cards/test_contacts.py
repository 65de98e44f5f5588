"""vCards of all versions as programs write them, and what comes out of each."""

from __future__ import annotations

import io

import pytest

from closeknit.sources.cards.contacts import COLUMNS, NoCard, contact_row
from closeknit.sources.cards.lines import cards_in


def rows(text: str, encoding: str = "utf-8") -> list[dict[str, str | None]]:
    data = text.replace("\n", "\r\n").encode(encoding)
    return [dict(zip(COLUMNS, contact_row(card), strict=True)) for card in cards_in(io.BytesIO(data))]


def one(lines: str, **more: str) -> dict[str, str | None]:
    (row,) = rows(f"BEGIN:VCARD\nVERSION:3.0\n{lines}\nEND:VCARD\n", **more)
    return row


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        ("FN:Mr. Ana Ruiz\nN:Ruiz;Ana;;Mr.;Sr.", "Ana Ruiz"),
        ("FN:Ana Ruiz\nN:Ana Ruiz;;;;", "Ana Ruiz"),
        ("N:Ruiz;Ana;Mar\\,ia,Luz;;", "Ana Mar ia Luz Ruiz"),
        ("FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Zo=C3=AB=20=\nM=C3=BCller", "Zoë Müller"),
        ("FN;CHARSET=ISO-8859-1;QUOTED-PRINTABLE:M=FCller", "Müller"),
        ("FN:Ana\n  Ru\n iz", "Ana Ruiz"),
        ("item1.FN:Ana\\; Ruiz", "Ana; Ruiz"),
        ("ana.doe@x.example\nNICKNAME:Ana", "Ana"),
    ],
)
def test_a_name_is_read_however_it_is_written(lines: str, name: str) -> None:
    assert one(f"{lines}\nEMAIL:ana@halden.example")["name"] == name


def test_characters_of_an_old_set_are_read_by_the_set_named() -> None:
    assert one("FN;CHARSET=ISO-8859-1:Zoë", encoding="latin-1")["name"] == "Zoë"


def test_addresses_and_numbers_of_every_group_are_read_the_preferred_first() -> None:
    row = one(
        "FN:A\nitem1.EMAIL;type=INTERNET:a@x.example\nitem2.EMAIL;type=pref:b@x.example\nEMAIL;X400:c\n"
        "TEL;CELL;VOICE:+1 2\nTEL;TYPE=WORK,FAX:+1 3\nitem3.TEL:+1 4\n"
        "item3.X-ABLabel:_$!<AssistantPhone>!$_\n"
        "TEL;VALUE=uri:tel:+1-5\nitem4.URL:https\\://www.linkedin.com/in/ana"
    )
    assert (row["emails"], row["phones"]) == ("b@x.example; a@x.example", "+1 2; +1-5")
    assert row["profile"] == "https://www.linkedin.com/in/ana"


def test_of_several_the_most_preferred_stands_first_as_vcard_4_says_it() -> None:
    row = one(
        'FN:A\nEMAIL:a@x.example\nEMAIL;PREF=50:b@x.example\nEMAIL;TYPE=work;PREF="1":c@x.example\n'
        "EMAIL;PREF=0:d@x.example\nEMAIL;PREF=two:e@x.example\nTEL;PREF=2:+1 2\nTEL;PREF:+1 3"
    )
    assert row["emails"] == "c@x.example; b@x.example; a@x.example; d@x.example; e@x.example"
    assert row["phones"] == "+1 3; +1 2"


def test_work_and_place_are_those_of_the_office() -> None:
    row = one(
        "FN:A\nORG:Halden GmbH;Finance;Tax\nTITLE:CFO\nADR;TYPE=HOME:;;S;Lyon;;1;France\n"
        "ADR;TYPE=WORK:;;S;Porto;;2;Portugal\nitem1.X-ABRELATEDNAMES:Bo\nitem1.X-ABLabel:_$!<Manager>!$_"
    )
    assert (row["organization"], row["department"], row["title"]) == ("Halden GmbH", "Finance / Tax", "CFO")
    assert (row["city"], row["country"], row["manager"]) == ("Porto", "Portugal", "Bo")


def test_firms_and_groups_are_told_from_people() -> None:
    firm = one("FN:Halden\nX-ABShowAs:COMPANY")
    assert (firm["kind"], firm["organization"]) == ("organization", "Halden")
    assert one("FN:Team\nX-ADDRESSBOOKSERVER-KIND:group")["kind"] == "group"


def test_pictures_are_left_out_and_a_card_within_a_card_is_not_another_one() -> None:
    photo = "PHOTO;ENCODING=b;TYPE=JPEG:" + "A" * 60 + "\n" + (" " + "A" * 70 + "\n") * 20_000
    agent = "AGENT:\nBEGIN:VCARD\nFN:Agent\nEND:VCARD\n"
    found = rows(f"BEGIN:VCARD\nFN:A\n{agent}{photo}TEL:1\nEND:VCARD\nBEGIN:VCARD\nFN:B\nEND:VCARD\n")
    assert [(row["name"], row["phones"]) for row in found] == [("A", "1"), ("B", None)]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\n", "has no name"),
        ("BEGIN:VCARD\nFN:A\n", "is cut short"),
        ("BEGIN:VCARD\nFN:A\nNOTE:" + "x" * 1_100_000 + "\nEND:VCARD\n", "is longer than"),
    ],
)
def test_a_card_that_cannot_be_read_says_why(text: str, why: str) -> None:
    with pytest.raises(NoCard, match=why):
        rows(text)
