"""Keys as people say them."""

import pytest

from closeknit.identity.wording import spoken_key, system_name


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("hubspot_company:881", "HubSpot company 881"),
        ("xero_contact:bl group", "Xero contact “bl group”"),
        ("email:ana@x.example", "ana@x.example"),
        ("hubspot_company_name:halden", "HubSpot company name “halden”"),
        ("customer:17", "Customer entry 17"),
    ],
)
def test_a_key_is_said_by_system_and_thing(key, said):
    assert spoken_key(key) == said


def test_a_stream_is_said_by_its_system():
    assert system_name("hubspot/companies") == "HubSpot"
