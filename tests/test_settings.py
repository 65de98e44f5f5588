"""What closeknit.toml may say: every key does something, and what means nothing is refused."""

import re
import tomllib
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import closeknit
from closeknit.errors import SettingsError
from closeknit.settings import Settings, settings_from

SOURCE = Path(closeknit.__file__).parent


def test_every_setting_is_read_by_something():
    code = "\n".join(f.read_text("utf-8") for f in SOURCE.rglob("*.py") if f.name != "settings.py")
    own = (SOURCE / "settings.py").read_text("utf-8").partition("def _check(")[0]
    unread = {
        f.name
        for f in fields(Settings)
        if not re.search(rf"\b(settings|s)\.{f.name}\b", code) and f"self.{f.name}" not in own
    }
    assert unread == set()


def test_the_currency_is_one_however_it_is_written():
    made = settings_from({"currency": "eur", "rates": {"usd": 0.9, "eur": 1}})
    assert made.currency == "EUR"
    assert {code for code, _, _ in made.dated_rates()} == {"EUR", "USD"}


def test_sections_are_read_and_rates_are_dated():
    made = settings_from({"office": {"from": "08:30"}, "rates": {"usd": {"2025-01-01": 0.96}}})
    assert made.office_minutes() == (510, 1020)
    assert ("USD", date(2025, 1, 1), Decimal("0.96")) in made.dated_rates()


def test_settings_of_spark_stand_under_the_names_spark_gives_them():
    told = 'spark.executor.memory = "8g"\n[spark.sql]\nadaptive.enabled = false\n"shuffle.partitions" = 64'
    assert settings_from(tomllib.loads(told)).spark_settings() == {
        "spark.executor.memory": "8g",
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.shuffle.partitions": "64",
    }


def test_where_something_is_worked_out_or_lies_does_not_change_what_is_worked_out():
    told = {"engine": "spark", "spark_master": "spark://host:7077", "spark": {"x": 1}, "storage": "elsewhere"}
    told["memory"] = "8GB"
    assert settings_from(told).hash() == Settings().hash()
    assert settings_from({"currency": "USD"}).hash() != Settings().hash()


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
    ],
)
def test_what_means_nothing_is_refused_with_what_is_expected(given, expected):
    with pytest.raises(SettingsError) as raised:
        settings_from(given)
    assert raised.value.remedy.startswith(expected)
