"""Linking people beside plain Splink: two public lists (FEBRL4), or very many made-up people.

Both get the same rows. Plain Splink runs with comparisons and blocking rules as its documentation has them
for such lists, and is told that nobody stands twice in one list of FEBRL4; Closeknit is not, as it is not of
what people load.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from people import FURTHER
from tests.identity.public_lists import Known, febrl, febrl_rows

from closeknit.identity.compared import NOTHING, Compared, load, save
from closeknit.identity.comparing import PERSON
from closeknit.identity.linkage import Linked, link

LEAST = (0.5, 0.99)
"""Probabilities from which pairs are taken for one."""

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


def of_lists(folder: Path, which: str, *, full: bool) -> dict[str, Any]:
    """How well dataset4a.csv and dataset4b.csv of a folder are linked, by all facts or by some."""
    known = febrl(folder, *LISTS, names_and_addresses=not full)
    con, count = _opened(), 0
    con.register("given", known.facts)
    con.execute("CREATE TABLE entered AS FROM given")
    for name in LISTS:
        rows = [{c: row[f] or None for c, f in COLUMNS.items()} for row in febrl_rows(folder, name)]
        con.register(name, pa.Table.from_pylist([{"code": n, **r} for n, r in enumerate(rows, start=count)]))
        count += len(rows)
    return _measured(known, _linking(con, which, LISTS, full=full))


def of_people(folder: Path, which: str) -> dict[str, Any]:
    """How well the made-up people of a folder are linked (see `people`).

    All at once by `splink` or `closeknit`; or by Closeknit all but the last FURTHER (`first`), kept in the
    folder for the linking of all (`further`).
    """
    con = _opened(temp_directory=str(folder / "spill"))
    con.execute(f"CREATE TABLE entered AS FROM '{folder / 'people.parquet'}'")
    if which == "first":
        con.execute(f"DELETE FROM entered WHERE code >= (SELECT count(*) FROM entered) - {FURTHER}")
        save({"person": _linked(con).compared}, folder)
        return {}
    con.execute("""
        CREATE TABLE apart AS SELECT code, given, surname, birthday, number, postcode, city AS region,
        regexp_extract(street, '^[0-9]+') AS house, regexp_replace(street, '^[0-9]+ ', '') AS street
        FROM entered""")
    known = Known(
        con.table("entered").select("code").to_arrow_table(), np.load(folder / "truth.npy").tolist()
    )
    if which == "further":
        return _measured(known, lambda: _further(con, folder))
    return _measured(known, _linking(con, which, ("apart",), full=True))


def _opened(**config: str) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"memory_limit": "6GB", "threads": 2, **config})


def _linking(
    con: duckdb.DuckDBPyConnection, which: str, tables: Sequence[str], *, full: bool
) -> Callable[[], pa.Table]:
    if which == "closeknit":
        return lambda: _linked(con).pairs
    return lambda: _plain(con, tables, full=full)


def _measured(known: Known, linking: Callable[[], pa.Table]) -> dict[str, Any]:
    """CPU seconds, and for each of LEAST false pairs taken, true ones missed, precision, recall and F1."""
    logging.disable(logging.CRITICAL)
    began = time.process_time()
    found = linking()
    seconds, told = time.process_time() - began, {}
    for least in LEAST:
        taken = found.filter(pc.greater_equal(found["probability"], least))
        both = list(zip(taken["a"].to_pylist(), taken["b"].to_pylist(), strict=True))
        false = sum(known.truth[a] != known.truth[b] for a, b in both)
        told[f"{least:.0%}"] = [false, known.true_pairs - (len(both) - false), *known.score(both)]
    return {"seconds": seconds, "told": told}


def _linked(con: duckdb.DuckDBPyConnection, before: Compared = NOTHING) -> Linked:
    return link(con, PERSON, "entered", before)


def _further(con: duckdb.DuckDBPyConnection, folder: Path) -> pa.Table:
    """As after a further load: with what was kept, and kept anew (elsewhere, for the next measurement)."""
    found, anew = _linked(con, load(folder)["person"]), folder / "anew"
    anew.mkdir(exist_ok=True)
    save({"person": found.compared}, anew)
    return found.pairs


def _plain(con: duckdb.DuckDBPyConnection, tables: Sequence[str], *, full: bool) -> pa.Table:
    """What Splink finds with its documented settings; on names and addresses alone when not `full`."""
    from splink import DuckDBAPI, Linker, SettingsCreator

    api = DuckDBAPI(connection=con)
    settings = SettingsCreator(
        unique_id_column_name="code",
        link_type="link_only" if len(tables) > 1 else "dedupe_only",
        comparisons=compared(full=full),
        blocking_rules_to_generate_predictions=rules(full=full),
    )
    linker = Linker([api.register(con.table(name)) for name in tables], settings)
    linker.training.estimate_probability_two_random_records_match(
        sure_rules(full=full), recall=0.9 if full else 0.6
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for block in em_blocks(full=full):
        linker.training.estimate_parameters_using_expectation_maximisation(block)
    found = linker.inference.predict(threshold_match_probability=0.2)
    return con.execute(f"""
        SELECT least(code_l, code_r) AS a, greatest(code_l, code_r) AS b, match_probability AS probability
        FROM {found.physical_name}""").to_arrow_table()
