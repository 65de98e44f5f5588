"""The columns of a file, called as a mapping calls them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from closeknit.sources.mappings.column_names import column_name
from closeknit.sources.mappings.mapping import Mapping


def canonical_columns(mapping: Mapping, header: Iterable[str]) -> tuple[str, ...]:
    """The mapping's name of each column of a file, unknown ones by their own; one for each, all different.

    Of several columns that one name may mean, the one that is nearest to it bears it, wherever it stands.
    DuckDB tells columns apart without regard to case, so names are made different in that sense.
    """
    columns = [" ".join(column.split()) for column in header]
    meant = meant_columns(mapping, columns)
    bears: dict[str, int] = {}
    for place, name in enumerate(meant):
        best = bears.setdefault(name, place)
        if _nearness(mapping, columns[place], name) < _nearness(mapping, columns[best], name):
            bears[name] = place
    taken: set[str] = set()
    names = []
    for place, name in enumerate(meant):
        number, free = 2, name
        while column_name(free) in taken or (free == name and bears[name] != place):
            free, number = f"{name}__{number}", number + 1
        taken.add(column_name(free))
        names.append(free)
    return tuple(names)


def meant_columns(mapping: Mapping, header: Iterable[str]) -> list[str]:
    """The mapping's name of each column of a file, unknown ones by their own; several may mean one."""
    return [mapping.names.get(column_name(c)) or _by_pattern(mapping, c) or c for c in header]


def _nearness(mapping: Mapping, column: str, name: str) -> int:
    """How near a column's own name is to the one it stands for: itself, else by the order of [aliases]."""
    others = [column_name(alias) for alias in (name, *mapping.aliases.get(name, ()))]
    plain = column_name(column)
    return others.index(plain) if plain in others else len(others)


def _by_pattern(mapping: Mapping, column: str) -> str:
    """The name under [headings] whose pattern a column of a file fits, or nothing."""
    return next((name for name in mapping.headings if heading_of(mapping, name, column) is not None), "")


def heading_of(mapping: Mapping, name: str, column: str) -> str | None:
    """What the group of a pattern under [headings] finds in a column's name; None when it does not fit."""
    found = re.fullmatch(mapping.headings[name], " ".join(column.split()), re.IGNORECASE)
    if found is None:
        return None
    return (found.group(1) or "") if found.re.groups else ""
