"""Expressions in DuckDB's words, compiled once on a machine and not once in a process.

Compiling takes Ibis longer than DuckDB then takes to run the statement over a few thousand rows. So the
words are kept in the user's cache, under a digest of the whole expression and of the versions that
compile it. No text of the business is kept, and no number that may be somebody's: each is a gap there,
filled when the statement is used, so that what was compiled for one customer serves for all.
"""

from __future__ import annotations

import enum
import os
import re
import sys
from collections.abc import Hashable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import ibis.expr.schema as sch
import ibis.expr.types as ir
from ibis.common.annotations import ValidationError
from ibis.common.exceptions import IbisError

from closeknit.engines.portable import selects_unfused

if TYPE_CHECKING:
    from ibis.backends.duckdb import Backend
    from ibis.common.graph import Node

COMPILED = 500
"""Statements held in memory: a process that asks or builds again need not even look them up."""
MOST_KEPT = 4000
"""Statements kept on disk, about 10 KB each; beyond, the quarter written first is thrown away."""
LARGEST_PLAIN = 1 << 31
"""Whole numbers from here on may be numbers of parties or activities, powers of two apart."""
KEPT_AS = 2
"""Raised whenever we compile in another way (`selects_unfused`, the gaps): older statements are forgotten."""
MARK, NUMBER_MARK = "\ue000", 777_700_000_000_777
GAP = re.compile(f"'{MARK}([0-9]+)\ue001'|{NUMBER_MARK}([0-9]{{4}})")
"""A text, or a number of 19 digits, that stands for the text or number of that place."""
IN_PIECES = re.compile(f"{MARK}|{NUMBER_MARK}")
"""What is left of such a one where it was made a part of something else."""
MOST_GAPS = 10_000


class Statement(NamedTuple):
    """An expression in DuckDB's words, with the tables of Ibis's own that it reads."""

    sql: str
    in_memory: tuple[ops.InMemoryTable, ...] = ()


class Fingerprint(NamedTuple):
    """What tells an expression from others: a digest of all but its gaps, and what is in those in order."""

    digest: str
    given: tuple[str | int, ...]


class NoFingerprint(Exception):
    """The expression holds something that must not be kept, or that cannot be told apart for sure."""


class HoldsRows(Exception):
    """The expression holds rows itself, in tables of Ibis's own."""


def compiled(expression: ir.Table) -> Statement:
    """The statement of an expression."""
    node = expression.op()
    try:
        return _statement(node)
    except HoldsRows:  # not remembered: none made later equals it, and the rows would stay with it
        return Statement(_compile(node), tuple(node.find(ops.InMemoryTable)))


@dataclass(frozen=True)
class Source:
    """What tables say they come from: no database, so that those of equal names are equal in all engines, nor
    the compiler, which takes half a second to import and is not needed for statements that are kept."""

    name: str = "duckdb"


SOURCE = Source()


@cache
def compiler() -> Backend:
    """Ibis as compiler alone, connected to nothing."""
    from ibis.backends.duckdb import Backend
    from ibis.backends.sql.compilers.duckdb import DuckDBCompiler
    from sqlglot import parse_one
    from sqlglot.expressions import Expression, Subquery

    class Sparing(DuckDBCompiler):  # type: ignore[misc]
        """Ibis copies what is joined, with all that is nested in it, at every level of nesting anew, and
        writes texts as they are."""

        def visit_JoinReference(self, _: ops.Node, *, parent: Expression, **__: object) -> Expression:  # noqa: N802
            """What is joined, to be named by the caller."""
            return parent.this if isinstance(parent, Subquery) else parent

        def visit_DefaultLiteral(self, op: ops.Node, *, value: object, dtype: dt.DataType) -> Expression:  # noqa: N802
            """A text with a NUL as `quoted` has it."""
            if isinstance(value, str) and dtype.is_string() and "\0" in value:
                return cast("Expression", parse_one(quoted(value), dialect="duckdb"))
            return cast("Expression", super().visit_DefaultLiteral(op, value=value, dtype=dtype))

    backend = Backend()
    backend.compiler = Sparing()
    return backend


@lru_cache(maxsize=COMPILED)
def _statement(node: ops.Relation) -> Statement:
    try:
        digest, given = fingerprint(node)
        kept = Kept(cache_folder() / "statements")
    except (NoFingerprint, RuntimeError):  # the second where a user has no home
        if node.find(ops.InMemoryTable):
            raise HoldsRows from None
        return Statement(_compile(node))
    sql = kept.get(digest)
    if sql is None:
        sql = _gapped(node, given)
        if sql is None:
            return Statement(_compile(node))
        kept.put(digest, sql)
    return Statement(filled(sql, given))


def _gapped(node: ops.Relation, given: tuple[str | int, ...]) -> str | None:
    """The statement with gaps to fill; None where one of its texts is not in it as it is.

    Some are taken to pieces while compiling, or tell of a day.
    """
    with suppress(IbisError, ValidationError, ValueError):
        sql = _compile(with_gaps(node, given))
        places = {int(gap[1] or gap[2]) for gap in GAP.finditer(sql)}
        if len(places) == len(given) and not IN_PIECES.search(GAP.sub("", sql)):
            return sql
    return None


def _compile(node: ops.Node) -> str:
    with selects_unfused():
        return str(compiler().compile(node.to_expr()))


def fingerprint(node: ops.Node) -> Fingerprint:
    """What tells an expression apart. Raises NoFingerprint where it holds what is not to be kept."""
    telling = _Telling()
    try:
        return Fingerprint(_digest((telling.of(node), _versions())), tuple(telling.given))
    except RecursionError:
        raise NoFingerprint from None


@cache
def _versions() -> tuple[str, ...]:
    return (str(KEPT_AS), *(version(name) for name in ("closeknit", "ibis-framework", "sqlglot", "duckdb")))


def _digest(value: Hashable) -> str:
    return blake2b(repr(value).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


class _Telling:
    """One walk over an expression: a digest of each node from those below it."""

    def __init__(self) -> None:
        self.given: dict[str | int, int] = {}
        self._known: dict[Node, str] = {}

    def of(self, node: Node) -> str:
        known = self._known.get(node)
        if known is None:
            kind = type(node).__name__
            if isinstance(node, ops.Relation) and any("'" in name for name in node.schema.names):
                raise NoFingerprint  # Ibis names a column that nobody named after the texts in it.
            if isinstance(node, ops.Literal) and not _is_text(node) and _holds_text(node.value):
                raise NoFingerprint
            if isinstance(node, ops.Literal) and _is_gap(node):
                place = self.given.setdefault(node.value, len(self.given))
                if place >= MOST_GAPS:
                    raise NoFingerprint
                known = _digest((kind, place, _type_told(node.dtype)))
            else:
                known = _digest((kind, *map(self._plain, node.__args__)))
            self._known[node] = known
        return known

    def _plain(self, value: object) -> Hashable:
        """A value as something whose repr tells it apart from all others, in every process alike."""
        match value:
            case ops.Node():
                return self.of(value)
            case str() | None | bool():
                return (value,)
            case tuple() | list():
                return ("row", *map(self._plain, value))
            case Mapping():
                return ("map", *((self._plain(k), self._plain(v)) for k, v in value.items()))
            case frozenset():
                return ("set", *sorted(repr(self._plain(v)) for v in value))
        return _value_told(value)


def _value_told(value: object) -> Hashable:
    match value:
        case enum.Enum():
            return (type(value).__name__, value.name)
        case int():
            if abs(value) >= LARGEST_PLAIN and value.bit_count() != 1:
                raise NoFingerprint
            return value
        case float() | Decimal() | date() | datetime():
            return (type(value).__name__, repr(value))
        case dt.DataType():
            return _type_told(value)
        case sch.Schema():
            return _schema_told(value)
        case ops.Namespace():
            return ("in", value.catalog, value.database)
        case type():
            return ("class", value.__module__, value.__qualname__)
    if value is SOURCE:
        return "compiler"
    raise NoFingerprint


@lru_cache(maxsize=COMPILED)
def _type_told(kind: dt.DataType) -> Hashable:
    return ("type", str(kind))


@lru_cache(maxsize=COMPILED)
def _schema_told(schema: sch.Schema) -> Hashable:
    return _digest(("schema", *((name, str(kind)) for name, kind in schema.items())))


def _is_text(literal: ops.Literal[Any]) -> bool:
    return literal.dtype.is_string() and isinstance(literal.value, str)


def _is_gap(literal: ops.Literal[Any]) -> bool:
    """Whether it may tell of somebody: a text, or a number as large as theirs."""
    value = literal.value
    return _is_text(literal) or (
        literal.dtype.is_integer()
        and isinstance(value, int)
        and value > LARGEST_PLAIN
        and value.bit_count() > 1
    )


def _holds_text(value: object) -> bool:
    if isinstance(value, Mapping):
        return any(_holds_text(one) for pair in value.items() for one in pair)
    return isinstance(value, str) or (
        isinstance(value, tuple | list | frozenset) and any(map(_holds_text, value))
    )


def with_gaps(node: ops.Node, given: tuple[str | int, ...]) -> ops.Node:
    """The expression with a numbered mark in the place of each of its texts and large numbers."""
    places = {value: place for place, value in enumerate(given)}
    marks = {
        one: ops.Literal(_mark(one, places[one.value]), one.dtype)
        for one in node.find(ops.Literal)
        if _is_gap(one)
    }
    return node.replace(marks) if marks else node


def _mark(literal: ops.Literal[Any], place: int) -> str | int:
    return f"{MARK}{place}\ue001" if _is_text(literal) else NUMBER_MARK * MOST_GAPS + place


def filled(sql: str, given: tuple[str | int, ...]) -> str:
    """A statement with its gaps filled."""

    def fill(gap: re.Match[str]) -> str:
        value = given[int(gap[1] or gap[2])]
        return quoted(value) if isinstance(value, str) else str(value)

    return GAP.sub(fill, sql)


def quoted(text: str) -> str:
    """A text as SQL writes it. A statement ends at a NUL, so a text that holds one is put together by it."""
    parts = ["'" + part.replace("'", "''") + "'" for part in text.split("\0")]
    return parts[0] if len(parts) == 1 else f"({' || CHR(0) || '.join(parts)})"


class Kept:
    """Statements in a folder. A folder that cannot be read or written holds none; nothing fails."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, digest: str) -> str | None:
        """The statement of that digest; None where there is none, or a damaged one."""
        with suppress(OSError, UnicodeDecodeError):
            check, _, sql = (self.folder / digest).read_bytes().partition(b"\n")
            return sql.decode() if check == _check(sql) else None
        return None

    def put(self, digest: str, sql: str) -> None:
        """Keep a statement, whole or not at all."""
        with suppress(OSError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=self.folder, delete=False) as file:
                file.write(_check(sql.encode()) + b"\n" + sql.encode())
            os.replace(file.name, self.folder / digest)
            _thin(self.folder)


def _check(sql: bytes) -> bytes:
    return blake2b(sql, digest_size=16).hexdigest().encode()


def _thin(folder: Path) -> None:
    """Throw away what was written first, where there is too much."""
    with os.scandir(folder) as each:
        found = list(each)
    if len(found) > MOST_KEPT:
        for one in sorted(found, key=lambda e: e.stat().st_mtime)[: MOST_KEPT // 4]:
            os.unlink(one.path)


def cache_folder() -> Path:
    """Where this user's programs keep what can be made again: CLOSEKNIT_CACHE, else the system's place."""
    told_where = os.environ.get("CLOSEKNIT_CACHE")
    if told_where:
        return Path(told_where)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData/Local")) / "closeknit" / "cache"
    if sys.platform == "darwin":
        return Path.home() / "Library/Caches/closeknit"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "closeknit"
