"""What was compared and learnt, kept beside the book so that next time only what is new is compared.

Of one kind of party:

    parameters  how often facts agree (m, u): by which rules, when and over how many entries that was found
    words       column, word, times, common: how many had the words of names and streets then
    entries     key, digest of its facts; in the columns that matter the number of its value and how many have
                that; by how many bits these became rarer since it was compared
    pairs       one, other (row numbers of entries), the level of each comparison; all that weighed FLOOR

What of it still holds is for `standing`. None of it is needed: what is lost is compared and learnt anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from closeknit.identity.blocking import MOST_IN_BLOCK
from closeknit.identity.comparing import MODELS, Model
from closeknit.identity.weighing import Shares, Trained

EPOCH = datetime(1970, 1, 1)
"""The time of what is not dated."""

RULES = 2
"""Version of how pairs are compared and weighed: raise it when that changes."""

LEAST_WEIGHT = 0.0
"""Pairs with less evidence than this (bits) count for nothing: no prior could make them likely."""

FLOOR = -8.0
"""Pairs are kept from this weight on (bits): so much may the values of an entry become rarer until it is
compared anew. Eight values lose a bit each when a list has doubled, and then all is compared anyway."""

GROWN = 2.0
"""What is learnt holds until there are so many times as many entries, or as few, as it was learnt from. A
share of true pairs does not move with their number; its error falls with the root, by a third each time."""


@dataclass(frozen=True)
class Parameters:
    """How often facts agree among true pairs (m) and strangers (u), and whence that is known.

    `learnt`: by expectation maximisation; else what one expects. `at` in UTC.
    """

    rules: str
    at: datetime
    entries: int
    learnt: bool
    m: Shares
    u: Shares

    def serves(self, model: Model, entries: int) -> bool:
        """Whether these are of today's rules, and of a list about as long as today's."""
        return self.rules == rules_of(model) and 1 / GROWN < entries / self.entries < GROWN

    def trained(self, model: Model) -> Trained:
        """The model with these shares."""
        return Trained(model, self.m, self.u)


_NO_ROWS = pa.table({})


@dataclass(frozen=True)
class Compared:
    """What was compared and learnt."""

    parameters: Parameters | None = None
    entries: pa.Table = field(default_factory=lambda: _NO_ROWS)
    pairs: pa.Table = field(default_factory=lambda: _NO_ROWS)
    words: pa.Table = field(default_factory=lambda: _NO_ROWS)

    @property
    def learnt(self) -> Compared:
        """What was learnt alone: by it everything is compared anew."""
        return Compared(self.parameters, words=self.words)


NOTHING = Compared()
_TABLES = ("entries", "pairs", "words")

UNREADABLE = (OSError, ValueError, KeyError, TypeError, pa.ArrowException)
"""What reading says of files that are gone, torn, or of a version that wrote something else."""


def save(compared: Mapping[str, Compared], folder: Path) -> None:
    """Write what is worth keeping into an existing folder, by kind of party."""
    for name, one in compared.items():
        if one.parameters is not None:
            told = {**asdict(one.parameters), "at": one.parameters.at.isoformat()}
            (folder / f"{name}.json").write_text(json.dumps(told, indent=1), encoding="utf-8")
            for table in _TABLES:
                file = folder / f"{name}_{table}.parquet"
                pq.write_table(getattr(one, table), file, write_page_checksum=True)


def load(folder: Path) -> Mapping[str, Compared]:
    """What `save` wrote, by kind of party; without a kind of which anything is missing or cannot be read."""
    found = {model.party_kind: _kept(folder, model.party_kind) for model in MODELS}
    return {kind: one for kind, one in found.items() if one is not NOTHING}


def _kept(folder: Path, name: str) -> Compared:
    try:
        told = json.loads((folder / f"{name}.json").read_text("utf-8"))
        shares = {side: {c: tuple(values) for c, values in told[side].items()} for side in ("m", "u")}
        parameters = Parameters(**{**told, **shares, "at": datetime.fromisoformat(told["at"])})
        files = (folder / f"{name}_{table}.parquet" for table in _TABLES)
        return Compared(parameters, *(pq.read_table(f, page_checksum_verification=True) for f in files))
    except UNREADABLE:
        return NOTHING


def rules_of(model: Model) -> str:
    """A fingerprint of all that must be the same for a kept pair to be of use."""
    said = repr((RULES, duckdb.__version__, MOST_IN_BLOCK, FLOOR, model))
    return sha256(said.encode()).hexdigest()[:16]
