"""Whom somebody means by what they type: one rule for pages, commands and questions."""

from dataclasses import replace

import pytest

from closeknit.errors import UnknownCustomer
from closeknit.lenses.naming import meant, people_meant
from tests.lenses.handmade import HandmadeBook

AS_OF = "2026-06-30"


@pytest.fixture(scope="module")
def question():
    """Halden with two people."""
    made = HandmadeBook()
    halden = made.party("Halden")
    made.key("domain:halden.example", halden, "company domain")
    for name in ("Mia Halden", "Tom Berg"):
        made.person(name, at=halden)
    return made.question(AS_OF)


@pytest.mark.parametrize("typed", ["halden", "HALDEN", "hald", "domain:halden.example", "halden.example"])
def test_a_customer_is_found_by_name_beginning_or_key(question, typed):
    assert meant(question, typed).subject.name == "Halden"


def test_the_very_key_somebody_is_told_apart_by_is_asked_for_alone():
    made, asked = HandmadeBook(), []
    halden = made.party("domain:halden.example")
    made.rows["parties"][0] |= {"name": "Halden", "key": "domain:halden.example"}
    question = made.question(AS_OF)
    once = replace(question, collect=lambda table: asked.append(table) or question.collect(table))
    assert meant(once, "domain:halden.example").subject.party_id == halden
    assert len(asked) == 1


def test_a_word_inside_the_name_is_enough(question):
    assert meant(question, "berg").subject.name == "Tom Berg"


def test_an_unknown_name_is_refused_with_the_nearest(question):
    with pytest.raises(UnknownCustomer, match='goes by "Haldn"') as caught:
        meant(question, "Haldn")
    assert caught.value.remedy == 'did you mean "Halden"?'


def test_a_renamed_firm_is_found_by_the_name_it_had():
    made = HandmadeBook()
    group = made.party("BL Group")
    made.key("xero_contact:brenner logistik gmbh", group, "same domain")
    question = made.question(AS_OF)
    assert meant(question, "brenner").subject.name == "BL Group"
    assert meant(question, "logistik").subject.name == "BL Group"


def test_two_of_one_name_are_asked_apart():
    made = HandmadeBook()
    made.party("Brenner Logistik")
    made.party("Brenner Bau")
    with pytest.raises(UnknownCustomer, match=r"could be Brenner Bau .* and Brenner Logistik"):
        meant(made.question(AS_OF), "brenner")


def test_nobody_of_exactly_that_name_is_passed_over_for_a_namesake_of_better_standing():
    """Who left a customer is a prospect's now; some system knows one of them by the bare name as its key."""
    made = HandmadeBook()
    first = made.person("Iris Meijer", at=made.party("Corvid Bouw"))
    for name, standing in (("Ramirez Medical", "prospect"), ("Tanaka", "possible")):
        number = made.person("iris meijer", at=made.party(name, standing=standing), standing=standing)
        made.rows["parties"][-1] |= {"party_id": number + len(name), "key": f"email:iris@{name}"}
    made.key("harvest_user:iris meijer", first)
    made.person("Iris Meijers", at=made.party("Halden"))
    question = made.question(AS_OF)
    with pytest.raises(UnknownCustomer) as caught:
        meant(question, "Iris Meijer")
    assert str(caught.value).splitlines()[0] == (
        '"Iris Meijer" could be Iris Meijer at Corvid Bouw (name:iris meijer), '
        "iris meijer at Ramirez Medical (email:iris@Ramirez Medical) and "
        "iris meijer at Tanaka (email:iris@Tanaka)"
    )
    for key in ("name:iris meijer", "email:iris@Ramirez Medical", "email:iris@Tanaka"):
        assert meant(question, key).subject.key == key


def test_a_firm_stands_for_somebody_there_of_its_name_and_for_no_other():
    made = HandmadeBook()
    firm = made.party("Ana Ruiz")
    made.person("ana ruiz", at=firm)
    made.rows["parties"][-1]["party_id"] += 1
    assert meant(made.question(AS_OF), "ana ruiz").subject.party_id == firm
    made.colleague("Ana ruiz")
    made.rows["parties"][-1]["party_id"] += 2
    with pytest.raises(UnknownCustomer, match=r"could be Ana Ruiz \(.* and Ana ruiz of us \("):
        meant(made.question(AS_OF), "ana ruiz")


def test_of_names_that_begin_alike_customers_come_first():
    made = HandmadeBook()
    made.party("Brenner Bau", standing="prospect")
    made.party("Brenner Logistik")
    assert meant(made.question(AS_OF), "brenner").subject.name == "Brenner Logistik"


def test_the_own_key_of_somebody_is_enough_though_it_was_not_known_yet():
    made = HandmadeBook()
    made.party("Halden")
    own = made.rows["parties"][-1]["key"]
    assert made.rows["keys"] == []
    assert meant(made.question(AS_OF), own).subject.name == "Halden"


def test_letters_that_grow_when_folded_are_found_as_they_are_written():
    made = HandmadeBook()
    made.party("Bäckerei Groß")
    assert meant(made.question(AS_OF), "bäckerei groß").subject.name == "Bäckerei Groß"


def test_a_firm_means_everybody_there_and_a_person_one(question):
    names = dict(zip(*(c.to_pylist() for c in question.collect(
        question.tables["parties"].select("party_id", "name")).columns), strict=True))  # fmt: skip
    assert [names[one] for one in people_meant(question, "halden")] == ["Mia Halden", "Tom Berg"]
    assert [names[one] for one in people_meant(question, "tom")] == ["Tom Berg"]


@pytest.mark.slow
def test_whom_somebody_means_is_the_same_on_every_engine(every_engine):
    made = HandmadeBook()
    bakery = made.party("Bäckerei Groß")
    made.key("domain:gross.example", bakery)
    made.person("Ana Ruiz", at=bakery)
    question = made.question(AS_OF, engine=every_engine)
    for typed in ("bäckerei groß", "GROSS.example", "groß", str(bakery)):
        assert meant(question, typed).subject.party_id == bakery, typed
    made.person("ana ruiz", at=made.party("North", standing="prospect"), standing="prospect")
    with pytest.raises(UnknownCustomer, match="ana ruiz at North"):
        meant(made.question(AS_OF, engine=every_engine), "ana ruiz")
    assert people_meant(question, "domain:gross.example") == people_meant(question, "ruiz")
