"""How the mapping language is declared: keys with their help, and tables built and checked from them.

A table of the language is a frozen dataclass whose fields are made with `entry(...)`. Reading a mapping
file, the messages about mistakes in it and the reference page all grow from those declarations. What
the keys mean is said where they are declared, in `mapping`, `meanings` and `values`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from difflib import get_close_matches
from typing import Any, NoReturn, TypeVar

from closeknit.errors import MappingError, did_you_mean

Built = TypeVar("Built")
Reader = Callable[[Any, "Place"], Any]


@dataclass(frozen=True)
class Place:
    """Where in which mapping file we are, so that a message can say so: `activity[1].amount`."""

    file: str
    path: str = ""

    def __truediv__(self, name: str) -> Place:
        return Place(self.file, f"{self.path}.{name}" if self.path else name)

    def item(self, number: int) -> Place:
        """The place of the n-th entry of a list, counted from 1 as people count."""
        return Place(self.file, f"{self.path}[{number}]")

    def refuse(self, message: str, *, remedy: str = "") -> NoReturn:
        """Raise MappingError about this place."""
        where = f"{self.file}: {self.path}: " if self.path else f"{self.file}: "
        raise MappingError(where + message, remedy=remedy, about=self.path)


def entry(
    takes: str,
    help: str,
    *,
    default: Any = MISSING,
    of: Any = None,
    words: tuple[str, ...] = (),
    example: str = "",
) -> Any:
    """A field of a table of the language.

    `takes` is a key of READERS, `of` the dataclass of nested tables, `words` the only texts allowed.
    A key without `default` has to be given.
    """
    meta = {"takes": takes, "help": help, "of": of, "words": words, "example": example}
    if isinstance(default, dict):
        return field(default_factory=lambda: dict(default), metadata=meta)
    if default is MISSING:
        return field(metadata=meta)
    return field(default=default, metadata=meta)


def written(name: str) -> str:
    """The name of a field as it stands in a mapping file: `from_` is written `from`."""
    return name.removesuffix("_")


def keys_of(table: Any) -> dict[str, Field[Any]]:
    """The keys a table may hold, as written."""
    return {written(f.name): f for f in fields(table) if "takes" in f.metadata}


def build(table: type[Built], given: object, place: Place) -> Built:
    """One table of the language from parsed TOML; MappingError names the key and the nearest right one."""
    if not isinstance(given, dict):
        place.refuse(f"takes a table such as {{ … }}, not {shown(given)}", remedy=_keys_hint(table))
    known = keys_of(table)
    for name in given:
        if name not in known:
            place.refuse(f'there is no key "{name}" here', remedy=_near(name, known))
    chosen = {f.name: _read(f, given[name], place / name) for name, f in known.items() if name in given}
    for name, f in known.items():
        if name not in given and f.default is MISSING and f.default_factory is MISSING:
            place.refuse(f'the key "{name}" is missing', remedy=f"{name}: {f.metadata['help']}")
    return table(**chosen)


def _read(f: Field[Any], given: object, place: Place) -> object:
    reader = READERS[f.metadata["takes"]]
    value = reader(given, place) if f.metadata["of"] is None else _nested(f, given, place)
    words = f.metadata["words"]
    if words and value not in words:
        place.refuse(
            f"cannot be {shown(given)}",
            remedy=did_you_mean(str(value), words) or f"it is one of {', '.join(filter(None, words))}",
        )
    return value


def _nested(f: Field[Any], given: object, place: Place) -> object:
    table, takes = f.metadata["of"], f.metadata["takes"]
    if takes == "table":
        return build(table, given, place)
    if takes == "named tables":
        if not isinstance(given, dict):
            place.refuse(f"takes tables with names, such as [{place.path}.client], not {shown(given)}")
        return {name: build(table, one, place / name) for name, one in given.items()}
    if isinstance(given, dict):
        given = [given]
    if not isinstance(given, list):
        place.refuse(f"takes a list of tables, such as [[{place.path}]], not {shown(given)}")
    return tuple(build(table, one, place.item(n)) for n, one in enumerate(given, 1))


def _near(name: str, known: Mapping[str, object]) -> str:
    near = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f'did you mean "{near[0]}"?' if near else f"it takes: {', '.join(known)}"


def _keys_hint(table: Any) -> str:
    return f"it takes: {', '.join(keys_of(table))}" if is_dataclass(table) else ""


def shown(given: object) -> str:
    """A value of a mapping file as a message quotes it, shortened."""
    text = f'"{given}"' if isinstance(given, str) else repr(given)
    return text if len(text) <= 60 else text[:57] + "…"


def read_text(given: object, place: Place) -> str:
    """A text."""
    if not isinstance(given, str):
        place.refuse(f"takes a text, not {shown(given)}")
    return given


def read_texts(given: object, place: Place) -> tuple[str, ...]:
    """A text, or a list of them."""
    if isinstance(given, str):
        return (given,)
    if not (isinstance(given, list) and all(isinstance(one, str) for one in given)):
        place.refuse(f"takes a text or a list of texts, not {shown(given)}")
    return tuple(given)


def read_number(given: object, place: Place) -> float:
    """A number."""
    if isinstance(given, bool) or not isinstance(given, int | float):
        place.refuse(f"takes a number, not {shown(given)}")
    return given


def read_flag(given: object, place: Place) -> bool:
    """true or false."""
    if not isinstance(given, bool):
        place.refuse(f"takes true or false, not {shown(given)}")
    return given


def read_flag_or_texts(given: object, place: Place) -> bool | tuple[str, ...]:
    """true, false, or a list of texts."""
    return given if isinstance(given, bool) else read_texts(given, place)


def read_text_lists(given: object, place: Place) -> dict[str, tuple[str, ...]]:
    """A table of texts or lists of texts."""
    if not isinstance(given, dict):
        place.refuse(f"takes a table such as {{ name = [texts] }}, not {shown(given)}")
    return {name: read_texts(one, place / name) for name, one in given.items()}


READERS: dict[str, Reader] = {
    "text": read_text,
    "texts": read_texts,
    "number": read_number,
    "flag": read_flag,
    "flag or texts": read_flag_or_texts,
    "text lists": read_text_lists,
    # Nested tables are read by `_nested`, which knows what is inside.
    "table": lambda given, _: given,
    "named tables": lambda given, _: given,
    "tables": lambda given, _: given,
}
"""What a key can take, with the function that reads it. `values` adds those that read values."""
