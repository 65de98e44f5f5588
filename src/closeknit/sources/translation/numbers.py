"""Numbers as files write them, read into decimals: `1,234.56`, `1.234,56`, `20 160,0`, `$(250.00)`, `12 %`.

Whether the point or the comma is the decimal sign is decided per column over all rows (`choices`).
Also here: hours (`1.5`, `01:30`), yes and no, and currency codes.
"""

from __future__ import annotations

from closeknit.sources.translation.times import quoted

DOT, COMMA = "1,234.56", "1.234,56"
"""The two styles, called by an example."""

_CURRENCIES = r"[A-Z]{2,3}|kr\.?|Fr\.?|zł"
_DECORATION = (
    r"[\s\x{00A0}\x{202F}\x{2007}\x{2009}'’`´$€£¥₹()+]" rf"|^-?(?:{_CURRENCIES})|(?:{_CURRENCIES}|%)-?$|-$"
)
_SHAPES = {
    DOT: r"^-?(\d{1,3}(,\d{2,3})*,\d{3}|\d*)(\.\d*)?([eE][+-]?\d{1,2})?$",
    COMMA: r"^-?(\d{1,3}(\.\d{3})+|\d*)(,\d*)?([eE][+-]?\d{1,2})?$",
}
_ORDINARY = {DOT: r"^-?\d{1,15}(\.\d{1,15})?$", COMMA: r"^-?\d{1,15}$"}
"""Numbers that the engine reads by itself: nearly all of them, so they are tried first."""

SURELY = {
    DOT: r"\.\d{1,2}(\D*)$|\.\d{4,}|,\d{3}\.|,\d{3},\d{3}|^\D*0?\.\d",
    COMMA: r",\d{1,2}(\D*)$|,\d{4,}|\.\d{3},|\.\d{3}\.\d{3}|^\D*0?,\d",
}
"""What only a number of one style looks like. `1,234` and `1.234` are open."""

OPEN = r"^\D*[1-9]\d{0,2}[.,]\d{3}\D*$"
"""A number that reads well in both styles, with another value in each."""

YES = ("yes", "y", "true", "t", "1", "x", "ja", "oui", "si", "sí", "sim", "да", "billable")
NO = ("no", "n", "false", "f", "0", "nein", "non", "não", "нет", "non-billable")
_SYMBOLS = {"€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "zł": "PLN"}
_USUAL = ("EUR", "USD", "GBP")
_DOLLARS = ("USD", "AUD", "CAD", "NZD", "SGD", "HKD")


def number_sql(text: str, style: str = DOT) -> str:
    """The DuckDB expression (double; null when it is no number) for a text expression."""
    plain = f"replace(regexp_replace({text}, {quoted(_DECORATION)}, '', 'g'), '−', '-')"
    ordinary = (
        f"replace({plain}, ',', '')" if style == DOT else f"replace(replace({plain}, '.', ''), ',', '.')"
    )
    negative = (
        f"(starts_with(trim({text}), '(') or contains({text}, '(') or regexp_matches({text}, '\\d\\s*-$'))"
    )
    return (
        f"case when regexp_matches({text}, {quoted(_ORDINARY[style])}) then try_cast({text} as double) "
        f"when regexp_matches({plain}, {quoted(_SHAPES[style])}) and regexp_matches({plain}, '\\d') "
        f"then try_cast({ordinary} as double) * case when {negative} then -1 else 1 end "
        f"/ case when contains({text}, '%') then 100 else 1 end end"
    )


def decimal_sql(number: str) -> str:
    """A double expression as the decimal(18,4) that tables keep."""
    return f"try_cast({number} as decimal(18, 4))"


def hours_sql(text: str, style: str = DOT) -> str:
    """Hours, written as a number or as a clock, as a double."""
    clock = f"regexp_extract({text}, '^(\\d+):(\\d{{2}})(?::(\\d{{2}}))?$', ['h', 'm', 's'])"
    hours, minutes = f"try_cast(({clock}).h as double)", f"try_cast(({clock}).m as double)"
    seconds = f"coalesce(try_cast(nullif(({clock}).s, '') as double), 0)"
    return (
        f"case when contains({text}, ':') then {hours} + {minutes} / 60 + {seconds} / 3600 "
        f"else {number_sql(text, style)} end"
    )


def flag_sql(text: str) -> str:
    """Yes or no, as a boolean; null when it is neither."""
    yes, no = (", ".join(map(quoted, words)) for words in (YES, NO))
    return f"case when lower({text}) in ({yes}) then true when lower({text}) in ({no}) then false end"


def currency_sql(text: str, base: str) -> str:
    """The three-letter code in a text such as `eur`, `Euro - EUR` or `€`; null when there is none.

    A bare dollar sign is the business's own kind of dollar, or the US one.
    """
    dollar = base if base in _DOLLARS else "USD"
    signs = {**_SYMBOLS, "$": dollar, "US$": "USD", "A$": "AUD", "C$": "CAD"}
    cases = " ".join(f"when {quoted(sign)} then {quoted(code)}" for sign, code in signs.items())
    # A pattern takes four times as long as to compare with the codes that nearly all rows have.
    usual = " or ".join(f"{text} = {quoted(code)}" for code in dict.fromkeys((base.upper(), *_USUAL)))
    return (
        f"case when {usual} then {text} "
        f"when regexp_matches({text}, '^[A-Za-z]{{3}}$') then upper({text}) else "
        f"coalesce(case {text} {cases} end, nullif(regexp_extract({text}, '\\b([A-Z]{{3}})\\b', 1), '')) end"
    )
