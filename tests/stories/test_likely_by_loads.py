"""Who is likely one with whom, load by load, from files to the book: as if all were new; on both engines."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from closeknit.book.refresh import refresh
from closeknit.book.whois import IDENTITY, last_resolution
from closeknit.business import Business
from closeknit.engines import Engine
from closeknit.identity.compared import load
from closeknit.identity.parties import Resolution
from closeknit.progress import Quiet
from closeknit.workspace import create_workspace, open_workspace
from tests.book.test_changes import same_book
from tests.identity.small_lists import counting_anew

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


def _files(folder: Path) -> tuple[list[Path], list[Path]]:
    """People of one system with half of those whom another has too; and the other half."""
    random = Random(7)
    people = list(_people(random))
    again = [(f"003{n:05}", *_slipped(people[n], random), f"001{n:05}", "") for n in range(TWICE)]
    first = _write(folder / "hubspot.csv", HUBSPOT, [(str(n), *person) for n, person in enumerate(people)])
    parts = (again[: TWICE // 2], again[TWICE // 2 :])
    one, other = (_write(folder / f"salesforce-{n}.csv", SALESFORCE, rows) for n, rows in enumerate(parts))
    return [first, one], [other]


def _same(one: Resolution | None, other: Resolution | None) -> Resolution:
    assert one
    assert other
    for table in ("keys", "to_review", "kept_apart", "steps", "weights"):
        assert getattr(one, table).equals(getattr(other, table)), table
    return one


def test_a_further_load_compares_who_is_new_and_finds_what_comparing_all_finds(tmp_path: Path) -> None:
    first, further = _files(tmp_path)
    create_workspace(tmp_path / "folder")
    anew = tmp_path / "anew"
    (anew / IDENTITY).mkdir(parents=True)
    with Business(open_workspace(tmp_path / "folder")) as business:
        book = business.workspace.book
        business.load(first)
        business.refresh()
        before, kept = last_resolution(book), load(book / IDENTITY)
        assert before
        assert kept["person"].parameters
        assert kept["person"].parameters.learnt
        replace(before, compared={"person": kept["person"].learnt}).save(anew / IDENTITY)
        with counting_anew() as compared:
            business.load(further)
            business.refresh()
            refresh(business.ledger, business.engine, anew, progress=Quiet())
        assert TWICE // 2 <= compared[0] < TWICE
        assert compared[1] == PEOPLE + TWICE
        _same(last_resolution(book), last_resolution(anew))


@pytest.mark.spark
def test_a_few_hundred_people_of_two_systems_are_the_same_parties_on_spark(
    tmp_path: Path, spark_engine: Engine
) -> None:
    spark_book = tmp_path / "spark"
    create_workspace(tmp_path / "folder")
    with Business(open_workspace(tmp_path / "folder")) as business:
        for files in _files(tmp_path):
            business.load(files)
            on_spark = refresh(business.ledger, spark_engine, spark_book, progress=Quiet())
            same_book(business.refresh(), on_spark)
        here = _same(last_resolution(business.workspace.book), last_resolution(spark_book))
        whose = dict(zip(*(here.keys[c].to_pylist() for c in ("key", "party_id")), strict=True))
        found = [
            whose[f"hubspot_contact:{n}"] == whose[f"salesforce_contact:003{n:05}"] for n in range(TWICE)
        ]
        assert sum(found) > 0.9 * TWICE
        assert len({whose[f"hubspot_contact:{n}"] for n in range(PEOPLE)}) == PEOPLE
