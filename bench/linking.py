"""Linking very many made-up people beside plain Splink: python -m bench.linking [--people 100000].

One in five is entered twice, with slips of the keyboard. Both sides get the same rows and run in a process of
their own, one after the other; the CPU seconds, the peak of memory and how many of the pairs taken for one
(at 99 %) are false and how many are missed are printed. Plain Splink has comparisons and blocking rules as
its documentation has them for such lists.
"""

from __future__ import annotations

import argparse
import json
import logging
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from bench.identity import compared, em_blocks, rules, sure_rules

from closeknit.identity.comparing import PERSON
from closeknit.identity.entries import make_ready
from closeknit.identity.linkage import pairs

LEAST = 0.99
SYLLABLES = (
    "ba",
    "ren",
    "lo",
    "mi",
    "ka",
    "tor",
    "vel",
    "an",
    "su",
    "der",
    "fi",
    "hol",
    "gre",
    "ju",
    "wes",
    "po",
)


def words(random: np.random.Generator, count: int, syllables: int) -> np.ndarray:
    """So many different words."""
    made: set[str] = set()
    while len(made) < count:
        made.add("".join(random.choice(SYLLABLES, syllables)))
    return np.array(sorted(made))


def slip(text: str, random: np.random.Generator) -> str:
    """The text with one letter dropped, doubled or replaced."""
    at, letter = int(random.integers(len(text))), chr(97 + int(random.integers(26)))
    middle = ("", text[at] * 2, letter)[int(random.integers(3))]
    return text[:at] + middle + text[at + 1 :]


def often(random: np.random.Generator, pool: np.ndarray, count: int) -> np.ndarray:
    """So many of a pool, the commonest about one in eighty, as names are in many countries."""
    share = 1 / (np.arange(len(pool)) + 10)
    return random.choice(pool, count, p=share / share.sum())


def people(count: int, seed: int = 7) -> tuple[pa.Table, np.ndarray]:
    """Plain facts of so many entries (see `entries`), and who each one truly is."""
    random = np.random.default_rng(seed)
    single = count * 5 // 6
    given, surname = (often(random, words(random, n, k), single) for n, k in ((1_500, 3), (30_000, 4)))
    places, streets = words(random, 2_000, 3), words(random, 20_000, 4)
    at, road = random.integers(len(places), size=single), random.integers(len(streets), size=single)
    rows = {
        "given": given,
        "surname": surname,
        "firm": np.full(single, None),
        "street": np.char.add(
            random.integers(1, 200, single).astype(str),
            np.char.add(" ", np.char.add(streets[road], " street")),
        ),
        "city": places[at],
        "postcode": (10_000 + at * 7 + random.integers(0, 7, single)).astype(str),
        "birthday": (19_400_000 + random.integers(0, 600_000, single)).astype(str),
        "number": random.integers(10**9, 10**10, single).astype(str),
        "mailbox": np.full(single, None),
    }
    again = random.choice(single, count - single, replace=False)
    twice = {name: values[again].astype(object) for name, values in rows.items()}
    for row in range(len(again)):
        for name in random.choice(
            ["given", "surname", "street", "city", "birthday", "number"], 2, replace=False
        ):
            gone = random.random() < 0.3
            twice[name][row] = (
                None if gone and name in ("birthday", "number") else slip(twice[name][row], random)
            )
    truth = np.concatenate([np.arange(single), again])
    order = random.permutation(count)
    columns = {n: np.concatenate([v.astype(object), twice[n]])[order] for n, v in rows.items()}
    table = {n: pa.array(v.tolist(), pa.string()) for n, v in columns.items()}
    return pa.table({"code": pa.array(np.arange(count)), **table}), truth[order]


def ours(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """Pairs with their probability as Closeknit finds them."""
    make_ready(con, PERSON, "entered", "entries")
    found = pairs(con, PERSON, "entries")
    return found.select(["a", "b", "probability"])


def plain(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """The same by Splink with its documented settings."""
    from splink import DuckDBAPI, Linker, SettingsCreator

    con.execute("""
        CREATE TABLE apart AS SELECT code, given, surname, birthday, number, postcode, city AS region,
        regexp_extract(street, '^[0-9]+') AS house, regexp_replace(street, '^[0-9]+ ', '') AS street
        FROM entered""")
    settings = SettingsCreator(
        unique_id_column_name="code",
        link_type="dedupe_only",
        comparisons=compared(full=True),
        blocking_rules_to_generate_predictions=rules(full=True),
    )
    linker = Linker(DuckDBAPI(connection=con).register(con.table("apart")), settings)
    linker.training.estimate_probability_two_random_records_match(sure_rules(full=True), recall=0.9)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for block in em_blocks(full=True):
        linker.training.estimate_parameters_using_expectation_maximisation(block)
    found = linker.inference.predict(threshold_match_probability=0.2)
    return con.execute(f"""
        SELECT least(code_l, code_r) AS a, greatest(code_l, code_r) AS b, match_probability AS probability
        FROM {found.physical_name}""").to_arrow_table()


def measured(which: str, folder: Path) -> dict[str, float]:
    """One of the two, in this process: seconds, memory, and how good the pairs are."""
    logging.disable(logging.CRITICAL)
    con = duckdb.connect(
        config={"memory_limit": "6GB", "threads": 2, "temp_directory": str(folder / "spill")}
    )
    con.execute(f"CREATE TABLE entered AS FROM '{folder / 'people.parquet'}'")
    began = time.process_time()
    found = {"closeknit": ours, "splink": plain}[which](con)
    seconds = time.process_time() - began
    truth = np.load(folder / "truth.npy")
    taken = found.filter(pc.greater_equal(found["probability"], LEAST))
    right = int((truth[taken["a"].to_numpy()] == truth[taken["b"].to_numpy()]).sum())
    there = len(truth) - len(np.unique(truth))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return {
        "cpu_s": seconds,
        "peak_gib": peak,
        "false": len(taken) - right,
        "missed": there - right,
        "true": there,
    }


def main() -> None:
    """Both, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--one", nargs=2, metavar=("WHICH", "FOLDER"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measured(given.one[0], Path(given.one[1]))))
        return
    with tempfile.TemporaryDirectory() as name:
        table, truth = people(given.people)
        pq.write_table(table, Path(name) / "people.parquet")
        np.save(Path(name) / "truth.npy", truth)
        print(f"{given.people:,} entries\n            CPU    peak      false  missed  of")
        taken = {}
        for which in ("splink", "closeknit"):
            command = [sys.executable, "-m", "bench.linking", "--one", which, name]
            said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
            taken[which] = one = json.loads(said.splitlines()[-1])
            print(
                f"{which:10} {one['cpu_s']:6.0f} s {one['peak_gib']:6.2f} GiB {one['false']:6.0f} "
                f"{one['missed']:7.0f} {one['true']:7.0f}",
                flush=True,
            )
        print(f"ratio of CPU: {taken['closeknit']['cpu_s'] / taken['splink']['cpu_s']:.2f}")


if __name__ == "__main__":
    main()
