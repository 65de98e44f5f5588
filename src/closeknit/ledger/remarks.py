"""What to tell about a load beside its counts: guesses that may be wrong, and slips that are no errors.

A file in an old encoding, two columns of one name, days still to come, a kind or a role that is
nearly one we know. Each remark names the file or mapping, what was found and what to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches

from closeknit.claims import ROLES
from closeknit.ledger.history import ImportState
from closeknit.ledger.report import Understood
from closeknit.settings import Settings
from closeknit.sources.mappings.column_names import column_name
from closeknit.sources.mappings.library import known_mappings
from closeknit.sources.mappings.mapping import Mapping
from closeknit.sources.tables.dialects import Dialect

_REPEATED = re.compile(r"(.+)__(\d+)")
_MARKED = ("utf-8", "utf-16", "utf-32")
"""Encodings that a file tells by itself."""

NEARLY = 0.85
"""How alike two words must be for one to be a slip of the other."""

_SPOKEN = {"cp1252": "Windows-1252 (cp1252)", "latin-1": "Latin-1", "shift_jis": "Shift JIS"}


def file_remarks(row: ImportState, mapping: Mapping) -> list[str]:
    """About one table that was read."""
    return [*_encoding(row, mapping), *_repeated(row, mapping)]


def _encoding(row: ImportState, mapping: Mapping) -> list[str]:
    encoding = Dialect.from_json(row.dialect).encoding
    if mapping.read.encoding or encoding.startswith(_MARKED):
        return []
    spoken, name = _SPOKEN.get(encoding, encoding), 'or name the right one in its mapping: encoding = "…"'
    own = "" if mapping.stream_id in known_mappings() else f", {name} under [read]"
    return [f"{row.file} is not UTF-8 and was read as {spoken}. If letters look wrong, save it as UTF-8{own}"]


def _repeated(row: ImportState, mapping: Mapping) -> list[str]:
    """Columns of one name, where the mapping reads that name."""
    read = {column_name(column) for column in mapping.columns()}
    others: dict[str, list[str]] = {}
    for name in row.header:
        found = _REPEATED.fullmatch(name)
        if found and column_name(found[1]) in read:
            others.setdefault(column_name(found[1]), []).append(f'"{name}"')
    first = {column_name(name): name for name in reversed(row.header)}
    return [
        f'{row.file} has {len(names) + 1} columns "{first[base]}": the first is read; '
        f"to read another, write {' or '.join(names)} in the mapping"
        for base, names in others.items()
        if base in first
    ]


def days_to_come(understood: Iterable[Understood], today: date) -> list[str]:
    """Files that tell of days after today."""
    return [
        f"{one.file or one.title} tells of days to come, up to {one.last.isoformat()}: what happens on them "
        "counts from then on"
        for one in understood
        if one.last is not None and one.last > today
    ]


def slips(mappings: Iterable[Mapping], settings: Settings) -> list[str]:
    """Kinds and roles of mappings that no question knows but that are nearly ones we know."""
    said = []
    for mapping in mappings:
        kinds = {kind for activity in mapping.activity for kind in activity.kind.outcomes() or ()}
        roles = {role for activity in mapping.activity for role in activity.participants}
        for what, words, known in (("kind", kinds, list(settings.plays())), ("role", roles, list(ROLES))):
            for word in sorted(words.difference(known)):
                near = get_close_matches(word, known, n=1, cutoff=NEARLY)
                if near:
                    name = mapping.title or mapping.stream_id
                    said.append(f'{name}: no question knows the {what} "{word}"; did you mean "{near[0]}"?')
    return said
