"""Mapping files: read, checked, and those that come with Closeknit.

What a mapping may say is declared in `mapping`; whether its parts fit together is in `checks`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from functools import cache, lru_cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import cast

from closeknit.errors import MappingError
from closeknit.sources.mappings.checks import check
from closeknit.sources.mappings.language import READERS, Place, build, shown
from closeknit.sources.mappings.mapping import Mapping
from closeknit.sources.mappings.values import Value, read_value
from closeknit.toml import read_toml

MOST_TEXTS = 500
"""Mappings held once read: a load compares those of all earlier imports of its stream."""


def _read_kind(given: object, place: Place) -> Value:
    """A kind of activity: a plain text is itself, not a column."""
    return Value(const=given) if isinstance(given, str) else read_value(given, place)


READERS["kind"] = _read_kind


def read_mapping(path: Path, *, within: Path | None = None) -> Mapping:
    """The mapping in a TOML file, which messages call by where it lies `within` a folder.

    Raises:
        MappingError: it cannot be read, or says something the language does not know.
    """
    named = _named(path, within)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise MappingError(
            f"{named} cannot be read: {error.strerror}",
            remedy="A mapping is a TOML file; the files to load are named without --as.",
            about=str(path),
        ) from error
    except UnicodeDecodeError as error:
        raise MappingError(
            f"{named} is not UTF-8 text", remedy="save it as UTF-8", about=str(path)
        ) from error
    return mapping_from_text(text, file=named)


def _named(path: Path, within: Path | None) -> str:
    return str(path.relative_to(within) if within else path)


def read_mappings(paths: Iterable[Path], *, within: Path | None = None) -> list[Mapping]:
    """The mappings in several files; MappingError also when two of them describe one stream."""
    files: dict[str, Path] = {}
    mappings = []
    for path in paths:
        mapping = read_mapping(path, within=within)
        other = files.setdefault(mapping.stream_id, path)
        if other != path:
            raise both_describe(mapping.stream_id, other, path, within=within)
        mappings.append(mapping)
    return mappings


def both_describe(stream_id: str, one: Path, other: Path, *, within: Path | None = None) -> MappingError:
    """That two files describe one stream, so that nobody can say which of them counts."""
    return MappingError(
        f"{_named(one, within)} and {_named(other, within)} both describe {stream_id}",
        remedy="Give one of them another stream, or take it out of the folder.",
        about=str(other),
    )


@lru_cache(maxsize=MOST_TEXTS)
def mapping_from_text(text: str, *, file: str = "mapping") -> Mapping:
    """The mapping written in a text; `file` is what messages call it. Equal texts are read once."""
    parsed = read_toml(text, file=file, error=MappingError)
    place = Place(file)
    if parsed.get("format") != 1:
        place.refuse(
            f"the language has format = 1, this file says {shown(parsed.get('format'))}",
            remedy='write "format = 1" in its first line',
        )
    mapping = build(Mapping, parsed, place)
    check(mapping, place)
    return replace(mapping, text=text, hash=_content_hash(parsed))


def _content_hash(parsed: object) -> str:
    """The hash of a mapping's content: comments and spacing do not count, order does."""
    return sha256(json.dumps(parsed, ensure_ascii=False, default=str).encode()).hexdigest()[:16]


def known_mappings() -> dict[str, Mapping]:
    """The mappings of all exports that Closeknit knows, by source and stream."""
    return dict(_known())


@cache
def _known() -> dict[str, Mapping]:
    folder = files("closeknit.sources") / "known"
    texts = sorted(
        (one.name, one.read_text("utf-8")) for one in folder.iterdir() if one.name.endswith(".toml")
    )
    mappings = [mapping_from_text(text, file=name) for name, text in texts]
    return cast(dict[str, Mapping], {m.stream_id: m for m in mappings})
