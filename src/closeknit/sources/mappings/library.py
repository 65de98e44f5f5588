"""Mapping files: read, checked, and those that come with Closeknit.

What a mapping may say is declared in `mapping`; whether its parts fit together is in `checks`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Dict
from dataclasses import replace
from functools import cache, lru_cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from closeknit.errors import MappingError
from closeknit.sources.mappings.checks import check
from closeknit.sources.mappings.language import READERS, Place, build, shown
from closeknit.sources.mappings.mapping import Mapping
from closeknit.sources.mappings.values import Value, read_value
from closeknit.toml import read_toml

_NAMED = re.compile(r'^source = "([^"]+)"\nstream = "([^"]+)"$', re.MULTILINE)
"""How each mapping that comes with Closeknit says what it is for."""
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
    mapping = _built(text, file)
    check(mapping, Place(file))
    return mapping


def _built(text: str, file: str) -> Mapping:
    """The mapping written in a text, whether or not its parts fit together."""
    parsed = read_toml(text, file=file, error=MappingError)
    place = Place(file)
    if parsed.get("format") != 1:
        place.refuse(
            f"the language has format = 1, this file says {shown(parsed.get('format'))}",
            remedy='write "format = 1" in its first line',
        )
    return replace(build(Mapping, parsed, place), text=text, hash=_content_hash(parsed))


def _content_hash(parsed: object) -> str:
    """The hash of a mapping's content: comments and spacing do not count, order does."""
    return sha256(json.dumps(parsed, ensure_ascii=False, default=str).encode()).hexdigest()[:16]


def known_mappings() -> Dict[str, Mapping]:
    """The mappings of all exports that Closeknit knows, by source and stream; each is read when asked for."""
    return _known()


class _Known(Dict[str, Mapping]):
    """The mappings that come with Closeknit. That their parts fit together is for its tests to see, not for
    every start."""

    def __init__(self, files: Dict[str, tuple[str, str]]) -> None:
        """`files` are the name and text of each by source and stream."""
        self._files = files
        self._read: dict[str, Mapping] = {}

    def __getitem__(self, stream_id: str) -> Mapping:
        if stream_id not in self._read:
            file, text = self._files[stream_id]
            self._read[stream_id] = _built(text, file)
        return self._read[stream_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __contains__(self, stream_id: object) -> bool:
        return stream_id in self._files


@cache
def _known() -> _Known:
    folder = files("closeknit.sources") / "known"
    texts = sorted(
        (one.name, one.read_text("utf-8")) for one in folder.iterdir() if one.name.endswith(".toml")
    )
    named = ((_NAMED.search(text), file, text) for file, text in texts)
    return _Known({f"{found[1]}/{found[2]}": (file, text) for found, file, text in named if found})
