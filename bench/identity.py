"""Linking beside plain Splink: public lists, or very many made-up people.

Both get the same rows; what plain Splink is told stands in `tests.identity.plain_splink`.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from people import FURTHER
from tests.identity.plain_splink import Listed, best_groups, found_in, organizations_of, people, people_of
from tests.identity.public_lists import Found, Known, Pairs, as_found, in_groups, linked, sure

from closeknit.identity.compared import NOTHING, Compared, load, save
from closeknit.identity.comparing import PERSON
from closeknit.identity.linkage import Linked, link

LEAST = (0.5, 0.99)
"""Probabilities from which pairs are taken for one."""

LISTS: dict[str, Callable[[Path], Listed]] = {
    "febrl4": lambda data: people_of(data / "febrl4", "dataset4a", "dataset4b"),
    "febrl4-some": lambda data: people_of(data / "febrl4", "dataset4a", "dataset4b", full=False),
    "febrl1": lambda data: people_of(data / "febrl4", "dataset1"),
    "chicago": lambda data: organizations_of(data / "chicago-orgs"),
}
"""The public lists, in folders of a folder."""


def of_list(data: Path, which: str, name: str) -> dict[str, Any]:
    """How well one of LISTS is linked, by pairs and once these stand in groups."""
    listed = LISTS[name](data)
    if which == "closeknit":
        return _measured(listed.known, lambda: linked(listed.known, listed.model), in_groups)
    return _measured(listed.known, listed.found, best_groups)


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
    linking = {
        "splink": lambda: found_in(con, ["apart"], people(full=True)),
        "closeknit": lambda: _linked(con).pairs,
        "further": lambda: _further(con, folder),
    }
    return _measured(known, lambda: as_found(linking[which]()))


def _opened(**config: str) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"memory_limit": "6GB", "threads": 2, **config})


def _measured(
    known: Known, linking: Callable[[], Found], groups: Callable[[Known, Found], Pairs] | None = None
) -> dict[str, Any]:
    """CPU seconds, and for each of LEAST (and for `groups`) false pairs taken, true ones missed, precision,
    recall and F1."""
    logging.disable(logging.CRITICAL)
    began = time.process_time()
    found = linking()
    seconds = time.process_time() - began
    taken = {f"{least:.0%}": sure(found, least) for least in LEAST}
    if groups:
        taken["in groups"] = groups(known, found)
    return {"seconds": seconds, "told": {name: _told(known, pairs) for name, pairs in taken.items()}}


def _told(known: Known, pairs: Pairs) -> list[float]:
    false = sum(known.truth[a] != known.truth[b] for a, b in pairs)
    return [false, known.true_pairs - (len(pairs) - false), *known.score(pairs)]


def _linked(con: duckdb.DuckDBPyConnection, before: Compared = NOTHING) -> Linked:
    return link(con, PERSON, "entered", before)


def _further(con: duckdb.DuckDBPyConnection, folder: Path) -> pa.Table:
    """As after a further load: with what was kept, and kept anew (elsewhere, for the next measurement)."""
    found, anew = _linked(con, load(folder)["person"]), folder / "anew"
    anew.mkdir(exist_ok=True)
    save({"person": found.compared}, anew)
    return found.pairs
