"""Phone numbers in E.164, read with the rules of the business's own country where a prefix is missing."""

from __future__ import annotations

import re
from functools import lru_cache

from closeknit.keys.text import clean

_ONE_DIGIT = re.compile(r"(\d)\1+")
_COUNTED = "01234567890123456789 98765432109876543210"


@lru_cache(maxsize=65536)
def normalise_phone(text: str, country: str = "") -> str | None:
    """ "030 23125-042" in Germany as "+493023125042"; None for what cannot be a number.

    A number without international prefix needs `country` (two letters). Extensions are dropped.
    Possible numbers are kept even where a country's list of issued ranges does not hold them: ranges
    reserved for films and examples are not in it, and real lists are always a little old. A number
    without area code reaches somebody else in the next town, so it is no key.
    """
    # The number metadata takes a moment to import, so only those who have phone numbers wait for it.
    import phonenumbers

    plain = re.sub(r"^00(?=[1-9])", "+", clean(text).replace("(0)", ""))
    if not 5 <= sum(c.isdigit() for c in plain) <= 20:
        return None
    try:
        number = phonenumbers.parse(plain, country.upper() or None)
    except phonenumbers.NumberParseException:
        return None
    national = str(number.national_number)
    possible = (
        phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE
    )
    if not possible or _is_made_up(national):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _is_made_up(national: str) -> bool:
    """Whether the digits are one digit repeated or counted through: 0000000, 1234567890."""
    return _ONE_DIGIT.fullmatch(national) is not None or national in _COUNTED
