"""The settings of one business: what `closeknit.toml` may say, with defaults.

The reference page is made from these declarations. Reading and checking the file is the matter of
`settings_file`; where it is, that of the workspace.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from closeknit.claims import KINDS, PARTS_PLAYED
from closeknit.purchase_rules import PurchaseRules, purchase_rules

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
