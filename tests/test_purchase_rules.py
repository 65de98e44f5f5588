"""The settings under [purchases]: what may stand there, and what is refused with the nearest right word."""

import pytest

from closeknit.errors import SettingsError
from closeknit.purchase_rules import Rules
from closeknit.settings import Settings
from closeknit.settings_file import settings_from


def rules(**purchases):
    return settings_from({"purchases": purchases}).purchase_rules()


def test_without_a_table_the_rules_are_the_usual_ones():
    assert Settings().purchase_rules().general == Rules(True, 0.2, 3, True)


def test_an_exception_names_only_what_differs():
    found = rules(steady_least=4, sources={"stripe": {"steady": False}})
    assert found.of_source("stripe/payments") == Rules(False, 0.2, 4, True)
    assert found.of_source("xero/invoices") == Rules(True, 0.2, 4, True)


@pytest.mark.parametrize(
    ("purchases", "message", "remedy"),
    [
        ({"steadi": False}, r'no setting "purchases.steadi"', "steady"),
        ({"source": {}}, r'no setting "purchases.source"', "sources"),
        ({"steady": "no"}, 'purchases.steady cannot be "no"', "true or false"),
        ({"steady_tolerance": 0.9}, "steady_tolerance cannot be", "from 0 to 0.4"),
        ({"steady_tolerance": True}, "steady_tolerance cannot be", "from 0 to 0.4"),
        ({"steady_least": 1}, "steady_least cannot be", "2 to 100"),
        ({"steady_least": 3.5}, "steady_least cannot be", "2 to 100"),
        ({"customers": {"Halden": {"stedy": True}}}, r'purchases.customers."Halden".stedy', "steady"),
        ({"customers": {"Halden": False}}, 'customers.Halden cannot be "False"', "a table"),
        ({"sources": 3}, 'purchases.sources cannot be "3"', "tables such as"),
    ],
)
def test_what_means_nothing_is_refused_with_what_was_meant(purchases, message, remedy):
    with pytest.raises(SettingsError) as refused:
        rules(**purchases)
    assert message in refused.value.message
    assert remedy in refused.value.remedy
