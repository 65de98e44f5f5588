"""Public lists whose truth is known, as the plain facts that `entries` takes."""

from __future__ import annotations

import csv
import gzip
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import duckdb
import networkx as nx
import pyarrow as pa

from closeknit.identity.clusters import grouped
from closeknit.identity.comparing import Model
from closeknit.identity.lifelong import READERS, opposed
from closeknit.identity.likely import SHOWN, SURE, worth_asking
from closeknit.identity.linkage import link
from closeknit.keys import organization_name
from closeknit.keys.text import ascii_folded

PERSON = (
    "given", "surname", "firm", "street", "city", "postcode", "birthday", "number", "tax_number", "mailbox",
)  # fmt: skip
FIRM = ("name", "street", "city", "postcode", "number", "tax_number", "site")

Found = list[tuple[int, int, float]]
"""Pairs of codes with their probability of being one."""

Pairs = set[tuple[int, int]]
"""Pairs of codes that are taken for one, the smaller first."""


@dataclass(frozen=True)
class Known:
    """Facts, and for each code the true entity."""

    facts: pa.Table
    truth: Sequence[str]

    @property
    def true_pairs(self) -> int:
        """How many pairs are one."""
        return sum(n * (n - 1) // 2 for n in Counter(self.truth).values())

    def score(self, pairs: Iterable[tuple[int, int]]) -> tuple[float, float, float]:
        """Precision, recall and F1 of pairs taken for one."""
        found = list(pairs)
        right = sum(self.truth[a] == self.truth[b] for a, b in found)
        precision, recall = right / max(len(found), 1), right / self.true_pairs
        return precision, recall, 2 * right / max(len(found) + self.true_pairs, 1)


def linked(known: Known, model: Model) -> Found:
    """The pairs that are found in a list as they are in what people load."""
    with duckdb.connect() as con:
        con.register("given", known.facts)
        con.execute("CREATE TABLE facts AS FROM given")
        return as_found(link(con, model, "facts").pairs)


def as_found(pairs: pa.Table) -> Found:
    """Pairs of a table with columns a, b and probability."""
    return list(zip(*(pairs[c].to_pylist() for c in ("a", "b", "probability")), strict=True))


def sure(found: Iterable[tuple[int, int, float]], least: float) -> Pairs:
    """Those that are so likely one."""
    return {(a, b) for a, b, chance in found if chance >= least}


def within(groups: Iterable[Iterable[int]]) -> Pairs:
    """All pairs that groups bring together."""
    return {pair for members in groups for pair in combinations(sorted(members), 2)}


def in_groups(known: Known, found: Found) -> Pairs:
    """All pairs that stand in one group in the end: as in what people load, what one has once for life
    keeps two apart."""
    held = grouped(found, sure=SURE, unlike=_opposed_in(known))
    return within(nx.connected_components(nx.Graph(held.joined)))


def asked(known: Known, found: Found) -> Pairs:
    """All pairs of which a person is asked, since they are likely one and stand in no group together."""
    unlike = _opposed_in(known)
    shown = worth_asking(found, lambda one, other: bool(unlike(one, other)))
    return sure(shown, SHOWN) - in_groups(known, found)


def _opposed_in(known: Known) -> Callable[[int, int], str]:
    """Why two of a list cannot be one, by what they state that one has once for life."""
    stated = [
        {fact: frozenset({said}) for fact, read in READERS.items() if (said := read(row.get(fact) or ""))}
        for row in known.facts.to_pylist()
    ]
    return lambda one, other: opposed(stated[one], stated[other])


def febrl_rows(folder: Path, *names: str) -> Iterator[dict[str, str]]:
    """The lines of lists of FEBRL as they are written, one list after the other."""
    for name in names:
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines, skipinitialspace=True)


def febrl(folder: Path, *names: str, names_and_addresses: bool = False) -> Known:
    """Lists of FEBRL as one; without birth date and number where only the rest is to be used."""
    rows, truth = [], []
    for row in febrl_rows(folder, *names):
        truth.append(row["rec_id"].split("-")[1])
        rows.append(
            {
                "given": row["given_name"],
                "surname": row["surname"],
                "street": f"{row['street_number']} {row['address_1']}",
                "city": row["suburb"],
                "postcode": row["postcode"],
                "birthday": "" if names_and_addresses else row["date_of_birth"],
                "tax_number": "" if names_and_addresses else row["soc_sec_id"],
            }
        )
    return Known(_facts(rows, PERSON), truth)


def chicago(folder: Path) -> Known:
    """Organizations of ten lists, by name, address, zip and phone."""
    with gzip.open(folder / "chicago_early_learning.csv.gz", "rt", encoding="utf-8") as lines:
        given = list(csv.DictReader(lines))
    rows = [
        {
            "name": organization_name(row["Site name"]),
            "street": ascii_folded(row["Address"]),
            "postcode": ascii_folded(row["Zip"]),
            "number": re.sub(r"\D", "", row["Phone"]),
        }
        for row in given
    ]
    return Known(_facts(rows, FIRM), [row["True Id"] for row in given])


def _facts(rows: Sequence[dict[str, str]], columns: Sequence[str]) -> pa.Table:
    data = {"code": pa.array(range(len(rows)), pa.int64()), "key": [f"list:{n}" for n in range(len(rows))]}
    data |= {c: pa.array([row.get(c, "").strip() or None for row in rows], pa.string()) for c in columns}
    return pa.table(data)
