"""Firms that systems know under two names which do not agree: joined for other reasons, so worth a look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import pyarrow.compute as pc

from closeknit.identity.names import strangers
from closeknit.identity.parties import Resolution
from closeknit.keys import HUBS, key_parts, organization_name

Row = dict[str, Any]

BY_NAME = ("legal name", "name", "news name")
"""Rules that join by nothing but a name."""


@dataclass(frozen=True)
class TwoNames:
    """A firm that systems know under two names that do not agree, with the entries that hold them."""

    party_id: int
    names: tuple[str, str]
    keys: tuple[str, str]


def two_names(resolution: Resolution) -> tuple[TwoNames, ...]:
    """Firms known under two names that have no word in common, in order of their numbers: worth a look.

    The keys are those to part should the two not be one: entries joined by a domain or address, where
    there are such, rather than by their names.
    """
    steps = resolution.steps
    firms = steps.filter(pc.and_(pc.equal(steps["party_kind"], "organization"), pc.is_valid(steps["name"])))
    keys = resolution.keys
    party = dict(zip(keys["key"].to_pylist(), keys["party_id"].to_pylist(), strict=True))
    entries: dict[int, list[Row]] = defaultdict(list)
    for row in firms.select(["key", "name", "rule"]).to_pylist():
        if row["key"] in party and key_parts(row["key"])[0] not in HUBS:
            entries[party[row["key"]]].append(row)
    pairs = ((party_id, _unlike(rows)) for party_id, rows in sorted(entries.items()))
    return tuple(
        TwoNames(party_id, (one["name"], other["name"]), (one["key"], other["key"]))
        for party_id, pair in pairs
        if pair
        for one, other in [pair]
    )


def _unlike(rows: Sequence[Row]) -> tuple[Row, Row] | None:
    """Two entries whose names have nothing in common, those that do not hang on their name first."""
    ordered = sorted(rows, key=lambda row: (row["rule"] in BY_NAME, row["key"]))
    for one, other in combinations(ordered, 2):
        if strangers(organization_name(one["name"]), organization_name(other["name"])):
            return one, other
    return None
