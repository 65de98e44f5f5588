"""How invoices become purchases: the rules of `[purchases]` in closeknit.toml, with exceptions, checked.

    [purchases]
    steady_tolerance = 0.3             # for everybody
    [purchases.sources.stripe]         # for invoices and payments of one source, or "stripe/payments"
    steady = false
    [purchases.customers."Halden AG"]  # for one customer: name, e-mail, domain or key
    instalments = false

An exception names only what differs. Exceptions of a customer win over those of a source.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from closeknit.errors import SettingsError, did_you_mean

EXCEPTIONS = ("sources", "customers")
WIDEST_TOLERANCE = 0.4
"""From here on a month give or take could be taken for a quarter."""


def rule(default: bool | float | int, help: str) -> Any:
    """A rule with the text of its reference entry."""
    return field(default=default, metadata={"help": help})


@dataclass(frozen=True)
class Rules:
    """The rules as they hold for one invoice."""

    steady: bool = rule(True, "Equal amounts at a steady interval are one purchase (a retainer).")
    steady_tolerance: float = rule(
        0.2, "How far an interval may be from a month, quarter or year: 0.2 is a fifth; at most 0.4."
    )
    steady_least: int = rule(3, "How many equal invoices it takes at least; 2 or more.")
    instalments: bool = rule(
        True, "Invoices of one project, deal, quote or order number are one purchase (instalments)."
    )

    @property
    def tolerance_percent(self) -> int:
        """The tolerance in whole per cent, as the book counts it."""
        return round(100 * self.steady_tolerance)


@dataclass(frozen=True)
class PurchaseRules:
    """The rules for everybody, and the exceptions by source and by customer as written."""

    general: Rules = Rules()
    sources: Mapping[str, Rules] = field(default_factory=dict)
    customers: Mapping[str, Mapping[str, bool | float | int]] = field(default_factory=dict)

    def of_source(self, stream_id: str) -> Rules:
        """The rules for a stream such as xero/invoices."""
        return self.sources.get(stream_id, self.sources.get(stream_id.partition("/")[0], self.general))


def purchase_rules(given: Mapping[str, Any], *, where: str) -> PurchaseRules:
    """The rules that a `[purchases]` table states.

    Raises:
        SettingsError: an unknown or a wrong value; the message names the nearest right one.
    """
    own = {name: value for name, value in given.items() if name not in EXCEPTIONS}
    general = replace(Rules(), **_checked(own, "purchases", where, more=EXCEPTIONS))
    by_source = {
        name: replace(general, **said) for name, said in _exceptions(given, "sources", where).items()
    }
    return PurchaseRules(general, by_source, _exceptions(given, "customers", where))


def _exceptions(given: Mapping[str, Any], kind: str, where: str) -> dict[str, dict[str, Any]]:
    tables = given.get(kind, {})
    if not isinstance(tables, Mapping):
        _refuse(where, f"purchases.{kind}", tables, f"it takes tables such as [purchases.{kind}.name]")
    found = {}
    for name, said in tables.items():
        if not isinstance(said, Mapping):
            _refuse(where, f"purchases.{kind}.{name}", said, f"it takes a table: [purchases.{kind}.{name}]")
        found[str(name)] = _checked(said, f'purchases.{kind}."{name}"', where)
    return found


def _checked(
    said: Mapping[str, Any], place: str, where: str, *, more: tuple[str, ...] = ()
) -> dict[str, Any]:
    """The values of one table, each of the right type and range."""
    known = {f.name: f.default for f in fields(Rules)}
    for name, value in said.items():
        if name not in known:
            hint = did_you_mean(name, [*known, *more]) or f"There are: {', '.join([*known, *more])}."
            raise SettingsError(f'{where}: there is no setting "{place}.{name}"', remedy=hint, about=name)
        _check_value(name, value, f"{place}.{name}", where)
    return dict(said)


def _check_value(name: str, value: Any, key: str, where: str) -> None:
    if name in ("steady", "instalments") and not isinstance(value, bool):
        _refuse(where, key, value, "it takes true or false")
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if name == "steady_tolerance" and not (number and 0 <= value <= WIDEST_TOLERANCE):
        _refuse(where, key, value, f"it takes a number from 0 to {WIDEST_TOLERANCE}, such as 0.2 for a fifth")
    if name == "steady_least" and not (number and isinstance(value, int) and 2 <= value <= 100):
        _refuse(where, key, value, "it takes a whole number from 2 to 100")


def _refuse(where: str, key: str, value: object, expected: str) -> None:
    raise SettingsError(f'{where}: {key} cannot be "{value}"', remedy=expected, about=key)
