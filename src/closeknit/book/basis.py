"""What a version of the book follows from; and since which version what has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import ibis.expr.types as ir
import pyarrow as pa

from closeknit.book.grouping import DECIDED
from closeknit.book.schema import FRESHNESS
from closeknit.book.versions import Book
from closeknit.engines.parts import changes_file, part_file
from closeknit.ids import part_of
from closeknit.settings import Settings


class Identities(Protocol):
    """What the book needs to know of who is who: tables as `identity.schema` KEYS and ALIASES."""

    @property
    def keys(self) -> pa.Table:
        """Every key with its party."""

    @property
    def aliases(self) -> pa.Table:
        """Former numbers of parties."""

    @property
    def to_review(self) -> pa.Table:
        """Two keys whose parties may be one: key_a, key_b, why, score."""


class Told(Protocol):
    """What live claims tell of keys, summed up; what people corrected is not among it."""

    @property
    def keys(self) -> pa.Table:
        """key; person, organization: how many claims take it for one."""

    @property
    def recorded(self) -> pa.Table:
        """key, stream_id: of whom a stream states a trait or what other keys are theirs."""


@dataclass(frozen=True)
class Basis:
    """All that the rows of a book follow from."""

    live: Mapping[str, ir.Table]
    """The claim tables with only what counts, on the engine that builds."""
    told: Told
    identities: Identities
    settings: Settings
    freshness: pa.Table = field(default_factory=FRESHNESS.empty)
    decisions: pa.Table | None = None
    """Rows of the ledger's table: campaigns, reviews, roles and corrections are kept there."""
    grouped: pa.Table = field(default_factory=DECIDED.empty_table)
    """What people said of purchases, as `grouping.DECIDED`."""


@dataclass(frozen=True)
class Touched:
    """All records of which something is new, changed or silenced since a book was built, and the keys that
    their claims name and the activities that they tell of."""

    keys: Sequence[str]
    activities: ir.Table
    """activity_id, on the engine that builds: a large file taken back tells of millions."""
    records: ir.Table
    """record_id, likewise."""
    added: Sequence[str]
    """The imports that wrote all claims of these records, where nothing was ever said of any before; none
    where anything else changed, too."""


@dataclass(frozen=True)
class Since:
    """The book that is there, and what was touched since."""

    book: Book
    touched: Touched


@dataclass(frozen=True)
class Anew:
    """What is built anew of the book that is there: accounts, and the parts that hold them.

    A part is written whole again where much of it changed. Of the others only the changes are, those that
    an earlier build wrote among them.
    """

    book: Book
    whole: tuple[int, ...]
    changed: tuple[int, ...]
    accounts: pa.ChunkedArray
    activities: pa.ChunkedArray
    """Those put together anew; of all others of these accounts, rows are taken over as they are."""

    def replaced(self) -> list[int]:
        """The accounts whose rows count only in files of changes from now on."""
        accounts = self.book.replaced.union(self.accounts.to_pylist())
        return sorted(account for account in accounts if part_of(account) not in self.whole)

    def written_again(self, table: str) -> list[str]:
        """The files there of a table whose rows are written again, but those of accounts built anew."""
        wanted = {changes_file(part) for part in (*self.whole, *self.changed)}
        wanted |= {part_file(part) for part in self.whole}
        return [file for file in self.book.files(table) if Path(file).name in wanted]
