"""Money in the base currency: dated rates, and what to do where no rate is known.

A rate holds from its day until the next one. Before the first rate of a currency nothing is guessed:
the amount in the base currency stays null and the gap is listed with the book.
"""

from __future__ import annotations

from decimal import Decimal

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from closeknit.day_numbers import FOR_EVER, date_to_day
from closeknit.engines.portable import MONEY, as_money, money_sum, remembered
from closeknit.settings import Settings

RATE_TYPE = pa.decimal128(19, 8)
"""Eight decimals; see RATE in `engines.portable` for its many digits."""


def rates_of(settings: Settings) -> pa.Table:
    """Rates by currency: from_day and to_day (exclusive) as local days, rate in base currency for one."""
    dated = [(code, date_to_day(day), rate) for code, day, rate in settings.dated_rates()]
    rows = []
    for (code, day, rate), following in zip(dated, [*dated[1:], ("", 0, Decimal(0))], strict=True):
        until = following[1] if following[0] == code else FOR_EVER
        if until > day:
            rows.append((code, day, until, rate.quantize(Decimal("0.00000001"))))
    columns = list(zip(*rows, strict=True))
    types = (pa.string(), pa.int32(), pa.int32(), RATE_TYPE)
    names = ("currency", "from_day", "to_day", "rate")
    return pa.table(
        {n: pa.array(c, t) for n, c, t in zip(names, columns, types, strict=True)},
    )


def in_base(table: ir.Table, rates: ir.Table, *, day: str, **amounts: str) -> ir.Table:
    """`table` with amounts in the base currency: `amount_base="amount"`, at the rate of local `day`.

    Reads the column `currency`; null where the amount is, or where no rate is known.
    """
    pieces = rates.rename(_currency="currency", _from="from_day", _to="to_day", _rate="rate")
    joined = table.left_join(
        pieces,
        [table.currency == pieces._currency, table[day] >= pieces._from, table[day] < pieces._to],
    )
    bases = {name: _at_rate(joined[given].cast(MONEY), joined._rate) for name, given in amounts.items()}
    return joined.mutate(**bases).drop("_currency", "_from", "_to", "_rate")


def _at_rate(amount: ir.DecimalValue, rate: ir.DecimalValue) -> ir.DecimalValue:
    """An amount at a rate. To multiply so many digits takes microseconds, and most money is at 1."""
    return ibis.ifelse(rate == 1, amount, as_money(amount * rate))


def currency_or_base(table: ir.Table, settings: Settings) -> ir.Table:
    """`table` with its column `currency` filled: none stated means the base currency."""
    stated = table.currency.upper().fill_null(settings.currency)
    return table.mutate(currency=stated)


@remembered
def unknown_rates(activities: ir.Table) -> ir.Table:
    """Amounts that no rate is known for: currency, first_day, last_day, activities, amount."""
    lost = activities.filter(activities.amount.notnull() & activities.amount_base.isnull())
    return lost.group_by("currency").aggregate(
        first_day=lost.day.min(),
        last_day=lost.day.max(),
        activities=lost.count(),
        amount=money_sum(lost.amount),
    )


def nothing() -> ir.DecimalValue:
    """Null, as money."""
    return ibis.null().cast(MONEY)
