"""Reading `closeknit.toml`: a value that means nothing is refused with the line or key, and what it takes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from closeknit.claims import PARTS_PLAYED
from closeknit.errors import SettingsError, did_you_mean
from closeknit.purchase_rules import purchase_rules
from closeknit.settings import (
    COUNT_BY,
    ENGINES,
    MAIL_KEPT,
    SETTINGS_FILE,
    SIZE,
    STORES,
    WEEKDAYS,
    Settings,
    is_address,
    known_keys,
)
from closeknit.toml import read_toml


def read_settings(path: Path) -> Settings:
    """The settings in a closeknit.toml; SettingsError names line, key and nearest right key."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be read: {error.strerror}", remedy="Check that you may open it.", about=str(path)
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsError(
            f"{path} is not UTF-8 text", remedy="Save it as UTF-8.", about=str(path)
        ) from error
    return settings_from(read_toml(text, file=str(path), error=SettingsError), where=str(path))


def settings_from(given: dict[str, Any], *, where: str = SETTINGS_FILE) -> Settings:
    """Settings from parsed TOML, checked."""
    known = known_keys()
    flat: dict[str, Any] = {}
    for key, value in given.items():
        if isinstance(value, dict) and key not in known:
            flat |= {f"{key}.{k}": v for k, v in value.items()}
        else:
            flat[key] = value
    chosen: dict[str, Any] = {}
    for key, value in flat.items():
        if key not in known:
            raise SettingsError(
                f'{where}: there is no setting "{key}"', remedy=did_you_mean(key, known), about=key
            )
        chosen[known[key]] = tuple(value) if isinstance(value, list) else value
    settings = replace(Settings(), **chosen)
    _check(settings, where)
    return replace(settings, currency=settings.currency.upper())


def _check(s: Settings, where: str) -> None:
    """Refuse values of the wrong type first, then values that mean nothing."""
    default = Settings()
    for key, name in known_keys().items():
        value, model = getattr(s, name), getattr(default, name)
        allowed = (int, float, type(None)) if name == "cost_per_hour" else (type(model),)
        listed = isinstance(value, tuple) and not all(isinstance(v, str) for v in value)
        truth = isinstance(value, bool) and not isinstance(model, bool)
        if not isinstance(value, allowed) or truth or listed:
            _refuse(where, key, value, f"it takes a {_TYPE_WORDS[allowed[0]]}")
    if s.cost_per_hour is not None and s.cost_per_hour <= 0:
        _refuse(where, "cost_per_hour", s.cost_per_hour, "it takes a number above 0, or leave it out")
    if s.serve_log_months < 2:
        _refuse(
            where, "serve.log_months", s.serve_log_months, "it takes 2 or more: log-ins of 30 days matter"
        )
    _check_words(s, where)
    if is_address(s.storage) and not s.storage.startswith(STORES):
        _refuse(where, "storage", s.storage, f"an address begins with {' or '.join(STORES)}")
    if s.desk_address and not s.desk_address.startswith("postgresql://"):
        _refuse(where, "desk.address", s.desk_address, 'it takes an address such as "postgresql://host/name"')
    _check_places(s, where)
    _check_office(s, where)
    _check_rates(s, where)
    _check_topics(s, where)
    purchase_rules(s.purchases, where=where)


_TYPE_WORDS = {str: "text", bool: "word true or false", tuple: "list of texts", dict: "table", int: "number"}


def _check_words(s: Settings, where: str) -> None:
    for key, word, choices in (
        ("count_by", s.count_by, COUNT_BY),
        ("engine", s.engine, ENGINES),
        ("mail.keep", s.mail_keep, MAIL_KEPT),
        *(("office.days", d, WEEKDAYS) for d in s.office_days),
        *((f"kinds.{k}", part, PARTS_PLAYED) for k, part in s.kinds.items()),
    ):
        if word not in choices:
            _refuse(where, key, word, f"it is one of {', '.join(choices)}")
    if not re.fullmatch(SIZE, s.memory):
        _refuse(where, "memory", s.memory, "it takes a size such as 500MB or 8GB")
    if len(s.currency) != 3 or not s.currency.isalpha():
        _refuse(where, "currency", s.currency, "it takes a three-letter code such as EUR")
    try:
        s.zone()
    except (ValueError, KeyError, OSError):
        hint = did_you_mean(s.timezone, available_timezones()) or "it takes a name such as Europe/Berlin"
        _refuse(where, "timezone", s.timezone, hint)


def _check_places(s: Settings, where: str) -> None:
    """Country, language and locale: an unknown one would silently read numbers and phones another way."""
    from babel.core import get_global
    from babel.localedata import exists

    if s.country and s.country.upper() not in get_global("territory_currencies"):
        hint = "it takes a two-letter code such as DE; the United Kingdom is GB"
        _refuse(where, "country", s.country, hint)
    if len(s.language) != 2 or not exists(s.language):
        _refuse(where, "language", s.language, "it takes a two-letter code such as en")
    language, _, territory = s.locale.replace("-", "_").partition("_")
    known = exists(language) and (not territory or territory.upper() in get_global("territory_currencies"))
    if not (known or exists(s.locale.replace("-", "_"))):
        _refuse(where, "locale", s.locale, "it takes a name such as en_GB or de")


def _check_office(s: Settings, where: str) -> None:
    for key, text in (("office.from", s.office_from), ("office.to", s.office_to)):
        hours, _, minutes = text.partition(":")
        if not (hours.isdigit() and minutes.isdigit() and int(hours) <= 24 and int(minutes) < 60):
            _refuse(where, key, text, 'it takes a time such as "09:00"')
    opens, closes = s.office_minutes()
    if not opens < closes <= 24 * 60:
        _refuse(where, "office.to", s.office_to, f"it takes a time after office.from, {s.office_from}")


def _check_topics(s: Settings, where: str) -> None:
    for topic, words in s.topics.items():
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            _refuse(where, f"topics.{topic}", words, 'it takes a list of texts such as ["price", "discount"]')


def _check_rates(s: Settings, where: str) -> None:
    for code, given in s.rates.items():
        if len(code) != 3:
            _refuse(where, f"rates.{code}", given, "the name is a three-letter currency code")
        for day, rate in (given if isinstance(given, dict) else {"1900-01-01": given}).items():
            try:
                date.fromisoformat(str(day))
                good = Decimal(str(rate)) > 0
            except (ValueError, InvalidOperation):
                good = False
            if not good:
                _refuse(where, f"rates.{code}", f"{day} = {rate}", "it takes a day and a number above 0")
            if code.upper() == s.currency.upper() and Decimal(str(rate)) != 1:
                expected = (
                    f"it takes no rate: all sums are in {s.currency.upper()}, the currency of this folder"
                )
                _refuse(where, f"rates.{code}", f"{day} = {rate}", expected)


def _refuse(where: str, key: str, value: object, expected: str) -> None:
    raise SettingsError(f'{where}: {key} cannot be "{value}"', remedy=expected, about=key)
