"""Full-text search."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeknit.book.search import SEARCH, search
from closeknit.book.versions import Book
from closeknit.engines import Engine
from closeknit.errors import EngineError
from tests.book.claims_of import Claims, party

BODY = "It burns. Müller's!"


@pytest.fixture(scope="module")
def book(duckdb_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Book:
    """Two firms, a person, a case and some texts."""
    c = Claims()
    c.party("xero_contact:muller", "domain:mueller.example", name="Müller & Søn GmbH")
    c.party("email:ana@mueller.example", name="Ana Müller", kind="person")
    c.case("ticket:z-9", account="xero_contact:muller", name="Printer on fire")
    c.did(
        "ticket.opened",
        "2024-01-01",
        case="ticket:z-9",
        subject="Printer on fire",
        body="It burns. Müller's!",
    )
    c.did("email.sent", "2024-01-02", recipient="email:ana@mueller.example", subject="Offer 4711", body=None)
    for day in ("2024-01-01", "2024-01-02", "2024-01-03"):
        c.did("time.logged", day, subject="Design", buyer="x:timesheet")
    return c.book(duckdb_engine, tmp_path_factory.mktemp("a [b] c#?d"))


def test_a_name_is_found_without_its_accents_and_case(book: Book) -> None:
    hits = search(book, "MULLER", place="parties")
    assert {h.title for h in hits} == {"Müller & Søn GmbH", "Ana Müller"}


def test_a_party_is_found_by_its_keys(book: Book) -> None:
    (hit,) = search(book, "ana@mueller", place="parties")
    assert (hit.id, hit.account_id) == (party("email:ana@mueller.example"), party("domain:mueller.example"))


def test_the_last_word_may_be_a_beginning_and_all_must_occur(book: Book) -> None:
    assert {h.place for h in search(book, "printer fi")} == {"cases", "activities"}
    assert search(book, "printer water") == []


def test_names_come_before_texts(book: Book) -> None:
    assert [h.place for h in search(book, "müller")][-1] == "activities"


def test_an_excerpt_shows_the_text(book: Book) -> None:
    (hit,) = search(book, "burns")
    assert (hit.title, hit.excerpt) == ("Printer on fire", BODY)


@pytest.mark.parametrize("words", ["", "   ", '"', "***", "() AND -", 'NEAR("a', "title:offer OR x*"])
def test_nothing_typed_is_taken_for_a_command(book: Book, words: str) -> None:
    assert search(book, words) == []


def test_a_subject_that_comes_again_and_again_is_found_once(book: Book) -> None:
    (hit,) = search(book, "design")
    assert hit.account_id == party("x:timesheet")


def test_the_number_of_hits_is_bounded(book: Book) -> None:
    assert len(search(book, "müller", limit=1)) == 1


def test_a_book_without_its_search_file_finds_nothing(book: Book, tmp_path: Path) -> None:
    assert search(Book(tmp_path, "v"), "müller") == []


@pytest.mark.parametrize("torn", ["all of it", "all but its head"])
def test_of_a_damaged_file_one_is_told_what_to_do(duckdb_engine: Engine, tmp_path: Path, torn: str) -> None:
    c = Claims()
    c.party("domain:mueller.example", name="Müller")
    book = c.book(duckdb_engine, tmp_path)
    whole = (book.folder / SEARCH).read_bytes()
    kept = whole[: 4096 * (torn != "all of it")]
    (book.folder / SEARCH).write_bytes(kept + b"\1" * (len(whole) - len(kept)))
    with pytest.raises(EngineError, match="damaged") as told:
        search(book, "müller")
    assert str(tmp_path) in str(told.value.remedy)
