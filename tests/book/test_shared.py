"""A version of the book built by one machine is fetched by the others, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from closeknit.book import renewal, shared
from closeknit.book.search import search
from closeknit.book.versions import Book
from closeknit.business import Business
from closeknit.doctor import checks
from closeknit.errors import StoreError
from closeknit.ledger.objects import Objects
from closeknit.workspace import create_workspace
from tests.book.test_changes import same_book
from tests.ledger.loads import mapped, order, write_rows

pytestmark = pytest.mark.slow


@pytest.fixture
def machines(store_address: str, tmp_path: Path) -> Iterator[Callable[[str], Business]]:
    """Opens the business on a machine of that name."""
    opened: list[Business] = []

    def at(name: str) -> Business:
        told = f'name = "Shop"\nstorage = "{store_address}"\n'
        workspace = create_workspace(tmp_path / name, settings_text=told)
        mapped(workspace.mappings)
        opened.append(Business(workspace))
        return opened[-1]

    yield at
    for business in opened:
        business.close()


def load(business: Business, day: int, folder: Path) -> Book:
    """Load a file of orders and bring the book up to it."""
    rows = [order(n, total=str(day), email=f"c{n}@firm{n}.example") for n in range(day, day + 3)]
    business.load([write_rows(folder / f"{day}.csv", rows, time=day)])
    return business.refresh()


def refuse(*_: object, **__: object) -> None:
    raise StoreError("it does not answer")


def test_a_book_is_built_once_for_all_machines(
    machines: Callable[[str], Business], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = machines("one"), machines("two")
    built = [load(one, 1, tmp_path)]
    with monkeypatch.context() as patch:
        patch.setattr(renewal, "_built", lambda *_: pytest.fail("it was built again"))
        same_book(two.refresh(), built[0])
    built.append(load(two, 2, tmp_path))
    monkeypatch.setattr(renewal, "_built", lambda *_: pytest.fail("it was built again"))
    same_book(one.refresh(), built[1])
    assert one.resolution(building=False).keys.equals(two.resolution(building=False).keys)
    assert search(one.book, "c3@firm3.example")
    answers = [business.ask("clients", as_of="2024-12-31").answer.tables for business in (one, two)]
    assert [t.data for t in answers[0]] == [t.data for t in answers[1]]


def test_a_machine_that_cannot_fetch_or_put_a_book_builds_it(
    machines: Callable[[str], Business], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = machines("one"), machines("two")
    with monkeypatch.context() as patch:
        patch.setattr(renewal, "put", refuse)
        built = load(one, 1, tmp_path)
    same_book(two.refresh(), built)
    store = Objects(one.workspace.store)
    for name in store.names(shared.FILES):
        store.put(name, b"torn")
    same_book(machines("three").refresh(), built)


def test_what_was_replaced_goes_from_the_store_a_day_later(
    machines: Callable[[str], Business], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = machines("one")
    load(one, 1, tmp_path)
    store = Objects(one.workspace.store)
    before = {*store.names("book"), *store.names("ledger/heads")}
    newest = load(one, 2, tmp_path)
    assert before < {*store.names("book"), *store.names("ledger/heads")}
    for module in ("closeknit.book.shared", "closeknit.ledger.shared"):
        monkeypatch.setattr(f"{module}.SWEPT_FROM", 2)
        monkeypatch.setattr(f"{module}.KEPT", timedelta(days=-1))
    one.tidy()
    shared.put(store, newest)
    assert len(store.names(shared.VERSIONS)) == len(store.names("ledger/heads")) == 1
    same_book(machines("two").refresh(), newest)


def test_doctor_tells_whether_the_store_answers(
    machines: Callable[[str], Business], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = machines("one")
    load(one, 1, tmp_path)
    assert any("answers: 1 commit, all of it here" in check.text for check in checks(one))
    two = machines("two")
    monkeypatch.setattr(Objects, "names", refuse)
    told = [check for check in checks(two) if check.state == "bad"]
    assert {check.text for check in told} == {"it does not answer"}
