"""Times as files write them, read into UTC.

Known shapes: 2024-03-12, 2024/3/12, 20240312; 12/03/2024, 12.3.24 (day or month first as decided for the
column); 12 Mar 2024, Mar 12, 2024, 12-Mär-24; Sat Sep 05 08:12:14 UTC 2026, also with +0000; days since 1900
as spreadsheets keep them; numbers since 1970 where the mapping says so; Mar 2019, which is the first of it.
A clock may follow, with AM/PM and an offset.
A day without a clock is midnight where the business is. Deciding day and month is the matter of `choices`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.dates import get_month_names

DAY_FIRST, MONTH_FIRST, UNDECIDED = "day first", "month first", "undecided"

SLASHED = r"^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?:\D|$)"
"""A date of three numbers with the year last: the shape that leaves day and month open."""

_SLASHED_DAY = r"^(\d{1,2})([/.\-])(\d{1,2})[/.\-](\d{4}|\d{2})((?:\D.*)?)$"
_DAY_MONTH = (
    r"^(?:[^\d\s,.]{2,9}\.?,? )?(\d{1,2})(?:st|nd|rd|th)?\.?[ \-/]([^\d\s\-/.,]{3,10})\.?[ \-/,]+"
    r"(\d{4}|\d{2})((?:\D.*)?)$"
)
_MONTH_DAY = (
    r"^(?:[^\d\s,.]{3,9}\.?,? )?([^\d\s\-/.,]{3,10})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})((?:\D.*)?)$"
)
_MONTH_YEAR = r"^([^\d\s\-/.,]{3,10})\.? (\d{4})$"
_UNIX_DATE = r"^[A-Za-z]{3} ([A-Za-z]{3}) +(\d{1,2}) (\d{2}:\d{2}:\d{2})( (?:[A-Z]{3,4}|[+-]\d{4}))? (\d{4})$"
_UNIX_REORDERED = r"\2~\1~\5 \3\4"
_REORDERED = r"^(\d+)~([A-Za-z]+)~(\d{4})(.*)$"
_CLOCK = (
    r"^(?:T|,? +)(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,](\d{1,9}))?)?(?: ?([AaPp])\.?[Mm]\.?)?"
    r"(?: ?(Z|UTC|GMT|(?:UTC|GMT)?([+-])(\d{1,2}?)(?::?(\d{2}))?))?$"
)
_OFFSET = (
    "to_minutes(case when clock.sign = '-' then -1 else 1 end "
    "* (60 * coalesce(try_cast(clock.zh as int), 0) + coalesce(try_cast(clock.zm as int), 0)))"
)
"""How far a clock is ahead of UTC, where it says so."""
_LETTERS = {
    "b": r"\pL+\.?",
    "B": r"\pL+",
    "a": r"\pL+",
    "A": r"\pL+",
    "p": r"\pL+",
    "%": "%",
    "z": r"\S+",
    "Z": r"\S+",
}
"""Shapes of the parts of a pattern that are no digits."""

_FIRST_SECOND, _LAST_SECOND = -2_208_988_800, 7_289_654_399
"""The years 1900 to 2200 in seconds since 1970."""

_SERIAL = r"^[2-7]\d{4}(\.\d+)?$"


@dataclass(frozen=True)
class TimeRules:
    """How the times of one value are written: order of day and month, or a pattern, or an epoch.

    `zone` is that of times with a clock, `day_zone` that of days without one: where the business is.
    """

    order: str = UNDECIDED
    pattern: str = ""
    epoch: str = ""
    zone: str = ""
    day_zone: str = "UTC"
    languages: tuple[str, ...] = ()


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def _is_language(code: str) -> bool:
    try:
        Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return False
    return True


@cache
def month_names(languages: tuple[str, ...]) -> dict[str, int]:
    """Names and short names of months, in small letters without dot, in English and other languages."""
    names: dict[str, int] = {}
    for language in (*(one for one in languages if _is_language(one)), "en"):
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                months = get_month_names(width, context=context, locale=Locale.parse(language))
                names |= {str(name).casefold().rstrip("."): number for number, name in months.items()}
    return names | {"sept": 9}


def times_sql(texts: str, rules: TimeRules) -> str:
    """A query that reads times.

    `texts` is a query with a column `text` of distinct texts without nulls. Gives text, at (UTC; null when it
    cannot be read) and code: null, or which problem it is.
    """
    if rules.epoch:
        return _epochs(texts, rules.epoch)
    shaped = _patterned(texts, rules.pattern) if rules.pattern else _shaped(texts, rules)
    return f"""
    with shaped as ({shaped}),
    cut as (
        select text, ambiguous, iso, regexp_extract(iso, '^\\d{{4}}-\\d{{1,2}}-\\d{{1,2}}') as day,
            regexp_extract(iso, '^\\d{{4}}-\\d{{1,2}}-\\d{{1,2}}(.*)$', 1) as rest, serial from shaped),
    clocked as (
        select *, regexp_extract(rest, {quoted(_CLOCK)}, ['h', 'mi', 's', 'f', 'ap', 'z', 'sign', 'zh', 'zm'])
            as clock from cut),
    local as (
        select *, coalesce(serial, case
            when rest = '' then try_cast(day as timestamp)
            when clock.h = '' or try_cast(clock.zh as int) > 15 then null
            else try_cast(day || ' ' || lpad(cast({_hour()} as varchar), 2, '0') || ':' || clock.mi || ':'
                || coalesce(nullif(clock.s, ''), '00')
                || case when clock.f = '' then '' else '.' || left(clock.f, 6) end as timestamp)
            end) as local_at
        from clocked),
    utc as (
        select *, case when rest <> '' and clock.z <> '' then local_at - {_OFFSET}
            else timezone('UTC', timezone(case when rest = '' then {quoted(rules.day_zone)}
                else {quoted(rules.zone or rules.day_zone)} end, local_at)) end as utc_at from local)
    select text,
        case when year(utc_at) between 1900 and 2200 then utc_at end as "at",
        case when year(utc_at) between 1900 and 2200 then null
            when ambiguous then 'date.undecided'
            when iso is null and serial is null then 'date.unreadable'
            when rest <> '' and clock.h = '' then 'date.unreadable'
            else 'date.impossible' end as code
    from utc"""


def _hour() -> str:
    """The hour of a clock on a day of 24; nothing that can be cast when it is no hour."""
    hour = "try_cast(clock.h as int)"
    return (
        f"case when clock.ap = '' then {hour} when {hour} not between 1 and 12 then 99 "
        f"when lower(clock.ap) = 'p' then {hour} % 12 + 12 else {hour} % 12 end"
    )


def _shaped(texts: str, rules: TimeRules) -> str:
    """Each text rewritten to start with year-month-day, whatever its shape."""

    def month(part: str) -> str:
        return f"{_months(rules.languages)}[lower(rtrim({part}.m, '.'))]"

    def named(part: str) -> str:
        day = f"{_year(part)} || '-' || {month(part)} || '-' || {part}.d"
        return f"when {part}.y <> '' then {day} || {part}.rest"

    return f"""
    select text, case
            when regexp_matches(text, '^\\d{{4}}[-/.]\\d{{1,2}}[-/.]\\d{{1,2}}')
                then regexp_replace(text, '^(\\d{{4}})[-/.](\\d{{1,2}})[-/.](\\d{{1,2}})', '\\1-\\2-\\3')
            when regexp_matches(text, '^\\d{{8}}([T ].*)?$')
                then regexp_replace(text, '^(\\d{{4}})(\\d{{2}})(\\d{{2}})', '\\1-\\2-\\3')
            when slashed.y <> '' then {_slashed(rules.order)}
            {named("day_month")} {named("month_day")} {named("unix_date")}
            when month_year.y <> '' then month_year.y || '-' || {month("month_year")} || '-1'
        end as iso,
        case when regexp_matches(text, '{_SERIAL}')
            then timestamp '1899-12-30' + to_seconds(round(try_cast(text as double) * 86400))
        end as serial,
        {str(rules.order == UNDECIDED).lower()} and slashed.y <> ''
            and try_cast(slashed.a as int) between 1 and 12 and try_cast(slashed.b as int) between 1 and 12
            as ambiguous
    from ({_pieces(texts)})"""


def _slashed(order: str) -> str:
    """The day of three numbers with the year last, where that is decided or only one way makes sense."""
    day_first = f"{_year('slashed')} || '-' || slashed.b || '-' || slashed.a || slashed.rest"
    month_first = f"{_year('slashed')} || '-' || slashed.a || '-' || slashed.b || slashed.rest"
    either = (
        f"case when try_cast(slashed.a as int) > 12 then {day_first} "
        f"when try_cast(slashed.b as int) > 12 then {month_first} end"
    )
    return {DAY_FIRST: day_first, MONTH_FIRST: month_first, UNDECIDED: either}[order]


def _pieces(texts: str) -> str:
    """Each text with the pieces that each shape finds in it, empty ones where it is not of that shape."""
    return f"""select text,
        regexp_extract(text, {quoted(_SLASHED_DAY)}, ['a', 'sep', 'b', 'y', 'rest']) as slashed,
        regexp_extract(text, {quoted(_DAY_MONTH)}, ['d', 'm', 'y', 'rest']) as day_month,
        regexp_extract(text, {quoted(_MONTH_DAY)}, ['m', 'd', 'y', 'rest']) as month_day,
        regexp_extract(text, {quoted(_MONTH_YEAR)}, ['m', 'y']) as month_year,
        regexp_extract(regexp_replace(text, {quoted(_UNIX_DATE)}, {quoted(_UNIX_REORDERED)}),
            {quoted(_REORDERED)}, ['d', 'm', 'y', 'rest']) as unix_date
        from ({texts})"""


def _year(part: str) -> str:
    y = f"{part}.y"
    return f"(case when length({y}) = 4 then {y} when {y} < '70' then '20' || {y} else '19' || {y} end)"


def _months(languages: tuple[str, ...]) -> str:
    names = month_names(languages)
    return f"map([{', '.join(map(quoted, names))}], [{', '.join(quoted(str(n)) for n in names.values())}])"


def _patterned(texts: str, pattern: str) -> str:
    """Texts read by a pattern; one that has its shape without being a day is told from any other text."""
    parsed = f"try_strptime(text, {quoted(pattern)})"
    return f"""
    select text, case when {parsed} is not null then strftime({parsed}, '%Y-%m-%d %H:%M:%S.%f')
            when regexp_matches(text, {quoted(_shape(pattern))}) then 'no day' end as iso,
        null::timestamp as serial, false as ambiguous
    from ({texts})"""


def _shape(pattern: str) -> str:
    """The regular expression of texts that are written like a pattern."""
    parts = re.split(r"(%-?.)", pattern)
    said = [_LETTERS.get(p[-1], r"\d{1,6}") if p.startswith("%") else re.escape(p) for p in parts]
    return f"^{''.join(said)}$"


def _epochs(texts: str, epoch: str) -> str:
    per_second = {"s": 1, "ms": 1_000, "us": 1_000_000}[epoch]
    return f"""
    select text,
        case when seconds between {_FIRST_SECOND} and {_LAST_SECOND}
            then make_timestamp(cast(round(seconds * 1000000) as bigint)) end as "at",
        case when seconds is null then 'date.unreadable'
            when seconds not between {_FIRST_SECOND} and {_LAST_SECOND} then 'date.impossible' end as code
    from (select text, try_cast(text as double) / {per_second} as seconds from ({texts}))"""
