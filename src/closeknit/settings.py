"""The settings of one business: what `closeknit.toml` may say, with defaults and checks.

The reference page is made from these declarations. Reading and writing the file is here; where the
file is, is the workspace's matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from closeknit.claims import KINDS, PARTS_PLAYED
from closeknit.errors import SettingsError, did_you_mean
from closeknit.purchase_rules import PurchaseRules, purchase_rules
from closeknit.toml import read_toml

SETTINGS_FILE = "closeknit.toml"
COUNT_BY = ("buyer", "payer", "end_user", "sold_through")
ENGINES = ("duckdb", "spark")
MAIL_KEPT = ("texts", "subjects", "metadata")
SIZE = r"[1-9][0-9]{0,5} ?(MB|GB)"
STORES = ("s3://", "file:///")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def setting(default: Any, help: str, section: str = "", *, place: bool = False) -> Any:
    """A field of Settings with the text of its reference entry and its section of the file; `place` says
    that it tells only where something lies or runs."""
    meta = {"help": help, "section": section, "place": place or section == "serve"}
    if isinstance(default, dict):
        return field(default_factory=lambda: dict(default), metadata=meta)
    return field(default=default, metadata=meta)


@dataclass(frozen=True)
class Settings:
    """Everything `closeknit.toml` can say. Sections are flattened: `[office] days` is `office_days`."""

    name: str = setting("My business", "Name of the business, shown on reports.")
    our_domains: tuple[str, ...] = setting((), "Our own mail domains; people there are us, not customers.")
    our_people: tuple[str, ...] = setting(
        (), "Names or e-mail addresses of our own people, where the domain does not say it."
    )
    currency: str = setting("EUR", "Base currency, a three-letter code; all sums are in it.")
    language: str = setting(
        "en", "Language of month names in files, a two-letter code; what Closeknit says is English."
    )
    locale: str = setting(
        "en", "How numbers and dates are written where a file leaves it open: en, en_GB, de …"
    )
    timezone: str = setting(
        "UTC", "Time zone of the business, such as Europe/Berlin; days and hours follow it."
    )
    country: str = setting("", "Two-letter code of the country: its phone prefix and public holidays.")
    count_by: str = setting(
        "buyer", "Whose custom an order counts for: buyer, payer, end_user or sold_through."
    )
    engine: str = setting(
        "duckdb", "Where questions are computed: duckdb (in the process) or spark.", place=True
    )
    memory: str = setting(
        "3GB",
        "How much memory DuckDB may fill, such as 8GB on a machine that has it to spare. What does not fit "
        "is put on the disk for a while.",
        place=True,
    )
    spark_master: str = setting(
        "local[2]",
        'Address of the Spark master, for engine = "spark": local[2] on this machine, spark://host:7077 on a '
        "cluster.",
        place=True,
    )
    spark: dict[str, Any] = setting(
        {},
        'Further settings of Spark by their own names, such as spark.executor.memory = "8g".',
        "spark",
        place=True,
    )
    storage: str = setting(
        "",
        "Where the data lies: a folder, empty for one beside closeknit.toml; or an address in an object "
        "store, such as s3://bucket/folder: the folder beside closeknit.toml is then a working copy of it.",
        place=True,
    )
    cost_per_hour: float | None = setting(
        None, "What an hour of our work costs, where no source states it, in the base currency."
    )
    office_days: tuple[str, ...] = setting(
        ("mon", "tue", "wed", "thu", "fri"), "Days on which we answer.", "office"
    )
    office_from: str = setting("09:00", "From when we answer, local time.", "office")
    office_to: str = setting("17:00", "Until when we answer, local time.", "office")
    mail_keep: str = setting(
        "texts",
        "How much of a mail is kept: texts, subjects (no text), or metadata (only who wrote to whom, when, "
        "in which conversation). It holds for mailboxes loaded from then on.",
        "mail",
    )
    feeds_addresses: tuple[str, ...] = setting(
        (),
        "Addresses of news feeds that `closeknit load --feeds` fetches; nothing is fetched without it.",
        "feeds",
    )
    feeds_private: bool = setting(
        False, "Whether feeds may lie on this machine or in its own network, on any port.", "feeds"
    )
    serve_team: bool = setting(
        False,
        "Whether several people use the pages: they log in by name and password, `closeknit users` lets "
        "them in.",
        "serve",
    )
    serve_codes: tuple[str, ...] = setting(
        (),
        'Roles that log in with a code of an app besides the password, such as ["analyst", "admin"]; whoever '
        "has such a role sets the app up first. Everybody else may.",
        "serve",
    )
    serve_log_months: int = setting(
        24,
        "How many months what people did is kept at least; `closeknit shorten-log` removes what is older.",
        "serve",
    )
    serve_host: str = setting(
        "127.0.0.1",
        "Address of this machine that the pages listen at; one that others reach takes a team, and "
        "certificate and key or a proxy.",
        "serve",
    )
    serve_names: tuple[str, ...] = setting(
        (),
        "Names by which people reach the pages, such as closeknit.ourfirm.example; the first is shown.",
        "serve",
    )
    serve_certificate: str = setting(
        "", "File of the certificate for https (PEM), seen from the folder of closeknit.toml.", "serve"
    )
    serve_key: str = setting("", "File of its key (PEM, without a passphrase).", "serve")
    serve_proxies: tuple[str, ...] = setting(
        (),
        "Addresses or networks of the proxies that speak https to people: only these are let through, and "
        "believed when they say who came.",
        "serve",
    )
    identity_likely: bool = setting(
        True,
        "Whether people and organizations are also compared by name, address, phone and place of work: what "
        "is nearly surely one is joined, what may be one is shown to you.",
        "identity",
    )
    desk_address: str = setting(
        "",
        "Where segments and what else people keep lies: empty for a file in the folder of the data, or the "
        'address of a PostgreSQL database, "postgresql://user@host/database" (extra `postgresql`; the '
        "password may stand in the file that PostgreSQL's own tools read, ~/.pgpass).",
        "desk",
    )
    rates: dict[str, Any] = setting(
        {},
        "What one unit of another currency is worth in the base currency: a number, or a table of "
        "dates from which a rate holds, such as USD = { 2024-01-01 = 0.91, 2025-01-01 = 0.96 }.",
        "rates",
    )
    kinds: dict[str, str] = setting(
        {}, "The part a kind of activity plays: " + ", ".join(PARTS_PLAYED) + ".", "kinds"
    )
    purchases: dict[str, Any] = setting(
        {},
        "How invoices become purchases; see below. Exceptions stand under [purchases.sources.NAME] and "
        '[purchases.customers."NAME"].',
        "purchases",
    )
    topics: dict[str, Any] = setting(
        {},
        "Topics to look for in what people say, each with the words that stand for it, such as "
        'churn = ["leaving customers", "cancellations"]; the name itself counts too.',
        "topics",
    )

    def plays(self) -> dict[str, str]:
        """Each known kind with the part it plays here."""
        return {**KINDS, **self.kinds}

    def purchase_rules(self) -> PurchaseRules:
        """How invoices become purchases."""
        return purchase_rules(self.purchases, where=SETTINGS_FILE)

    def dated_rates(self) -> list[tuple[str, date, Decimal]]:
        """(currency, valid from, units of base currency for one unit), base currency included."""
        rows = [(self.currency, date(1900, 1, 1), Decimal(1))]
        for code, given in self.rates.items():
            dated = given if isinstance(given, dict) else {"1900-01-01": given}
            rows += [(code.upper(), date.fromisoformat(str(d)), Decimal(str(r))) for d, r in dated.items()]
        return sorted(rows)

    def topic_words(self) -> dict[str, tuple[str, ...]]:
        """Each topic with the words and phrases that stand for it."""
        return {topic: tuple(words) for topic, words in self.topics.items()}

    def spark_settings(self) -> dict[str, str]:
        """Settings of Spark by their full names, as Spark writes values."""
        return dict(_dotted("spark", self.spark))

    def zone(self) -> ZoneInfo:
        """The time zone of the business."""
        return ZoneInfo(self.timezone)

    def office_minutes(self) -> tuple[int, int]:
        """Office hours as minutes since local midnight."""
        return _minutes(self.office_from), _minutes(self.office_to)

    def hash(self) -> str:
        """Changes whenever a setting that changes the book changes: not when it is built elsewhere."""
        chosen = [(f.name, getattr(self, f.name)) for f in fields(self) if not f.metadata["place"]]
        return sha256(repr(chosen).encode()).hexdigest()[:16]


def _dotted(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """Dotted names of the values in nested tables; true and false as Java writes them."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _dotted(f"{name}.{key}", inner)
    else:
        yield name, str(value).lower() if isinstance(value, bool) else str(value)


def _minutes(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def is_address(text: str) -> bool:
    """Whether a place is an address in an object store, not a folder."""
    return "://" in text


def known_keys() -> dict[str, str]:
    """Dotted names of all settings as written in the file, each with the field's name."""
    names = {}
    for f in fields(Settings):
        section = f.metadata["section"]
        if section == f.name:
            names[section] = f.name
        elif section:
            names[f"{section}.{f.name.removeprefix(section + '_')}"] = f.name
        else:
            names[f.name] = f.name
    return names


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
