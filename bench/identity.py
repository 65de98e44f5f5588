"""Linking two public lists of people (FEBRL4) beside plain Splink: python bench/identity.py FOLDER.

FOLDER holds dataset4a.csv and dataset4b.csv. Plain Splink runs with comparisons and blocking rules as its
documentation has them for these lists. What counts is F1 in the same run, and the ratio of CPU seconds.
"""

from __future__ import annotations

import argparse
import csv
import logging
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

COLUMNS = ("given", "surname", "house", "street", "city", "postcode", "region", "birthday", "number")
FIELDS = ("given_name", "surname", "street_number", "address_1", "suburb", "postcode", "state")
MORE = ("date_of_birth", "soc_sec_id")
TRUE_PAIRS = 5000

Pairs = list[tuple[int, int, float]]


def people(folder: Path, *, names_and_addresses: bool) -> tuple[pa.Table, list[str]]:
    """One row for each person of both lists, with the number that says who it truly is."""
    rows: list[dict[str, Any]] = []
    truth = []
    for name in ("dataset4a", "dataset4b"):
        with (folder / f"{name}.csv").open() as lines:
            for row in csv.DictReader(lines, skipinitialspace=True):
                truth.append(row["rec_id"].split("-")[1])
                more = [None, None] if names_and_addresses else [row[f] for f in MORE]
                values = [*(row[f] for f in FIELDS), *more]
                rows.append({"source": name, **dict(zip(COLUMNS, (v or None for v in values), strict=True))})
    return pa.Table.from_pylist([{"code": n, **row} for n, row in enumerate(rows)]), truth


def ours(table: pa.Table) -> Pairs:
    """What Closeknit finds."""
    from closeknit.identity.comparing import PERSON
    from closeknit.identity.entries import make_ready
    from closeknit.identity.linkage import pairs

    con = duckdb.connect()
    con.register("given", table)
    con.execute("""
        CREATE TABLE facts AS SELECT code, source, given, surname, NULL::TEXT AS firm,
            concat_ws(' ', house, street) AS street, city, postcode, birthday::TEXT AS birthday,
            number::TEXT AS number, NULL::TEXT AS mailbox FROM given""")
    make_ready(con, PERSON, "facts", "entries")
    found = pairs(con, PERSON, "entries", one_each=True)
    return list(zip(*(found[c].to_pylist() for c in ("a", "b", "probability")), strict=True))


def plain(table: pa.Table) -> Pairs:
    """What Splink finds with its documented settings."""
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    full = table["birthday"].null_count < len(table)
    compared = [cl.NameComparison(c).configure(term_frequency_adjustments=True) for c in ("given", "surname")]
    if full:
        compared += [
            cl.DateOfBirthComparison(
                "birthday", input_is_string=True, datetime_format="%Y%m%d", invalid_dates_as_null=True
            ),
            cl.DamerauLevenshteinAtThresholds("number", [1, 2]),
        ]
    compared += [
        cl.ExactMatch("house").configure(term_frequency_adjustments=True),
        cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("street").configure(term_frequency_adjustments=True),
    ]
    rules = [
        *(block_on("given", "surname"), "l.given = r.surname and l.surname = r.given"),
        *((block_on("birthday"), block_on("number")) if full else ()),
        *(block_on("region", "street"), block_on("house", "street"), block_on("postcode")),
    ]
    con = duckdb.connect()
    api = DuckDBAPI(connection=con)
    lists = []
    for name in ("dataset4a", "dataset4b"):
        rows = table.filter(pc.equal(table["source"], name)).drop_columns(["source"])
        lists.append(api.register(rows, table_name=name))
    settings = SettingsCreator(
        unique_id_column_name="code",
        link_type="link_only",
        comparisons=compared,
        blocking_rules_to_generate_predictions=rules,
    )
    linker = Linker(lists, settings)
    same = "l.given = r.given and l.surname = r.surname and "
    sure = (
        [same + "l.birthday = r.birthday", "l.number = r.number"]
        if full
        else [same + "l.postcode = r.postcode"]
    )
    linker.training.estimate_probability_two_random_records_match(sure, recall=0.9 if full else 0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for block in (block_on("birthday") if full else block_on("given", "surname"), block_on("postcode")):
        linker.training.estimate_parameters_using_expectation_maximisation(block)
    found = linker.inference.predict(threshold_match_probability=0.2)
    return con.execute(f"SELECT code_l, code_r, match_probability FROM {found.physical_name}").fetchall()


def figures(name: str, link: Callable[[pa.Table], Pairs], table: pa.Table, truth: list[str]) -> Iterable[str]:
    """One line for each threshold."""
    start = time.process_time()
    found = link(table)
    seconds = time.process_time() - start
    for least in (0.5, 0.99):
        taken = [truth[a] == truth[b] for a, b, chance in found if chance >= least]
        precision, recall = sum(taken) / max(len(taken), 1), sum(taken) / TRUE_PAIRS
        f1 = 2 * sum(taken) / (len(taken) + TRUE_PAIRS)
        yield f"{name:10} {least:<5} {precision:.4f}  {recall:.4f}  {f1:.4f}  {seconds:6.1f} s"


def main() -> None:
    """Both, on all fields and on names and addresses alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    logging.disable(logging.CRITICAL)
    for note, fewer in (("all fields", False), ("names and addresses alone", True)):
        table, truth = people(folder, names_and_addresses=fewer)
        print(f"{note}\n           from  precision recall  F1      CPU")
        for name, link in (("Splink", plain), ("Closeknit", ours)):
            print(*figures(name, link, table, truth), sep="\n", flush=True)


if __name__ == "__main__":
    main()
