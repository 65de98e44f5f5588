"""Public lists whose truth is known, as the plain facts that `entries` takes."""

from __future__ import annotations

import csv
import gzip
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from closeknit.keys import organization_name
from closeknit.keys.text import ascii_folded

PERSON = ("source", "given", "surname", "firm", "street", "city", "postcode", "birthday", "number", "mailbox")
FIRM = ("source", "name", "street", "city", "postcode", "number", "site")


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


def febrl(folder: Path, *names: str, names_and_addresses: bool = False) -> Known:
    """Lists of FEBRL, each a source; without birth date and number where only the rest is to be used."""
    rows, truth = [], []
    for name in names:
        with (folder / f"{name}.csv").open() as lines:
            for row in csv.DictReader(lines, skipinitialspace=True):
                truth.append(row["rec_id"].split("-")[1])
                more = (
                    {}
                    if names_and_addresses
                    else {"birthday": row["date_of_birth"], "number": row["soc_sec_id"]}
                )
                rows.append(
                    {
                        "source": name,
                        "given": row["given_name"],
                        "surname": row["surname"],
                        "street": f"{row['street_number']} {row['address_1']}",
                        "city": row["suburb"],
                        "postcode": row["postcode"],
                        **more,
                    }
                )
    return Known(_facts(rows, PERSON), truth)


def chicago(folder: Path) -> Known:
    """Organizations of ten lists, by name, address, zip and phone."""
    with gzip.open(folder / "chicago_early_learning.csv.gz", "rt", encoding="utf-8") as lines:
        given = list(csv.DictReader(lines))
    rows = [
        {
            "source": row["Source"],
            "name": organization_name(row["Site name"]),
            "street": ascii_folded(row["Address"]),
            "postcode": ascii_folded(row["Zip"]),
            "number": re.sub(r"\D", "", row["Phone"]),
        }
        for row in given
    ]
    return Known(_facts(rows, FIRM), [row["True Id"] for row in given])


def _facts(rows: Sequence[dict[str, str]], columns: Sequence[str]) -> pa.Table:
    data = {"code": pa.array(range(len(rows)), pa.int64())}
    data |= {c: pa.array([row.get(c, "").strip() or None for row in rows], pa.string()) for c in columns}
    return pa.table(data)
