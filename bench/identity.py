"""Linking two public lists of people (FEBRL4) beside plain Splink: python -m bench.identity FOLDER.

FOLDER holds dataset4a.csv and dataset4b.csv, each of 5,000 people; who is who is known. Plain Splink runs
with comparisons and blocking rules as its documentation has them for these lists, and is told that nobody
stands twice in one list; Closeknit is not, as it is not of what people load. Of the pairs taken for one from
a probability on it is printed how many are not (false), how many true ones are missing (missed), what follows
from these (precision, recall, F1), and the CPU seconds.
"""

from __future__ import annotations

import argparse
import logging
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from tests.identity.public_lists import Found, Known, febrl, febrl_rows, linked

from closeknit.identity.comparing import PERSON

LISTS = ("dataset4a", "dataset4b")
COLUMNS = {
    "given": "given_name", "surname": "surname", "house": "street_number", "street": "address_1",
    "city": "suburb", "postcode": "postcode", "region": "state", "birthday": "date_of_birth",
    "number": "soc_sec_id",
}  # fmt: skip


def compared(*, full: bool) -> list[Any]:
    """What Splink's documentation compares in such lists."""
    import splink.comparison_library as cl

    found: list[Any] = [
        cl.NameComparison(c).configure(term_frequency_adjustments=True) for c in ("given", "surname")
    ]
    if full:
        found += [
            cl.DateOfBirthComparison(
                "birthday", input_is_string=True, datetime_format="%Y%m%d", invalid_dates_as_null=True
            ),
            cl.DamerauLevenshteinAtThresholds("number", [1, 2]),
        ]
    found += [
        cl.ExactMatch("house").configure(term_frequency_adjustments=True),
        cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("street").configure(term_frequency_adjustments=True),
    ]
    return found


def rules(*, full: bool) -> list[Any]:
    """Which pairs it compares there."""
    from splink import block_on

    return [
        *(block_on("given", "surname"), "l.given = r.surname and l.surname = r.given"),
        *((block_on("birthday"), block_on("number")) if full else ()),
        *(block_on("region", "street"), block_on("house", "street"), block_on("postcode")),
    ]


def sure_rules(*, full: bool) -> list[str]:
    """What makes two surely one, from which it estimates how many are."""
    same = "l.given = r.given and l.surname = r.surname and "
    return (
        [same + "l.birthday = r.birthday", "l.number = r.number"]
        if full
        else [same + "l.postcode = r.postcode"]
    )


def em_blocks(*, full: bool) -> list[Any]:
    """The blocks it learns from."""
    from splink import block_on

    return [block_on("birthday") if full else block_on("given", "surname"), block_on("postcode")]


def plain(folder: Path, *, full: bool) -> Found:
    """What Splink finds with its documented settings; on names and addresses alone when not `full`."""
    from splink import DuckDBAPI, Linker, SettingsCreator

    con = duckdb.connect()
    api, lists, count = DuckDBAPI(connection=con), [], 0
    for name in LISTS:
        rows = [{c: row[f] or None for c, f in COLUMNS.items()} for row in febrl_rows(folder, name)]
        table = pa.Table.from_pylist([{"code": n, **row} for n, row in enumerate(rows, start=count)])
        lists.append(api.register(table, table_name=name))
        count += len(rows)
    settings = SettingsCreator(
        unique_id_column_name="code",
        link_type="link_only",
        comparisons=compared(full=full),
        blocking_rules_to_generate_predictions=rules(full=full),
    )
    linker = Linker(lists, settings)
    linker.training.estimate_probability_two_random_records_match(
        sure_rules(full=full), recall=0.9 if full else 0.6
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for block in em_blocks(full=full):
        linker.training.estimate_parameters_using_expectation_maximisation(block)
    found = linker.inference.predict(threshold_match_probability=0.2)
    return con.execute(f"SELECT code_l, code_r, match_probability FROM {found.physical_name}").fetchall()


def figures(name: str, link: Callable[[], Found], known: Known) -> Iterator[str]:
    """One line for each threshold."""
    start = time.process_time()
    found = link()
    seconds = time.process_time() - start
    for least in (0.5, 0.99):
        taken = [(a, b) for a, b, chance in found if chance >= least]
        false = sum(known.truth[a] != known.truth[b] for a, b in taken)
        missed = known.true_pairs - (len(taken) - false)
        shares = "  ".join(f"{share:.4f}" for share in known.score(taken))
        yield f"{name:10} {least:<5} {false:5}  {missed:6}  {shares}  {seconds:6.1f} s"


def main() -> None:
    """Both, on all fields and on names and addresses alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    logging.disable(logging.CRITICAL)
    for note, full in (("all fields", True), ("names and addresses alone", False)):
        known = febrl(folder, *LISTS, names_and_addresses=not full)
        print(f"{note}\n           from  false  missed  precis  recall  F1      CPU")
        print(*figures("Splink", partial(plain, folder, full=full), known), sep="\n", flush=True)
        print(*figures("Closeknit", partial(linked, known, PERSON), known), sep="\n", flush=True)


if __name__ == "__main__":
    main()
