"""What a signature says of its author, and where it says nothing that can be relied on."""

from __future__ import annotations

import pytest

from closeknit.sources.mail.signatures import NOTHING, Signature, firm_domain, signature_of

ENGLISH = """Agreed.

Best regards,
Ana Ruiz
Head of Purchasing | Halden Ltd
T: +44 20 7946 0018 | M: +44 7700 900123
Fax: +44 20 7946 0019
www.halden.example"""
GERMAN = """Passt.

Mit freundlichen Grüßen
i. A. Ana Ruiz
Leiterin Einkauf

Halden GmbH
Hafenstr. 4, 20457 Hamburg
Tel.: +49 (0)40 123456-12
Mobil: 0171 1234567
Geschäftsführer: Max Halden
Amtsgericht Hamburg HRB 12345"""


def of(text: str, name: str = "Ana Ruiz", address: str = "ana.ruiz@halden.example") -> Signature:
    return signature_of(text, name, address)


def test_an_english_signature_gives_phones_title_and_firm() -> None:
    assert of(ENGLISH) == Signature("+44 20 7946 0018", "+44 7700 900123", "Head of Purchasing", "Halden Ltd")


def test_a_german_signature_gives_phones_title_and_firm() -> None:
    assert of(GERMAN) == Signature("+49 (0)40 123456-12", "0171 1234567", "Leiterin Einkauf", "Halden GmbH")


def test_a_mark_begins_a_signature_and_a_title_may_stand_beside_the_name() -> None:
    found = of("Agreed.\n-- \nAna Ruiz, CEO\nHalden Inc.\n+1 415 555 0100")
    assert (found.title, found.phone) == ("CEO", "+1 415 555 0100")


@pytest.mark.parametrize(
    ("written", "title", "firm"),
    [
        ("Ana Ruiz\nCFO, Halden GmbH", "CFO", "Halden GmbH"),
        ("Ana Ruiz, CFO, Halden GmbH", "CFO", "Halden GmbH"),
        ("Ana Ruiz, Halden GmbH", "", "Halden GmbH"),
        ("Ana Ruiz\nHead of Sales, EMEA, Halden Ltd", "Head of Sales, EMEA", "Halden Ltd"),
        ("Ana Ruiz\nLeiterin Einkauf bei Halden GmbH", "Leiterin Einkauf", "Halden GmbH"),
        ("Ana Ruiz\nCEO, Halden, Inc", "CEO", "Halden, Inc"),
        ("Ana Ruiz\nHalden, Brenner & Co. KG", "", "Halden, Brenner & Co. KG"),
    ],
)
def test_a_firm_on_one_line_with_a_name_or_task_stands_alone(written: str, title: str, firm: str) -> None:
    found = of(f"Agreed.\n\nBest regards\n{written}\n+49 30 1234567")
    assert (found.title, found.firm) == (title, firm)


@pytest.mark.parametrize(
    "text",
    [
        "Agreed.",
        "Best regards\nMax Halden\nHead of Sales\nHalden Ltd\nT: +44 20 7946 0018",
        "Call the Head of Sales at +44 20 7946 0018.\n\nAna",
        "Thanks\n\nAna",
    ],
)
def test_what_may_be_somebody_elses_is_not_taken(text: str) -> None:
    assert of(text) == NOTHING


def test_two_firms_are_none_and_a_sentence_is_no_title() -> None:
    found = of("Regards\nAna Ruiz\nHalden Ltd\nBrenner GmbH\nI will ask the manager tomorrow.")
    assert (found.firm, found.title) == ("", "")


@pytest.mark.parametrize(
    "made",
    [
        "Regards\n" * 20_000,
        "Regards\nAna " + "1 " * 100_000,
        "-- \n" + "|" * 100_000,
    ],
)
@pytest.mark.timeout(20)
def test_no_signature_costs_more_than_its_length(made: str) -> None:
    of(made)


@pytest.mark.parametrize(
    ("firm", "address", "domain"),
    [
        ("Halden GmbH", "ana@halden.example", "halden.example"),
        ("Halden Logistik GmbH", "ana@mail.halden-logistik.example", "mail.halden-logistik.example"),
        ("Brenner GmbH", "ana@halden.example", ""),
        ("AB Ltd", "ana@ab.example", ""),
        ("Mail Boxes GmbH", "ana@mail.halden.example", ""),
        ("Brenner Com Ltd", "ana@halden.com.au", ""),
        ("Halden Ltd", "ana@mail.halden.co.uk", "mail.halden.co.uk"),
        ("", "ana@halden.example", ""),
    ],
)
def test_a_firm_owns_the_domain_that_bears_its_name(firm: str, address: str, domain: str) -> None:
    assert firm_domain(firm, address) == domain
