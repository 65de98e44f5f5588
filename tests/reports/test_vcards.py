"""The mailing list as an address book: read back, it says what it was given, whatever stands in it."""

from __future__ import annotations

import io

from hypothesis import given, settings
from hypothesis import strategies as st

from closeknit.reports.vcards import vcard_text
from closeknit.sources.cards.contacts import COLUMNS, contact_row
from closeknit.sources.cards.lines import cards_in

EMPTY = dict.fromkeys(("street", "postal_code", "city", "region", "country", "do_not_contact", "email"))
ANA = {**EMPTY, "party_id": 7, "name": "Ana María Ruiz", "organization": "Halden; Söhne, GmbH",
       "standing": "customer", "email": "ana@halden.example", "street": "Weg 1\n2. Hof", "city": "Porto",
       "country": "Portugal"}  # fmt: skip
FIRM = {**EMPTY, "party_id": 8, "name": "Okafor Foods", "organization": "", "standing": "prospect",
        "do_not_contact": "yes"}  # fmt: skip
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=90)


def read_back(text: str) -> list[dict[str, str | None]]:
    return [
        dict(zip(COLUMNS, contact_row(card), strict=True)) for card in cards_in(io.BytesIO(text.encode()))
    ]


def test_people_and_firms_come_back_as_they_were() -> None:
    ana, firm = read_back(vcard_text([ANA, FIRM]))
    assert (ana["uid"], ana["kind"], ana["name"]) == ("closeknit-7", "person", "Ana María Ruiz")
    assert (ana["organization"], ana["emails"]) == ("Halden; Söhne, GmbH", "ana@halden.example")
    assert (ana["city"], ana["country"], ana["categories"]) == ("Porto", "Portugal", "customer")
    assert (firm["kind"], firm["organization"]) == ("organization", "Okafor Foods")
    assert firm["categories"] == "prospect,do not contact"


def test_no_line_is_longer_than_programs_take() -> None:
    text = vcard_text([{**ANA, "organization": "Söhne & Töchter " * 30}])
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert text.endswith("END:VCARD\r\n")


@given(name=WORDS, firm=WORDS)
@settings(max_examples=50, deadline=None)
def test_no_text_breaks_a_card(name: str, firm: str) -> None:
    (row,) = read_back(vcard_text([{**ANA, "name": f"A {name}", "organization": firm}]))
    assert row["uid"] == "closeknit-7"
    assert row["emails"] == "ana@halden.example"
    assert row["organization"] == firm
