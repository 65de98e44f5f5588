"""Firms under two names that do not agree."""

from closeknit.identity.two_names import two_names
from tests.identity.claims_made import Claims, resolved
from tests.identity.test_resolve import DOMAIN, HARVEST, HUBSPOT, XERO, brenner


def test_firms_under_two_names_are_found_with_entries_to_part():
    (found,) = two_names(resolved(brenner()))
    assert found.names == ("Brenner Logistik GmbH", "BL Group SE")
    assert found.keys == (HUBSPOT, XERO)


def test_firms_under_one_name_are_not():
    claims = Claims().party(HUBSPOT, DOMAIN, name="Brenner").party(HARVEST, name="Brenner")
    assert two_names(resolved(claims)) == ()
