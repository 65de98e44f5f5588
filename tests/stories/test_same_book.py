"""The same facts give the same book: loaded twice, in another order, in pieces, or taken back and again."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pytest

from closeknit.book.schema import BOOK
from closeknit.business import Business
from closeknit.ledger.load import load
from closeknit.ledger.report import LoadReport
from closeknit.ledger.store import utc_now
from closeknit.sources.mappings.library import read_mapping
from closeknit.workspace import open_workspace

COMPARED = [name for name in BOOK if name not in ("freshness", "party_aliases")]
"""Aliases tell of former numbers, freshness of what was set aside: both are about loading."""


@pytest.fixture(scope="module")
def firm(loaded_sample: Path) -> Path:
    """The sample business made very small, and loaded at once."""
    return loaded_sample


def business_of(firm: Path, folder: Path) -> Business:
    """A business folder with the firm's settings and mappings and nothing loaded."""
    folder.mkdir()
    shutil.copy(firm / "closeknit.toml", folder)
    shutil.copytree(firm / "mappings", folder / "mappings")
    return Business(open_workspace(folder))


def loaded(business: Business, files: Iterable[Path]) -> LoadReport:
    """Files loaded without bringing the book up each time, as people would not wait for it."""
    own = [read_mapping(file) for file in business.workspace.own_mappings]
    return load(business.ledger, list(files), own=own, now=utc_now())


def book_of(business: Business) -> dict[str, list[str]]:
    """All rows of the book as sorted texts."""
    tables = business.refresh().tables(business.engine)
    return {name: as_texts(business.engine.collect(tables[name])) for name in COMPARED}


def as_texts(table: pa.Table) -> list[str]:
    return sorted(repr(row) for row in table.to_pylist())


def differing(one: dict[str, list[str]], other: dict[str, list[str]]) -> dict[str, list[str]]:
    """For a message worth reading: the first rows in which two books differ."""
    return {n: sorted(set(one[n]) ^ set(other[n]))[:4] for n in one if one[n] != other[n]}


@pytest.fixture(scope="module")
def expected(firm) -> dict[str, list[str]]:
    """The book of the whole folder, loaded once."""
    with Business(open_workspace(firm)) as business:
        return book_of(business)


def one_by_one(firm: Path, folder: Path, seed: int) -> Business:
    """A business with the firm's files loaded one by one, in an order of that seed."""
    business = business_of(firm, folder)
    for file in random.Random(seed).sample(files := sorted((firm / "exports").iterdir()), len(files)):
        loaded(business, [file])
    return business


def test_files_one_by_one_in_any_order_and_all_of_them_again_give_the_same_book(firm, expected, tmp_path):
    with one_by_one(firm, tmp_path / "b", seed=3) as business:
        again = loaded(business, [firm / "exports"])
        assert (again.stored, again.not_understood) == (0, ())
        assert differing(book_of(business), expected) == {}


@pytest.mark.parametrize("seed", range(4, 8))
def test_files_loaded_one_by_one_in_any_order_give_the_same_book(firm, expected, tmp_path, seed):
    with one_by_one(firm, tmp_path / "b", seed) as business:
        assert differing(book_of(business), expected) == {}


def test_loading_the_folder_again_changes_nothing(firm, expected, tmp_path):
    with business_of(firm, tmp_path / "b") as business:
        loaded(business, [firm / "exports"])
        again = loaded(business, [firm / "exports"])
        assert (again.stored, again.not_understood) == (0, ())
        assert differing(book_of(business), expected) == {}


def test_a_file_taken_back_is_as_if_it_had_never_been(firm, expected, tmp_path):
    files = sorted((firm / "exports").iterdir())
    invoices = next(f for f in files if f.name.startswith("SalesInvoices"))
    with business_of(firm, tmp_path / "without") as business:
        loaded(business, [f for f in files if f != invoices])
        without = book_of(business)
    with business_of(firm, tmp_path / "taken") as business:
        loaded(business, [firm / "exports"])
        taken = next(i.import_id for i in business.imports() if i.file == invoices.name)
        business.undo(taken)
        assert differing(book_of(business), without) == {}
        loaded(business, [invoices])
        assert differing(book_of(business), expected) == {}


def pieces(file: Path, folder: Path, cuts: int) -> Iterable[Path]:
    """A CSV without line breaks in cells, cut into files with the same header."""
    head, *lines = file.read_bytes().splitlines(keepends=True)
    edges = sorted(random.Random(cuts).sample(range(1, len(lines)), cuts - 1))
    for n, (start, end) in enumerate(zip([0, *edges], [*edges, len(lines)], strict=True)):
        piece = folder / f"{file.stem}-{n}{file.suffix}"
        piece.write_bytes(head + b"".join(lines[start:end]))
        yield piece


@pytest.mark.parametrize("name", ["SalesInvoices", "payments"])
def test_a_file_cut_into_pieces_gives_the_same_book(firm, expected, tmp_path, name):
    files = sorted((firm / "exports").iterdir())
    whole = next(f for f in files if f.name.startswith(name))
    (tmp_path / "cut").mkdir()
    with business_of(firm, tmp_path / "b") as business:
        loaded(business, [f for f in files if f != whole])
        loaded(business, list(pieces(whole, tmp_path / "cut", 3))[::-1])
        assert differing(book_of(business), expected) == {}


def test_each_activity_counts_once_and_revenue_through_the_timeline_is_all_revenue(firm, tmp_path):
    with business_of(firm, tmp_path / "b") as business:
        loaded(business, [firm / "exports"])
        tables = business.refresh().tables(business.engine)
        happened, timeline = tables["activities"], tables["timeline"]
        whole = happened.filter(happened.is_revenue).amount_base.sum().name("n").as_table()
        counted = timeline.filter(timeline.counts).select("activity_id")
        assert business.engine.collect(
            counted.distinct().count().name("n").as_table()
        ) == business.engine.collect(counted.count().name("n").as_table())
        joined = happened.filter(happened.is_revenue).inner_join(counted, "activity_id")
        through = joined.amount_base.sum().name("n").as_table()
        assert business.engine.collect(through) == business.engine.collect(whole)
