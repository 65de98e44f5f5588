"""How numbers, money, days and ranges read in a sentence: one way for every surface.

Rounded as a person would say them: "about €84,000", "52,000–121,000", "every 6 weeks", "3 Mar 2026".
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date

SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}


def money(value: float, currency: str = "EUR", *, exact: bool = False) -> str:
    """€84,000 or CHF 84,000; rounded to three leading digits from 1,000 up unless `exact`."""
    size = abs(value) if exact else rounded(abs(value))
    text = f"{size:,.2f}" if exact and size % 1 else f"{size:,.0f}"
    sign = "−" if value < 0 and text.strip("0.") else ""
    symbol = SYMBOLS.get(currency)
    return f"{sign}{symbol}{text}" if symbol else f"{sign}{currency} {text}"


def rounded(value: float, digits: int = 3) -> float:
    """To `digits` leading digits from 1,000 up, to whole numbers below."""
    if not math.isfinite(value) or abs(value) < 1_000:
        return round(value)
    step = 10 ** (math.floor(math.log10(abs(value))) + 1 - digits)
    return float(round(value / step) * step)


def money_range(low: float, high: float) -> str:
    """52,000–121,000, without the sign of the currency."""
    return f"{rounded(low):,.0f}–{rounded(high):,.0f}".replace("-", "−")


def number(value: float) -> str:
    """Whole numbers with thousands; fractions with as many decimals as their size needs."""
    if value == round(value):
        return f"{value:z,.0f}".replace("-", "−")
    decimals = 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 4
    text = f"{value:z,.{decimals}f}"
    return (text.rstrip("0").rstrip(".") if abs(value) < 1 else text).replace("-", "−")


def count(number: int, thing: str, things: str = "") -> str:
    """1 customer, 2 customers, 18,204 lines; `things` where the plural is not `thing` + s."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"


def one_of(things: str) -> str:
    """Words for several things as those for one: contract, gap between purchases, person."""
    words = things.split(" ")
    for place, word in enumerate(words):
        if word == "people" or re.fullmatch(r"\w+[^s\W]s", word):
            one = "person" if word == "people" else re.sub(r"ie$", "y", word[:-1])
            return " ".join([*words[:place], one, *words[place + 1 :]])
    return things


def standing(name: str) -> str:
    """What somebody is to us, in words: a customer, prospect, partner, possible customer, one of us."""
    return {"possible": "possible customer", "ours": "one of us"}.get(name, name)


def times(number: int) -> str:
    """once, twice, 3 times."""
    return {1: "once", 2: "twice"}.get(number, f"{number:,} times")


def share(value: float) -> str:
    """38 %; below 1 % and above 99 % with one decimal; "under 0.1 %"."""
    percent = 100 * value
    if 0 < percent < 0.1:
        return "under 0.1 %"
    if 0 < percent < 1 or 99 < percent < 100:
        return f"{percent:.1f} %"
    return f"{percent:.0f} %"


def day_text(day: date) -> str:
    """3 Mar 2026."""
    return f"{day.day} {day:%b %Y}"


def span(days: float) -> str:
    """How long: 5 days, 6 weeks, 4 months, 2 years."""
    whole = round(days)
    if whole < 14:
        return count(whole, "day")
    if whole < 84:
        return count(round(days / 7), "week")
    if whole < 730:
        return count(round(days / 30.44), "month")
    return count(round(days / 365.25), "year")


def duration(minutes: float) -> str:
    """How long something took: 12 minutes, 5 hours, 4 days."""
    if minutes < 90:
        return count(round(minutes), "minute")
    if minutes < 36 * 60:
        return count(round(minutes / 60), "hour")
    return count(round(minutes / 1440), "day")


def listing(names: Sequence[str], most: int = 3) -> str:
    """A, B and C; with more than `most`: A, B, C and 6 more."""
    names = list(names)
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most:,} more"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def sentence(text: str) -> str:
    """A text as a sentence begins: This file is empty.

    A first word that is more than letters names something, such as orders.csv, and stays as it is written.
    """
    word = text.partition(" ")[0].rstrip(",:;’'")
    return text[:1].upper() + text[1:] if re.fullmatch(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*", word) else text


def case_number(case_key: str) -> str:
    """A deal, ticket, invoice … as its own system numbers it: INV-5103 for `invoice:xero-INV-5103`."""
    value = case_key.partition(":")[2]
    return value.partition("-")[2] or value or case_key


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th … 11th."""
    tail = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{tail}"
