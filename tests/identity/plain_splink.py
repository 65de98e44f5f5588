"""What plain Splink finds in public lists: the measure that Closeknit is set beside.

For people it runs with comparisons and blocking rules as its documentation has them for FEBRL, and is told
that nobody stands twice in one list of FEBRL4, which Closeknit is not, as it is not of what people load. For
organizations its documentation has no settings; there it gets its ready-made comparisons, over facts that
are already written alike, as Closeknit reads them.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import networkx as nx
import pyarrow as pa

from closeknit.identity.comparing import ORGANIZATION, PERSON, Model
from tests.identity.public_lists import (
    Found,
    Known,
    Pairs,
    as_found,
    chicago,
    febrl,
    febrl_rows,
    sure,
    within,
)

COLUMNS = {
    "given": "given_name", "surname": "surname", "house": "street_number", "street": "address_1",
    "city": "suburb", "postcode": "postcode", "region": "state", "birthday": "date_of_birth",
    "number": "soc_sec_id",
}  # fmt: skip

THRESHOLDS = (0.5, 0.8, 0.9, 0.95, 0.99, 0.999)
"""Probabilities of which the best one for it, which nobody knows beforehand, makes its groups."""


@dataclass(frozen=True)
class Plain:
    """How it compares, which pairs, what makes two surely one (and how many of these that finds), and the
    blocks it learns from."""

    comparisons: Sequence[Any]
    rules: Sequence[Any]
    surely: Sequence[str]
    recall: float
    learning: Sequence[Any]


def people(*, full: bool) -> Plain:
    """As documented for FEBRL; on names and addresses alone when not `full`."""
    import splink.comparison_library as cl
    from splink import block_on

    names = [cl.NameComparison(c).configure(term_frequency_adjustments=True) for c in ("given", "surname")]
    birthday = cl.DateOfBirthComparison(
        "birthday", input_is_string=True, datetime_format="%Y%m%d", invalid_dates_as_null=True
    )
    facts = [birthday, cl.DamerauLevenshteinAtThresholds("number", [1, 2])]
    places = [
        cl.ExactMatch("house").configure(term_frequency_adjustments=True),
        cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("street").configure(term_frequency_adjustments=True),
    ]
    named = (block_on("given", "surname"), "l.given = r.surname and l.surname = r.given")
    by_facts = (block_on("birthday"), block_on("number")) if full else ()
    there = (block_on("region", "street"), block_on("house", "street"), block_on("postcode"))
    same = "l.given = r.given and l.surname = r.surname and "
    by_number = [same + "l.birthday = r.birthday", "l.number = r.number"]
    return Plain(
        [*names, *(facts if full else ()), *places],
        [*named, *by_facts, *there],
        by_number if full else [same + "l.postcode = r.postcode"],
        0.9 if full else 0.6,
        [block_on("birthday") if full else named[0], block_on("postcode")],
    )


def organizations() -> Plain:
    """Its ready-made comparisons, for a name, an address and a phone number."""
    import splink.comparison_library as cl
    from splink import block_on

    return Plain(
        [
            cl.JaroWinklerAtThresholds("name", [0.95, 0.88, 0.7]).configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("street").configure(term_frequency_adjustments=True),
            cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("number", [1, 2]).configure(term_frequency_adjustments=True),
        ],
        [
            *(block_on("name"), block_on("number"), block_on("street")),
            *(block_on("postcode", "substr(name, 1, 4)"), block_on("postcode", "substr(street, 1, 4)")),
        ],
        ["l.name = r.name and l.street = r.street", "l.number = r.number and l.street = r.street"],
        0.6,
        [block_on("name"), block_on("street"), block_on("number")],
    )


def found_in(con: duckdb.DuckDBPyConnection, tables: Sequence[str], plain: Plain) -> pa.Table:
    """Pairs (a, b, probability) that it finds in tables with a column `code`, between two or within one."""
    from splink import DuckDBAPI, Linker, SettingsCreator

    api = DuckDBAPI(connection=con)
    settings = SettingsCreator(
        unique_id_column_name="code",
        link_type="link_only" if len(tables) > 1 else "dedupe_only",
        comparisons=plain.comparisons,
        blocking_rules_to_generate_predictions=plain.rules,
    )
    with _quietly():
        linker = Linker([api.register(con.table(name)) for name in tables], settings)
        linker.training.estimate_probability_two_random_records_match(plain.surely, recall=plain.recall)
        linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
        for block in plain.learning:
            linker.training.estimate_parameters_using_expectation_maximisation(block)
        found = linker.inference.predict(threshold_match_probability=0.2)
    return con.execute(f"""
        SELECT least(code_l, code_r) AS a, greatest(code_l, code_r) AS b, match_probability AS probability
        FROM {found.physical_name}""").to_arrow_table()


@contextmanager
def _quietly() -> Iterator[None]:
    """It reports its progress, and warns of what it could not learn."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


@dataclass(frozen=True)
class Listed:
    """A public list: what is known, how Closeknit compares it; the same rows for Splink, and its settings."""

    known: Known
    model: Model
    tables: Mapping[str, pa.Table]
    plain: Plain

    def found(self) -> Found:
        """What plain Splink finds in it."""
        with duckdb.connect() as con:
            for name, rows in self.tables.items():
                con.register(name, rows)
            return as_found(found_in(con, list(self.tables), self.plain))


def people_of(folder: Path, *names: str, full: bool = True) -> Listed:
    """Lists of FEBRL, as one; with names and addresses alone when not `full`."""
    known, tables, count = febrl(folder, *names, names_and_addresses=not full), {}, 0
    for name in names:
        rows = [{c: row[f] or None for c, f in COLUMNS.items()} for row in febrl_rows(folder, name)]
        tables[name] = pa.Table.from_pylist([{"code": n, **r} for n, r in enumerate(rows, start=count)])
        count += len(rows)
    return Listed(known, PERSON, tables, people(full=full))


def organizations_of(folder: Path) -> Listed:
    """The organizations of ten lists in Chicago."""
    known = chicago(folder)
    return Listed(known, ORGANIZATION, {"organizations": known.facts}, organizations())


def best_groups(known: Known, found: Found) -> Pairs:
    """All pairs that stand in one of its groups, made from that one of THRESHOLDS which is best for it."""
    made = (within(nx.connected_components(nx.Graph(sure(found, least)))) for least in THRESHOLDS)
    return max(made, key=lambda pairs: known.score(pairs)[2])
