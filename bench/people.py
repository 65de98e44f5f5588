"""Very many made-up people, one in five entered twice with slips of the keyboard, and who is who."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

FURTHER = 1_000
"""So many of the made-up people come by a further load."""

SYLLABLES = [
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
]


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


def made(count: int, seed: int = 7) -> tuple[pa.Table, np.ndarray]:
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
        "tax_number": np.full(single, None),
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
    numbers = pa.array(np.arange(count))
    return pa.table({"code": numbers, "key": numbers.cast(pa.string()), **table}), truth[order]


def make(folder: Path, count: int) -> None:
    """people.parquet and truth.npy."""
    table, truth = made(count)
    pq.write_table(table, folder / "people.parquet")
    np.save(folder / "truth.npy", truth)
