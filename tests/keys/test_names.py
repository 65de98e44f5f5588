"""Names in a form in which they can be compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeknit.keys import legal_form, organization_name, person_name, surname
from closeknit.keys.names import call_names


@pytest.mark.parametrize(
    ("text", "name", "form"),
    [
        ("Müller & Söhne GmbH & Co. KG", "muller and sohne", "gmbhcokg"),
        ("MULLER UND SOHNE", "muller and sohne", ""),
        ("The Home Depot, Inc.", "home depot", "inc"),
        ("株式会社東京商事", "dongjingshangshi", ""),
        ("東京商事株式会社", "dongjingshangshi", "zhushihuishe"),
        ("שלום תעשיות בע״מ", "slvm tsyvt", "vm"),
        ("Acme Co., Ltd.", "acme", "coltd"),
        ("Acme Limited", "acme", "ltd"),
        ("Société Générale S.A.", "societe generale", "sa"),
        ("Kamiński Opakowania Sp. z o.o.", "kaminski opakowania", "spzoo"),
        ("Hoekstra Zuivel B.V.", "hoekstra zuivel", "bv"),
        ("O'Reilly Media", "oreilly media", ""),
        ("BL Group SE", "bl group", "se"),
        ("ООО Ромашка", "romashka", ""),
        ("AG", "ag", ""),
        ("Pizza e.K.", "pizza", "ek"),
        ("", "", ""),
    ],
)
def test_a_firms_name_is_cut_into_name_and_legal_form(text, name, form):
    assert organization_name(text) == name
    assert legal_form(text) == form


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Dr. Keller, Anna (she/her)", "anna keller"),
        ("Anna Keller, PhD", "anna keller"),
        ("Anna Keller (anna@halden.example)", "anna keller"),
        ("José  RUIZ", "jose ruiz"),
        ("Jack Ma", "jack ma"),
        ("Ana", "ana"),
        ("Dr.", "dr"),
    ],
)
def test_a_persons_name_is_given_name_first(text, name):
    assert person_name(text) == name


def test_the_surname_of_a_single_word_is_unknown():
    assert surname("Ana") == ""
    assert surname("van Dyk, Ana") == "dyk"


@given(st.text(max_size=60))
def test_forms_of_forms_are_the_same(text):
    for form in (organization_name(text), person_name(text)):
        assert form == " ".join(form.split())
        assert form.isascii()


def test_nicknames_and_full_names_share_a_family() -> None:
    assert call_names("bob") & call_names("robert")
    assert call_names("kasia") & call_names("catherine")
    assert not call_names("anna") & call_names("peter")
    assert call_names("") == frozenset()
