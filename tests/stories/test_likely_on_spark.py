"""Who is likely one with whom is the same through both engines, load by load, from files to the book."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from closeknit.book import refresh as refreshing
from closeknit.book.refresh import last_resolution
from closeknit.business import Business
from closeknit.engines import Engine
from closeknit.progress import Quiet
from closeknit.workspace import create_workspace, open_workspace
from tests.book.test_changes import same_book

HUBSPOT = ("Record ID", "First Name", "Last Name", "Street Address", "Postal Code", "City")
SALESFORCE = (
    "Id",
    "FirstName",
    "LastName",
    "MailingStreet",
    "MailingPostalCode",
    "MailingCity",
    "AccountId",
    "Email",
)
PEOPLE, TWICE = 300, 120

Person = tuple[str, str, str, str, str]
"""Given name, surname, street, postcode, city."""


def _people(random: Random) -> Iterator[Person]:
    sounds = [c + v for c in "bdfgklmnprstv" for v in "aeiou"]

    def word(count: int) -> str:
        return "".join(random.choices(sounds, k=count)).title()

    given, surnames, streets = ([word(n) for _ in range(m)] for n, m in ((2, 40), (3, 120), (4, 90)))
    places = [(str(random.randint(1000, 9999)), word(3)) for _ in range(40)]
    for _ in range(PEOPLE):
        street = f"{random.randint(1, 99)} {random.choice(streets)} street"
        yield random.choice(given), random.choice(surnames), street, *random.choice(places)


def _slipped(person: Person, random: Random) -> Person:
    """As somebody else typed it: one letter of one fact is another."""
    field, typed = random.randrange(5), list(person)
    at = random.randrange(len(typed[field]))
    typed[field] = f"{typed[field][:at]}{random.choice('xyz')}{typed[field][at + 1 :]}"
    return tuple(typed)  # type: ignore[return-value]


def _write(file: Path, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([header, *rows])
    return file


@pytest.mark.slow
@pytest.mark.spark
def test_a_few_hundred_people_of_two_systems_are_the_same_parties_on_spark(
    tmp_path: Path, spark_engine: Engine
) -> None:
    random = Random(7)
    people = list(_people(random))
    again = [(f"003{n:05}", *_slipped(people[n], random), f"001{n:05}", "") for n in range(TWICE)]
    first = _write(tmp_path / "hubspot.csv", HUBSPOT, [(str(n), *person) for n, person in enumerate(people)])
    parts = (again[: TWICE // 2], again[TWICE // 2 :])
    later = [_write(tmp_path / f"salesforce-{n}.csv", SALESFORCE, rows) for n, rows in enumerate(parts)]
    spark_book = tmp_path / "spark"
    create_workspace(tmp_path / "folder")
    with Business(open_workspace(tmp_path / "folder")) as business:
        for files in ([first, later[0]], [later[1]]):
            business.load(files)
            on_spark = refreshing.refresh(business.ledger, spark_engine, spark_book, progress=Quiet())
            same_book(business.refresh(), on_spark)
        here, there = last_resolution(business.workspace.book), last_resolution(spark_book)
        assert here
        assert there
        for table in ("keys", "to_review", "kept_apart", "steps", "weights"):
            assert getattr(here, table).equals(getattr(there, table)), table
        whose = dict(zip(*(here.keys[c].to_pylist() for c in ("key", "party_id")), strict=True))
        found = [
            whose[f"hubspot_contact:{n}"] == whose[f"salesforce_contact:003{n:05}"] for n in range(TWICE)
        ]
        assert sum(found) > 0.9 * TWICE
        assert len({whose[f"hubspot_contact:{n}"] for n in range(PEOPLE)}) == PEOPLE
