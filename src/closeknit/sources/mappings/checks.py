"""Whether the parts of a mapping fit together: names that are used must be there, words must be known.

What single keys may hold is checked while they are read (`language`, `values`). Whether a file has the
columns a mapping needs is checked here too, once the file's header is known.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from functools import cache
from zoneinfo import available_timezones

from closeknit.errors import ColumnMissing, did_you_mean
from closeknit.sources.mappings.canonical import canonical_columns
from closeknit.sources.mappings.column_names import column_name
from closeknit.sources.mappings.language import Place
from closeknit.sources.mappings.mapping import HEADLINE, Mapping, all_values, headline_values
from closeknit.sources.mappings.meanings import CASE_STATUSES, Activity, Case, Party
from closeknit.sources.mappings.values import Value

_WORD = re.compile(r"[a-z0-9][a-z0-9_-]*")
_KIND = re.compile(r"[a-z0-9_]+\.[a-z0-9_]+")
ENCODINGS = ("utf-8", "cp1252", "latin-1", "utf-16")
_DATE_WORDS = ("day first", "month first")
_DATE_SPECIFIERS = set("aAbBdjmyYHIMSfpzZ%-")


def check(mapping: Mapping, place: Place) -> None:
    """Refuse a mapping whose parts do not fit together; MappingError names the place."""
    for name, word in (("source", mapping.source), ("stream", mapping.stream)):
        if not _WORD.fullmatch(word):
            (place / name).refuse(f'"{word}" is no simple word', remedy="use small letters, digits, - and _")
    _check_reading(mapping, place / "read")
    _check_aliases(mapping, place / "aliases")
    _check_headings(mapping, place / "headings")
    _check_lookups(mapping, place / "lookup")
    _check_headline(mapping, place / "headline")
    for name, party in mapping.party.items():
        _check_party(mapping, name, party, place / "party" / name)
    for n, tie in enumerate(mapping.tie, 1):
        _known(tie.from_, mapping.party, "party", place / "tie" / f"[{n}]" / "from")
        _known(tie.to, mapping.party, "party", place / "tie" / f"[{n}]" / "to")
    for n, activity in enumerate(mapping.activity, 1):
        _check_activity(mapping, activity, (place / "activity").item(n))
    for name, case in mapping.case.items():
        _check_case(mapping, case, place / "case" / name)
    for value in all_values(mapping):
        _check_value(value, place)


def _check_party(mapping: Mapping, name: str, party: Party, place: Place) -> None:
    if not party.keys:
        (place / "keys").refuse("a party needs at least one key")
    for kind in party.keys:
        if not _WORD.fullmatch(kind):
            (place / "keys" / kind).refuse("the name of a key is a simple word such as email or xero_contact")
    if party.works_at:
        _organization(mapping, party.works_at, place / "works_at")
    if party.with_key and party.with_key not in party.keys:
        (place / "with_key").refuse(
            f'it has no key "{party.with_key}"', remedy=f"it has: {', '.join(party.keys)}"
        )
    for trait in party.since_of:
        if trait not in party.traits:
            (place / "since_of" / trait).refuse(
                f'it has no attribute "{trait}"',
                remedy=did_you_mean(trait, party.traits) or f"it has: {', '.join(party.traits)}",
            )
    if party.unless:
        _known(party.unless, [n for n in mapping.party if n != name], "party", place / "unless")
        if mapping.party[party.unless].unless:
            (place / "unless").refuse(f'[party.{party.unless}] itself says "unless"')
    if party.several and not next(iter(party.keys.values()))[0].split:
        (place / "several").refuse('the first key needs a "split", such as split = ";"')


def _known(name: str, names: Iterable[str], what: str, place: Place) -> None:
    listed = list(names)
    if name not in listed:
        has = f"it has: {', '.join(listed)}" if listed else f"it has no [{what}.…] at all"
        place.refuse(f"there is no [{what}.{name}] in this mapping", remedy=did_you_mean(name, listed) or has)


def _organization(mapping: Mapping, name: str, place: Place) -> None:
    _known(name, mapping.party, "party", place)
    if mapping.party[name].kind != "organization":
        place.refuse(f'"{name}" is a person; it takes an organization')


def _check_reading(mapping: Mapping, place: Place) -> None:
    _check_dates(mapping.read.dates, place / "dates")
    _check_zone(mapping.read.zone, place / "zone")
    _check_encoding(mapping.read.encoding, place / "encoding")
    optional = mapping.read.optional
    if optional is False:
        return
    for column in optional if isinstance(optional, tuple) else ():
        _known_column(column, mapping, place / "optional")


def _check_aliases(mapping: Mapping, place: Place) -> None:
    owners: dict[str, str] = {}
    for column, others in mapping.aliases.items():
        for other in (column, *others):
            owner = owners.setdefault(column_name(other), column)
            if owner != column:
                (place / column).refuse(f'"{other}" is a name of "{owner}" too')


def _known_column(column: str, mapping: Mapping, place: Place) -> None:
    if column_name(column) not in {column_name(c) for c in mapping.columns()}:
        place.refuse(
            f'no part of this mapping reads a column "{column}"',
            remedy=did_you_mean(column, mapping.columns()),
        )


def _check_dates(words: str, place: Place) -> None:
    if not words or words in _DATE_WORDS:
        return
    if "%" not in words:
        place.refuse(
            f'cannot be "{words}"', remedy="it is day first, month first, or a pattern such as %d-%b-%y"
        )
    for specifier in re.findall(r"%(-?.)", words):
        if specifier[-1] not in _DATE_SPECIFIERS:
            place.refuse(
                f'"%{specifier}" is no part of a date here', remedy="such as %Y %m %d %H %M %S %b %y %p"
            )


@cache
def _zones() -> frozenset[str]:
    """Every time zone; listing them reads a folder of hundreds of files each time."""
    return frozenset(available_timezones())


def _check_zone(zone: str, place: Place) -> None:
    if zone and zone not in _zones():
        place.refuse(
            f'there is no time zone "{zone}"',
            remedy=did_you_mean(zone, _zones()) or "it takes a name such as Europe/Berlin",
        )


def _check_encoding(encoding: str, place: Place) -> None:
    try:
        codecs.lookup(encoding or "utf-8")
    except (LookupError, ValueError):
        place.refuse(
            f'there is no encoding called "{encoding}"',
            remedy=f"{did_you_mean(encoding, ENCODINGS)} Usual ones are {', '.join(ENCODINGS)}.".strip(),
        )


def _check_headings(mapping: Mapping, place: Place) -> None:
    for value in (part for one in all_values(mapping) for part in (one, *one.parts())):
        if value.heading and value.heading not in mapping.headings:
            place.refuse(
                f'there is no pattern for "{value.heading}"',
                remedy=did_you_mean(value.heading, mapping.headings)
                or f"{value.heading} = 'Amount \\((.*)\\)' under [headings]",
            )


def _check_value(value: Value, place: Place) -> None:
    _check_dates(value.dates, place / value.label / "dates")
    _check_zone(value.zone, place / value.label / "zone")
    for part in value.parts():
        _check_value(part, place)


def _check_lookups(mapping: Mapping, place: Place) -> None:
    seen: list[str] = []
    for name, lookup in mapping.lookup.items():
        here = place / name
        if not re.fullmatch(r"[a-z0-9_-]+/[a-z0-9_-]+", lookup.stream):
            (here / "stream").refuse('takes source and stream, such as "northwind/orders"')
        if lookup.stream == mapping.stream_id:
            (here / "stream").refuse("a stream cannot look things up in itself")
        if not lookup.on:
            (here / "on").refuse("is empty", remedy='such as on = { orderID = "orderID" }')
        for value in lookup.on.values():
            for column in value.columns():
                found = mapping.looked_up(column)
                if found and found[0] not in seen:
                    (here / "on").refuse(
                        f'"{column}" belongs to [lookup.{found[0]}], which has to stand above it'
                    )
        seen.append(name)


def _check_headline(mapping: Mapping, place: Place) -> None:
    own = {column for value in headline_values(mapping) for column in value.columns()}
    for column in (c for value in all_values(mapping) for c in value.columns()):
        told = mapping.told(column)
        if told and column in own:
            place.refuse(f'"{column}" is told from the headline, so the headline cannot be read from it')
        if told and told not in HEADLINE:
            place.refuse(
                f'nothing called "{column}" is told of a headline',
                remedy=did_you_mean(told, HEADLINE) or f"it has: {', '.join(HEADLINE)}",
            )


def _check_activity(mapping: Mapping, activity: Activity, place: Place) -> None:
    kinds = activity.kind.outcomes()
    if kinds is None:
        (place / "kind").refuse(
            "a kind from a column needs a map", remedy='map = { paid = "payment.received" }'
        )
    for kind in kinds:
        if not _KIND.fullmatch(kind):
            (place / "kind").refuse(f'"{kind}" is no kind', remedy="write noun.verb_ed, such as order.placed")
    for role, parties in activity.participants.items():
        for party in parties:
            _known(party, mapping.party, "party", place / "participants" / role)
    if activity.case:
        _known(activity.case, mapping.case, "case", place / "case")


def _check_case(mapping: Mapping, case: Case, place: Place) -> None:
    for name, party in (("account", case.account), ("contact", case.contact), ("owner", case.owner)):
        if party:
            _known(party, mapping.party, "party", place / name)
    if case.within:
        _organization(mapping, case.within, place / "within")
        if mapping.party[case.within].name is None:
            (place / "within").refuse(f'[party.{case.within}] needs a "name" for that')
    if case.status:
        for word in case.status.outcomes() or ():
            if word not in CASE_STATUSES:
                (place / "status").refuse(
                    f'cannot be "{word}"',
                    remedy=did_you_mean(word, CASE_STATUSES) or f"it is one of {', '.join(CASE_STATUSES)}",
                )
    if case.stage_at and not case.stage:
        (place / "stage_at").refuse('needs a "stage" beside it')


def check_header(mapping: Mapping, header: Iterable[str], *, file: str) -> None:
    """Refuse a file that lacks a column its mapping needs.

    Raises:
        ColumnMissing: it names the column, those the file has, and the nearest of them.
    """
    columns = tuple(header)
    have = {column_name(c) for c in canonical_columns(mapping, columns)}
    for column in mapping.columns():
        if column_name(column) not in have and not may_lack(mapping, column):
            near = did_you_mean(column, columns)
            aim = (
                f"If that is the column: {column} = [{near.split(' ', 3)[3][:-1]}] under [aliases]. "
                if near
                else ""
            )
            listed = ", ".join(columns[:40]) + (" …" if columns[40:] else "")
            raise ColumnMissing(
                f'{file} has no column "{column}" (it has: {listed})',
                column=column,
                columns=columns,
                remedy=f"{near} {aim}If files may lack it, name it under [read] optional. "
                'A text that is the same for every row is written { const = "…" }.'.strip(),
                about=file,
            )


def may_lack(mapping: Mapping, column: str) -> bool:
    """Whether a file of this mapping may be without the column."""
    optional, column = mapping.read.optional, column_name(column)
    if isinstance(optional, tuple):
        return column in map(column_name, optional)
    required = (column in map(column_name, signs.columns) for signs in mapping.recognise)
    return optional and not (mapping.recognise and all(required))
