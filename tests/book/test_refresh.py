"""Bringing a large book up to date in parts gives the same as building it anew; what was compared is kept."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from random import Random
from types import SimpleNamespace

import pyarrow as pa
import pytest

from closeknit.book import renewal, rows
from closeknit.book.basis import Touched
from closeknit.book.versions import current
from closeknit.book.whois import IDENTITY, last_resolution
from closeknit.briefings.by_hand import correction_value
from closeknit.business import Business
from closeknit.demo import make
from closeknit.identity.compared import Compared, Parameters
from closeknit.identity.parties import Resolution
from closeknit.identity.schema import ALIASES, KEPT_APART, KEYS, STEPS, TO_REVIEW, WEIGHTS
from closeknit.identity.told import ClaimSums
from closeknit.ledger.decisions import CORRECTION
from closeknit.settings import Settings
from closeknit.workspace import Workspace, open_workspace
from tests.book.stepwise import in_parts_as_whole


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small sample business, not loaded yet."""
    make(tmp_path, end=date(2026, 6, 30), size=0.02)
    return tmp_path


NO_ROWS = pa.table({"key": pa.array([], pa.string())})


@pytest.fixture
def befores(monkeypatch: pytest.MonkeyPatch) -> list[Resolution | None]:
    """What each resolution gets of the one before; it finds nobody, and keeps what it learnt."""
    given: list[Resolution | None] = []
    shares = {"birthday": (0.9, 0.1)}
    parameters = Parameters("rules", datetime(2026, 5, 1), 3, True, shares, shares)
    found = Resolution(
        *(schema.empty() for schema in (KEYS, ALIASES, TO_REVIEW, KEPT_APART, STEPS, WEIGHTS)),
        {"person": Compared(parameters, NO_ROWS, NO_ROWS, NO_ROWS)},
    )

    def resolving(
        _told: object, _decisions: object, _settings: object, before: Resolution | None, *, now: datetime
    ) -> Resolution:
        given.append(before)
        return found

    monkeypatch.setattr(renewal, "resolve", resolving)
    return given


def _resolve(folder: Path) -> Resolution:
    ledger = SimpleNamespace(read=lambda _: None, settings=None)
    sums = ClaimSums(*([NO_ROWS] * 7), active=lambda keys: keys)
    return renewal._resolve(ledger, sums, [], folder)  # type: ignore[arg-type]


def test_what_was_compared_is_at_hand_when_the_book_is_brought_up_to_date_again(
    tmp_path: Path, befores: list[Resolution | None]
) -> None:
    found = _resolve(tmp_path)
    _resolve(tmp_path)
    assert befores == [None, found]


@pytest.mark.parametrize(
    ("torn", "left"),
    [("keys.parquet", "nothing"), ("person.json", "who is who"), ("person_pairs.parquet", "who is who")],
)
def test_what_was_compared_and_is_torn_is_written_anew(
    tmp_path: Path, befores: list[Resolution | None], torn: str, left: str
) -> None:
    found = _resolve(tmp_path)
    (tmp_path / IDENTITY / torn).write_bytes(b"PAR1")
    _resolve(tmp_path)
    _resolve(tmp_path)
    assert befores == [None, None if left == "nothing" else replace(found, compared={}), found]


STEPS_OF_SAVING = [
    (Resolution, "save", 0),
    *((Path, "rename", n) for n in (0, 1)),
    *((shutil, "rmtree", n) for n in (1, 2)),
]
"""What is done while a resolution is saved, and how often before."""


def test_wherever_saving_is_cut_off_who_is_who_is_there(
    tmp_path: Path, befores: list[Resolution | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = _resolve(tmp_path)
    for owner, name, times in STEPS_OF_SAVING:
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, _cut_off_after(times, getattr(owner, name)))
            with pytest.raises(KeyboardInterrupt):
                _resolve(tmp_path)
        assert last_resolution(tmp_path) == replace(found, compared={}), (name, times)
    _resolve(tmp_path)
    assert befores[-1] == found
    assert [path.name for path in tmp_path.iterdir()] == [IDENTITY]


def _cut_off_after(times: int, does: Callable[..., object]) -> Callable[..., object]:
    left = iter(range(times))

    def cut_off(*given: object, **more: object) -> object:
        if next(left, None) is None:
            raise KeyboardInterrupt
        return does(*given, **more)

    return cut_off


@pytest.mark.slow
def test_loading_in_pieces_and_undoing_equals_building_anew(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts: list[bool] = []
    reach = renewal.touched

    def watched(*given: object) -> Touched:
        parts.append(True)
        return reach(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(renewal, "LARGE", 0)
    monkeypatch.setattr(renewal, "touched", watched)
    files = sorted((folder / "exports").iterdir())
    with Business(open_workspace(folder)) as business:
        business.load(files[:4])
        business.load(files[4:])
        business.undo(next(i.import_id for i in business.imports() if "harvest" in i.stream_id))
        assert parts
        in_parts_as_whole(business)


@pytest.mark.slow
def test_nothing_is_built_when_nothing_changed(folder: Path) -> None:
    with Business(open_workspace(folder)) as business:
        business.load([folder / "exports" / "payments.csv"])
        before = business.book.folder
        assert business.refresh().folder == before
        assert current(business.workspace.book) is not None


MAPPING = """
format = 1
source = "made"
stream = "papers"
title = "Made papers"

[recognise]
columns = ["number", "client", "email", "day", "amount", "said"]

[record]
identity = ["number"]

[party.client]
kind = "organization"
keys = { made_client = "client" }
name = "client"

[party.contact]
kind = "person"
keys = { email = "email" }
works_at = "client"

[[activity]]
kind = "invoice.issued"
at = "day"
amount = "amount"
subject = "number"
participants = { buyer = "client" }
lines = { product = "said", amount = "amount" }

[[activity]]
kind = "ticket.opened"
at = "day"
subject = "number"
body = "said"
participants = { requester = "contact" }
"""
SAYINGS = ("It fails.", "I am worried. It is late.", "Thank you, excellent.")


def a_file(folder: Path, rng: Random, name: str) -> Path:
    """A few papers. Of few numbers some come again, so that what an earlier file said is replaced; of many
    none does. In some files nobody is named who works anywhere."""
    numbers, named = rng.choice((12, 10**6)), rng.choice((True, False))
    rows = [
        f"P-{rng.randrange(numbers)},Firm {rng.randrange(5)},"
        f"{f'p{rng.randrange(4)}@d{rng.randrange(3)}.example' if named else ''},"
        f"2024-{1 + rng.randrange(12):02}-01,{rng.choice((100, 250))}.00,{rng.choice(SAYINGS)}"
        for _ in range(5)
    ]
    path = folder / f"{name}.csv"
    path.write_text("\n".join(["number,client,email,day,amount,said", *rows]) + "\n")
    return path


def a_step(business: Business, folder: Path, rng: Random, name: str) -> None:
    """Load a file or two, take one back, decide who is who, correct a name or take that back; then bring the
    book up."""
    imports = [i.import_id for i in business.imports() if i.state == "complete"]
    decided, gone = business.decided()
    standing = [row["decision_id"] for row in decided if row["kind"] != "undo"]
    what = rng.choice(("load", "load", "undo", "same", "different", "correct", "take back"))
    if what == "undo" and len(imports) > 1:
        business.undo(rng.choice(imports))
    elif what in ("same", "different") and not set(standing) - gone:
        one, other = rng.sample([f"made_client:firm {n}" for n in range(5)], 2)
        business.ledger.decide(what, [one], [other])
    elif what == "correct":
        said = correction_value("name", f"House {rng.randrange(3)}", "organization", None)
        business.ledger.decide(CORRECTION, [f"made_client:firm {rng.randrange(5)}"], value=said)
    elif what == "take back" and set(standing) - gone:
        business.ledger.decide("undo", undoes=rng.choice(sorted(set(standing) - gone)))
    else:
        files = [a_file(folder, rng, f"{name}-{n}") for n in range(rng.choice((1, 2)))]
        business.load(files, mapping=folder / "made.toml")
    business.refresh()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_any_sequence_of_loads_undos_and_decisions_equals_building_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(renewal, "LARGE", 0)
    monkeypatch.setattr(rows, "FOLDED", (0.5, 1e9)[seed])
    (tmp_path / "made.toml").write_text(MAPPING)
    rng = Random(seed)
    with Business(Workspace(tmp_path, Settings())) as business:
        business.load([a_file(tmp_path, rng, "first")], mapping=tmp_path / "made.toml")
        for n in range(8):
            a_step(business, tmp_path, rng, f"more-{n}")
        whole = in_parts_as_whole(business)
        assert whole.rows("mentions")
        assert whole.rows("purchases")
