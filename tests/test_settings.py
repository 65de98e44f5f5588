"""What closeknit.toml may say: every key does something, and means what it says."""

import re
import tomllib
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path

import closeknit
from closeknit.settings import Settings
from closeknit.settings_file import settings_from

SOURCE = Path(closeknit.__file__).parent


def test_every_setting_is_read_by_something():
    declared, read = SOURCE / "settings.py", SOURCE / "settings_file.py"
    code = "\n".join(f.read_text("utf-8") for f in SOURCE.rglob("*.py") if f not in (declared, read))
    own = declared.read_text("utf-8")
    asked = set(re.findall(r"\b(?:settings|s)\.(\w+)", code)) | set(re.findall(r"\bself\.(\w+)", own))
    unread = {f.name for f in fields(Settings)} - asked
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
