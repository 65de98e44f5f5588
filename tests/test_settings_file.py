"""Reading closeknit.toml: what means nothing is refused with what is expected."""

import pytest

from closeknit.errors import SettingsError
from closeknit.settings_file import settings_from


@pytest.mark.parametrize("locale", ["en", "en_GB", "de-CH", "nl_DE", "zh_Hant_TW", "pt_BR"])
def test_locales_are_taken_as_people_write_them(locale):
    assert settings_from({"locale": locale}).locale == locale


def test_a_mistyped_key_is_refused_with_the_nearest():
    with pytest.raises(SettingsError, match='there is no setting "timezon"') as raised:
        settings_from({"timezon": "UTC"})
    assert raised.value.remedy == 'did you mean "timezone"?'


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"timezone": "Europe/Belin"}, 'did you mean "Europe/Berlin"?'),
        ({"timezone": 1}, "it takes a text"),
        ({"our_domains": "ourfirm.example"}, "it takes a list of texts"),
        ({"count_by": "seller"}, "it is one of buyer, payer, end_user, sold_through"),
        ({"memory": "much"}, "it takes a size such as 500MB or 8GB"),
        ({"kinds": {"order.placed": "purchas"}}, "it is one of purchase, "),
        ({"currency": "euro"}, "it takes a three-letter code such as EUR"),
        ({"office": {"from": "9h"}}, 'it takes a time such as "09:00"'),
        ({"office": {"days": ["monday"]}}, "it is one of mon, tue"),
        ({"rates": {"USD": -1}}, "it takes a day and a number above 0"),
        ({"rates": {"eur": {"2024-01-01": 1, "2025-01-01": 0.9}}}, "it takes no rate: all sums are in EUR"),
        ({"rates": {"dollar": 1}}, "the name is a three-letter currency code"),
        ({"cost_per_hour": "fifty"}, "it takes a number"),
        ({"cost_per_hour": -5}, "it takes a number above 0"),
        ({"cost_per_hour": True}, "it takes a number"),
        ({"country": "Germany"}, "it takes a two-letter code such as DE"),
        ({"country": "UK"}, "it takes a two-letter code such as DE; the United Kingdom is GB"),
        ({"our_people": [7]}, "it takes a list of texts"),
        ({"office": {"to": "24:30"}}, "it takes a time after office.from, 09:00"),
        ({"locale": "xx_YY"}, "it takes a name such as en_GB"),
        ({"language": "english"}, "it takes a two-letter code such as en"),
        ({"office": {"from": "17:00", "to": "09:00"}}, "it takes a time after office.from"),
        ({"storage": "http://store/shop"}, "an address begins with s3:// or file:///"),
        ({"desk": {"address": "mysql://host/desk"}}, 'it takes an address such as "postgresql://'),
        ({"topics": {"churn": "leaving"}}, "it takes a list of texts such as"),
        ({"mail": {"keep": "all"}}, "it is one of texts, subjects, metadata"),
    ],
)
def test_what_means_nothing_is_refused_with_what_is_expected(given, expected):
    with pytest.raises(SettingsError) as raised:
        settings_from(given)
    assert raised.value.remedy.startswith(expected)
